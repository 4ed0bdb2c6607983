"""Documents as Block Kit: judged by Slack's own models and types, and safe whatever a document says."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
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
    Image,
    Positions,
    Quotation,
    Sources,
    Stance,
    Text,
)
from bot.chat.invocation import Invocation
from bot.chat.pages import pages
from bot.chat.reply import Menu
from bot.platforms.slack.controls import decode, encode
from bot.platforms.slack.escape import escape, typed
from bot.platforms.slack.payload import Payload
from bot.platforms.slack.renderer import SlackRenderer
from tests.platforms.slack import judge
from tests.platforms.slack.reading import kinds, said

DAY = date(2019, 4, 4)
NOON = datetime(2019, 4, 4, 12, tzinfo=UTC)
ENTITIES = "&lt;!channel&gt; &amp;"
"""Harmless in mrkdwn as soon as its `&` are escaped."""

ATTACKS = (
    "<!channel>",
    "<!here|here> @everyone",
    "<@U1>",
    "<!subteam^S1>",
    "<#C1>",
    "<http://evil|text>",
    "http://evil.example",
    ENTITIES,
    "*bold* _italic_ ~gone~ `code`",
    "```\ncode\n```",
    "> quoted",
    ":tada: :+1:",
    "<!date^1^{date}|now>",
    "line\nbreak",
    "right\u202eleft\u2066\u0007",
    "1*2*3 and a_b_c at 10:30:45",
)


def render(*blocks: Block, title: str = "Title", **more: Any) -> Payload:
    return SlackRenderer().render(Document(title, blocks, **more))


def every(text: str) -> Document:
    """A document with a text wherever one can be."""
    return Document(
        text,
        (
            Text(text, heading=text),
            Bullets((Bullet(text, label=text), Bullet(text)), heading=text),
            Facts((Fact(text, text, text), Fact(text, NOON, text), Fact("Plain", NOON)), heading=text),
            Facts((Fact(text, DAY),)),
            Quotation(text, by=text, mark=(0, 1)),
            Positions(text, (Stance(text, text, text), Stance(text, text)), status=text),
            Image(text, text, b"png"),
            Sources(
                (Citation(text, text, DAY, text), Citation(text, text, DAY, url="https://a.example/?a=1&b=<2>")), DAY
            ),
        ),
        url=f"https://example.org/{text}",
        note=text,
    )


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_a_document_mentions_links_or_formats(attack: str) -> None:
    buttons = (Button(attack, Invocation("brief", {"topic": attack})),)
    payload = SlackRenderer().render(every(attack), buttons, Menu(attack, buttons))
    message = payload.message()
    assert judge.complaints(message) == []
    assert message["mrkdwn"] is False
    assert "<" not in payload.text
    seen = [escape(line) for line in attack.split("\n")]
    for text in judge.texts(message["blocks"]):
        match text["type"]:
            case "mrkdwn" if attack != ENTITIES:
                ours = text["text"].replace("https://a.example/?a=1&amp;b=%3C2%3E", "")
                assert not any(part in ours for part in seen if not part.isalpha())
            case "plain_text":
                assert "<" not in text["text"]
                assert ">" not in text["text"]
                assert text["emoji"] is False
            case "text":
                assert "\u202e" not in text["text"]
            case kind:
                assert kind in {"mrkdwn", "link", "button"}
    rich = [one["type"] for block in message["blocks"] if block["type"] == "rich_text" for one in leaves(block)]
    assert set(rich) <= {"text", "date", "link"}


def leaves(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The innermost elements of rich text."""
    if "elements" not in block:
        return [block]
    return [leaf for element in block["elements"] for leaf in leaves(element)]


@pytest.mark.parametrize("attack", ATTACKS[:-3])
def test_what_a_document_says_is_what_is_seen(attack: str) -> None:
    message = SlackRenderer().render(Document("Title", (Text(attack), Facts((Fact("Label", attack),))))).message()
    rich = message["blocks"][1]["elements"][0]["elements"][0]["text"]
    field = message["blocks"][2]["fields"][0]
    assert rich == attack
    assert unescaped(field["text"]).endswith(attack)
    assert field["type"] == ("mrkdwn" if attack == ENTITIES else "plain_text")


def test_ordinary_prose_may_have_emphasis_around_it() -> None:
    payload = render(Facts((Fact("Owed", "at least $2 billion", "R&D"),), heading="Key figures"))
    section = payload.blocks[1]
    assert section["text"]["text"] == "*Key figures*"
    assert section["fields"][0]["text"] == "*Owed*\nat least $2 billion\n_R&amp;D_"


def test_positions_stand_side_by_side() -> None:
    stances = tuple(Stance(f"Side {number}", "Says so.") for number in range(12))
    payload = render(Positions("Why?", stances, "Contested"))
    first, second = payload.blocks[1:]
    assert first["text"]["text"] == "*Why?*\n_Contested_"
    assert (len(first["fields"]), len(second["fields"])) == (10, 2)
    assert "text" not in second


def test_times_are_each_readers_own() -> None:
    assert "<!date^1554379200^{date_short_pretty} {time}|4 April 2019 12:00 UTC>" in said(
        render(Facts((Fact("Checked", NOON),))).message()
    )
    marked_up = render(Facts((Fact("*Checked*", NOON),)))
    moment = leaves(marked_up.blocks[1])[1]
    assert (moment["type"], moment["timestamp"], moment["fallback"]) == ("date", 1554379200, "4 April 2019 12:00 UTC")


def test_sources_are_small_print_with_their_date() -> None:
    citation = Citation("A long way", "CBS News", DAY, "A. Writer", "https://a.example/x?a=1&b=2|3")
    assert render(Sources((citation,), DAY)).blocks[1]["elements"][0]["text"] == (
        "Source: <https://a.example/x?a=1&amp;b=2%7C3|A long way>, CBS News, A. Writer, 4 April 2019\n"
        "As of 4 April 2019"
    )
    script = Citation("A long way", "CBS News", DAY, url="javascript:alert(1)")
    assert "<" not in render(Sources((script,), DAY)).blocks[1]["elements"][0]["text"]


def test_a_marked_passage_stands_out() -> None:
    quote = leaves(render(Quotation("it still owes much", "CBS", mark=(3, 13))).blocks[1])
    assert [(run["text"], run.get("style")) for run in quote] == [
        ("it ", None),
        ("still owes", {"bold": True}),
        (" much", None),
        ("\n— CBS", {"italic": True}),
    ]
    space = Document("x", (Quotation("two words", mark=(3, 4)),))
    assert judge.complaints(SlackRenderer().render(space).message()) == []


def test_what_a_screen_reader_says_is_the_whole_document() -> None:
    payload = SlackRenderer().render(every("word"))
    for part in ("word", "- word: word", "word: word (word)", "“word” — word", "word (word)", "As of 4 April 2019"):
        assert part in payload.text.split("\n")


@pytest.mark.parametrize(
    "document",
    [
        Document(""),
        Document(" ", (Text(" "), Text("", heading=""), Bullets(()), Facts(()), Quotation(""), Positions("", ()))),
        Document("x" * 151, (Facts((Fact("long", "y" * 2001),)), Positions("z" * 3001, (Stance("a", "b"),)))),
        Document("x", (Positions("y", (Stance("a", "b" * 2001),)), Positions("z", ()))),
        Document("x", (Facts(tuple(Fact(str(number), "v") for number in range(23)), heading="h" * 3001),)),
        Document("x", note="n" * 1999),
    ],
    ids=["nothing", "blank", "long", "stance", "heading", "note"],
)
def test_the_edges_of_what_slack_takes(document: Document) -> None:
    assert judge.complaints(SlackRenderer().render(document).message()) == []


def test_what_is_too_much_for_one_message_is_cut_into_pages() -> None:
    for document in (
        Document("Title", tuple(Text(f"Paragraph {number}.") for number in range(120))),
        Document("Title", (Text("A sentence with words. " * 2000),)),
        Document("Title", (Image("i", "A picture with many words. " * 200, b"png"),), note="A note, long. " * 400),
    ):
        made = pages(document, SlackRenderer())
        assert len(made) > 1
        for payload in made:
            assert judge.complaints(payload.message()) == []


WORDS = st.text(st.characters(codec="utf-8"), max_size=40)
FEW = WORDS | st.sampled_from(ATTACKS)
BLOCKS = st.one_of(
    st.builds(Text, FEW, heading=st.none() | FEW),
    st.builds(Bullets, st.lists(st.builds(Bullet, FEW, label=st.none() | FEW), max_size=3).map(tuple), st.none() | FEW),
    st.builds(
        Facts,
        st.lists(st.builds(Fact, FEW, FEW | st.just(DAY) | st.just(NOON), st.none() | FEW), max_size=12).map(tuple),
        st.none() | FEW,
    ),
    st.builds(Quotation, FEW, by=st.none() | FEW, mark=st.none() | st.just((0, 3))),
    st.builds(Positions, FEW, st.lists(st.builds(Stance, FEW, FEW, st.none() | FEW), max_size=12).map(tuple), FEW),
    st.builds(Image, FEW, FEW, st.just(b"png")),
    st.builds(
        Sources, st.lists(st.builds(Citation, FEW, FEW, st.just(DAY), FEW, FEW), max_size=4).map(tuple), st.just(DAY)
    ),
)


@settings(max_examples=50, deadline=None)
@given(st.builds(Document, FEW, st.lists(BLOCKS, max_size=3).map(tuple), st.none() | FEW, st.none() | FEW))
def test_whatever_a_document_says_slack_takes_it(document: Document) -> None:
    for payload in pages(document, SlackRenderer()):
        assert judge.complaints(payload.message()) == []


def test_buttons_and_menus_carry_their_invocations() -> None:
    run = Invocation("brief", {"topic": "costa rica", "depth": "full"}, 2)
    long = Invocation("search", {"words": "л" * 150})
    payload = SlackRenderer().render(
        Document("x"), (Button("Open", run), Button("b" * 80, long)), Menu("Choose", (Button("One", run),))
    )
    buttons, menu = payload.blocks[1:]
    assert [decode(element["value"]) for element in buttons["elements"]] == [run, long]
    assert len(buttons["elements"][1]["text"]["text"]) == 75
    assert decode(menu["elements"][0]["options"][0]["value"]) == run


def test_a_menu_of_long_invocations_becomes_buttons() -> None:
    long = Invocation("search", {"words": "л" * 150})
    payload = SlackRenderer().render(Document("x"), (), Menu("Choose", (Button("One", long),) * 30))
    assert kinds(payload.message()) == ["header", "actions", "actions"]
    assert judge.complaints(payload.message()) == []


@given(st.dictionaries(st.sampled_from(["topic", "words"]), st.text(max_size=300)), st.integers(1, 9))
def test_an_invocation_comes_back_from_behind_a_button(values: dict[str, str], page: int) -> None:
    run = Invocation("note edit", {name: value for name, value in values.items() if value}, page)
    assert decode(encode(run)) == run


@given(st.text(alphabet="ab<>&;|@#!^ ltgmp", max_size=30))
def test_what_is_escaped_is_read_back(text: str) -> None:
    assert typed(escape(text)) == text


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<@U1>", "@U1"),
        ("<@U1|ana>", "@ana"),
        ("<#C1|news> <#C2|>", "#news #C2"),
        ("<!here> <!subteam^S1|@team> <!date^1^x|noon>", "@here @team noon"),
        ("<http://a.b/c|a.b/c> <mailto:a@b.c|a@b.c> <https://a.b>", "a.b/c a@b.c https://a.b"),
        ("a &amp;lt; b &lt; c", "a &lt; b < c"),
    ],
)
def test_what_slack_writes_for_what_was_typed(sent: str, read: str) -> None:
    assert typed(sent) == read


def test_slacks_published_types_were_compared_with() -> None:
    judge.contract("slack-blocks.schema.json")
    assert judge.published("KnownBlock")
    assert judge.complaints(
        {"text": "x", "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "x"}, "expand": "yes"}]}
    )
