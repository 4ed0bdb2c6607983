"""`briefbot check`: files and folders in, findings out."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from bot.briefing.check import check
from bot.briefing.finding import Finding, Severity

SUFFIXES: Final = (".yaml", ".yml")


def check_files(paths: Sequence[Path], sources: Sequence[str], as_json: bool) -> int:
    """Check the briefings at these paths against the sources given as `ID=FILE` and print every finding.

    Returns the exit status: 0, or 1 when any finding is an error.
    """
    findings: list[Finding] = []
    texts: dict[str, str] = {}
    for given in sources:
        name, equals, file = given.partition("=")
        try:
            if not equals:
                raise ValueError("write it as ID=FILE")
            texts[name] = Path(file).read_text("utf-8")
        except (OSError, ValueError) as error:
            findings.append(_unreadable(file or given, error, f"--source {given}"))
    used: set[str] = set()
    files = list(_files(paths, findings))
    for file in files:
        try:
            parsed = check(file.read_bytes(), str(file), texts)
        except OSError as error:
            findings.append(_unreadable(str(file), error, "the briefing"))
            continue
        findings.extend(parsed.findings)
        used |= set(parsed.briefing.sources) if parsed.briefing else set(texts)
    for name in sorted(set(texts) - used):
        problem = f"--source {name}: no briefing has a source of this name."
        findings.append(Finding(name, 1, 1, Severity.ERROR, "source", problem, "Use the name under `sources`."))
    _print(findings, len(files), as_json)
    return int(any(finding.severity is Severity.ERROR for finding in findings))


def _files(paths: Iterable[Path], findings: list[Finding]) -> Iterable[Path]:
    topics: dict[tuple[Path, str], Path] = {}
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES and p.is_file()) if path.is_dir() else [path]
        if path.is_dir() and not inside:
            findings.append(_found(str(path), "No briefing is in this folder.", "A briefing is a .yaml file."))
        for file in inside:
            first = topics.setdefault((path, file.stem), file)
            if first is not file:
                problem = f"{first} is on the topic {file.stem!r} already."
                findings.append(_found(str(file), problem, "Rename one of them, or make them one briefing."))
            yield file


def _found(file: str, problem: str, hint: str) -> Finding:
    return Finding(file, 1, 1, Severity.ERROR, "file", problem, hint)


def _unreadable(file: str, error: Exception, what: str) -> Finding:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return _found(file, f"{what} can't be read ({reason}).", "Name a readable UTF-8 text file.")


def _print(findings: Sequence[Finding], files: int, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(msgspec.json.encode({"files": files, "findings": findings}).decode() + "\n")
        return
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    counted = f"{files} briefing{'' if files == 1 else 's'} checked: {len(findings)} findings"
    sys.stdout.write(f"{counted}, {errors} of them errors.\n" if findings else f"{counted}.\n")
