"""Every SQL statement of the bot."""
