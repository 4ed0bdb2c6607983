"""`briefbot check`: files and folders in, findings out."""

import errno
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from bot.briefing.check import check
from bot.briefing.finding import Finding, Severity
from bot.briefing.model import passages
from bot.briefing.passage import SourceText
from bot.briefing.yaml import LARGEST, Parsed
from bot.library.reading import NotPlain, briefings, is_folder, misnamed, opened, printable, topic_of

LARGEST_SOURCE: Final = 16 << 20
"""Most bytes of a source's text: more than any book has."""

NAMED: Final = 3
"""Most sources whose text is missing that the last line names one by one."""


@dataclass(slots=True)
class _Sought:
    """How many passages the briefings have, how many of them were looked for in their sources, and the sources whose
    text nobody gave."""

    passages: int = 0
    looked_for: int = 0
    without_text: dict[str, None] = field(default_factory=dict)

    def add(self, parsed: Parsed, texts: Mapping[str, SourceText]) -> None:
        """Count those of one more briefing; in one with a broken reference none was looked for."""
        if parsed.briefing is None:
            return
        broken = any(found.verdict == "reference" for found in parsed.findings)
        for _, _, item in parsed.briefing.items():
            for passage in passages(item):
                self.passages += 1
                self.looked_for += passage.source in texts and not broken
                if passage.source not in texts:
                    self.without_text[passage.source] = None

    def __str__(self) -> str:
        """What to say of those that were not looked for, and how they could be; nothing when there are none."""
        if self.looked_for == self.passages:
            return ""
        done = f"{self.looked_for} of {self.passages} passages were" if self.looked_for else "No passage was"
        told = f"{done} looked for in the text of a source"
        if not self.without_text:
            return f"{told}: mend the broken references first."
        named = " ".join(f"--source {name}=FILE" for name in [*self.without_text][:NAMED])
        more = f", and {len(self.without_text) - NAMED} more" if len(self.without_text) > NAMED else ""
        return f"{told}; to look for all, give the text: {named}{more}"


def check_files(paths: Sequence[Path], sources: Sequence[str], as_json: bool) -> int:
    """Check the briefings at these paths against the sources given as `ID=FILE` and print every finding.

    Returns the exit status: 0, or 1 when any finding is an error.
    """
    findings: list[Finding] = []
    texts = _texts(sources, findings)
    known: set[str] = set()
    sought = _Sought()
    whole = True
    files = list(_files(paths, findings))
    for file in files:
        try:
            parsed = check(_read(file, LARGEST), printable(str(file)), texts)
        except OSError as error:
            findings.append(_found(file, f"The briefing can't be read ({error.strerror}).", _mended(error)))
            whole = False
            continue
        findings.extend(parsed.findings)
        sought.add(parsed, texts)
        if parsed.briefing:
            known |= set(parsed.briefing.sources)
        else:
            whole = False
    if whole:
        for name in sorted(set(texts) - known):
            problem = "No briefing has a source of this name."
            findings.append(_found(f"--source {name}", problem, "Use one of the names under `sources`."))
    _print(findings, len(files), sought, as_json)
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
                hint = _mended(error) if isinstance(error, NotPlain) else "Name a readable file."
                findings.append(_found(option, f"{file} can't be read ({error.strerror}).", hint))
                continue
            except UnicodeDecodeError:
                findings.append(_found(option, f"{file} is not UTF-8 text.", "Save it as plain UTF-8 text."))
                continue
            if len(data) > LARGEST_SOURCE:
                problem = f"{file} has more than {LARGEST_SOURCE:,} bytes."
                findings.append(_found(option, problem, "Give the text of the source alone."))
    return texts


def _files(paths: Sequence[Path], findings: list[Finding]) -> Iterator[Path]:
    """Every briefing once, folders searched as the library does; what it would not publish for its name, or as the
    second file on a topic, is a finding."""
    seen: set[str] = set()
    topics: dict[str, Path] = {}
    for path in paths:
        inside = [path]
        if is_folder(path):
            inside = [file for found, _ in briefings(str(path)) if not is_folder(file := Path(found))]
            if not inside:
                findings.append(_found(path, "No briefing is in this folder.", "A briefing is a .yaml file."))
        for file in inside:
            if (real := os.path.realpath(file)) in seen:
                continue
            seen.add(real)
            if wrong := misnamed(str(file)):
                findings.append(_found(file, *wrong))
            first = topics.setdefault(topic_of(str(file)).casefold(), file)
            if first is not file:
                problem = f"{first} is on the topic `{topic_of(str(first))}` already."
                findings.append(_found(file, problem, "Rename one of them, or make them one briefing."))
            yield file


def _read(file: Path, most: int) -> bytes:
    """The bytes of a file, one more than `most` of them when it has more. Raises OSError."""
    with opened(str(file)) as readable:
        return readable.read(most + 1)


def _mended(error: OSError) -> str:
    """What to do about a briefing that can't be read."""
    match error:
        case FileNotFoundError():
            return "Name one that is there."
        case NotPlain():
            return "Save what comes from it in a plain file, and name that."
        case _ if error.errno == errno.ELOOP:
            return "The links lead in a circle; name the file itself."
        case _:
            return "Mend its permissions."


def _found(file: Path | str, problem: str, hint: str) -> Finding:
    return Finding(printable(str(file)), 1, 1, Severity.ERROR, "file", printable(problem), hint)


def _print(findings: Sequence[Finding], files: int, sought: _Sought, as_json: bool) -> None:
    if as_json:
        report = {
            "files": files,
            "findings": findings,
            "passages": sought.passages,
            "looked_for": sought.looked_for,
            "without_text": list(sought.without_text),
        }
        sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
        return
    for finding in findings:
        sys.stdout.write(f"{_visible(str(finding))}\n")
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    counted = f"{_count(files, 'briefing')} checked: {_count(len(findings), 'finding')}"
    told = f"{counted}, {_count(errors, 'error')}." if findings else f"{counted}."
    sys.stdout.write(_visible(f"{told} {sought}".rstrip()) + "\n")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _visible(text: str) -> str:
    """A line in which nothing, not even a file's name, can steer the terminal."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
