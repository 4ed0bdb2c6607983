"""What becomes of a call to Slack that must not be tried again blindly."""

from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.delivery import Gone, Later, Unknown
from bot.platforms.slack.payload import Json

WAIT: Final = 30.0
"""Seconds to wait when Slack asks to but doesn't say how long."""

SOON: Final = 5.0
"""Seconds to wait where Slack can't be reached."""

GONE: Final = frozenset(
    {
        "access_denied",
        "account_inactive",
        "cant_update_message",
        "channel_is_limited_access",
        "channel_not_found",
        "edit_window_closed",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_auth",
        "is_archived",
        "message_not_found",
        "messages_tab_disabled",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "not_in_channel",
        "org_login_required",
        "posting_to_general_channel_denied",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "team_access_not_granted",
        "team_not_found",
        "thread_not_found",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
        "user_not_found",
    }
)
"""What Slack says of a place that will not take the message at the next try either."""

REJECTED: Final = frozenset(
    {
        "invalid_arguments",
        "invalid_attachments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "too_many_attachments",
    }
)
"""What Slack says of a message that it will not take at the next try either."""

UNSURE: Final = frozenset({"", "fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""What Slack says when it may have done it nevertheless."""


async def call(client: AsyncWebClient, method: str, body: Json) -> AsyncSlackResponse:
    """Call Slack once. Raises Later, Gone or Unknown; an error of another kind is as Slack's library has it."""
    try:
        return await client.api_call(method, json=body)
    except SlackApiError as error:
        raise _outcome(error) from None
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise Later(SOON) from error  # nothing was sent
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unknown(f"{method}: {type(error).__name__}") from None


def code(error: SlackApiError) -> str:
    """What Slack says is wrong, in its own short word; empty when its answer can't be read, as when something between
    it and the bot answers with a page for browsers."""
    response = error.response
    readable = isinstance(response, AsyncSlackResponse) and isinstance(response.data, dict)
    return str(response.get("error") or "") if readable else ""


def _outcome(error: SlackApiError) -> Exception:
    """What became of a call that Slack didn't do."""
    response = error.response
    if not isinstance(response, AsyncSlackResponse):
        return Unknown("Slack's answer can't be read")
    said, status = code(error), response.status_code
    if status == 429 or said in {"ratelimited", "rate_limited"}:
        wait = str(response.headers.get("Retry-After", ""))
        return Later(float(wait) if wait.isdigit() else WAIT)
    if said in GONE or status in {401, 403, 404}:
        return Gone(said or f"HTTP {status}")
    if status >= 500 or said in UNSURE:
        return Unknown(said or f"HTTP {status}")
    return error
