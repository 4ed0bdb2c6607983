"""Digests as people read them: short above, in full below, corrections first."""

from dataclasses import replace
from datetime import UTC, date
from decimal import Decimal
from typing import Any

import pytest

from bot.briefing.changes import Change, changes, is_fact
from bot.briefing.model import Briefing
from bot.chat.document import Bullets, Document, Quotation, Ref, Sources, Text
from bot.chat.pages import pages
from bot.chat.refs import refs
from bot.platforms.console.renderer import ConsoleRenderer
from bot.platforms.discord.components import Components
from bot.platforms.discord.ids import Ids
from bot.platforms.discord.renderer import DiscordRenderer
from bot.platforms.slack.renderer import SlackRenderer
from bot.present.digest import DETAILED, LINES, News, Story, buttons, details, digest
from tests.briefs import briefing, owed, revision
from tests.platforms.tokens import Memory

TODAY = date(2019, 4, 5)


def told(was: Briefing, now: Briefing, corrections: dict[str, str] | None = None) -> tuple[Change, ...]:
    return tuple(filter(is_fact, changes(was, now, corrections)))


def read(document: Document) -> str:
    """A document as the terminal shows it, each line without its hard wraps."""
    lines = ConsoleRenderer(columns=10_000, zone=UTC).render(document)
    return "\n".join("".join(text for _, text in line) for line in lines)


def sections(document: Document) -> dict[str | None, list[str]]:
    """The lines under each heading."""
    return {
        block.heading: [f"{bullet.label}: {bullet.text}" for bullet in block.items]
        for block in document.blocks
        if isinstance(block, Bullets)
    }


def test_the_first_digest_introduces_each_topic() -> None:
    news = News(new=(Story(revision("planes", 1)), Story(revision("boats", 1, briefing("Boats off Malta")))))
    document = digest(news, TODAY, first=True)
    assert document.title == "News digest, 5 April 2019"
    assert "This digest begins with 2 topics, each in short." in read(document)
    assert sections(document) == {
        None: [
            "Planes over Rome: Planes over Rome: six planes landed with about 100 people. Nobody says why.",
            "Boats off Malta: Boats off Malta: six planes landed with about 100 people. Nobody says why.",
        ]
    }
    assert {ref.briefing for ref in refs(document)} == {"planes", "boats"}
    assert [button.run.values["topic"] for button in buttons(news)] == ["planes", "boats"]
    below = details(news)
    assert [document.title for document in below] == ["Planes over Rome", "Boats off Malta"]
    assert "Still owed" in read(below[0])
    assert "about 100 people" in read(below[0])
    for shown in (document, *below):
        assert isinstance(shown.blocks[-1], Sources)


def test_corrections_come_first_and_say_what_was_and_what_is() -> None:
    now = owed(7_000_000_000, summary="Seven planes landed.")
    corrected = Story(revision("planes", 2, now), told(briefing(), now, {"figures.debt": "Ada misread her notes."}))
    changed_now = owed(1_000_000, "Boats off Malta")
    changed = Story(revision("boats", 2, changed_now), told(briefing("Boats off Malta"), changed_now))
    new = Story(revision("trains", 1, briefing("Trains to Oslo")))
    news = News(new=(new,), changed=(changed, corrected), withdrawn=("Old war",), unchanged=("Brexit", "Talks"))
    document = digest(news, TODAY)
    text = read(document)
    assert "Since the last digest here: 1 new, 1 corrected, 2 changed, 1 withdrawn." in text
    assert list(sections(document)) == [
        "Corrected: Planes over Rome", "New", "Changed: Planes over Rome", "Changed: Boats off Malta", "Withdrawn"
    ]  # fmt: skip
    assert sections(document)["Corrected: Planes over Rome"] == [
        "Still owed: Was $6 billion, now $7 billion. Ada misread her notes."
    ]
    assert sections(document)["Changed: Boats off Malta"] == ["Still owed: Was $6 billion, now $1 million"]
    assert sections(document)["Withdrawn"] == ["Old war: It is no longer published."]
    assert "Unchanged: Brexit, Talks." in text
    assert Ref("", "planes", "figures.debt", "r2") in refs(document)
    assert [document.title for document in details(news)] == ["Planes over Rome", "Trains to Oslo", "Boats off Malta"]
    assert [button.label for button in buttons(news)] == ["Planes over Rome", "Trains to Oslo", "Boats off Malta"]


def test_below_each_change_is_the_passage_it_rests_on() -> None:
    now = owed(7_000_000_000)
    positions = (*now.claims["why"].positions, replace(now.claims["why"].positions[0], by="wire", says="Who knows."))
    now = replace(
        now, quotes={}, claims={"why": replace(now.claims["why"], positions=positions)},
    )  # fmt: skip
    (below,) = details(News(changed=(Story(revision("planes", 2, now), told(briefing(), now)),)))
    texts = [(block.heading, block.text) for block in below.blocks if isinstance(block, Text)]
    assert texts == [
        (None, "3 changes since the last digest here."),
        ("Still owed", "Was $6 billion, now $7 billion"),
        ("Why did they come? – Wire", "New: Who knows."),
        ("We came in six planes.", "No longer stated: “We came in six planes.” (Ada Blum)"),
    ]
    passages = [block for block in below.blocks if isinstance(block, Quotation)]
    assert [passage.ref.item for passage in passages if passage.ref] == ["figures.debt", "claims.why.positions.2"]
    assert {ref.item for ref in refs(below)} == {"", "figures.debt", "claims.why.positions.2"}


def test_one_topic_needs_no_name() -> None:
    now = owed(7_000_000_000)
    story = Story(revision("planes", 2, now), told(briefing(), now, {"figures.debt": "Wrong."}))
    assert list(sections(digest(News(changed=(story,)), TODAY))) == ["Corrected"]


def test_nothing_new_is_one_line() -> None:
    document = digest(News(unchanged=("Planes over Rome",)), TODAY)
    assert document == Document("News digest, 5 April 2019: nothing new", (Text("Unchanged: Planes over Rome."),))
    many = digest(News(unchanged=tuple(f"Topic {n}" for n in range(1000))), TODAY)
    (line,) = many.blocks
    assert isinstance(line, Text)
    assert line.text.endswith("Topic 7 and 992 more.")
    assert "No briefing is published" in read(digest(News(), TODAY))


def test_long_digests_stay_short_above() -> None:
    figures = {
        f"figure-{n}": replace(briefing().figures["debt"], label=f"Debt {n}", value=Decimal(n + 1)) for n in range(30)
    }
    was = briefing(figures=figures)
    now = briefing(figures={name: replace(figure, value=figure.value + 100) for name, figure in figures.items()})
    story = Story(revision("planes", 2, now), told(was, now))
    document = digest(News(changed=(story,)), TODAY)
    assert len(sections(document)["Changed"]) == LINES
    assert "And 22 more changes, told below." in read(document)
    (below,) = details(News(changed=(story,)))
    assert all(f"Debt {n}: Was ${n + 1}, now ${n + 101}" in read(below) for n in range(30))
    new = tuple(Story(revision(f"t{n}", 1, briefing(f"Topic {n}"))) for n in range(DETAILED))
    many = digest(News(new=new, more=990), TODAY, first=True)
    assert "This digest begins with 10 of 1,000 topics" in read(many)
    assert "Topic 0: as of 4 April 2019" in read(many)
    assert "And 990 more, which the next digests introduce: /topics lists them." in read(many)
    assert len(details(News(new=new))) == DETAILED


LONG = "A long sentence about the planes. " * 20


def test_long_texts_are_told_whole_only_below_or_where_they_are_corrected() -> None:
    was, now = briefing(summary=LONG + "Was."), briefing(summary=LONG + "Now.")
    story = Story(revision("planes", 2, now), told(was, now))
    assert sections(digest(News(changed=(story,)), TODAY))["Changed"] == ["Summary: Said in other words"]
    assert "Now." in read(details(News(changed=(story,)))[0])
    corrected = Story(revision("planes", 2, now), told(was, now, {"": "They were boats."}))
    (line,) = sections(digest(News(changed=(corrected,)), TODAY))["Corrected"]
    assert line == f"Summary: Was “{LONG}Was.”, now “{LONG}Now.”. They were boats."


RENDERERS: list[Any] = [ConsoleRenderer(rows=40), DiscordRenderer(Components(Ids(Memory()))), SlackRenderer()]


@pytest.mark.parametrize("renderer", RENDERERS, ids=lambda renderer: type(renderer).__name__)
def test_every_platform_can_show_it(renderer: Any) -> None:
    now = owed(7_000_000_000, summary=LONG, quotes={}, events={})
    story = Story(revision("planes", 2, now), told(briefing(summary=LONG * 2), now, {"": "@everyone <b>*x*</b>"}))
    news = News(new=(Story(revision("boats", 1)),), changed=(story,), withdrawn=("<!here>",), unchanged=("Talks",))
    for document in (digest(news, TODAY), digest(news, TODAY, first=True), *details(news)):
        for page in pages(document, renderer):
            assert renderer.fits(page)
