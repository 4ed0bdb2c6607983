"""A revision as those who work on it see it: who saved it, when, why, and what has become of it."""

from datetime import UTC, datetime

from bot.chat.document import Bullet, Fact, Facts
from bot.present.wording import capital
from bot.store.saved import FILE, Saved, State


def saved_facts(saved: Saved) -> Facts:
    """What is known of a revision."""
    made = Fact("Saved", moment(saved.created_at), f"by {author(saved)}")
    facts = [
        Fact("Revision", f"{saved.number} ({saved.id})", belonging(saved)),
        Fact("State", capital(saved.state.value)),
        made,
    ]
    if saved.last.at != saved.created_at or saved.last.who != saved.author:
        done = "Sent back" if saved.state is State.DRAFT else capital(saved.state.value)
        facts.append(Fact(done, moment(saved.last.at), f"by {saved.last.who.name}"))
    if saved.last.note or saved.note:
        facts.append(Fact("Note", saved.last.note or saved.note))
    return Facts(tuple(facts))


def saved_bullet(saved: Saved) -> Bullet:
    """A revision in one line."""
    day = moment(saved.created_at)
    note = f": {saved.last.note or saved.note}" if saved.last.note or saved.note else ""
    return Bullet(
        f"{saved.state}, by {author(saved)}, {day:%Y-%m-%d %H:%M} UTC{_proposed(saved)}{note}",
        label=f"{saved.number} ({saved.id})",
    )


def belonging(saved: Saved) -> str:
    """Whose briefing a revision is of, in words: shared with every workspace, or the workspace's own."""
    return "of this workspace’s own briefing" if saved.workspace else f"of the shared briefing{_proposed(saved)}"


def headline(saved: Saved) -> str:
    """A briefing in a list: its title, whether it is shared, how far its draft is, and whose it is."""
    shared = "" if saved.workspace else " (shared)"
    return f"{saved.title}{shared}: {saved.state}, by {author(saved)}"


def _proposed(saved: Saved) -> str:
    """Where a proposal to the owners comes from, while it is one: what is published is the owners'."""
    line = saved.line if not saved.workspace and saved.state.open and saved.line != FILE else ""
    return f", a proposal from {line} to the owners" if line else ""


def author(saved: Saved) -> str:
    """Who saved a revision, in words."""
    return "the file" if saved.author.id == FILE else saved.author.name


def moment(seconds: int) -> datetime:
    """Seconds since 1970 as a time that each reader sees in their own zone."""
    return datetime.fromtimestamp(seconds, UTC)
