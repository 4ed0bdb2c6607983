"""briefbot: checked news briefings on demand and on time."""
