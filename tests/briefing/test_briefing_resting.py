"""What a briefing tells in its own words rests on a passage, or is marked."""

import pytest

from bot.briefing.check import check
from bot.briefing.finding import Severity

SMALL = """title: Ports
as_of: 2019-04-04
summary: The ports are sold.
sources: {paper: {title: Ports for sale, publisher: The Paper, published: 2019-04-04}}
actors:
  ruiz: ACTOR
cards:
  blame: CARD
"""
BARE = "{name: Ana Ruiz, kind: person}"
TOLD = "{name: Ana Ruiz, kind: person, TOLD}"
CARD = "{question: Who is to blame?, answer: The minister took bribes., SHOWS}"
RESTS = "evidence: {source: paper, exact: the minister took bribes}"


def verdicts(actor: str = BARE, card: str = CARD.replace("SHOWS", "shows: [ruiz]")) -> list[tuple[str, int]]:
    parsed = check(SMALL.replace("ACTOR", actor).replace("CARD", card).encode(), "ports.yaml")
    assert parsed.briefing is not None, parsed.findings
    return [(one.verdict, one.line) for one in parsed.findings if one.severity is Severity.ERROR]


@pytest.mark.parametrize("told", ["role: convicted fraudster", "about: She stole.", "affiliation: The mob"])
def test_what_is_told_of_somebody_rests_on_a_passage_or_is_marked(told: str) -> None:
    assert verdicts(TOLD.replace("TOLD", told)) == [("no evidence", 6)]
    assert not verdicts(TOLD.replace("TOLD", f"{told}, unverified: true"))
    assert not verdicts(BARE), "a name alone tells nothing"


def test_an_answer_rests_on_an_item_or_a_passage_or_is_marked() -> None:
    assert verdicts(card=CARD.replace("SHOWS", "shows: []")) == [("no evidence", 8)]
    assert not verdicts(card=CARD.replace("SHOWS", "unverified: true"))
    assert not verdicts(card=CARD.replace("SHOWS", RESTS))
