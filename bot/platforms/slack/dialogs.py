"""Dialogs: suggestions while somebody types, and what becomes of a form that is submitted."""

import asyncio
from dataclasses import replace

import msgspec
from slack_bolt.response import BoltResponse

from bot.chat.invocation import Invocation
from bot.chat.reply import Reply
from bot.platforms.slack import asked, forms
from bot.platforms.slack.asked import Body, Origin, Surface
from bot.platforms.slack.controls import OPTIONS, decode
from bot.platforms.slack.conversation import Conversation, acknowledged
from bot.platforms.slack.keeping import Expired
from bot.platforms.slack.picker import options


class Dialogs:
    """What has to be answered in the acknowledgement itself."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    async def suggest(self, body: Body, workspace: str) -> BoltResponse:
        """Somebody types into a picker."""
        view = body.get("view") or {}
        try:
            run = (await self._errand(view)).invocation if view else decode(body["block_id"])
        except (ValueError, msgspec.DecodeError, Expired):
            return acknowledged({"options": []})
        question = asked.again(
            asked.interaction(body, workspace), Invocation(run.command, {**run.values, **forms.filled(view)})
        )
        request = question.request(await self._conversation.caller(question.origin), {})
        argument = body["action_id"].partition(":")[2]
        found = await self._conversation.dispatcher.suggest(request, argument, body.get("value") or "", OPTIONS)
        return acknowledged({"options": options(found)})

    async def submitted(self, body: Body, workspace: str) -> BoltResponse:
        """A form is submitted. The dialog stays open until its answer is known, so that nothing typed is lost."""
        view = body["view"]
        if view.get("callback_id") != forms.FORM:
            return acknowledged()
        try:
            errand = await self._errand(view)
        except Expired:
            notice = forms.notice_view("This form is too old. Ask again with the command; nothing was changed.")
            return acknowledged({"response_action": "update", "view": notice})
        run = errand.invocation
        origin = forms.errand_origin(errand, asked.interaction(body, workspace))
        filled = Invocation(run.command, {**run.values, **forms.filled(view)})
        question = asked.again(origin, filled, forms.attached(view))
        task = await self._conversation.promptly(question)
        if task.done():
            return await self._judged(task.result(), origin, view)
        self._conversation.after(self._catch_up(task, origin, view), origin)
        notice = forms.notice_view("Your request takes a little longer. The answer follows.")
        return acknowledged({"response_action": "update", "view": notice})

    async def _judged(self, reply: Reply, origin: Origin, view: Body) -> BoltResponse:
        """The dialog stays with what is wrong in it, asks for more, or gives way to the answer."""
        if not reply.ok and (problems := forms.wrong(reply, view)):
            return acknowledged({"response_action": "errors", "errors": problems})
        if reply.form:
            form = await self._conversation.outlet.form(reply.form, origin)
            return acknowledged({"response_action": "update", "view": form})
        if origin.surface is Surface.DIALOG and (answer := self._conversation.outlet.dialog(reply, origin)):
            return acknowledged({"response_action": "update", "view": answer})
        self._conversation.after(self._conversation.outlet.show(reply, origin), origin)
        return acknowledged()

    async def _errand(self, view: Body) -> forms.Errand:
        """The errand of a dialog. Raises Expired, and msgspec.DecodeError when it is not one of ours."""
        return forms.read_errand(await self._conversation.keeping.whole(view.get("private_metadata", "")))

    async def _catch_up(self, task: asyncio.Task[Reply], origin: Origin, view: Body) -> None:
        """The answer to a form came too late for the acknowledgement: the dialog shows a notice by now."""
        outlet = self._conversation.outlet
        reply = await task
        dialog = replace(origin, dialog=view["id"])
        if not reply.ok and (problems := forms.wrong(reply, view)):
            await outlet.open_view(forms.refilled(view, problems), dialog)
            return
        if origin.surface is Surface.MESSAGE and not reply.form:
            await outlet.open_view(forms.notice_view("Done. The answer is in the conversation."), dialog)
        await outlet.show(reply, dialog)
