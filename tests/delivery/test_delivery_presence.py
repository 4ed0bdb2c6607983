"""A workspace that removes the bot: digests pause, everything is kept for 30 days, and then it is deleted."""

from bot.chat.request import Place
from bot.delivery.presence import REMOVED, Presence
from bot.store import subscriptions, workspaces
from bot.store.database import Database
from bot.store.subscription import State, Subscription

NOON = 1_700_000_000
PLACE = Place("slack", "T1", "C1")


async def subscribe(database: Database, id_: str, place: Place) -> None:
    new = Subscription(
        id=id_,
        workspace=f"{place.platform}/{place.workspace}",
        place=place,
        when="daily 08:00",
        cron="0 8 * * *",
        zone="UTC",
        created_by="U1",
        created_at=NOON,
        next_run_at=NOON + 60,
    )
    async with database.write() as c:
        await subscriptions.add(c, new)


async def states(database: Database, key: str) -> list[tuple[State, str | None]]:
    async with database.read() as c:
        return [(one.state, one.reason) for one in await subscriptions.of_workspace(c, key)]


async def test_digests_pause_where_the_bot_was_removed_and_nowhere_else(database: Database) -> None:
    await subscribe(database, "a", PLACE)
    await subscribe(database, "b", Place("slack", "T2", "C1"))
    await Presence(database, "slack", lambda: NOON).gone("T1")
    assert await states(database, "slack/T1") == [(State.PAUSED, REMOVED)]
    assert await states(database, "slack/T2") == [(State.ACTIVE, None)]
    async with database.read() as c:
        assert not await subscriptions.anything_due(c, NOON - 1)


async def test_what_it_had_is_deleted_after_30_days_unless_it_comes_back(database: Database) -> None:
    for team in ("T1", "T2"):
        await subscribe(database, team, Place("slack", team, "C1"))
        await Presence(database, "slack", lambda: NOON).gone(team)
    await Presence(database, "slack", lambda: NOON + 86_400).back("T2")
    async with database.write() as c:
        assert await workspaces.clean_up(c, NOON + workspaces.KEPT - 1) == []
        assert await workspaces.clean_up(c, NOON + workspaces.KEPT) == ["slack/T1"]
    assert await states(database, "slack/T1") == []
    assert await states(database, "slack/T2") == [(State.PAUSED, REMOVED)]
