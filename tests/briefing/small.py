"""Small briefings on a made-up text, for tests of what the gate says about one sentence, quote or figure."""

import json

from bot.briefing.check import check
from bot.briefing.finding import Finding


def findings(
    *exact: str, answer: str = "It is so.", said: str = "", figure: str = "", text: str | None = None
) -> list[Finding]:
    """What the gate says of a card with this answer, a quote, and a figure, all resting on these passages of a text."""
    passages = json.dumps([{"source": "paper", "exact": one} for one in exact])
    lines = [
        "title: Trade",
        "as_of: 2019-04-04",
        "summary: It is told.",
        "sources:",
        "  paper: {title: Of trade, publisher: The Paper, published: 2019-04-04}",
        "actors:",
        "  ivanov: {name: Ivanov, kind: person}",
        f"cards: {{told: {{question: What is so?, answer: {json.dumps(answer)}, evidence: {passages}}}}}",
    ]
    if said:
        lines.append(f"quotes: {{words: {{by: ivanov, said: {json.dumps(said)}, evidence: {passages}}}}}")
    if figure:
        lines.append(f"figures: {{sum: {{{figure}, stated_by: paper, evidence: {passages}}}}}")
    return list(check("\n".join(lines).encode(), "trade.yaml", {"paper": text} if text else None).findings)
