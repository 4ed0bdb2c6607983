"""A briefing's text checked whole: schema, references, evidence."""

from collections.abc import Mapping
from dataclasses import replace

from bot.briefing.evidence import verify
from bot.briefing.finding import Doubt, Severity
from bot.briefing.links import inner
from bot.briefing.model import Briefing
from bot.briefing.passage import SourceText
from bot.briefing.references import dangling
from bot.briefing.resting import unproven
from bot.briefing.yaml import Parsed, parse


def check(text: bytes, file: str, texts: Mapping[str, str | SourceText] | None = None) -> Parsed:
    """Parse a briefing and judge it, against the full texts of its sources where they are given by name.

    The briefing is there whenever the schema holds; `publishable` says whether all the rest holds too.
    """
    parsed = parse(text, file)
    if parsed.briefing is None:
        return parsed
    found = doubts(parsed.briefing, texts)
    findings = sorted((parsed.finding(doubt) for doubt in found), key=lambda f: (f.line, f.column, f.problem))
    return replace(parsed, findings=tuple(dict.fromkeys(findings)))


def doubts(briefing: Briefing, texts: Mapping[str, str | SourceText] | None = None) -> list[Doubt]:
    """Everything wrong with a briefing: its links, what rests on nothing, its references, and its evidence unless a
    reference is broken."""
    links, found = [*inner(briefing), *unproven(briefing)], dangling(briefing)
    broken = any(doubt.severity is Severity.ERROR for doubt in found)
    return [*links, *found] if broken else [*links, *found, *verify(briefing, texts)]
