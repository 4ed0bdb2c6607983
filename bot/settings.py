"""Every setting of the bot, read once at the start from the environment, `.env`, secret files and one TOML file."""

import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Self
from urllib.parse import quote

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

NAME: Final = "briefbot"
ROOT: Final = Path(__file__).parent
SECRETS: Final = frozenset(
    {
        "discord_token",
        "slack_bot_token",
        "slack_app_token",
        "slack_signing_secret",
        "slack_client_secret",
        "slack_encryption_key",
        "database_url",
    }
)
"""Settings that come from the environment or a file named in `…_FILE`, never from the TOML file."""


OURS: Final = ("BRIEFBOT_", "DISCORD_", "SLACK_", "DATABASE_")
ELSEWHERE: Final = frozenset({"BRIEFBOT_CONFIG"})
"""Names in the environment that say where the settings are and are no settings themselves."""


class InvalidSettings(Exception):
    """Says, one line each, which settings are wrong and what the right form is; never shows a secret."""


class Level(StrEnum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How log lines are written."""

    TEXT = "text"
    JSON = "json"


class SlackMode(StrEnum):
    """How Slack's payloads come in: over a connection that the bot opens, or posted to its web server."""

    SOCKET = "socket"
    HTTP = "http"


def _listed(value: object) -> object:
    """A list as people write it in one variable: comma-separated."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Owner = Annotated[str, StringConstraints(pattern=r"^[a-z]+:\S+$")]
Owners = Annotated[tuple[Owner, ...], BeforeValidator(_listed)]
Numbers = Annotated[tuple[int, ...], BeforeValidator(_listed)]


def shipped(folder: str) -> Path:
    """A folder that travels with the bot: beside the package in a checkout, inside it in an installed wheel."""
    inside = ROOT / "shipped" / folder
    return inside if inside.is_dir() else ROOT.parent / folder


class Settings(BaseModel):
    """The settings, by the name they have in the environment (in lower case)."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    briefbot_briefings: Path = Field(default_factory=lambda: shipped("briefings"))
    briefbot_cache: Path | None = None
    briefbot_owners: Owners = ()
    briefbot_log: Level = Level.INFO
    briefbot_log_format: LogFormat = LogFormat.TEXT
    briefbot_http: str = Field("127.0.0.1:8080", pattern=r"^[^\s:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$")
    database_url: SecretStr | None = None

    discord_token: SecretStr | None = None
    discord_api_base: str | None = Field(None, pattern=r"^https?://\S+$")
    discord_gateway_url: str | None = Field(None, pattern=r"^wss?://\S+$")
    discord_test_server: int | None = None
    discord_moderator_roles: Numbers = ()
    discord_shard_ids: Numbers = ()
    discord_shard_count: int | None = Field(None, ge=1)

    slack_mode: SlackMode = SlackMode.SOCKET
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_encryption_key: SecretStr | None = None
    slack_api_base_url: str | None = Field(None, pattern=r"^https?://\S+$")
    slack_command_prefix: str = Field("", pattern=r"^[a-z0-9_-]{0,16}$")
    slack_moderators: Names = ()
    slack_moderator_groups: Names = ()

    @model_validator(mode="after")
    def _slack_is_whole(self) -> Self:
        """What belongs together for one way into Slack is there together."""
        needed: dict[str, bool] = {}
        if self.slack_client_id:
            needed = {name: bool(getattr(self, name)) for name in ("slack_client_secret", "slack_encryption_key")}
            if self.slack_mode is SlackMode.SOCKET:
                raise ValueError(
                    "SLACK_MODE: it must be http where SLACK_CLIENT_ID is set: people install by web pages"
                )
            if self.slack_bot_token:
                raise ValueError("SLACK_BOT_TOKEN: leave it out where SLACK_CLIENT_ID is set; installing gives tokens")
        if self.slack:
            way = "slack_app_token" if self.slack_mode is SlackMode.SOCKET else "slack_signing_secret"
            needed[way] = bool(getattr(self, way))
        missing = [name.upper() for name, there in needed.items() if not there]
        if missing:
            given = "SLACK_CLIENT_ID" if self.slack_client_id else "SLACK_BOT_TOKEN"
            raise ValueError(f"{missing[0]}: it is missing; with {given} and SLACK_MODE={self.slack_mode} it is needed")
        return self

    @property
    def slack(self) -> bool:
        """Whether the bot is to connect to Slack."""
        return self.slack_bot_token is not None or self.slack_client_id is not None

    @property
    def web(self) -> tuple[str, int]:
        """The address and the port of the web server."""
        host, _, port = self.briefbot_http.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def database(self) -> str:
        """The address of the database: the one set, else a file in the platform's data folder."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        from platformdirs import user_data_path

        return f"sqlite:///{quote(str(user_data_path(NAME, appauthor=False) / 'briefbot.db'))}"

    def owners(self, platform: str) -> frozenset[str]:
        """The ids of the bot's owners on a platform: those of `discord:1234` on Discord."""
        named = (owner.partition(":") for owner in self.briefbot_owners)
        return frozenset(person for where, _, person in named if where == platform)


def read(config: Path | None = None, **given: object) -> Settings:
    """The settings: `given` (from the command line) over the environment, over `.env`, over secret files, over TOML.

    Raises InvalidSettings naming each wrong one.
    """
    environment = {**_dotenv(Path(".env")), **os.environ}
    path = config or _path(environment.get("BRIEFBOT_CONFIG")) or shipped("config") / "bot.toml"
    values: dict[str, object] = {**_toml(path), **_environment(environment)}
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise InvalidSettings("\n".join(_problem(found) for found in error.errors(include_input=False))) from None


def _environment(environment: Mapping[str, str]) -> dict[str, object]:
    """What the environment sets, `NAME_FILE` read from the file; names that are nearly ours are refused. What is empty
    is not set."""
    known = {name.upper(): name for name in Settings.model_fields}
    found: dict[str, object] = {}
    wrong = []
    for key, value in environment.items():
        if not value and (key in known or key.removesuffix("_FILE") in known):
            continue
        if key in known:
            found[known[key]] = value
        elif key.removesuffix("_FILE") in known and known[key.removesuffix("_FILE")] in SECRETS:
            name = known[key.removesuffix("_FILE")]
            try:
                found.setdefault(name, Path(value).read_text("utf-8").strip())
            except (OSError, ValueError) as error:
                reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
                wrong.append(f"{key}: the file {value!r} can't be read ({reason}). Name a readable file.")
        elif key.startswith(OURS) and key not in ELSEWHERE:
            close = get_close_matches(key, [*known, *ELSEWHERE], 1, cutoff=0.85 if not key.startswith(OURS[0]) else 0.5)
            if close or key.startswith(OURS[0]):
                hint = f"Did you mean {close[0]}?" if close else "See config/bot.toml for every setting."
                wrong.append(f"{key}: there is no such setting. {hint}")
    if wrong:
        raise InvalidSettings("\n".join(wrong))
    return found


def _toml(path: Path) -> dict[str, object]:
    """The settings of a TOML file: `[discord] api_base` sets `discord_api_base`."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InvalidSettings(f"{path}: can't be read ({error.strerror}). Name a readable file.") from None
    except ValueError as error:
        raise InvalidSettings(f"{path}: not TOML ({error}).") from None
    found: dict[str, object] = {}
    wrong = []
    for table, values in tables.items():
        for key, value in (values if isinstance(values, dict) else {"": values}).items():
            name = f"{table}_{key}".rstrip("_")
            if name in SECRETS:
                wrong.append(
                    f"{path}: {table}.{key}: secrets don't belong in a file that is shared; set {name.upper()}."
                )
            elif name not in Settings.model_fields:
                close = get_close_matches(name, Settings.model_fields, 1)
                hint = f"Did you mean {close[0].replace('_', '.', 1)}?" if close else "config/bot.toml lists them all."
                wrong.append(f"{path}: {table}.{key}: there is no such setting. {hint}")
            elif name in {"briefbot_briefings", "briefbot_cache"}:
                found[name] = (path.parent / str(value)).resolve()
            else:
                found[name] = value
    if wrong:
        raise InvalidSettings("\n".join(wrong))
    return found


def _dotenv(path: Path) -> Mapping[str, str]:
    from dotenv import dotenv_values

    if not path.is_file():
        return {}
    return {key: value for key, value in dotenv_values(path).items() if value is not None}


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _problem(error: ErrorDetails) -> str:
    """One wrong setting in one line: its name, what is wrong, the right form; never its value."""
    if not error["loc"]:
        return error["msg"].removeprefix("Value error, ") + "."
    name = str(error["loc"][0])
    forms = {
        "discord_gateway_url": "It must start with ws:// or wss://.",
        "discord_api_base": "It must start with http:// or https://.",
        "slack_api_base_url": "It must start with http:// or https://.",
        "slack_command_prefix": "It may have at most 16 of a-z, 0-9, _ and -.",
        "briefbot_http": "Write an address and a port: 127.0.0.1:8080.",
        "briefbot_owners": "Write each as platform:id, like discord:1234 or slack:U1234.",
    }
    wrong = f"{error['msg'][:1].lower()}{error['msg'][1:]}"
    if error["type"] == "string_pattern_mismatch":
        wrong = "it has a wrong form"
    return f"{name.upper()}: {wrong}. {forms.get(name, '')}".rstrip()
