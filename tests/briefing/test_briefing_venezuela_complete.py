"""What the article on Venezuela holds, fact by fact: the briefing has all of it, and nothing else."""

import dataclasses
from collections.abc import Collection, Iterator
from typing import Any

import pytest

from bot.briefing.model import SECTIONS, Briefing
from bot.briefing.spelling import spell
from tests.briefing.venezuela import briefing

PERSONS = {
    "Nicolás Maduro": "Venezuelan President",
    "Juan Guaidó": "interim president",
    "Vladimir Putin": "Russian President",
    "Donald Trump": "President, United States",
    "Sergey Lavrov": "Russian Foreign Minister",
    "Vladimir Frolov": "Foreign affairs analyst",
    "Tatyana Rusakova": "Latin America analyst, Center for Crisis Society Studies",
    "Konstantin Makienko": "Deputy director, Centre for Analysis of Strategies and Technologies",
    "Ruslan Pukhov": "Director, Centre for Analysis of Strategies and Technologies",
    "Bashar Assad": "dictator",
    "Daria Litvinova": "CBS News",
    "Venezuela's deputy foreign minister": "Deputy foreign minister",
}
OTHERS = """
    Kremlin; Russia's Foreign Ministry; Russian military; Russian troops in Caracas; State Duma;
    Defense expert council; Rosneft; National Assembly; Venezuelan military; Center for Crisis Society Studies;
    Centre for Analysis of Strategies and Technologies; CBS News; Financial Times; AP;
    A state-backed Russian newspaper; U.S. officials; Defense and foreign affairs analysts;
    Dozens of other countries; Russia; United States; Venezuela; Syria; Ukraine; Belarus; Kazakhstan
"""
UNNAMED = {
    "U.S. officials", "Defense and foreign affairs analysts", "Dozens of other countries",
    "Venezuela's deputy foreign minister", "A state-backed Russian newspaper",
}  # fmt: skip
FIGURES = {
    "personnel": ("about 100 Russian personnel", "last week", "CBS News"),
    "planes": ("2 military planes", "last week", "CBS News"),
    "arms-sales": ("$11.4 billion", None, "CBS News"),
    "exports": ("about $70–80 million a year", "currently", "CBS News"),
    "trade-share": ("about 0.01%", None, "CBS News"),
    "arms-loan": ("at least $2 billion", None, "CBS News"),
    "owed": ("$6 billion", None, "Financial Times"),
    "loans": ("$17 billion", "since 2006", "Financial Times"),
    "top-buyers": ("4 biggest purchasers", "2006 and 2013", "CBS News"),
    "gas-fields": ("2 gas fields", None, "CBS News"),
    "factories": ("2 Russian factories", "currently", "Konstantin Makienko"),
}
POSITIONS = {
    "why-troops": "us-officials kremlin lavrov makienko analysts cbs-news",
    "legitimate-leader": "guaido united-states other-countries russia cbs-news",
    "arrival-size": "us-officials",
    "more-troops": "deputy-foreign-minister",
    "who-gets-out": "trump russian-foreign-ministry",
    "partner": "rusakova cbs-news pukhov",
    "military-role": "makienko kremlin cbs-news",
    "fight": "pukhov lavrov analysts",
    "aim": "frolov analysts rusakova cbs-news",
    "another-syria": "lavrov frolov",
    "ukraine-revolution": "kremlin",
}
QUOTES = {
    "Sergey Lavrov": ("nothing to hide", "another Syria"),
    "Juan Guaidó": ("usurper",),
    "Donald Trump": ("get out",),
    "Vladimir Frolov": ("significance", "political theater", "reasonable cost", "overthrow regimes", "backyard"),
    "Tatyana Rusakova": ("one-way street", "trade and economy"),
    "Konstantin Makienko": ("consulting", "military intervention"),
    "Ruslan Pukhov": ("military ally",),
}
EVENTS = {
    "partnership": "since the early 2000s",
    "lending": "since 2006",
    "arms-purchases": "2006 and 2013",
    "equipment-supplied": "several years ago",
    "ukraine-2014": "2014",
    "syrian-war": "no date given",
    "re-election": "no date given",
    "novo-ogaryovo": "2018-12-05",
    "declaration": "no date given",
    "opposing-sides": "earlier this year",
    "arrival": "last week",
    "exchange": "no date given",
    "interview": "this week",
    "deputy-minister-speaks": "Thursday",
    "loans-report": "recently",
    "maintenance-intensifies": "recently",
    "construction": "currently",
}
CARDS = {
    "why": "U.S. officials; Kremlin; Makienko; Lavrov",
    "who-came": "About 100; two military planes; Makienko; Pukhov",
    "trade": "$11.4 billion; about $70-80 million; a year; about 0.01 percent; 2006 and 2013",
    "money": "$6 billion; $17 billion; since 2006; at least $2 billion; Financial Times",
    "owns": "Two gas fields; Rosneft; according to Makienko",
    "sides": "Russia; United States; dozens of other countries; Syria",
    "will-russia-fight": "Pukhov; Lavrov; Makienko",
    "endgame": "Frolov; 2014 revolution",
    "analysts-say": "Frolov; Rusakova; Makienko; Pukhov; As a group",
    "being-built": "Two; Makienko; Kalashnikov",
    "more-to-come": "deputy foreign minister; Thursday; agreements",
    "why-syria": "Trump; Foreign Ministry; Lavrov; Frolov",
    "why-ukraine": "2014 revolution; Kremlin; Frolov",
    "left-open": "$11.4 billion; at least $2 billion; 2006 and 2013; Maduro",
}


def lacking(whole: Briefing) -> Iterator[str]:
    """What a briefing of the article lacks, has besides, or has otherwise."""
    yield from _differing("actor", {a.name for a in whole.actors.values()}, {*PERSONS, *listed(OTHERS)})
    for actor in whole.actors.values():
        role = f"{actor.role}, {actor.affiliation}"
        if PERSONS.get(actor.name, "") not in role or actor.named == (actor.name in UNNAMED):
            yield f"actor {actor.name}: {role}"
    names = {name: actor.name for name, actor in whole.actors.items()}
    figures = {name: (spell(f), f.when, names.get(f.stated_by)) for name, f in whole.figures.items()}
    yield from _differing("figure", set(figures.items()), set(FIGURES.items()))
    positions = {(name, " ".join(p.by for p in claim.positions)) for name, claim in whole.claims.items()}
    yield from _differing("claim", positions, set(POSITIONS.items()))
    said = [(names.get(quote.by, ""), quote.said) for quote in whole.quotes.values()]
    for name, quote in ((name, quote) for name, every in QUOTES.items() for quote in every):
        if sum(by == name and quote in words for by, words in said) != 1:
            yield f"quote: {quote}, {name}"
    if len(said) != sum(map(len, QUOTES.values())):
        yield "quote: another one"
    yield from _differing("event", {(name, event.when) for name, event in whole.events.items()}, set(EVENTS.items()))
    yield from _differing("card", set(whole.cards), set(CARDS))
    for name, card in whole.cards.items():
        yield from (f"card {name}: {words}" for words in listed(CARDS.get(name, "")) if words not in card.answer)


def without(section: str, name: str) -> Briefing:
    kept: dict[str, Any] = {key: item for key, item in getattr(briefing(), section).items() if key != name}
    changed: dict[str, Any] = {section: kept}
    return dataclasses.replace(briefing(), **changed)


def listed(words: str) -> set[str]:
    return {part for one in words.split(";") if (part := " ".join(one.split()))}


def _differing(kind: str, has: Collection[object], should: Collection[object]) -> Iterator[str]:
    yield from (f"{kind}: {one}" for one in {*has} ^ {*should})


def test_the_briefing_has_everything_that_the_article_tells_and_nothing_else() -> None:
    assert list(lacking(briefing())) == []


@pytest.mark.parametrize("section", SECTIONS)
def test_whatever_is_taken_out_of_it_is_missed(section: str) -> None:
    assert getattr(briefing(), section)
    for name in getattr(briefing(), section):
        assert list(lacking(without(section, name))), name


def test_a_position_taken_out_of_it_is_missed() -> None:
    for name, claim in briefing().claims.items():
        for number in range(len(claim.positions)):
            fewer = dataclasses.replace(claim, positions=claim.positions[:number] + claim.positions[number + 1 :])
            assert list(lacking(dataclasses.replace(briefing(), claims={**briefing().claims, name: fewer}))), name


def test_every_quote_has_a_passage_that_names_its_speaker() -> None:
    for name, quote in briefing().quotes.items():
        last = briefing().actors[quote.by].name.split()[-1].replace("ó", "o")
        assert any(last in passage.exact for passage in quote.evidence), name
