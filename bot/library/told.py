"""A revision as those who work on it see it: who saved it, when, why, and what has become of it."""

from datetime import UTC, datetime

from bot.chat.document import Bullet, Fact, Facts
from bot.present.wording import capital
from bot.store.saved import FILE, Saved, State, Who


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
        facts.append(Fact(done, moment(saved.last.at), f"by {_name(saved.last.who)}"))
    if saved.state.open and len(saved.authors) > 1:
        facts.append(Fact("Written by", authors(saved), "since what is published"))
    if saved.last.note or saved.note:
        facts.append(Fact("Note", saved.last.note or saved.note))
    return Facts(tuple(facts))


def saved_bullet(saved: Saved) -> Bullet:
    """A revision in one line."""
    last, note = saved.last, saved.last.note or saved.note
    written = f"by {author(saved)}, {_when(saved.created_at)}{_proposed(saved)}"
    if last.who == saved.author:
        told = f"{saved.state}, {written}"
    else:
        told = f"{saved.state} by {_name(last.who)}, {_when(last.at)}; written {written}"
    return Bullet(told + (f": {note}" if note else ""), label=f"{saved.number} ({saved.id})")


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
    return _name(saved.author)


def authors(saved: Saved) -> str:
    """Everybody who wrote in a draft since what was published, in words."""
    *others, last = map(_name, saved.authors)
    return f"{', '.join(others)} and {last}" if others else last


def _name(who: Who) -> str:
    return "the file" if who.id == FILE else who.name


def _when(seconds: int) -> str:
    return f"{moment(seconds):%Y-%m-%d %H:%M} UTC"


def moment(seconds: int) -> datetime:
    """Seconds since 1970 as a time that each reader sees in their own zone."""
    return datetime.fromtimestamp(seconds, UTC)
