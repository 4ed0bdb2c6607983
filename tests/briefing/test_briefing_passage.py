"""Finding a passage in a source, however the source was wrapped, quoted, marked up or lengthened."""

import re
import textwrap
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing.model import Evidence
from bot.briefing.normal import normalise, plain
from bot.briefing.passage import SourceText, find, numbers
from tests.briefing.small import findings

SOURCE: Final = """The ministry said the "new line" would open in March 2021, two years late.

Its builders have spent about $11.4 billion on the tunnel - more than 40 percent of the state's budget - and they
still owe at least $2 billion to the banks. "We can't go on like this," the minister's deputy, Ana Ruiz, told a paper.

Two machines carrying some 300 tons each arrived last week; they don't fit through the gate, an engineer said.

Traffic fell by 3 percentage points, or $70-$80 million a year, which isn't much for the city's 12,500 drivers."""
PASSAGES: Final = [
    "spent about $11.4 billion on the tunnel - more than 40 percent of the state's budget",
    'the "new line" would open in March 2021, two years late',
    "they still owe at least $2 billion to the banks",
    "\"We can't go on like this,\" the minister's deputy",
    "Two machines carrying some 300 tons each arrived last week",
    "they don't fit through the gate, an engineer said",
    "Traffic fell by 3 percentage points, or $70-$80 million a year",
    "isn't much for the city's 12,500 drivers",
]
FORMS: Final = ["*{}*", "**{}**", "[{}](#)", "[{}](https://a.example/b_(c) 'd')", "_{}_", "<em>{}</em>"]
passages = st.sampled_from(PASSAGES)


def evidence(exact: str, **more: object) -> Evidence:
    return Evidence(source="a", exact=exact, **more)  # type: ignore[arg-type]


def curled(text: str) -> str:
    text = re.sub(r'"([^"]*)"', r"“\1”", text)
    return text.replace("'", "’")


@st.composite
def dressed(draw: st.DrawFn) -> str:
    """The source in another dress: every change that a copy of an article may have undergone."""
    text = SOURCE
    if draw(st.booleans()):
        text = curled(text)
    if draw(st.booleans()):
        text = text.replace("$", "\\$")
    if draw(st.booleans()):
        text = text.replace(" - ", draw(st.sampled_from([" -- ", " — ", "—", " – "])))
    if draw(st.booleans()):
        words = sorted(set(re.findall(r"[a-z]{4,}", text)))
        for word in draw(st.lists(st.sampled_from(words), max_size=4, unique=True)):
            form = draw(
                st.sampled_from(
                    ["*{}*", "**{}**", "[{}](#)", "[{}](https://a.example/b_(c) 'd')", "_{}_", "<em>{}</em>"]
                )
            )
            text = re.sub(rf"\b{word}\b", form.format(word), text, count=1)
    width = draw(st.none() | st.integers(20, 90))
    paragraphs = text.split("\n\n")
    if width:
        paragraphs = [textwrap.fill(part, width, break_long_words=False, break_on_hyphens=False) for part in paragraphs]
    if draw(st.booleans()):
        paragraphs = ["\n".join(f"> {line}" for line in part.splitlines()) for part in paragraphs]
    for place in draw(st.lists(st.integers(0, 4), max_size=3)):
        paragraphs.insert(
            place, draw(st.sampled_from(["Advertisement", "![a picture](b.png)", "READ: 7 things", "***"]))
        )
    if draw(st.booleans()):
        text = "\r\n\r\n".join(part.replace("\n", "\r\n") for part in paragraphs)
    else:
        text = "\n\n".join(paragraphs)
    return text if draw(st.booleans()) else text.replace(" ", "\N{NO-BREAK SPACE}", draw(st.integers(0, 5)))


@given(text=dressed(), exact=passages)
@settings(max_examples=300)
def test_no_dress_of_the_source_breaks_a_true_match(text: str, exact: str) -> None:
    source = SourceText(text)
    for wanted in (exact, curled(exact)):
        match = source.find(evidence(wanted), verbatim=True)
        assert match is not None, (wanted, text)
        assert plain(text[match.start : match.end]).strip("]") == plain(wanted) or match.how == "normalised"
        assert source.cut(match) is None, (wanted, text)


@given(text=dressed(), exact=passages, data=st.data())
@settings(max_examples=300)
def test_another_digit_is_never_found(text: str, exact: str, data: st.DataObject) -> None:
    places = [found.start() for found in re.finditer(r"\d", exact)]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([d for d in "123456789" if d != exact[place]]))
    assert SourceText(text).find(evidence(exact[:place] + digit + exact[place + 1 :])) is None


@given(
    amount=st.decimals(min_value=1, max_value=10**6, places=2),
    form=st.sampled_from(
        ["${} billion", "about {} percent", "€{}m a year", "at least {} barrels", "{} percentage points"]
    ),
    data=st.data(),
)
def test_any_digit_of_any_amount_changed_in_evidence_is_caught(amount: object, form: str, data: st.DataObject) -> None:
    told = f"The ministry said on Monday that {form.format(amount)} would be enough for the whole of the project"
    places = [found.start() for found in re.finditer(r"\d", told)]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != told[place]]))
    changed = told[:place] + digit + told[place + 1 :]
    assert find(evidence(told), f"Before.\n\n{told}.\n\nAfter.") is not None
    assert find(evidence(changed), f"Before.\n\n{told}.\n\nAfter.") is None


@pytest.mark.parametrize(
    "gap", ["\n\nAdvertisement\n\n", "\n\n![x](y.png)\n\nA caption. AP\n\n", "\n\na\n\nb\n\nc\n\n"]
)
@pytest.mark.parametrize("exact", PASSAGES)
def test_paragraphs_put_into_a_passage_do_not_break_it(exact: str, gap: str) -> None:
    flat = SOURCE.replace("state's budget - and they\nstill", "state's budget - and they still")
    for cut in (found.start() for found in re.finditer(" ", exact)):
        broken = flat.replace(exact, exact[:cut] + gap + exact[cut + 1 :])
        assert broken != flat
        if '"' not in exact[:cut][-1:]:
            assert find(evidence(exact), broken, verbatim=True) is not None, cut


def test_a_position_is_tried_first_and_may_be_stale() -> None:
    text = "He said no. Later he said no. At last he said no."
    second = text.index("he said no", 15)
    assert find(evidence("said no", at=second + 3), text).start == second + 3  # type: ignore[union-attr]
    stale = find(evidence("he said no", at=second + 1, suffix=". At last"), text)
    assert stale is not None
    assert (stale.start, stale.how) == (second, "exact")


def test_prefix_and_suffix_tell_equal_passages_apart_even_where_a_position_is_wrong() -> None:
    text = "Iran owes $5 million. Iraq owes $5 million. Oman owes $5 million."
    iraq = text.index("Iraq")
    for at in (None, 5, len(text), 10**9, -3):
        match = find(evidence("owes $5 million", prefix="Iraq ", at=at), text)
        assert match is not None
        assert match.start == iraq + 5
    assert find(evidence("owes $5 million", suffix=". Oman"), text).start == iraq + 5  # type: ignore[union-attr]
    wrapped = text.replace("Iraq owes", "*Iraq*\n\nowes")
    assert find(evidence("owes $5 million", prefix="Iraq"), wrapped).start == wrapped.index("owes", 20)  # type: ignore[union-attr]


def test_of_two_equal_passages_the_nearest_to_the_position_is_taken() -> None:
    text = "It is so. " * 5
    assert find(evidence("It is so", at=19), text).start == 20  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("exact", "text"),
    [
        ("6 billion", "It owes $16 billion."),
        ("4 billion was earned", "Then $11.4 billion was earned."),
        ("owes $6", "It owes $6.5 billion."),
        ("owes $6", "It owes $6,500."),
        ("art of war", "the smart of war"),
        ("the par", "the part"),
    ],
)
def test_a_passage_is_whole_words(exact: str, text: str) -> None:
    assert find(evidence(exact), text) is None


TOLD: Final = "The Kremlin loaned at least $2 billion to Caracas, which isn't its legitimate ally, on March 3, 2019."


@pytest.mark.parametrize(
    "exact",
    [
        "The Kremlin lonaed at least $2 billion to Caracas, which isn't its legitimate ally",
        "The Kremlin loaned at least $2 billion to Caracas which isnt its legitimate ally, on March 3, 2019",
        "Kremlin loaned at least $2bn to Caracas, which isn't its legitimate ally",
    ],
)
def test_a_slip_of_the_pen_matches_fuzzily_but_is_no_quotation(exact: str) -> None:
    if "isnt" in exact:
        assert find(evidence(exact), TOLD) is None
        return
    match = find(evidence(exact), TOLD)
    assert match is not None
    assert match.how == "fuzzy"
    assert find(evidence(exact), TOLD, verbatim=True) is None


SPELT: Final = [
    ("labelled", "labeled"),
    ("the centre", "the center"),
    ("colours", "colors"),
    ("a defence programme", "a defense program"),
    ("organised labour", "organized labor"),
    ("It analysed the dialogue", "It analyzed the dialog"),
    ("grey theatres", "gray theaters"),
    ("The Kremlin", "Kremlin"),
    ("Venezuela", "Venezula"),
    ("the Kremiln", "the Kremlin"),
    ("the minister travelled", "the minister traveled"),
]
OTHERWISE: Final = [
    ("exports", "imports"),
    ("Austria", "Australia"),
    ("Iran", "Iraq"),
    ("legal", "regal"),
    ("off", "of"),
    ("too late", "to late"),
    ("our army", "or army"),
    ("its former minister", "its minister"),
    ("its minister", "its former minister"),
    ("it alleged fraud", "it found fraud"),
]
PADDED: Final = [
    "{}",
    "so it is with {} at last",
    "as far as anybody could tell that day it was {} which mattered most",
]


@pytest.mark.parametrize("around", PADDED, ids=["short", "longer", "long"])
@pytest.mark.parametrize(("ours", "theirs"), SPELT)
def test_another_spelling_matches_in_a_passage_of_any_length(ours: str, theirs: str, around: str) -> None:
    for one, other in ((ours, theirs), (theirs, ours)):
        match = find(evidence(around.format(one)), f"Before. {around.format(other)}. After.")
        assert match is not None
        assert match.how in {"fuzzy", "normalised", "exact"}
        if one not in other:
            assert match.how == "fuzzy"
            assert find(evidence(around.format(one)), f"Before. {around.format(other)}.", verbatim=True) is None


@pytest.mark.parametrize("around", PADDED, ids=["short", "longer", "long"])
@pytest.mark.parametrize(("ours", "theirs"), OTHERWISE)
def test_another_word_more_or_less_matches_in_a_passage_of_no_length(ours: str, theirs: str, around: str) -> None:
    text = f"Before. {around.format(theirs)}. After."
    match = find(evidence(around.format(ours)), text)
    assert match is None or (match.how == "exact" and ours in theirs)


def test_what_the_source_has_instead_is_told() -> None:
    text = "The gate is shut.\n\nIvanov's Acme sold 40 ships to Norway in May, it said."
    for exact, has in (
        ("Acme sold 40 boats to Norway", "Acme sold 40 ships to Norway"),
        ("Acme sold 50 ships", "Acme sold 40 ships"),
        ("Nothing like it", None),
    ):
        told = [one.problem for one in findings(exact, text=text) if one.verdict == "not found"]
        assert told == [f"“{exact}” is not in the source `paper`{f', which has “{has}”' if has else ''}."]
    spelt = findings("Acme sold 40 ships to Norwey", text=text)
    otherwise = (
        "“Acme sold 40 ships to Norwey” is spelt otherwise in the source `paper`: “Acme sold 40 ships to Norway”."
    )
    assert [(str(one.severity), one.problem) for one in spelt] == [("warning", otherwise)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("$2", "$3"),
        ("$2", "€2"),
        ("billion", "million"),
        ("at least", "about"),
        ("at least ", ""),
        ("isn't", "is"),
        ("legitimate", "illegitimate"),
        ("loaned", "leased"),
        ("Caracas", "Havana"),
        ("March 3", "March 4"),
        ("2019", "2018"),
        ("Kremlin", "Pentagon"),
    ],
)
def test_a_word_that_says_something_else_never_matches(old: str, new: str) -> None:
    assert find(evidence(TOLD), TOLD) is not None
    assert find(evidence(TOLD.replace(old, new, 1)), f"Before. {TOLD} After.") is None


@given(text=st.text(max_size=120))
def test_every_character_knows_where_it_came_from(text: str) -> None:
    found = normalise(text)
    assert len(found.text) == len(found.cased) == len(found.origin)
    assert list(found.origin) == sorted(found.origin)
    assert all(0 <= place < len(text) for place in found.origin)
    assert plain(text) == found.text
    assert "  " not in found.text


@given(text=st.text(max_size=60), exact=st.text(min_size=1, max_size=30).filter(lambda text: text.strip() != ""))
def test_looking_for_anything_in_anything_ends_well(text: str, exact: str) -> None:
    match = find(evidence(exact), text)
    assert match is None or 0 <= match.start < match.end <= len(text)


def test_numbers_count_amounts_dates_and_names_with_digits() -> None:
    assert numbers("Two planes") == numbers("2 planes")
    assert numbers("$11.4bn on April 4") == numbers("11.4 billion dollars on 4 April")
    for other in (
        "$11.4 million",
        "€11.4 billion",
        "about $11.4 billion",
        "$11.4 billion a year",
        "$11.4 billion in 2019",
    ):
        assert numbers(other) != numbers("$11.4 billion")
    assert numbers("two Su-30 jets") != numbers("two Su-35 jets")
