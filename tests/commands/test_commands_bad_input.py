"""Whatever is typed, a clear private answer says what to do next, and nothing in it does harm."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.request import Role
from tests.chat.documents import fields
from tests.commands.desk import Desk

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@pytest.mark.parametrize(
    ("line", "problem", "next_step"),
    [
        ("/", "There is no command “/”.", "/help lists them all."),
        ("/breif venezuela", "There is no command “/breif”.", "Did you mean /brief?"),
        ("/qwertz", "There is no command “/qwertz”.", "/help lists them all."),
        ("/" + "x" * 4000, "There is no command “/xxx", "/help lists them all."),
        ("/brief", "/brief: Country or subject?", "Add it after the command: /brief topic [short|full]"),
        ("/brief    ", "/brief: Country or subject?", "Add it after the command"),
        ('/brief ""', "/brief: Country or subject?", "Add it after the command"),
        ("/brief topic=", "/brief: Country or subject?", "Add it after the command"),
        ("/actor", "/actor: Person, organisation, country or group?", "/actor name [topic]"),
        ("/evidence", "/evidence: Country or subject?", "/evidence topic item"),
        ("/evidence venezuela", "/evidence: Which figure, claim, quote, event", "/evidence topic item"),
        ("/card venezuela", "/card: Which of its questions", "/card topic name"),
        ("/search", "/search: What to look for?", "/search words"),
        ("/figure", "/figure: What the figure is about, or its amount?", "/figure words [topic]"),
        ("/quotes", "/quotes: A topic, or the name of an actor?", "/quotes of"),
        ("/brief spain", "“spain” is not covered.", "Nothing is made up here."),
        ("/brief !!!", "“!!!” is not covered.", "Nothing is made up here."),
        ("/brief \u200b", "/brief: Country or subject?", "/brief topic [short|full]"),
        ("/brief vene", "“vene” is not covered.", "Nothing is made up here."),
        ("/claims atlantis", "“atlantis” is not covered.", "Nothing is made up here."),
        ("/timeline atlantis", "“atlantis” is not covered.", "Nothing is made up here."),
        ("/sources atlantis", "“atlantis” is not covered.", "Nothing is made up here."),
        ("/figures atlantis", "“atlantis” is not covered.", "Nothing is made up here."),
        ("/actors atlantis", "“atlantis” is not covered.", "Nothing is made up here."),
        ("/evidence atlantis owed", "“atlantis” is not covered.", "Nothing is made up here."),
        ("/actor maduro topic=atlantis", "“atlantis” is not covered.", "Nothing is made up here."),
        ("/figure loans topic=atlantis", "“atlantis” is not covered.", "Nothing is made up here."),
        ("/actor napoleon", "No actor called “napoleon” is in any briefing.", ""),
        ("/actor puti", "No actor called “puti” is in any briefing.", ""),
        ("/actor napoleon topic=venezuela", "No actor called “napoleon” is in that briefing.", ""),
        ("/figure unicorns", "No figure on “unicorns” is stated in any briefing.", "Nothing is made up here."),
        ("/figure unicorns topic=venezuela", "No figure on “unicorns” is stated in that briefing.", "/figures"),
        ("/quotes napoleon", "“napoleon” is neither a topic nor an actor here.", ""),
        ("/search xyzzy", "Nothing published mentions “xyzzy”.", "Try fewer or other words."),
        ("/evidence venezuela xyzzy", "No item is called “xyzzy”.", "Among those of Russia in Venezuela:"),
        ("/card venezuela xyzzy", "No question is called “xyzzy”.", "Among those of Russia in Venezuela:"),
        ("/help qwertz", "There is no command “qwertz”.", "Did you mean one of these?"),
        ("/brief " + "x" * 4000, "That is 4,000 characters long.", "at most 3,000; please shorten it."),
        ("/brief " + "x" * 2000, "The topic is 2,000 characters long.", "at most 200; please shorten it."),
        ("/search " + "word " * 100, "The words is 499 characters long.", "please shorten it."),
        ('/brief "venezuela', "A quotation mark is opened but never closed.", "Close it, or leave it out"),
        ('/actor name="guaido', "A quotation mark is opened but never closed.", "Close it, or leave it out"),
        (
            "/brief vene\x07zuela",
            "The topic holds an invisible character (U+0007) at line 1, column 5.",
            "Type it again by hand",
        ),
        ("/brief \x1b[31mvenezuela", "The topic holds an invisible character (U+001B) at line 1, column 1.", "by hand"),
        ("/brief \u202evenezuela", "The topic holds an invisible character (U+202E RIGHT-TO-LEFT OVERRIDE)", "by hand"),
        (
            "/actor \u2066maduro\u2069",
            "The name holds an invisible character (U+2066 LEFT-TO-RIGHT ISOLATE)",
            "by hand",
        ),
        ("/about now", "I don't know what to do with “now”.", "It is used like this: /about"),
        ("/brief venezuela depth=long", "The depth can't be “long”.", "Choose one of: short, full."),
        ("/topics venezuela", "I don't know what to do with “venezuela”.", "It is used like this: /topics"),
    ],
    ids=lambda value: value[:30].encode("unicode_escape").decode(),
)
async def test_each_has_an_answer(desk: Desk, line: str, problem: str, next_step: str):
    reply = await desk.ask(line)
    assert (reply.ok, reply.private) == (False, True)
    assert problem in reply.document.title
    assert next_step in " ".join(text for name, text in fields(reply.document) if name == "text")
    for button in (*reply.buttons, *(reply.menu.options if reply.menu else ())):
        pressed = await desk.press(button)
        assert pressed.ok or pressed.form, (button, pressed.document)
    shown = desk.shown(reply)
    assert not CONTROLS.search(shown)
    assert len(shown) < 3000


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("/brief venezola crisis talks", "Russia in Venezuela"),
        ("/brief venezuela economy", "Russia in Venezuela"),
        ("/brief spain", "Russia in Venezuela"),
        ("/actor guiado jaun", "Juan Guaidó"),
        ("/actor vladimir", "Vladimir Putin"),
        ("/quotes vladimir", "Vladimir Frolov"),
        ("/evidence venezuela loans venezuela", "$17 billion – Russian loans to Venezuela in total"),
        ("/card venezuela troops", "Why did Russian troops come to Venezuela?"),
        ("/figure unicorns", "Figures: Russia in Venezuela"),
    ],
)
async def test_the_nearest_are_offered_and_work(desk: Desk, line: str, offered: str):
    reply = await desk.ask(line)
    assert not reply.ok
    assert any(offered in button.label for button in reply.buttons), reply.buttons
    for button in reply.buttons:
        assert (await desk.press(button)).ok


async def test_nothing_is_made_up_for_a_topic_that_is_not_covered(desk: Desk):
    reply = await desk.ask("/brief france")
    assert {name for name, _ in fields(reply.document)} == {"title", "text"}
    assert "Russia" not in " ".join(text for _, text in fields(reply.document))


ODD = st.lists(
    st.one_of(
        st.characters(),
        st.sampled_from('"“”= \t\n\x00\x1b\x07\u202e\u2066\u200b\ufeff\ud800@<>&*_`[]()|~#'),
        st.sampled_from(["venezuela", "maduro", "topic=", "full", "loans"]),
    ),
    max_size=30,
).map("".join)
COMMANDS = st.sampled_from(["brief", "card", "actor", "figure", "quotes", "evidence", "search", "help", "claims"])


@given(COMMANDS, ODD, ODD)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_text_makes_a_command_fail(desk: Desk, command: str, first: str, second: str):
    for line in (f"/{command} {first}", f"/{command} venezuela {first}", f'/{command} "{second}" {first}', first):
        reply = await desk.ask(line, Role.OWNER)
        assert reply.document.title
        assert not CONTROLS.search(desk.shown(reply))
