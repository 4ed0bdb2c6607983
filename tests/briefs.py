"""Small briefings for tests, made in code: one topic with one of everything."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.briefing.model import (
    Actor,
    Bound,
    Briefing,
    Card,
    Claim,
    Event,
    Evidence,
    Figure,
    Kind,
    Position,
    Quote,
    Source,
)
from bot.briefing.revision import Revision

PASSAGE = Evidence(source="wire", exact="about 100 people in six planes")


def briefing(title: str = "Planes over Rome", **parts: Any) -> Briefing:
    """A briefing with one of everything; `parts` replace its own."""
    given: dict[str, Any] = {
        "title": title,
        "as_of": date(2019, 4, 4),
        "summary": f"{title}: six planes landed with about 100 people. Nobody says why.",
        "sources": {"wire": Source(title="Six planes land", publisher="Wire", published=date(2019, 4, 3))},
        "actors": {
            "ada": Actor(name="Ada Blum", kind=Kind.PERSON, role="Minister", evidence=(PASSAGE,)),
            "bo": Actor(name="Bo Carr", kind=Kind.PERSON, role="Envoy", evidence=(PASSAGE,)),
        },
        "figures": {
            "people": Figure(
                label="People who landed", value=Decimal(100), unit="people", qualifier=Bound.ABOUT, stated_by="wire",
                evidence=(PASSAGE,),
            ),
            "debt": Figure(
                label="Still owed", value=Decimal(6_000_000_000), unit="USD", when="2019", stated_by="ada",
                evidence=(PASSAGE,),
            ),
        },
        "claims": {
            "why": Claim(
                question="Why did they come?",
                positions=(
                    Position(by="ada", says="They came to trade.", evidence=(PASSAGE,)),
                    Position(by="bo", says="They came to fight.", evidence=(PASSAGE,)),
                ),
            )
        },
        "quotes": {"came": Quote(by="ada", said="We came in six planes.", evidence=(PASSAGE,))},
        "events": {"landing": Event(when="last week", what="Six planes landed.", evidence=(PASSAGE,))},
        "cards": {"who": Card(question="Who came?", answer="About 100 people.", shows=("people",))},
    }  # fmt: skip
    return Briefing(**given | parts)


def owed(amount: int, title: str = "Planes over Rome", **parts: Any) -> Briefing:
    """The same briefing with another debt in dollars."""
    plain = briefing(title, **parts)
    return replace(plain, figures={**plain.figures, "debt": replace(plain.figures["debt"], value=Decimal(amount))})


def revision(topic: str, number: int, content: Briefing | None = None, workspace: str = "") -> Revision:
    """The `number`th revision of a topic."""
    return Revision(topic, f"r{number}", content or briefing(), workspace)
