"""The evidence gate tried on the briefing of Venezuela: as it is, and bent in every way that it must notice."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.briefing.check import check
from bot.briefing.check import doubts as everything
from bot.briefing.evidence import matches, verify
from bot.briefing.model import Bound, Figure, Quote
from bot.briefing.references import dangling
from bot.briefing.yaml import write
from tests.briefing.venezuela import briefing, doubts, sentences, source, verdicts

FIGURES = sorted(briefing().figures)
QUOTES = sorted(briefing().quotes)
BOTH = pytest.mark.parametrize("text", [True, False], ids=["with the article", "without"])


def figure(name: str) -> Figure:
    return briefing().figures[name]


def other_digits(text: str) -> Iterator[str]:
    """The text with each of its digits changed in turn."""
    for found in re.finditer(r"\d", text):
        yield text[: found.start()] + str((int(found[0]) + 1) % 10 or 1) + text[found.end() :]


def test_nothing_is_wrong_with_it_and_every_piece_of_evidence_is_in_the_article() -> None:
    assert dangling(briefing()) == []
    assert verify(briefing(), {"cbs": source()}) == []
    found = matches(briefing(), {"cbs": source()})
    assert [path for path, match in found.items() if match is None] == []
    assert {match.how for match in found.values() if match} <= {"exact", "normalised"}


def test_nothing_is_wrong_with_it_as_far_as_it_shows_without_the_article() -> None:
    assert verify(briefing()) == []


def test_every_figure_quote_position_and_event_has_evidence() -> None:
    whole = briefing()
    paths = {path[:2] for path in matches(whole, {"cbs": source()})}
    for section in ("figures", "quotes", "events", "claims"):
        assert {name for part, name in paths if part == section} == set(getattr(whole, section))
    assert all(position.evidence for claim in whole.claims.values() for position in claim.positions)


def test_it_has_what_a_reader_would_ask_for() -> None:
    whole = briefing()
    assert len(whole.cards) >= 7
    assert len(whole.figures) >= 11
    assert all(card.shows for card in whole.cards.values())
    assert {found.name for found in whole.actors.values() if not found.named} >= {"U.S. officials"}


def test_no_sentence_of_it_is_one_of_the_article() -> None:
    article = source().normalised.text
    for section, name, field in sentences():
        text = getattr(getattr(briefing(), section)[name], field)
        for sentence in re.split(r"(?<=[.!?])\s+", text.casefold()):
            words = sentence.rstrip(".").split()
            for start in range(len(words) - 8):
                run = " ".join(words[start : start + 9])
                assert run not in article, f"{section}.{name}: {run}"


@BOTH
@pytest.mark.parametrize("name", FIGURES)
def test_another_digit_of_a_figure_is_noticed(name: str, text: bool) -> None:
    found = figure(name)
    for value in other_digits(f"{found.value:f}"):
        differs = "one end of a range" if Decimal(value) == found.to else "number differs"
        assert differs in verdicts("figures", name, value=Decimal(value), text=text)
    if found.to is not None:
        for value in other_digits(f"{found.to:f}"):
            assert "number differs" in verdicts("figures", name, to=Decimal(value), text=text)


@BOTH
@pytest.mark.parametrize("name", [name for name in FIGURES if figure(name).unit == "USD"])
def test_a_million_for_a_billion_and_euro_for_dollar_are_noticed(name: str, text: bool) -> None:
    found = figure(name)
    for factor in (Decimal("0.001"), 1000):
        to = None if found.to is None else found.to * factor
        assert "number differs" in verdicts("figures", name, value=found.value * factor, to=to, text=text)
    assert verdicts("figures", name, unit="EUR", text=text) == {"unit differs"}


@BOTH
@pytest.mark.parametrize("name", FIGURES)
def test_a_qualifier_dropped_or_changed_is_noticed(name: str, text: bool) -> None:
    for bound in set(Bound) - {figure(name).qualifier}:
        assert verdicts("figures", name, qualifier=bound, text=text) == {"qualifier differs"}


@BOTH
@pytest.mark.parametrize("name", FIGURES)
def test_another_period_is_noticed(name: str, text: bool) -> None:
    assert verdicts("figures", name, per="month", text=text) == {"rate differs"}
    if figure(name).per:
        assert verdicts("figures", name, per=None, text=text) == {"rate differs"}


@BOTH
@pytest.mark.parametrize("name", [name for name in FIGURES if figure(name).to])
def test_one_end_of_a_range_is_noticed(name: str, text: bool) -> None:
    found = figure(name)
    assert verdicts("figures", name, to=None, text=text) == {"one end of a range"}
    assert verdicts("figures", name, value=found.to, to=None, text=text) == {"one end of a range"}


@BOTH
@pytest.mark.parametrize("name", [name for name in FIGURES if figure(name).unit not in {"USD", "percent"}])
@pytest.mark.parametrize("noun", ["tanks", "oil wells", "Russian tanks", "journalists"])
def test_another_noun_is_noticed(name: str, noun: str, text: bool) -> None:
    assert verdicts("figures", name, unit=noun, text=text) == {"noun differs"}


@BOTH
def test_percentage_points_for_percent_are_noticed(text: bool) -> None:
    assert verdicts("figures", "trade-share", unit="percentage points", text=text) == {"unit differs"}


@BOTH
@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("when", ["2005", "since 2007", "next week", "March 2019", "on Friday", "the 1990s"])
def test_a_date_the_article_lacks_is_noticed(name: str, when: str, text: bool) -> None:
    assert verdicts("figures", name, when=when, text=text) == {"date differs"}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_stated_by_somebody_else_is_noticed(name: str) -> None:
    assert verdicts("figures", name, stated_by="belarus") == {"speaker differs"}


@BOTH
@pytest.mark.parametrize("name", QUOTES)
def test_a_quote_with_any_one_word_changed_is_noticed(name: str, text: bool) -> None:
    words = briefing().quotes[name].said.split()
    for number in range(len(words)):
        said = " ".join([*words[:number], "perhaps", *words[number + 1 :]])
        assert "words differ" in verdicts("quotes", name, said=said, text=text), said
    assert "words differ" in verdicts("quotes", name, said=f"not {' '.join(words)}", text=text)


@pytest.mark.parametrize("name", QUOTES)
def test_a_quote_given_to_anybody_else_is_noticed(name: str) -> None:
    for actor in set(briefing().actors) - {briefing().quotes[name].by}:
        assert "speaker differs" in verdicts("quotes", name, by=actor), actor


@pytest.mark.parametrize("name", sorted(set(briefing().claims) - {"partner", "military-role", "fight"}))
def test_a_position_given_to_somebody_the_article_does_not_name_there_is_noticed(name: str) -> None:
    positions = briefing().claims[name].positions
    for number, position in enumerate(positions):
        bent = dataclasses.replace(position, by="kazakhstan")
        changed = (*positions[:number], bent, *positions[number + 1 :])
        assert "speaker differs" in verdicts("claims", name, positions=changed), number


@BOTH
@pytest.mark.parametrize(("section", "name", "field"), list(sentences()))
def test_another_digit_in_any_sentence_is_noticed(section: str, name: str, field: str, text: bool) -> None:
    said = getattr(getattr(briefing(), section)[name], field)
    for changed in other_digits(said):
        assert verdicts(section, name, text=text, **{field: changed}), changed


@BOTH
@pytest.mark.parametrize(
    ("name", "old", "new", "verdict"),
    [
        ("trade", "11.4 billion", "11.4 million", "number differs"),
        ("trade", "$11.4", "€11.4", "unit differs"),
        ("trade", "goods a year", "goods a month", "rate differs"),
        ("trade", "goods a year", "goods", "rate differs"),
        ("trade", "0.01 percent", "0.01 percentage points", "unit differs"),
        ("trade", "$70-80 million", "$70 million", "one end of a range"),
        ("trade", "$70-80 million", "$80 million", "one end of a range"),
        ("trade", "about $70-80", "$70-80", "qualifier differs"),
        ("trade", "about $70-80", "more than $70-80", "qualifier differs"),
        ("trade", "only about 0.01", "only 0.01", "qualifier differs"),
        ("trade", "four biggest buyers", "four biggest sellers", "noun differs"),
        ("trade", "four biggest", "three biggest", "number differs"),
        ("trade", "2006 and 2013", "2006 and 2014", "date differs"),
        ("trade", "now exports", "in March 2019 exported", "date differs"),
        ("money", "at least $2 billion", "$2 billion", "qualifier differs"),
        ("money", "at least $2 billion", "about $2 billion", "qualifier differs"),
        ("money", "at least $2 billion", "more than $2 billion", "qualifier differs"),
        ("money", "at least $2 billion", "up to $2 billion", "qualifier differs"),
        ("money", "$17 billion", "£17 billion", "unit differs"),
        ("money", "since 2006", "since 2007", "date differs"),
        ("money", "$6 billion", "$6 billion a year", "rate differs"),
        ("who-came", "About 100", "100", "qualifier differs"),
        ("who-came", "About 100", "Up to 100", "qualifier differs"),
        ("who-came", "Russian personnel", "Russian tanks", "noun differs"),
        ("who-came", "Russian personnel", "Cuban personnel", "noun differs"),
        ("who-came", "two military planes", "two military ships", "noun differs"),
        ("who-came", "two military planes", "one military plane", "number differs"),
        ("who-came", "last week", "last month", "date differs"),
        ("owns", "Two gas fields", "Three gas fields", "number differs"),
        ("owns", "Two gas fields", "One gas field", "number differs"),
        ("owns", "Two gas fields", "Two oil fields", "noun differs"),
        ("owns", "Two Russian factories", "Two Russian airports", "noun differs"),
        ("sides", '"usurper"', '"tyrant"', "words differ"),
        ("sides", "countries\n support", "countries support", ""),
        ("sides", "Guaidó, who has", "Frolov, who has", "speaker differs"),
        ("why-syria", "Trump told Russia", "Putin told Russia", "speaker differs"),
        ("why-syria", '"to get out"', '"to move out"', "words differ"),
        ("why-ukraine", "Frolov puts", "Pukhov puts", "speaker differs"),
        ("more-to-come", "on Thursday", "on Monday", "date differs"),
    ],
)
def test_a_bent_card_is_noticed(name: str, old: str, new: str, verdict: str, text: bool) -> None:
    answer = briefing().cards[name].answer
    if not verdict:
        assert verdicts("cards", name, answer=answer.replace(old, new), text=text) == set()
        return
    assert old in answer
    assert verdict in verdicts("cards", name, answer=answer.replace(old, new, 1), text=text)


@BOTH
@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("trade", "Russia earned $11.4bn."),
        ("trade", "Russia earned 11.4 billion dollars."),
        ("trade", "Russia earned US$11,400,000,000."),
        ("trade", "Russia earned USD 11.4 billion, or 11.4bn US dollars."),
        ("trade", "The share is about 0.01%, which is around 0.01 per cent."),
        ("trade", "It exports between about $70 and $80 million a year."),
        ("trade", "Each year it exports roughly $70m to $80m worth of goods."),
        ("trade", "About 70 to 80 million dollars annually."),
        ("trade", "One analyst disagrees. Caracas was one of the 4 largest purchasers in 2013."),
        ("owns", "2 gas fields, and 2 factories."),
        ("owns", "Two fields off the coast; two plants are being built."),
        ("money", "No less than two billion dollars of the $17bn."),
        ("who-came", "About a hundred personnel came."),
        ("who-came", "Approximately one hundred people came on 2 aircraft."),
        ("who-came", "Some 100 Russian personnel came last week, U.S. officials said."),
        ("sides", "Guaidó has called Maduro a “usurper”."),
        ("sides", 'A "usurper" is what Guaidó calls Maduro.'),
    ],
)
def test_an_honest_rewording_is_accepted(name: str, answer: str, text: bool) -> None:
    assert doubts("cards", name, answer=answer, text=text) == []


def evidence() -> Iterator[tuple[str, str, int]]:
    for section, name, item in briefing().items():
        if section != "claims" and not isinstance(item, Quote):
            yield from ((section, name, number) for number in range(len(getattr(item, "evidence", ()))))


@pytest.mark.parametrize(("section", "name", "number"), list(evidence()))
def test_evidence_with_anything_changed_in_an_amount_is_noticed(section: str, name: str, number: int) -> None:
    every = getattr(briefing(), section)[name].evidence
    exact = every[number].exact

    def changed(bent: str) -> set[str]:
        one = dataclasses.replace(every[number], exact=bent)
        fields: dict[str, Any] = {"evidence": (*every[:number], one, *every[number + 1 :])}
        return verdicts(section, name, **fields)

    for bent in other_digits(exact):
        assert "not found" in changed(bent), bent
    swaps = {
        "billion": "million",
        "$": "€",
        "per year": "per month",
        "percent": "percentage points",
        "$70-": "",
        "about ": "more than ",
        "at least ": "at most ",
        "two ": "three ",
        "Two ": "Three ",
        "four ": "five ",
    }
    for old, new in swaps.items():
        if old in exact:
            assert "not found" in changed(exact.replace(old, new, 1)) or old == "$70-", old


@pytest.mark.parametrize(
    ("name", "exact", "verdict"),
    [
        ("arms-loan", "$2 billion to Caracas", "qualifier differs"),
        ("exports", "$80 million per year worth of non-military goods", "one end of a range"),
        ("owed", "Venezuela still owes Russia $6", "number differs"),
        ("personnel", "100 Russian personnel arrived in Caracas", "qualifier differs"),
        ("arms-sales", "4 billion selling military equipment to Caracas", "not found"),
    ],
)
def test_evidence_that_cuts_an_amount_short_is_noticed(name: str, exact: str, verdict: str) -> None:
    passages = tuple(dataclasses.replace(found, exact=exact) for found in figure(name).evidence[:1])
    found = doubts("figures", name, evidence=passages)
    assert (("figures", name, "evidence", 0, "exact"), verdict) in [(doubt.path, str(doubt.verdict)) for doubt in found]


def test_a_first_name_from_elsewhere_is_noticed() -> None:
    assert verdicts("actors", "pukhov", name="Sergei Pukhov") == {"not found"}
    assert verdicts("actors", "rosneft", name="Rosneft International") == {"not found"}


def test_a_claim_with_one_side_only_does_not_open_the_gate() -> None:
    claim = briefing().claims["arrival-size"]
    sales = dataclasses.replace(figure("arms-sales"), value=Decimal(11_500_000_000))
    whole = dataclasses.replace(
        briefing(),
        claims={"arrival-size": dataclasses.replace(claim, positions=claim.positions[:1], note=None)},
        figures={"arms-sales": sales},
        cards={},
    )
    found = check(write(whole).encode(), "venezuela.yaml")
    assert {(finding.verdict, str(finding.severity)) for finding in found.findings} == {
        ("one side", "warning"),
        ("number differs", "error"),
    }
    assert not found.publishable


def test_a_broken_reference_is_told_alone() -> None:
    owed = dataclasses.replace(figure("owed"), stated_by="nobody", value=Decimal(7))
    whole = dataclasses.replace(briefing(), figures={**briefing().figures, "owed": owed})
    assert {str(doubt.verdict) for doubt in everything(whole)} == {"reference"}


def card(name: str, answer: str, *, text: bool = False) -> set[str]:
    return verdicts("cards", name, answer=answer, text=text)


@BOTH
@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("trade", "Russia earned $99,9 billion."),
        ("trade", "Russia earned 12,5 billion dollars."),
        ("trade", "Russia earned 1.2.3 million."),
        ("trade", "It is 99/100 of its trade."),
        ("trade", "It is 1/3 of trade."),
        ("trade", "It is ½ of it."),
        ("trade", "Russia earned $²⁰."),
        ("trade", "It is about 0,1% of trade."),
        ("trade", "The share is about 0,01 percent."),
    ],
)
def test_a_number_that_cannot_be_read_is_noticed(name: str, answer: str, text: bool) -> None:
    assert card(name, answer, text=text) == {"number differs"}


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("trade", "Russia earned it by 28/03/2019."),
        ("trade", "On 28/03/2019 Russia earned $11.4 billion."),
        ("trade", "On 12/5/2018 Russia earned $11.4 billion."),
        ("trade", "On 03.28.2019 Russia earned $11.4 billion."),
        ("trade", "In spring 2019 Russia earned $11.4 billion."),
        ("trade", "In the spring Russia earned $11.4 billion."),
        ("trade", "Since Christmas Russia earned $11.4 billion."),
        ("trade", "Russia earned it, December being the best month."),
        ("trade", "It was among the four biggest buyers in 2006-2013."),
        ("trade", "It was among the four biggest buyers from 2006 to 2013."),
        ("trade", "It was among the four biggest buyers between 2006 and 2013."),
        ("trade", "It was among the four biggest buyers since 2006."),
        ("money", "Loans of $17 billion before 2006."),
        ("money", "Loans of $17 billion until 2006."),
        ("money", "Loans of $17 billion after 2006."),
        ("money", "Loans of $17 billion in 2006."),
        ("money", "Loans of $17 billion since early 2006."),
        ("money", "Loans of $17 billion before April 4, 2019."),
    ],
)
def test_a_date_in_another_form_or_relation_is_noticed(name: str, answer: str) -> None:
    assert card(name, answer) == {"date differs"}


@pytest.mark.parametrize(
    ("section", "name", "when"),
    [
        ("events", "partnership", "since the late 2000s"),
        ("events", "partnership", "early 2000s"),
        ("events", "lending", "before 2006"),
        ("events", "arms-purchases", "2006-2013"),
        ("events", "arms-purchases", "2006 to 2013"),
        ("events", "opposing-sides", "this year"),
        ("events", "opposing-sides", "later this year"),
        ("events", "arrival", "March"),
        ("events", "arrival", "spring"),
        ("events", "arrival", "two weeks ago"),
        ("events", "arrival", "shortly after the re-election"),
        ("events", "novo-ogaryovo", "12/6/2018"),
        ("figures", "exports", "formerly"),
        ("quotes", "theater", "at Easter"),
    ],
)
def test_a_time_in_other_words_is_noticed(section: str, name: str, when: str) -> None:
    assert verdicts(section, name, when=when, text=False) & {"date differs", "not found", "number differs"}


@pytest.mark.parametrize(
    ("section", "name", "when"),
    [
        ("events", "novo-ogaryovo", "5 December 2018"),
        ("events", "novo-ogaryovo", "12/05/2018"),
        ("events", "partnership", "since the early 2000s"),
        ("events", "lending", "from 2006"),
        ("events", "arrival", "no date given"),
        ("figures", "owed", "4 April 2019"),
    ],
)
def test_an_honest_time_is_accepted(section: str, name: str, when: str) -> None:
    expected = {"date differs"} if when == "12/05/2018" else set()  # May or December: nobody can tell
    assert verdicts(section, name, when=when, text=False) == expected


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("owns", "Dozens of gas fields."),
        ("owns", "Hundreds of them."),
        ("owns", "Thousands of barrels."),
        ("trade", "Millions of dollars."),
        ("trade", "Billions of dollars."),
        ("owns", "A handful of fields."),
        ("trade", "A third of its trade."),
        ("trade", "Half of its trade."),
        ("trade", "Two thirds of its trade."),
        ("trade", "A tenth of its trade."),
        ("trade", "Caracas was the fourth biggest buyer."),
        ("trade", "Caracas was the second-largest buyer."),
        ("trade", "A single deal."),
        ("trade", "Its trade doubled."),
        ("owns", "Three gas fields, or a pair of wells."),
    ],
)
def test_a_number_in_words_alone_is_noticed(name: str, answer: str) -> None:
    assert card(name, answer) & {"number differs", "noun differs"}


@pytest.mark.parametrize(
    ("name", "answer", "verdict"),
    [
        ("money", f"The Kremlin lent {words} $6 billion.", "qualifier differs")
        for words in (
            "north of", "just shy of", "short of", "not quite", "close on", "c.", "ca", "in the order of", "beyond",
            "minimum", "practically", "virtually", "an average of", "on average", "more than a hefty",
        )
    ]
    + [
        ("owns", "Two-odd gas fields.", "qualifier differs"),
        ("money", "$6 billion p.a.", "rate differs"),
        ("money", "$6 billion per annum", "rate differs"),
        ("money", "$6 billion a fortnight", "rate differs"),
        ("money", "$6 billion apiece", "rate differs"),
        ("money", "$6 billion in a year", "rate differs"),
        ("money", "$6 billion per year of sales", "rate differs"),
    ],
)  # fmt: skip
def test_a_qualifier_or_rate_in_rarer_words_is_noticed(name: str, answer: str, verdict: str) -> None:
    assert card(name, answer) == {verdict}


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("owns", "Two gas-fields."),
        ("owns", "A pair of gas fields."),
        ("money", "At the very least $2 billion."),
        ("money", "$2 billion at the very least."),
        ("trade", "Eleven point four billion dollars."),
        ("trade", "About $70-80 million p.a."),
        ("trade", "About $70-80 million per annum."),
    ],
)
def test_a_rarer_honest_rewording_is_accepted(name: str, answer: str) -> None:
    assert doubts("cards", name, answer=answer, text=False) == []


def test_a_rate_in_a_label_or_a_time_is_noticed() -> None:
    assert verdicts("figures", "arms-sales", label="Annual earnings from Caracas", text=False) == {"rate differs"}
    assert "rate differs" in verdicts("figures", "arms-sales", when="every year", text=False)
    assert verdicts("figures", "exports", label="Annual exports of goods", text=False) == set()


def test_a_currency_in_lower_case_is_told_how_to_be_written() -> None:
    found = doubts("figures", "owed", unit="usd", text=False)
    assert "Write USD." in [doubt.hint for doubt in found]


@BOTH
def test_a_quote_in_other_letters_is_noticed(text: bool) -> None:
    for said, verdict in {
        "we have nothing to hide": set(),
        "We have NOTHING to hide": {"words differ"},
        "we Have nothing to hide": {"words differ"},
    }.items():
        assert verdicts("quotes", "nothing-to-hide", said=said, text=text) == verdict


@pytest.mark.parametrize(("first", "last"), [tuple(marks) for marks in "‘’ '' »« ‹› 「」 ＂＂ „“ ‚‘".split()])
def test_words_in_any_quotation_marks_are_held_against_the_passage(first: str, last: str) -> None:
    for word, expected in {"usurper": set(), "tyrant": {"words differ"}}.items():
        answer = f"Guaidó calls Maduro a {first}{word}{last} and Russia's troops' guest."
        assert card("sides", answer) == expected, word


def test_words_said_to_somebody_else_are_noticed() -> None:
    assert verdicts("quotes", "theater", to="Fox News") == {"speaker differs"}
    assert verdicts("quotes", "theater", to="CBS News") == set()


@BOTH
def test_a_cut_that_drops_a_negation_is_a_warning(text: bool) -> None:
    first = briefing().quotes["no-ally"].evidence[0]
    evidence = (dataclasses.replace(first, exact="Venezuela isn't Russia's military ally"),)
    found = doubts("quotes", "no-ally", said="Russia's military ally", evidence=evidence, text=text)
    assert [(str(doubt.verdict), str(doubt.severity)) for doubt in found] == [("words differ", "warning")]


@BOTH
def test_what_a_passage_gives_to_somebody_else_is_noticed(text: bool) -> None:
    assert verdicts("figures", "loans", stated_by="rusakova", text=text) == {"speaker differs"}
    assert verdicts("figures", "factories", stated_by="cbs-news", text=text) == {"speaker differs"}
    positions = briefing().claims["why-troops"].positions
    for number, by in ((0, "kremlin"), (1, "us-officials")):
        bent = dataclasses.replace(positions[number], by=by)
        changed = (*positions[:number], bent, *positions[number + 1 :])
        assert verdicts("claims", "why-troops", positions=changed, text=text) == {"speaker differs"}


def test_a_source_that_the_article_does_not_bear_out_is_noticed() -> None:
    def told(**changed: Any) -> set[tuple[object, str]]:
        bent = dataclasses.replace(briefing().sources["cbs"], **changed)
        whole = dataclasses.replace(briefing(), sources={"cbs": bent})
        found = verify(whole, {"cbs": source()})
        return {(doubt.path[-1], str(doubt.verdict)) for doubt in found if doubt.path[0] in {"sources", "as_of"}}

    assert told() == set()
    assert told(published=date(2019, 4, 3)) == {("published", "date differs")}
    assert told(author="Dora Litvinova") == {("author", "not found")}
    assert told(published=date(2019, 4, 5)) == {("published", "date differs"), ("as_of", "date differs")}


def test_an_amount_in_the_title_is_judged() -> None:
    titled = dataclasses.replace(briefing(), title="$12 billion for Caracas")
    assert [(doubt.path, str(doubt.verdict)) for doubt in verify(titled)] == [(("title",), "number differs")]
    assert verify(dataclasses.replace(briefing(), title="$11.4 billion for Caracas")) == []


def test_an_affiliation_from_elsewhere_is_noticed() -> None:
    assert verdicts("actors", "pukhov", affiliation="Harvard University") == {"not found"}
    assert verdicts("actors", "pukhov", affiliation="120 companies", text=False) == {"not found"}
