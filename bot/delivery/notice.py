"""What moderators are told, once, about digests that can't be posted any more."""

from collections.abc import Sequence
from typing import Final

from bot.chat.document import Bullet, Bullets, Document, Text
from bot.store.content import Content
from bot.store.subscription import Subscription

LISTED: Final = 10
"""Most subscriptions named one by one."""


def paused_elsewhere(count: int) -> Content:
    """That so many digests are paused, for a channel where anybody may read it: not which, nor where they went."""
    title = "A digest is paused" if count == 1 else f"{count} digests are paused"
    said = "It can’t be posted in its channel" if count == 1 else "They can’t be posted in their channel"
    return Content(Document(title, (Text(f"{said} any more. /digest list tells moderators more."),)))


def paused_untold(count: int) -> Text:
    """That so many digests are paused, for a moderator who asked for something else: nobody could be told before."""
    said = "A digest is paused" if count == 1 else f"{count} digests are paused"
    reason = "its channel doesn’t take it" if count == 1 else "their channels don’t take them"
    return Text(f"{said}, as {reason} any more. /digest list tells which, /digest why what happened.")


def paused(subscriptions: Sequence[Subscription], why: str) -> Content:
    """That these subscriptions, all of one place, are paused, why, and what to do: for those who set them up."""
    count = len(subscriptions)
    title = "A digest is paused" if count == 1 else f"{count} digests are paused"
    named = tuple(
        Bullet(f"{', '.join(one.topics) or 'all topics'} ({one.when}, {one.zone})", label=one.id)
        for one in subscriptions[:LISTED]
    )
    where = subscriptions[0].place
    it, its = ("It", "Its") if count == 1 else ("They", "Their")
    channel = f"channel {where.channel}{f', thread {where.thread}' if where.thread else ''} of {where.workspace}"
    return Content(
        Document(
            title,
            (
                Text(f"{it} can’t be posted in {channel} any more: {why}"),
                Bullets(named),
                Text(
                    f"{its} settings are kept. Let the bot post there again and use /digest resume, or /digest remove."
                ),
            ),
        )
    )
