"""Some lines of a text that is too long to be shown whole, and the text with others in their place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a text, from `first` to `last`, both counted from 1, and what they say."""

    first: int
    last: int
    text: str


def around(text: str, line: int, most: int) -> Lines | None:
    """As many whole lines as `most` characters hold, with this one in their first third; None when it alone is longer.

    They begin with one that says something: white space before it would be lost wherever it is typed.
    """
    lines = text.split("\n")
    at = min(max(line, 1), len(lines)) - 1
    if len(lines[at]) > most:
        return None
    start = end = at
    size = len(lines[at])
    for most_above in (most // 3, most):
        while start and size + 1 + len(lines[start - 1]) <= most_above:
            start -= 1
            size += 1 + len(lines[start])
        while end + 1 < len(lines) and size + 1 + len(lines[end + 1]) <= most:
            end += 1
            size += 1 + len(lines[end])
    while start < at and not lines[start].strip():
        start += 1
    return Lines(start + 1, end + 1, "\n".join(lines[start : end + 1]))


def replaced(text: str, first: int, last: int, by: str) -> str:
    """The text with these lines in place of its lines from `first` to `last`. The white space before them is that of
    the lines they replace where they came without any."""
    lines = text.split("\n")
    old = lines[first - 1] if 0 < first <= len(lines) else ""
    indent = old[: len(old) - len(old.lstrip())]
    new = by if by[:1].isspace() else indent + by
    return "\n".join((*lines[: first - 1], new, *lines[last:]))
