"""The day on which a source was published stands in for no time that its passages tell themselves."""

import pytest

from bot.briefing.finding import Finding
from tests.briefing.small import findings

WAR = "The war of 2014 cost $5 billion"
DATED = [WAR, "Acme closed two plants several years ago", "Acme closed two plants last week", "It closed on Thursday"]
PUBLISHED = ("2019", "April 2019", "2019-04-04", "4 April 2019")


def dated(found: list[Finding]) -> bool:
    return any(one.verdict == "date differs" for one in found)


@pytest.mark.parametrize("passage", DATED)
@pytest.mark.parametrize("when", PUBLISHED)
def test_a_told_time_is_not_exchanged_for_the_day_of_publication(passage: str, when: str) -> None:
    text = f"{passage}.\n\nApril 4, 2019"
    for source in (None, text):
        assert dated(findings(passage, answer=f"It was so in {when}.", text=source))
        assert dated(
            findings(passage, figure=f"label: Cost, value: 5000000000, unit: USD, when: '{when}'", text=source)
        )


@pytest.mark.parametrize("when", PUBLISHED)
def test_the_day_of_publication_may_be_named_where_no_time_is_told(when: str) -> None:
    assert not dated(findings("Acme closed two plants", answer=f"Acme closed two plants in {when}."))
    assert not dated(findings(WAR, answer=f"The war of 2014 cost $5 billion, as of {when}."))
    assert not dated(findings(WAR, answer=f"The article of {when} tells of the war of 2014."))


def test_the_passage_s_own_time_stands() -> None:
    figure = "label: Cost, value: 5000000000, unit: USD, when: '2014'"
    assert not dated(findings(WAR, answer="The war of 2014 was dear.", figure=figure))


@pytest.mark.parametrize("passage", ["Acme still owes $5 billion of loans since 2006", "Acme now owes $5 billion"])
def test_what_is_so_now_is_so_on_the_day_of_publication(passage: str) -> None:
    assert not dated(findings(passage, figure="label: Owed, value: 5000000000, unit: USD, when: 4 April 2019"))
