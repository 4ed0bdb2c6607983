"""What a button carries survives a restart, and the file doesn't grow for ever."""

from pathlib import Path

from bot.store.tokens import TokenStore


def test_a_text_is_found_again_after_a_restart(tmp_path: Path) -> None:
    store = TokenStore(tmp_path / "tokens.db")
    token = store.keep("brief?topic=venezuela")
    assert store.keep("brief?topic=venezuela") == token
    assert store.keep("brief?topic=syria") != token
    assert len(token) == 22
    store.close()
    again = TokenStore(tmp_path / "tokens.db")
    assert again.get(token) == "brief?topic=venezuela"
    assert again.get("unknown") is None
    again.close()


def test_the_oldest_are_forgotten_first(tmp_path: Path) -> None:
    now = iter(range(10_000))
    store = TokenStore(tmp_path / "tokens.db", lambda: next(now), most=20)
    first = [store.keep(str(number)) for number in range(20)]
    store.close()
    store = TokenStore(tmp_path / "tokens.db", lambda: next(now), most=20)
    store.keep("0")
    store.keep("one too many")
    store.close()
    store = TokenStore(tmp_path / "tokens.db", lambda: next(now), most=20)
    kept = [store.get(token) for token in first]
    assert kept[0] == "0", "what was needed again stays"
    assert kept[1] is None
    assert kept[-1] == "19"
    store.close()
