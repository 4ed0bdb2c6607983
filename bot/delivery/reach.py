"""How far corrections have come, and how far one would go, in words."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.chat.document import Block, Document, Fact, Facts, Text
from bot.library.correcting import GONE

if TYPE_CHECKING:
    from bot.store.travelling import Progress, Reach


def foretold(edits: int, fixed: int, threads: int) -> tuple[Block, ...]:
    """How many messages are edited, how many can't be, and how many threads of digests are told."""
    if not edits and not fixed:
        return (Text("No message shows it."),)
    facts = [Fact("Messages to edit", f"{edits:,}")]
    if fixed:
        facts.append(Fact("Can’t be edited", f"{fixed:,}", "answers for one person’s eyes, and what was deleted"))
    if threads:
        facts.append(Fact("Digests told in their thread", f"{threads:,}"))
    return (Facts(tuple(facts)),)


def progress(
    listed: Sequence["Progress"], labels: Mapping[tuple[int, str], str] | None = None, *, earlier: bool = False
) -> Document:
    """How far each of some corrections has come, the newest first. `labels` are what people call the corrected items,
    by the correction's number and the item's path; `earlier`: these are not the last ones."""
    if not listed:
        return Document("No corrections yet", (Text("/briefing correct puts right what was published."),))
    count = len(listed)
    title = "The last correction" if count == 1 else f"The last {count} corrections"
    if earlier:
        title = "An earlier correction" if count == 1 else f"{count} earlier corrections"
    return Document(title, tuple(block for one in listed for block in _told(one, labels or {})))


def counted(reach: "Reach") -> str:
    """How far a correction has come: "edited 12 of 20, 3 waiting, 5 can’t be edited"."""
    if not reach.messages:
        return "no message showed it"
    parts = (
        (reach.waiting, "waiting"),
        (reach.gone, "gone"),
        (reach.replaced, "say something else by now"),
        (reach.failed, "failed"),
        (reach.fixed, "can’t be edited"),
        (reach.past, "too long ago to tell"),
    )
    told = [f"{number:,} {words}" for number, words in parts if number]
    return ", ".join((f"edited {reach.edited:,} of {reach.messages:,}", *told))


def _told(one: "Progress", labels: Mapping[tuple[int, str], str]) -> Iterator[Block]:
    of = one.of
    word = "Corrected" if of.corrections else "Withdrawn"
    facts = [Fact(word, datetime.fromtimestamp(of.at, UTC), f"by {of.who}")]
    facts += [
        Fact(labels.get((of.id, wrong.item)) or wrong.item or "summary", _was_now(wrong.was, wrong.now))
        for wrong in of.corrections
    ]
    facts += [Fact("Why", of.why)] if of.why else []
    heading = of.title if of.workspace else f"{of.title} (shared)"
    messages = Fact("Messages here" if one.here else "Messages", counted(one.reach))
    yield Facts((*facts, messages), heading=heading)


def _was_now(was: str, now: str) -> str:
    """What was corrected, sentences in quotation marks."""
    if now == GONE:
        return f"{GONE}: {was}"
    return f"was “{was}”, now “{now}”" if was.endswith(".") or now.endswith(".") else f"was {was}, now {now}"
