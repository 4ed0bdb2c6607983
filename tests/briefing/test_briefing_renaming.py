"""Which items were given another name, and a briefing with its items under other names."""

from dataclasses import replace
from typing import Any

import pytest

from bot.briefing.changes import changes
from bot.briefing.merging import merge
from bot.briefing.model import SECTIONS, Briefing
from bot.briefing.references import dangling
from bot.briefing.renaming import renamed, under
from tests.planes import planes

NAMED = [(section, name) for section in ("sources", *SECTIONS) for name in getattr(planes(), section)]


def _changed(briefing: Briefing, section: str, parts: dict[str, Any]) -> Briefing:
    items = getattr(briefing, section)
    sections: dict[str, Any] = {section: {**items, "other": replace(items["other"], **parts)}}
    return replace(briefing, **sections)


@pytest.mark.parametrize(("section", "name"), NAMED)
def test_each_is_found_under_its_new_name_with_all_that_refers_to_it(section: str, name: str) -> None:
    new = under(planes(), {f"{section}.{name}": f"{section}.other"})
    assert "other" in getattr(new, section)
    assert name not in getattr(new, section)
    assert not dangling(new)
    assert renamed(planes(), new) == {f"{section}.{name}": f"{section}.other"}
    assert under(new, {f"{section}.other": f"{section}.{name}"}) == planes()


def test_all_at_once() -> None:
    names = {f"{section}.{name}": f"{section}.{name}-too" for section, name in NAMED}
    new = under(planes(), names)
    assert not dangling(new)
    assert renamed(planes(), new) == names
    assert renamed(planes(), planes()) == {}


@pytest.mark.parametrize(
    ("section", "name", "parts", "same"),
    [
        ("figures", "debt", {"value": 7}, True),
        ("figures", "debt", {"label": "Owed"}, True),
        ("figures", "debt", {"label": "Owed", "value": 7}, False),
        ("claims", "why", {"question": "Why?"}, True),
        ("cards", "who", {"question": "Who?"}, True),
        ("cards", "who", {"answer": "Nobody."}, True),
        ("actors", "ada", {"role": "Envoy"}, True),
        ("actors", "ada", {"name": "Cleo Day"}, False),
        ("events", "landing", {"what": "One plane left."}, False),
        ("events", "landing", {"when": "today"}, False),
        ("quotes", "trade", {"said": "We came to stay"}, False),
        ("quotes", "trade", {"about": "Why"}, True),
        ("sources", "wire", {"title": "Planes leave"}, False),
    ],
)
def test_what_is_the_same_under_another_name(section: str, name: str, parts: dict[str, Any], *, same: bool) -> None:
    path, other = f"{section}.{name}", f"{section}.other"
    new = _changed(under(planes(), {path: other}), section, parts)
    assert renamed(planes(), new) == ({path: other} if same else {})


def test_one_of_several_alike_is_not_guessed() -> None:
    figure = planes().figures["debt"]
    two = {"people": planes().figures["people"], "one": figure, "two": figure}
    assert renamed(planes(), planes(figures=two)) == {}


def test_a_name_that_is_taken_is_kept() -> None:
    assert under(planes(), {"figures.debt": "figures.people", "figures.none": "figures.some"}) is not None
    assert not changes(planes(), under(planes(), {"figures.debt": "figures.people"}))


def test_changes_are_put_together_whatever_the_item_is_called_by_each() -> None:
    base, owed = planes(), planes(owed=7)
    named = under(base, {"figures.debt": "figures.owed", "actors.ada": "actors.blum"})
    for mine, theirs in ((named, owed), (owed, named)):
        merged = merge(base, mine, theirs)
        assert not merged.clashes
        assert merged.briefing == under(owed, {"figures.debt": "figures.owed", "actors.ada": "actors.blum"})
    both = merge(base, named, under(owed, {"figures.debt": "figures.sum"}))
    assert not both.clashes
    assert list(both.briefing.figures) == ["people", "sum"]
