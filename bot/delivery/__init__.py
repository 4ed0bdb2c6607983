"""When digests are due, and how what is posted gets to its place exactly once."""
