"""Lines of a text opened and put back: nothing else of it changes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.lines import around, replaced

LINES = st.lists(st.text(st.sampled_from("ab :"), max_size=12), min_size=1, max_size=30).map("\n".join)


@given(LINES, st.integers(1, 30), st.integers(1, 60))
def test_as_many_lines_as_fit_are_opened_and_go_back_where_they_were(text: str, line: int, most: int) -> None:
    lines = text.split("\n")
    line = min(line, len(lines))
    found = around(text, line, most)
    if found is None:
        assert len(lines[line - 1]) > most
        return
    assert len(found.text) <= most
    assert found.first <= line <= found.last
    assert found.text == "\n".join(lines[found.first - 1 : found.last])
    assert replaced(text, found.first, found.last, found.text) == text


@given(LINES)
def test_a_text_that_fits_is_opened_whole_but_for_empty_lines_above(text: str) -> None:
    found = around(text, 1, 1000)
    assert found is not None
    assert found.last == text.count("\n") + 1
    assert not "".join(text.split("\n")[: found.first - 1]).strip()


def test_white_space_that_was_lost_in_a_form_is_put_back() -> None:
    text = "a:\n  b: 1\n  c: 2\nd: 3\n"
    assert replaced(text, 2, 3, "b: 4\n  c: 5\n  e: 6") == "a:\n  b: 4\n  c: 5\n  e: 6\nd: 3\n"
