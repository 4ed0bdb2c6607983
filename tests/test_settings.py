"""Settings from the environment, `.env`, secret files and TOML: who wins, and what is said of a wrong one."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.settings import SECRETS, InvalidSettings, Settings, SlackMode, read, shipped

SECRET = "xoxb-very-secret"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment without any setting, in an empty folder."""
    for name in Settings.__struct_fields__:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def toml(folder: Path, text: str) -> Path:
    path = folder / "bot.toml"
    path.write_text(text, "utf-8")
    return path


def test_every_setting_has_its_default_without_any():
    settings = read()
    assert settings.briefbot_briefings == shipped("briefings").resolve()
    assert not settings.slack
    assert settings.web == ("127.0.0.1", 8080)
    assert settings.database.startswith("sqlite:///")
    assert settings.database.endswith("briefbot/briefbot.db")


def test_the_commented_file_names_every_setting_but_the_secrets_with_its_default():
    text = (shipped("config") / "bot.toml").read_text("utf-8")
    for name in Settings.__struct_fields__:
        assert name.upper() in text, name
    uncommented = {line.partition(" = ")[0] for line in text.splitlines() if re.match(r"[a-z_]+ = ", line)}
    assert uncommented
    assert replace(read(), briefbot_briefings=shipped("briefings")) == Settings()


def test_the_command_line_wins_over_the_environment_over_dotenv_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    config = toml(tmp_path, '[slack]\ncommand_prefix = "toml-"\nmoderators = ["U0"]\n[briefbot]\nlog = "debug"\n')
    assert read(config).slack_command_prefix == "toml-"
    (tmp_path / ".env").write_text("SLACK_COMMAND_PREFIX=dotenv-\nSLACK_MODERATORS=U1, U2\n", "utf-8")
    assert read(config).slack_command_prefix == "dotenv-"
    monkeypatch.setenv("SLACK_COMMAND_PREFIX", "env-")
    settings = read(config)
    assert settings.slack_command_prefix == "env-"
    assert settings.slack_moderators == ("U1", "U2")
    assert settings.briefbot_log == "debug"
    assert read(config, slack_command_prefix="given-").slack_command_prefix == "given-"


def test_a_dotenv_that_can_not_be_read_is_named(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_bytes(b"DISCORD_TOKEN=\xff\n")
    with pytest.raises(InvalidSettings, match=r"^\.env: can't be read \(it is not UTF-8 text\)\. Mend that"):
        read()
    file.unlink()
    file.symlink_to("/proc/self/mem")  # there, and not even root may read its beginning
    with pytest.raises(InvalidSettings, match=r"^\.env: can't be read \(Input/output error\)\. Mend that"):
        read()


def test_the_file_can_be_named_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BRIEFBOT_CONFIG", str(toml(tmp_path, '[briefbot]\nbriefings = "news"\n')))
    assert read().briefbot_briefings == tmp_path / "news"


@pytest.mark.parametrize("name", [*(name.upper() for name in Settings.__struct_fields__), "DISCORD_TOKEN_FILE"])
def test_what_is_empty_is_not_set(monkeypatch: pytest.MonkeyPatch, name: str):
    plain = read()
    monkeypatch.setenv(name, "")
    assert read() == plain


def test_a_secret_comes_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "token").write_text(f"{SECRET}\n", "utf-8")
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(tmp_path / "token"))
    token = read().discord_token
    assert token is not None
    assert token.words == SECRET
    assert SECRET not in f"{token} {token!r} {read()!r}"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "can't be read .*Name a readable file"),
        (b"\xff\xfe", "can't be read .*Name a readable file"),
        (b"\n", "is empty"),
    ],
)
def test_a_secret_file_without_a_secret_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content, said):
    if content:
        (tmp_path / "token").write_bytes(content)
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(tmp_path / "token"))
    with pytest.raises(InvalidSettings, match=f"DISCORD_TOKEN_FILE: the file .*{said}"):
        read()


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_secret_is_refused_in_the_file_and_never_shown(tmp_path: Path, name: str):
    table, _, key = name.partition("_")
    with pytest.raises(InvalidSettings, match=f"set {name.upper()}") as refused:
        read(toml(tmp_path, f'[{table}]\n{key} = "{SECRET}"\n'))
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DISCORD_TOKN", "1", "Did you mean DISCORD_TOKEN?"),
        ("BRIEFBOT_BRIEFING", "1", "Did you mean BRIEFBOT_BRIEFINGS?"),
        ("BRIEFBOT_COLOUR", "1", "there is no such setting"),
        ("SLACK_MODERATOR", "1", "Did you mean SLACK_MODERATORS?"),
        ("BRIEFBOT_HTTP", "8080", "Write an address and a port: 127.0.0.1:8080."),
        ("BRIEFBOT_LOG", "loud", "BRIEFBOT_LOG: its value can't be used. Choose one of: debug, info, warning, error."),
        ("BRIEFBOT_OWNERS", "1234", "platform:id"),
        ("DISCORD_SHARD_COUNT", "0", "DISCORD_SHARD_COUNT: its value can't be used. Write a whole number, at least 1."),
        ("DISCORD_MODERATOR_ROLES", "1,admins", "Write whole numbers with commas between them."),
        ("DISCORD_TEST_SERVER", "home", "DISCORD_TEST_SERVER: its value can't be used. Write a whole number."),
        ("DISCORD_GATEWAY_URL", "http://x", "It must start with ws:// or wss://."),
        ("SLACK_API_BASE_URL", "slack.com", "It must start with http:// or https://."),
        ("SLACK_COMMAND_PREFIX", "NB ", "It may have at most 16"),
        ("SLACK_BOT_TOKEN", SECRET, "SLACK_APP_TOKEN: it is missing; with SLACK_BOT_TOKEN and SLACK_MODE=socket"),
        ("SLACK_CLIENT_ID", "1.2", "SLACK_MODE: it must be http"),
    ],
)
def test_a_wrong_setting_is_named_with_the_right_form(monkeypatch: pytest.MonkeyPatch, name, value, said):
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSettings) as refused:
        read()
    assert said in str(refused.value)
    assert SECRET not in str(refused.value)


def test_a_strangers_variable_is_left_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SLACK_DEVELOPER_MENU", "true")
    monkeypatch.setenv("DATABASE_NAME", "x")
    read()


def test_a_misspelt_name_in_the_file_is_named(tmp_path: Path):
    with pytest.raises(InvalidSettings, match=r"slack\.comand_prefix: there is no such setting\. Did you mean"):
        read(toml(tmp_path, '[slack]\ncomand_prefix = "x"\n'))


def test_a_file_that_is_no_toml_or_not_there_is_named(tmp_path: Path):
    with pytest.raises(InvalidSettings, match="not TOML"):
        read(toml(tmp_path, "[slack"))
    with pytest.raises(InvalidSettings, match="can't be read"):
        read(tmp_path / "none.toml")


def test_many_workspaces_need_their_settings_together(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SLACK_MODE", "http")
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    missing = ["SLACK_CLIENT_SECRET", "SLACK_ENCRYPTION_KEY", "SLACK_SIGNING_SECRET"]
    for name in missing:
        with pytest.raises(InvalidSettings, match=f"{name}: it is missing"):
            read()
        monkeypatch.setenv(name, SECRET)
    settings = read()
    assert settings.slack
    assert settings.slack_mode is SlackMode.HTTP


def test_owners_are_told_by_platform(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BRIEFBOT_OWNERS", "discord:1,slack:U2,discord:3")
    settings = read()
    assert settings.owners("discord") == {"1", "3"}
    assert settings.owners("slack") == {"U2"}
    assert settings.owners("console") == frozenset()
