"""A passage, a quote or words in quotation marks that cut an amount short, and those that leave it whole."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.briefing.cuts import cut_at, cut_everywhere
from tests.briefing.small import findings

AMOUNTS = (
    "$6 billion", "6 billion dollars", "$11.4bn", "€1,250", "0.01%", "0.01 percent", "5 to 10 percent", "5–10 million",
    "between 5 and 10 percent", "$70-80 million a year", "$2 billion to $3 billion", "twenty-five percent",
    "half a million euros", "two percentage points", "1 200 euros", "at least 3 percent", "more than $17 billion",
    "about 400 dollars", "up to 5 percent", "nearly 2.5 million", "5 percent or more", "$4 million per month",
)  # fmt: skip
WHOLE = st.sampled_from(AMOUNTS)


def told(amount: str) -> tuple[str, int, int]:
    """A text that states an amount once, and where."""
    text = f"Ivanov said: “We owe {amount} in all,” and went."
    return text, text.index(amount), text.index(amount) + len(amount)


@st.composite
def stretches(draw: st.DrawFn) -> tuple[str, str, bool]:
    """A text, some of it that touches the digits or number words of its amount, and whether it has all of that."""
    text, start, end = told(draw(WHOLE))
    inside = [at for at in range(start, end + 1) if not text[at - 1 : at + 1].isalpha()]
    begin = draw(st.sampled_from((text.index("We"), text.index("owe"), *inside[:-1])))
    stop = draw(st.sampled_from([at for at in (*inside, end + len(" in"), end + len(" in all")) if at > begin]))
    exact = text[begin:stop].strip()
    begin = text.index(exact, begin)
    stop = begin + len(exact)
    counting = [at for at in range(start, end) if text[at].isdigit() or text[at] in "$€%"]
    assume(any(begin <= at < stop for at in counting))
    return text, exact, begin <= start and stop >= end


@given(found=stretches())
@settings(max_examples=200)
def test_a_passage_or_a_quote_that_cuts_an_amount_is_an_error(found: tuple[str, str, bool]) -> None:
    text, exact, whole = found
    passage = text[text.index("We") : text.index(",”")]
    for wrong in (
        findings(exact, text=text),
        findings(passage, said=exact, text=text),
        findings(passage, said=exact),
        findings(passage, answer=f"Ivanov spoke of “{exact}”."),
    ):
        about = [one for one in wrong if "“" in one.problem and "Ivanov” is in no" not in one.problem]
        assert bool(about) is not whole, (exact, about)
        assert all(one.severity == "error" and one.hint for one in about)


@pytest.mark.parametrize(
    ("text", "words", "lost"),
    [
        ("still owes Russia $6 billion", "$6", "number differs"),
        ("still owes Russia $6 billion", "6 billion", "unit differs"),
        ("earned $11.4 billion in all", "1.4 billion", "number differs"),
        ("earned $11.4 billion in all", "billion in all", "number differs"),
        ("took about 5 ships", "5 ships", "qualifier differs"),
        ("5 to 10 of them", "5", "one end of a range"),
        ("5 to 10 of them", "10 of them", "one end of a range"),
        ("5–10 million people", "5", "number differs"),
        ("5 percent of it", "5", "unit differs"),
        ("5 percent of it", "percent of it", "number differs"),
        ("$70 million a year for it", "$70 million", "rate differs"),
    ],
)
def test_what_is_lost_is_told(text: str, words: str, lost: str) -> None:
    start = text.index(words)
    cut = cut_at(text, start, start + len(words))
    assert cut is not None
    assert cut.verdict == lost
    assert words in cut.whole or not words.startswith(cut.whole)


def test_words_that_are_whole_somewhere_are_not_cut() -> None:
    assert cut_everywhere("$6", "It owes $6 billion.") is not None
    assert cut_everywhere("$6", "It owes $6 billion, and he owes $6.") is None
    assert cut_everywhere("nothing", "It owes $6 billion.") is None
