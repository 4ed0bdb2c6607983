"""Briefings made into documents that any platform can show."""
