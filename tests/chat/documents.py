"""Documents for tests: one with everything in it, and any that can be made."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import TypeVar

import msgspec
from hypothesis import strategies as st

from bot.chat.document import (
    Block,
    Bullet,
    Bullets,
    Citation,
    Document,
    Fact,
    Facts,
    Image,
    Positions,
    Quotation,
    Ref,
    Sources,
    Stance,
    Text,
)

Part = TypeVar("Part")

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d4944415478da63f8ffff3f0005fe02fea7568bc10000000049454e44ae426082"
)
"""A PNG of one pixel."""

REPEATED = frozenset({"title", "heading", "label", "value", "by", "question", "status", "when", "alt", "name"})
"""Fields that stand on every page that continues what they belong to, unless they are long."""


def ref(item: str) -> Ref:
    return Ref("", "venezuela", item, "r1")


def every_block() -> Document:
    """One of every block, and every optional field filled."""
    return Document(
        "Russia in Venezuela",
        (
            Text("What happened, in two sentences. It is short.", "In short", ref("")),
            Facts(
                (
                    Fact("Still owed", "about $6 billion", "as of 2019, says FT", ref("figures.owed")),
                    Fact("Lent", "at least $17 billion", ref=ref("figures.lent")),
                    Fact("Checked", datetime(2019, 4, 4, 21, 30, tzinfo=UTC)),
                    Fact("Published", date(2019, 4, 4)),
                ),
                "Key figures",
            ),
            Bullets((Bullet("talks to both sides", "Kremlin", ref("actors.kremlin")), Bullet("no label")), "Involved"),
            Positions(
                "Why did the troops come?",
                (
                    Stance("US officials", "To shore up the government.", "last week", ref("claims.why.0")),
                    Stance("The Kremlin", "To service equipment.", ref=ref("claims.why.1")),
                ),
                "Contested",
            ),
            Quotation("We will not leave a friend in trouble.", "Frolov, to CBS News", (8, 17), ref("quotes.0")),
            Image("debt.png", "A bar chart of what is owed: 6 of 17 billion dollars.", PICTURE),
            Sources(
                (
                    Citation("Troops arrive", "CBS News", date(2019, 4, 4), "Daria L.", "https://example.org/a"),
                    Citation("Debt report", "FT", date(2019, 3, 1)),
                ),
                date(2019, 4, 4),
            ),
        ),
        url="https://example.org/venezuela",
        note="Corrected on 5 April 2019: the debt.",
    )


def fields(document: Document) -> Iterator[tuple[str, str]]:
    """The name and text of every field of a document that people read, in reading order; empty ones left out."""
    yield from _filled(("title", document.title))
    for block in document.blocks:
        yield from _fields(block)
    yield from _filled(("note", document.note))


def _filled(*named: tuple[str, str | None]) -> Iterator[tuple[str, str]]:
    for name, text in named:
        if text:
            yield name, text


def _fields(block: Block) -> Iterator[tuple[str, str]]:
    match block:
        case Text():
            yield from _filled(("heading", block.heading), ("text", block.text))
        case Bullets():
            yield from _filled(("heading", block.heading))
            for bullet in block.items:
                yield from _filled(("label", bullet.label), ("text", bullet.text))
        case Facts():
            yield from _filled(("heading", block.heading))
            for fact in block.facts:
                value = fact.value if isinstance(fact.value, str) else None
                yield from _filled(("label", fact.label), ("value", value), ("note", fact.note))
        case Quotation():
            yield from _filled(("words", block.words), ("by", block.by))
        case Positions():
            yield from _filled(("question", block.question), ("status", block.status))
            for stance in block.stances:
                yield from _filled(("by", stance.by), ("says", stance.says), ("when", stance.when))
        case Image():
            yield from _filled(("alt", block.alt))
        case Sources():
            for source in block.citations:
                yield from _filled(("name", source.title), ("name", source.publisher), ("name", source.author))


def refs(struct: msgspec.Struct) -> Iterator[Ref]:
    """What a document, a block or an item of one points at, and all in it."""
    for field in struct.__struct_fields__:
        value = getattr(struct, field)
        if isinstance(value, Ref):
            yield value
        for part in value if isinstance(value, tuple) else ():
            if isinstance(part, msgspec.Struct):
                yield from refs(part)


WORD = st.one_of(
    st.text("abcdefgh", min_size=1, max_size=9),
    st.text("abcdefgh", min_size=10, max_size=150),
    st.sampled_from(["end.", "¿qué?", "日本語。中文", "👩‍👩‍👧‍👦", "e\u0301e\u0301", "🇻🇪🇷🇺", "مرحبا", "a\nb", "a\n\nb"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=6),
)


@st.composite
def documents(draw: st.DrawFn, word: st.SearchStrategy[str] = WORD, most: int = 12) -> Document:
    """Any document. Each short field is unlike every other, so that a repeated one is told from a new one."""
    count = iter(range(1_000_000))

    def prose(least: int = 0) -> str:
        return " ".join(draw(st.lists(word, min_size=least, max_size=most)))

    def name() -> str:
        return (
            f"{draw(st.text('xyz', max_size=20))}{next(count)}"
            if draw(st.integers(0, 20))
            else f"{prose(1)}{next(count)}"
        )

    def maybe(make: Callable[[], str]) -> str | None:
        return make() if draw(st.booleans()) else None

    def many(make: Callable[[], Part]) -> tuple[Part, ...]:
        return tuple(make() for _ in range(draw(st.integers(0, 4))))

    def value() -> str | date | datetime:
        choices: list[str | date | datetime] = [name(), date(2019, 4, 4), datetime(2019, 4, 4, tzinfo=UTC)]
        return draw(st.sampled_from(choices))

    def quotation() -> Quotation:
        words = prose()
        first, second = draw(st.integers(0, len(words))), draw(st.integers(0, len(words)))
        mark = (min(first, second), max(first, second)) if draw(st.booleans()) else None
        return Quotation(words, maybe(name), mark, ref(str(next(count))))

    makers = (
        lambda: Text(prose(), maybe(name), ref(str(next(count)))),
        lambda: Bullets(many(lambda: Bullet(prose(), maybe(name), ref(str(next(count))))), maybe(name)),
        lambda: Facts(many(lambda: Fact(name(), value(), maybe(prose), ref(str(next(count))))), maybe(name)),
        lambda: Positions(
            name(), many(lambda: Stance(name(), prose(), maybe(name), ref(str(next(count))))), maybe(name)
        ),
        quotation,
        lambda: Image("p.png", name(), b"png"),
        lambda: Sources(many(lambda: Citation(name(), name(), date(2019, 4, 4), maybe(name))), date(2019, 4, 4)),
    )
    blocks = tuple(makers[index]() for index in draw(st.lists(st.integers(0, len(makers) - 1), max_size=6)))
    return Document(draw(st.sampled_from([name, prose]))(), blocks, note=maybe(prose))
