"""What nobody sees is dropped or refused where it is typed, so that whatever a form takes can be written and read."""

from datetime import date
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.editing import Unfit, made
from bot.briefing.model import Briefing, Source
from bot.briefing.yaml import parse, write, write_flat
from bot.chat.arguments import Missing, bind, shown
from bot.chat.command import Param, command
from bot.chat.errors import UserError
from bot.chat.reply import Reply
from bot.unseen import called, is_blank, legible, place, unseen
from tests.chat.commands import Asked

COPIED = "\u200b\u00ad\u2060\ufeff\u200e\u200f\u061c\u034f\u2028\u2029\r\x0b\x85"
"""What comes along when something is copied."""

ODD = "\u202e\u2066\u3164\u115f\uffa0\x07\x1b\u180e\u200c\u200d\ufe0f\U000e0041\U000e0100\ufffe\ud800"
PLAIN = "\t\n ab:#'\"-{}[]&*!|>%@`,क❤🏴\u06cc"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
WRITTEN = st.text(st.characters() | st.sampled_from(f"{COPIED}{ODD}{PLAIN}"), max_size=60)


@command()
async def titled(context: Asked, title: Annotated[str, Param("The title", longest=400, long=True)]) -> Reply:
    """Take a title."""
    raise NotImplementedError


def taken(text: str) -> str:
    """What a form takes a text for. Raises UserError when it doesn't."""
    return str(bind(titled, None, {"title": text}, lambda *_: False)[0]["title"])


@given(WRITTEN)
def test_whatever_a_form_takes_can_be_exported_and_read(text: str) -> None:
    try:
        value = taken(text)
    except UserError:
        return
    assert unseen(value) is None
    assert taken(value) == value, "what is taken is taken again as it is"
    day = date(2019, 4, 4)
    source = Source(title="x", publisher="y", published=day)
    try:
        briefing = made(Briefing, title=value, as_of=day, summary=value, aliases=(value,), sources={"a": source})
    except Unfit:
        return
    for exported in (write(briefing), write_flat(briefing)):
        read = parse(exported.encode(), "export.yaml")
        assert read.findings == (), exported
        assert read.briefing == briefing, exported


@given(WRITTEN)
def test_a_text_made_legible_has_nothing_unseen_and_stays_so(text: str) -> None:
    assert unseen(legible(text)) is None
    assert legible(legible(text)) == legible(text)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Price\u200b of the ports", "Price of the ports"),
        ("co\u00adoperation", "cooperation"),
        ("\ufeffa\u2060b\u200f", "ab"),
        ("Pri\u200dce\ufe0f", "Price"),
        ("a\u2028b\r\nc\rd", "a\nb\nc\nd"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("❤\ufe0f\u200d🔥 1\ufe0f\u20e3", "❤\ufe0f\u200d🔥 1\ufe0f\u20e3"),
        (SCOTLAND, SCOTLAND),
        ("葛\U000e0100城", "葛\U000e0100城"),
    ],
)
def test_what_says_nothing_is_dropped_and_what_joins_stays(typed: str, value: str) -> None:
    assert taken(typed) == value


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("a\u202eb", "U+202E RIGHT-TO-LEFT OVERRIDE) at line 1, column 2"),
        ("\n a\u200b\n b\u3164", "U+3164 HANGUL FILLER) at line 3, column 3"),
        ("a\r\nb\x07", "U+0007) at line 2, column 2"),
        ("ab\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A) at line 1, column 3"),
        ("🏴" + "\U000e0061" * 9, "U+E0061 TAG LATIN SMALL LETTER A) at line 1, column 9"),
        ("\ud800", "U+D800) at line 1, column 1"),
    ],
)
def test_what_changes_what_is_read_is_refused_by_its_name_and_place(typed: str, told: str) -> None:
    with pytest.raises(UserError) as refused:
        taken(typed)
    assert told in refused.value.problem
    assert refused.value.wrong == "title"


@pytest.mark.parametrize("text", ["\u200b", " \u00ad\u2060 ", "\u200d\ufe0f", "\u2800", "\u2028", "\u3000"])
def test_a_value_with_nothing_to_see_is_missing(text: str) -> None:
    assert is_blank(text)
    with pytest.raises(Missing):
        taken(text)
    with pytest.raises(Missing):
        bind(titled, text, {}, lambda *_: False)


def test_a_place_is_counted_from_one_and_a_name_is_unicodes() -> None:
    assert place("ab\ncd", 4) == (2, 2)
    assert called("\u200b") == "U+200B ZERO WIDTH SPACE"
    assert shown("a\u202eb\u200b") == "“a\ufffdb\ufffd”"
    assert shown("می\u200cخواهم") == "“می\u200cخواهم”"
