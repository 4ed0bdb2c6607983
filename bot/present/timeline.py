"""What happened when, as vague as the source leaves it."""

from collections.abc import Sequence

from bot.briefing.parts import marked
from bot.briefing.revision import Revision
from bot.chat.document import Bullet, Bullets, Document
from bot.present.wording import capital, cited, nothing, ref, when


def event_bullets(revision: Revision, names: Sequence[str] | None = None) -> tuple[Bullet, ...]:
    """One line for each event in the briefing's order, all of them when `names` is None."""
    events = revision.briefing.events
    return tuple(
        Bullet(
            marked(events[name], events[name].what),
            label=capital(when(events[name].when)),
            ref=ref(revision, f"events.{name}"),
        )
        for name in events
        if names is None or name in names
    )


def timeline(revision: Revision) -> Document:
    """Every event of a briefing; a relative date ("last week") counts from the briefing's sources."""
    briefing = revision.briefing
    bullets = event_bullets(revision)
    block = Bullets(bullets) if bullets else nothing("events")
    return Document(f"{briefing.title}: timeline", (block, cited(revision)))
