"""What differs between two states of a briefing: every field of the model, as people read it."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.changes import (
    BriefingAdded,
    BriefingWithdrawn,
    Change,
    FieldChanged,
    ItemAdded,
    ItemRemoved,
    PositionAdded,
    PositionRemoved,
    Weight,
    changes,
    is_fact,
    weight,
)
from bot.briefing.model import (
    Actor,
    Bound,
    Briefing,
    Card,
    Claim,
    Event,
    Evidence,
    Figure,
    Kind,
    Position,
    Quote,
    Source,
)
from bot.briefing.parts import PARTS

EVIDENCE = Evidence(source="wire", exact="six planes")
PASSAGES = [(EVIDENCE,), (replace(EVIDENCE, at=3),), (replace(EVIDENCE, source="post"), EVIDENCE)]

POOLS: Mapping[type, Mapping[str, list[Any]]] = {
    Source: {
        "title": ["Planes land", "Planes leave"],
        "publisher": ["Wire", "Post"],
        "published": [date(2019, 4, 4), date(2019, 4, 5)],
        "author": [None, "A. Writer"],
        "url": [None, "https://example.org/a"],
        "sha256": [None, "0" * 64],
    },
    Actor: {
        "name": ["Ada", "Bo"],
        "kind": [Kind.PERSON, Kind.GROUP],
        "role": [None, "envoy", "minister"],
        "affiliation": [None, "Ministry"],
        "aliases": [(), ("A", "B"), ("A, B",)],
        "named": [True, False],
        "about": [None, "Flew in."],
        "unverified": [False, True],
        "evidence": [(), *PASSAGES],
    },
    Figure: {
        "unverified": [False, True],
        "label": ["Planes", "Aircraft"],
        "value": [Decimal(6), Decimal("6.0"), Decimal(7)],
        "to": [None, Decimal(9)],
        "unit": ["planes", "planes a day", "USD"],
        "per": [None, "day"],
        "qualifier": [Bound.EXACTLY, Bound.ABOUT],
        "when": [None, "2019"],
        "stated_by": ["ada", "wire"],
        "note": [None, "Seen."],
        "evidence": PASSAGES,
    },
    Position: {
        "unverified": [False, True],
        "by": ["ada", "bo", "wire"],
        "says": ["To trade.", "To fight."],
        "when": [None, "2019"],
        "evidence": PASSAGES,
    },
    Claim: {
        "question": ["Why?", "What for?"],
        "note": [None, "Open."],
    },
    Quote: {
        "unverified": [False, True],
        "by": ["ada", "bo"],
        "said": ["We came.", "We left."],
        "to": [None, "Wire"],
        "when": [None, "2019"],
        "about": [None, "The trip"],
        "evidence": PASSAGES,
    },
    Event: {
        "unverified": [False, True],
        "when": ["2019", "last week"],
        "what": ["They landed.", "They left."],
        "evidence": PASSAGES,
    },
    Card: {
        "unverified": [False, True],
        "question": ["Who came?", "Who left?"],
        "answer": ["Ada.", "Bo."],
        "shows": [(), ("ada", "bo"), ("bo", "ada")],
        "evidence": [(), *PASSAGES],
    },
    Briefing: {
        "title": ["Planes", "The planes"],
        "aliases": [(), ("flights",)],
        "as_of": [date(2019, 4, 4), date(2019, 4, 5)],
        "summary": ["They came.", "They came and left."],
    },
}
"""Values for every field that holds no further parts; `test_no_field_is_forgotten` compares with the model."""

NESTED = {
    Briefing: {"sources", "actors", "figures", "claims", "quotes", "events", "cards"},
    Claim: {"positions"},
}


def made(kind: type, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(kind, **{name: st.sampled_from(pool) for name, pool in POOLS[kind].items()}, **more)


def named(kind: type, *names: str, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(st.sampled_from(names), made(kind, **more), max_size=len(names))


POSITIONS = st.lists(made(Position), min_size=1, max_size=4).map(tuple)
BRIEFINGS: st.SearchStrategy[Briefing] = made(
    Briefing,
    sources=st.fixed_dictionaries({"wire": made(Source)}, optional={"post": made(Source)}),
    actors=named(Actor, "ada", "bo"),
    figures=named(Figure, "planes", "cost"),
    claims=named(Claim, "why", positions=POSITIONS),
    quotes=named(Quote, "came"),
    events=named(Event, "landing"),
    cards=named(Card, "who"),
)


def first(kind: type, **given: Any) -> Any:
    """An item with the first value of every pool."""
    return kind(**{name: pool[0] for name, pool in POOLS[kind].items()} | given)


def whole(**given: Any) -> Briefing:
    """A briefing with one of everything."""
    parts: dict[str, Any] = {
        "sources": {"wire": first(Source), "post": first(Source, publisher="Post")},
        "actors": {"ada": first(Actor), "bo": first(Actor, name="Bo")},
        "figures": {"planes": first(Figure)},
        "claims": {"why": first(Claim, positions=(first(Position), first(Position, by="bo", says="To fight.")))},
        "quotes": {"came": first(Quote)},
        "events": {"landing": first(Event)},
        "cards": {"who": first(Card)},
    }
    return Briefing(**{name: pool[0] for name, pool in POOLS[Briefing].items()} | parts | given)


@given(BRIEFINGS, BRIEFINGS)
def test_nothing_changed_exactly_when_two_briefings_are_equal(was: Briefing, now: Briefing) -> None:
    found = changes(was, now)
    assert (found == []) == (was == now)
    assert [weight(change) for change in found] == sorted(weight(change) for change in found)
    assert changes(now, now) == changes(was, was) == changes(None, None) == []


@given(BRIEFINGS, BRIEFINGS)
def test_every_change_says_what_was_and_what_is(was: Briefing, now: Briefing) -> None:
    forth, back = changes(was, now), changes(now, was)
    told = {(c.path, c.field, c.was, c.now) for c in forth if isinstance(c, FieldChanged) and "positions" not in c.path}
    assert told == {
        (c.path, c.field, c.now, c.was) for c in back if isinstance(c, FieldChanged) and "positions" not in c.path
    }
    for path in [c.path for c in forth if isinstance(c, ItemAdded)]:
        assert path in [c.path for c in back if isinstance(c, ItemRemoved)]
    for change in forth:
        match change:
            case FieldChanged():
                assert change.was != change.now
                assert change.field
            case ItemAdded() | PositionAdded():
                assert change.says
            case ItemRemoved() | PositionRemoved():
                assert change.said
            case BriefingAdded() | BriefingWithdrawn():
                raise AssertionError(change)


def test_no_field_is_forgotten() -> None:
    """Every field of the model is in exactly one part, or holds parts, and has values to be tested with."""
    for kind, parts in PARTS.items():
        covered = [name for part in parts for name in part.fields]
        expected = {field.name for field in fields(kind)} - NESTED.get(kind, set())
        assert sorted(covered) == sorted(expected), kind
        assert set(POOLS[kind]) == expected, kind
    kinds = {Briefing, Source, Actor, Figure, Claim, Position, Quote, Event, Card}
    assert set(PARTS) == kinds


SINGLE = [(kind, name) for kind, pool in POOLS.items() for name in pool]


@pytest.mark.parametrize(("kind", "name"), SINGLE, ids=[f"{kind.__name__}.{name}" for kind, name in SINGLE])
def test_each_field_alone_is_told(kind: type, name: str) -> None:
    part = next(part for part in PARTS[kind] if name in part.fields)
    other = POOLS[kind][name][-1]
    path = {
        Briefing: "", Source: "sources.wire", Actor: "actors.ada", Figure: "figures.planes", Claim: "claims.why",
        Position: "claims.why.positions.0", Quote: "quotes.came", Event: "events.landing", Card: "cards.who",
    }[kind]  # fmt: skip
    section, _, key = path.partition(".")
    now = whole()
    if kind is Briefing:
        now = whole(**{name: other})
    elif kind is Position:
        claim = now.claims["why"]
        changed = replace(claim.positions[0], **{name: other})
        now = whole(claims={"why": replace(claim, positions=(changed, claim.positions[1]))})
    else:
        items = getattr(now, section)
        now = whole(**{section: {**items, key: replace(items[key], **{name: other})}})
    found = changes(whole(), now)
    if kind is Position and name == "by":
        assert [type(change) for change in found] == [PositionAdded, PositionRemoved]
        return
    (change,) = found
    assert isinstance(change, FieldChanged)
    assert (change.path, change.field) == (path, part.words)


def only(found: list[Change]) -> Change:
    (change,) = found
    return change


def with_figure(**given: Any) -> Briefing:
    return whole(figures={"planes": first(Figure, **given)})


def test_a_changed_amount_reads_as_people_write_it() -> None:
    was = with_figure(value=Decimal(6_000_000_000), unit="USD", stated_by="wire")
    now = with_figure(value=Decimal(7_000_000_000), unit="USD", qualifier=Bound.AT_LEAST, stated_by="wire")
    assert only(changes(was, now)) == FieldChanged(
        "figures.planes", "Planes", "amount", "$6 billion", "at least $7 billion"
    )
    by = only(changes(was, replace(was, figures={"planes": replace(was.figures["planes"], stated_by="ada")})))
    assert by == FieldChanged("figures.planes", "Planes", "stated by", "Wire", "Ada")


def test_amounts_that_read_alike_are_told_apart() -> None:
    was, now = with_figure(unit="planes a day"), with_figure(unit="planes", per="day")
    assert changes(was, now) == [
        FieldChanged("figures.planes", "Planes", "amount", "planes a day", "planes"),
        FieldChanged("figures.planes", "Planes", "amount", "None", "day"),
    ]
    assert changes(with_figure(value=Decimal(6)), with_figure(value=Decimal("6.0"))) == []


def test_positions_are_matched_by_who_takes_them() -> None:
    ada, bo, wire = (first(Position, by=by, says=f"{by} says.") for by in ("ada", "bo", "wire"))

    def claim(*positions: Position) -> Briefing:
        return whole(claims={"why": first(Claim, positions=positions)})

    assert only(changes(claim(ada, bo), claim(ada, bo, wire))) == PositionAdded(
        "claims.why.positions.2", "Why?", "Wire", "wire says."
    )
    assert only(changes(claim(ada, bo, wire), claim(bo, wire))) == PositionRemoved(
        "claims.why.positions.0", "Why?", "Ada", "ada says."
    )
    changed = changes(claim(ada, bo), claim(wire, ada, replace(bo, says="Otherwise.")))
    assert changed == [
        PositionAdded("claims.why.positions.0", "Why?", "Wire", "wire says."),
        FieldChanged("claims.why.positions.2", "Why? – Bo", "position", "bo says.", "Otherwise."),
    ]
    order = only(changes(claim(ada, bo), claim(bo, ada)))
    assert order == FieldChanged("claims.why", "Why?", "order of the positions", "Ada, Bo", "Bo, Ada")
    assert not is_fact(order)


def test_briefings_come_and_go() -> None:
    assert only(changes(None, whole())) == BriefingAdded("Planes", "They came.")
    assert only(changes(whole(), None)) == BriefingWithdrawn("Planes")


def test_a_correction_carries_its_note_and_comes_first() -> None:
    was = whole()
    now = replace(
        whole(summary="They came and left."),
        figures={"planes": first(Figure, value=Decimal(7)), "crew": first(Figure, label="Crew")},
        quotes={},
        events={"landing": first(Event, what="They left.")},
    )
    plain = changes(was, now)
    assert [type(change) for change in plain] == [FieldChanged, ItemAdded, ItemRemoved, FieldChanged, FieldChanged]
    corrected = changes(was, now, {"events.landing": "They had left.", "quotes.came": "Never said.", "": "Too short."})
    assert corrected[:3] == [
        FieldChanged("", "Planes", "summary", "They came.", "They came and left.", "Too short."),
        ItemRemoved("quotes.came", "We came.", "“We came.” (Ada)", "Never said."),
        FieldChanged("events.landing", "2019", "what happened", "They landed.", "They left.", "They had left."),
    ]
    assert [weight(change) for change in corrected[:3]] == [Weight.CORRECTION, Weight.CORRECTION, Weight.CORRECTION]
    positions = tuple(replace(position, says="Both.") for position in was.claims["why"].positions)
    both = replace(was, claims={"why": replace(was.claims["why"], positions=positions)})
    notes = {"claims.why.positions.1": "Misheard."}
    assert [change.correction for change in changes(was, both, notes)] == ["Misheard.", None]  # type: ignore[union-attr]
    assert {change.correction for change in changes(was, both, {"claims.why": "All."})} == {"All."}  # type: ignore[union-attr]


def test_what_was_only_checked_again_is_no_changed_fact() -> None:
    checked = only(
        changes(
            whole(),
            whole(
                as_of=date(2019, 4, 5),
            ),
        )
    )
    assert checked == FieldChanged("", "Planes", "as of", "2019-04-04", "2019-04-05")
    assert weight(checked) is Weight.CHECKED
    assert not is_fact(checked)
    assert is_fact(only(changes(whole(), whole(summary="They left."))))
    assert not is_fact(only(changes(whole(), whole(aliases=("flights",)))))
