"""Text on lines of a terminal: nothing is lost, nothing is wider than it may be, nothing is obeyed."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.document import (
    Bullet,
    Bullets,
    Button,
    Document,
    Fact,
    Facts,
    Positions,
    Quotation,
    Sources,
    Stance,
    Text,
)
from bot.chat.invocation import Invocation
from bot.chat.reply import Menu
from bot.platforms.console.layout import beside, width, wrapped
from bot.platforms.console.line import split
from bot.platforms.console.paint import show, text
from bot.platforms.console.renderer import ConsoleRenderer
from bot.platforms.console.safe import safe
from tests.chat.documents import documents, every_block

WORDS = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(" \n日👍e\u0301")), max_size=120)
SPANS = st.lists(st.tuples(st.sampled_from(["", "strong"]), WORDS.map(safe)), max_size=5)


@given(SPANS, st.integers(1, 40))
def test_wrapping_keeps_every_letter_in_order(spans: list[tuple[str, str]], columns: int):
    lines = wrapped(spans, columns)
    assert squeezed("".join(part for line in lines for _, part in line)) == squeezed("".join(part for _, part in spans))
    for line in lines:
        assert width(line) <= columns or len(squeezed("".join(part for _, part in line))) <= 2


@given(SPANS, st.integers(12, 40))
def test_hanging_indents_are_within_the_width(spans: list[tuple[str, str]], columns: int):
    for number, line in enumerate(wrapped(spans, columns, (("", "• "),), (("", "  "),))):
        assert line[0] == ("", "  " if number else "• ")
        assert width(line) <= columns


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_words_are_cut_only_when_wider_than_a_line():
    assert text(wrapped([("", "one two three four")], 9)) == "one two\nthree\nfour\n"
    assert text(wrapped([("", "abcdefghij kl")], 4)) == "abcd\nefgh\nij\nkl\n"
    assert text(wrapped([("", "日本語")], 4)) == "日本\n語\n"
    assert text(wrapped([("", "a\n\nb")], 4)) == "a\n\nb\n"


def test_columns_stand_side_by_side_without_space_at_the_end():
    left, right = [(("", "a"),), (("", "bb"),)], [(("", "1"),)]
    assert text(beside([left, right], [4, 4], ("rule", " │ "))) == "a    │ 1\nbb   │\n"


@pytest.mark.parametrize(
    ("attack", "seen"),
    [
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\x07\x7f", "a␇␡"),
        ("a\x9bb", "a\N{REPLACEMENT CHARACTER}b"),
        ("a\u202eb\u2066", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"),
        ("a\u200bb\ufeff\xad", "ab"),
        ("a\r\nb\tc\rd", "a\nb c␍d"),
        ("a\u200db", "ab"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u2028\u2029", "\N{REPLACEMENT CHARACTER}" * 2),
    ],
)
def test_what_a_terminal_obeys_is_only_seen(attack: str, seen: str):
    assert safe(attack) == seen


@given(st.text())
def test_nothing_unsafe_is_left(words: str):
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", safe(words))
    assert safe(safe(words)) == safe(words)


@given(documents(), st.integers(10, 120))
@settings(max_examples=40, deadline=None)
def test_no_line_is_wider_than_it_may_be(document: Document, columns: int):
    buttons = (Button("Open", Invocation("brief", {"topic": "venezuela"})),)
    for line in ConsoleRenderer(columns).render(document, buttons, Menu("Choose", buttons)):
        assert width(line) <= columns
        assert not line or line[-1][1] == line[-1][1].rstrip()


PICTURED = """\
Debts
─────

Some text.

Key figures
  Still owed  about $6 billion
              as of 2019, says FT
  Lent        $17 billion

• Kremlin: Talks to both sides
• Why? Because.

Why did they come? [Contested]
  U.S. officials (last week)
    To help.
  The Kremlin
    To repair.

│ “It is »political theater«, he said”
│ — Frolov

As of 4 April 2019

Small print.

[1] Actors  /actors topic=venezuela

Ask
[2] A longer question?  /card topic=venezuela name=why
"""


def test_a_document_looks_like_this():
    document = Document(
        "Debts",
        (
            Text("Some text."),
            Facts(
                (Fact("Still owed", "about $6 billion", "as of 2019, says FT"), Fact("Lent", "$17 billion")),
                "Key figures",
            ),
            Bullets((Bullet("Talks to both sides", "Kremlin"), Bullet("Because.", "Why?"))),
            Positions(
                "Why did they come?",
                (Stance("U.S. officials", "To help.", "last week"), Stance("The Kremlin", "To repair.")),
                "Contested",
            ),
            Quotation("It is political theater, he said", "Frolov", (6, 23)),
            Sources((), date(2019, 4, 4)),
        ),
        note="Small print.",
    )
    menu = Menu("Ask", (Button("A longer question?", Invocation("card", {"topic": "venezuela", "name": "why"})),))
    buttons = (Button("Actors", Invocation("actors", {"topic": "venezuela"})),)
    assert text(ConsoleRenderer(60).render(document, buttons, menu)) == PICTURED


def test_two_positions_stand_side_by_side_where_there_is_room():
    block = Positions("Who?", (Stance("One side", "This is what it says. " * 4), Stance("The other", "No. " * 20)))
    lines = text(ConsoleRenderer(100).render(Document("", (block,)))).splitlines()
    assert re.fullmatch(r"One side +│ The other", lines[1])
    narrow = text(ConsoleRenderer(60).render(Document("", (block,)))).splitlines()
    assert narrow[1] == "  One side"


def test_times_are_told_in_the_readers_zone():
    moment = datetime(2019, 4, 4, 21, 30, tzinfo=UTC)
    document = Document("", (Facts((Fact("Checked", moment), Fact("Published", date(2019, 4, 4)))),))
    shown = text(ConsoleRenderer(zone=timezone(timedelta(hours=5), "PKT")).render(document))
    assert "5 April 2019, 02:30 PKT" in shown
    assert "Published  4 April 2019" in shown


def test_numbers_go_on_from_the_first():
    buttons = tuple(Button(f"Button {n}", Invocation("help")) for n in range(3))
    shown = text(ConsoleRenderer(first=8).render(Document("x"), buttons[:2], Menu("More", buttons[2:])))
    assert re.findall(r"\[\d+\]", shown) == ["[8]", "[9]", "[10]"]
    assert "[" not in text(ConsoleRenderer(first=None).render(Document("x"), buttons))


def test_what_is_no_terminal_gets_no_colours():
    stream = StringIO()
    show(ConsoleRenderer().render(every_block()), stream)
    assert "\x1b" not in stream.getvalue()
    assert "Russia in Venezuela" in stream.getvalue()


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_colours_unless_it_wants_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()
    show(ConsoleRenderer().render(every_block()), stream)
    assert "\x1b[1;36mRussia in Venezuela\x1b[0m" in stream.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Terminal()
    show(ConsoleRenderer().render(every_block()), plain)
    assert "\x1b[1;36m" not in plain.getvalue()


@pytest.mark.parametrize(
    ("line", "command", "words"),
    [
        ("/figure loans", "figure", "loans"),
        ("venezuela", "brief", "venezuela"),
        ("  /brief   venezuela  full ", "brief", "venezuela  full"),
        ("/help", "help", ""),
        ("/", "", ""),
        ("", "brief", ""),
        ("what about /brief", "brief", "what about /brief"),
        ("/brief\tvenezuela", "brief", "venezuela"),
    ],
)
def test_a_line_is_a_command_and_its_words(line: str, command: str, words: str):
    assert split(line) == (command, words)
