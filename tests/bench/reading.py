"""Measures how fast briefings are read from YAML."""

import gc
from collections.abc import Iterator

import yaml
from pydantic import TypeAdapter

from bot.briefing.model import Briefing
from bot.briefing.yaml import parse
from tests.bench.briefings import briefing
from tests.bench.frame import Row, ratio

COUNT = 500
"""Briefings read in each round."""


def rows() -> Iterator[Row]:
    """Briefings a second, with positions, duplicates refused and YAML 1.2, against PyYAML's C loader and pydantic."""
    texts = [briefing(number).encode() for number in range(COUNT)]
    model = TypeAdapter(Briefing)

    def ours() -> None:
        for text in texts:
            if parse(text, "briefing.yaml").briefing is None:
                raise ValueError("a briefing could not be read")

    def plain() -> None:
        for text in texts:
            model.validate_python(yaml.load(text, Loader=yaml.CSafeLoader))

    gc.disable()  # as it is while a library is loaded
    name = "briefings/s read with positions, duplicates refused, YAML 1.2 / CSafeLoader + pydantic"
    yield Row(name, ratio(plain, ours, rounds=9), 1.3, better="higher")
