"""The conversation, free of any platform: requests, replies, commands and how they meet."""
