"""Facts and positions side by side: the fields of a section, which Slack sets in two columns."""

from datetime import datetime
from typing import Final

from bot.chat.document import Fact, Stance
from bot.platforms.slack import rich
from bot.platforms.slack.escape import Hand, is_prose, visible
from bot.platforms.slack.payload import Json, mrkdwn, plain
from bot.platforms.slack.words import before, moment

LONGEST: Final = 2000
"""Most characters of a field."""

MOST: Final = 10
"""Most fields of a section."""

_STAMP: Final = "\N{OBJECT REPLACEMENT CHARACTER}"


def fact_field(fact: Fact, value: str, hand: Hand) -> Json | None:
    """A fact: the label stands out, the value, which is `value` in words, under it, then the note. None when a field
    can't show it as it is: it is too long, or holds both what mrkdwn would read as markup and a time."""
    when = fact.value
    if not isinstance(when, datetime):
        field = _emphasised(fact.label, value, fact.note, hand)
        return field if len(field["text"]) <= LONGEST else None
    if not hand.easy and not is_prose(f"{fact.label} {fact.note or ''}"):
        return None
    field = _emphasised(fact.label, _STAMP, fact.note, hand)
    stamp = f"<!date^{int(when.timestamp())}^{rich.TIME}|{value}>"
    return mrkdwn(field["text"].replace(_STAMP, stamp))


def stance_field(stance: Stance, hand: Hand) -> Json | None:
    """A position: who says it stands out, then what is said and when. None when it is too long for a field."""
    field = _emphasised(stance.by, stance.says, stance.when, hand)
    return field if len(field["text"]) <= LONGEST else None


def fact_item(fact: Fact, hand: Hand) -> list[Json]:
    """A fact as an item of a list."""
    value = fact.value
    shown = [rich.time(value)] if isinstance(value, datetime) else rich.runs(hand.clean(moment(value)))
    note = rich.runs(hand.clean(f" ({fact.note})")) if fact.note else []
    return [*rich.labelled(hand.clean(before(fact.label)), None), *shown, *note]


def stance_item(stance: Stance, hand: Hand) -> list[Json]:
    """A position as an item of a list."""
    when = rich.runs(hand.clean(f" ({stance.when})")) if stance.when else []
    return [*rich.labelled(hand.clean(before(stance.by)), hand.clean(stance.says)), *when]


def headline(text: str, status: str | None, hand: Hand) -> Json:
    """A heading that stands out, as a text object, with a status in words under it."""
    return _emphasised(text, "", status, hand)


def _emphasised(label: str, text: str, note: str | None, hand: Hand) -> Json:
    """Three lines, the first in bold and the last in italics where mrkdwn can show these words as they are."""
    if hand.easy or is_prose(f"{label} {text} {note}" if note else f"{label} {text}"):
        head, tail = label.strip(), note.strip() if note else ""
        if head and tail and text and not text.isspace():
            shown = f"*{head}*\n{text}\n_{tail}_"
        else:
            lines = (f"*{head}*" if head else "", "" if text.isspace() else text, f"_{tail}_" if tail else "")
            shown = "\n".join([line for line in lines if line])
        return {"type": "mrkdwn", "text": shown if hand.easy else hand.escape(shown), "verbatim": True}
    return plain(hand.escape("\n".join([line for line in (label, text, note) if line and visible(line)])))
