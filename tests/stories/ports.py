"""A briefing on two ports that are sold, written by people in forms and on one line."""

from tests.stories.people import Person, Seen

TEXT = (
    "The minister of trade, Ana Ruiz, said on Monday: “We sell at a loss.” The country sells two ports for at least "
    "$2 billion. Dock workers say that the sale costs 300 jobs a year, and that they will strike in May. "
    "On Friday the ministry said that it gets at least $3 billion for the two ports."
)

NAMED = "The minister of trade, Ana Ruiz, said on Monday"

SHARED = """
title: Two ports
as_of: 2019-04-04
summary: The country sells two ports.
sources: {paper: {title: Ports for sale, publisher: The Paper, published: 2019-04-04}}
actors: {ana-ruiz: {name: Ana Ruiz, kind: person, role: minister of trade, unverified: true}}
figures:
  price:
    label: Price of the ports
    value: 2000000000
    unit: USD
    qualifier: at least
    stated_by: ana-ruiz
    evidence: {source: paper, exact: two ports for at least $2 billion}
"""
"""The same, in short, as a file of the shared library."""

WRONG = "about $3bn"
"""What the source does not say."""


async def added(person: Person, seen: Seen) -> Seen:
    """Confirm what is read back."""
    assert "Nothing is saved yet." in seen, seen.words
    assert seen.private
    assert "Share to channel" not in seen.buttons, "it would be done again for all to see"
    done = await person.press(seen, "Add it")
    assert done.words.startswith("Added: "), done.words
    return done


SUMMARY = "The country sells two ports, and dock workers will strike."


async def begun(person: Person, title: str = "Two ports", summary: str = SUMMARY) -> Seen:
    """Begin the briefing in the form, with the text of its source pasted."""
    form = await person.ask("briefing new")
    seen = await person.fill(
        form,
        topic="ports",
        title=title,
        summary=summary,
        source="Ports for sale",
        publisher="The Paper",
        published="2019-04-04",
        text=TEXT,
    )
    assert seen.words.startswith(f"Draft begun: {title}"), seen.words
    return seen


async def written(person: Person, amount: str = WRONG) -> None:
    """Write all of it: in forms that a button or a bare command opens, and on one line."""
    seen = await begun(person)
    form = await person.press(seen, "Add actor")
    await added(
        person, await person.fill(form, name="Ana Ruiz", kind="person", role="minister of trade", passage=NAMED)
    )
    await added(person, await person.ask("briefing add-actor", topic="ports", name="Dock workers", kind="group"))
    form = await person.ask("briefing add-figure", topic="ports")
    readback = await person.fill(
        form, label="Price of the ports", amount=amount, by="ana-ruiz", name="price",
        passage="two ports for at least $2 billion",
    )  # fmt: skip
    assert "two ports for at least $2 billion" in readback, readback.words
    await added(person, readback)
    form = await person.ask("briefing add-claim", topic="ports")
    await added(
        person,
        await person.fill(
            form, question="What does the sale cost?", by="Dock workers", says="It costs 300 jobs a year.",
            passage="the sale costs 300 jobs a year",
        ),
    )  # fmt: skip
    await added(
        person,
        await person.ask(
            "briefing add-claim", topic="ports", question="What does the sale cost?", by="ana-ruiz",
            says="The ports are sold at a loss.", passage="We sell at a loss",
        ),
    )  # fmt: skip
    form = await person.ask("briefing add-quote", topic="ports")
    await added(person, await person.fill(form, by="ana-ruiz", said="We sell at a loss"))
    await added(
        person,
        await person.ask(
            "briefing add-event", topic="ports", when="May", what="Dock workers will strike.",
            passage="they will strike in May",
        ),
    )  # fmt: skip
    form = await person.ask("briefing add-card", topic="ports")
    await added(
        person,
        await person.fill(
            form,
            question="What are the ports sold for?",
            answer="For less than they cost, the minister says.",
            shows="price",
        ),
    )


async def mended(person: Person) -> Seen:
    """Put the wrong figure right, as text: wrong at first, which is kept. Submitted then."""
    form = await person.ask("briefing edit", topic="ports", part="figures.price")
    assert form.form is not None
    text = form.form["text"]
    broken = text.replace("about", "[about")
    refused = await person.fill(form, text=broken)
    assert refused.wrong is not None
    assert "Line 5, column 10: This is not YAML" in refused.wrong
    again = await person.reopen(refused)
    assert again.form is not None
    assert again.form["text"] == broken, "what was typed is kept"
    right = text.replace("qualifier: about", "qualifier: at least").replace("3000000000", "2000000000")
    saved = await person.fill(again, text=right)
    assert saved.words.startswith("Saved: Two ports"), saved.words
    check = await person.press(saved, "Check")
    assert "no errors" in check, check.words
    return await person.press(check, "Submit")


async def corrected(person: Person, answer: Seen) -> Seen:
    """Correct the price from the button under an answer that shows it: what the evidence does not bear out is refused
    and kept. What would be done."""
    form = await person.press(answer, "Correct this")
    refused = await person.fill(form, now="at least $30 billion", why="The paper mended its text.")
    assert refused.wrong is not None
    assert "Number differs: “at least $30 billion”" in refused.wrong
    again = await person.reopen(refused)
    assert again.form is not None
    assert again.form["now"] == "at least $30 billion"
    shown = await person.fill(
        again, now="at least $3 billion", why="The paper mended its text.",
        passage="it gets at least $3 billion for the two ports",
    )  # fmt: skip
    assert shown.words.startswith("Correct this? Price of the ports"), shown.words
    assert "Nothing has been changed yet." in shown
    return shown


async def published(author: Person, other: Person) -> Seen:
    """Write it right, and have somebody else approve it."""
    await written(author, "at least $2bn")
    await author.ask("briefing submit", topic="ports")
    done = await other.press(await other.ask("briefing review"), "Approve")
    assert done.words.startswith("Published: "), done.words
    return done
