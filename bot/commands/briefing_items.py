"""Adding items to a draft, one at a time."""

from typing import Annotated

from bot.briefing.amounts import amounts
from bot.briefing.editing import made, named
from bot.briefing.model import Actor, Card, Claim, Event, Figure, Kind, Position, Quote
from bot.chat.command import Param, command
from bot.chat.reply import Reply
from bot.chat.request import Role
from bot.commands.adding import CONFIRM, Addition, Draft, add
from bot.commands.context import Context
from bot.commands.drafting import TOPIC

PASSAGE = Param("The passage it rests on, word for word, at most 15 words", long=True, longest=400)
SOURCE = Param("Which source it is in, where there are several", longest=120)
NAME = Param("Its name in the briefing: a-z, 0-9, hyphens; made up when left out", longest=40)
UNVERIFIED = Param("Whether it rests on no passage: every answer then says that it is unverified")
WHEN = Param("When, as vague as the source leaves it", longest=120)
SIDE = Param("Whose words: an actor of the briefing", longest=120)


@command(
    role=Role.MODERATOR,
    private=True,
    form=True,
    name="briefing add-actor",
    step=3,
    examples=('/briefing add-actor venezuela name="Juan Guaidó" kind=person role="opposition leader" passage="…"',),
)
async def add_actor(
    context: Context,
    *,
    topic: Annotated[str, TOPIC],
    name: Annotated[str, Param("The actor's name", longest=120)],
    kind: Annotated[Kind, Param("What sort of actor")],
    role: Annotated[str | None, Param("Role, like: foreign minister", longest=400)] = None,
    affiliation: Annotated[str | None, Param("Country, party or organisation", longest=120)] = None,
    aliases: Annotated[str | None, Param("Other names, with commas between them", longest=400)] = None,
    about: Annotated[str | None, Param("What else is known, in our own words", long=True, longest=2000)] = None,
    passage: Annotated[str | None, PASSAGE] = None,
    source: Annotated[str | None, SOURCE] = None,
    unverified: Annotated[bool, UNVERIFIED] = False,
    confirm: Annotated[str | None, CONFIRM] = None,
) -> Reply:
    """Add a person, organisation, country or group to a draft."""

    def make(draft: Draft) -> Addition:
        told = passage or role or affiliation or about
        evidence, found = draft.evidence(passage, source, unverified=unverified) if told else ((), ())
        others = tuple(part.strip() for part in (aliases or "").split(",") if part.strip())
        actor = made(
            Actor, name=name, kind=kind, role=role, affiliation=affiliation, aliases=others, about=about,
            unverified=unverified, evidence=evidence,
        )  # fmt: skip
        return Addition("actors", named(name, draft.briefing), actor, found)

    given = {
        "topic": topic, "name": name, "kind": str(kind), "role": role, "affiliation": affiliation, "aliases": aliases,
        "about": about, "passage": passage, "source": source, "confirm": confirm,
        "unverified": "yes" if unverified else None,
    }  # fmt: skip
    return await add(context, "add-actor", given, make)


@command(
    role=Role.MODERATOR,
    private=True,
    form=True,
    name="briefing add-figure",
    step=4,
    examples=('/briefing add-figure venezuela label="Loans" amount="at least $2bn" by=ft passage="lent $2 billion"',),
)
async def add_figure(
    context: Context,
    *,
    topic: Annotated[str, TOPIC],
    label: Annotated[str, Param("What the figure is about", longest=400)],
    amount: Annotated[str, Param("The amount as people write it: at least $2bn", longest=120)],
    by: Annotated[str, Param("Who states it: an actor or source of the briefing", longest=120)],
    passage: Annotated[str | None, PASSAGE] = None,
    source: Annotated[str | None, SOURCE] = None,
    when: Annotated[str | None, WHEN] = None,
    note: Annotated[str | None, Param("What has to be said besides", long=True, longest=2000)] = None,
    name: Annotated[str | None, NAME] = None,
    unverified: Annotated[bool, UNVERIFIED] = False,
    confirm: Annotated[str | None, CONFIRM] = None,
) -> Reply:
    """Add an amount that somebody states to a draft."""

    def make(draft: Draft) -> Addition:
        evidence, found = draft.evidence(passage, source, unverified=unverified)
        figure = made(
            Figure, label=label, **amounts(amount), when=when, stated_by=draft.who("by", by, sources=True), note=note,
            unverified=unverified, evidence=evidence,
        )  # fmt: skip
        return Addition("figures", named(name or label, draft.briefing), figure, found)

    given = {
        "topic": topic, "label": label, "amount": amount, "by": by, "passage": passage, "source": source,
        "when": when, "note": note, "name": name, "confirm": confirm, "unverified": "yes" if unverified else None,
    }  # fmt: skip
    return await add(context, "add-figure", given, make)


@command(
    role=Role.MODERATOR,
    private=True,
    form=True,
    name="briefing add-claim",
    step=5,
    examples=('/briefing add-claim venezuela question="Why did they come?" by=kremlin says="…" passage="…"',),
)
async def add_claim(
    context: Context,
    *,
    topic: Annotated[str, TOPIC],
    question: Annotated[
        str, Param("The question that is contested; one that is there gets one more side", longest=400)
    ],
    by: Annotated[str, SIDE],
    says: Annotated[str, Param("What that side says, in our own words", long=True, longest=2000)],
    passage: Annotated[str | None, PASSAGE] = None,
    source: Annotated[str | None, SOURCE] = None,
    when: Annotated[str | None, WHEN] = None,
    note: Annotated[str | None, Param("What has to be said besides", long=True, longest=2000)] = None,
    unverified: Annotated[bool, UNVERIFIED] = False,
    confirm: Annotated[str | None, CONFIRM] = None,
) -> Reply:
    """Add a contested question with one side to a draft, or one more side to one."""

    def make(draft: Draft) -> Addition:
        evidence, found = draft.evidence(passage, source, unverified=unverified)
        position = made(
            Position, by=draft.who("by", by), says=says, when=when, unverified=unverified, evidence=evidence
        )
        wanted = question.strip().casefold()
        for name, claim in draft.briefing.claims.items():
            if wanted in (name, claim.question.casefold()):
                sides = claim.positions if position in claim.positions else (*claim.positions, position)
                more = made(Claim, question=claim.question, positions=sides, note=note or claim.note)
                return Addition("claims", name, more, found)
        claim = made(Claim, question=question, positions=(position,), note=note)
        return Addition("claims", named(question, draft.briefing), claim, found)

    given = {
        "topic": topic, "question": question, "by": by, "says": says, "passage": passage, "source": source,
        "when": when, "note": note, "confirm": confirm, "unverified": "yes" if unverified else None,
    }  # fmt: skip
    return await add(context, "add-claim", given, make)


@command(
    role=Role.MODERATOR,
    private=True,
    form=True,
    name="briefing add-quote",
    step=6,
    examples=('/briefing add-quote venezuela by=frolov said="Russia won’t get it all back" passage="…"',),
)
async def add_quote(
    context: Context,
    *,
    topic: Annotated[str, TOPIC],
    by: Annotated[str, SIDE],
    said: Annotated[str, Param("The words, exactly", long=True, longest=400)],
    passage: Annotated[
        str | None, Param("The passage they stand in; the words themselves when left out", long=True, longest=400)
    ] = None,
    to: Annotated[str | None, Param("To whom", longest=120)] = None,
    when: Annotated[str | None, WHEN] = None,
    about: Annotated[str | None, Param("What it is about", longest=400)] = None,
    source: Annotated[str | None, SOURCE] = None,
    unverified: Annotated[bool, UNVERIFIED] = False,
    confirm: Annotated[str | None, CONFIRM] = None,
) -> Reply:
    """Add words that somebody said to a draft, exactly as they were said."""

    def make(draft: Draft) -> Addition:
        evidence, found = draft.evidence(passage or (None if unverified else said), source, unverified=unverified)
        words = said.strip().strip('“”"').strip()
        quote = made(
            Quote,
            by=draft.who("by", by),
            said=words,
            to=to,
            when=when,
            about=about,
            unverified=unverified,
            evidence=evidence,
        )
        return Addition("quotes", named(said, draft.briefing), quote, found)

    given = {
        "topic": topic, "by": by, "said": said, "passage": passage, "to": to, "when": when, "about": about,
        "source": source, "confirm": confirm, "unverified": "yes" if unverified else None,
    }  # fmt: skip
    return await add(context, "add-quote", given, make)


@command(
    role=Role.MODERATOR,
    private=True,
    form=True,
    name="briefing add-event",
    step=7,
    examples=('/briefing add-event venezuela when=2006 what="Russia sells rifles" passage="…"',),
)
async def add_event(
    context: Context,
    *,
    topic: Annotated[str, TOPIC],
    when: Annotated[str, WHEN],
    what: Annotated[str, Param("What happened, in our own words", long=True, longest=2000)],
    passage: Annotated[str | None, PASSAGE] = None,
    source: Annotated[str | None, SOURCE] = None,
    name: Annotated[str | None, NAME] = None,
    unverified: Annotated[bool, UNVERIFIED] = False,
    confirm: Annotated[str | None, CONFIRM] = None,
) -> Reply:
    """Add something that happened to a draft's timeline."""

    def make(draft: Draft) -> Addition:
        evidence, found = draft.evidence(passage, source, unverified=unverified)
        event = made(Event, when=when, what=what, unverified=unverified, evidence=evidence)
        return Addition("events", named(name or what, draft.briefing), event, found)

    given = {
        "topic": topic, "when": when, "what": what, "passage": passage, "source": source, "name": name,
        "confirm": confirm, "unverified": "yes" if unverified else None,
    }  # fmt: skip
    return await add(context, "add-event", given, make)


@command(
    role=Role.MODERATOR,
    private=True,
    form=True,
    name="briefing add-card",
    step=8,
    examples=('/briefing add-card venezuela question="Who lends?" answer="Russia does." shows="loans, owed"',),
)
async def add_card(
    context: Context,
    *,
    topic: Annotated[str, TOPIC],
    question: Annotated[str, Param("One question", longest=400)],
    answer: Annotated[str, Param("Its short answer, in our own words", long=True, longest=2000)],
    shows: Annotated[str | None, Param("Items it shows, by name, with commas between them", longest=400)] = None,
    passage: Annotated[str | None, PASSAGE] = None,
    source: Annotated[str | None, SOURCE] = None,
    unverified: Annotated[bool, UNVERIFIED] = False,
    confirm: Annotated[str | None, CONFIRM] = None,
) -> Reply:
    """Add a question with its short answer to a draft."""

    def make(draft: Draft) -> Addition:
        names = draft.shows(shows or "")
        evidence, found = ((), ()) if names and not passage else draft.evidence(passage, source, unverified=unverified)
        card = made(Card, question=question, answer=answer, shows=names, unverified=unverified, evidence=evidence)
        return Addition("cards", named(question, draft.briefing), card, found)

    given = {
        "topic": topic, "question": question, "answer": answer, "shows": shows, "passage": passage, "source": source,
        "confirm": confirm, "unverified": "yes" if unverified else None,
    }  # fmt: skip
    return await add(context, "add-card", given, make)
