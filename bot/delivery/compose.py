"""Writes digests: what a place was shown last against what is published now."""

import asyncio
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from bot.briefing.changes import changes, is_fact
from bot.briefing.model import Briefing
from bot.delivery.composer import Asked, Digest
from bot.library.library import Library
from bot.library.view import View
from bot.present import digest as present
from bot.present.digest import DETAILED, News, Story
from bot.store.content import Content, Known
from bot.store.subscription import Empty

log = logging.getLogger(__name__)

BREATH: Final = 20
"""Briefings compared in a row before others get their turn."""


@dataclass(frozen=True, slots=True)
class Before:
    """A briefing as a place was shown it, and what has been corrected since: the note on each item, by its path."""

    briefing: Briefing
    corrections: Mapping[str, str] = field(default_factory=dict)


class Past(Protocol):
    """Remembers every revision that was ever shown."""

    async def before(self, known: Collection[Known]) -> Mapping[Known, Before]:
        """The briefings of these revisions; one that is not kept any more is left out."""
        ...


class Digests:
    """Writes digests from the library. Equal questions get equal answers while nothing is published."""

    def __init__(self, library: Library, past: Past) -> None:
        self._library = library
        self._past = past

    def view(self, workspace: str) -> str:
        """The workspace whose briefings a workspace sees: "" when it has none of its own."""
        return workspace if self._library.view(workspace).own else ""

    async def compose(self, asked: Asked) -> Digest | None:
        """The digest, or None when there is nothing new and nothing is to be said then."""
        view = self._library.view(asked.workspace)
        found = await self._news(view, asked.topics, asked.known or ())
        if not found.news and asked.empty is Empty.SKIP:
            return None
        message = Content(
            present.digest(found.news, asked.day, first=asked.known is None),
            present.buttons(found.news),
            found.shows,
        )
        return Digest(message, tuple(Content(document) for document in present.details(found.news)))

    async def _news(self, view: View, topics: Sequence[str], known: Iterable[Known]) -> "_Found":
        """What differs between what a place knows of these topics (none named: of all) and what is published."""
        was = {one.topic: one for one in known if not topics or one.topic in topics}
        scope = dict.fromkeys(topics or (listing.topic for listing in view.topics(len(view))))
        shows: list[Known] = []
        new: list[str] = []
        unchanged: list[str] = []
        differing: dict[Known, str] = {}
        for topic in scope:
            published = view.packed(topic)
            if published is None:
                continue
            workspace, packed = published
            shows.append(Known(workspace, topic, packed.id))
            before = was.get(topic)
            if before is None:
                new.append(topic)
            elif before == shows[-1]:
                unchanged.append(packed.title)
            else:
                differing[before] = topic
        gone = [one for topic, one in was.items() if view.packed(topic) is None]
        past = await self._past.before([*differing, *gone])
        changed: list[Story] = []
        for number, (one, topic) in enumerate(differing.items()):
            if number % BREATH == BREATH - 1:
                await asyncio.sleep(0)
            now, before_now = view.get(topic), past.get(one)
            if now is None:  # withdrawn a moment ago: the next digest says so
                shows = [one if shown.topic == topic else shown for shown in shows]
            elif before_now is None:
                log.warning("%s of %s was shown and is not kept: it is introduced again", one.revision, topic)
                new.append(topic)
            elif facts := tuple(filter(is_fact, changes(before_now.briefing, now.briefing, before_now.corrections))):
                changed.append(Story(now, facts))
            else:
                unchanged.append(now.briefing.title)
        told = [revision for topic in new[:DETAILED] if (revision := view.get(topic)) is not None]
        news = News(
            new=tuple(map(Story, told)),
            changed=tuple(changed),
            withdrawn=tuple(past[one].briefing.title if one in past else one.topic for one in gone),
            unchanged=tuple(unchanged),
            more=len(new) - len(told),
        )
        return _Found(news, tuple(shows))


@dataclass(frozen=True, slots=True)
class _Found:
    news: News
    shows: tuple[Known, ...]
