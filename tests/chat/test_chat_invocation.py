"""What a button carries comes back as it was, and so does a place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.invocation import Invocation
from bot.chat.request import Place

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(TEXT.filter(bool), st.dictionaries(TEXT, TEXT, max_size=4), st.integers(1, 10**6))
def test_an_invocation_comes_back(command: str, values: dict[str, str], page: int):
    run = Invocation(command, values, page)
    assert Invocation.decode(run.encode()) == run
    assert run.encode().isascii()


@pytest.mark.parametrize(
    ("run", "line"),
    [
        (Invocation("brief", {"topic": "venezuela"}), "brief?topic=venezuela"),
        (Invocation("digest add", {"when": "08:00"}, 3), "digest add?when=08%3A00#3"),
        (Invocation("actor", {"name": "Guaidó & Co?#="}), "actor?name=Guaid%C3%B3%20%26%20Co%3F%23%3D"),
    ],
)
def test_the_line_is_short(run: Invocation, line: str):
    assert run.encode() == line


@given(st.text(max_size=40))
def test_anything_else_is_refused_or_read(text: str):
    try:
        run = Invocation.decode(text)
    except ValueError:
        return
    assert run.command
    assert run.page >= 0


@pytest.mark.parametrize("text", ["", "?topic=x", "#2", "brief#x", "brief#²", "brief?topic", "brief?topic=x#-1"])
def test_what_is_no_invocation_is_refused(text: str):
    with pytest.raises(ValueError):
        Invocation.decode(text)


@given(TEXT, TEXT, TEXT, st.none() | TEXT)
def test_a_place_comes_back(platform: str, workspace: str, channel: str, thread: str | None):
    place = Place(platform, workspace, channel, thread)
    assert Place.parse(str(place)) == place


def test_a_place_reads_well():
    assert str(Place("slack", "T1", "C1", "171.5")) == "slack/T1/C1/171.5"
    assert str(Place("console", "a/b", "é")) == "console/a%2Fb/%C3%A9"


@pytest.mark.parametrize("text", ["", "slack", "slack/T1", "a/b/c/d/e"])
def test_what_is_no_place_is_refused(text: str):
    with pytest.raises(ValueError, match="not a place"):
        Place.parse(text)
