"""The line to type for a button does what the button does."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.arguments import Missing, bind
from bot.chat.errors import UserError
from bot.chat.invocation import Invocation
from bot.chat.typed import typed
from tests.chat.commands import table

TABLE = table()
VALUE = st.one_of(
    st.sampled_from(
        ["venezuela", "costa rica", "full", "short", "yes", "5", "2019-04-04", "topic=x", "a=b", "“x”", "=", "x  y"]
    ),
    st.text(max_size=20),
)


@pytest.mark.parametrize(
    ("run", "line"),
    [
        (Invocation("brief", {"topic": "venezuela"}), "/brief venezuela"),
        (Invocation("brief", {"topic": "costa rica", "depth": "full"}), "/brief costa rica full"),
        (Invocation("brief", {"depth": "full", "topic": "costa rica"}), "/brief costa rica full"),
        (Invocation("brief", {"topic": "full", "depth": "full"}), "/brief full full"),
        (Invocation("evidence", {"topic": "costa rica", "item": "gas fields"}), '/evidence "costa rica" gas fields'),
        (Invocation("every", {"count": "5", "words": "a b"}), '/every 5 words="a b"'),
        (Invocation("digest add", {"when": "daily", "topic": "us"}), "/digest add daily us"),
        (Invocation("digest"), "/digest"),
        (Invocation("evidence", {"topic": "us"}), "/evidence us"),
        (Invocation("brief", {"topic": "venezuela"}, 2), ""),
        (Invocation("brief", {"topic": 'the "best"'}), ""),
        (Invocation("nothing"), ""),
    ],
)
def test_the_shortest_line(run: Invocation, line: str):
    assert typed(run, TABLE) == line


@given(st.sampled_from(sorted(TABLE)), st.data())
def test_a_line_is_read_as_its_invocation(name: str, data: Any):
    command = TABLE[name]
    values = {argument.name: data.draw(VALUE) for argument in command.arguments if data.draw(st.booleans())}
    line = typed(Invocation(name, values), TABLE)
    if not line:
        return
    assert line.startswith(f"/{name}")
    try:
        given_ = bind(command, line.removeprefix(f"/{name}"), {}, lambda *_: False)[1]
    except Missing as missing:
        given_ = dict(missing.given)
    except UserError:
        pytest.fail(f"{line} is refused")
    assert given_ == values
