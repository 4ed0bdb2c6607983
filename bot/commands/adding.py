"""Adding one item to a draft: found out, read back, and kept once it is confirmed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.briefing.editing import put
from bot.briefing.model import Briefing, Evidence, Item
from bot.briefing.parts import label
from bot.briefing.revision import Revision
from bot.chat.arguments import shown
from bot.chat.command import Param
from bot.chat.document import Block, Document, Quotation, Text
from bot.chat.errors import NearMiss, UserError
from bot.chat.reply import Choice, Reply
from bot.commands.context import OFFERED, Context
from bot.commands.drafting import button, deciding, editor, faster, line_of
from bot.present.item import item_blocks
from bot.present.preview import unreferenced
from bot.present.wording import LABEL, day, shorten
from bot.store.saved import Conflict, Saved

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.briefing.passage import SourceText
    from bot.library.line import Open

TRIES: Final = 5
"""How often something is added anew to what somebody else saved in that moment."""

CONFIRM: Final = Param("yes: do it at once, without showing it first", longest=60, carried=True)


@dataclass(frozen=True, slots=True)
class Addition:
    """What is to be in a briefing: the item with its section and name, and what was found of it in the source."""

    section: str
    name: str
    item: Item
    found: tuple[Block, ...] = ()


class Draft:
    """A line opened for adding something: its briefing, and the texts of its sources."""

    def __init__(self, found: "Open", briefing: Briefing, texts: Mapping[str, str]) -> None:
        self.found = found
        self.briefing = briefing
        self._texts = texts

    def who(self, argument: str, words: str, *, sources: bool = False) -> str:
        """The name of the actor (or of the source, where that will do) that these words mean. Raises NearMiss."""
        known: dict[str, tuple[str, ...]] = {
            name: (name, actor.name, *actor.aliases) for name, actor in self.briefing.actors.items()
        }
        if sources:
            known |= {
                name: (name, source.publisher, source.title)
                for name, source in self.briefing.sources.items()
                if name not in known
            }
        hint = (
            "Add it first with /briefing add-actor."
            if not known
            else "Those of this briefing; /briefing add-actor adds another."
        )
        return _meant(argument, words, known, hint)

    def shows(self, words: str) -> tuple[str, ...]:
        """The names of the items that these words mean, with commas between them. Raises NearMiss."""
        known = {name: (name, label(item)) for _, name, item in self.briefing.items()}
        asked = [part.strip() for part in words.split(",") if part.strip()]
        for place, part in enumerate(asked):
            try:
                asked[place] = _meant("shows", part, known, "Those of this briefing:" if known else "It has none yet.")
            except NearMiss as miss:
                all_of_it = [
                    Choice(near.label, ", ".join((*asked[:place], near.value, *asked[place + 1 :])))
                    for near in miss.choices
                ]
                raise NearMiss("shows", miss.problem, miss.hint, all_of_it) from None
        return tuple(dict.fromkeys(asked))

    def source(self, words: str | None) -> str:
        """The name of the source that is meant, the only one when nothing is said. Raises NearMiss."""
        known = {name: (name, one.title, one.publisher) for name, one in self.briefing.sources.items()}
        if words is None:
            if len(known) == 1:
                return next(iter(known))
            choices = [Choice(shorten(names[1], LABEL), name) for name, names in known.items()][:OFFERED]
            raise NearMiss("source", "In which source is it?", "The briefing rests on several.", choices, several=True)
        return _meant("source", words, known, "Those of this briefing; /briefing add-source adds another.")

    def evidence(
        self, passage: str | None, source: str | None, *, unverified: bool = False
    ) -> tuple[tuple[Evidence, ...], tuple[Block, ...]]:
        """The passage as evidence, and shown where it stands. Raises NearMiss with the nearest passages when it is not
        in the source's text, and UserError when none is named of what is not `unverified`."""
        if passage is None and unverified:
            return (), (Text("It rests on no passage: every answer will say that it is unverified."),)
        if passage is None:
            hint = "Name the passage it rests on, or mark it: unverified=yes. Every answer then says so."
            raise UserError("The passage is missing.", hint, wrong="passage")
        name = self.source(source)
        words = passage.strip().strip('“”"').strip()
        cited = self.briefing.sources[name]
        by = f"{cited.publisher}, {day(cited.published)}"
        text = self.text(name)
        if text is None:
            note = (
                f"The text of {name} is not kept here, so the passage was not looked up. /briefing add-source adds it."
            )
            return (Evidence(source=name, exact=words),), (Quotation(words, by), Text(note))
        from bot.briefing.locating import located, nearest

        place = located(words, name, text)
        if place is None:
            near = [Choice(shorten(one, LABEL), one) for one in nearest(words, text)]
            hint = "The nearest passages there:" if near else "Copy it from the source word for word."
            raise NearMiss("passage", f"{shown(words)} is not in the text of {cited.title}.", hint, near)
        evidence, before, after = place
        end = len(before) + len(evidence.exact)
        return (evidence,), (Quotation(f"{before}{evidence.exact}{after}", by, mark=(len(before), end)),)

    def text(self, source: str) -> "SourceText | None":
        """The kept text of a source."""
        from bot.briefing.passage import SourceText

        return SourceText(self._texts[source]) if source in self._texts else None


def _meant(argument: str, words: str, known: Mapping[str, tuple[str, ...]], hint: str) -> str:
    from rapidfuzz import fuzz, process, utils

    wanted = words.strip().casefold()
    for name, names in known.items():
        if wanted in (one.casefold() for one in names):
            return name
    every = {one: name for name, names in reversed(list(known.items())) for one in names}
    near = process.extract(
        words, list(every), scorer=fuzz.token_set_ratio, processor=utils.default_process, score_cutoff=60, limit=OFFERED
    )
    names_near = list(dict.fromkeys(every[match[0]] for match in near)) or list(known)[:OFFERED]
    choices = [Choice(shorten(known[name][1], LABEL), name) for name in names_near]
    raise NearMiss(argument, f"The briefing has no {shown(words)}.", hint, choices)


Make = Callable[[Draft], Addition]
"""What is to be added, made from the draft that it is added to."""


async def add(context: Context, word: str, given: Mapping[str, str | None], make: Make) -> Reply:
    """Read back what is to be added and where it was found, with a button that adds it; or, confirmed, add it."""
    values = {name: value for name, value in given.items() if value is not None and name != "confirm"}
    topic = values["topic"]
    database = await context.database()
    confirmed = given.get("confirm")
    if confirmed is not None and confirmed.casefold() != "yes":
        raise UserError(
            "Nothing was added.", "confirm=yes adds it; without that, it is read back first.", wrong="confirm"
        )
    async with deciding(topic):
        if confirmed is None:
            async with database.read() as c:
                opened = await _open(context, c, topic)
                addition = make(opened)
            _require_new(opened.briefing, addition)
            return _read_back(opened, word, values, addition)
        for _ in range(TRIES):
            try:
                async with database.write() as c:
                    opened = await _open(context, c, topic)
                    addition = make(opened)
                    _require_new(opened.briefing, addition)
                    saved = await _save(context, c, opened, word, addition)
            except Conflict as conflict:
                newer = conflict.newer
                continue
            return added(opened.found.line.typed, saved, opened.briefing, addition)
    raise faster(topic, newer)


async def _open(context: Context, c: "AsyncConnection", topic: str) -> Draft:
    from bot.library import desk
    from bot.store import history

    found = await line_of(context, c, topic)
    assert found.head is not None
    briefing = await history.briefing_of(c, found.head)
    return Draft(found, briefing, await desk.texts(c, found.line, briefing))


async def _save(context: Context, c: "AsyncConnection", opened: Draft, word: str, addition: Addition) -> Saved:
    from bot.library import desk

    briefing = put(opened.briefing, addition.section, addition.name, addition.item)
    assert opened.found.head is not None
    detail = {"item": f"{addition.section}.{addition.name}"}
    return await desk.save(
        c, editor(context), opened.found.line, briefing, word, base=opened.found.head.id, detail=detail
    )


def _require_new(briefing: Briefing, addition: Addition) -> None:
    there = getattr(briefing, addition.section)
    if addition.item in there.values():
        raise UserError("It is in the draft already.", "Nothing was added a second time.")


def _read_back(opened: Draft, word: str, values: Mapping[str, str], addition: Addition) -> Reply:
    what = addition.section[:-1]
    item = item_blocks(
        _revision(opened.briefing, "", addition, opened.found.line.topic), addition.section, addition.name
    )
    document = Document(f"Add this {what}?", unreferenced((*item, *addition.found)), note="Nothing is saved yet.")
    return Reply(document, private=True, buttons=(button("Add it", word, **{**values, "confirm": "yes"}),))


def _revision(briefing: Briefing, id_: str, addition: Addition, topic: str) -> Revision:
    return Revision(topic, id_, put(briefing, addition.section, addition.name, addition.item))


def added(topic: str, saved: Saved, briefing: Briefing, addition: Addition) -> Reply:
    """What was added, and what can be done next."""
    item = item_blocks(_revision(briefing, saved.id, addition, saved.topic), addition.section, addition.name)
    note = f"{saved.title}, draft {saved.number}. Its name in the briefing is {addition.name}."
    path = f"{addition.section}.{addition.name}"
    buttons = (
        button("Check", "check", topic=topic),
        button("Submit", "submit", topic=topic, revision=saved.id),
        button("Take it out", "remove", topic=topic, item=path),
    )
    shown_there = unreferenced((*item, *addition.found))
    return Reply(Document(f"Added: {addition.section[:-1]}", shown_there, note=note), private=True, buttons=buttons)
