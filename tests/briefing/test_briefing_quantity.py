"""Amounts as people write them: read, compared, written."""

import doctest
from decimal import Decimal
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing import nouns, synonyms, units
from bot.briefing.agreement import Verdict, compare, stated
from bot.briefing.model import Bound, Evidence, Figure
from bot.briefing.quantity import Quantity, names, quantities, read, readings
from bot.briefing.spelling import spell, written

BILLIONS = Decimal(11_400_000_000)


@pytest.mark.parametrize(
    "text",
    [
        "$11.4bn",
        "$11.4 bn",
        "$11.4 billion",
        "11.4 billion dollars",
        "11.4 billion U.S. dollars",
        "US$11,400,000,000",
        "USD 11.4 billion",
        "11.4 billion USD",
        "$11,400 million",
        "\\$11.4 billion",
        "*$11.4* billion",
        "$11 400 000 000",
        "an 11.4-billion-dollar deal",
    ],
)
def test_one_sum_in_many_forms(text: str) -> None:
    found = read(text)
    assert (found.low, found.high, found.unit, found.bound) == (BILLIONS, BILLIONS, "USD", Bound.EXACTLY)


@pytest.mark.parametrize(
    "case",
    [
        ("two gas fields just off the coast", 2, 2, None, None, "exactly", "gas field"),
        ("About 100 Russian personnel arrived", 100, 100, None, None, "about", "Russian personnel"),
        ("a hundred people", 100, 100, None, None, "exactly", "person"),
        ("half a million euros", 500_000, 500_000, "EUR", None, "exactly", ""),
        ("only about 0.01 percent", "0.01", "0.01", "percent", None, "about", ""),
        ("0.01%", "0.01", "0.01", "percent", None, "exactly", ""),
        ("5 percentage points", 5, 5, "percentage points", None, "exactly", ""),
        ("5 % points", 5, 5, "percentage points", None, "exactly", ""),
        ("about $70-$80 million per year", 70_000_000, 80_000_000, "USD", "year", "about", ""),
        ("$70m–$80m annually", 70_000_000, 80_000_000, "USD", "year", "exactly", ""),
        ("between about $70 and $80 million", 70_000_000, 80_000_000, "USD", None, "about", ""),
        ("annual exports of $70 million", 70_000_000, 70_000_000, "USD", "year", "exactly", ""),
        ("10,000 barrels a day", 10_000, 10_000, None, "day", "exactly", "barrel"),
        ("at least a dozen planes", 12, 12, None, None, "at least", "plane"),
        ("no more than 5 ships", 5, 5, None, None, "up to", "ship"),
        ("100 or so soldiers", 100, 100, None, None, "about", "soldier"),
        ("100-plus soldiers", 100, 100, None, None, "at least", "soldier"),
        ("five or six years", 5, 6, None, None, "exactly", "year"),
        ("from 70 to 80 people", 70, 80, None, None, "exactly", "person"),
        ("minus 3 degrees", -3, -3, None, None, "exactly", "degree"),
        ("-5 to -3 percent", -5, -3, "percent", None, "exactly", ""),
        ("a dispute over two islands", 2, 2, None, None, "exactly", "island"),
        ("two of the biggest Russian factories", 2, 2, None, None, "exactly", "biggest Russian factory"),
        ("$6 billion a year ago", 6_000_000_000, 6_000_000_000, "USD", None, "exactly", ""),
        ("twenty-five arms deals", 25, 25, None, None, "exactly", "arms deal"),
    ],
)
def test_amounts_in_running_text(case: tuple[object, ...]) -> None:
    text, low, high, *rest = case
    found = read(str(text))
    assert (found.low, found.high) == (Decimal(str(low)), Decimal(str(high)))
    assert [found.unit, found.per, found.bound, found.noun] == rest


@pytest.mark.parametrize(
    "text",
    [
        "in 2006 and 2013",
        "on Dec. 5, 2018",
        "April 4, 2019 at 9:10",
        "2019-04-04",
        "the G20 and a Su-30",
        "one of them",
        "no one",
        "the early 2000s",
        "often",
        "",
    ],
)
def test_what_is_no_amount(text: str) -> None:
    assert quantities(text) == []


def test_a_change_is_no_range() -> None:
    assert [str(q.low) + str(q.unit) for q in quantities("rose from 5 to 6 percent")] == ["5percent", "6percent"]


def test_a_sum_given_to_people_is_no_range() -> None:
    money, people = quantities("$5 million to 20 people")
    assert (int(money.low), money.unit, money.noun) == (5_000_000, "USD", "")
    assert (int(people.low), people.unit, people.noun) == (20, None, "person")


def test_a_number_that_may_be_a_year_is_read_only_when_asked_for() -> None:
    assert quantities("2000 troops") == []
    assert [q.low for q in readings("2000 troops")] == [2000]
    assert [q.low for q in quantities("more than 2000 troops")] == [2000]


def test_names_with_digits() -> None:
    assert names("Two Su-30 jets and the G20 on 5 May 2019, $11.4bn, the 19th century") == ["su-30", "g20", "19th"]


@pytest.mark.parametrize("text", ["", "nothing", "two and a hundred things", "$5 and $6", "five boats, six ships"])
def test_what_is_typed_must_be_one_amount(text: str) -> None:
    with pytest.raises(ValueError, match="is not one amount; write it like"):
        read(text)


amounts = st.decimals(
    min_value=Decimal(-999999999999), max_value=Decimal(999999999999), places=3, allow_nan=False
) | st.integers(2, 10**15).map(Decimal)
unit_names = st.sampled_from(
    ["USD", "EUR", "GBP", "JPY", "CHF", "RUB", "percent", "percentage points", "gas fields", "Russian personnel",
     "barrels", "people", "aircraft", "factories", "countries"]
)  # fmt: skip
rates = st.none() | st.sampled_from(["year", "month", "day", "hour", "barrel", "capita", "person"])


@given(value=amounts, more=st.none() | amounts, unit=unit_names, per=rates, bound=st.sampled_from(Bound))
def test_what_is_written_reads_back(
    value: Decimal, more: Decimal | None, unit: str, per: str | None, bound: Bound
) -> None:
    to = None if more is None or more <= value else more
    found = read(text := written(value, to, unit, per, bound))
    assert (found.low, found.high) == (value, value if to is None else to), text
    assert (found.unit, found.per, found.bound) == (units.canonical(unit), per, bound), text
    assert compare(stated(_figure(value, to, unit, per, bound)), found) is Verdict.OK, text


@given(text=st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for found in readings(text):
        assert 0 <= found.start <= found.number[0] < found.number[1] <= found.end <= len(text)
        assert found.low <= found.high


phrases = st.lists(
    st.sampled_from(
        "$ US$ € 5 70 80 1.5 11,400 2019 two hundred a an million bn billion percent % to and - – between from about "
        "at least up to more than per year a month gas fields people of the Russian , . May 4 G20 or so".split(" ")
    ),
    max_size=14,
)


@given(words=phrases, glue=st.sampled_from([" ", "", "  "]))
def test_any_heap_of_number_words_can_be_read(words: list[str], glue: str) -> None:
    for found in readings(glue.join(words)):
        assert found.low <= found.high


def test_amounts_as_people_write_them() -> None:
    assert spell(_figure(Decimal(2_000_000_000), None, "USD", None, Bound.AT_LEAST)) == "at least $2 billion"
    assert (
        spell(_figure(Decimal(70_000_000), Decimal(80_000_000), "USD", "year", Bound.ABOUT))
        == "about $70–80 million a year"
    )
    assert spell(_figure(Decimal("0.01"), None, "percent", None, Bound.ABOUT)) == "about 0.01%"
    assert spell(_figure(Decimal(2), None, "gas fields", None, Bound.EXACTLY)) == "2 gas fields"
    assert spell(_figure(Decimal(-5), None, "EUR", None, Bound.EXACTLY)) == "-€5"
    assert spell(_figure(Decimal(5), None, "USD", "capita", Bound.EXACTLY)) == "$5 per capita"


def _figure(value: Decimal, to: Decimal | None, unit: str, per: str | None, bound: Bound) -> Figure:
    evidence = (Evidence(source="a", exact="b"),)
    return Figure(label="x", value=value, to=to, unit=unit, per=per, qualifier=bound, stated_by="a", evidence=evidence)


def _read(text: str) -> Quantity:
    return read(text)


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        ("$2 billion", "$2 billion", "ok"),
        ("$3 billion", "$2 billion", "number differs"),
        ("$2 million", "$2 billion", "number differs"),
        ("€2 billion", "$2 billion", "unit differs"),
        ("2 percent", "2 percentage points", "unit differs"),
        ("$2 billion a month", "$2 billion a year", "rate differs"),
        ("$2 billion", "$2 billion a year", "rate differs"),
        ("$2 billion", "at least $2 billion", "qualifier differs"),
        ("more than $2 billion", "at least $2 billion", "qualifier differs"),
        ("$70 million", "$70-80 million", "one end of a range"),
        ("$80 million", "$70-80 million", "one end of a range"),
        ("$75 million", "$70-80 million", "number differs"),
        ("two planes", "two military aircraft", "ok"),
        ("two planes", "two ships", "noun differs"),
        ("100 people", "100 soldiers", "ok"),
        ("100 soldiers", "100 people", "noun differs"),
    ],
)
def test_in_what_two_amounts_differ(ours: str, theirs: str, verdict: str) -> None:
    assert compare(_read(ours), _read(theirs)) == verdict


@pytest.mark.parametrize("module", [nouns, synonyms, units], ids=lambda module: module.__name__)
def test_the_examples_in_the_docstrings_are_true(module: ModuleType) -> None:
    done = doctest.testmod(module)
    assert done.attempted > 0
    assert done.failed == 0
