"""briefbot: checked news briefings on demand and on time."""

VERSION = "0.1.0"
"""The version of the bot and of the distribution that holds it."""
