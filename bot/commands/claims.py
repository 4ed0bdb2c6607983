"""What is contested in a briefing."""

from typing import Annotated

from bot.chat.command import Param, command
from bot.chat.reply import Menu, Reply
from bot.commands.context import MENU, Context, back, evidence, topics
from bot.present import claims as presented


@command(name="claims", examples=("/claims venezuela",))
async def list_claims(
    context: Context, topic: Annotated[str, Param("Country or subject", complete=topics, rest=True)]
) -> Reply:
    """Show what is contested and who says what, side by side."""
    revision = context.topic(topic)
    options = tuple(
        evidence(revision, name, claim.question) for name, claim in list(revision.briefing.claims.items())[:MENU]
    )
    menu = Menu("See the passages behind one", options) if options else None
    reply = Reply(presented.claims(revision), buttons=(back(revision),), menu=menu)
    return context.covering(reply, revision)
