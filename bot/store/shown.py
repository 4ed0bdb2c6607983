"""What a subscription has shown, where messages below its digest were not posted after all."""

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import contents
from bot.store.content import Content, Told
from bot.store.delivery import UNPOSTED, Kind, State
from bot.store.given import among
from bot.store.tables import delivery, subscription


async def take_back(c: AsyncConnection, details: Collection[str]) -> None:
    """Have the place know again what it knew before of the topics that these messages would have told of, below a
    digest that was sent, so that the next digest tells them. Where the same message was lost before, nothing is taken
    back: what a platform never takes must not come in every digest."""
    if not details:
        return
    d, s = delivery.c, subscription.c
    parent, earlier = delivery.alias("parent"), delivery.alias("earlier")
    lost_before = exists().where(
        earlier.c.subscription == d.subscription,
        earlier.c.kind == Kind.DETAIL,
        earlier.c.content == d.content,
        earlier.c.state.in_(UNPOSTED),
        earlier.c.under != d.under,
    )
    found = (
        select(s.id, s.shown, d.content, parent.c.content.label("digest"))
        .join_from(delivery, subscription, s.id == d.subscription)
        .join(parent, parent.c.id == d.under)
        .where(d.id.in_(list(details)), d.kind == Kind.DETAIL, parent.c.state == State.SENT, ~lost_before)
        .with_for_update(of=subscription)
    )
    rows = (await c.execute(found)).all()
    kept = await contents.read(c, {hash_ for row in rows for hash_ in row[1:] if hash_})
    shown = {row.id: kept[row.shown] for row in rows if row.shown in kept}
    for row in rows:
        detail, digest = kept.get(row.content), kept.get(row.digest)
        if row.id in shown and detail and detail.tells and digest:
            shown[row.id] = _before(shown[row.id], digest, detail.tells)
    await contents.keep(c, shown.values())
    for id_, content in shown.items():
        await c.execute(update(subscription).where(s.id == id_).values(shown=content.hash))


async def take_back_below(c: AsyncConnection, digests: Sequence[str]) -> None:
    """The same for digests that have just been sent: what stands below them may have been skipped while they were on
    their way, as by a pause."""
    d = delivery.c
    below = (among(c, d.under, digests), d.under.is_not(None), d.kind == Kind.DETAIL, d.state.in_(UNPOSTED))
    await take_back(c, (await c.execute(select(d.id).where(*below))).scalars().all())


def _before(shown: Content, digest: Content, told: Told) -> Content:
    """What was shown, without what was told of a topic, if a later digest has not told of it since."""
    by_topic = {one.topic: one for one in shown.shows}
    if by_topic.get(told.topic) != next((one for one in digest.shows if one.topic == told.topic), None):
        return shown
    if told.before is None:
        by_topic.pop(told.topic, None)
    else:
        by_topic[told.topic] = told.before
    return msgspec.structs.replace(shown, shows=tuple(by_topic.values()))
