"""Figures: one with all that is known of it, or many as facts."""

from collections.abc import Sequence

from bot.briefing.model import Figure
from bot.briefing.parts import marked
from bot.briefing.revision import Revision
from bot.chat.document import Block, Document, Fact, Facts, Positions, Stance, Text
from bot.present.passages import quoted
from bot.present.wording import amount, cited, day, nothing, ref, when, who, whole


def figure_facts(revision: Revision, names: Sequence[str]) -> tuple[Fact, ...]:
    """One fact for each figure: its label, its amount, and who states it for when."""
    figures = revision.briefing.figures
    return tuple(
        Fact(
            figures[name].label,
            amount(figures[name]),
            note=_stated(revision, figures[name]),
            ref=ref(revision, f"figures.{name}"),
        )
        for name in names
    )


def figure(revision: Revision, name: str, related: Sequence[str] = ()) -> Document:
    """One figure with its passage, and the other figures of its briefing on the same thing."""
    briefing = revision.briefing
    shown = briefing.figures[name]
    path = f"figures.{name}"
    facts = [Fact("Amount", marked(shown, amount(shown)), ref=ref(revision, path))]
    if shown.when:
        facts.append(Fact("When", when(shown.when), ref=ref(revision, path)))
    facts.append(Fact("Stated by", who(briefing, shown.stated_by), ref=ref(revision, path)))
    blocks: list[Block] = [Facts(tuple(facts))]
    if shown.note:
        blocks.append(Text(shown.note, ref=ref(revision, path)))
    blocks.extend(quoted(revision, shown, path, shown.evidence))
    if related:
        blocks.append(Facts(figure_facts(revision, related), heading="On the same thing"))
    blocks.append(cited(revision))
    return Document(shown.label, tuple(blocks), note=whole(briefing))


def figures(revision: Revision) -> Document:
    """All the figures of a briefing."""
    briefing = revision.briefing
    facts = figure_facts(revision, list(briefing.figures))
    block = Facts(facts) if facts else nothing("figures")
    return Document(f"{briefing.title}: figures", (block, cited(revision)))


def disagreement(found: Sequence[tuple[Revision, str]]) -> Document:
    """The same figure as several briefings have it, side by side."""
    first_revision, first_name = found[0]
    label = first_revision.briefing.figures[first_name].label
    stances = tuple(
        Stance(
            revision.briefing.title,
            f"{amount(shown)} ({_stated(revision, shown)})",
            f"as of {day(revision.briefing.as_of)}",
            ref(revision, f"figures.{name}"),
        )
        for revision, name in found
        for shown in (revision.briefing.figures[name],)
    )
    sources = tuple(cited(revision) for revision, _ in found)
    return Document(label, (Positions(label, stances, status="Briefings disagree"), *sources))


def _stated(revision: Revision, shown: Figure) -> str:
    by = who(revision.briefing, shown.stated_by)
    return marked(shown, f"{by}, {when(shown.when)}" if shown.when else by)
