"""Briefings as YAML: read with line and column, refused in plain words, written and read back."""

import dataclasses
from datetime import date
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.briefing.check import check
from bot.briefing.evidence import verify
from bot.briefing.finding import Severity
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
from bot.briefing.nodes import LARGEST
from bot.briefing.yaml import MOST, parse, write
from bot.unseen import legible
from tests.bench.briefings import briefing as made
from tests.briefing.venezuela import FILE, briefing

GOOD: Final = """\
title: A tunnel
aliases: [no, "null", 2019]
as_of: 2021-03-04
summary: It will open late.
sources:
  gazette:
    title: The tunnel
    publisher: Gazette
    published: 2021-03-04
actors:
  ruiz: {name: Ana Ruiz, kind: person}
figures:
  cost:
    label: Cost
    value: 11400000000
    unit: USD
    qualifier: about
    stated_by: gazette
    evidence: {source: gazette, exact: about $11.4 billion}
claims:
  late:
    question: Why is it late?
    positions:
      - {by: ruiz, says: It rained., evidence: {source: gazette, exact: it rained}}
      - {by: ruiz, says: It snowed., evidence: {source: gazette, exact: it snowed}}
quotes:
  - {by: ruiz, said: we are late, evidence: {source: gazette, exact: we are late}}
cards:
  money: {question: What does it cost?, answer: About $11.4 billion., shows: [cost]}
"""


def told(text: str | bytes) -> list[str]:
    """The findings on a text, as the command line prints them, without the file's name."""
    data = text.encode() if isinstance(text, str) else text
    return [str(found).removeprefix("b.yaml:") for found in check(data, "b.yaml").findings]


def test_a_good_briefing_has_no_findings_and_keeps_words_that_look_like_something_else() -> None:
    parsed = check(GOOD.encode(), "b.yaml")
    assert parsed.findings == ()
    assert parsed.publishable
    assert parsed.briefing is not None
    assert parsed.briefing.aliases == ("no", "null", "2019")
    assert parsed.briefing.figures["cost"].value == Decimal(11400000000)
    assert list(parsed.briefing.quotes) == ["quote-1"]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", "1:1: error: The file is empty. Begin with `title: …`."),
        ("# nothing\n", "1:1: error: The file is empty. Begin with `title: …`."),
        ("- a\n- b\n", "1:1: error: The file must be a list of `key: value` lines. Begin with `title: …`."),
        ("just words", "1:1: error: The file must be a list of `key: value` lines. Begin with `title: …`."),
        ('title: "x\n', "2:1: error: This is not YAML: found unexpected end of stream."),
        ("title: x\n  y: z\n", "2:4: error: This is not YAML: mapping values are not allowed in this context."),
        ("title: [a, b\nas_of: x\n", "2:6: error: This is not YAML"),
        ("title:\tx\n\tfoo: y\n", "2:1: error: This is not YAML: found a tab character"),
        ("title: @x\n", "1:8: error: This is not YAML: found character that cannot start any token."),
        ("title: x\n---\ntitle: y\n", "2:1: error: A second document begins here. One file holds one briefing."),
        ("title: x\ntitle: y\n", "2:1: error: The key `title` is here twice. Keep one of them."),
        ("a: {b: 1, b: 2}\n", "1:11: error: The key `b` is here twice. Keep one of them."),
        ("? [a]\n: b\n", "1:3: error: A key must be a plain word. Write it as `key: value`."),
        ("title: !!python/object/apply:os.system [ls]\n", "1:8: error: The tag `tag:yaml.org,2002:python/object"),
        ("title: !!python/name:os.system\n", "1:8: error: The tag `tag:yaml.org,2002:python/name:os.system`"),
        ("!!python/dict\ntitle: x\n", "1:1: error: The tag `tag:yaml.org,2002:python/dict` is not allowed."),
        ("title: !secret x\n", "1:8: error: The tag `!secret` is not allowed."),
        ("!!str title: x\n", "1:1: error: The tag `tag:yaml.org,2002:str` is not allowed."),
        ("a: &a x\nb: *a\n", "1:4: error: What stands here is used again through an alias (`*name`)."),
        ("a: &a [*a]\n", "1:4: error: What stands here is used again through an alias (`*name`)."),
        ("a: &a {b: c}\nd:\n  <<: *a\n", "1:4: error: What stands here is used again through an alias"),
        ("a: *b\n", "1:4: error: Aliases (`*name`) are not allowed. Write the text out."),
        ("title: &t A tunnel\n", "1:8: error: The anchor `&t` is not allowed. Leave it out; it names nothing."),
        ("a: [&t x]\n", "1:5: error: The anchor `&t` is not allowed."),
        ("title: a\u200bb\n", "1:9: error: There is an invisible character (U+200B ZERO WIDTH SPACE)."),
        ("title: a\u2060b\n", "1:9: error: There is an invisible character (U+2060 WORD JOINER)."),
        ("title: a\u00adb\n", "1:9: error: There is an invisible character (U+00AD SOFT HYPHEN)."),
        ("title: a\u180eb\n", "1:9: error: There is an invisible character (U+180E MONGOLIAN VOWEL SEPARATOR)."),
        ("title: a\U000e0041b\n", "1:9: error: There is an invisible character (U+E0041 TAG LATIN CAPITAL LETTER A)."),
        ('title: "a\\u200bb"\n', "1:8: error: There is an invisible character (U+200B ZERO WIDTH SPACE)."),
        ("title: a\x00b\n", "1:9: error: There is an invisible character (U+0000)."),
        (
            "title: x\nsummary: a\u202eb\n",
            "2:11: error: There is an invisible character (U+202E RIGHT-TO-LEFT OVERRIDE).",
        ),
        ('title: "a\\u202eb"\n', "1:8: error: There is an invisible character (U+202E RIGHT-TO-LEFT OVERRIDE)."),
        ('title: "a\\x1b[2Jb"\n', "1:8: error: There is an invisible character (U+001B)."),
        ("title: x\nsummary: a\u200db\n", "2:11: error: There is an invisible character (U+200D ZERO WIDTH JOINER)."),
        ("title: 'क\u200da\ufe0f'\n", "1:12: error: There is an invisible character (U+FE0F VARIATION SELECTOR-16)."),
        (
            "title: x\nsummary: |\n  b\n  \u3164\n",
            "4:3: error: There is an invisible character (U+3164 HANGUL FILLER).",
        ),
        (b"title: Guaid\xf3\n", "1:13: error: The file is not UTF-8 text. Save it as UTF-8."),
        ("title: x".encode("utf-16"), "1:1: error: The file is not UTF-8 text. Save it as UTF-8."),
        (b"#" * (LARGEST + 1), "1:1: error: The file has more than 1,048,576 bytes. Split it into several briefings."),
        ("a: " + "[" * 100_000, "1:15: error: This is nested more than 12 levels deep. A briefing needs no more than"),
        ("{a: " * 100_000, "1:49: error: This is nested more than 12 levels deep."),
        ("- " * 20_000 + "x", "1:25: error: This is nested more than 12 levels deep."),
        ("a:\r" + "- " * 60_000 + "x", "2:23: error: This is nested more than 12 levels deep."),
        ("a:\x85" + "- " * 60_000 + "x", "2:23: error: This is nested more than 12 levels deep."),
        ('{"title":&a R}', "1:10: error: The anchor `&a` is not allowed."),
        ("\n".join(" " * n + "a:" for n in range(1400)), "13:13: error: This is nested more than 12 levels deep."),
        ("a: " + "[" * 20 + "]" * 20, "1:15: error: This is nested more than 12 levels deep."),
    ],
)
def test_what_is_no_briefing_at_all_is_one_clear_finding(text: str | bytes, finding: str) -> None:
    [found] = told(text)
    assert found.startswith(finding)


def test_a_billion_laughs_are_refused_at_once() -> None:
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    [found] = told("\n".join(lines))
    assert found.startswith("1:5: error: What stands here is used again through an alias")


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter() -> None:
    assert told(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == []


@pytest.mark.parametrize(
    ("old", "new", "at", "finding"),
    [
        ("title: A tunnel\n", "", "aliases", "`title` is missing. Add `title: …`."),
        ("title:", "titel:", "titel", "There is no key `titel` in a briefing. Did you mean `title`?"),
        ("label: Cost", "label: Cost\n    zzz: x", "zzz", "There is no key `zzz` in figures.cost. Leave it out, or"),
        (
            "qualifier:",
            "qualifer:",
            "qualifer",
            "There is no key `qualifer` in figures.cost. Did you mean",
        ),
        ("title: A tunnel", "title: true", "true", "`title` must be text."),
        ("title: A tunnel", "title: [a]", "[a]", "`title` must be text."),
        ("title: A tunnel", "title: ''", "''", "`title` is empty."),
        ("title: A tunnel", f"title: {'x' * 121}", "xxx", "`title` is too long. At most 120 characters."),
        ("as_of: 2021-03-04", "as_of: yesterday", "yesterday", "`as_of` must be a date. Write it like 2019-04-04."),
        ("as_of: 2021-03-04", "as_of: 0", "0\nsummary", "`as_of` must be a date."),
        ("as_of: 2021-03-04", "as_of: 2021-02-30", "2021-02-30", "`as_of` must be a date."),
        ("kind: person", "kind: persona", "persona", "`actors.ruiz.kind` can't be that. Choose one of: 'person'"),
        ("kind: person", "kind: person, named: no", "no}", "`actors.ruiz.named` must be true or false. Write `true`"),
        ("11400000000", "eleven billion", "eleven", "`figures.cost.value` must be a number. Write it out in digits"),
        ("11400000000", "1e400", "1e400", "`figures.cost.value` is no amount that anybody states."),
        ("11400000000", ".nan", ".nan", "`figures.cost.value` must be a number."),
        ("11400000000", "[1]", "[1]", "`figures.cost.value` must be a number."),
        ("  cost:", "  Cost!:", "Cost!", "`figures.Cost!` is no name. Use a-z, 0-9 and single hyphens, at most 40."),
        ("[cost]", "cost", "cost}", "`cards.money.shows` must be a list."),
        ("[cost]", "[costs]", "costs", "There is no item `costs`. Did you mean `cost`?"),
        ("by: gazette", "by: gazete", "gazete\n", "There is no actor or source `gazete`. Did you mean `gazette`?"),
        ("{by: ruiz, said", "{by: nobody, said", "nobody", "There is no actor `nobody`. Add it, or name one of"),
        ("gazette, exact: we", "gazet, exact: we", "gazet,", "There is no source `gazet`. Did you mean `gazette`?"),
        ("  money: {", "  cost: {", "{question: What", "The name `cost` is used in figures already."),
        ("Gazette\n", "Gazette\n    url: javascript:x\n", "javascript", "`sources.gazette.url` is no web address."),
        ("exact: it rained", f"exact: {'it rained ' * 8}", "it rained", "The passage has 16 words. At most 15 words;"),
        ("exact: about $11.4", "exact: about $11.5", "11400000000", "Number differs: “about $11.4 billion”"),
        ("\n  ruiz: {name: Ana Ruiz, kind: person}", " [a]", "a]", "`actors.actor-1` must be `key: value` lines."),
        ("sources:\n", "sources: {}\nzzz:\n", "{}", "`sources` is empty."),
    ],
)
def test_what_breaks_the_rules_is_found_at_its_line_and_column(old: str, new: str, at: str, finding: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    before = text[: text.index(at)]
    place = f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    found = told(text)
    assert any(one.startswith(f"{place}: error: {finding}") for one in found), (place, found)


def test_several_errors_come_in_the_order_of_the_lines_and_not_without_end() -> None:
    found = told(GOOD.replace("kind: person", "kind: x").replace("title: A tunnel", "title: []"))
    assert [one.split(":")[0] for one in found] == ["1", "11"]
    many = told("".join(f"key{number}: 1\n" for number in range(30_000)))
    assert len(many) == MOST + 1
    assert any("There are 29,904 more errors like these." in one for one in many)


def test_one_sided_claims_are_a_warning_only() -> None:
    line = "      - {by: ruiz, says: It snowed., evidence: {source: gazette, exact: it snowed}}\n"
    parsed = check(GOOD.replace(line, "").encode(), "b.yaml")
    assert [found.severity for found in parsed.findings] == [Severity.WARNING]
    assert parsed.publishable


@given(data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(max_examples=300)
def test_nothing_that_anybody_saves_breaks_the_reader(data: bytes) -> None:
    parsed = check(data, "b.yaml")
    assert parsed.findings
    assert all(found.line >= 1 and found.column >= 1 for found in parsed.findings)


@given(cut=st.integers(0, len(GOOD)), gone=st.integers(0, 40), put=st.text("&*!{}[]:-#\"'|>%@`,?\n\t a", max_size=4))
@settings(max_examples=300)
def test_no_slip_of_the_hand_breaks_the_reader(cut: int, gone: int, put: str) -> None:
    for found in check((GOOD[:cut] + put + GOOD[cut + gone :]).encode(), "b.yaml").findings:
        assert found.problem
        assert found.hint


names = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True) | st.sampled_from(
    ["no", "null", "true", "1"]
)
letters = st.characters(exclude_categories=["Cc", "Co", "Cn"]) | st.sampled_from("\u200c\u200d\ufe0fक❤🏴\U000e0067")
words = st.text(letters, min_size=1, max_size=60).map(legible).map(str.strip).filter(bool) | st.sampled_from(
    ["no", "yes", "null", "~", "true", "2019", "2019-04-04", "1e3", "- a", "a: b", "#c", "'", '"', "=", "<<", "a\nb"]
)
days = st.dates(min_value=date(1000, 1, 1))
evidence = st.builds(
    Evidence, source=names, exact=words, prefix=words | st.just(""), at=st.none() | st.integers(0, 9999)
)
passages = st.lists(evidence, min_size=1, max_size=2).map(tuple)
amounts = st.decimals(min_value=-(10**17), max_value=10**17, places=3) | st.integers(-(10**17), 10**17).map(Decimal)
source = st.builds(Source, title=words, publisher=words, published=days)
actor = st.builds(Actor, name=words, kind=st.sampled_from(Kind), role=st.none() | words, named=st.booleans())
card = st.builds(Card, question=words, answer=words, shows=st.lists(names).map(tuple))
position = st.builds(Position, by=names, says=words, when=st.none() | words, evidence=passages)
claim = st.builds(Claim, question=words, positions=st.lists(position, min_size=1, max_size=2).map(tuple))
briefings = st.builds(
    Briefing,
    title=words,
    aliases=st.lists(words, max_size=2).map(tuple),
    as_of=days,
    summary=words,
    sources=st.dictionaries(
        names, st.builds(Source, title=words, publisher=words, published=days), min_size=1, max_size=2
    ),
    actors=st.dictionaries(
        names,
        st.builds(Actor, name=words, kind=st.sampled_from(Kind), role=st.none() | words, named=st.booleans()),
        max_size=2,
    ),
    figures=st.dictionaries(
        names,
        st.builds(
            Figure,
            label=words,
            value=amounts,
            to=st.none() | amounts,
            unit=words,
            qualifier=st.sampled_from(Bound),
            stated_by=names,
            evidence=passages,
        ),
        max_size=2,
    ),
    claims=st.dictionaries(
        names,
        st.builds(Claim, question=words, positions=st.lists(position, min_size=1, max_size=2).map(tuple)),
        max_size=1,
    ),
    quotes=st.dictionaries(names, st.builds(Quote, by=names, said=words, evidence=passages), max_size=1),
    events=st.dictionaries(names, st.builds(Event, when=words, what=words, evidence=passages), max_size=1),
    cards=st.dictionaries(names, card, max_size=1),
)


@given(written=briefings)
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_what_is_written_reads_back_equal(written: Briefing) -> None:
    text = write(written)
    parsed = parse(text.encode(), "b.yaml")
    assert parsed.findings == (), text
    assert parsed.briefing == written, text


def test_the_shipped_briefing_reads_back_equal_and_amounts_stay_bare() -> None:
    text = write(briefing())
    assert parse(text.encode(), str(FILE)).briefing == briefing()
    assert "\n    value: 11400000000\n" in text
    assert "\n    value: 0.01\n" in text
    assert "named: true" not in text


def test_briefings_made_for_measuring_pass_every_check() -> None:
    for number in range(300):
        assert check(made(number).encode(), f"{number}.yaml").findings == ()
    assert check(made(7, items=400).encode(), "long.yaml").findings == ()


def test_a_source_that_was_changed_since_is_a_warning() -> None:
    parsed = parse(GOOD.encode(), "b.yaml")
    assert parsed.briefing is not None
    gazette = dataclasses.replace(parsed.briefing.sources["gazette"], sha256="0" * 64)
    changed = dataclasses.replace(parsed.briefing, sources={"gazette": gazette})
    text = 'Gazette. Ana Ruiz: it rained, it snowed. "We are late," said Ruiz. It cost about $11.4 billion.'
    [doubt] = verify(changed, {"gazette": text})
    assert (doubt.severity, doubt.path) == (Severity.WARNING, ("sources", "gazette", "sha256"))
