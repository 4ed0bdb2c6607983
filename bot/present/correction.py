"""A posted document once a fact in it was corrected or withdrawn: a note on top, the old words gone, the rest kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from bot.briefing.changes import Change
from bot.briefing.revision import Revision
from bot.chat.document import Block, Bullets, Document, Fact, Facts, Image, Positions, Ref, Text
from bot.chat.pieces import Piece, pieces, rebuilt
from bot.chat.refs import refs
from bot.present.changes import change_blocks, subject, told
from bot.present.redrawing import Redrawing
from bot.present.wording import capital, cited

CORRECTED: Final = "Corrected"
WITHDRAWN: Final = "Withdrawn"
"""What a note begins with; the moment comes after it, in each reader's own time."""

_NOTES: Final = frozenset((CORRECTED, WITHDRAWN))


def corrected(document: Document, redrawings: Mapping[str, Redrawing], at: datetime) -> Document | None:
    """The document with the pieces that show corrected items made anew, and a note on each; None when it shows none.

    `redrawings` lead from each revision that the document shows to the new one. What was noted before stays below.
    """
    used: dict[str, Redrawing] = {}

    def redraw(piece: Piece) -> Sequence[Piece]:
        found = redrawings.get(piece.ref.revision) if piece.ref and not is_note(piece) else None
        if found is None or piece.ref is None or not _of(piece.ref, found.now):
            return (piece,)
        new = found.of(piece)
        if new != (piece,):
            used[found.was.id] = found
        return new

    redrawn = rebuilt(document, redraw)
    shown = [redrawings[ref.revision] for ref in _sorted(document) if _shows(ref, redrawings)]
    # A title that was put right before reads as the last revision has it, whatever else is shown of an older one.
    for one in dict.fromkeys((*shown, *(redrawings.values() if shown else ()))):
        titled = _titled(redrawn, one)
        if titled != redrawn:  # what is known by a name may show it in the title alone
            used.setdefault(one.was.id, one)
            redrawn = titled
    if not used:
        return None
    notes = [note for one in used.values() for note in _notes(one, at)]
    return _noted(redrawn, tuple(dict.fromkeys(notes)))


def withdrawn(document: Document, revision: Ref, title: str, at: datetime, why: str) -> Document | None:
    """The document without anything that a withdrawn briefing states, and a note that says which and why; None when it
    shows nothing of it. A document that shows nothing else keeps its title alone."""
    topic = (revision.workspace, revision.briefing)
    shown = {(ref.workspace, ref.briefing) for ref in refs(document)}
    if topic not in shown:
        return None
    note = Fact(WITHDRAWN, at, note=_sentence(why if document.title == title else f"{title}: {why}"))
    if shown == {topic}:
        return Document(document.title, (Facts((note,)),))

    def take(piece: Piece) -> Sequence[Piece]:
        ref = piece.ref
        return () if ref is not None and (ref.workspace, ref.briefing) == topic else (piece,)

    return _noted(rebuilt(document, take), (note,))


def correction_reply(revision: Revision, changes: Sequence[Change]) -> Document:
    """What is said below a digest in which a fact was corrected."""
    said = Text("The digest above stated this wrongly. It is corrected now.")
    return Document(
        f"Correction: {revision.briefing.title}",
        (said, *change_blocks(revision, changes), cited(revision)),
    )


def withdrawal_reply(title: str, why: str) -> Document:
    """What is said below a digest of which a briefing was withdrawn."""
    return Document(f"{WITHDRAWN}: {title}", (Text(f"It is no longer published. {_sentence(why)}"),))


def stated(document: Document) -> frozenset[Ref]:
    """Every fact that a document states, notes on what it stated before left out."""
    return frozenset(piece.ref for piece in pieces(document) if piece.ref and not is_note(piece))


def is_note(piece: Piece) -> bool:
    """Whether a piece says of a document that it was corrected or withdrawn."""
    return isinstance(piece, Fact) and piece.label in _NOTES and isinstance(piece.value, datetime)


def _notes(redrawing: Redrawing, at: datetime) -> Iterable[Fact]:
    """A note on each thing that was corrected; it counts as showing it."""
    now = redrawing.now
    for change in redrawing.changes:
        words = capital(told(change).removeprefix(f"{CORRECTED}: "))
        item = getattr(change, "path", "")
        ref = Ref(now.workspace, now.topic, item, now.id)
        yield Fact(CORRECTED, at, note=f"{subject(change)}: {words[:1].lower()}{words[1:]}", ref=ref)


def _noted(document: Document, notes: tuple[Fact, ...]) -> Document:
    """The document with notes on top of those it has."""
    first = document.blocks[0] if document.blocks else None
    blocks: tuple[Block, ...] = document.blocks
    if isinstance(first, Facts) and all(map(is_note, first.facts)):
        notes, blocks = (*notes, *first.facts), blocks[1:]
    return msgspec.structs.replace(document, blocks=(Facts(notes), *blocks))


def _titled(document: Document, redrawing: Redrawing) -> Document:
    """The document with the new words in its titles, headings and questions, and without pictures that show the old
    ones."""
    blocks = (_headed(block, redrawing) for block in document.blocks if not _pictures(block, redrawing.old_words))
    note = document.note and redrawing.title(document.note)
    return msgspec.structs.replace(document, title=redrawing.title(document.title), blocks=tuple(blocks), note=note)


def _headed(block: Block, redrawing: Redrawing) -> Block:
    """A block with the new words above it, where any of it is of the briefing."""
    match block:
        case Positions():
            stances = tuple(
                msgspec.structs.replace(one, by=redrawing.title(one.by)) if redrawing.shown(one.ref) else one
                for one in block.stances
            )
            return msgspec.structs.replace(block, question=redrawing.title(block.question), stances=stances)
        case Text() | Bullets() | Facts():
            of = Document("", (block,))
            if block.heading and any(redrawing.shown(ref) for ref in refs(of)):
                return msgspec.structs.replace(block, heading=redrawing.title(block.heading))
            return block
        case _:
            return block


def _pictures(block: Block, words: Sequence[str]) -> bool:
    return isinstance(block, Image) and any(old in block.alt for old in words)


def _sorted(document: Document) -> list[Ref]:
    return sorted(stated(document), key=lambda ref: (ref.item, ref.revision))


def _shows(ref: Ref, redrawings: Mapping[str, Redrawing]) -> bool:
    """Whether a fact is one that shows something of what was corrected since."""
    found = redrawings.get(ref.revision)
    return found is not None and _of(ref, found.now) and found.shows(ref.item)


def _of(ref: Ref, revision: Revision) -> bool:
    return (ref.workspace, ref.briefing) == (revision.workspace, revision.topic)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
