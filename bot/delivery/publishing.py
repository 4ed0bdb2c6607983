"""Publishing and withdrawing with all that follows from it for what was posted, in one transaction."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.corrections import Planned, correct_everywhere, withdraw_everywhere
from bot.library import desk, overtaking
from bot.library.line import Editor
from bot.store import history, posted, revisions
from bot.store.saved import Saved


async def publish_with_corrections(
    c: AsyncConnection, editor: Editor, draft: Saved, what: str = "approve", note: str = ""
) -> tuple[Saved, Planned]:
    """Publish a draft; if it was saved with corrections, have every message that shows what they correct edited. The
    draft beside it, where there is one, has what it changes from then on.

    Raises as `desk.publish`: Unproven, FourEyes, Conflict, Settled.
    """
    await posted.hold(c)
    before = await history.published(c, draft.workspace, draft.topic)
    done = await desk.publish(c, editor, draft, what, note)
    corrects = done.corrections and before is not None
    planned = await correct_everywhere(c, done, editor.now) if corrects else Planned()
    await overtaking.carry_over(c, editor, done)
    return done, planned


async def withdraw(c: AsyncConnection, editor: Editor, published: Saved, why: str) -> tuple[Saved, Planned]:
    """Take back what is published, and have every message that shows anything of it say so.

    Raises Conflict when something else is published by now, and Settled when it was withdrawn.
    """
    await posted.hold(c)
    done = await revisions.withdraw(c, published, editor.who, editor.now, note=why)
    await desk.record(c, editor, done, "withdraw", {"why": why})
    return done, await withdraw_everywhere(c, done, why, editor.now)
