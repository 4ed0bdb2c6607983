"""briefbot: checked news briefings on demand and on time."""

from importlib import metadata


def version() -> str:
    """The installed version."""
    return metadata.version("briefbot")
