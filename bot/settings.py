"""Every setting of the bot, read once at the start from the environment, `.env`, secret files and one TOML file."""

import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, get_args, get_origin
from urllib.parse import quote

from msgspec import Meta, Struct, ValidationError, convert, field
from msgspec.structs import fields

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


class Secret:
    """Words that are never shown by accident: whoever needs them asks for them."""

    __slots__ = ("words",)

    def __init__(self, words: str) -> None:
        self.words = words

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.words == self.words

    def __hash__(self) -> int:
        return hash(self.words)

    def __repr__(self) -> str:
        return "Secret(…)"


Owner = Annotated[str, Meta(pattern=r"^[a-z]+:\S+$")]
Link = Annotated[str, Meta(pattern=r"^https?://\S+$")]
Names = tuple[str, ...]
Numbers = tuple[int, ...]


def shipped(folder: str) -> Path:
    """A folder that travels with the bot: beside the package in a checkout, inside it in an installed wheel."""
    inside = ROOT / "shipped" / folder
    return inside if inside.is_dir() else ROOT.parent / folder


class Settings(Struct, frozen=True, kw_only=True):
    """The settings, by the name they have in the environment (in lower case)."""

    briefbot_briefings: Path = field(default_factory=lambda: shipped("briefings"))
    briefbot_cache: Path | None = None
    briefbot_owners: tuple[Owner, ...] = ()
    briefbot_log: Level = Level.INFO
    briefbot_log_format: LogFormat = LogFormat.TEXT
    briefbot_http: Annotated[str, Meta(pattern=r"^[^\s:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$")] = "127.0.0.1:8080"
    database_url: Secret | None = None

    discord_token: Secret | None = None
    discord_api_base: Link | None = None
    discord_gateway_url: Annotated[str, Meta(pattern=r"^wss?://\S+$")] | None = None
    discord_test_server: int | None = None
    discord_moderator_roles: Numbers = ()
    discord_shard_ids: Numbers = ()
    discord_shard_count: Annotated[int, Meta(ge=1)] | None = None

    slack_mode: SlackMode = SlackMode.SOCKET
    slack_bot_token: Secret | None = None
    slack_app_token: Secret | None = None
    slack_signing_secret: Secret | None = None
    slack_client_id: str | None = None
    slack_client_secret: Secret | None = None
    slack_encryption_key: Secret | None = None
    slack_api_base_url: Link | None = None
    slack_command_prefix: Annotated[str, Meta(pattern=r"^[a-z0-9_-]{0,16}$")] = ""
    slack_moderators: Names = ()
    slack_moderator_groups: Names = ()

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
            return self.database_url.words
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
    settings = _held(values)
    if problem := _partial_slack(settings):
        raise InvalidSettings(problem)
    return settings


def _held(values: Mapping[str, object]) -> Settings:
    """These values, each of the type that its setting has. Raises InvalidSettings naming every one that can't be."""
    found: dict[str, object] = {}
    wrong = []
    for setting in fields(Settings):
        if setting.name in values:
            try:
                value = _listed(values[setting.name], setting.type)
                found[setting.name] = convert(value, setting.type, strict=False, dec_hook=_made)
            except ValidationError:
                wrong.append(f"{setting.name.upper()}: its value can't be used. {_form(setting.name, setting.type)}")
    if wrong:
        raise InvalidSettings("\n".join(wrong))
    return Settings(**found)  # type: ignore[arg-type]


def _listed(value: object, kind: object) -> object:
    """A list as people write it in one variable, comma-separated, where a setting is a list."""
    if get_origin(kind) is tuple and isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _made(kind: type, value: object) -> object:
    """A path or a secret from the words that a setting has for it."""
    if not isinstance(value, str | kind):
        raise TypeError("it is no words")
    return kind(value) if isinstance(value, str) else value


def _partial_slack(settings: Settings) -> str | None:
    """What is missing or too much of what belongs together for one way into Slack."""
    needed: list[str] = []
    if settings.slack_client_id:
        needed += ["slack_client_secret", "slack_encryption_key"]
        if settings.slack_mode is SlackMode.SOCKET:
            return "SLACK_MODE: it must be http where SLACK_CLIENT_ID is set: people install by web pages."
        if settings.slack_bot_token:
            return "SLACK_BOT_TOKEN: leave it out where SLACK_CLIENT_ID is set; installing gives tokens."
    if settings.slack:
        needed.append("slack_app_token" if settings.slack_mode is SlackMode.SOCKET else "slack_signing_secret")
    missing = next((name.upper() for name in needed if getattr(settings, name) is None), None)
    given = "SLACK_CLIENT_ID" if settings.slack_client_id else "SLACK_BOT_TOKEN"
    return missing and f"{missing}: it is missing; with {given} and SLACK_MODE={settings.slack_mode} it is needed."


def _environment(environment: Mapping[str, str]) -> dict[str, object]:
    """What the environment sets, `NAME_FILE` read from the file; names that are nearly ours are refused. What is empty
    is not set."""
    known = {name.upper(): name for name in Settings.__struct_fields__}
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
                words = Path(value).read_text("utf-8").strip()
            except (OSError, ValueError) as error:
                reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
                wrong.append(f"{key}: the file {value!r} can't be read ({reason}). Name a readable file.")
                continue
            if not words:
                wrong.append(f"{key}: the file {value!r} is empty. Write the secret into it.")
            found.setdefault(name, words)
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
            elif name not in Settings.__struct_fields__:
                close = get_close_matches(name, Settings.__struct_fields__, 1)
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
    try:
        if not path.is_file():
            return {}
        from dotenv import dotenv_values

        return {key: value for key, value in dotenv_values(path).items() if value is not None}
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise InvalidSettings(f"{path}: can't be read ({reason}). Mend that, or start in another folder.") from None


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _form(name: str, kind: object) -> str:
    """The right form of a setting, in one sentence."""
    forms = {
        "discord_gateway_url": "It must start with ws:// or wss://.",
        "discord_api_base": "It must start with http:// or https://.",
        "discord_shard_count": "Write a whole number, at least 1.",
        "slack_api_base_url": "It must start with http:// or https://.",
        "slack_command_prefix": "It may have at most 16 of a-z, 0-9, _ and -.",
        "briefbot_http": "Write an address and a port: 127.0.0.1:8080.",
        "briefbot_owners": "Write each as platform:id, like discord:1234 or slack:U1234.",
    }
    if name in forms:
        return forms[name]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return f"Choose one of: {', '.join(kind)}."
    if kind == Numbers:
        return "Write whole numbers with commas between them."
    if kind == Names:
        return "Write names with commas between them."
    return "Write a whole number." if int in get_args(kind) else "Write it as text."
