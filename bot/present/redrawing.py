"""What stands in place of a piece that shows a corrected item: the same kind of piece, made of the new revision."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import zip_longest
from typing import Any, Final

import msgspec

from bot.briefing.changes import Change, FieldChanged, changes, facts, item_of, paired
from bot.briefing.model import SECTIONS, Actor, Briefing, Card, Claim, Figure, Item, Quote, Source, passages
from bot.briefing.parts import ASIDES, label, says
from bot.briefing.renaming import under
from bot.briefing.revision import Revision
from bot.chat.document import Document, Fact, Ref, Sources
from bot.chat.pieces import Piece, pieces
from bot.present.actor import actor
from bot.present.brief import brief, full
from bot.present.card import card
from bot.present.changes import is_comparison, since
from bot.present.digest import News, Story, digest
from bot.present.figure import disagreement, figure
from bot.present.sources import passage, sources
from bot.present.wording import citation, when

_Kind = tuple[type, str, str]
"""By what the pieces of two documents are paired: what they are, the item they show, and the label of a fact."""

_OWN: Final = frozenset(("Amount", "When", "Stated by"))
"""Labels of facts that a figure's own answer has."""


class Redrawing:
    """From one revision of a briefing to a newer one, of which these items (by path; "" the briefing's own text) were
    corrected. Nothing but them is ever changed in what people were shown."""

    def __init__(
        self, was: Revision, now: Revision, reasons: Mapping[str, str], names: Mapping[str, str] | None = None
    ) -> None:
        """`reasons` says of each corrected item, or position, why it was; `names` are the paths that things have now,
        by those that they had."""
        self.was = replace(was, briefing=under(was.briefing, names)) if names else was
        self.now = now
        self.reasons = reasons
        self._names = names or {}
        self.corrected = frozenset(".".join(path.split(".")[:2]) for path in reasons)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What differs in the corrected items, as corrections; what only backs them is left out where more differs."""
        every = changes(self.was.briefing, self.now.briefing, self.reasons)
        return facts([one for one in every if item_of(one) in self.corrected])

    @cached_property
    def items(self) -> frozenset[str]:
        """The paths of everything that may show what was corrected."""
        return touched(self.was.briefing, self.corrected) | touched(self.now.briefing, self.corrected)

    def corrects(self, ref: Ref) -> bool:
        """Whether what is pointed at was itself corrected."""
        return _item(self._named(ref.item)) in self.corrected

    def shows(self, path: str) -> bool:
        """Whether what has, or had, a path may show what was corrected."""
        return self._named(path) in self.items

    def of(self, piece: Piece) -> Sequence[Piece]:
        """What stands in its place: itself where it shows nothing corrected, nothing where that is stated no more."""
        if piece.ref is None or not self.shows(piece.ref.item):
            return (piece,)
        if isinstance(piece, Sources):
            return (self._cited(piece),)
        ref = msgspec.structs.replace(piece.ref, item=self._named(piece.ref.item))
        named = msgspec.structs.replace(piece, ref=ref)
        if (new := self._redrawn.get(named)) is None:
            lost = _item(ref.item) in self.corrected and self._path(ref.item) is None
            new = () if lost else (self._reworded(named, ref),)
        return (piece,) if new == (named,) else new  # what is only named otherwise stays as it was posted

    def title(self, text: str) -> str:
        """A title, heading or question, with the words by which a corrected item is known now."""
        for old, new in self._labels:
            if old in text:
                known = rf"(?:^|(?<=: )|(?<=^In the words of )){re.escape(old)}(?=$|[.:] )"
                text = re.sub(known, new.replace("\\", r"\\"), text)
        return text

    def shown(self, ref: Ref | None) -> bool:
        """Whether what is pointed at is of this briefing."""
        return ref is not None and (ref.workspace, ref.briefing) == (self.now.workspace, self.now.topic)

    @property
    def old_words(self) -> tuple[str, ...]:
        """How what was corrected read."""
        return tuple(old for old, _ in self._words)

    def _named(self, path: str) -> str:
        """A path under the name that the thing has now."""
        item = _item(path)
        return f"{self._names[item]}{path.removeprefix(item)}" if item in self._names else path

    def _cited(self, block: Sources) -> Sources:
        """The sources with those that were corrected as they are now, and the day where that was."""
        olds, news = self.was.briefing.sources, self.now.briefing.sources
        made = {
            citation(old): (citation(news[name]),) if name in news else ()
            for name, old in olds.items()
            if f"sources.{name}" in self.corrected
        }
        citations = tuple(new for old in block.citations for new in made.get(old, (old,)))
        checked = "" in self.corrected and block.as_of == self.was.briefing.as_of
        as_of = self.now.briefing.as_of if checked else block.as_of
        if (citations, as_of) == (block.citations, block.as_of):
            return block
        own = Ref(self.now.workspace, self.now.topic, "", self.now.id)
        return msgspec.structs.replace(block, citations=citations, as_of=as_of, ref=own)

    @cached_property
    def _redrawn(self) -> Mapping[Piece, tuple[Piece, ...]]:
        """Every piece that any answer makes of what was corrected, and what the same answer makes of it now."""
        found: dict[Piece, tuple[Piece, ...]] = {}
        for name in sorted(self.items.difference(SECTIONS)):
            for old, new in zip(_shown(self.was, name), _shown(self.now, self._path(name) or ""), strict=False):
                for before, after in self._pairs(old, new):
                    # What reads the same stays as it was posted.
                    alike = len(after) == 1 and msgspec.structs.replace(after[0], ref=before.ref) == before
                    found.setdefault(before, (before,) if alike else after)
        return found

    def _pairs(self, old: Document, new: Document) -> Iterator[tuple[Piece, tuple[Piece, ...]]]:
        """The pieces of an answer as it was, each with those of the same answer as it is."""
        back = {now: was for was in self.items if (now := self._path(was)) is not None}
        before, after = self._sorted(old, {path: path for path in self.items}), self._sorted(new, back)
        for kind, olds in before.items():
            news = after.get(kind, [])
            if len(news) > len(olds):
                news = [*news[: len(olds) - 1], tuple(piece for more in news[len(olds) - 1 :] for piece in more)]
            yield from ((one[0], two) for one, two in zip_longest(olds, news, fillvalue=()) if one)

    def _sorted(self, document: Document, paths: Mapping[str, str]) -> dict[_Kind, list[tuple[Piece, ...]]]:
        found: dict[_Kind, list[tuple[Piece, ...]]] = defaultdict(list)
        for piece in pieces(document):
            if isinstance(piece, Sources):
                continue  # made of what they cite, wherever they stand
            if piece.ref is not None and (path := paths.get(piece.ref.item)) is not None:
                own = piece.label if isinstance(piece, Fact) and piece.label in _OWN else ""
                found[type(piece), path, own].append((piece,))
        return found

    def _path(self, path: str) -> str | None:
        """The path that an item, or a position, has now; None when it is not stated any more."""
        if not path or path in SECTIONS:
            return path
        section, _, rest = path.partition(".")
        name, _, number = rest.partition(".positions.")
        item = getattr(self.now.briefing, section).get(name)
        if item is None or not number:
            return None if item is None else path
        before = self.was.briefing.claims.get(name)
        if before is None or not isinstance(item, Claim):
            return None
        found = {old: new for new, old in paired(before.positions, item.positions).items()}.get(int(number))
        return None if found is None else f"{section}.{name}.positions.{found}"

    def _reworded(self, piece: Piece, ref: Ref) -> Piece:
        """A piece that no answer makes any more, with its old words replaced."""
        if _item(ref.item) not in self.corrected and ref.item not in SECTIONS:
            return piece
        made: dict[str, Any] = {}
        for field in msgspec.structs.fields(piece):
            text = getattr(piece, field.name)
            if isinstance(text, str):
                made[field.name] = self._since(text) or self._in_new_words(text)
        if all(getattr(piece, name) == text for name, text in made.items()):
            return piece
        new = Ref(ref.workspace, ref.briefing, self._path(ref.item) or "", self.now.id)
        mark = {"mark": None} if hasattr(piece, "mark") else {}
        return msgspec.structs.replace(piece, ref=new, **made, **mark)

    def _since(self, text: str) -> str | None:
        """A line on what had changed, once that was corrected: it stays as it was told, with what is right now behind
        it. None of any other."""
        return since(text, self._words) if is_comparison(text) else None

    def _in_new_words(self, text: str) -> str:
        if not self._words:
            return text
        new = dict(self._words)
        either = "|".join(re.escape(old) for old, _ in self._words)
        return re.sub(rf"(?<!\w)(?:{either})(?!\w)", lambda match: new[match[0]], text)

    @cached_property
    def _words(self) -> tuple[tuple[str, str], ...]:
        """Old words with the new ones, the longest first."""
        found: dict[str, str] = {}
        for change in self.changes:
            if isinstance(change, FieldChanged) and change.was and change.field not in ASIDES:
                now = change.now or "(no longer stated)"
                found |= {change.was: now, when(change.was): when(now)}
        for path in self.corrected:
            old, new = _find(self.was.briefing, path), _find(self.now.briefing, path)
            if old is not None and new is not None and old != new:
                found[says(self.was.briefing, old)] = says(self.now.briefing, new)
        return tuple(sorted(((a, b) for a, b in found.items() if a != b), key=lambda pair: -len(pair[0])))

    @cached_property
    def _labels(self) -> tuple[tuple[str, str], ...]:
        found = [(self.was.briefing.title, self.now.briefing.title)] if "" in self.corrected else []
        for path in self.corrected:
            old, new = _find(self.was.briefing, path), _find(self.now.briefing, path)
            if old is not None and new is not None:
                found.append((label(old), label(new)))
        return tuple((old, new) for old, new in found if old != new)


def touched(briefing: Briefing, corrected: Collection[str]) -> frozenset[str]:
    """The paths of items, and their positions, that show something of what was corrected."""
    names = {path.partition(".")[2] for path in corrected}
    found = set(corrected)
    if any(path.startswith("actors.") for path in corrected):
        found.add("actors")  # a line that names them all
    if any(path.startswith("sources.") for path in corrected):
        found.add("")  # the list of sources is the briefing's own
    for section, name, item in briefing.items():
        if f"{section}.{name}" in corrected or _mentions(item) & names:
            found.add(f"{section}.{name}")
            if isinstance(item, Claim):
                found |= {f"{section}.{name}.positions.{number}" for number in range(len(item.positions))}
    return frozenset(found)


def _mentions(item: Item) -> set[str]:
    """The names that an answer on an item takes words from."""
    found = {evidence.source for evidence in passages(item)}
    match item:
        case Figure():
            found.add(item.stated_by)
        case Claim():
            found |= {position.by for position in item.positions}
        case Quote():
            found.add(item.by)
        case Card():
            found |= set(item.shows)
        case _:
            pass
    return found


def _shown(revision: Revision, path: str) -> Sequence[Document]:
    """Every answer that shows an item, always in this order."""
    briefing = revision.briefing
    section, _, rest = path.partition(".")
    name = rest.partition(".")[0]
    found = briefing.find(name) if section in SECTIONS else None
    documents = [full(revision), brief(revision), sources(revision)]
    documents.append(digest(News(new=(Story(revision),)), briefing.as_of))
    if found is None:
        return documents
    item = found[1]
    documents.append(passage(revision, section, name, item))
    match item:
        case Figure():
            documents += [figure(revision, name), disagreement([(revision, name)])]
        case Actor():
            documents.append(actor(revision, name))
        case Card():
            documents.append(card(revision, name))
        case Claim():
            documents += [actor(revision, position.by) for position in item.positions]
        case Quote():
            documents.append(actor(revision, item.by))
        case _:
            pass
    return documents


def _find(briefing: Briefing, path: str) -> Item | Source | None:
    section, _, name = path.partition(".")
    items: Mapping[str, Item | Source] = getattr(briefing, section) if section else {}
    return items.get(name)


def _item(path: str) -> str:
    """The item of a path, which may be that of a position."""
    return ".".join(path.split(".")[:2])
