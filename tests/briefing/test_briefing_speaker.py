"""To whom a source and our own sentences give words in quotation marks."""

import time
from datetime import date
from typing import Final

import pytest

from bot.briefing.evidence import verify
from bot.briefing.model import Actor, Briefing, Card, Claim, Evidence, Kind, Position, Quote, Source
from bot.briefing.speaker import Speakers

ACTORS: Final = {
    "ruiz": Actor(name="Ana Ruiz", kind=Kind.PERSON, role="Minister of public works"),
    "olsen": Actor(name="Bo Olsen", kind=Kind.PERSON, role="Engineer"),
    "diaz": Actor(name="Eva Díaz", kind=Kind.PERSON),
    "union": Actor(name="Builders' Union", kind=Kind.ORGANISATION, aliases=("the union",)),
    "officials": Actor(name="City officials", kind=Kind.GROUP, named=False),
}
SAID: Final = '"it is late"'


@pytest.mark.parametrize(
    ("paragraph", "before", "whose"),
    [
        (f"{SAID}, Ruiz said.", "", {"ruiz"}),
        (f"{SAID}, said Bo Olsen, an engineer. Ruiz was there.", "", {"olsen"}),
        (f"Ana Ruiz told Olsen {SAID} and Díaz left.", "", {"ruiz"}),
        (f"Ruiz told Olsen {SAID}, and Díaz replied that it was not.", "", {"ruiz"}),
        (f"According to city officials, City officials say {SAID}.", "", {"officials"}),
        (f"{SAID}, she said.", "Bo Olsen met Ana Ruiz.", {"ruiz"}),
        (f"Olsen came. He said {SAID}.", "Ana Ruiz spoke.", {"olsen"}),
        (f"The minister of public works has called it {SAID}. Olsen disagreed.", "", {"ruiz"}),
        (f"{SAID}, Eva Diaz, who lives there, said.", "", {"diaz"}),
        (f"The head of the Builders' Union, Olsen, said {SAID}.", "", {"olsen"}),
        (f"{SAID}.", "", set()),
    ],
)
def test_who_said_it(paragraph: str, before: str, whose: set[str]) -> None:
    start = paragraph.index(SAID) + 1
    assert Speakers(ACTORS).said(paragraph, start, start + len(SAID) - 2, before).names == whose


def made(quote: Quote | None = None, card: Card | None = None, position: Position | None = None) -> Briefing:
    return Briefing(
        title="A tunnel",
        as_of=date(2021, 3, 4),
        summary="It will open late.",
        sources={"gazette": Source(title="The tunnel", publisher="Gazette", published=date(2021, 3, 4))},
        actors=ACTORS,
        quotes={"late": quote} if quote else {},
        cards={"late": card} if card else {},
        claims={"late": Claim(question="Why?", positions=(position,))} if position else {},
    )


def passage(exact: str) -> tuple[Evidence, ...]:
    return (Evidence(source="gazette", exact=exact),)


def verdicts(briefing: Briefing, text: str | None = None) -> list[str]:
    return [str(doubt.verdict) for doubt in verify(briefing, {"gazette": text} if text else None)]


def test_a_passage_that_names_the_speaker_is_enough() -> None:
    told = passage(f"{SAID}, Ruiz said")
    assert verdicts(made(Quote(by="ruiz", said="It is late.", evidence=told))) == []
    assert verdicts(made(Quote(by="olsen", said="It is late.", evidence=told))) == ["speaker differs"]


def test_a_quote_must_be_in_quotation_marks_in_its_source() -> None:
    quote = Quote(by="ruiz", said="it is late", evidence=passage("it is late"))
    names = "Ana Ruiz, Bo Olsen and Eva Díaz of the Builders' Union."
    assert verdicts(made(quote), f"{names}\n\nRuiz said it is late.") == ["words differ"]
    assert verdicts(made(quote), f"{names}\n\nRuiz said “it is late”.") == []


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ('Ruiz says "it is late".', []),
        ('It is "late", says Ana Ruiz.', []),
        ('For Ruiz, it is "late"; Olsen disagrees.', []),
        ('Olsen says "it is late".', ["speaker differs"]),
        ('Olsen tells Ruiz "it is late".', ["speaker differs"]),
        ('It is "late", says Eva Diaz.', ["speaker differs"]),
        ('Ruiz says "it is early".', ["words differ"]),
    ],
)
def test_a_card_gives_words_to_the_one_who_said_them(answer: str, wrong: list[str]) -> None:
    quote = Quote(by="ruiz", said="it is late", evidence=passage(f"{SAID}, Ruiz said"))
    assert verdicts(made(quote, Card(question="Is it late?", answer=answer, shows=("late",)))) == wrong


def test_a_position_belongs_to_somebody_the_source_names_there() -> None:
    names = "Ana Ruiz, Bo Olsen and Eva Díaz of the Builders' Union met."
    text = f"{names}\n\nA.\n\nB.\n\nThe rain was heavy, Olsen says.\n\nC."
    for by, wrong in (("olsen", []), ("ruiz", ["speaker differs"])):
        position = Position(by=by, says="It rained a lot.", evidence=passage("The rain was heavy"))
        assert verdicts(made(position=position), text) == wrong


def test_no_text_keeps_the_reader_busy() -> None:
    start = time.process_time()
    for filler in ("only ", "really ", "said ", "Ruiz ", "of the ", "according to ", '"', "(", "[", "a, "):
        paragraph = f"He {filler * 400}{SAID}"
        Speakers(ACTORS).said(paragraph, len(paragraph) - 11, len(paragraph) - 1, "")
    assert time.process_time() - start < 5
