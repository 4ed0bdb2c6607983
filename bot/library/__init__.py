"""The published briefings: by name, by near-miss, by search."""
