"""Typed words become values: whatever is typed, the answer is a value or a refusal that says what to do."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.arguments import LONGEST_TEXT, Missing, Token, bind, tokens
from bot.chat.command import Argument
from bot.chat.errors import UserError
from tests.chat.commands import TOPICS, Depth, brief, digest_add, every, evidence

ANY = st.text(
    st.one_of(
        st.characters(), st.sampled_from('"“”= \t\n\x00\u202e\u200b\ufeff'), st.sampled_from("topic=depth= short full ")
    ),
    max_size=80,
)


def known(argument: Argument, words: str) -> bool:
    return words.casefold() in TOPICS or words.casefold() in map(str.casefold, TOPICS.values())


def read(command: Any, text: str | None, **values: str) -> dict[str, object]:
    return bind(command, text, values, known)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  ", []),
        ("a b", [Token("a"), Token("b")]),
        ('"costa rica" exports', [Token("costa rica", True), Token("exports")]),
        ("“costa rica” exports", [Token("costa rica", True), Token("exports")]),
        ('topic="costa rica"', [Token("costa rica", True, "topic")]),
        ("topic=chile", [Token("chile", name="topic")]),
        ("it's a 5'2 man", [Token("it's"), Token("a"), Token("5'2"), Token("man")]),
        ("l'état d'urgence", [Token("l'état"), Token("d'urgence")]),
        ('""', [Token("", True)]),
        ("a=b=c", [Token("b=c", name="a")]),
        ("topic:“costa rica”", [Token("costa rica", True, "topic")]),
        ("topic:chile", [Token("chile", name="topic")]),
        ("topic: chile", [Token("topic:"), Token("chile")]),
        ('five" tall', [Token('five"'), Token("tall")]),
        ("five” tall", [Token("five”"), Token("tall")]),
        ("a\u00a0b", [Token("a"), Token("b")]),
    ],
)
def test_only_double_quotes_group(text: str, expected: list[Token]):
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('text="She said “no” and left" x', ["She said “no” and left", "x"]),
        ('"costa rica” x', ["costa rica", "x"]),
        ('"a” "b"', ["a", "b"]),
        ("“a” b", ["a", "b"]),
    ],
)
def test_straight_quotation_marks_group_what_has_curly_ones_in_it(text: str, expected: list[str]):
    assert [token.text for token in tokens(text)] == expected


@pytest.mark.parametrize("text", ['"costa rica', 'topic="costa rica', "“costa rica", '"a" "b'])
def test_an_open_quotation_mark_is_told(text: str):
    with pytest.raises(UserError, match="never closed") as refused:
        tokens(text)
    assert "costa rica" in refused.value.hint


def test_a_long_request_is_told():
    assert tokens("a" * LONGEST_TEXT) == [Token("a" * LONGEST_TEXT)]
    with pytest.raises(UserError, match=r"4,000 characters") as refused:
        tokens("a" * 4000)
    assert "3,000" in refused.value.hint


def refusal(call: Callable[[], object]) -> UserError | None:
    """The refusal of a call, or None. Anything else that it raises fails the test."""
    try:
        call()
    except UserError as error:
        return error
    return None


@given(ANY)
def test_tokens_raise_nothing_but_user_errors(text: str):
    if refused := refusal(lambda: tokens(text)):
        assert refused.hint
        return
    found = tokens(text)
    letters = "".join("".join(token.text.split()) for token in found)
    assert len(letters) <= len(text)
    if not set('"=:“”„‟«»＂') & set(text):
        assert [token.text for token in found] == text.split()


@given(
    st.sampled_from([brief, evidence, every, digest_add]),
    st.none() | ANY,
    st.dictionaries(st.sampled_from(["topic", "depth", "count", "item", "?"]), ANY, max_size=3),
)
def test_bind_raises_nothing_but_user_errors(command: Any, text: str | None, values: dict[str, str]):
    if refused := refusal(lambda: bind(command, text, values, known)):
        assert refused.problem
        assert refused.hint
        return
    read, named = bind(command, text, values, known)
    assert set(read) == {argument.name for argument in command.arguments}
    assert all(value.strip() for value in named.values())
    assert bind(command, None, named, known) == (read, named), "the text form reads back as the same"


@pytest.mark.parametrize(
    ("text", "topic", "depth"),
    [
        ("venezuela", "venezuela", Depth.SHORT),
        ("costa rica", "costa rica", Depth.SHORT),
        ("costa rica full", "costa rica", Depth.FULL),
        ("full costa rica", "costa rica", Depth.FULL),
        ("FULL venezuela", "venezuela", Depth.FULL),
        ('"full"', "full", Depth.SHORT),
        ('"costa rica" full', "costa rica", Depth.FULL),
        ("full", "full", Depth.SHORT),
        ("depth=full costa rica", "costa rica", Depth.FULL),
        ('topic="costa rica" full', "costa rica", Depth.FULL),
        ("full full", "full", Depth.FULL),
        ('depth:full topic:"costa rica"', "costa rica", Depth.FULL),
        ("topic:venezuela depth:full", "venezuela", Depth.FULL),
        ("a=b", "a=b", Depth.SHORT),
        ("a:b", "a:b", Depth.SHORT),
        ("at 8:30", "at 8:30", Depth.SHORT),
        ("a\tb\n c", "a b c", Depth.SHORT),
    ],
)
def test_words_go_where_they_are_meant(text: str, topic: str, depth: Depth):
    assert read(brief, text) == {"topic": topic, "depth": depth}


@pytest.mark.parametrize(
    ("text", "topic", "item"),
    [
        ("venezuela owed", "venezuela", "owed"),
        ("costa rica exports to russia", "costa rica", "exports to russia"),
        ("Costa Rica exports", "Costa Rica", "exports"),
        ('"costa rica" exports', "costa rica", "exports"),
        ("russia in venezuela debt", "russia in venezuela", "debt"),
        ("exports topic=us", "us", "exports"),
        ("exports topic=costa rica", "costa rica", "exports"),
        ("topic=Costa Rica exports", "Costa Rica", "exports"),
        ("topic=russia in venezuela gas fields", "russia in venezuela", "gas fields"),
        ("topic=us gas fields", "us", "gas fields"),
        ('topic="us" exports', "us", "exports"),
        ("us gas fields", "us", "gas fields"),
    ],
)
def test_a_known_name_keeps_its_words_together(text: str, topic: str, item: str):
    assert read(evidence, text) == {"topic": topic, "item": item}


@pytest.mark.parametrize("text", ["depth=full venezuela depth=short", "depth=full venezuela DEPTH:full"])
def test_what_is_given_twice_is_told(text: str):
    with pytest.raises(UserError, match="The depth is given twice") as refused:
        read(brief, text)
    assert refused.value.hint


def test_named_values_win_over_words():
    assert read(brief, "topic=chile", topic="venezuela")["topic"] == "venezuela"
    assert read(brief, "full", topic="venezuela") == {"topic": "venezuela", "depth": Depth.FULL}
    with pytest.raises(UserError, match="I don't know what to do with “chile”"):
        read(brief, "chile", topic="venezuela", depth="full")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("5", {"count": 5, "sure": False, "day": None, "words": None}),
        ("5 yes 2019-04-04 hello", {"count": 5, "sure": True, "day": date(2019, 4, 4), "words": "hello"}),
        ("-3 OFF", {"count": -3, "sure": False, "day": None, "words": None}),
        ("day=2019-04-04 5", {"count": 5, "sure": False, "day": date(2019, 4, 4), "words": None}),
    ],
)
def test_every_kind_is_read(text: str, values: dict[str, object]):
    assert read(every, text) == values


@pytest.mark.parametrize(
    ("text", "problem", "hint"),
    [
        ("five", "The count can't be “five”.", "a whole number"),
        ("1" + "0" * 23, "The count can't be “1000", "of at most 15 digits"),
        ("-9007199254740992", "The count can't be “-9007199254740992”.", "of at most 15 digits"),
        ("5 maybe", "The sure can't be “maybe”.", "yes or no"),
        ("5 no 4.4.2019", "The day can't be “4.4.2019”.", "like 2019-04-04"),
        ("5 no 2019-04-04 a b", "I don't know what to do with “b”.", "/every count [sure]"),
        ("5 words=" + "x" * 21, "The words is 21 characters long.", "at most 20"),
        ("5 words=a\u202eb", "invisible character (U+202E RIGHT-TO-LEFT OVERRIDE) at line 1, column 2", "by hand"),
        ("5 words=a\x07b", "invisible character (U+0007) at line 1, column 2", "by hand"),
        ("9" * 5000, "characters long", "shorten"),
    ],
)
def test_a_wrong_value_is_told_with_the_right_form(text: str, problem: str, hint: str):
    with pytest.raises(UserError) as refused:
        read(every, text)
    assert problem in refused.value.problem
    assert hint in refused.value.hint


def test_a_wrong_choice_is_told_with_the_choices():
    with pytest.raises(UserError, match="can't be “medium”") as refused:
        read(brief, "venezuela", depth="medium")
    assert refused.value.hint == "Choose one of: short, full."


@pytest.mark.parametrize("text", [None, "", "   ", '""', "topic=", 'topic=""', "full depth=short"])
def test_what_is_required_is_asked_for(text: str | None):
    if text == "full depth=short":
        assert read(brief, text)["topic"] == "full"
        return
    with pytest.raises(Missing) as missing:
        read(brief, text)
    assert missing.value.argument.name == "topic"


def test_an_unknown_argument_is_told():
    with pytest.raises(UserError, match="/brief has no “country”") as refused:
        read(brief, None, country="us")
    assert "/brief topic [short|full]" in refused.value.hint


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("5 wrods=hello", "words=…"),
        ('5 word="hello there"', "words=…"),
        ("5 Wrods:hello", "words:…"),
        ("5 shure=yes", "sure=…"),
        ("5 dya=2019-04-04", "day=…"),
        ("cuont=5", "count=…"),
    ],
)
def test_a_misspelt_name_is_no_value(text: str, meant: str):
    with pytest.raises(UserError, match="/every has no ") as refused:
        read(every, text)
    assert f"Did you mean {meant}?" in refused.value.hint
    assert "quotation marks" in refused.value.hint


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('5 yes 2019-04-04 "wrods=hello"', "wrods=hello"),
        ("5 words=wrods=hello", "wrods=hello"),
        ("5 Words=hello", "hello"),
        ("5 yes 2019-04-04 https://x.y/?a=b", "https://x.y/?a=b"),
        ("5 yes 2019-04-04 when:now", "when:now"),
    ],
)
def test_what_is_meant_as_words_is_words(text: str, words: str):
    assert read(every, text)["words"] == words


def test_a_name_that_is_like_none_is_words_only_where_all_words_are_taken():
    with pytest.raises(UserError, match="/every has no x=") as refused:
        read(every, "5 yes 2019-04-04 x=y")
    assert "/every count [sure]" in refused.value.hint
    assert read(evidence, "chile x=y z")["item"] == "x=y z"
    assert read(brief, "x=y full") == {"topic": "x=y", "depth": Depth.FULL}
