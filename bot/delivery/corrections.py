"""Corrections that travel: every message that ever showed the old fact is edited, and its thread is told."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.briefing.revision import Revision
from bot.chat.document import Document, Ref
from bot.present.correction import corrected, correction_reply, stated, withdrawal_reply, withdrawn
from bot.present.redrawing import Redrawing
from bot.store import contents, corrections, deliveries, former, history, posted
from bot.store.content import Content
from bot.store.delivery import Kind as Of
from bot.store.delivery import New, new
from bot.store.posted import Posted
from bot.store.saved import Saved
from bot.store.travelling import Kind, Travelling

PAGE: Final = 2000
"""Messages planned at once."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What a correction sets going: so many messages are edited, so many can't be, and so many threads are told."""

    edits: int = 0
    fixed: int = 0
    threads: int = 0

    @property
    def messages(self) -> int:
        """Every message that showed what was corrected."""
        return self.edits + self.fixed

    def __add__(self, more: "Planned") -> "Planned":
        return Planned(self.edits + more.edits, self.fixed + more.fixed, self.threads + more.threads)


async def correct_everywhere(c: AsyncConnection, published: Saved, now: int) -> Planned:
    """Have every message that shows what a revision corrects edited, in the transaction that published it."""
    why = " ".join(dict.fromkeys(one.why for one in published.corrections if one.why))
    return await _travel(c, await corrections.add(c, Kind.CORRECTION, published, why, now), now)


async def withdraw_everywhere(c: AsyncConnection, withdrawn: Saved, why: str, now: int) -> Planned:
    """Have every message that shows anything of a briefing say that it was withdrawn, in the transaction that withdrew
    it."""
    return await _travel(c, await corrections.add(c, Kind.WITHDRAWAL, withdrawn, why, now), now)


async def foreseen(c: AsyncConnection, redrawing: Redrawing, now: int) -> Planned:
    """What a correction would set going if it was published now."""
    return await _Spread(c, _Correcting(redrawing, _moment(now)), None, now).everywhere()


async def foreseen_withdrawal(c: AsyncConnection, published: Saved, now: int) -> Planned:
    """What a withdrawal would set going if it was done now."""
    ref = Ref(published.workspace, published.topic, "", published.id)
    return await _Spread(c, _Withdrawing(ref, published.title, _moment(now), ""), None, now).everywhere()


async def catch_up(c: AsyncConnection, messages: Sequence[Posted], now: int) -> None:
    """Have messages edited that were posted just now with what was corrected meanwhile, while they were on their
    way."""
    late = await corrections.missed(c, {one.content for one in messages})
    if not late:
        return
    edits: dict[int, _Edit] = {}
    for message in messages:
        for correction in late.get(message.content, ()):
            if (edit := edits.get(correction.id)) is None:
                edit = edits[correction.id] = await _edit_of(c, correction)
                await edit.begin(c)
            # Each goes on from what the one before made of the message.
            [says] = await posted.by_ids(c, [message.id])
            await _Spread(c, edit, correction.id, now).page([says])


async def _travel(c: AsyncConnection, correction: Travelling, now: int) -> Planned:
    await posted.hold(c)
    return await _Spread(c, await _edit_of(c, correction), correction.id, now).everywhere()


class _Spread:
    """Plans the edits of one correction, or only counts them when it has no number yet."""

    def __init__(self, c: AsyncConnection, edit: "_Edit", correction: int | None, now: int) -> None:
        self._c = c
        self._edit = edit
        self._correction = correction
        self._now = now
        self._told: set[str] = set()

    async def everywhere(self) -> Planned:
        """Every message that shows what is corrected."""
        await self._edit.begin(self._c)
        planned, after = Planned(), 0
        while page := await posted.showing(self._c, *self._edit.topic, self._edit.items, after=after, limit=PAGE):
            after = page[-1].id
            planned += await self.page(page)
        return planned

    async def page(self, page: Sequence[Posted]) -> Planned:
        """Some messages; what several of them show alike is made once."""
        olds = await contents.read(self._c, {one.content for one in page})
        await self._edit.prepare(self._c, olds.values())
        news = {hash_: new for hash_, old in olds.items() if (new := self._edit.of(old)) is not None}
        shown = [one for one in page if one.content in news]
        editable = [one for one in shown if one.message_id is not None]
        threads = [one for one in editable if self._tell(one)]
        planned = Planned(len(editable), len(shown) - len(editable), len(threads))
        if self._correction is None or not shown:
            return planned
        replies = {hash_: self._edit.reply(olds[hash_]) for hash_ in {one.content for one in threads}}
        await contents.keep(self._c, [*news.values(), *replies.values()])
        await deliveries.drop_edits(self._c, [one.id for one in editable], deliveries.SUPERSEDED, self._now)
        edits = [_edit(self._correction, one, news[one.content], self._now) for one in editable]
        below = [_reply(self._correction, one, replies[one.content], self._now) for one in threads]
        await deliveries.add(self._c, [*edits, *below])
        ids = {one.id: row.id for one, row in zip(editable, edits, strict=True)}
        await corrections.reach(self._c, self._correction, [(one.id, ids.get(one.id)) for one in shown])
        return planned

    def _tell(self, message: Posted) -> bool:
        """Whether a message is the first one found of a digest's thread."""
        if message.thread is None or message.thread in self._told:
            return False
        self._told.add(message.thread)
        return True


def _edit(correction: int, message: Posted, content: Content, now: int) -> New:
    id_ = f"c{correction:x}-{message.id:x}"
    return new(id_, Of.EDIT, message.place, content.hash, now, edits=message.id)


def _reply(correction: int, message: Posted, content: Content, now: int) -> New:
    """The word on a correction in a thread: the same id whichever message of the thread it is planned for, and when, so
    that it can't be kept twice."""
    thread = blake2b((message.thread or "").encode(), digest_size=8).hexdigest()
    below = new(f"r{correction:x}-{thread}", Of.DETAIL, message.place, content.hash, now, under=message.thread)
    return msgspec.structs.replace(below, due_at_ms=now * 1000)  # what it is below of was posted


class _Correcting:
    """The edits that a correction makes."""

    def __init__(self, redrawing: Redrawing, at: datetime) -> None:
        self._redrawing = redrawing
        self._at = at
        self._redrawings = {redrawing.was.id: redrawing}
        self._names: Mapping[str, str] = {}
        now = redrawing.now
        self.topic = now.workspace, now.topic
        self.items: Collection[str] | None = redrawing.items

    async def begin(self, c: AsyncConnection) -> None:
        """Find out under which names messages show what is called otherwise now."""
        last = self._redrawing
        gone = await former.gone(c, *self.topic, last.now.briefing)
        if not gone:
            return
        self._names = await former.names(c, *self.topic, last.now.briefing)
        self._redrawing = Redrawing(last.was, last.now, last.reasons, self._names)
        self._redrawings = {last.was.id: self._redrawing}
        self.items = self._redrawing.items | {path for path in gone if self._redrawing.shows(path)}

    async def prepare(self, c: AsyncConnection, olds: Iterable[Content]) -> None:
        """Read the revisions that documents show; one that is not kept is taken for the one that was corrected."""
        last = self._redrawing
        shown = {ref.revision for old in olds for ref in stated(old.document) if self._of(ref)}
        for id_ in shown - self._redrawings.keys():
            found = await history.get(c, *self.topic, id_)
            was = found or Revision(self.topic[1], id_, last.was.briefing, self.topic[0])
            self._redrawings[id_] = Redrawing(was, last.now, last.reasons, self._names)

    def of(self, old: Content) -> Content | None:
        document = corrected(old.document, self._redrawings, self._at)
        return None if document is None else _with(old, document)

    def reply(self, old: Content) -> Content:
        """A word on what the message stated: what was corrected itself before what only shows it."""
        shows, corrected = self._redrawing.shows, self._redrawing.corrects
        shown = [ref for ref in stated(old.document) if self._of(ref) and shows(ref.item)]
        first = min(shown, key=lambda ref: (not corrected(ref), ref.revision), default=None)
        redrawing = self._redrawings[first.revision] if first else self._redrawing
        return Content(correction_reply(redrawing.now, redrawing.changes or self._redrawing.changes))

    def _of(self, ref: Ref) -> bool:
        return (ref.workspace, ref.briefing) == self.topic


class _Withdrawing:
    """The edits that a withdrawal makes."""

    def __init__(self, ref: Ref, title: str, at: datetime, why: str) -> None:
        self._ref = ref
        self._title = title
        self._at = at
        self._why = why
        self.topic = ref.workspace, ref.briefing
        self.items: Collection[str] | None = None

    async def begin(self, c: AsyncConnection) -> None:
        """Nothing is needed for it."""

    async def prepare(self, c: AsyncConnection, olds: Iterable[Content]) -> None:
        """Nothing is needed for it."""

    def of(self, old: Content) -> Content | None:
        document = withdrawn(old.document, self._ref, self._title, self._at, self._why)
        return None if document is None else _with(old, document)

    def reply(self, _: Content) -> Content:
        return Content(withdrawal_reply(self._title, self._why))


_Edit = _Correcting | _Withdrawing


async def _edit_of(c: AsyncConnection, correction: Travelling) -> _Edit:
    """The edits of a correction that is kept."""
    ref = Ref(correction.workspace, correction.topic, "", correction.revision)
    at = _moment(correction.at)
    if correction.kind is Kind.WITHDRAWAL:
        return _Withdrawing(ref, correction.title, at, correction.why)
    now = await history.get(c, ref.workspace, ref.briefing, ref.revision)
    saved = await history.find(c, ref.workspace, ref.briefing, ref.revision, None)
    base = await history.base(c, saved) if saved else None
    was = await history.get(c, ref.workspace, ref.briefing, base.id) if base else None
    if now is None:
        raise LookupError(f"revision {ref.revision} of {ref.briefing} was published and is not kept")
    return _Correcting(Redrawing(was or now, now, {one.item: one.why for one in correction.corrections}), at)


def _with(old: Content, document: Document) -> Content:
    return Content(document, old.buttons, old.shows)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
