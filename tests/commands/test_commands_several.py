"""Several briefings: two possible matches are offered and never guessed, and those that disagree stand side by side."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.chat.document import Positions, Sources
from tests.commands.desk import Desk, ends_with_its_source, written

EVIDENCE = "{source: paper, exact: words of the paper}"


def actor(name: str, label: str, aliases: str = "[]", role: str = "Minister", kind: str = "person") -> str:
    return f"  {name}: {{name: {label}, kind: {kind}, role: {role}, aliases: {aliases}, evidence: [{EVIDENCE}]}}\n"


def figure(name: str, label: str, value: int, year: int = 2019) -> str:
    exact = f"it came to ${value} billion in {year}"
    return (
        f"  {name}: {{label: {label}, value: {value}000000000, unit: USD, when: '{year}', stated_by: paper, "
        f'evidence: {{source: paper, exact: "{exact}"}}}}\n'
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "briefings"


@pytest.fixture
def empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


Opened = Callable[[], Desk]


async def test_two_topics_of_one_name_are_offered(folder: Path, opened: Opened):
    written(folder, "congo-kinshasa", "Democratic Republic of the Congo", aliases="[congo]")
    written(folder, "congo-brazzaville", "Republic of the Congo", aliases="[congo]")
    desk = opened()
    reply = await desk.ask("/brief congo full")
    assert (reply.ok, reply.private) == (False, True)
    assert reply.document.title == "“congo” names several briefings."
    assert {button.label for button in reply.buttons} == {"Democratic Republic of the Congo", "Republic of the Congo"}
    for button in reply.buttons:
        pressed = await desk.press(button)
        assert pressed.document.title == button.label
        assert pressed.request is not None
        assert pressed.request.values["depth"] == "full", "what else was asked is kept"
    assert (await desk.ask("/quotes congo")).document.title == "“congo” names several briefings."
    for button in (await desk.ask("/quotes congo")).buttons:
        assert (await desk.press(button)).ok


async def test_a_topic_that_is_another_ones_alias_can_be_had(folder: Path, opened: Opened):
    written(folder, "georgia", "Georgia on the Black Sea")
    written(folder, "us-south", "The American South", aliases="[georgia]")
    desk = opened()
    for button in (await desk.ask("/brief georgia")).buttons:
        assert (await desk.press(button)).ok
    assert (await desk.ask("/brief topic=georgia")).ok


async def test_short_names_match_exactly(folder: Path, opened: Opened):
    written(folder, "iran", "Iran")
    written(folder, "iraq", "Iraq")
    written(folder, "mali", "Mali")
    desk = opened()
    assert (await desk.ask("/brief iran")).document.title == "Iran"
    assert (await desk.ask("/brief IRAQ")).document.title == "Iraq"
    assert not (await desk.ask("/brief iras")).ok
    assert not (await desk.ask("/brief malu")).ok
    assert not (await desk.ask("/brief ira")).ok


async def test_a_typo_between_two_names_is_offered(folder: Path, opened: Opened):
    written(folder, "austria", "Austria")
    written(folder, "astoria", "Astoria")
    written(folder, "slovakia", "Slovakia")
    written(folder, "slovenia", "Slovenia")
    desk = opened()
    assert (await desk.ask("/brief austira")).document.title == "Austria"
    assert (await desk.ask("/brief sloveakia")).document.title == "Slovakia", "one typo from it, two from Slovenia"
    reply = await desk.ask("/brief slovekia")
    assert (reply.ok, reply.document.title) == (False, "“slovekia” names several briefings."), "two typos from each"
    assert {button.label for button in reply.buttons} == {"Slovakia", "Slovenia"}
    reply = await desk.ask("/brief asutria")
    assert reply.document.title == "Austria", "one typo from it, two from Astoria"
    reply = await desk.ask("/brief astria")
    assert (reply.ok, reply.document.title) == (False, "“astria” names several briefings."), "one typo from each"
    assert [button.label for button in reply.buttons] == ["Astoria", "Austria"]
    for button in reply.buttons:
        assert (await desk.press(button)).document.title == button.label


async def test_two_actors_of_one_name_are_offered(folder: Path, opened: Opened):
    items = "actors:\n" + actor("john-smith", "John Smith") + actor("jane-smith", "Jane Smith")
    written(folder, "uk", "United Kingdom", items=items)
    desk = opened()
    for line in ("/actor smith", "/actor SMITH", "/quotes smith"):
        reply = await desk.ask(line)
        assert (reply.ok, reply.private) == (False, True)
        assert reply.document.title == "“smith” could be several actors.".replace("smith", line.split()[1])
        assert {button.label for button in reply.buttons} == {"John Smith", "Jane Smith"}
        for button in reply.buttons:
            assert (await desk.press(button)).ok
    assert (await desk.ask("/actor jane smith")).document.title == "Jane Smith"
    assert (await desk.ask("/actor smith jane")).document.title == "Jane Smith"


async def test_one_that_is_a_typo_away_is_not_guessed_where_others_have_the_very_words(folder: Path, opened: Opened):
    items = "actors:\n" + actor("ministry", "Foreign Ministry", kind="organisation")
    items += actor("lavrov", "Sergey Lavrov", "[Russian foreign minister]")
    items += actor("deputy", "Delcy Rojas", "[Deputy foreign minister]")
    written(folder, "talks", "The talks", items=items)
    desk = opened()
    reply = await desk.ask("/actor foreign minister")
    assert (reply.ok, reply.document.title) == (False, "“foreign minister” could be several actors.")
    assert {button.label for button in reply.buttons} == {"Foreign Ministry", "Sergey Lavrov", "Delcy Rojas"}
    assert (await desk.ask("/actor foreign ministri")).document.title == "Foreign Ministry"
    assert (await desk.ask("/actor russian foreign ministr")).document.title == "Sergey Lavrov"


@pytest.mark.parametrize("words", ["smith uk", "smith united kingdom", "Smiht unitd kingdom", "smith topic=uk"])
async def test_a_topic_after_a_name_is_where_the_name_is_meant(folder: Path, opened: Opened, words: str):
    written(folder, "uk", "United Kingdom", items="actors:\n" + actor("john-smith", "John Smith"))
    written(folder, "us", "United States", items="actors:\n" + actor("jane-smith", "Jane Smith"))
    desk = opened()
    assert (await desk.ask(f"/actor {words}")).document.title == "John Smith"
    if "=" not in words:
        assert (await desk.ask(f"/quotes {words}")).document.title == "In the words of John Smith"
        refused = await desk.ask("/actor jones uk")
        assert refused.document.title == "No actor called “jones uk” is in any briefing."


async def test_an_actor_whose_name_is_anothers_alias_can_be_had(folder: Path, opened: Opened):
    items = "actors:\n" + actor("ministry", "The Ministry") + actor("foreign", "Foreign Office", "[the ministry]")
    written(folder, "uk", "United Kingdom", items=items)
    desk = opened()
    assert (await desk.ask("/actor the ministry")).document.title == "The Ministry"
    assert (await desk.ask("/actor foreign office")).document.title == "Foreign Office"


async def test_one_actor_in_two_briefings_is_shown_as_each_has_it(folder: Path, opened: Opened):
    one = "actors:\n" + actor("kremlin", "Kremlin", role="Seat of power", kind="organisation")
    two = "actors:\n" + actor("moscow", "The Kremlin", role="Government of Russia", kind="organisation")
    written(folder, "syria", "Syria", items=one)
    written(folder, "ukraine", "Ukraine", items=two, as_of="2020-01-01")
    desk = opened()
    reply = await desk.ask("/actor the kremlin")
    assert reply.ok
    text = desk.shown(reply)
    assert "Seat of power" in text
    assert "Government of Russia" in text
    assert text.count("Source: ") == 2
    assert ends_with_its_source(reply)
    assert {button.label for button in reply.buttons} == {"Syria", "Ukraine"}
    only = desk.shown(await desk.ask("/actor kremlin topic=syria"))
    assert "Seat of power" in only
    assert "Government of Russia" not in only


async def test_briefings_that_disagree_stand_side_by_side(folder: Path, opened: Opened):
    written(folder, "bank", "The bank's view", items="figures:\n" + figure("debt", "Debt of Venezuela", 150))
    written(
        folder,
        "fund",
        "The fund's view",
        items="figures:\n" + figure("owed", "Debt of Venezuela", 140),
        as_of="2020-01-01",
    )
    written(folder, "other", "Another matter", items="figures:\n" + figure("exports", "Exports of oil", 20))
    desk = opened()
    reply = await desk.ask("/figure debt venezuela")
    block = reply.document.blocks[0]
    assert isinstance(block, Positions)
    assert block.status == "Briefings disagree"
    assert {(stance.by, stance.when) for stance in block.stances} == {
        ("The bank's view", "as of 4 April 2019"),
        ("The fund's view", "as of 1 January 2020"),
    }
    says = " ".join(stance.says for stance in block.stances)
    assert "$150 billion" in says
    assert "$140 billion" in says
    assert "The Paper, 2019" in says
    assert sum(isinstance(part, Sources) for part in reply.document.blocks) == 2
    for button in reply.buttons:
        pressed = await desk.press(button)
        assert pressed.document.title == "Evidence: Debt of Venezuela"
    one = await desk.ask("/figure debt topic=bank")
    assert "$150 billion" in desk.shown(one)
    assert "$140 billion" not in desk.shown(one)


async def test_the_same_matter_in_another_year_is_no_disagreement(folder: Path, opened: Opened):
    written(folder, "then", "The year before", items="figures:\n" + figure("debt", "Debt of Venezuela", 150, 2018))
    written(folder, "now", "The year after", items="figures:\n" + figure("debt", "Debt of Venezuela", 140, 2019))
    desk = opened()
    reply = await desk.ask("/figure debt of venezuela")
    assert reply.ok
    assert not any(isinstance(block, Positions) for block in reply.document.blocks)
    assert reply.menu is not None
    amounts = {desk.shown(await desk.press(option)).count("$140 billion") for option in reply.menu.options}
    assert amounts == ({0} if "$140 billion" in desk.shown(reply).partition("Other figures")[0] else {1})


async def test_briefings_that_agree_are_shown_once(folder: Path, opened: Opened):
    for topic in ("bank", "fund"):
        written(folder, topic, f"The {topic}'s view", items="figures:\n" + figure("debt", "Debt of Venezuela", 150))
    reply = await opened().ask("/figure debt")
    assert not any(isinstance(block, Positions) for block in reply.document.blocks)


async def test_an_empty_library_says_so(empty: Path, opened: Opened):
    desk = opened()
    assert (await desk.ask("/topics")).document.title == "No briefing is published yet"
    reply = await desk.ask("/brief venezuela")
    assert not reply.ok
    assert "No briefing is published yet." in desk.shown(reply)
    for line in ("/figure loans", "/search loans", "/actor maduro", "/quotes maduro"):
        assert not (await desk.ask(line)).ok


async def test_a_bare_briefing_answers_everything(folder: Path, opened: Opened):
    written(folder, "chile", "Chile")
    desk = opened()
    for line in (
        *("/brief chile", "/brief chile full", "/actors chile", "/figures chile", "/claims chile", "/quotes chile"),
        *("/timeline chile", "/sources chile", "/search chile"),
    ):
        reply = await desk.ask(line)
        assert reply.ok, desk.shown(reply)
        assert ends_with_its_source(reply)
        assert len(reply.document.blocks) > 1, f"{line} says that there is nothing"


async def test_many_topics_are_listed_the_newest_first(folder: Path, opened: Opened):
    for number in range(30):
        written(folder, f"topic-{number}", f"Topic {number}", as_of=f"2019-04-{number + 1:02}")
    desk = opened()
    reply = await desk.ask("/topics")
    assert reply.document.title == "30 briefings"
    assert reply.document.note == "The newest 25 of 30. /search finds the others."
    assert reply.menu is not None
    assert len(reply.menu.options) == 25
    assert reply.menu.options[0].label == "Topic 29"
