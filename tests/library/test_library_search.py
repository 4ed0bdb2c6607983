"""Searching: by the meaning of words, ranked, and quick with whatever is typed."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.library.library import Library
from bot.library.search import CANDIDATES, RECENT, Index
from bot.library.stems import Term, stem, stems
from tests.library.shelves import loaded, revision, save, text

FIGURES = {
    "loans": ("Russian loans to Venezuela in total", "17000000000", "USD", "$17 billion in loans"),
    "arms": ("Arms sales since 2005", "11400000000", "USD", "$11.4 billion since 2005"),
    "soldiers": ("Russian servicemen who landed", "99", "servicemen", "99 servicemen"),
    "barrels": ("Oil pumped from the ground", "1500000", "barrels", "1.5 million barrels"),
}


@pytest.fixture
def library(tmp_path) -> Library:
    save(tmp_path, "venezuela", text(figures=FIGURES, summary="Moscow lends money and sells weapons to Caracas."))
    save(tmp_path, "cuba", text(title="Sugar companies of Cuba", actors={}, figures={}, summary="Who trades sugar."))
    return loaded(tmp_path)


@pytest.mark.parametrize(
    ("asked", "item"),
    [
        ("loans", "loans"),
        ("LOAN", "loans"),
        ("the loaned total", "loans"),
        ("arms sale", "arms"),
        ("selling of arms", "arms"),
        ("servicemen", "soldiers"),
        ("russian servicmen", "soldiers"),
        ("barrel", "barrels"),
        ("how much oil is pumped", "barrels"),
        ("loans to Russia in dollars", "loans"),
        ("weapons sold by Russians", "arms"),
    ],
)
def test_a_figure_is_found_by_its_words(library, asked, item):
    assert library.view().find_figures(asked).every[0].item == item


@pytest.mark.parametrize(
    ("asked", "item"),
    [
        ("17 billion", "loans"),
        ("$17bn", "loans"),
        ("17,000,000,000", "loans"),
        ("17000 million dollars", "loans"),
        ("seventeen billion", "loans"),
        ("US$ 17 billion", "loans"),
        ("at least $17 billion", "loans"),
        ("17 billion in loans", "loans"),
        ("11.4bn", "arms"),
        ("99", "soldiers"),
        ("ninety-nine servicemen", "soldiers"),
        ("1.5m barrels", "barrels"),
        ("one and a half million", "barrels"),
        ("arms since 2005", "arms"),
    ],
)
def test_a_figure_is_found_by_its_amount_however_it_is_written(library, asked, item):
    assert library.view().find_figures(asked).every[0].item == item
    assert library.view().find_figures(asked, "venezuela").every[0].item == item
    assert item in [hit.item for hit in library.view().search(asked).every]


@pytest.mark.parametrize(
    "asked", ["17 million", "1.7 billion", "170 billion", "17", "€17bn", "17%", "9", "999", "0.99", "-99", "18 billion"]
)
def test_another_amount_finds_no_figure(library, asked):
    assert library.view().find_figures(asked).every == ()


def test_both_ends_of_a_range_and_parts_of_one_are_found(tmp_path):
    trade = text().replace("value: 17000000000", "value: 70000000, to: 80000000")
    save(tmp_path, "trade", trade.replace("$17 billion in loans", "$70-80 million in loans"))
    save(tmp_path, "share", text(figures={"share": ("Share", "-0.5", "percent", "a share of minus 0.5 percent")}))
    view = loaded(tmp_path).view()
    for asked in ("$70-80 million", "70m", "eighty million dollars"):
        assert [hit.item for hit in view.find_figures(asked).every] == ["loans"]
    assert [hit.item for hit in view.find_figures("-0.50%").every] == ["share"]
    assert view.find_figures("0.5%").every == view.find_figures("75 million").every == ()


@pytest.mark.parametrize(
    ("asked", "nothing", "nearest"),
    [
        ("debt of Argentina", ("debt", "Argentina"), None),
        ("loans to Atlantis", ("Atlantis",), "loans"),
        ("oil price?", ("price",), "barrels"),
        ("russian “tanks”", ("tanks",), "arms"),
        ("займы loans", ("займы",), "loans"),
        ("17 billion of oil", (), "loans"),
        ("loans since 2005", (), "arms"),
        ("18 billion in loans", ("18 billion",), "loans"),
        ("$17 billion a month", ("$17 billion a month",), "loans"),
        ("argentina", ("argentina",), None),
    ],
)
def test_what_no_figure_is_on_is_told_apart_from_what_is_near(library, asked, nothing, nearest):
    for topic in (None, "venezuela"):
        found = library.view().find_figures(asked, topic)
        assert found.every == ()
        assert found.nothing == nothing
        assert nearest in [hit.item for hit in found.some] or (nearest is None and not found.some)


def test_a_word_of_a_briefing_that_is_covered_by_another_is_nothing(library):
    library.publish(revision("venezuela", text(figures={}, title="Our view"), workspace="slack/T1"))
    assert library.view("slack/T1").search("soldiers in total").nothing == ("soldiers", "total")
    assert library.view().search("servicemen in total").nothing == ()


def test_an_item_with_all_words_is_found_however_many_have_each_of_them():
    index = Index()
    both = 3
    for number in range(RECENT * 2 + 10):
        words = {"alpha": [0], "beta": [0]} if number == both else {("alpha", "beta")[number % 2]: [0]}
        index.add(number, words, {})
    found = index.find([Term("alpha", "alpha"), Term("beta", "beta")], 5)
    assert (found[0].number, found[0].shared) == (both, 2)
    assert [scored.shared for scored in found[1:]] == [1] * 4


def test_words_of_the_label_weigh_more_than_those_around(library):
    assert [hit.section for hit in library.view().search("venezuela").every][:2] == ["", "figures"]
    assert library.view().search("rosneft").every[0].item == "rosneft"


def test_items_with_all_words_come_first(library):
    found = library.view().search("russian loans")
    assert [hit.item for hit in found.every] == ["loans", ""], "the summary says that Moscow lends money"
    assert "soldiers" in [hit.item for hit in found.some]
    assert found.nothing == ()


@pytest.mark.parametrize("asked", ["sugar company", "sugary companies", "cuban sugar"])
def test_words_are_compared_without_their_endings(library, asked):
    assert library.view().search(asked).every[0].topic == "cuba"


@pytest.mark.parametrize("asked", ["", "the of and", "?!…", "zzzzzz", "🔥🔥", "\x00", " " * 4000])
def test_what_says_nothing_finds_nothing(library, asked):
    for found in (library.view().search(asked), library.view().find_figures(asked)):
        assert found.every == found.some == ()


@pytest.mark.parametrize("asked", ["venezuela " * 400, "a" * 4000, "loans" + "é" * 3995, "🇻🇪" * 2000, "x y z " * 600])
def test_long_words_take_no_time(library, asked):
    start = time.process_time()
    library.view().search(asked)
    library.view().find_figures(asked)
    assert time.process_time() - start < 0.2


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_no_words_do_harm(asked):
    library = Library.__new__(Library)
    library.__init__("nowhere")  # type: ignore[misc]
    library.publish(revision("venezuela", text(figures=FIGURES)))
    found = library.view().search(asked)
    for hit in (*found.every, *found.some):
        assert hit.topic == "venezuela"


@pytest.mark.parametrize(
    "alike",
    [
        ("price", "prices", "priced", "pricing"),
        ("company", "companies"),
        ("sale", "sales"),
        ("country", "countries"),
        ("plan", "plans", "planned", "planning"),
        ("trade", "trades", "traded", "trading"),
        ("loan", "loans", "loaned"),
        ("crisis", "crisis"),
        ("gas", "gas"),
        ("lend", "lent", "lending", "loan"),
        ("sell", "sold", "sale"),
        ("owe", "owed", "debt", "debts"),
        ("Russia", "Russian", "Russians"),
        ("Iran", "Iranian"),
        ("Venezuela", "Venezuelan"),
        ("Cuba", "Cuban"),
        ("China", "Chinese"),
        ("year", "annual", "yearly"),
    ],
)
def test_forms_of_a_word_have_one_stem(alike):
    assert len({stem(word.casefold()) for word in alike}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("nation", "need"), ("bus", "business"), ("ring", "ration"), ("oil", "oils field")],
)
def test_other_words_have_other_stems(one, other):
    assert stems(one) != stems(other)


WORDS = st.lists(st.sampled_from("alpha beta gamma delta epsilon zeta eta theta".split()), max_size=5, unique=True)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=25), WORDS, st.data())
def test_ranking_is_by_shared_words_then_by_weight(items, asked, data):
    index = Index()
    there = {}
    for number, (label, rest) in enumerate(items):
        body = [word for word in rest if word not in label]
        index.add(number * 2, {word: [0] for word in label}, {word: [0] for word in body})
        there[number * 2] = (label, body)
    for number in data.draw(st.lists(st.sampled_from(sorted(there)), unique=True)):
        label, body = there.pop(number)
        index.remove(number, {word: [0] for word in label}, {word: [0] for word in body})
    found = index.find([Term(stem(word), word) for word in asked], 99)
    wanted = {stem(word) for word in asked}
    shared = {
        number: len(wanted & ({stem(w) for w in label} | {stem(w) for w in body}))
        for number, (label, body) in there.items()
    }
    words = {word for label, body in there.values() for word in (*label, *body)}
    if all(word in words and stem(word) == word for word in asked):
        assert {one.number: one.shared for one in found} == {n: count for n, count in shared.items() if count}
    assert [one.shared for one in found] == sorted((one.shared for one in found), reverse=True)


def test_of_common_words_those_with_all_of_them_and_the_newest_are_ranked():
    index, chance = Index(), random.Random(1)
    both = set()
    for number in range(0, 40_000, 2):
        words = {word: [0] for word in ("oil", "gas") if chance.random() < 0.4}
        index.add(number, words, {})
        if len(words) == 2:
            both.add(number)
    found = index.find([Term("oil", "oil"), Term("gas", "gas")], CANDIDATES)
    assert found[0].shared == 2
    assert {one.number for one in found[:100]} <= both
    assert index.find([Term("oil", "oil")], 5)[0].number > 37_000
    start = time.process_time()
    for _ in range(20):
        index.find([Term("oil", "oil"), Term("gas", "gas")], 10)
    assert time.process_time() - start < 20 * 0.1
