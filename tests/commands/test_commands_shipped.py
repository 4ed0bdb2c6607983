"""What a reader of the shipped briefing on Venezuela gets to every command, typed as people type."""

import pytest

from bot.briefing.model import passages
from bot.chat.document import Bullets, Facts, Positions, Quotation, Text
from bot.chat.invocation import Invocation
from bot.chat.reply import Reply
from tests.chat.documents import fields, refs
from tests.commands.desk import Desk, ends_with_its_source

ANSWERED = (
    "/brief venezuela", "/brief venezuela full", "/card venezuela money", "/actor guaido", "/actors venezuela",
    "/figure loans", "/figures venezuela", "/claims venezuela", "/quotes venezuela", "/quotes frolov",
    "/quotes maduro", "/timeline venezuela", "/sources venezuela", "/evidence venezuela owed",
    "/evidence venezuela why-troops", "/evidence venezuela money", "/evidence venezuela guaido",
    "/evidence venezuela arrival", "/evidence venezuela theater", "/search rosneft gas", "/search maduro",
)  # fmt: skip
KEPT = ("digest", "settings")
"""First words of the commands that ask about what a workspace keeps."""


def said(reply: Reply) -> str:
    return " ".join(text for _, text in fields(reply.document))


@pytest.mark.parametrize("line", ANSWERED)
async def test_every_answer_about_a_topic_ends_with_source_date_and_as_of(desk: Desk, line: str):
    reply = await desk.ask(line)
    assert reply.ok
    assert not reply.private
    assert ends_with_its_source(reply)
    text = desk.shown(reply)
    assert "Source: Russia in Venezuela: Why Putin has sent troops to back up Nicolas Maduro" in text
    assert "Daria Litvinova, CBS News, 4 April 2019" in text
    assert "As of 4 April 2019" in text


@pytest.mark.parametrize("line", ANSWERED)
async def test_every_button_and_option_answers(desk: Desk, line: str):
    reply = await desk.ask(line)
    for button in (*reply.buttons, *(reply.menu.options if reply.menu else ())):
        pressed = await desk.press(button)
        assert pressed.ok, (button, pressed.document)
        assert len(button.label) <= 75


@pytest.mark.parametrize("line", [line for line in ANSWERED if line != "/quotes maduro"])
async def test_every_stated_fact_points_at_its_item(desk: Desk, line: str):
    reply = await desk.ask(line)
    revision = desk.library.view("").get("venezuela")
    assert revision is not None
    pointed = list(refs(reply.document))
    assert pointed
    for found in pointed:
        assert (found.workspace, found.briefing, found.revision) == ("", "venezuela", revision.id)
        section, _, name = found.item.partition(".")
        if name:  # a bare section is a line on all of it
            kept = revision.briefing.find(name.partition(".")[0])
            assert kept is not None
            assert kept[0] == section


async def test_brief(desk: Desk):
    reply = await desk.ask("/brief venezuela")
    summary, figures, contested, involved, _ = reply.document.blocks
    assert reply.document.title == "Russia in Venezuela"
    assert isinstance(summary, Text)
    assert "about 100 personnel" in summary.text
    assert isinstance(figures, Facts)
    assert figures.heading == "Key figures (6 of 11)"
    assert isinstance(contested, Bullets)
    assert contested.heading == "Contested"
    assert isinstance(involved, Text)
    assert "Nicolás Maduro, Juan Guaidó" in involved.text
    text = desk.shown(reply)
    for words in ("$11.4 billion", "about $70–80 million a year", "about 0.01%", "Why did the Russian troops come?"):
        assert words in text
    labels = [button.label for button in reply.buttons]
    assert labels == ["Actors", "Figures", "Claims", "Quotes", "Timeline", "Everything"]
    assert reply.menu is not None
    assert "How much money does Venezuela owe Russia?" in [option.label for option in reply.menu.options]


async def test_what_only_one_side_says_is_not_called_contested(desk: Desk):
    contested = (await desk.ask("/brief venezuela")).document.blocks[2]
    assert isinstance(contested, Bullets)
    assert "May more Russian troops come?" not in [item.label for item in contested.items]
    claims = await desk.ask("/claims venezuela")
    status = {block.question: block.status for block in claims.document.blocks if isinstance(block, Positions)}
    assert status["May more Russian troops come?"] == "Attributed: one side only"
    assert status["Why did the Russian troops come?"] == "Contested"


@pytest.mark.parametrize(
    "line",
    [
        "venezuela", "/brief Venezuela", "/brief VENEZUELA", "/brief venezuella", "/brief caracas", "/brief Caracás",
        "/brief Венесуэла", "/brief russia in venezuela", "/brief Russia and Venezuela", "/brief the venezuela",
        "/brief russian troops", "/brief topic=venezuela", '/brief "venezuela"', "/brief “venezuela”",
        "  /brief   venezuela  ", "/BRIEF venezuela",
    ],
)  # fmt: skip
async def test_a_topic_by_any_of_its_names(desk: Desk, line: str):
    assert (await desk.ask(line)).document == (await desk.ask("/brief venezuela")).document


async def test_brief_full_holds_everything(desk: Desk):
    text = said(await desk.ask("/brief venezuela full"))
    revision = desk.library.view("").get("venezuela")
    assert revision is not None
    briefing = revision.briefing
    for card in briefing.cards.values():
        assert card.question in text
        assert card.answer in text
    for quote in briefing.quotes.values():
        assert quote.said in text
    for event in briefing.events.values():
        assert event.what in text
    for claim in briefing.claims.values():
        assert claim.question in text
        assert all(position.says in text for position in claim.positions)
    for actor in briefing.actors.values():
        assert actor.name in text
    for figure in briefing.figures.values():
        assert figure.label in text


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("/actor guaido", "Juan Guaidó"), ("/actor Guaidó", "Juan Guaidó"), ("/actor GUAIDO", "Juan Guaidó"),
        ("/actor Гуайдо", "Juan Guaidó"), ("/actor juan guaido", "Juan Guaidó"), ("/actor guaido juan", "Juan Guaidó"),
        ("/actor madruo", "Nicolás Maduro"), ("/actor maduro", "Nicolás Maduro"), ("/actor Мадуро", "Nicolás Maduro"),
        ("/actor nicolas maduro", "Nicolás Maduro"), ("/actor president maduro", "Nicolás Maduro"),
        ("/actor kremlin", "Kremlin"), ("/actor the kremlin", "Kremlin"), ("/actor The Kremlin", "Kremlin"),
        ("/actor Путин", "Vladimir Putin"), ("/actor putin", "Vladimir Putin"), ("/actor putni", "Vladimir Putin"),
        ("/actor lavrov topic=venezuela", "Sergey Lavrov"), ("/actor name=lavrov topic=caracas", "Sergey Lavrov"),
    ],
)  # fmt: skip
async def test_an_actor_by_any_spelling(desk: Desk, line: str, name: str):
    reply = await desk.ask(line)
    assert reply.ok, desk.shown(reply)
    assert reply.document.title == name


async def test_what_several_actors_could_be_is_offered(desk: Desk):
    reply = await desk.ask("/actor foreign minister")
    assert not reply.ok
    assert {button.label for button in reply.buttons} == {
        "Sergey Lavrov",
        "Venezuela's deputy foreign minister",
        "Russia's Foreign Ministry",
    }
    assert (await desk.ask("/actor foreign ministry")).document.title == "Russia's Foreign Ministry"
    for line in ("/actor maduro venezuela", "/actor madruo russia in venezuela"):
        assert (await desk.ask(line)).document == (await desk.ask("/actor maduro topic=venezuela")).document
    assert (await desk.ask("/quotes frolov venezuela")).document == (await desk.ask("/quotes frolov")).document


async def test_actor(desk: Desk):
    text = desk.shown(await desk.ask("/actor frolov"))
    for words in (
        *("Foreign affairs analyst", "What does Russia want to achieve? [Contested: ", "political theater"),
        *("to CBS News", "In their own words", "Questions they have a part in"),
    ):
        assert words in text
    assert "Also known as" not in text, "Frolov is no other name of Vladimir Frolov"
    maduro = desk.shown(await desk.ask("/actor maduro"))
    assert "The briefing has no position, quote or figure of theirs." in maduro
    assert "Also known as President Maduro." in maduro


async def test_an_unnamed_actor_says_so(desk: Desk):
    assert "(not named in the source)" in said(await desk.ask("/actor u.s. officials"))


@pytest.mark.parametrize(
    ("line", "label", "amount"),
    [
        ("/figure loans", "Russian loans to Venezuela in total", "$17 billion"),
        ("/figure loan", None, "billion"),
        ("/figure arms sales", "Russian earnings from military equipment sold to Venezuela", "$11.4 billion"),
        ("/figure owed", "Still owed by Venezuela to Russia", "$6 billion"),
        ("/figure gas fields", "Gas fields Russia owns off the Venezuelan coast", "2 gas fields"),
        ("/figure personnel", "Russian troops, or personnel, who arrived in Caracas", "about 100 Russian personnel"),
        ("/figure troops", "Russian troops, or personnel, who arrived in Caracas", "about 100 Russian personnel"),
        ("/figure soldiers", "Russian troops, or personnel, who arrived in Caracas", "about 100 Russian personnel"),
        ("/figure debt", "Still owed by Venezuela to Russia", "$6 billion"),
        ("/figure exports", "Russian exports of non-military goods to Venezuela", "about $70–80 million a year"),
        ("/figure foreign trade", "Venezuela's share of Russia's foreign trade turnover", "about 0.01%"),
        ("/figure 17 billion", "Russian loans to Venezuela in total", "$17 billion"),
        ("/figure $17bn", "Russian loans to Venezuela in total", "$17 billion"),
        ("/figure 17,000,000,000 topic=venezuela", "Russian loans to Venezuela in total", "$17 billion"),
        ("/figure a hundred", "Russian troops, or personnel, who arrived in Caracas", "about 100 Russian personnel"),
        ("/figure arms-loan topic=venezuela", "Kremlin loan to Caracas for buying Russian military equipment",
         "at least $2 billion"),
    ],
)  # fmt: skip
async def test_a_figure_by_its_words(desk: Desk, line: str, label: str | None, amount: str):
    reply = await desk.ask(line)
    assert reply.ok, desk.shown(reply)
    facts = next(block for block in reply.document.blocks if isinstance(block, Facts))
    assert facts.facts[0].label == "Amount"
    if label:
        assert reply.document.title == label
        assert facts.facts[0].value == amount
    else:
        assert amount in desk.shown(reply)


@pytest.mark.parametrize(
    ("line", "at_fault", "offered"),
    [
        ("/figure debt of argentina", "argentina", "$6 billion – Still owed by Venezuela to Russia"),
        ("/figure oil price", "price", "2 gas fields – Gas fields Russia owns off the Venezuelan coast"),
        ("/figure russian tanks", "tanks", "about 100 Russian personnel – "),
        ("/figure loans Atlantis", "Atlantis", "$17 billion – Russian loans to Venezuela in total"),
        ("/figure exports of brazil", "brazil", "about $70–80 million a year – "),
        ("/figure military bases", "bases", "2 military planes – "),
        ("/figure loans to Atlantis topic=venezuela", "Atlantis", "$17 billion – Russian loans to Venezuela in total"),
        ("/search brazil exports", "brazil", "about $70–80 million a year – "),
        ("/search military bases", "bases", "Russian military"),
    ],
)
async def test_what_is_not_covered_is_named_and_the_rest_offered(desk: Desk, line: str, at_fault: str, offered: str):
    reply = await desk.ask(line)
    assert (reply.ok, reply.private) == (False, True)
    assert {name for name, _ in fields(reply.document)} == {"title", "text"}, "no figure stands there as the answer"
    assert f"there is nothing on “{at_fault}”. The nearest:" in said(reply)
    assert any(button.label.startswith(offered) for button in reply.buttons)
    for button in reply.buttons:
        assert (await desk.press(button)).ok


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("/figure how much did russia lend", "Russian loans to Venezuela in total"),
        ("/figure what is the debt of Venezuela?", "Still owed by Venezuela to Russia"),
        ("/figure how many soldiers came", "Russian troops, or personnel, who arrived in Caracas"),
        ("/figure please show me Russia's annual exports", "Russian exports of non-military goods to Venezuela"),
        ("/figure weapons sold to the Venezuelans", "Russian earnings from military equipment sold to Venezuela"),
    ],
)
async def test_words_that_say_nothing_and_other_forms_of_a_word_do_no_harm(desk: Desk, line: str, label: str):
    assert (await desk.ask(line)).document.title == label


async def test_words_that_no_item_has_together_are_no_answer(desk: Desk):
    reply = await desk.ask("/figure 17 billion in exports")
    assert not reply.ok
    assert "Each of the words is somewhere, but nowhere are they all together." in said(reply)
    assert [button.label[:11] for button in reply.buttons] == ["about $70–8", "$17 billion"]


async def test_figure(desk: Desk):
    reply = await desk.ask("/figure loans")
    text = desk.shown(reply)
    for words in ("since 2006", "Financial Times", "at least $2 billion", "On the same thing", "$6 billion"):
        assert words in text
    quotation = next(block for block in reply.document.blocks if isinstance(block, Quotation))
    assert quotation.mark is not None
    assert quotation.words[slice(*quotation.mark)] == "$17 billion"


@pytest.mark.parametrize(
    ("item", "marked"),
    [
        ("owed", "$6 billion"),
        ("exports", "about $70-$80 million per year"),
        ("theater", "It's political theater"),
        ("arrival", "Two military planes carrying about 100 Russian personnel arrived in Caracas last week"),
    ],
)
async def test_evidence_marks_the_match(desk: Desk, item: str, marked: str):
    reply = await desk.ask(f"/evidence venezuela {item}")
    quotations = [block for block in reply.document.blocks if isinstance(block, Quotation)]
    found = [one.words[slice(*one.mark)] for one in quotations if one.mark]
    assert len(found) == len(quotations)
    assert any(marked in part for part in found), found
    assert all("CBS News, 4 April 2019" in (one.by or "") for one in quotations)


async def test_a_passage_that_has_quotation_marks_gets_no_others(desk: Desk):
    shown = desk.shown(await desk.ask("/evidence venezuela nothing-to-hide"))
    assert '│ "»We have nothing to hide«," he said in response to a question\n' in shown
    assert "│ “Sergey Lavrov told a state-backed Russian newspaper" in shown


@pytest.mark.parametrize("line", ["/figure owed", "/card venezuela money", "/actor frolov", "/evidence venezuela owed"])
async def test_under_a_part_of_a_briefing_stands_which_one_it_is_of(desk: Desk, line: str):
    assert (await desk.ask(line)).document.note == "Briefing: Russia in Venezuela"


async def test_contested_is_only_what_several_hold_different_views_of(desk: Desk):
    reply = await desk.ask("/claims venezuela")
    blocks = [block for block in reply.document.blocks if isinstance(block, Positions)]
    one_side = {block.question for block in blocks if block.status == "Attributed: one side only"}
    assert one_side == {
        "Was the arrival out of the ordinary?",
        "May more Russian troops come?",
        "Who was behind the 2014 revolution in Ukraine?",
    }
    assert {block.status for block in blocks if block.question not in one_side} == {"Contested"}


async def test_evidence_of_a_card_has_every_passage_that_what_it_shows_rests_on(desk: Desk):
    revision = desk.library.view("").get("venezuela")
    assert revision is not None
    for name, card in revision.briefing.cards.items():
        reply = await desk.ask(f"/evidence venezuela {name}")
        words = [block.words for block in reply.document.blocks if isinstance(block, Quotation)]
        assert len(words) == len(set(words)), name
        for shown in card.shows:
            found = revision.briefing.find(shown)
            assert found is not None
            assert {passage.exact for passage in passages(found[1])} <= set(words), (name, shown)
    why = await desk.ask("/evidence venezuela why")
    headings = [block.heading for block in why.document.blocks if isinstance(block, Text)]
    assert headings[:4] == ["What the briefing says", "U.S. officials (unnamed)", "Kremlin", "Sergey Lavrov"]


@pytest.mark.parametrize(("section", "name"), [("claims", "fight"), ("figures", "arms-loan")])
async def test_evidence_has_the_note(desk: Desk, section: str, name: str):
    revision = desk.library.view("").get("venezuela")
    assert revision is not None
    note = getattr(revision.briefing, section)[name].note
    assert note
    assert note in said(await desk.ask(f"/evidence venezuela {name}"))


async def test_evidence_of_a_card_shows_each_passage_once(desk: Desk):
    reply = await desk.ask("/evidence venezuela money")
    words = [block.words for block in reply.document.blocks if isinstance(block, Quotation)]
    assert "according to a recent Financial Times report" in words
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("words", "item"),
    [
        ("owed", "owed"), ("figures.owed", "owed"), ("Still owed by Venezuela to Russia", "owed"),
        ("why did the russian troops come?", "why-troops"), ("gas fields coast", "gas-fields"),
        ("Juan Guaidó", "guaido"), ("backyard", "backyard"),
    ],
)  # fmt: skip
async def test_an_item_by_its_name_or_its_words(desk: Desk, words: str, item: str):
    reply = await desk.ask(f"/evidence venezuela {words}")
    assert reply.document == (await desk.ask(f"/evidence venezuela {item}")).document


@pytest.mark.parametrize(
    ("line", "nearest"),
    [
        ("/evidence venezuela guiado", "Actor: Juan Guaidó"),
        ("/evidence venezuela Гуайдо", "Actor: Juan Guaidó"),
        ("/evidence venezuela juan guiado", "Actor: Juan Guaidó"),
        ("/evidence venezuela loanz", "Figure: $17 billion – Russian loans to Venezuela in total"),
        ("/evidence venezuela gas feilds", "Figure: 2 gas fields – Gas fields Russia owns off the Venezuelan coast"),
        ("/card venezuela mony", "How much money does Venezuela owe Russia?"),
        ("/card venezuela endgaem", "What is Russia's endgame?"),
    ],
)
async def test_of_a_mistyped_item_the_nearest_is_offered_first(desk: Desk, line: str, nearest: str):
    reply = await desk.ask(line)
    assert not reply.ok
    assert "No " in reply.document.title
    assert reply.buttons[0].label == nearest
    assert (await desk.press(reply.buttons[0])).ok


@pytest.mark.parametrize(
    ("words", "card"),
    [
        ("money", "money"),
        ("What do Russia and Venezuela trade?", "trade"),
        ("who backs whom", "sides"),
        ("endgame", "endgame"),
    ],
)
async def test_a_card_by_its_name_or_its_words(desk: Desk, words: str, card: str):
    reply = await desk.ask(f"/card venezuela {words}")
    assert reply.document == (await desk.ask(f"/card venezuela {card}")).document


async def test_a_card_shows_what_it_rests_on(desk: Desk):
    text = desk.shown(await desk.ask("/card venezuela money"))
    for words in ("How much money does Venezuela owe Russia?", "$6 billion", "at least $2 billion", "Financial Times"):
        assert words in text


async def test_quotes(desk: Desk):
    everything = await desk.ask("/quotes venezuela")
    frolov = await desk.ask("/quotes frolov")
    words = {block.words for block in everything.document.blocks if isinstance(block, Quotation)}
    his = {block.words for block in frolov.document.blocks if isinstance(block, Quotation)}
    assert his < words
    assert all(
        "Vladimir Frolov" in (block.by or "") for block in frolov.document.blocks if isinstance(block, Quotation)
    )
    assert "None of their words are quoted" in said(await desk.ask("/quotes rosneft"))


async def test_timeline_leaves_vague_dates_vague(desk: Desk):
    events = (await desk.ask("/timeline venezuela")).document.blocks[0]
    assert isinstance(events, Bullets)
    labels = [item.label for item in events.items]
    assert "Last week" in labels
    assert "5 December 2018" in labels
    assert "Since 2006" in labels


async def test_search_groups_by_briefing_and_opens_what_it_found(desk: Desk):
    reply = await desk.ask("/search rosneft")
    found = reply.document.blocks[0]
    assert isinstance(found, Bullets)
    assert found.heading == "Russia in Venezuela"
    assert "Rosneft" in [item.text for item in found.items]
    assert reply.menu is not None
    assert Invocation("actor", {"name": "Rosneft", "topic": "venezuela"}) in [o.run for o in reply.menu.options]


async def test_topics(desk: Desk):
    reply = await desk.ask("/topics")
    assert reply.ok
    assert "as of 4 April 2019" in desk.shown(reply)


async def test_help(desk: Desk):
    reply = await desk.ask("/help")
    assert reply.private
    text = desk.shown(reply)
    for command in desk.dispatcher.commands.values():
        assert (command.usage in text) == (command.role == 0)
    one = await desk.ask("/help figure")
    assert one.document.title == "/figure words [topic]"
    assert "/figure arms sales topic=venezuela" in desk.shown(one)
    assert (await desk.ask("/help /figure")).document == one.document


async def test_every_example_of_every_command_on_briefings_answers(desk: Desk):
    for command in desk.dispatcher.commands.values():
        if command.role == 0 and command.name.partition(" ")[0] not in KEPT:
            assert command.examples
            for example in command.examples:
                assert (await desk.ask(example)).ok, example


async def test_about(desk: Desk):
    text = desk.shown(await desk.ask("/about"))
    assert "briefings that people have checked" in text
    assert "Version" in text


async def test_suggestions(desk: Desk):
    assert [choice.value for choice in await desk.suggest("brief", "topic", "ven")] == ["venezuela"]
    assert [choice.value for choice in await desk.suggest("brief", "topic", "")] == ["venezuela"]
    assert [choice.value for choice in await desk.suggest("brief", "depth", "")] == ["short", "full"]
    assert "Juan Guaidó" in [choice.value for choice in await desk.suggest("actor", "name", "gua")]
    assert "owed" in [choice.value for choice in await desk.suggest("evidence", "item", "owe", topic="venezuela")]
    assert "owed" in [choice.value for choice in await desk.suggest("evidence", "item", "still", topic="caracas")]
    assert len(await desk.suggest("evidence", "item", "", topic="venezuela")) == 25
    assert await desk.suggest("evidence", "item", "") == []
    assert await desk.suggest("evidence", "item", "", topic="nowhere") == []
    assert "money" in [choice.value for choice in await desk.suggest("card", "name", "owe", topic="venezuela")]
    assert "Russian loans to Venezuela in total" in [c.value for c in await desk.suggest("figure", "words", "loan")]
    assert [choice.value for choice in await desk.suggest("help", "command", "fig")] == ["figure", "figures"]
    for argument in ("of",):
        values = [choice.value for choice in await desk.suggest("quotes", argument, "")]
        assert "venezuela" in values
        assert len(values) > 5
