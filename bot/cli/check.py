"""`briefbot check`: files and folders in, findings out."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from bot.briefing.check import check
from bot.briefing.finding import Finding, Severity
from bot.briefing.passage import SourceText
from bot.briefing.yaml import LARGEST

SUFFIXES: Final = (".yaml", ".yml")
LARGEST_SOURCE: Final = 16 << 20
"""Most bytes of a source's text: more than any book has."""


def check_files(paths: Sequence[Path], sources: Sequence[str], as_json: bool) -> int:
    """Check the briefings at these paths against the sources given as `ID=FILE` and print every finding.

    Returns the exit status: 0, or 1 when any finding is an error.
    """
    findings: list[Finding] = []
    texts = _texts(sources, findings)
    known: set[str] = set()
    whole = True
    files = list(_files(paths, findings))
    for file in files:
        try:
            parsed = check(_read(file, LARGEST), str(file), texts)
        except OSError as error:
            hint = "Name one that is there." if isinstance(error, FileNotFoundError) else "Mend its permissions."
            findings.append(_found(str(file), f"The briefing can't be read ({error.strerror}).", hint))
            whole = False
            continue
        findings.extend(parsed.findings)
        if parsed.briefing:
            known |= set(parsed.briefing.sources)
        else:
            whole = False
    if whole:
        for name in sorted(set(texts) - known):
            problem = "No briefing has a source of this name."
            findings.append(_found(f"--source {name}", problem, "Use one of the names under `sources`."))
    _print(findings, len(files), as_json)
    return int(any(finding.severity is Severity.ERROR for finding in findings))


def _texts(sources: Sequence[str], findings: list[Finding]) -> dict[str, SourceText]:
    """The texts of the sources given as `ID=FILE`, by ID."""
    texts: dict[str, SourceText] = {}
    for given in sources:
        name, equals, file = given.partition("=")
        option = f"--source {given}"
        if not (name and equals and file):
            findings.append(_found(option, "This names no source and file.", "Write it as ID=FILE: cbs=article.txt."))
        elif name in texts:
            findings.append(_found(option, f"The text of `{name}` is given already.", "Give one file for a source."))
        else:
            try:
                data = _read(Path(file), LARGEST_SOURCE)
                texts[name] = SourceText(data.decode("utf-8-sig"))
            except OSError as error:
                findings.append(_found(option, f"{file} can't be read ({error.strerror}).", "Name a readable file."))
                continue
            except UnicodeDecodeError:
                findings.append(_found(option, f"{file} is not UTF-8 text.", "Save it as plain UTF-8 text."))
                continue
            if len(data) > LARGEST_SOURCE:
                problem = f"{file} has more than {LARGEST_SOURCE:,} bytes."
                findings.append(_found(option, problem, "Give the text of the source alone."))
    return texts


def _files(paths: Sequence[Path], findings: list[Finding]) -> Iterator[Path]:
    """Every briefing once, folders searched; a second file on a topic is a finding."""
    seen: set[Path] = set()
    topics: dict[str, Path] = {}
    for path in paths:
        inside = [path]
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES and not file.is_dir())
            if not inside:
                findings.append(_found(str(path), "No briefing is in this folder.", "A briefing is a .yaml file."))
        for file in inside:
            if (real := file.resolve()) in seen:
                continue
            seen.add(real)
            first = topics.setdefault(file.stem, file)
            if first is not file:
                problem = f"{first} is on the topic `{file.stem}` already."
                findings.append(_found(str(file), problem, "Rename one of them, or make them one briefing."))
            yield file


def _read(file: Path, most: int) -> bytes:
    """The bytes of a file, one more than `most` of them when it has more."""
    with file.open("rb") as opened:
        return opened.read(most + 1)


def _found(file: str, problem: str, hint: str) -> Finding:
    return Finding(file, 1, 1, Severity.ERROR, "file", problem, hint)


def _print(findings: Sequence[Finding], files: int, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(msgspec.json.encode({"files": files, "findings": findings}).decode() + "\n")
        return
    for finding in findings:
        sys.stdout.write(f"{_visible(str(finding))}\n")
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    counted = f"{_count(files, 'briefing')} checked: {_count(len(findings), 'finding')}"
    sys.stdout.write(f"{counted}, {_count(errors, 'error')}.\n" if findings else f"{counted}.\n")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _visible(text: str) -> str:
    """A line in which nothing, not even a file's name, can steer the terminal."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
