"""Facts and positions side by side: the fields of a section, which Slack sets in two columns."""

from datetime import datetime
from typing import Final

from bot.chat.document import Fact, Stance
from bot.platforms.slack import rich
from bot.platforms.slack.escape import escape, is_prose, visible
from bot.platforms.slack.payload import Json, mrkdwn, plain
from bot.platforms.slack.words import moment

LONGEST: Final = 2000
"""Most characters of a field."""

MOST: Final = 10
"""Most fields of a section."""

_STAMP: Final = "\N{OBJECT REPLACEMENT CHARACTER}"


def fact_field(fact: Fact) -> Json | None:
    """A fact: the label stands out, the value under it, then the note. None when a field can't show it as it is: it is
    too long, or holds both what mrkdwn would read as markup and a time."""
    if not isinstance(fact.value, datetime):
        return _field(fact.label, moment(fact.value), fact.note)
    if not is_prose(f"{fact.label} {fact.note or ''}"):
        return None
    field = _emphasised(fact.label, _STAMP, fact.note)
    stamp = f"<!date^{int(fact.value.timestamp())}^{rich.TIME}|{moment(fact.value)}>"
    return mrkdwn(field["text"].replace(_STAMP, stamp))


def stance_field(stance: Stance) -> Json | None:
    """A position: who says it stands out, then what is said and when. None when it is too long for a field."""
    return _field(stance.by, stance.says, stance.when)


def fact_item(fact: Fact) -> list[Json]:
    """A fact as an item of a list."""
    value = [rich.time(fact.value)] if isinstance(fact.value, datetime) else rich.runs(moment(fact.value))
    return [*rich.labelled(fact.label, None), *value, *rich.runs(f" ({fact.note})" if fact.note else None)]


def stance_item(stance: Stance) -> list[Json]:
    """A position as an item of a list."""
    return [*rich.labelled(stance.by, stance.says), *rich.runs(f" ({stance.when})" if stance.when else None)]


def headline(text: str, status: str | None) -> Json:
    """A heading that stands out, as a text object, with a status in words under it."""
    return _emphasised(text, "", status)


def _field(label: str, text: str, note: str | None) -> Json | None:
    field = _emphasised(label, text, note)
    return field if len(field["text"]) <= LONGEST else None


def _emphasised(label: str, text: str, note: str | None) -> Json:
    """Three lines, the first in bold and the last in italics where mrkdwn can show these words as they are."""
    if is_prose(f"{label} {text} {note}" if note else f"{label} {text}"):
        lines = [f"*{label.strip()}*"] if label and not label.isspace() else []
        if text and not text.isspace():
            lines.append(text)
        if note and not note.isspace():
            lines.append(f"_{note.strip()}_")
        return mrkdwn(escape("\n".join(lines)))
    return plain(escape("\n".join([line for line in (label, text, note) if line and visible(line)])))
