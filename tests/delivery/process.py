"""The real bot as a process, with some of its times shorter and its clock set by a file.

`TIMES` is a JSON object of constants to set, by module and name; `CLOCK` a file with the seconds to add to the time.
"""

import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from bot.__main__ import main
from bot.delivery import deliveries


def shorten(times: str) -> None:
    for name, seconds in json.loads(times).items():
        module, _, constant = name.rpartition(".")
        setattr(importlib.import_module(module), constant, seconds)


def set_clock(file: Path) -> None:
    def now() -> float:
        return time.time() + float(file.read_text() or 0)

    made = deliveries.Deliveries

    def clocked(*parts: Any, **more: Any) -> deliveries.Deliveries:
        return made(*parts, **{**more, "clock": now})

    deliveries.Deliveries = clocked  # type: ignore[assignment,misc]


if __name__ == "__main__":
    shorten(os.environ.pop("TIMES", "{}"))
    if clock := os.environ.pop("CLOCK", ""):
        set_clock(Path(clock))
    sys.argv = ["briefbot", "run"]
    main()
