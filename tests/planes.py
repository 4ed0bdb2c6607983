"""A small briefing that its evidence bears out, with one of everything, for tests that publish."""

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

TEXT = (
    "Minister Ada Blum said six planes brought about {people} people to Rome last week. Envoy Bo Carr said they came "
    "to fight. “We came to trade,” Blum told the Wire. The ministry still owes $6 billion, Blum said."
)


def planes(people: int = 100, owed: int = 6, **parts: Any) -> Briefing:
    """People in planes, and a debt in billions of dollars; `parts` replace the briefing's own."""

    def said(exact: str) -> tuple[Evidence, ...]:
        return (Evidence(source="wire", exact=exact),)

    landed = said(f"six planes brought about {people} people to Rome last week")
    given: dict[str, Any] = {
        "title": "Planes over Rome",
        "as_of": date(2019, 4, 4),
        "summary": "Planes brought people to Rome. Nobody says why.",
        "sources": {"wire": Source(title="Planes land", publisher="Wire", published=date(2019, 4, 3))},
        "actors": {
            "ada": Actor(name="Ada Blum", kind=Kind.PERSON, role="Minister", evidence=said("Minister Ada Blum said")),
            "bo": Actor(name="Bo Carr", kind=Kind.PERSON, role="Envoy", evidence=said("Envoy Bo Carr said")),
        },
        "figures": {
            "people": Figure(
                label="People who landed", value=Decimal(people), unit="people", qualifier=Bound.ABOUT,
                stated_by="ada", evidence=landed,
            ),
            "debt": Figure(
                label="Still owed", value=Decimal(owed) * 10**9, unit="USD", stated_by="ada",
                evidence=said(f"The ministry still owes ${owed} billion, Blum said"),
            ),
        },
        "claims": {
            "why": Claim(
                question="Why did they come?",
                positions=(
                    Position(by="ada", says="They came to trade.", evidence=said("“We came to trade,” Blum told")),
                    Position(by="bo", says="They came to fight.", evidence=said("Bo Carr said they came to fight")),
                ),
            )
        },
        "quotes": {"trade": Quote(by="ada", said="We came to trade", evidence=said("“We came to trade,” Blum told"))},
        "events": {"landing": Event(when="last week", what="Six planes landed in Rome.", evidence=landed)},
        "cards": {"who": Card(question="Who came?", answer="People in planes.", shows=("people",))},
    }  # fmt: skip
    return Briefing(**given | parts)
