"""A digest: what is new, corrected and changed since the last one in a place, short above and in full below."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec

from bot.briefing.changes import Change
from bot.briefing.revision import Revision
from bot.chat.document import Block, Bullet, Bullets, Button, Document, Text
from bot.chat.invocation import Invocation
from bot.present.brief import brief
from bot.present.changes import bullet, change_blocks, correction, counted
from bot.present.wording import LABEL, capital, cited, day, ref, shorten

IN_FULL: Final = 3
"""Most topics whose summaries stand in the message itself; of more, the summaries stand below."""

LINES: Final = 8
"""Most changed facts in the message itself, the weightiest; all of them stand below."""

NAMED: Final = 8
"""Most topics that are named in a line of them; the rest are counted."""

DETAILED: Final = 10
"""Most topics that a digest tells, each in full below it; of more, the next digests tell."""

BUTTONS: Final = 5
"""Buttons to briefings: one row on every platform."""


HERE: Final = "the last digest here"
"""What a digest in a place is compared with."""


@dataclass(frozen=True, slots=True)
class Story:
    """One topic with something to tell: the revision to read now, and the changes that readers are told of, the
    weightiest first; of a new one there are none."""

    now: Revision
    changes: tuple[Change, ...] = ()

    @property
    def title(self) -> str:
        """The briefing's title."""
        return self.now.briefing.title

    @property
    def corrected(self) -> tuple[Change, ...]:
        """The changes that correct what was stated."""
        return tuple(change for change in self.changes if correction(change) is not None)

    @property
    def others(self) -> tuple[Change, ...]:
        """The changes that correct nothing."""
        return tuple(change for change in self.changes if correction(change) is None)


@dataclass(frozen=True, slots=True)
class News:
    """All that a digest tells, each part in the order it is told: new topics and changed ones (DETAILED of them at
    most; `more` counts the new ones and `later` the changed ones that are left to the next digests), and the titles of
    those that were withdrawn and of those with nothing new."""

    new: tuple[Story, ...] = ()
    changed: tuple[Story, ...] = ()
    withdrawn: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    more: int = 0
    later: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything new."""
        return bool(self.new or self.changed or self.withdrawn)

    @property
    def told(self) -> tuple[Story, ...]:
        """The stories by weight: the corrected ones, the new ones, the others."""
        corrected = tuple(story for story in self.changed if story.corrected)
        return (*corrected, *self.new, *(story for story in self.changed if not story.corrected))


def digest(news: News, today: date, *, first: bool = False, since: str = HERE) -> Document:
    """The message itself. `today` is the day where it is read, `first` says that the place had none before, `since`
    what else it is compared with."""
    title = f"News digest, {day(today)}"
    if not news:
        return Document(f"{title}: nothing new", (Text(_unchanged(news) or _NO_TOPIC),))
    told = news.told
    blocks: list[Block] = [Text(_counts(news, first=first, since=since))]
    blocks.extend(_corrected(news))
    blocks.extend(_new(news, first=first))
    blocks.extend(_changed(news))
    if news.withdrawn:
        lines = tuple(Bullet("It is no longer published.", label=title) for title in news.withdrawn)
        blocks.append(Bullets(lines, heading="Withdrawn"))
    if line := _unchanged(news):
        blocks.append(Text(line))
    if len(told) <= IN_FULL:
        blocks.extend(dict.fromkeys(cited(story.now) for story in told))
    return Document(title, tuple(blocks))


def details(news: News, since: str = HERE) -> tuple[Document, ...]:
    """What stands below the message: each new briefing in short, and of each changed one all that changed."""
    told = len(news.new) <= IN_FULL
    return tuple(_detail(story, since) if story.changes else _introduced(story, summarised=told) for story in news.told)


def buttons(news: News) -> tuple[Button, ...]:
    """Buttons to the briefings that have something new."""
    return tuple(
        Button(shorten(story.title, LABEL), Invocation("brief", {"topic": story.now.topic}))
        for story in news.told[:BUTTONS]
    )


_NO_TOPIC: Final = "No briefing is published on what this digest is about."


def _detail(story: Story, since: str) -> Document:
    counts = Text(f"{counted(story.changes)} since {since}.")
    return Document(story.title, (counts, *change_blocks(story.now, story.changes), cited(story.now)))


def _introduced(story: Story, *, summarised: bool) -> Document:
    """A new briefing in short, without its summary where the message itself has it."""
    document = brief(story.now)
    return msgspec.structs.replace(document, blocks=document.blocks[1:]) if summarised else document


def _counts(news: News, *, first: bool, since: str) -> str:
    new = len(news.new) + news.more
    if first and news.more:
        some = f"This digest begins with {len(news.new)} of {new:,} topics, each in short."
        return f"{some} The next ones introduce the others, and say what has changed."
    if first:
        topics = "1 topic" if new == 1 else f"{new:,} topics"
        return f"This digest begins with {topics}, each in short. From the next one on it says only what has changed."
    counts = (
        (new, "new"),
        (sum(len(story.corrected) for story in news.changed), "corrected"),
        (sum(len(story.others) for story in news.changed), "changed"),
        (len(news.withdrawn), "withdrawn"),
    )
    return f"Since {since}: {', '.join(f'{count:,} {word}' for count, word in counts if count)}."


def _corrected(news: News) -> Iterator[Block]:
    for story in news.told:
        if story.corrected:
            lines = tuple(_corrected_line(story.now, change) for change in story.corrected)
            yield Bullets(lines, heading=_heading("Corrected", story, news))


def _corrected_line(revision: Revision, change: Change) -> Bullet:
    """A correction under a heading that says that it is one."""
    line = bullet(revision, change)
    return msgspec.structs.replace(line, text=capital(line.text.removeprefix("Corrected: ")))


def _new(news: News, *, first: bool) -> Iterator[Block]:
    short = len(news.new) <= IN_FULL
    lines = tuple(
        Bullet(
            story.now.briefing.summary if short else f"as of {day(story.now.briefing.as_of)}",
            label=story.title,
            ref=ref(story.now),
        )
        for story in news.new
    )
    if lines:
        yield Bullets(lines, heading=None if first else "New")
    if news.more:
        yield Text(f"And {news.more:,} more, which the next digests introduce: /topics lists them.")


def _changed(news: News) -> Iterator[Block]:
    room, more = LINES, 0
    for story in news.told:
        lines = tuple(bullet(story.now, change, brief=True) for change in story.others[:room])
        room -= len(lines)
        more += len(story.others) - len(lines)
        if lines:
            yield Bullets(lines, heading=_heading("Changed", story, news))
    if more:
        yield Text(f"And {more:,} more change{'' if more == 1 else 's'}, told below.")
    if news.later:
        topics = "1 more topic has" if news.later == 1 else f"{news.later:,} more topics have"
        yield Text(f"{topics} changed, of which the next digests tell: /topics lists them.")


def _heading(word: str, story: Story, news: News) -> str:
    """The heading over what changed in a topic, which is named where a digest has more than one."""
    alone = len(news.told) + len(news.unchanged) + len(news.withdrawn) == 1
    return word if alone else f"{word}: {story.title}"


def _unchanged(news: News) -> str:
    if not news.unchanged:
        return ""
    more = len(news.unchanged) - NAMED
    return f"Unchanged: {', '.join(news.unchanged[:NAMED])}{f' and {more:,} more' if more > 0 else ''}."
