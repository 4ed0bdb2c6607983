"""What every platform's renderer must do; a platform's test class inherits it and says how to read its payloads."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings

from bot.chat.adapter import Renderer
from bot.chat.document import (
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
from bot.chat.pages import pages, view
from bot.chat.reply import Menu, Reply
from tests.chat.documents import PICTURE, documents, every_block

ATTACKS: Final = (
    "@everyone",
    "@here",
    "<@1>",
    "<@!1>",
    "<@&1>",
    "<#1>",
    "</brief:1>",
    "<:smile:1>",
    "<t:1554411600:R>",
    "<id:customize>",
    "<!channel>",
    "<!here>",
    "<!everyone>",
    "<@U1>",
    "<#C1>",
    "<!subteam^S1>",
    "<!date^1392734382^{date}|x>",
    ":tada:",
    "&lt;!channel&gt;",
    "&amp;lt;",
    "[x](http://evil.example)",
    "<http://evil.example|text>",
    "<http://evil.example>",
    "http://evil.example/path",
    "https://discord.gg/evil",
    "mailto:a@evil.example",
    "*bold* _it_ ~struck~ **b** __u__ ~~s~~ ||hidden||",
    "`code`",
    "```\nfence\n```",
    "> quoted\n>>> all",
    "# heading\n- item\n1. one\n-# small",
    "a\u200bb\u2060c\ufeffd",
    "\u202edesrever\u202c",
    "\u2066isolated\u2069 \u200f\u061c",
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]0;title\x07",
    "\x9b31m",
    "bell\x07 back\x08\x08\x08\x08 return\rover\x0b\x0c\x00",
    "[bold red]markup[/]",
    "<script>alert(1)</script>",
    "\\",
    "\\*",
    "\u2028line\u2029paragraph\x85next",
)
"""Text that would do something else than be read, somewhere."""


class RendererContract:
    """Inherit it in a class named Test…; the tests come along. Give the five methods below."""

    def renderer(self) -> Renderer[Any]:
        """The renderer as the platform uses it."""
        raise NotImplementedError

    def text(self, payload: Any) -> str:
        """All that a reader of the payload sees, escapes undone, in reading order; of pictures their descriptions."""
        raise NotImplementedError

    def labels(self, payload: Any) -> Sequence[str]:
        """What stands on the buttons and on the menu's options, in order."""
        raise NotImplementedError

    def check(self, payload: Any) -> None:
        """Fail unless the platform accepts the payload, by its own description and limits, not by `fits`."""
        raise NotImplementedError

    def harmless(self, payload: Any, attack: str) -> None:
        """Fail if the attack, which stands in every text of the payload, does anything but be read."""
        raise NotImplementedError

    def shown(self, document: Document, buttons: tuple[Button, ...] = (), menu: Menu | None = None) -> list[str]:
        """The text of each page, after the platform's check of it."""
        cut = pages(document, self.renderer(), buttons, menu)
        for payload in cut:
            self.check(payload)
            assert self.renderer().fits(payload)
        return [self.text(payload) for payload in cut]

    def test_every_block_is_shown_in_order(self):
        payload = self.renderer().render(every_block())
        self.check(payload)
        assert self.renderer().fits(payload)
        text = self.text(payload)
        marks = ("Russia in Venezuela", "It is short", "Still owed", "Kremlin", "Why did", "leave", "of what is owed")
        assert ascending(text, (*marks, "Troops arrive", "Corrected on 5 April"))
        for words in (
            *("In short", "about $6 billion", "as of 2019, says FT", "Lent", "at least $17 billion", "Checked"),
            *("Published", "Key figures", "Involved", "talks to both sides", "no label", "Why did the troops come?"),
            *("Contested", "US officials", "To shore up the", "last week", "The Kremlin", "To service equipment."),
            *("Frolov, to CBS News", "CBS News", "Debt report", "FT"),
        ):
            assert words in flat(text), words
        assert "2019" in text

    def test_rendering_is_repeatable(self):
        assert self.renderer().render(every_block()) == self.renderer().render(every_block())

    @pytest.mark.parametrize(
        "document",
        [
            Document(""),
            Document("Title"),
            Document("", note="note"),
            Document("Title", (Text(""), Text("", "heading"), Text(" \n "))),
            Document("Title", (Bullets(()), Bullets((), "heading"), Bullets((Bullet(""), Bullet("", "label"))))),
            Document("Title", (Facts(()), Facts((), "heading"), Facts((Fact("", ""), Fact("label", ""))))),
            Document("Title", (Facts((Fact("", "value"), Fact("", "", "note"))),)),
            Document("Title", (Positions("", ()), Positions("question?", ()), Positions("", (), "Contested"))),
            Document("Title", (Positions("q?", (Stance("", ""), Stance("by", ""), Stance("", "says", "when"))),)),
            Document("Title", (Quotation(""), Quotation("", "by"), Quotation("words", "", (0, 0)))),
            Document("Title", (Image("", "", PICTURE), Image("p.png", " ", PICTURE))),
            Document("Title", (Sources((), date(2019, 4, 4)),)),
            Document("Title", (Sources((Citation("", "", date(2019, 4, 4), ""),), date(2019, 4, 4)),)),
        ],
        ids=lambda document: type(document.blocks[0]).__name__ if document.blocks else "nothing",
    )
    def test_what_is_empty_is_accepted(self, document: Document):
        self.shown(document, (Button("", Invocation("help")),), Menu("", (Button("", Invocation("help")),)))
        self.shown(document)

    @pytest.mark.parametrize("number", range(11))
    def test_what_is_long_is_kept_word_for_word(self, number: int):
        """4,000 characters and 4,000 words in each field in turn."""
        for long in (numbered(500), numbered(4000)):
            document = Document("Title", (long_blocks(long)[number], Text("the last")), note="small")
            text = " ".join(self.shown(document))
            assert missing(text, long) == []
            assert "the last" in flat(text)

    def test_a_long_title_and_a_long_note_are_kept_word_for_word(self):
        title, note = numbered(500), numbered(500, "n")
        text = " ".join(self.shown(Document(title, (Text("body"),), note=note)))
        assert missing(text, title) == missing(text, note) == []
        assert "body" in text

    def test_a_word_too_long_for_a_page_is_kept_letter_for_letter(self):
        text = " ".join(self.shown(Document("Title", (Text("ж" * 30_000), Text("the last")))))
        assert text.count("ж") == 30_000
        assert "the last" in flat(text)

    def test_a_hundred_figures(self):
        facts = tuple(Fact(f"Label {n}.", f"about ${n} billion", f"note {n}.") for n in range(100))
        text = flat(" ".join(self.shown(Document("Title", (Facts(facts, "Figures"),)))))
        assert [
            n for n in range(100) if not (f"Label {n}." in text and f"${n} b" in text and f"note {n}." in text)
        ] == []

    @pytest.mark.parametrize("number", range(8))
    def test_many_blocks_of_a_kind(self, number: int):
        def block(n: int):
            return (
                Text(f"text{n}.", f"heading{n}."),
                Bullets((Bullet(f"bullet{n}.", f"label{n}."),)),
                Facts((Fact(f"fact{n}.", datetime(2019, 4, 4, tzinfo=UTC)),)),
                Quotation(f"quotation{n}.", f"by{n}."),
                Positions(f"question{n}.", (Stance(f"one{n}.", f"says{n}."), Stance(f"two{n}.", f"says{n}."))),
                Image(f"p{n}.png", f"picture{n}.", PICTURE),
                Sources((Citation(f"source{n}.", f"publisher{n}.", date(2019, 4, 4)),), date(2019, 4, 4)),
                Bullets(tuple(Bullet(f"bullet{n}-{m}.") for m in range(20)), f"heading{n}."),
            )[number]

        text = flat(" ".join(self.shown(Document("Title", tuple(block(n) for n in range(60))))))
        names = ("text", "bullet", "fact", "quotation", "question", "picture", "source", "heading")
        assert [n for n in range(60) if f"{names[number]}{n}." not in text] == []

    def test_pages_say_which_they_are(self):
        text = self.shown(Document("Title", tuple(Text(numbered(60, f"p{n}-")) for n in range(100))))
        assert len(text) > 1
        for number, page in enumerate(text, 1):
            assert "Title" in page
            assert f"Page {number} of {len(text)}" in flat(page)

    def test_pages_can_be_turned(self):
        request = Invocation("brief", {"topic": "venezuela"})
        document = Document("Title", tuple(Text(numbered(60, f"p{n}-")) for n in range(200)))
        for page, wanted in ((1, ["Next", "Money"]), (2, ["Previous", "Next", "Money"])):
            reply = Reply(document, buttons=(Button("Money", request),), request=request, page=page)
            found = view(reply, self.renderer())
            self.check(found.payload)
            assert list(self.labels(found.payload)) == wanted

    def test_buttons_and_options(self):
        buttons = tuple(
            Button(f"Button {n} " + "label " * 8, Invocation("brief", {"topic": f"{n}"})) for n in range(1, 19)
        )
        menu = Menu(
            "Choose one", tuple(Button(f"Option {n}", Invocation("brief", {"topic": f"{n}"})) for n in range(25))
        )
        payload = self.renderer().render(Document("Title", (Text("body"),)), buttons, menu)
        self.check(payload)
        assert self.renderer().fits(payload)
        labels = self.labels(payload)
        assert [label[:9].strip() for label in labels] == [b.label[:9].strip() for b in (*buttons, *menu.options)]

    def test_a_button_whose_command_is_long(self):
        run = Invocation("search", {"words": "слово " * 400})
        self.check(self.renderer().render(Document("Title"), (Button("Again", run),)))

    @pytest.mark.parametrize("attack", ATTACKS)
    def test_text_is_only_read(self, attack: str):
        document, buttons, menu = everywhere(attack)
        for payload in pages(document, self.renderer(), buttons, menu):
            self.check(payload)
            self.harmless(payload, attack)

    @pytest.mark.parametrize("attack", ["@everyone", "<@&1>", "<!channel>", "&lt;", "*_~", "[bold]", "\\*", "`", "<b>"])
    def test_text_is_read_as_it_is(self, attack: str):
        payload = self.renderer().render(Document("Title", (Text(f"before {attack} after"),)))
        assert f"before {attack} after" in flat(self.text(payload))

    @pytest.mark.parametrize(
        "url", ["javascript:alert(1)", "http://evil.example/>|x) <@1>", "data:text/html,x", "\x1b[1m"]
    )
    def test_addresses_are_only_addresses(self, url: str):
        citation = Citation("Title", "Publisher", date(2019, 4, 4), url=url)
        payload = self.renderer().render(Document("Title", (Sources((citation,), date(2019, 4, 4)),), url=url))
        self.check(payload)
        self.harmless(payload, url)

    @pytest.mark.parametrize(
        "words",
        [
            "مرحبا بالعالم",
            "שלום עולם",
            "Венесуэла и Россия",
            "委内瑞拉 和 俄罗斯",
            "👩‍👩‍👧‍👦 🇻🇪 👍🏽",
            "e\u0301te\u0301",
            "नमस्ते",
        ],
    )
    def test_every_script_is_kept(self, words: str):
        text = self.text(self.renderer().render(Document(words, (Text(words), Facts((Fact(words, words),))))))
        assert text.count(words) >= 4

    @given(documents())
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    def test_any_document_is_accepted(self, document: Document):
        cut = pages(document, self.renderer())
        for payload in cut:
            self.check(payload)


def everywhere(attack: str) -> tuple[Document, tuple[Button, ...], Menu]:
    """A document, buttons and a menu with this text in every place text can be."""
    run = Invocation("brief", {"topic": attack})
    document = Document(
        attack,
        (
            Text(attack, attack),
            Bullets((Bullet(attack, attack), Bullet(attack)), attack),
            Facts((Fact(attack, attack, attack), Fact(attack, date(2019, 4, 4), attack)), attack),
            Quotation(attack, attack, (0, len(attack))),
            Positions(attack, (Stance(attack, attack, attack), Stance(attack, attack)), attack),
            Image(attack, attack, PICTURE),
            Sources((Citation(attack, attack, date(2019, 4, 4), attack),), date(2019, 4, 4)),
        ),
        note=attack,
    )
    return document, (Button(attack, run),), Menu(attack, (Button(attack, run), Button("other", Invocation("help"))))


def long_blocks(long: str) -> tuple[Any, ...]:
    return (
        Text(long),
        Text("text", long),
        Bullets((Bullet(long, "label"),)),
        Bullets((Bullet("text", long),), long),
        Facts((Fact(long, "value"),)),
        Facts((Fact("label", long, long),)),
        Quotation(long, "by"),
        Quotation("words", long),
        Positions(long, (Stance("by", long, "when"), Stance("other", "says")), "Contested"),
        Image("p.png", long, PICTURE),
        Sources((Citation(long, long, date(2019, 4, 4), long),), date(2019, 4, 4)),
    )


def numbered(count: int, prefix: str = "w") -> str:
    """Words that are all different."""
    return " ".join(f"{prefix}{n}." for n in range(count))


def missing(text: str, words: str) -> list[str]:
    """The words that are not in a text."""
    found = set(text.split())
    return [word for word in words.split() if word not in found and word not in flat(text)]


def flat(text: str) -> str:
    """A text with all white space as single spaces."""
    return " ".join(text.split())


def ascending(text: str, marks: Sequence[str]) -> bool:
    """Whether each mark comes after the one before it."""
    at = [flat(text).find(mark) for mark in marks]
    return -1 not in at and at == sorted(at)
