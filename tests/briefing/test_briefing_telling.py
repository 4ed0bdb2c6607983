"""Who says and does what in our own sentences: those whom the passages and the text around them name, nobody else."""

import json
from typing import Final

import pytest

from bot.briefing.check import check

TEXT: Final = """Talks on sanctions ended without a deal on Tuesday.

Mike Pompeo said sanctions would follow within days if the tankers left port. John Bolton, the national
security adviser, told reporters that no troops were being sent.

"We are not bluffing," Pompeo added.

The Ministry of Finance estimates that the embargo will cost the country 3 percent of its output. Acme, which
owns two of the tankers, rejected the estimate and called it "wild".

Anna Smith, an analyst at the Baltic Institute, expects oil prices to rise by 10 percent. Her colleague Bob
Jones sees no reason for that.

Denmark sent two frigates to the strait, while Norway sent a tanker with fuel.

Exports fell by a fifth last year, according to a report by the Baltic Institute. The opposition leader, Carla
Diaz, blamed the government."""
ACTORS: Final = """
  pompeo: {name: Mike Pompeo, kind: person, role: Secretary of State, unverified: true}
  bolton: {name: John Bolton, kind: person, role: National security adviser, unverified: true}
  ministry: {name: Ministry of Finance, kind: organisation, aliases: [the ministry]}
  acme: {name: Acme, kind: organisation}
  smith: {name: Anna Smith, kind: person, role: Analyst, affiliation: Baltic Institute, unverified: true}
  jones: {name: Bob Jones, kind: person, role: Analyst, affiliation: Baltic Institute, unverified: true}
  institute: {name: Baltic Institute, kind: organisation}
  diaz: {name: Carla Diaz, kind: person, role: Opposition leader, unverified: true}
  denmark: {name: Denmark, kind: country, aliases: [Copenhagen]}
  norway: {name: Norway, kind: country, aliases: [Oslo]}
"""
PASSAGES: Final = {
    "p1": "Mike Pompeo said sanctions would follow within days",
    "p2": "sanctions would follow within days if the tankers left port",
    "b1": "told reporters that no troops were being sent",
    "b2": "John Bolton, the national security adviser, told reporters that no troops were being sent",
    "q": '"We are not bluffing," Pompeo added',
    "m": "the embargo will cost the country 3 percent of its output",
    "m2": "The Ministry of Finance estimates that the embargo will cost the country 3 percent",
    "a": 'rejected the estimate and called it "wild"',
    "s": "expects oil prices to rise by 10 percent",
    "s2": "Anna Smith, an analyst at the Baltic Institute, expects oil prices to rise",
    "j": "Bob Jones sees no reason for that",
    "d": "Denmark sent two frigates to the strait, while Norway sent a tanker with fuel",
    "d1": "Denmark sent two frigates to the strait",
    "r": "Exports fell by a fifth last year, according to a report by the Baltic Institute",
    "z": "Carla Diaz, blamed the government",
    "t": "Talks on sanctions ended without a deal on Tuesday",
}
HONEST: Final = [
    ("p1", "Pompeo said that sanctions would follow within days."),
    ("p1", "Sanctions will follow, Pompeo said."),
    ("p2", "Pompeo announced that sanctions would follow."),
    ("p1 b1", "Pompeo said sanctions would follow; Bolton told reporters that no troops were being sent."),
    ("b1", "Bolton denied that troops were being sent."),
    ("p1 b2", "While Pompeo spoke of sanctions within days, Bolton said no troops were sent."),
    ("q", "Pompeo said they were not bluffing."),
    ("m", "The ministry puts the cost of the embargo at 3 percent of output."),
    ("m a", "The Ministry of Finance expects a cost of 3 percent of output, an estimate that Acme rejects."),
    ("a", 'Acme calls the estimate "wild".'),
    ("s j", "Smith expects oil prices to rise by 10 percent, Jones does not."),
    ("s", "According to Smith, oil prices will rise by 10 percent."),
    ("s", "The Baltic Institute's Anna Smith thinks oil will get 10 percent dearer."),
    ("j", "Jones sees no reason for dearer oil."),
    ("d", "Denmark sent two frigates and Norway a tanker."),
    ("d1", "Copenhagen sent two frigates to the strait."),
    ("r", "Exports fell by a fifth last year, the Baltic Institute reports."),
    ("r", "The Baltic Institute says exports were down by a fifth last year."),
    ("z", "Diaz blames the government."),
    ("t p1", "Talks on sanctions failed on Tuesday; Pompeo says sanctions follow."),
    ("m", "It will cost 3 percent of output, the ministry estimates."),
    ("t", "No deal on sanctions was reached on Tuesday."),
    ("p1 m", "Sanctions would follow, said Pompeo, and the ministry expects them to cost 3 percent of output."),
    ("b2 p1", "No troops are being sent, Bolton says. Pompeo said sanctions would follow within days."),
    ("s2 r", "Smith, whose institute reports that exports fell by a fifth last year, expects oil prices to rise."),
]
FALSE: Final = [
    ("p1", "Bolton said that sanctions would follow within days."),
    ("p1", "Sanctions will follow within days, Bolton said."),
    ("p1 b2", "Bolton said sanctions would follow; Pompeo told reporters that no troops were being sent."),
    ("b2", "Pompeo said that no troops were being sent."),
    ("p1", "According to Bolton, sanctions would follow within days."),
    ("q", 'Bolton said "we are not bluffing".'),
    ("m2", "According to Acme, the embargo will cost the country 3 percent."),
    ("s2 j", "Jones expects oil prices to rise, Smith sees no reason for that."),
    ("j", "Smith sees no reason for that."),
    ("r", "Exports fell by a fifth last year, according to the Ministry of Finance."),
    ("r", "Exports fell by a fifth last year, Acme reports."),
    ("p1", "Miller said that sanctions would follow within days."),
    ("p1", "Sanctions would follow within days, said Peter Miller."),
    ("d1", "Norway sent two frigates to the strait."),
    ("m2", "Diaz estimates that the embargo will cost the country 3 percent."),
    ("b2", "Diaz told reporters that no troops were being sent."),
    ("s2", "Pompeo expects oil prices to rise."),
]
TOLD_AROUND: Final = [
    ("p2", "Bolton announced that sanctions would follow."),
    ("m", "Acme estimates that the embargo will cost 3 percent of output."),
    ("s", "Jones expects oil prices to rise by 10 percent."),
]
"""Falsified ones whose passages name nobody: only the text around them tells."""


def verdicts(names: str, answer: str = "It is so.", *, text: bool, item: str = "") -> list[str]:
    """What the gate says of an answer, or of an item, that rests on the passages of these names."""
    evidence = json.dumps([{"source": "paper", "exact": PASSAGES[name]} for name in names.split()])
    lines = [
        "title: Strait",
        "as_of: 2019-04-04",
        "summary: It is told.",
        "sources: {paper: {title: Of the strait, publisher: The Paper, published: 2019-04-04}}",
        f"actors:{ACTORS}",
        f"cards: {{told: {{question: What is so?, answer: {json.dumps(answer)}, evidence: {evidence}}}}}",
        item.replace("EVIDENCE", evidence),
    ]
    found = check("\n".join(lines).encode(), "strait.yaml", {"paper": TEXT} if text else None).findings
    return [str(one.verdict) for one in found]


@pytest.mark.parametrize("text", [True, False], ids=["with the text", "without"])
@pytest.mark.parametrize(("names", "answer"), HONEST)
def test_what_somebody_said_may_be_told_of_them(names: str, answer: str, text: bool) -> None:
    assert verdicts(names, answer, text=text) == []


@pytest.mark.parametrize("text", [True, False], ids=["with the text", "without"])
@pytest.mark.parametrize(("names", "answer"), FALSE)
def test_what_somebody_said_or_did_is_not_told_of_another(names: str, answer: str, text: bool) -> None:
    assert set(verdicts(names, answer, text=text)) & {"speaker differs", "not found"}


@pytest.mark.parametrize(("names", "answer"), TOLD_AROUND)
def test_the_text_around_a_passage_tells_whose_it_is(names: str, answer: str) -> None:
    assert "speaker differs" in verdicts(names, answer, text=True)


@pytest.mark.parametrize(
    ("names", "right", "wrong"),
    [
        ("p2", "pompeo", "bolton acme smith"),
        ("m", "ministry", "acme pompeo diaz"),
        ("s", "smith institute", "jones acme bolton"),
        ("q", "pompeo", "bolton ministry"),
        ("r", "institute", "diaz smith"),
    ],
)
def test_a_figure_and_a_position_are_of_the_one_whom_the_text_credits(names: str, right: str, wrong: str) -> None:
    figure = "figures: {cost: {label: Percent told, value: 3, unit: percent, stated_by: BY, evidence: EVIDENCE}}"
    claim = (
        "claims: {so: {question: Is it so?, note: One says., positions: [{by: BY, says: It is., evidence: EVIDENCE}]}}"
    )
    for by in (*right.split(), *wrong.split()):
        for item in (claim, figure) if names == "m" else (claim,):
            found = verdicts(names, text=True, item=item.replace("BY", by))
            assert ("speaker differs" in found) == (by in wrong.split()), (by, item, found)
