"""Briefings changed, cut into parts and put back, and two changes put together."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing import excerpt
from bot.briefing.editing import Unfit, is_name, made, named, put, without
from bot.briefing.links import public
from bot.briefing.merging import merge
from bot.briefing.model import SECTIONS, Briefing, Event
from bot.briefing.yaml import parse, write_flat
from bot.settings import shipped

_PARSED = parse(Path(shipped("briefings") / "venezuela.yaml").read_bytes(), "venezuela.yaml").briefing
assert _PARSED is not None
VENEZUELA: Briefing = _PARSED
SOURCE = next(iter(VENEZUELA.sources))
NAMES = [(section, name) for section, name, _ in VENEZUELA.items()]


@given(st.text(max_size=200))
def test_any_text_makes_a_name(text: str) -> None:
    assert is_name(named(text, VENEZUELA))
    assert VENEZUELA.find(named(text, VENEZUELA)) is None


@pytest.mark.parametrize("part", excerpt.parts(VENEZUELA))
def test_every_part_goes_back_where_it_was(part: str) -> None:
    text = excerpt.excerpt(VENEZUELA, part)
    assert excerpt.put_back(VENEZUELA, part, text).briefing == VENEZUELA
    assert excerpt.part_named(VENEZUELA, part.upper()) == part


@pytest.mark.parametrize("part", [part for part in excerpt.parts(VENEZUELA) if "." in part])
def test_a_mistake_is_told_at_its_line_of_the_part(part: str) -> None:
    text = excerpt.excerpt(VENEZUELA, part) + "nonsense: 1\n"
    finding = excerpt.put_back(VENEZUELA, part, text).findings[0]
    assert (finding.line, finding.column) == (text.count("\n"), 1)


@given(st.integers(40, 200))
def test_what_is_exported_survives_being_wrapped(width: int) -> None:
    flat = write_flat(VENEZUELA)
    lines: list[str] = []
    for line in flat.splitlines():
        words, row = line.split(" "), ""
        for word in words:
            if row and len(row) + len(word) >= width:
                lines.append(row)
                row = word
            else:
                row = f"{row} {word}" if row else word
        lines.append(row)
    assert parse("\n".join(lines).encode(), "x").briefing == VENEZUELA


Edit = tuple[str, str, str]


@st.composite
def edits(draw: st.DrawFn) -> list[Edit]:
    """Items taken out and events added, by name."""
    kinds = st.one_of(
        st.tuples(
            st.just("drop"), st.sampled_from([name for section, name in NAMES if section == "events"]), st.just("")
        ),
        st.tuples(st.just("add"), st.sampled_from(["one", "two"]), st.sampled_from(["It began.", "It ended."])),
        st.tuples(st.just("title"), st.just(""), st.sampled_from(["A title", "Another title"])),
        st.tuples(st.just("when"), st.sampled_from([name for s, name in NAMES if s == "figures"]), st.just("2020")),
        st.tuples(st.just("note"), st.sampled_from([name for s, name in NAMES if s == "figures"]), st.just("Seen.")),
    )
    return draw(st.lists(kinds, max_size=4))


def _edited(briefing: Briefing, found: list[Edit]) -> Briefing:
    for kind, name, text in found:
        match kind:
            case "drop":
                briefing = without(briefing, "events", [name])
            case "add":
                briefing = put(briefing, "events", name, made(Event, when="2020", what=text, unverified=True))
            case "title":
                briefing = replace(briefing, title=text)
            case _:
                values: dict[str, Any] = {kind: text}
                figure = replace(briefing.figures[name], **values)
                briefing = put(briefing, "figures", name, figure)
    return briefing


def _fields(briefing: Briefing) -> Mapping[str, object]:
    """Everything that can be changed by itself."""
    found: dict[str, object] = {"title": briefing.title, "summary": briefing.summary}
    for section in SECTIONS:
        items = getattr(briefing, section)
        for name, item in items.items():
            if section == "events":
                found[f"{section}.{name}"] = item
            else:
                for field in item.__dataclass_fields__:
                    found[f"{section}.{name}.{field}"] = getattr(item, field)
    return found


@settings(max_examples=60, deadline=None)
@given(edits(), edits())
def test_nothing_is_lost_and_nothing_overwritten(mine: list[Edit], theirs: list[Edit]) -> None:
    """What one changed and the other did not is as the one has it; what both changed differently is as it was with
    the other, and told."""
    ours, others = _edited(VENEZUELA, mine), _edited(VENEZUELA, theirs)
    merged = merge(VENEZUELA, ours, others)
    base, my, their, now = map(_fields, (VENEZUELA, ours, others, merged.briefing))
    clashed = {f"{clash.path}.{clash.field}" if clash.field else clash.path for clash in merged.clashes}
    for key in {*base, *my, *their}:
        was, one, other = (fields.get(key) for fields in (base, my, their))
        if one in (other, was):
            assert now.get(key) == other
            assert key not in clashed
        elif other == was:
            assert now.get(key) == one
            assert key not in clashed
        else:
            assert now.get(key) == other
            assert key in clashed


def test_what_does_not_fit_names_the_field() -> None:
    with pytest.raises(Unfit) as raised:
        made(Event, when="2019", what="x" * 3000, unverified=True)
    assert raised.value.field == "what"


@pytest.mark.parametrize(
    ("address", "leads_out"),
    [
        ("https://example.org/a", True),
        ("https://93.184.216.34/a", True),
        ("http://127.0.0.1/a", False),
        ("http://10.1.2.3/", False),
        ("http://192.168.0.1:8080/", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("http://[::1]/", False),
        ("http://[fd00::1]/", False),
        ("http://localhost:3000/", False),
        ("http://printer.local/", False),
        ("http://wiki.internal/", False),
        ("http://0x7f.1/", False),
        ("http://2130706433/", False),
        ("http://user:word@example.org/", False),
        ("ftp://example.org/", False),
        ("javascript:alert(1)", False),
        ("https://example.org:99999/", False),
        ("https://bücher.example/", True),
        ("http://127.0.0.1./", False),
        ("http://0/", False),
        ("http://0177.0.0.1/", False),
        ("http://0x7f000001/", False),
        ("http://100.64.0.1/", False),
        ("http://224.0.0.1/", False),
        ("http://[::ffff:127.0.0.1]/", False),
        ("http://[::ffff:7f00:1]/", False),
        ("http://[2002:7f00:1::]/", False),
        ("http://[::127.0.0.1]/", False),
        ("http://[0:0:0:0:0:0:7f00:1]/", False),
        ("http://[64:ff9b::127.0.0.1]/", False),
        ("http://[64:ff9b::a01:203]/", False),
        ("http://[64:ff9b:1::a01:203]/", False),
        ("http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/", False),
        ("http://[fec0::1]/", False),
        ("http://[2606:4700:4700::1111]/", True),
        ("http://127.1/", False),
        ("http://localhost./", False),
        ("http://a.localhost./", False),
        ("http://user@example.org/", False),
        ("http://:word@example.org/", False),
        ("http://[fe80::1%25eth0]/", False),
        ("http://１２７.0.0.1/", False),
        ("http://127。0。0。1/", False),
        ("http://127.0.0.%31/", False),
        ("http://1\u00ad27.0.0.1/", False),
        ("http://127.0.0.1\u200b/", False),
        ("http://127.0.0.1\\.example.org/", False),
        ("http://example.org\\@127.0.0.1/", False),
        ("HTTP://LOCALHOST/", False),
        ("https://intranet/", False),
        ("https://", False),
        ("file:///etc/passwd", False),
        ("data:text/html,hi", False),
        ("//example.org/", False),
    ],
)
def test_only_public_addresses_are_links(address: str, leads_out: bool) -> None:
    assert public(address) is leads_out
