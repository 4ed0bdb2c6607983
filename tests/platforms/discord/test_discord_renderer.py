"""What becomes of a document on Discord."""

import json
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.chat.document import (
    Block,
    Bullet,
    Bullets,
    Button,
    Citation,
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
from bot.chat.pages import pages, view
from bot.chat.reply import Menu, Reply
from bot.platforms.discord.components import Components
from bot.platforms.discord.escape import plain, shown
from bot.platforms.discord.ids import Ids
from bot.platforms.discord.renderer import DiscordRenderer, Payload
from tests.platforms.discord import openapi
from tests.platforms.tokens import Memory

TOPIC = Invocation("brief", {"topic": "venezuela"})
DAY = date(2019, 4, 4)


def renderer(asked: Invocation | None = None) -> DiscordRenderer:
    return DiscordRenderer(Components(Ids(Memory()), asked))


def judged(payload: Payload) -> Payload:
    """The payload, when Discord takes it."""
    if openapi.DESCRIPTION.is_file():
        assert not openapi.judge("POST", "/channels/1/messages", payload.body)
    return payload


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)
long = st.integers(1, 400).map(lambda count: "Some words of it. " * count)
texts = st.one_of(
    words, long, st.sampled_from(["@everyone", "<@1>", "[x](http://evil)", "```", "\u202ex", "1. # - >", "\\"])
)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Text, texts, st.none() | words),
    st.builds(Bullets, st.lists(st.builds(Bullet, texts, st.none() | words), max_size=6).map(tuple), st.none() | words),
    st.builds(
        Facts, st.lists(st.builds(Fact, words, texts, st.none() | words), max_size=30).map(tuple), st.none() | words
    ),
    st.builds(Quotation, texts, st.none() | words),
    st.builds(Positions, words, st.lists(st.builds(Stance, words, texts), max_size=4).map(tuple), st.none() | words),
    st.builds(
        Sources,
        st.lists(st.builds(Citation, words, words, st.just(DAY), st.none() | words), max_size=3).map(tuple),
        st.just(DAY),
    ),
)
documents = st.builds(Document, texts, st.lists(blocks, max_size=8).map(tuple), st.none(), st.none() | words)


@settings(max_examples=40, deadline=None)
@given(documents)
@example(Document("", (Facts((Fact("\x1b \x1b", ""),)),)))
@example(Document("", (Positions(" ", (Stance("\x1b", " "),)), Quotation(" \n", "\u2028"))))
def test_every_page_of_any_document_is_taken_by_discord(document: Document):
    for payload in pages(document, renderer()):
        judged(payload)


@given(st.text(max_size=80))
def test_plain_text_comes_out_as_it_was_written(text: str):
    """Discord takes the backslash before punctuation away and nothing else is changed but what is invisible."""
    said = plain(text)
    unescaped = []
    escaped = False
    for character in said:
        if character == "\\" and not escaped:
            escaped = True
            continue
        unescaped.append(character)
        escaped = False
    assert "".join(unescaped) == shown(text)


@pytest.mark.parametrize(
    "prose",
    [
        'U.S. officials said about $70-80 million (0.01%) a year; it\'s "a one-way street" - so far.',
        "Два самолёта; 9:10 AM / 10:30, 3 < 4 & 5 > 4, a|b, ~100 people, #1 or not!",
        "Juan Guaidó's e-mail: someone@example.com",
    ],
)
def test_ordinary_prose_stays_as_it_is(prose: str):
    assert plain(prose) == prose


def test_every_limit_is_known():
    big = "word " * 2000
    fits = renderer().fits
    render = renderer().render
    assert fits(render(Document("t" * 256, (Text("x" * 4096),))))
    assert not fits(render(Document("t" * 257)))
    assert not fits(render(Document("t", (Text("x" * 4097),))))
    assert not fits(render(Document("t", (Text("\U0001f600" * 2049),))))
    assert not fits(render(Document("t", (Text("x" * 3000), Text(big[:3000], heading="more")))))
    assert not fits(render(Document("t", tuple(Positions(f"Question {n}", ()) for n in range(11)))))
    assert not fits(render(Document("t", (Facts((Fact("l" * 257, "v"),)),))))
    assert not fits(render(Document("t", (), note="n" * 2049)))


def test_a_hundred_facts_go_on_in_further_embeds():
    payload = judged(renderer().render(Document("t", (Facts(tuple(Fact(f"Label {n}", f"{n}") for n in range(100))),))))
    assert [len(embed["fields"]) for embed in payload.body["embeds"]] == [25, 25, 25, 25]
    assert renderer().fits(payload)


def test_empty_parts_are_taken_too():
    blocks = (
        Text(""),
        Bullets(()),
        Facts(()),
        Facts((Fact("", ""),)),
        Quotation(""),
        Positions("", ()),
        Sources((), DAY),
    )
    judged(renderer().render(Document("", blocks)))
    judged(renderer().render(Document("")))


def test_a_link_is_a_link_only_where_the_document_says_so():
    cited = Citation("A [title](http://evil)", "Paper", DAY, url="https://paper.example/a_(b)?c=*d*")
    odd = Citation("Odd", "Paper", DAY, url="javascript:alert(1)")
    payload = judged(renderer().render(Document("t", (Sources((cited, odd), DAY),), url="https://x.example/")))
    (embed,) = payload.body["embeds"]
    assert embed["url"] == "https://x.example/"
    assert embed["fields"][0]["value"] == (
        "[A \\[title\\](http\\://evil). Paper, 4 April 2019](https://paper.example/a_%28b%29?c=*d*)"
    )
    assert embed["footer"]["text"] == "Source: Odd. Paper, 4 April 2019 · As of 4 April 2019"
    assert "url" not in renderer().render(Document("t", url="ftp://x")).body["embeds"][0]


def test_marked_words_stand_out():
    payload = renderer().render(Document("t", (Quotation("It still owes $6 billion today", "CBS", (3, 24)),)))
    assert payload.body["embeds"][0]["description"] == "> It **still owes $6 billion** today\n> — CBS"


def test_nothing_can_mention():
    payload = renderer().render(Document("@everyone", (Text("@here <@1>"),), note="@everyone"))
    assert "@everyone" not in json.dumps(payload.body, ensure_ascii=False)
    assert payload.body["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert "content" not in payload.body


def test_many_buttons_become_a_menu_and_no_id_is_there_twice():
    buttons = tuple(Button(f"Topic {n}" * 20, TOPIC) for n in range(30))
    menu = Menu("Choose", tuple(Button(f"{n}", Invocation("brief", {"topic": str(n)})) for n in range(30)))
    payload = judged(renderer().render(Document("t"), buttons, menu))
    kinds = [row["components"][0]["type"] for row in payload.body["components"]]
    assert kinds == [3, 3, 3, 3]
    payload = judged(renderer().render(Document("t"), buttons[:25], None))
    assert [len(row["components"]) for row in payload.body["components"]] == [5, 5, 5, 5, 5]
    payload = judged(renderer().render(Document("t"), buttons[:6], None))
    assert [len(row["components"]) for row in payload.body["components"]] == [3, 3]


def test_page_buttons_stand_alone_and_long_requests_are_kept():
    long = Invocation("search", {"words": "троянский конь " * 20})
    reply = Reply(Document("t", (Text("word " * 2000),)), buttons=(Button("Topic", TOPIC),), request=long)
    shown_ = view(reply, renderer(long))
    turns, others = judged(shown_.payload).body["components"]
    assert [part["label"] for part in turns["components"]] == ["Next"]
    assert turns["components"][0]["custom_id"].startswith(">~")
    assert [part["label"] for part in others["components"]] == ["Topic"]


@pytest.mark.parametrize("run", [TOPIC, Invocation("digest add", {"when": "a|b~c>d#2&e=é" * 9}, page=3)])
async def test_ids_are_read_back(run: Invocation):
    ids = Ids(Memory())
    for turns in (False, True):
        text = ids.invocation(run, turns)
        assert len(text) <= 97
        for twin in ("", "|2"):
            pressed = await ids.read(text + twin)
            assert (pressed.carries, pressed.turns) == (run, turns)
