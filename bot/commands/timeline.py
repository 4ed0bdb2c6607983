"""What happened when."""

from typing import Annotated

from bot.chat.command import Param, command
from bot.chat.reply import Reply
from bot.commands.context import Context, back, topics
from bot.present import timeline as presented


@command(examples=("/timeline venezuela",))
async def timeline(
    context: Context, topic: Annotated[str, Param("Country or subject", complete=topics, rest=True)]
) -> Reply:
    """Show what happened when, with vague dates left vague."""
    revision = context.topic(topic)
    return context.covering(Reply(presented.timeline(revision), buttons=(back(revision),)), revision)
