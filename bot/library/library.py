"""The published briefings: the shared ones from a folder and from the owners, and each workspace's own."""

import gc
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.briefing.finding import Finding
from bot.briefing.revision import Revision
from bot.library.cache import Cache
from bot.library.findable import Findable
from bot.library.folder import Folder, Reading
from bot.library.precedence import covered, wins
from bot.library.shelf import Packed, Shelf, pack
from bot.library.view import View
from bot.store.saved import Withdrawn

log = logging.getLogger(__name__)


class Library:
    """Everything published. A file that can't be published is in `findings`, and its last good state stays.

    Reading files is slow and changes nothing; taking in what was read is quick, and whole for whoever looks next. All
    but reading belongs to one thread.
    """

    def __init__(self, folder: Path, cache: Path | None = None) -> None:
        """The library of a folder of briefings; what was checked is kept in the folder `cache` for the next start."""
        self.folder = folder
        self._files = Folder(folder, Cache.of(folder, cache) if cache else None)
        self._shared = Shelf()
        self._published: dict[str, Packed] = {}
        self._workspaces: dict[str, Shelf] = {}
        self._withheld: frozenset[tuple[str, str]] = frozenset()
        self._withdrawn: Mapping[tuple[str, str], Withdrawn] = {}
        self.state = 0
        """Grows whenever files are taken in."""

    def __len__(self) -> int:
        return len(self._shared)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything wrong with the files as they are now, file by file; then the topics that owners are on as well."""
        return (*self._files.findings(), *self._doubles())

    def view(self, workspace: str = "") -> View:
        """The library as one workspace sees it; "" sees what is shared."""
        return View(self._shared, self._workspaces.get(workspace), self._withdrawn, workspace)

    def filed(self) -> Sequence[Packed]:
        """What each file of the folder says, the last good state of it."""
        return list(self._files.everything())

    def load(self) -> None:
        """Read every briefing of the folder, those that have not changed since the last start from the cache."""
        with _uncollected():
            for readings in self._files.changed(first=True):
                self.take(readings)
            self._shared.settle()

    def changed(self) -> Iterator[Sequence[Reading]]:
        """Read every file that is not as it was, batch by batch; each batch is to be taken before the next is read."""
        return self._files.changed()

    def read(self, paths: Iterable[Path]) -> Sequence[Reading]:
        """Read these files again."""
        return self._files.read(paths)

    def take(self, readings: Sequence[Reading]) -> None:
        """Publish what was read: changed files replaced, deleted ones withdrawn, of broken ones the last good."""
        self.state += 1
        for topic, good in self._files.take(readings).items():
            self._settle(topic, good.found if good else None)

    def reload(self, paths: Iterable[Path]) -> None:
        """Read these files again and publish them."""
        self.take(self.read(paths))

    def publish(self, revision: Revision) -> None:
        """Publish a revision into its workspace, or into the shared library."""
        packed = pack(revision)
        if revision.workspace:
            self._workspaces.setdefault(revision.workspace, Shelf(revision.workspace)).put(packed)
        else:
            self._published[revision.topic] = packed
            self._settle(revision.topic)

    def withdraw(self, workspace: str, topic: str) -> None:
        """Take back what was published on a topic; the file or shared briefing that it covered is seen again."""
        if not workspace:
            self._published.pop(topic, None)
            self._settle(topic)
        elif (shelf := self._workspaces.get(workspace)) is not None:
            shelf.take(topic)
            if not len(shelf):
                del self._workspaces[workspace]

    def withhold(
        self, files: Collection[tuple[str, str]], withdrawn: Mapping[tuple[str, str], Withdrawn] | None = None
    ) -> None:
        """Don't show these `files`, given by topic and id, until they change; and know what was `withdrawn`, by
        workspace and topic."""
        before, self._withheld = self._withheld, frozenset(files)
        self._withdrawn = withdrawn or {}
        for topic in {topic for topic, _ in before ^ self._withheld}:
            self._settle(topic)

    def _settle(self, topic: str, found: Findable | None = None) -> None:
        """Show of a topic what is to be shown now."""
        filed, published = self._files.filed(topic), self._published.get(topic)
        shown = filed[1] if filed and (topic, filed[1].id) not in self._withheld else None
        if published is not None and (shown is None or wins(published, shown)):
            shown, found = published, None
        before = self._shared.packed(topic)
        if shown is None:
            if self._shared.take(topic) is not None:
                log.info("withdrew %s", topic)
        elif before != shown:
            self._shared.put(shown, found)
            if before is not None:
                log.info("replaced %s with %s", topic, shown.id)

    def _doubles(self) -> Iterator[Finding]:
        for topic, published in self._published.items():
            if (filed := self._files.filed(topic)) is not None and filed[1].squeezed != published.squeezed:
                yield covered(filed[0], published, filed[1])


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking through all that is loaded for garbage, meanwhile and ever after."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()
