"""Two right numbers in each other's places, in sentences, figures and passages of every build."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing.pairing import labelled
from bot.briefing.quantity import quantities
from tests.briefing.small import findings

PAIRS = st.sampled_from((("exports", "imports"), ("loans", "grants"), ("Russia", "China"), ("the north", "the south")))
NUMBERS = st.lists(st.integers(2, 98), min_size=2, max_size=2, unique=True)
FORMS = st.sampled_from(("${} billion", "{} percent", "€{} million", "about ${} million", "{} soldiers"))
PASSAGES = st.sampled_from((
    "{x} in {A} and {y} in {B}",
    "{A} had {x} while {B} had {y}",
    "{A} took {x}; {B} took {y}",
    "{x} for {A}, {y} for {B}",
    "{y} from {B} but {x} from {A}",
))  # fmt: skip
OURS = st.sampled_from((
    "{A} accounted for {x} and {B} for {y}.",
    "It was {x} in {A}, and {y} in {B}.",
    "{B}: {y}. {A}: {x}.",
    "With {A} it was {x}, whereas with {B} it was {y}.",
    "Of {A} people say {x}.",
    "There were {y} for {B}.",
))  # fmt: skip


@given(pair=PAIRS, numbers=NUMBERS, form=FORMS, passage=PASSAGES, ours=OURS)
@settings(max_examples=300)
def test_two_numbers_in_each_others_places_are_an_error(
    pair: tuple[str, str], numbers: list[int], form: str, passage: str, ours: str
) -> None:
    first, second = pair
    x, y = (form.format(number) for number in numbers)
    exact = passage.format(A=first, B=second, x=x, y=y)
    right = ours.format(A=first, B=second, x=x, y=y)
    assert findings(exact, answer=right) == [], (exact, right)
    swapped = ours.format(A=first, B=second, x=y, y=x)
    wrong = findings(exact, answer=swapped)
    assert {one.verdict for one in wrong} == {"noun differs"}, (exact, swapped)
    assert all(one.severity == "error" and one.hint for one in wrong)


@given(numbers=NUMBERS, form=FORMS)
def test_the_numbers_of_two_passages_in_each_others_places_are_an_error(numbers: list[int], form: str) -> None:
    x, y = (form.format(number) for number in numbers)
    passages = (f"the exports reached {x}", f"imports of {y} in all")
    assert findings(*passages, answer=f"Exports were {x} and imports {y}.") == []
    assert {one.verdict for one in findings(*passages, answer=f"Exports were {y} and imports {x}.")} == {"noun differs"}


@pytest.mark.parametrize(
    ("exact", "answer"),
    [
        ("5 ships and 3 planes", "It took 3 ships and 5 planes."),
        ("5 ships and 3 planes", "It took 3 vessels."),
        ("exports of $5 billion and imports of $3 billion", "Imports are worth $5 billion."),
        ("it lent $17 billion, of which $6 billion is still owed", "It lent $6 billion."),
        ("still owes $6 billion of the $17 billion it was lent", "It still owes $17 billion of the $6 billion lent."),
    ],
)
def test_a_number_with_the_words_of_another_is_an_error(exact: str, answer: str) -> None:
    assert {one.verdict for one in findings(exact, answer=answer)} == {"noun differs"}


@pytest.mark.parametrize(
    ("exact", "answer"),
    [
        ("5 ships and 3 planes", "It took three aircraft and five vessels."),
        ("exports of $5 billion and imports of $3 billion", "Imports, unlike exports of $5 billion, were $3 billion."),
        ("exports of $5 billion and imports of $3 billion", "Trade came to $5 billion one way and $3 billion back."),
        ("still owes $6 billion of the $17 billion it was lent", "Of the $17 billion lent, $6 billion is still owed."),
        ("still owes $6 billion of the $17 billion it was lent", "Loans of $17 billion, of which $6 billion is open."),
        ("it lent $17 billion, of which $6 billion is still owed", "The debt is $6 billion; $17 billion was lent."),
        ("exports rose by 5 percent and imports by 5 percent", "Imports rose by 5 percent."),
    ],
)
def test_an_honest_rewording_of_two_numbers_is_accepted(exact: str, answer: str) -> None:
    assert findings(exact, answer=answer) == []


def test_a_figure_with_the_number_of_another_is_an_error() -> None:
    exact = "exports of $5 billion and imports of $3 billion"
    assert findings(exact, figure="label: Exports, value: 5000000000, unit: USD") == []
    wrong = findings(exact, figure="label: Imports, value: 5000000000, unit: USD")
    assert [(one.verdict, one.severity) for one in wrong] == [("noun differs", "error")]
    assert "“Imports: $5 billion” stands with “Imports”" in wrong[0].problem


def test_what_could_be_eithers_is_neithers() -> None:
    text = "Exports $5 billion beat imports $3 billion by far"
    first, second = labelled(text, quantities(text))
    assert first.words == {"export"}
    assert second.words == {"far"}


@pytest.mark.parametrize(
    ("figure", "passages", "right"),
    [
        ("value: 2, unit: gas fields", ("Acme owns two gas fields", "Acme is an oil giant"), True),
        ("value: 2, unit: oil fields", ("Acme owns two gas fields", "Acme is an oil giant"), False),
        ("value: 5, unit: blue ships", ("Acme has 5 blue ships", "It has 9 red cars"), True),
        ("value: 5, unit: red ships", ("Acme has 5 blue ships", "It has 9 red cars"), False),
        ("value: 40, unit: square miles", ("The farm is 40 square miles",), True),
        ("value: 40, unit: miles", ("The farm is 40 square miles",), False),
        ("value: 300, unit: hours", ("Output hit 300 kilowatt hours",), False),
    ],
)
def test_what_is_counted_is_what_that_passage_counts(figure: str, passages: tuple[str, ...], right: bool) -> None:
    found = {str(one.verdict) for one in findings(*passages, figure=f"label: Counted, {figure}")}
    assert ("noun differs" in found) != right


@pytest.mark.parametrize(
    ("passages", "answer"),
    [
        (("exports came to $3 billion in 2017", "they reached $5 billion in 2018"), "Exports were $3 billion in 2018."),
        (("exports came to $3 billion in 2017", "they reached $5 billion in 2018"), "In 2017 they were $5 billion."),
        (("exports came to $3 billion in 2017", "they reached $5 billion in 2018"), "In 2018: $3 billion. A lot."),
        (("$3 billion in 2016 and $5 billion in 2017",), "It was $5 billion in 2016."),
        (("exports were $3 billion in 2017 and imports $5 billion in 2018",), "Exports were $3 billion in 2018."),
        (("turnout was 68 percent, up from 61 percent in 2019",), "Turnout was 68 percent in 2019."),
        (("5 ships came on Monday", "9 planes came on Friday"), "On Friday 5 ships came."),
        (("growth of 1.4 percent this year", "growth of 2.1 percent next year"), "Growth is 2.1 percent this year."),
        (("sales of $3 million in March 2018", "sales of $9 million in May 2018"), "In May sales were $3 million."),
    ],
)
def test_an_amount_told_for_the_time_of_another_is_an_error(passages: tuple[str, ...], answer: str) -> None:
    assert "date differs" in {one.verdict for one in findings(*passages, answer=answer)}


@pytest.mark.parametrize(
    ("passages", "answer"),
    [
        (("exports came to $3 billion in 2017", "they reached $5 billion in 2018"),
         "In 2018 it was $5 billion."),
        (("exports came to $3 billion in 2017", "they reached $5 billion in 2018"),
         "2017: $3 billion; 2018: $5 billion."),
        (("exports came to $3 billion in 2017", "they reached $5 billion in 2018"),
         "In 2018 they rose to $5 billion from $3 billion."),
        (("exports came to $3 billion in 2017", "they reached $5 billion in 2018"),
         "In 2018 the $3 billion of the year before had become $5 billion."),
        (("exports came to $3 billion in 2017", "they reached $5 billion in 2018"),
         "In 2018, $5 billion was exported, compared with $3 billion in 2017."),
        (("sales of $3 million in March 2018", "sales of $9 million in May 2018"), "In 2018 it sold for $3 million."),
        (("5 ships came last week", "the talks began on Monday"), "On Monday 5 ships came."),
        (("it sent 5 ships on 3 May", "they arrived on 9 May"), "On 9 May the 5 ships arrived."),
        (("it lent $6 billion", "it has lent money since 2006"), "It has lent $6 billion since 2006."),
    ],
)  # fmt: skip
def test_an_amount_told_for_its_own_time_is_accepted(passages: tuple[str, ...], answer: str) -> None:
    assert findings(*passages, answer=answer) == []


def test_a_figure_for_another_year_is_an_error() -> None:
    passages = ("exports came to $3 billion in 2017", "they reached $5 billion in 2018")
    figure = "label: Exports, value: 3000000000, unit: USD, when: {}"
    assert findings(*passages, figure=figure.format("'2017'")) == []
    assert [one.verdict for one in findings(*passages, figure=figure.format("'2018'"))] == ["date differs"]


def test_what_a_figure_is_told_for_dates_its_passage_in_a_card() -> None:
    passages = ("exports came to $3 billion", "all this was in 2017", "they reached $5 billion in 2018")
    figure = "label: Exports, value: 3000000000, unit: USD, when: '2017'"
    assert findings(*passages, figure=figure, answer="In 2017 exports were $3 billion.") == []
    wrong = findings(*passages, figure=figure, answer="In 2018 exports were $3 billion.")
    assert [one.verdict for one in wrong] == ["date differs"]
