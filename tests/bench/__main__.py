"""Measures the bot and prints each figure beside its bar: `python -m tests.bench [NAME …] [--markdown FILE]`.

Every module of this package that has `rows() -> Iterable[Row]` is a subject, named by its file; add one by adding a
file. Each is measured in a process of its own, one after the other, so that nobody's heap slows another's figures
down. Figures are ratios of interleaved rounds wherever two things can be compared (`frame.ratio`), and absolute times
are medians or percentiles over at least five rounds, because the machine is never quiet.

`python -m tests.bench` measures everything, `python -m tests.bench library sizes` two subjects, `--markdown` writes the
tables with the machine they were measured on into a file as well, where those of other subjects stay. A subject that
breaks off, or takes too long, costs its own rows alone. The exit status is 1 when a bar is missed or a subject broke.
"""

import argparse
import importlib
import json
import os
import pkgutil
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from tests.bench.frame import Row

HERE = Path(__file__).parent
HEAD = ("figure", "measured", "bar", "")
INTRODUCTION = """\
# Performance

Written by `python -m tests.bench --markdown docs/performance.md`. `make bench` prints the same tables and fails when a
figure misses its bar. A figure without a unit is a ratio of two things measured in turn in one run; times of answers
are processor time, because nothing in them waits."""

LONGEST: Final = 900
"""Most seconds a subject may take; the longest one, `sizes`, takes a third of them."""

WIDTH: Final = 92
"""Columns of a figure's name in the terminal."""


class Measured(NamedTuple):
    """A subject's rows, and whether they are all that it has."""

    rows: list[Row]
    whole: bool


def main(given: Sequence[str] | None = None) -> int:
    """Measure the subjects named on the command line, or all; the exit status is 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="subjects to measure; all when none is named")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables into this file too")
    parser.add_argument("--rows", metavar="NAME", help=argparse.SUPPRESS)
    options = parser.parse_args(given)
    if options.rows:
        return _measure(options.rows)
    known = subjects()
    if unknown := sorted(set(options.names) - set(known)):
        parser.error(f"there is no subject {', '.join(unknown)}; there are {', '.join(known)}")
    start, found = time.monotonic(), dict[str, Measured]()
    for name in options.names or known:
        found[name] = _apart(name)
        if options.markdown:
            before = options.markdown.read_text("utf-8") if options.markdown.exists() else ""
            options.markdown.write_text(_markdown(before, name, found[name]), "utf-8")
    rows = [row for measured in found.values() for row in measured.rows]
    broken = [name for name, measured in found.items() if not measured.whole]
    missed = [row for row in rows if not row.reached]
    minutes = (time.monotonic() - start) / 60
    said = f"{len(rows)} figures in {minutes:.1f} minutes, {len(missed)} beyond their bar"
    sys.stdout.write(f"{said}; not measured to the end: {', '.join(broken) or 'none'}\n")
    return int(bool(missed or broken))


def subjects() -> list[str]:
    """The modules of this package that may have rows."""
    return sorted(name for _, name, _ in pkgutil.iter_modules([str(HERE)]) if not name.startswith("_"))


def _measure(name: str) -> int:
    module = importlib.import_module(f"tests.bench.{name}")
    for row in module.rows() if hasattr(module, "rows") else ():
        sys.stdout.write(f"row {json.dumps(row)}\n")
        sys.stdout.flush()
    return 0


def _apart(name: str) -> Measured:
    """A subject measured in a fresh process, each row told as it comes."""
    command = [sys.executable, "-m", "tests.bench", "--rows", name]
    # Who runs the bot has its modules compiled, whatever a developer's shell says.
    compiled = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    began, rows = time.monotonic(), list[Row]()
    with subprocess.Popen(command, cwd=HERE.parent.parent, env=compiled, stdout=subprocess.PIPE, text=True) as process:
        limit = threading.Timer(LONGEST, process.kill)
        limit.start()
        for line in process.stdout or ():
            if line.startswith("row "):
                rows.append(Row(*json.loads(line.removeprefix("row "))))
                _tell(f"— {name} —" if len(rows) == 1 else "", rows[-1])
        limit.cancel()
    whole = process.returncode == 0
    if rows or not whole:
        took = f"in {time.monotonic() - began:.0f} s"
        sys.stdout.write(f"{'':>4}{took if whole else f'{name} broke off {took}'}\n")
        sys.stdout.flush()
    return Measured(rows, whole)


def _tell(head: str, row: Row) -> None:
    what, got, bar, judged = _cells(row)
    line = f"{what:<{WIDTH}} {got:>10} {bar:>12}  {judged}"
    sys.stdout.write(f"{head}\n{line}\n" if head else f"{line}\n")
    sys.stdout.flush()


def _cells(row: Row) -> tuple[str, str, str, str]:
    sign = "≤" if row.better == "lower" else "≥"
    unit = "" if row.unit == "×" else f" {row.unit}"
    return row.name, f"{_number(row.measured)}{unit}", f"{sign} {row.bar:g}{unit}", "ok" if row.reached else "MISSED"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _markdown(before: str, name: str, measured: Measured) -> str:
    """The page with the section of what was measured now, and with those it had of the other subjects."""
    sections = {part.partition("\n")[0]: f"## {part.rstrip()}" for part in before.split("\n## ")[1:]}
    if measured.rows:
        table = [f"| {' | '.join(HEAD)} |", "| --- | --: | --: | --- |"]
        table += [f"| {' | '.join(_cells(row))} |" for row in measured.rows]
        broke = "" if measured.whole else " It broke off: figures are missing."
        when = f"Measured on {datetime.now(UTC):%-d %B %Y}: {machine()}.{broke}"
        sections[_title(name)] = "\n".join((f"## {_title(name)}", "", when, "", *table))
    elif not measured.whole:
        sections[_title(name)] = f"## {_title(name)}\n\nCould not be measured on {datetime.now(UTC):%-d %B %Y}."
    titles = map(_title, subjects())
    return "\n\n".join((INTRODUCTION, *(sections[title] for title in titles if title in sections))) + "\n"


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def machine() -> str:
    """The processor, cores, memory, system and Python that the figures hold for."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        named = (line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line)
        model = next(named, model)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, {platform.system()}, {python}"


if __name__ == "__main__":
    sys.exit(main())
