"""Every way of saying that an amount is not exact: read, kept, and missed where it is dropped, added or exchanged."""

from typing import Final

import pytest

from bot.briefing.model import Bound
from bot.briefing.quantity import read
from tests.briefing.small import findings

BEFORE: Final = {
    Bound.ABOUT: "about, around, roughly, some, close to, an estimated, approximately, perhaps, maybe, barely, hardly, "
    "scarcely, in the vicinity of, something like, more or less, little more than, hardly more than, probably",
    Bound.LESS_THAN: "nearly, almost, under, fewer than, less than, just under, slightly below, well below, not quite, "
    "just short of, approaching, a little under, not even",
    Bound.MORE_THAN: "over, more than, above, just over, well above, slightly more than, in excess of, barely above, "
    "exceeding, topping, a little over",
    Bound.AT_LEAST: "at least, as few as, as little as, as low as, no fewer than, no less than, a minimum of",
    Bound.UP_TO: "up to, as many as, as much as, as high as, no more than, not more than, at most, at best",
}
AFTER: Final = {
    Bound.ABOUT: "or so, or thereabouts, give or take, roughly",
    Bound.AT_LEAST: "or more, or over, and up, if not more, at the very least",
    Bound.UP_TO: "or less, or fewer, or under, at most, at best",
}
WORDED: Final = [
    *((bound, f"{words} 300") for bound, every in BEFORE.items() for words in every.split(", ")),
    *((bound, f"300 {words}") for bound, every in AFTER.items() for words in every.split(", ")),
]


@pytest.mark.parametrize(("bound", "amount"), WORDED)
def test_a_qualifier_is_kept_and_not_dropped_added_or_exchanged(bound: Bound, amount: str) -> None:
    assert read(f"{amount} dollars" if amount[-1].isdigit() else amount.replace("300", "$300")).bound is bound
    passage = f"They counted {amount} on the first day"
    assert findings(passage, answer=f"On the first day there were {amount}.") == []
    others = ["300", *(f"{words.split(', ')[0]} 300" for other, words in BEFORE.items() if other is not bound)]
    for other in others:
        assert {one.verdict for one in findings(passage, answer=f"There were {other}.")} == {"qualifier differs"}, other
    added = findings("They counted 300 on the first day", answer=f"There were {amount}.")
    assert {one.verdict for one in added} == {"qualifier differs"}


@pytest.mark.parametrize(
    ("exact", "answer"),
    [
        ("losses exceeded $90 million", "More than $90 million was lost."),
        ("perhaps as many as 500 people came", "Up to 500 people came."),
        ("barely above 2 percent", "It was just over 2 percent."),
        ("as few as 40 birds are left", "No fewer than 40 birds are left."),
        ("nearly 68 percent voted", "Almost 68% voted."),
        ("some 4,000 soldiers came", "Roughly 4,000 soldiers came."),
        ("only 5 ships came, a mere 5", "Just five ships came."),
    ],
)
def test_a_qualifier_in_other_words_is_accepted(exact: str, answer: str) -> None:
    assert findings(exact, answer=answer) == []
