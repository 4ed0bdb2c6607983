"""Keeps tokens and the addresses that work like tokens out of the log."""

import logging
import re
from typing import Final

_SECRET: Final = re.compile(
    r"""
      xox[a-z](?:\.xox[a-z])?-[\w-]+ | xapp-[\w-]+       # tokens
    | (?<=ticket=)[^&\s'"]+                              # of a Socket Mode connection
    | (?<=code:\ )\S+                                    # of an installation
    | https?://[^\s'"]*/(?:commands|actions|app)/[^\s'"]+  # response_url
    """,
    re.VERBOSE,
)


def redact(text: str) -> str:
    """The text with every token, ticket and response_url in it struck out.

    >>> redact("token xoxb-12-ab, wss://x/?ticket=abc&app_id=1")
    'token […], wss://x/?ticket=[…]&app_id=1'
    """
    return _SECRET.sub("[…]", text)


class Redaction(logging.Filter):
    """Strikes secrets out of log records, out of their tracebacks too."""

    _formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place; every record passes."""
        record.msg, record.args = redact(record.getMessage()), ()
        if record.exc_info and record.exc_info[0]:
            record.msg = f"{record.msg}\n{redact(self._formatter.formatException(record.exc_info))}"
            record.exc_info = record.exc_text = None
        return True


def redacted(name: str) -> logging.Logger:
    """The logger of this name, its records without secrets."""
    log = logging.getLogger(name)
    if not any(isinstance(one, Redaction) for one in log.filters):
        log.addFilter(Redaction())
    return log


def sdk_logger() -> logging.Logger:
    """The logger of Slack's own libraries: errors only, because below that they write down what they send and get.
    Bolt copies its level and its filter to its other loggers."""
    log = redacted("bot.platforms.slack.sdk")
    log.setLevel(logging.ERROR)
    return log
