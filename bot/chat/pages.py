"""Cuts a document into the fewest pages a platform accepts, with every word kept, in order."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic

import msgspec

from bot.chat.adapter import Payload, Renderer
from bot.chat.document import Block, Button, Document, Sources, Text
from bot.chat.flow import Flow, Stop
from bot.chat.invocation import Invocation
from bot.chat.reply import Menu, Reply

REPEATED: Final = 120
"""Most characters of a title, heading, label or name that is repeated on each page: the longest name a briefing has."""

DEARER: Final = 3
"""The sources stand under every page if that makes no more than a third as many pages more, or one."""

_NUMBERED: Final = (9, 99, 999, 9_999)
"""Most pages, by how much room their number takes."""

Fits = Callable[[Document], bool]


@dataclass(frozen=True, slots=True)
class View(Generic[Payload]):
    """The page of a reply that is shown: what the platform sends, the document it was made of, which of how many pages
    it is, and the buttons that turn to the others, which stand before the reply's own."""

    payload: Payload
    document: Document
    page: int
    pages: int
    turns: tuple[Button, ...] = ()


def view(reply: Reply, renderer: Renderer[Payload]) -> View[Payload]:
    """The page a reply asks for, under it the reply's buttons and menu, before them Previous and Next.

    A page that is not there becomes the nearest one that is. The same reply always has the same pages, whichever is
    asked for. Raises ValueError, as `pages` does.
    """
    whole = renderer.render(reply.document, reply.buttons, reply.menu)
    if renderer.fits(whole):
        return View(whole, reply.document, 1, 1)
    cut = _cut(reply.document, renderer, (*_turns(reply.request, 2, 3), *reply.buttons), reply.menu)
    page = min(max(reply.page, 1), len(cut))
    document = cut[page - 1]
    turns = _turns(reply.request, page, len(cut))
    payload = renderer.render(document, (*turns, *reply.buttons), reply.menu)
    return View(payload, document, page, len(cut), turns)


def pages(
    document: Document, renderer: Renderer[Payload], buttons: tuple[Button, ...] = (), menu: Menu | None = None
) -> list[Payload]:
    """The pages of a document, as few as the renderer accepts, each with the buttons and the menu.

    Among equally few pages the cuts are between blocks where they can be, else between items, sentences, words; a word
    is cut only if it doesn't fit a page of its own. Each page has the title, the headings and labels of what it
    continues, and a note that says which page it is; the title's tail moves into the text when the renderer doesn't
    take it whole. A renderer too small for that gets bare words. Raises ValueError when not even one character fits.
    """
    whole = renderer.render(document, buttons, menu)
    if renderer.fits(whole):
        return [whole]
    return [renderer.render(page, buttons, menu) for page in _cut(document, renderer, buttons, menu)]


def _turns(request: Invocation | None, page: int, count: int) -> tuple[Button, ...]:
    """The buttons that turn a page; none when there is no request to ask again."""
    if request is None:
        return ()
    turns = (("Previous", page - 1), ("Next", page + 1))
    return tuple(
        Button(label, msgspec.structs.replace(request, page=other)) for label, other in turns if 1 <= other <= count
    )


def _cut(
    document: Document, renderer: Renderer[Payload], buttons: tuple[Button, ...], menu: Menu | None
) -> list[Document]:
    """The pages of a document. What it rests on stands under each where that costs few of them."""

    def fits(page: Document) -> bool:
        return renderer.fits(renderer.render(page, buttons, menu))

    cut = next(filter(None, (_Book(document, fits, most).pages() for most in (*_NUMBERED, None))), [])
    if not cut:
        raise ValueError(f"{type(renderer).__qualname__} is too small to show even one character of a document")
    *above, last = document.blocks or (None,)
    if not (above and isinstance(last, Sources)):
        return cut

    def under(page: Document) -> Document:
        return msgspec.structs.replace(page, blocks=(*page.blocks, last))

    unsourced = msgspec.structs.replace(document, blocks=tuple(above))
    affordable = len(cut) + max(len(cut) // DEARER, 1)
    for most in _NUMBERED[:2]:
        book = _Book(unsourced, lambda page: fits(under(page)), most)
        if (found := book.pages()) and len(found) <= affordable:
            return list(map(under, found))
    return cut


class _Book:
    """A document being cut into at most `most` pages that repeat what they continue, or any number of bare ones."""

    def __init__(self, document: Document, fits: Fits, most: int | None) -> None:
        self._fits = fits
        self._most = most
        self._url = document.url
        self._title = _longest(document.title, lambda head: fits(self._framed(1, head)))
        self._running = self._shortened(document.title) if most else ""
        tail = document.title[len(self._title) :].strip()
        blocks = (Text(tail), *document.blocks) if tail else document.blocks
        self._flow = Flow(Document("", blocks, note=document.note), REPEATED if most else 0)

    def pages(self) -> list[Document]:
        """The fewest pages; none when they are too many or one of them can't hold anything."""
        furthest = self._furthest()
        cut = self._bound(self._best(furthest)) if furthest else []
        return cut if all(map(self._fits, cut)) else self._bound(furthest)

    def _bound(self, ends: Sequence[int]) -> list[Document]:
        numbered = enumerate(zip((0, *ends), ends, strict=False), 1)
        return [self._page(start, end, number, len(ends)) for number, (start, end) in numbered]

    def _furthest(self) -> list[int]:
        """Where each page ends when each holds as much as it can: no other way makes fewer pages."""
        ends = [0]
        while ends[-1] < self._flow.length and len(ends) <= (self._most or self._flow.length):
            start, number = ends[-1], len(ends)
            stride = start - ends[-2] if number > 1 else 1000
            end = self._reach(start, number, stride)
            if end == start and not (number == 1 and self._title):
                return []
            ends.append(end)
        return ends[1:] if ends[-1] == self._flow.length else []

    def _reach(self, start: int, number: int, stride: int) -> int:
        """The last position a page from `start` can end at; within a word only if no page could hold that word."""
        end, limit = start, self._flow.length
        for level in (Stop.WORDS, Stop.CHARACTERS, Stop.CODE_POINTS):
            stops = self._flow.stops(level, end, limit)
            count = _leading(stops, lambda stop: self._holds(start, stop, number), stride)
            end = stops[count - 1] if count else end
            if count == len(stops) or self._holds(end, stops[count], 2):
                break
            limit = stops[count]
        return end

    def _best(self, furthest: Sequence[int]) -> list[int]:
        """Where the same number of pages end at the best stops. Taking each as late as it can be leaves the next page
        the widest choice."""
        ends: list[int] = []
        for number, (low, high) in enumerate(zip(self._earliest(furthest), furthest, strict=True), 1):
            start, end = ends[-1] if ends else 0, low
            for level in (Stop.BLOCKS, Stop.ITEMS, Stop.SENTENCES, Stop.WORDS):
                stops = self._flow.stops(level, low - 1, high)
                count = bisect_left(stops, True, key=lambda stop: not self._holds(start, stop, number))
                if count:
                    end = stops[count - 1]
                    break
            ends.append(end)
        return ends

    def _earliest(self, furthest: Sequence[int]) -> list[int]:
        """The first position each page may end at so that the pages after it still hold the rest."""
        ends = [self._flow.length]
        for number in range(len(furthest), 1, -1):
            high = furthest[number - 2]
            low = furthest[number - 3] if number > 2 else 0
            stops = [*self._flow.stops(Stop.WORDS, low, high - 1), high]
            first = bisect_left(stops, True, hi=len(stops) - 1, key=lambda stop: self._holds(stop, ends[-1], number))
            ends.append(stops[first])
        return ends[::-1]

    def _holds(self, start: int, end: int, number: int) -> bool:
        return self._fits(self._page(start, end, number, self._most or 0))

    def _page(self, start: int, end: int, number: int, count: int) -> Document:
        blocks, note = self._flow.between(start, end)
        return self._framed(number, self._title if number == 1 else self._running, blocks, note, count)

    def _framed(
        self, number: int, title: str, blocks: tuple[Block, ...] = (), note: str | None = None, count: int | None = None
    ) -> Document:
        if self._most and count != 1:
            turn = f"Page {number} of {count or self._most}"
            return Document(title, blocks, self._url, f"{note} · {turn}" if note else turn)
        return Document(title, blocks, self._url if number == 1 else None, note)

    def _shortened(self, title: str) -> str:
        """The title of the pages after the first."""
        if len(title) <= REPEATED and self._fits(self._framed(2, title)):
            return title
        head = _longest(title[: REPEATED - 1], lambda head: self._fits(self._framed(2, f"{head}…")))
        return f"{head}…" if head else ""


def _leading(stops: Sequence[int], fits: Callable[[int], bool], stride: int) -> int:
    """How many of the first stops fit. The search begins with one that is `stride` positions away."""
    count, step = 0, 0
    while count < len(stops):
        step = bisect_left(stops, stops[count] + stride, count) - count + 1
        if count + step > len(stops) or not fits(stops[count + step - 1]):
            break
        count += step
        stride *= 2
    last = min(count + step, len(stops))
    return bisect_left(stops, True, count, last, key=lambda stop: not fits(stop))


def _longest(text: str, fits: Callable[[str], bool]) -> str:
    """The longest beginning of a text that fits, in whole words if one does."""
    if fits(text):
        return text
    words = [match.start() for match in re.finditer(r"\s+", text)]
    for ends in (words, range(len(text))):
        count = bisect_left(ends, True, key=lambda end: not fits(text[:end]))
        if count:
            return text[: ends[count - 1]]
    return ""
