"""Slack: commands, mentions, buttons, forms and the Home tab in, Block Kit and deliveries out."""
