"""What a briefing is: its model, its text form, its amounts and its evidence."""
