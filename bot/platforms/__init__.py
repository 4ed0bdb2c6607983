"""Where people ask: one folder per platform."""
