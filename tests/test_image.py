"""What the Dockerfile names is what there is: files to copy, and packages that only build and are taken out again."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
BUILD: Final = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ").rpartition("\nFROM ")[0]
"""The stage that builds, each instruction on one line."""

PINNED: Final = re.compile(r"^([\w.-]+)(?:\[.*])?==.*\n(?:    --hash.*\n)+((?:    #.*\n)+)", re.MULTILINE)
WANTED: Final = "briefbot (pyproject.toml)"
"""What the lock says of what the running bot asks for itself."""


def reasons() -> dict[str, frozenset[str]]:
    """Every package of the lock, with what asks for it."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    found = {name: frozenset(re.findall(r"#(?: via|  ) (\S.*)", why)) for name, why in PINNED.findall(lock)}
    assert len(found) == len(re.findall(r"^\S+==", lock, re.MULTILINE)), "each has its hashes and what asks for it"
    return found


def only_build(asked: dict[str, frozenset[str]]) -> frozenset[str]:
    """The packages that the running bot doesn't need, nor any that it needs."""
    needed = {WANTED}
    while more := {name for name, by in asked.items() if by & needed} - needed:
        needed |= more
    return frozenset(asked) - needed


def copied() -> Iterator[str]:
    """The files and folders of this tree that the image is built of."""
    for words in re.findall(r"^COPY (.*)$", BUILD, re.MULTILINE):
        yield from words.split()[:-1]


def test_the_image_is_built_of_what_is_there_and_let_in() -> None:
    kept_out = (ROOT / ".dockerignore").read_text("utf-8").split()
    names = list(copied())
    assert {"bot", "briefings", "config", "requirements.lock"} <= set(names)
    for name in names:
        assert (ROOT / name).exists()
        assert not any(fnmatch(name, pattern) for pattern in kept_out)


def test_what_only_builds_is_taken_out_of_the_image_again_and_nothing_else() -> None:
    (taken_out,) = re.findall(r"uninstall --yes ([^&\n]*)", BUILD)
    only = only_build(reasons())
    assert "hatchling" in only
    assert set(taken_out.split()) == only
