"""What was published at a moment of the past."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.content import Known
from bot.store.saved import State
from bot.store.tables import revision, revision_state


async def published_at(c: AsyncConnection, workspace: str, moment: int) -> list[Known]:
    """The revision of each topic of a workspace ("" = shared) that was published at a time in seconds since 1970."""
    last = (
        select(func.max(revision_state.c.seq))
        .join_from(revision_state, revision, revision_state.c.revision == revision.c.seq)
        .where(
            revision.c.workspace == workspace,
            revision_state.c.state.in_([State.PUBLISHED, State.WITHDRAWN]),
            revision_state.c.at <= moment,
        )
        .group_by(revision.c.topic)
    )
    found = (
        select(revision.c.workspace, revision.c.topic, revision.c.id)
        .join_from(revision_state, revision, revision_state.c.revision == revision.c.seq)
        .where(revision_state.c.seq.in_(last), revision_state.c.state == State.PUBLISHED)
    )
    return [Known(*row) for row in await c.execute(found.order_by(revision.c.topic))]
