"""A request always gets a reply: roles, sub-words, pickers, near misses, errors with a reference."""

import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.invocation import Invocation
from bot.chat.neutral import as_json
from bot.chat.reply import Choice, FieldKind, Reply
from bot.chat.request import Role
from tests.chat.commands import dispatcher, request, texts

ANSWERS = dispatcher()


async def ask(line: str, role: Role = Role.READER, **more: object) -> Reply:
    return await ANSWERS.answer(request(line, role, **more))


async def test_an_answer_can_be_asked_again():
    reply = await ask("/brief costa-rica full", page=2)
    assert reply.ok
    assert not reply.private
    assert reply.request == Invocation("brief", {"depth": "full", "topic": "costa-rica"})
    assert reply.page == 2
    assert texts(reply) == ["topic='costa-rica'", "depth=<Depth.FULL: 'full'>"]


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("/digest add daily", "digest add"),
        ("/digest  ADD   daily", "digest add"),
        ("/DIGEST add daily", "digest add"),
        ("/digest", "digest"),
        ("/source add link https://example.org", "source add link"),
    ],
)
async def test_a_command_of_several_words(line: str, command: str):
    reply = await ask(line, Role.MODERATOR)
    assert reply.ok, reply.document
    assert reply.document.title == command


async def test_a_command_of_several_words_by_name():
    reply = await ANSWERS.answer(request("/x", Role.MODERATOR, values={"when": "daily"}))
    assert not reply.ok
    named = request("/x", Role.MODERATOR, values={"when": "daily", "topic": "us"})
    reply = await ANSWERS.answer(type(named)("digest add", named.caller, named.place, values=named.values))
    assert texts(reply) == ["when='daily'", "topic='us'"]


async def test_the_rest_of_a_command_of_several_words_is_offered():
    reply = await ask("/source")
    assert reply.document.title == "/source needs one more word."
    assert texts(reply) == ["Choose one of: /source add link."]
    assert reply.buttons[0].run == Invocation("source add link")


@pytest.mark.parametrize(("line", "who"), [("/digest add daily", "moderators"), ("/publish", "the owners of this bot")])
async def test_a_role_is_required(line: str, who: str):
    reply = await ask(line)
    assert not reply.ok
    assert reply.private
    assert reply.document.title == f"/{reply.document.title[1:].split(' is for')[0]} is for {who}."
    assert who in reply.document.title


async def test_a_higher_role_may_do_what_a_lower_one_may():
    assert (await ask("/publish", Role.OWNER)).ok
    assert (await ask("/digest add daily", Role.OWNER)).ok
    assert not (await ask("/publish", Role.MODERATOR)).ok


async def test_a_role_is_checked_before_anything_else():
    assert "is for moderators" in (await ask('/digest add "unclosed')).document.title
    assert await ANSWERS.suggest(request("/digest add"), "topic", "", 5) == ()


async def test_a_private_command_stays_private():
    assert (await ask("/every 5")).private


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("/breif venezuela", Invocation("brief", {"topic": "venezuela"})),
        ("/evidense us", Invocation("evidence", {"topic": "us"})),
        ("/evry many", Invocation("every", {})),
    ],
)
async def test_a_mistyped_command_keeps_its_words(line: str, meant: Invocation):
    reply = await ask(line)
    assert not reply.ok
    assert reply.private
    assert "There is no command" in reply.document.title
    assert meant in [button.run for button in reply.buttons]
    assert "/help" in texts(reply)[0]


async def test_what_one_may_not_do_is_not_offered():
    assert "publish" not in [button.run.command for button in (await ask("/publsh")).buttons]
    assert "publish" in [button.run.command for button in (await ask("/publsh", Role.OWNER)).buttons]


async def test_an_unknown_command_is_quoted_harmlessly():
    title = (await ask("/\x1b[31m\u202e" + "x" * 5000)).document.title
    assert len(title) < 100
    assert "\x1b" not in title
    assert "\u202e" not in title


async def test_a_near_miss_becomes_buttons_that_work():
    reply = await ask("/brief u full")
    assert (reply.ok, reply.private) == (False, True)
    assert [button.run for button in reply.buttons] == [
        Invocation("brief", {"depth": "full", "topic": "venezuela"}),
        Invocation("brief", {"depth": "full", "topic": "us"}),
        Invocation("brief", {"depth": "full", "topic": "uk"}),
    ]
    for button in reply.buttons:
        pressed = await ANSWERS.answer(request("/brief", values=button.run.values))
        assert pressed.ok
        assert pressed.request == button.run


async def test_what_is_missing_is_asked_for_with_suggestions():
    reply = await ask("/brief full depth=full")
    assert reply.ok or reply.form is None
    reply = await ask("/brief depth=full")
    assert (reply.ok, reply.private) == (False, True)
    assert reply.document.title == "/brief: Country or subject?"
    assert reply.buttons[0].run == Invocation("brief", {"depth": "full", "topic": "venezuela"})
    assert reply.form is not None
    assert [field.name for field in reply.form.fields] == ["topic"]
    assert reply.form.fields[0].kind is FieldKind.PICK
    filled = await ANSWERS.answer(request("/brief", values={**reply.form.submit.values, "topic": "us"}))
    assert texts(filled) == ["topic='us'", "depth=<Depth.FULL: 'full'>"]


async def test_a_later_argument_is_suggested_from_what_is_given():
    reply = await ask("/evidence us")
    assert [button.run.values for button in reply.buttons] == [
        {"topic": "us", "item": "us-exports"},
        {"topic": "us", "item": "us-debt"},
    ]


async def test_a_refusal_has_its_hint_and_buttons():
    reply = await ask("/refuses")
    assert (reply.ok, reply.private, reply.document.title, texts(reply)) == (
        False,
        True,
        "Not today.",
        ["Come back tomorrow."],
    )
    assert reply.buttons[0].label == "Help"


async def test_a_bug_is_told_by_its_reference_alone(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR):
        reply = await ask("/breaks")
    assert (reply.ok, reply.private) == (False, True)
    said = as_json(reply).decode()
    assert "secret" not in said
    assert "RuntimeError" not in said
    reference = re.search(r"reference ([0-9a-f]{8})", said)
    assert reference is not None
    record = next(record for record in caplog.records if record.message == "request failed")
    assert vars(record)["reference"] == reference[1]
    assert vars(record)["command"] == "breaks"
    assert record.exc_info is not None


@pytest.mark.parametrize(
    ("command", "argument", "partial", "expected"),
    [
        ("brief", "topic", "united", [Choice("United States", "us"), Choice("United Kingdom", "uk")]),
        ("brief", "depth", "F", [Choice("full", "full")]),
        ("brief", "nothing", "", []),
        ("nothing", "topic", "", []),
        ("every", "count", "", []),
        ("every", "sure", "y", [Choice("yes", "yes")]),
    ],
)
async def test_suggestions(command: str, argument: str, partial: str, expected: list[Choice]):
    assert list(await ANSWERS.suggest(request(f"/{command}"), argument, partial, 25)) == expected


async def test_suggestions_are_at_most_so_many():
    assert len(await ANSWERS.suggest(request("/brief"), "topic", "", 2)) == 2


@given(
    st.text(max_size=60), st.text(max_size=60), st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=2)
)
async def test_nothing_a_request_holds_raises(command: str, text: str, values: dict[str, str]):
    for name in (command, "brief", "digest", "every"):
        asked = request("/x", Role.OWNER, values=values)
        reply = await ANSWERS.answer(type(asked)(name, asked.caller, asked.place, text=text, values=values))
        assert reply.document.title
        assert "on our side" not in reply.document.title
        if not reply.ok:
            assert reply.private
