"""Whose words a quotation in a newspaper's sentences is: the right one is taken, every other refused."""

from datetime import date
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing.evidence import verify
from bot.briefing.model import Actor, Briefing, Evidence, Kind, Quote, Source

ACTORS: Final = {
    "smith": Actor(name="Anna Smith", kind=Kind.PERSON, role="minister"),
    "jones": Actor(name="Bob Jones", kind=Kind.PERSON, role="analyst"),
    "acme": Actor(name="Acme", kind=Kind.ORGANISATION),
    "ministry": Actor(name="Ministry of Finance", kind=Kind.ORGANISATION),
}
AROUND: Final = "Anna Smith, the minister, met Bob Jones, an analyst, at Acme and the Ministry of Finance."
NOBODY: Final = ""
UNSURE: Final = "speaker unsure"
OTHER: Final = "speaker differs"

# The words judged stand between << and >>; then who says them, or NOBODY when it is nobody among the actors.
SENTENCES: Final = [
    # Introduced
    ('Jones said, "<<We are weak.>>" Smith said he agreed.', "jones"),
    ('Jones said: "<<We are weak.>>" Smith said he agreed.', "jones"),
    ('Jones said the army was "<<weak>>". Smith said he agreed.', "jones"),
    ('Jones said the army was "<<weak>>." Smith said he agreed.', "jones"),
    ('The army, Jones said, was "<<weak>>." Smith said he agreed.', "jones"),
    ('Jones said: "The road is long. <<We are weak.>>" Smith said he agreed.', "jones"),
    ('Jones added that "<<we are weak>>." Smith said he agreed.', "jones"),
    ('Jones said: "Why not? <<We are strong.>>" Smith was silent.', "jones"),
    ('Jones asked: "<<Are we weak?>>" Smith said nothing.', "jones"),
    ('Smith told Jones: "<<We are weak.>>"', "smith"),
    ('Smith wrote to Jones that "<<we are weak>>".', "smith"),
    ('Asked about Jones, Smith said: "<<It is over.>>"', "smith"),
    ('Smith, who succeeded Jones, said: "<<It is over.>>"', "smith"),
    ('In a letter to Smith, Jones wrote: "<<It is over.>>"', "jones"),
    ('Smith listened as Jones said: "<<It is over.>>"', "jones"),
    ('Jones heard Smith say "<<it is over>>".', "smith"),
    ('Jones, unlike Smith, said it was "<<awful>>".', "jones"),
    ('Jones to Smith: "<<We lost.>>"', "jones"),
    ('On Monday, Jones told Smith that the plan was "<<too late>>".', "jones"),
    ('Smith, the minister, has repeatedly called it "<<a mistake>>".', "smith"),
    ('Jones never met Smith and said it was "<<a pity>>".', "jones"),
    ('Smith came. She said the day was "<<lost>>". Jones said no.', "smith"),
    ('Smith has left office and described the years as "<<a gift>>".', "smith"),
    # After and inside
    ('"<<This>>," Smith said, "is the end." Jones said: "No."', "smith"),
    ('"This," Smith said, "<<is the end.>>" Jones said: "No."', "smith"),
    ('"This," Smith said, "is the end." Jones said: "<<No.>>"', "jones"),
    ('"<<We lost>>," conceded Jones. "We won," Smith said.', "jones"),
    ('"We lost," conceded Jones. "<<We won>>," Smith said.', "smith"),
    ('"<<We are weak>>," said Mr. Jones. Ms. Smith said no.', "jones"),
    ('"<<We are weak>>," Mr. Jones said. Ms. Smith said no.', "jones"),
    ('"<<We are weak>>," said J. B. Jones. Smith said no.', NOBODY),
    ('"<<Are we weak?>>" asked Jones. "No," Smith said.', "jones"),
    ('"<<Are we weak?>>" Jones asked. "No," Smith said.', "jones"),
    ('"<<We are weak>>," Bob Jones, an analyst at Acme, told the paper.', "jones"),
    ('"<<We are weak>>," Bob Jones of Acme told the paper.', "jones"),
    ('"<<It is over>>," Jones told Smith.', "jones"),
    ('"<<It is over>>," said Jones, who replaced Smith.', "jones"),
    ('"<<It is over>>," said Jones of Smith.', "jones"),
    ('"<<It is over>>," said an analyst, Bob Jones. Smith said no.', "jones"),
    ('"<<It is over>>," Jones added after Smith had spoken.', "jones"),
    ('"<<It is over>>," according to Jones. Smith said no.', "jones"),
    ('"<<It is over>>", Smith said. Jones said no.', "smith"),
    ('"<<Awful>>" is how Smith described Jones.', "smith"),
    ('Jones called Smith "<<awful>>".', "jones"),
    ('Smith was called "<<awful>>" by Jones.', "jones"),
    ('Smith, called "<<awful>>" by Jones, resigned.', "jones"),
    ('Smith called the plan by Jones "<<awful>>".', "smith"),
    ('Smith dismissed what she called Jones\'s "<<awful>>" idea.', "smith"),
    ('Jones said "<<we lost>>" and Smith said "we won".', "jones"),
    ('Jones said "we lost" and Smith said "<<we won>>".', "smith"),
    # Continued
    ('"It is good," Smith said. "<<It is bad.>>" Jones said: "No."', "smith"),
    ('"It is good," Smith said. "It is bad. <<It is worse.>>" Jones said: "No."', "smith"),
    ('Jones said: "It is good." "<<It is bad,>>" Smith said.', "smith"),
    ('Smith is calm. Jones is angry. "<<It is over>>," he said.', "jones"),
    ('"We lost," Jones told Smith. "<<It is over>>," he said.', "jones"),
    # Roles
    ('"<<It is over>>," the minister said. Jones left.', "smith"),
    ('"<<It is over>>," said the minister. Jones left.', "smith"),
    ('The analyst said: "<<It is over.>>" Smith left.', "jones"),
    ('"<<We are weak>>," a spokesman for Acme said. Smith said no.', "acme"),
    ('"<<We are weak>>," Acme said in a statement. Smith said no.', "acme"),
    ('The Ministry of Finance said it was "<<sorry>>". Smith was not.', "ministry"),
    # Somebody else
    ('"<<We are weak>>," Peter Miller said. Smith would not speak.', NOBODY),
    ('"<<We are weak>>," said Peter Miller, who works for Smith.', NOBODY),
    ('Peter Miller said: "<<We are weak.>>" Smith would not speak.', NOBODY),
    ('Peter Miller, an aide to Smith, said: "<<We are weak.>>"', NOBODY),
    ('"<<We are weak>>," Peter Smith said. Anna Smith was silent.', NOBODY),
    ('"<<We are weak>>," a spokesman said. Smith declined to comment.', NOBODY),
    ('"<<We are weak>>," the statement said. Smith said no.', NOBODY),
    ('"<<We are weak>>," one voter told Smith.', NOBODY),
    ('"<<We are weak>>," said an analyst at Acme.', NOBODY),
    ('"<<We are weak>>," a former employee of Acme said.', NOBODY),
    ('"<<We are weak>>," said a critic of the Ministry of Finance.', NOBODY),
    ('"<<It is over>>," Smith\'s lawyer said.', NOBODY),
    ('"<<It is over>>," an aide to Smith told reporters.', NOBODY),
    ('"<<It is over>>," a critic of Smith said.', NOBODY),
    ('"<<It is over>>," shrugged Peter Miller. "No," Smith said.', NOBODY),
    ('The crowd chanted "<<We are weak>>" at Smith.', NOBODY),
    ('A sign behind Smith read "<<We are weak>>".', NOBODY),
    ('A book about Smith is titled "<<We are weak>>".', NOBODY),
    ('Smith was greeted with shouts of "<<We are weak>>".', NOBODY),
    ('Smith was called "<<awful>>" by Peter Miller.', NOBODY),
    ('Smith denied having said "<<awful>>".', NOBODY),
    ('Smith never said "<<awful>>".', NOBODY),
    ('Smith did not say it was "<<awful>>".', NOBODY),
    ('Smith rejected the word "<<awful>>".', NOBODY),
    ('"<<We lost.>>" That is what Peter Miller said when Smith asked.', NOBODY),
]
VERBS: Final = """
    acknowledged added admitted announced argued asked boasted cautioned claimed complained conceded contended countered
    declared estimated explained fumed gushed insisted joked lamented maintained mused noted observed opined pledged
    posted protested quipped recalled reckoned remarked replied said shrugged sighed stressed suggested testified
    thundered tweeted urged vowed warned wrote
""".split()


def verdicts(marked: str, by: str, *, text: bool = True) -> set[str]:
    """What the gate says of the marked words when they are given to this actor."""
    said = marked[marked.index("<<") + 2 : marked.index(">>")]
    article = marked.replace("<<", "").replace(">>", "")
    briefing = Briefing(
        title="An army",
        as_of=date(2021, 3, 4),
        summary="It is told.",
        sources={"gazette": Source(title="The army", publisher="Gazette", published=date(2021, 3, 4))},
        actors=ACTORS,
        quotes={"words": Quote(by=by, said=said, evidence=(Evidence(source="gazette", exact=article),))},
    )
    whole = f"{AROUND}\n\nIt rained.\n\nThe weather was bad.\n\n{article}\n\nIt rained on."
    return {str(doubt.verdict) for doubt in verify(briefing, {"gazette": whole} if text else None)}


@pytest.mark.parametrize(("marked", "whose"), SENTENCES)
def test_words_belong_to_the_one_their_own_sentence_names(marked: str, whose: str) -> None:
    for by in ACTORS:
        found = verdicts(marked, by)
        assert (not found & {OTHER, UNSURE}) == (by == whose), (by, found)
        if not whose:
            assert found & {UNSURE}, (by, found)


@pytest.mark.parametrize(("marked", "whose"), SENTENCES)
def test_a_passage_alone_never_gives_words_to_another(marked: str, whose: str) -> None:
    if whose:
        assert not verdicts(marked, whose, text=False) & {OTHER, UNSURE}


@settings(deadline=None)
@given(verb=st.sampled_from(VERBS), pair=st.permutations(["smith", "jones"]), form=st.integers(0, 3))
def test_every_verb_of_saying_gives_words_to_its_subject(verb: str, pair: list[str], form: int) -> None:
    one, other = (ACTORS[name].name.split()[1] for name in pair)
    marked = (
        f'"<<We lost>>," {verb} {one}. "We won," {other} said.',
        f'"<<We lost>>," {one} {verb}. "We won," {other} said.',
        f'{one} {verb}: "<<We lost.>>" {other} said no.',
        f'"We won," {other} said. "<<We lost>>," {verb} {one}, and left.',
    )[form]
    assert not verdicts(marked, pair[0]) & {OTHER, UNSURE}
    assert OTHER in verdicts(marked, pair[1])


@settings(deadline=None)
@given(
    stranger=st.from_regex(r"[A-Z][a-z]{2,8} (?:Mill|Ford|Lund|Wes)[a-z]{2,5}", fullmatch=True), form=st.integers(0, 3)
)
def test_a_stranger_speaks_for_nobody(stranger: str, form: int) -> None:
    marked = (
        f'"<<We lost>>," said {stranger}. Smith said no.',
        f'"<<We lost>>," {stranger} said. "No," Smith said.',
        f'{stranger} said: "<<We lost.>>" Smith said no.',
        f'{stranger}, a rival of Smith, said the army was "<<lost>>".',
    )[form]
    for by in ACTORS:
        assert UNSURE in verdicts(marked, by)
