"""Revisions are saved, decided on and read back; nothing is changed in place and nobody overwrites the unseen."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Delete, Update, delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.store import history, revisions
from bot.store.database import Database
from bot.store.saved import Conflict, Correction, Draft, Origin, Saved, Settled, State, Who
from bot.store.tables import revision, revision_state
from tests.briefs import briefing

ADA, BO = Who("U1", "Ada"), Who("U2", "Bo")
HERE, THERE = "slack/T1", "discord/9"


def new(title: str = "Planes over Rome", base: str | None = None, line: str = HERE, workspace: str = HERE) -> Draft:
    return Draft(workspace=workspace, topic="rome", line=line, base=base, briefing=briefing(title), author=ADA)


async def save(database: Database, draft: Draft, now: int = 100) -> Saved:
    async with database.write() as c:
        return await revisions.save(c, draft, now)


async def published(database: Database, title: str = "Planes over Rome", base: str | None = None, **at: str) -> Saved:
    """A revision that was saved and published over its base."""
    async with database.write() as c:
        saved = await revisions.save(c, new(title, base, **at), 100)
        return await revisions.publish(c, saved, BO, 110, over=base)


async def test_what_was_saved_is_read_back_whole(database: Database) -> None:
    wrong = Correction("figures.debt", "$6 billion", "$5 billion", "The bank corrected it.")
    given_ = Draft(
        workspace=HERE,
        topic="rome",
        line=HERE,
        base=None,
        briefing=briefing("Planes over Rome — «six»"),
        author=ADA,
        note="First draft",
        corrections=(wrong,),
        origin=Origin.UPLOAD,
    )
    saved = await save(database, given_)
    async with database.read() as c:
        found = await history.find(c, HERE, "rome", saved.id, HERE)
        assert found == saved
        assert await history.briefing_of(c, saved) == given_.briefing
        whole = await history.get(c, HERE, "rome", saved.id)
    assert (saved.number, saved.parent, saved.author, saved.note) == (1, None, ADA, "First draft")
    assert (saved.state, saved.origin, saved.corrections) == (State.DRAFT, Origin.UPLOAD, (wrong,))
    assert whole is not None
    assert (whole.topic, whole.id, whole.workspace, whole.briefing) == ("rome", saved.id, HERE, given_.briefing)


async def test_from_draft_to_published_and_withdrawn_every_step_is_kept(database: Database) -> None:
    async with database.write() as c:
        first = await revisions.save(c, new(), 100)
        second = await revisions.save(c, new("Planes over Rome, again", first.id), 110)
        second = await revisions.submit(c, second, ADA, 120, note="Please look")
        second = await revisions.reject(c, second, BO, 130, note="A source is missing")
        second = await revisions.submit(c, second, ADA, 140)
        second = await revisions.publish(c, second, BO, 150, over=None)
        assert await history.published(c, HERE, "rome") == second
        second = await revisions.withdraw(c, second, BO, 160, note="The agency took it back")
        assert await history.published(c, HERE, "rome") is None
        assert await history.head(c, HERE, "rome", HERE) == second, "it can be mended from there"
        third = await revisions.save(c, new("Planes over Rome, mended", second.id), 170)
    async with database.read() as c:
        kept = await history.history(c, HERE, "rome", HERE)
        assert [(saved.number, saved.state) for saved in kept] == [
            (3, State.DRAFT),
            (2, State.WITHDRAWN),
            (1, State.SUPERSEDED),
        ]
        assert kept == [third, second, await history.find(c, HERE, "rome", "1", HERE)]
        assert [(step.state, step.at, step.who.name, step.note) for step in await history.steps(c, second)] == [
            (State.DRAFT, 110, "Ada", ""),
            (State.SUBMITTED, 120, "Ada", "Please look"),
            (State.DRAFT, 130, "Bo", "A source is missing"),
            (State.SUBMITTED, 140, "Ada", ""),
            (State.PUBLISHED, 150, "Bo", ""),
            (State.WITHDRAWN, 160, "Bo", "The agency took it back"),
        ]
        assert await history.history(c, HERE, "rome", HERE, limit=1, before=third.seq) == [second]


async def test_saving_on_what_is_not_the_head_tells_of_the_newer_one(database: Database) -> None:
    with pytest.raises(Conflict) as raised:
        await save(database, new(base="nothing"))
    assert raised.value.newer is None
    first = await published(database)
    second = await save(database, new("Bo's", first.id))
    with pytest.raises(Conflict) as raised:
        await save(database, new("Ada's", first.id))
    assert raised.value.newer == second
    async with database.read() as c:
        assert len(await history.history(c, HERE, "rome", HERE)) == 2, "nothing was kept of it"


async def test_of_many_who_save_at_once_one_wins(database: Database) -> None:
    first = await published(database)
    outcomes = await asyncio.gather(
        *(save(database, new(f"Version {number}", first.id)) for number in range(10)), return_exceptions=True
    )
    won = [outcome for outcome in outcomes if isinstance(outcome, Saved)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert len(won) == 1
    assert len(lost) == 9
    assert {conflict.newer.id for conflict in lost if conflict.newer} == {won[0].id}


async def test_what_was_changed_meanwhile_is_not_approved(database: Database) -> None:
    old = await save(database, new())
    newer = await save(database, new("Changed", old.id))
    for decide in (revisions.submit, revisions.discard):
        async with database.write() as c:
            with pytest.raises(Conflict) as raised:
                await decide(c, old, BO, 200)
            assert raised.value.newer == newer
    async with database.write() as c:
        with pytest.raises(Conflict):
            await revisions.publish(c, old, BO, 200, over=None)


async def test_a_second_press_finds_it_settled(database: Database) -> None:
    saved = await published(database)
    async with database.write() as c:
        with pytest.raises(Settled) as raised:
            await revisions.publish(c, saved, BO, 200, over=None)
        assert raised.value.saved.state is State.PUBLISHED
        await revisions.withdraw(c, saved, BO, 210, note="wrong")
        with pytest.raises(Settled):
            await revisions.withdraw(c, saved, BO, 220, note="wrong")
    draft_ = await save(database, new("Next", saved.id))
    async with database.write() as c:
        await revisions.discard(c, draft_, ADA, 230)
        for decide in (revisions.submit, revisions.reject, revisions.discard):
            with pytest.raises(Settled) as settled:
                await decide(c, draft_, BO, 240)
            assert settled.value.saved.last.who == ADA


async def test_an_approver_knows_what_they_publish_over(database: Database) -> None:
    shared = await published(database, line="", workspace="")
    ours = await save(database, new("Ours", shared.id, HERE, ""))
    theirs = await save(database, new("Theirs", shared.id, THERE, ""))
    async with database.write() as c:
        assert await history.drafts(c, "", None) == [ours, theirs]
        assert await history.drafts(c, "", HERE) == [ours]
        first = await revisions.publish(c, ours, BO, 200, over=shared.id)
        with pytest.raises(Conflict) as raised:
            await revisions.publish(c, theirs, BO, 210, over=shared.id)
        assert raised.value.newer == first
        assert await history.base(c, theirs) == await history.find(c, "", "rome", shared.id, None)
        await revisions.publish(c, theirs, BO, 220, over=first.id)
        states = [saved.state for saved in await history.history(c, "", "rome", None)]
    assert states == [State.PUBLISHED, State.SUPERSEDED, State.SUPERSEDED]


async def test_no_workspace_sees_anothers(database: Database) -> None:
    shared = await published(database, line="", workspace="")
    proposal = await save(database, new("A proposal", shared.id, HERE, ""))
    own = await published(database)
    secret = await save(database, new("A draft", own.id))
    async with database.read() as c:
        for hidden, workspace in ((proposal, ""), (own, HERE), (secret, HERE)):
            assert await history.find(c, workspace, "rome", hidden.id, THERE) is None
            assert await history.find(c, workspace, "rome", hidden.id, HERE) == hidden
        assert await history.find(c, "", "rome", shared.id, THERE) == shared
        assert await history.find(c, "", "rome", "2", THERE) is None
        assert await history.history(c, HERE, "rome", THERE) == []
        assert await history.history(c, "", "rome", THERE) == [shared]
        assert await history.drafts(c, "", THERE) == []
    next_one = await save(database, new("Their first", shared.id, THERE, ""))
    assert next_one.number == 1, "numbers tell nothing of what others wrote"


async def test_a_key_that_names_nothing(database: Database) -> None:
    saved = await published(database)
    async with database.read() as c:
        for key in ("", "#", "0", "-1", "1.0", "٣", "9" * 30, "'; DROP TABLE revision"):
            assert await history.find(c, HERE, "rome", key, HERE) is None
        assert await history.find(c, HERE, "rome", "#1", HERE) == saved


async def test_everything_published_is_given_for_the_start(database: Database) -> None:
    shared = await published(database, "Shared", line="", workspace="")
    own = await published(database, "Own")
    await save(database, new("Draft", own.id))
    async with database.read() as c:
        found = await history.written(c)
        assert [(one.workspace, one.topic, one.id, one.title) for one in found] == [
            ("", "rome", shared.id, "Shared"),
            (HERE, "rome", own.id, "Own"),
        ]
        assert [one.id for one in await history.all_published(c, HERE)] == [own.id]
        assert found[1].as_of == own.as_of


@pytest.mark.parametrize(
    "statement",
    [
        update(revision).values(note="I never said that"),
        delete(revision),
        update(revision_state).values(who="U2"),
        delete(revision_state),
    ],
    ids=str,
)
async def test_history_can_not_be_changed_or_deleted(database: Database, statement: Update | Delete) -> None:
    await published(database)
    async with database.write() as c:
        with pytest.raises(DBAPIError, match="append-only"):
            await c.execute(statement)


async def test_postgresql_can_not_truncate_history(postgresql_url: str) -> None:
    async with await Database.open(postgresql_url) as database:
        with pytest.raises(DBAPIError, match="append-only"):
            async with database.write() as c:
                await c.execute(text("TRUNCATE revision, revision_state, briefing, draft CASCADE"))


LINES = (HERE, THERE, "")
Move = st.tuples(
    st.sampled_from(("save", "stale", "submit", "reject", "discard", "publish", "withdraw")), st.integers(0)
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(Move, st.sampled_from(LINES)), max_size=25))
def test_any_order_of_moves_leaves_history_whole(sqlite_url: str, moves: list[tuple[tuple[str, int], str]]) -> None:
    """History only grows, each line has at most one open revision, and the published one is the last that was."""
    asyncio.run(_play(sqlite_url, moves))


async def _play(url: str, moves: list[tuple[tuple[str, int], str]]) -> None:
    async with await Database.open(url) as database:
        async with database.read() as c:
            topic = f"topic-{(await c.execute(select(func.count()).select_from(revision))).scalar_one()}"
        length = 0
        for now, ((move, pick), line) in enumerate(moves):
            async with database.write() as c:
                before = await history.history(c, "", topic, None, limit=1000)
                head = await history.head(c, "", topic, line)
                shown = await history.published(c, "", topic)
                over = shown.id if shown else None
                one = before[pick % len(before)] if before else None
                try:
                    if move in {"save", "stale"}:
                        base = head.id if head and move == "save" else one.id if one and move == "stale" else None
                        made = Draft(workspace="", topic=topic, line=line, base=base, briefing=briefing(), author=ADA)
                        await revisions.save(c, made, now)
                        assert base == (head.id if head else None)
                    elif one is None:
                        continue
                    elif move == "publish":
                        await revisions.publish(c, one, BO, now, over=over)
                    elif move == "withdraw":
                        await revisions.withdraw(c, one, BO, now, note="wrong")
                        assert one == shown
                    else:
                        await getattr(revisions, move)(c, one, BO, now)
                except (Conflict, Settled):
                    pass
            async with database.read() as c:
                kept = await history.history(c, "", topic, None, limit=1000)
                counted = select(func.count()).select_from(revision_state)
                steps = (await c.execute(counted)).scalar_one()
                shown = await history.published(c, "", topic)
                open_ = await history.drafts(c, "", None)
            assert [saved.id for saved in kept][-len(before) :] == [saved.id for saved in before] or not before
            assert steps >= length
            length = steps
            assert [saved for saved in kept if saved.state is State.PUBLISHED] == ([shown] if shown else [])
            drafted = [saved for saved in open_ if saved.topic == topic]
            assert sorted(saved.id for saved in drafted) == sorted(saved.id for saved in kept if saved.state.open)
            assert len({saved.line for saved in drafted}) == len(drafted)
