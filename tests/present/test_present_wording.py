"""How names, dates and labels read: vague times stay vague, nothing is cut in the middle of a word."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.model import Actor, Kind
from bot.present.actor import describe, described, other_names
from bot.present.wording import capital, day, shorten, when


def test_a_day_is_written_as_people_do():
    assert day(date(2019, 4, 4)) == "4 April 2019"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2018-12-05", "5 December 2018"),
        ("2018-12-05 to 2018-12-07", "5 December 2018 to 7 December 2018"),
        ("last week", "last week"),
        ("since 2006", "since 2006"),
        ("2018-12", "2018-12"),
        ("2018-13-05", "2018-13-05"),
    ],
)
def test_only_whole_dates_are_spelt_out(text: str, said: str):
    assert when(text) == said


@given(st.text(max_size=100), st.integers(2, 80))
def test_a_label_is_never_too_long_and_a_beginning(text: str, longest: int):
    short = shorten(text, longest)
    assert len(short) <= longest
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_a_label_is_cut_between_words():
    assert shorten("What do Russia and Venezuela trade?", 20) == "What do Russia and…"
    assert shorten("Venezuela", 5) == "Vene…"
    assert (capital("last week"), capital(""), capital("U.S. officials")) == ("Last week", "", "U.S. officials")


def test_an_actor_in_one_phrase():
    envoy = Actor(name="Envoy", kind=Kind.PERSON, role="envoy to Caracas", affiliation="Russia", about="Went there.")
    assert describe(envoy) == "Envoy to Caracas, Russia"
    assert described(envoy) == "Envoy to Caracas, Russia. Went there."
    assert describe(Actor(name="X", kind=Kind.GROUP, named=False)) == "Group (not named in the source)"
    assert described(Actor(name="X", kind=Kind.COUNTRY)) == "Country."


@pytest.mark.parametrize(
    ("name", "aliases", "others"),
    [
        ("Juan Guaidó", ("Juan Guaido", "Guaidó", "guaido", "The Guaido"), []),
        ("Kremlin", ("the Kremlin", "Moscow"), ["Moscow"]),
        ("Nicolás Maduro", ("President Maduro",), ["President Maduro"]),
        ("United States", ("U.S.", "Washington"), ["U.S.", "Washington"]),
        ("Владимир Путин", ("Путин", "Putin"), ["Putin"]),
    ],
)
def test_only_other_names_are_named(name: str, aliases: tuple[str, ...], others: list[str]):
    assert other_names(Actor(name=name, kind=Kind.PERSON, aliases=aliases)) == others
