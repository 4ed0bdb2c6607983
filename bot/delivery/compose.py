"""Writes digests: what a place was shown last against what is published now."""

import asyncio
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from msgspec.structs import replace

from bot.briefing.changes import changes, facts
from bot.briefing.model import Briefing
from bot.delivery.composer import Asked, Digest
from bot.library.library import Library
from bot.library.view import View
from bot.present import digest as present
from bot.present.digest import DETAILED, HERE, News, Story
from bot.store.content import Content, Known, Told
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
    """The `Composer` of a library. Equal questions get equal answers while nothing is published."""

    def __init__(self, library: Library, past: Past) -> None:
        self._library = library
        self._past = past

    def view(self, workspace: str) -> str:
        """The workspace whose briefings a workspace sees: "" when it has none of its own."""
        return workspace if self._library.view(workspace).own else ""

    async def compose(self, asked: Asked) -> Digest | None:
        """The digest, or None when there is nothing new and nothing is to be said then."""
        return await compose(self._library.view(asked.workspace), self._past, asked)


async def compose(view: View, past: Past, asked: Asked, since: str = HERE) -> Digest | None:
    """The digest of a view, or None when there is nothing new and nothing is to be said then. `since` is what it says
    that it is compared with."""
    found = await _news(view, past, asked)
    if not found.news and asked.empty is Empty.SKIP:
        return None
    message = Content(
        present.digest(found.news, asked.day, first=asked.known is None, since=since),
        present.buttons(found.news),
        found.shows,
    )
    details = zip(found.news.told, present.details(found.news, since), strict=True)
    return Digest(
        message,
        tuple(
            Content(document, tells=Told(story.now.topic, found.known.get(story.now.topic)))
            for story, document in details
        ),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """The news, what the place knows after them, and what it knew of the topics that have changed."""

    news: News
    shows: tuple[Known, ...]
    known: Mapping[str, Known]


@dataclass(slots=True)
class _Compared:
    """Topics as they are told apart."""

    shows: dict[str, Known] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    differing: dict[Known, str] = field(default_factory=dict)
    gone: list[Known] = field(default_factory=list)
    back: set[Known] = field(default_factory=set)


async def _news(view: View, past: Past, asked: Asked) -> _Found:
    """What differs between what a place knows of its topics and what is published on them."""
    compared = _compare(view, asked)
    before = await past.before([*compared.differing, *compared.gone])
    changed: list[tuple[Known, Story]] = []
    for number, (known, topic) in enumerate(compared.differing.items()):
        if number % BREATH == BREATH - 1:
            await asyncio.sleep(0)
        now, was = view.get(topic), before.get(known)
        if now is None:
            compared.shows[topic] = known  # withdrawn a moment ago: the next digest says so
            if known in compared.back:
                compared.shows[topic] = replace(known, withdrawn=True)
        elif was is None:
            log.warning("%s of %s was shown and is not kept: it is introduced again", known.revision, topic)
            compared.new.append(topic)
        elif differing := facts(changes(was.briefing, now.briefing, was.corrections)):
            changed.append((known, Story(now, differing)))
        elif known in compared.back:
            compared.new.append(topic)
        else:
            compared.unchanged.append(now.briefing.title)
    changed.sort(key=lambda one: not one[1].corrected)
    room = DETAILED - min(len(changed), DETAILED // 2)  # however many of one kind there are, some of the other are told
    for topic in compared.new[room:]:
        compared.shows.pop(topic, None)  # the next digests introduce it
    told = [revision for topic in compared.new[:room] if (revision := view.get(topic)) is not None]
    room = DETAILED - len(told)
    for known, story in changed[room:]:
        compared.shows[story.now.topic] = replace(known, withdrawn=known in compared.back)  # the next digests tell it
    news = News(
        new=tuple(map(Story, told)),
        changed=tuple(story for _, story in changed[:room]),
        withdrawn=tuple(before[one].briefing.title if one in before else one.topic for one in compared.gone),
        unchanged=tuple(compared.unchanged),
        more=len(compared.new) - len(told),
        later=len(changed[room:]),
    )
    knew = {known.topic: replace(known, withdrawn=known in compared.back) for known, _ in changed[:room]}
    return _Found(news, tuple(compared.shows.values()), knew)


def _compare(view: View, asked: Asked) -> _Compared:
    """Tell topics apart by their revisions alone, without unpacking any."""
    was = {one.topic: one for one in asked.known or () if not asked.topics or one.topic in asked.topics}
    found = _Compared()
    for topic in dict.fromkeys(asked.topics or (listing.topic for listing in view.topics(len(view)))):
        published = view.packed(topic)
        if published is None:
            continue
        workspace, packed = published
        now, before = Known(workspace, topic, packed.id), was.get(topic)
        found.shows[topic] = now
        if before is None:
            found.new.append(topic)
        elif before.withdrawn:
            # Known as it was when it was withdrawn: what has changed since then is told.
            last = replace(before, withdrawn=False)
            found.back.add(last)
            found.differing[last] = topic
        elif before == now:
            found.unchanged.append(packed.title)
        else:
            found.differing[before] = topic
    for topic, one in was.items():
        if topic not in found.shows:
            found.shows[topic] = replace(one, withdrawn=True)
            if not one.withdrawn:
                found.gone.append(one)
    return found
