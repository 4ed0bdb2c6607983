"""The processes that deliver: which of them live, and what becomes of the deliveries of one that doesn't."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.deliveries import UNFINISHED
from bot.store.delivery import State
from bot.store.tables import delivery, node
from bot.store.upsert import insert

_SENDING = (UNFINISHED, delivery.c.state == State.SENDING)
_AGAIN = {"state": State.WAITING, "unsure": 1, "owner": None}


async def give_back(c: AsyncConnection, platform: str, owner: str, but: Collection[int]) -> int:
    """Let every delivery of a node wait again but those it is at: they may have been posted. How many there were."""
    held = (UNFINISHED, delivery.c.state == State.SENDING, delivery.c.platform == platform, delivery.c.owner == owner)
    given = await c.execute(
        update(delivery)
        .where(*held, delivery.c.seq.not_in(list(but)))
        .values(state=State.WAITING, unsure=1, owner=None)
    )
    return given.rowcount


async def beat(c: AsyncConnection, owner: str) -> dict[str, int]:
    """Say that a node lives; the beats of all nodes, and of those that hold deliveries without one."""
    statement = insert(c, node).values(owner=owner, beat=1)
    await c.execute(statement.on_conflict_do_update(index_elements=["owner"], set_={"beat": node.c.beat + 1}))
    beats = {name: int(count) for name, count in await c.execute(select(node.c.owner, node.c.beat))}
    holders = select(delivery.c.owner).where(*_SENDING).distinct()
    return beats | {name: 0 for (name,) in await c.execute(holders) if name is not None and name not in beats}


async def bury(c: AsyncConnection, owner: str) -> int:
    """Forget a node that is no more; what it was at waits again and may have been posted. How many there were."""
    given = await c.execute(update(delivery).where(*_SENDING, delivery.c.owner == owner).values(_AGAIN))
    await c.execute(node.delete().where(node.c.owner == owner))
    return given.rowcount
