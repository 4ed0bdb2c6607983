"""How long one answer in the terminal takes from start to exit, beside the libraries it can't do without."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.bench.frame import Row, ratio

ROUNDS: Final = 15
"""Starting a process is short and the machine's noise is large beside it."""


def spent() -> float:
    """Seconds of the processor that processes started here and ended have taken."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def rows() -> Iterable[Row]:
    """`briefbot say "/brief venezuela"`, warm, to importing pydantic and PyYAML."""
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": folder, "HOME": folder}
        briefbot = str(Path(sys.executable).with_name("briefbot"))

        def run(*command: str) -> None:
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, cwd=folder)

        measured = ratio(
            lambda: run(briefbot, "say", "/brief venezuela"),
            lambda: run(sys.executable, "-c", "import pydantic, yaml"),
            ROUNDS,
            spent,
        )
        yield Row("`briefbot say` / `python -c 'import pydantic, yaml'` (CPU)", measured, 4)
