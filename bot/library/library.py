"""The published briefings of a folder: loaded, checked, found by name and by words."""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from bot.briefing.check import check
from bot.briefing.finding import Finding, Severity
from bot.briefing.model import Briefing, Card, Claim, Event, Figure, Kind, Quote
from bot.briefing.revision import Revision
from bot.briefing.yaml import LARGEST
from bot.library.names import Found, Names
from bot.library.search import Hit, Index

log = logging.getLogger(__name__)

SUFFIXES: Final = frozenset((".yaml", ".yml"))


@dataclass(frozen=True, slots=True)
class Listing:
    """A published topic as lists show it."""

    topic: str
    title: str
    as_of: date


class Library:
    """The briefings of a folder. A file that can't be published is in `findings`, and its last good state stays."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._revisions: dict[str, Revision] = {}
        self._files: dict[Path, str] = {}
        self._wrong: dict[Path, tuple[Finding, ...]] = {}
        self._topics: Names[Listing] = Names()
        self._actors: Names[Hit] = Names()
        self._items = Index()
        self._figures = Index()

    def __len__(self) -> int:
        return len(self._revisions)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything wrong with the files as they are now, file by file."""
        return tuple(finding for file in sorted(self._wrong) for finding in self._wrong[file])

    def load(self) -> None:
        """Read every briefing of the folder."""
        if not self.folder.is_dir():
            self._wrong[self.folder] = (
                _finding(self.folder, "There is no such folder.", "Name a folder of briefings."),
            )
            return
        self._wrong.pop(self.folder, None)
        self.reload(path for path in sorted(self.folder.rglob("*")) if path.suffix in SUFFIXES)

    def reload(self, paths: Iterable[Path]) -> None:
        """Read these files again: changed ones are replaced, deleted ones forgotten, broken ones reported."""
        for path in paths:
            if path.suffix not in SUFFIXES or path.is_dir():
                continue
            topic = path.stem
            owner = next((file for file, named in self._files.items() if named == topic and file != path), None)
            try:
                size = path.stat().st_size
                data = path.read_bytes() if size <= LARGEST else b" " * (LARGEST + 1)
            except FileNotFoundError:
                self._forget(path)
                continue
            except OSError as error:
                self._report(
                    path, (_finding(path, f"The file can't be read ({error.strerror}).", "Mend its permissions."),)
                )
                continue
            if owner is not None and owner.exists():
                self._report(
                    path, (_finding(path, f"{owner} is on the topic {topic!r} already.", "Rename one of them."),)
                )
                continue
            self._take(path, topic, data)

    def topics(self, limit: int, offset: int = 0) -> list[Listing]:
        """Published topics, the newest "as of" first, then by title."""
        listed = sorted(
            map(_listing, self._revisions.values()), key=lambda found: (-found.as_of.toordinal(), found.title)
        )
        return listed[offset : offset + limit]

    def get(self, topic: str) -> Revision | None:
        """The published revision of exactly this topic."""
        return self._revisions.get(topic)

    def find_topics(self, words: str, limit: int = 5) -> Found[Listing]:
        """Topics by id, title or alias."""
        return self._topics.find(words, limit)

    def find_actors(self, words: str, topic: str | None = None, limit: int = 5) -> Found[Hit]:
        """Actors by name, last name or alias, in one topic or all."""
        found = self._actors.find(words, limit if topic is None else limit * 20)
        if topic is None:
            return found
        kept = tuple(hit for hit in found.exact if hit.topic == topic), tuple(h for h in found.near if h.topic == topic)
        return Found(kept[0], kept[1][:limit])

    def find_figures(self, words: str, topic: str | None = None, limit: int = 20) -> list[Hit]:
        """Figures by the words of their label, note, unit, who states them and the cards that show them."""
        found = self._figures.find(words, limit if topic is None else limit * 20)
        return [hit for hit in found if topic in (None, hit.topic)][:limit]

    def search(self, words: str, limit: int = 20) -> list[Hit]:
        """Items of every kind by their words, those with all of them first."""
        return self._items.find(words, limit, every=True)

    def complete_topics(self, typed: str, limit: int) -> list[Listing]:
        """Topics that go with what is typed; the newest when nothing is."""
        return list(self._topics.complete(typed, limit)) if typed.strip() else self.topics(limit)

    def complete_actors(self, typed: str, limit: int) -> list[Hit]:
        """Actors that go with what is typed, each name once."""
        return list({hit.label: hit for hit in self._actors.complete(typed, limit * 2)}.values())[:limit]

    def _take(self, path: Path, topic: str, data: bytes) -> None:
        parsed = check(data, str(path))
        self._report(path, parsed.findings)
        if parsed.briefing is None or not parsed.publishable:
            return
        digest = hashlib.sha256(data).hexdigest()[:12]
        old = self._revisions.get(topic)
        if old is not None and old.id == digest:
            return
        if old is not None:
            self._unindex(old)
        revision = Revision(topic, digest, parsed.briefing)
        self._revisions[topic] = revision
        self._files[path] = topic
        self._index(revision)
        log.info("published %s as %s", path, topic)

    def _forget(self, path: Path) -> None:
        self._wrong.pop(path, None)
        topic = self._files.pop(path, None)
        if topic is not None:
            self._unindex(self._revisions.pop(topic))
            log.info("withdrew %s: %s is gone", topic, path)

    def _report(self, path: Path, findings: tuple[Finding, ...]) -> None:
        if findings == self._wrong.get(path, ()):
            return
        for finding in findings:
            log.warning("%s", finding)
        if findings:
            self._wrong[path] = findings
        else:
            del self._wrong[path]

    def _index(self, revision: Revision) -> None:
        self._topics.add(_listing(revision), _topic_names(revision))
        for hit, names in _actor_names(revision):
            self._actors.add(hit, names)
        for hit, label, body in _entries(revision):
            self._items.add(hit, label, body)
            if hit.section == "figures":
                self._figures.add(hit, label, body)

    def _unindex(self, revision: Revision) -> None:
        self._topics.remove(_listing(revision), _topic_names(revision))
        for hit, names in _actor_names(revision):
            self._actors.remove(hit, names)
        for hit, _, _ in _entries(revision):
            self._items.remove(hit)
            if hit.section == "figures":
                self._figures.remove(hit)


def _finding(path: Path, problem: str, hint: str) -> Finding:
    return Finding(str(path), 1, 1, Severity.ERROR, "file", problem, hint)


def _listing(revision: Revision) -> Listing:
    return Listing(revision.topic, revision.briefing.title, revision.briefing.as_of)


def _topic_names(revision: Revision) -> tuple[str, ...]:
    return (revision.topic, revision.topic.replace("-", " "), revision.briefing.title, *revision.briefing.aliases)


def _actor_names(revision: Revision) -> Iterator[tuple[Hit, list[str]]]:
    """Every actor with all it goes by; each word of a person's name is one."""
    for name, actor in revision.briefing.actors.items():
        names = [actor.name, *actor.aliases]
        if actor.kind is Kind.PERSON and actor.named:
            names += [word for word in actor.name.split() if len(word) >= 3]
        yield Hit(revision.topic, "actors", name, actor.name), names


def _entries(revision: Revision) -> Iterator[tuple[Hit, str, str]]:
    """Everything that can be searched for: (what, its label, the rest of its words)."""
    briefing = revision.briefing
    aliases = " ".join(briefing.aliases)
    yield Hit(revision.topic, "", "", briefing.title), f"{briefing.title} {aliases}", briefing.summary
    for section, name, item in briefing.items():
        label, body = _words(briefing, name, item)
        yield Hit(revision.topic, section, name, label), label, f"{body} {briefing.title}"


def _words(briefing: Briefing, name: str, item: object) -> tuple[str, str]:
    match item:
        case Figure():
            by = briefing.actors.get(item.stated_by)
            shown = " ".join(card.question for card in briefing.cards.values() if name in card.shows)
            return item.label, f"{name} {item.note or ''} {item.unit} {by.name if by else ''} {shown}"
        case Claim():
            return item.question, " ".join(position.says for position in item.positions)
        case Card():
            return item.question, item.answer
        case Quote():
            return item.said, f"{item.about or ''} {briefing.actors[item.by].name}"
        case Event():
            return item.what, item.when
        case _:
            actor = briefing.actors[name]
            return actor.name, " ".join((*actor.aliases, actor.role or "", actor.affiliation or "", actor.about or ""))
