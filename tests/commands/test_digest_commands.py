"""Digests from chat, on both databases: what moderators type, what is kept, what is refused."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.delivery import Message, Receipt, Rejected
from bot.chat.document import Facts
from bot.chat.reply import Choice
from bot.chat.request import Place, Role
from bot.commands.subscribed import MOST
from bot.delivery.schedule import Schedule
from bot.store import audit
from bot.store.database import Database
from bot.store.subscription import Catchup, Empty, State
from tests.briefs import briefing, owed
from tests.commands.newsroom import HERE, MONDAY, Newsroom, moments, read


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Newsroom:
    """A newsroom with two shared briefings."""
    made = Newsroom(database, tmp_path)
    await made.publish_file("planes", briefing(), "p1")
    await made.publish_file("boats", briefing("Boats off Malta"), "b1")
    return made


async def test_add_tells_the_schedule_in_plain_words_and_the_next_three_times(room: Newsroom) -> None:
    reply = await room.ask(
        "digest add", when="weekdays 08:00", zone="Europe/Madrid", topics="planes", empty="line", late="skip"
    )
    assert reply.ok
    assert "Every weekday at 08:00, Madrid time. It is about Planes over Rome." in read(reply.document)
    assert moments(reply.document) == [datetime(2027, 3, day, 7, tzinfo=UTC) for day in (2, 3, 4)]
    (kept,) = await room.subscriptions()
    assert (kept.workspace, kept.place, kept.when, kept.cron) == ("board/w", HERE, "weekdays 08:00", "0 8 * * 1-5")
    assert (kept.zone, kept.topics, kept.empty, kept.catchup) == (
        "Europe/Madrid", ("planes",), Empty.LINE, Catchup.SKIP,
    )  # fmt: skip
    assert (kept.state, kept.created_by, kept.next_run_at) == (State.ACTIVE, "u1", MONDAY + 23 * 3600)
    assert [button.label for button in reply.buttons] == ["Preview", "Send now", "Remove"]


@pytest.mark.parametrize(
    ("typed", "when", "zone", "topics"),
    [
        ("weekdays 08:00", "weekdays 08:00", "UTC", ()),
        ("weekdays 08:00 all", "weekdays 08:00", "UTC", ()),
        ("weekdays 8am Europe/Madrid planes", "weekdays 08:00", "Europe/Madrid", ("planes",)),
        ("weekdays 08:00 planes Europe/Madrid", "weekdays 08:00", "Europe/Madrid", ("planes",)),
        ("weekdays 08:00 in Europe/Madrid", "weekdays 08:00", "Europe/Madrid", ()),
        ("0 8 * * 1-5 planes, America/New York", "0 8 * * 1-5", "America/New_York", ("planes",)),
        ("weekdays 08:00 planes, boats", "weekdays 08:00", "UTC", ("boats", "planes")),
        ("weekdays 08:00 planes boats", "weekdays 08:00", "UTC", ("boats", "planes")),
        ("daily 08:00 planes over rome zone=asia/tokyo", "daily 08:00", "Asia/Tokyo", ("planes",)),
        ('"0 8 * * 1-5" planes', "0 8 * * 1-5", "UTC", ("planes",)),
        ("0 8 * * 1-5 planes", "0 8 * * 1-5", "UTC", ("planes",)),
        ("mon, thu 6 pm boats", "mon,thu 18:00", "UTC", ("boats",)),
        ("when=“1st 09:00” topics=“boats, planes”", "1st 09:00", "UTC", ("boats", "planes")),
        ('when:"weekdays 08:00" zone:Europe/Madrid topics:"planes"', "weekdays 08:00", "Europe/Madrid", ("planes",)),
        ('when:"0 8 * * *" topics:*', "0 8 * * *", "UTC", ()),
        ("mon tue wed thu fri sat 8 pm planes", "mon,tue,wed,thu,fri,sat 20:00", "UTC", ("planes",)),
    ],
)
async def test_add_reads_what_is_typed_without_quotes(
    room: Newsroom, typed: str, when: str, zone: str, topics: tuple[str, ...]
) -> None:
    assert (await room.ask("digest", f"add {typed}")).ok
    (kept,) = await room.subscriptions()
    assert (kept.when, kept.zone, kept.topics) == (when, zone, topics)


async def test_the_zone_is_the_workspaces_else_the_callers_else_utc_and_that_is_said(room: Newsroom) -> None:
    replies = [
        await room.ask("digest add", when="daily 08:00", topics="planes"),
        await room.ask("digest add", when="daily 08:00", timezone="America/Lima"),
        await room.ask("settings zone", "europe/berlin"),
        await room.ask("digest add", when="daily 09:00", timezone="America/Lima"),
        await room.ask("digest add", when="daily 10:00 utc", timezone="America/Lima"),
    ]
    assert [one.zone for one in await room.subscriptions()] == ["America/Lima", "UTC", "Europe/Berlin", "UTC"]
    notes = [reply.document.note or "" for reply in replies]
    assert "The times are UTC, as no time zone is known." in notes[0]
    assert "America/Lima is your time zone." in notes[1]
    assert "Europe/Berlin is this workspace’s time zone." in notes[3]
    assert not notes[4]
    shown = await room.ask("settings show", role=Role.READER)
    assert shown.private
    assert "Europe/Berlin" in read(shown.document)
    assert f"4 of {MOST}" in read(shown.document)


REFUSED = [
    ({"when": "daily 25:00"}, "no time “25:00”", "00:00 to 23:59"),
    ({"when": "0 0 8 * * *"}, "this has 6 fields", "Seconds"),
    ({"when": "@daily"}, "“@daily”", "daily 00:00"),
    ({"when": "0 8 31 2 *"}, "never comes", "daily 08:00"),
    ({"when": "31 feb 08:00"}, "never comes", "daily 08:00"),
    ({"when": "*/5 * * * *"}, "5 minutes apart", "every 15 minutes"),
    ({"when": "soon"}, "“soon”", "daily 08:00"),
    ({"when": "daily 08:00", "zone": "Europe/Madird"}, "“Europe/Madird” is no time zone", "Europe/Madrid"),
    ({"when": "daily 08:00 Europe/Madird"}, "“Europe/Madird” is no time zone", "Europe/Madrid"),
    ({"when": "daily 08:00 utc", "zone": "Europe/Madrid"}, "two time zones", "only one"),
    ({"when": "daily 08:00", "topics": "atlantis"}, "“atlantis” is not covered", "Nothing is made up"),
    ({"when": "daily 08:00", "topics": "planes, bots"}, "“bots” is not covered", "Nothing is made up"),
    ({"when": "daily 08:00", "empty": "maybe"}, "empty can't be “maybe”", "skip, line"),
]


@pytest.mark.parametrize(("values", "problem", "hint"), REFUSED, ids=[str(row[0]) for row in REFUSED])
async def test_what_can_not_be_added_is_refused_in_words(
    room: Newsroom, values: dict[str, str], problem: str, hint: str
) -> None:
    reply = await room.refused("digest add", **values)
    assert problem in reply.document.title
    assert hint in read(reply.document)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("daily 25:00", "no time “25:00”"),
        ("daily 25:00 Europe/Madrid planes", "no time “25:00”"),
        ("31 feb 08:00", "never comes"),
        ("0 8 31 2 *", "never comes"),
        ("0 8 31 2 * planes", "never comes"),
        ("0 0 8 * * *", "this has 6 fields"),
        ("0 0 8 * * * planes", "this has 6 fields"),
        ("*/5 * * * * planes", "5 minutes apart"),
        ("@daily planes", "“@daily”"),
        ("daily planes", "“daily” doesn't say at what time"),
        ("every 5 minutes", "“every 5 minutes”"),
        ("every 2 hours planes", "“every 2 hours”"),
        ("every 2 days 08:00", "“every 2 days”"),
        ("daily 8:00 and 17:30", "different minutes"),
        ("daily 8:00 17:30 planes", "different minutes"),
        ("daily 8:00 and 25:00", "no time “25:00”"),
    ],
)
async def test_a_schedule_typed_without_quotes_is_refused_as_a_whole(room: Newsroom, typed: str, problem: str) -> None:
    assert problem in (await room.refused("digest", f"add {typed}")).document.title


async def test_near_misses_can_be_pressed(room: Newsroom) -> None:
    values = {"when": "weekdays 08:00", "zone": "Europe/Madird", "topics": "planes, boat of malta"}
    reply = await room.refused("digest add", **values)
    assert reply.buttons[0].run.values["topics"] == "planes, boats"
    fixed = await room.press(reply.buttons[0])
    assert fixed.buttons[0].run.values["zone"] == "Europe/Madrid"
    assert (await room.press(fixed.buttons[0])).ok
    (kept,) = await room.subscriptions()
    assert (kept.zone, kept.topics) == ("Europe/Madrid", ("boats", "planes"))
    typed = await room.refused("digest add", when="daily 08:00 Europe/Madird")
    assert typed.buttons[0].run.values["when"] == "daily 08:00 Europe/Madrid"


async def test_where_the_bot_can_not_post_nothing_is_added(room: Newsroom) -> None:
    room.board.closed = {"news": "Give me “Send Messages” in that channel."}
    reply = await room.refused("digest add", when="daily 08:00")
    assert reply.document.title == "I can't post in that place."
    assert "Send Messages" in read(reply.document)


async def test_a_workspace_has_so_many_and_not_one_more(room: Newsroom) -> None:
    for number in range(MOST):
        assert (await room.ask("digest add", when=f"daily {number % 24:02}:{number // 24 * 15:02}")).ok
    reply = await room.refused("digest add", when="daily 23:59")
    assert "This workspace has 50 digests" in reply.document.title
    assert (await room.ask("digest add", when="daily 23:59", place=Place("board", "other", "news"))).ok


async def test_the_same_digest_is_not_added_twice(room: Newsroom) -> None:
    await room.ask("digest add", when="daily 08:00", topics="planes, boats")
    (kept,) = await room.subscriptions()
    reply = await room.refused("digest add", when="every day at 8 am", topics="boats, planes")
    assert kept.id in reply.document.title


CHANGES = ["digest add", "digest pause", "digest resume", "digest remove", "digest now", "settings zone"]


@pytest.mark.parametrize("command", CHANGES)
async def test_readers_change_nothing(room: Newsroom, command: str) -> None:
    await room.ask("digest add", when="daily 08:00")
    reply = await room.refused(command, role=Role.READER, when="daily 08:00")
    assert "is for moderators" in reply.document.title


async def test_pause_and_resume_keep_the_settings(room: Newsroom) -> None:
    await room.ask("digest add", when="daily 08:00", topics="planes", zone="Europe/Madrid")
    (added,) = await room.subscriptions()
    assert (await room.ask("digest pause", added.id)).ok
    (paused,) = await room.subscriptions()
    assert (paused.state, paused.reason, paused.zone) == (State.PAUSED, "by Ann", "Europe/Madrid")
    assert await room.run(2 * 86_400) == []
    assert "paused already" in (await room.refused("digest pause")).document.title
    assert "is paused" in (await room.refused("digest now")).document.title
    assert "paused" in read((await room.ask("digest list")).document)
    room.board.closed = {"news": "It is archived."}
    assert "can't post" in (await room.refused("digest resume", added.id)).document.title
    room.board.closed = {}
    resumed = await room.ask("digest resume", added.id)
    assert moments(resumed.document)[0] == datetime(2027, 3, 4, 7, tzinfo=UTC)
    (active,) = await room.subscriptions()
    assert (active.state, active.reason) == (State.ACTIVE, None)
    assert active.next_run_at == int(datetime(2027, 3, 4, 7, tzinfo=UTC).timestamp())
    assert "not paused" in (await room.refused("digest resume")).document.title


async def test_remove_takes_it_away_and_offers_to_add_it_again(room: Newsroom) -> None:
    await room.ask("digest add", when="daily 08:00", topics="planes", zone="Europe/Madrid", empty="line")
    (added,) = await room.subscriptions()
    reply = await room.ask("digest remove", added.id)
    assert await room.subscriptions() == []
    assert (await room.press(reply.buttons[0])).ok
    (back,) = await room.subscriptions()
    assert (back.when, back.zone, back.topics, back.empty) == (added.when, added.zone, added.topics, added.empty)


async def test_a_digest_is_chosen_by_id_and_near_ones_are_offered(room: Newsroom) -> None:
    assert "no digest here" in (await room.refused("digest pause")).document.title
    await room.ask("digest add", when="daily 08:00")
    await room.ask("digest add", when="daily 09:00")
    first, second = await room.subscriptions()
    several = await room.refused("digest pause")
    assert {button.run.values["subscription"] for button in several.buttons} == {first.id, second.id}
    typo = f"{first.id[:-1]}!"
    near = await room.refused("digest pause", typo)
    assert f"no digest “{typo}”" in near.document.title
    assert near.buttons[0].run.values["subscription"] == first.id
    assert not (await room.refused("digest pause", "nothing-like-it")).buttons


async def test_who_did_what_is_in_the_audit(room: Newsroom) -> None:
    await room.ask("digest add", when="daily 08:00", zone="Europe/Madrid")
    (kept,) = await room.subscriptions()
    for command in ("pause", "resume", "remove"):
        await room.ask(f"digest {command}", kept.id)
    await room.ask("settings zone", "Asia/Tokyo")
    await room.refused("digest add", when="daily 25:00")
    async with room.database.read() as c:
        found = await audit.entries(c, "board/w")
    assert [entry.what for entry in reversed(found)] == [
        "digest add", "digest pause", "digest resume", "digest remove", "settings zone",
    ]  # fmt: skip
    assert found[-1].detail == {"digest": kept.id, "when": "daily 08:00 Europe/Madrid"}
    assert (found[-1].who.name, found[-1].place, found[-1].at) == ("Ann", HERE, MONDAY)


OTHERS = ["digest pause", "digest resume", "digest remove", "digest now", "digest why"]


@pytest.mark.parametrize("command", OTHERS)
async def test_a_subscription_of_another_workspace_is_not_there(room: Newsroom, command: str) -> None:
    await room.ask("digest add", when="daily 08:00")
    (kept,) = await room.subscriptions()
    elsewhere = Place("board", "other", "news")
    foreign = await room.refused(command, kept.id, place=elsewhere)
    unknown = await room.refused(command, "zzzzzzz", place=elsewhere)
    assert foreign.document.title.replace(kept.id, "ID") == unknown.document.title.replace("zzzzzzz", "ID")
    assert foreign.document.blocks == unknown.document.blocks
    assert not foreign.buttons
    assert kept.id not in read((await room.ask("digest list", place=elsewhere)).document)


async def test_list_shows_moderators_all_channels_and_readers_their_own(room: Newsroom) -> None:
    other = Place("board", "w", "secret")
    await room.ask("digest add", when="weekdays 08:00", topics="planes", zone="Europe/Madrid")
    await room.ask("digest add", when="1st 09:00", place=other)
    there, here = await room.subscriptions()
    everything = await room.ask("digest list")
    assert everything.private
    text = read(everything.document)
    assert f"{here.id}: Planes over Rome" in text
    assert "every weekday at 08:00, Madrid time" in text
    assert f"{there.id}: all topics" in text
    assert "on the 1st of each month at 09:00, UTC, in channel secret" in text
    assert datetime(2027, 3, 2, 7, tzinfo=UTC) in moments(everything.document)
    reader = await room.ask("digest list", role=Role.READER)
    assert here.id in read(reader.document)
    assert there.id not in read(reader.document)
    assert not (await room.ask("digest why", there.id, role=Role.READER)).ok
    assert (await room.ask("digest why", role=Role.READER)).ok
    empty = await room.ask("digest list", place=Place("board", "new", "news"))
    assert empty.document.title == "No digest comes here"


async def test_without_a_database_commands_say_so(room: Newsroom) -> None:
    from bot.app import dispatcher
    from bot.chat.request import Caller, Request

    answers = dispatcher(room.library)
    for command, values in (("digest list", {}), ("digest add", {"when": "daily 08:00"}), ("settings show", {})):
        request = Request(command, Caller("u1", "Ann", Role.MODERATOR), HERE, values=values)
        reply = await answers.answer(request)
        assert not reply.ok
        assert reply.private
        assert reply.document.title == "Nothing can be kept here."


async def test_what_is_typed_is_completed(room: Newsroom) -> None:
    examples = await room.suggest("digest add", "when", "")
    assert [choice.value for choice in examples] == ["daily 08:00", "weekdays 08:00", "mon,thu 18:00", "1st 09:00"]
    (said,) = await room.suggest("digest add", "when", "weekdays 7:30 Europe/Madrid")
    assert (said.label, said.value) == ("every weekday at 07:30, Madrid time", "weekdays 7:30 Europe/Madrid")
    (said,) = await room.suggest("digest add", "when", "daily 08:00", zone="Asia/Tokyo")
    assert said.label == "every day at 08:00, Tokyo time"
    near = await room.suggest("digest add", "when", "daily 08:00 Europe/Madird")
    assert near[0].value == "daily 08:00 Europe/Madrid"
    assert not await room.suggest("digest add", "when", "daily")
    assert (await room.suggest("digest add", "zone", "mad"))[1].value == "Europe/Madrid"
    assert (await room.suggest("settings zone", "zone", "new y"))[0].value == "America/New_York"
    assert await room.suggest("digest why", "subscription", "") == []
    await room.ask("digest add", when="weekdays 08:00", topics="planes")
    await room.ask("digest add", when="1st 09:00", place=Place("board", "other", "news"))
    (kept,) = [one for one in await room.subscriptions() if one.workspace == "board/w"]
    label = f"{kept.id}: every weekday at 08:00, UTC, Planes over Rome"
    for typed in ("", kept.id[:3], "weekday", "rome"):
        assert await room.suggest("digest pause", "subscription", typed) == [Choice(label, kept.id)]
    assert await room.suggest("digest pause", "subscription", "1st") == []
    (topic,) = await room.suggest("digest add", "topics", "planes, boa")
    assert (topic.label, topic.value) == ("planes, Boats off Malta", "planes, boats")
    assert (await room.suggest("digest add", "topics", ""))[0].value == "all"


async def test_the_story_of_a_digest(room: Newsroom) -> None:
    """The first one introduces, the next say what changed, nothing new is skipped, and why tells all of it."""
    await room.ask("digest add", when="daily 08:00", place=HERE)
    day = 86_400
    first = await room.run(day)
    assert [message.document.title for message in first] == [
        "News digest, 2 March 2027", "Boats off Malta", "Planes over Rome",
    ]  # fmt: skip
    assert "This digest begins with 2 topics" in read(first[0].document)
    assert all(message.under and message.under.id == "m1" for message in first[1:])
    assert await room.run(day) == []

    preview = await room.ask("digest preview", role=Role.READER)
    assert preview.document.title == "Preview: News digest, 3 March 2027: nothing new"
    assert "nothing new since" in (await room.refused("digest now")).document.title
    await room.publish_file("planes", owed(7_000_000_000), "p2")
    preview = await room.ask("digest preview", role=Role.READER)
    assert preview.private
    assert "Still owed: Was $6 billion, now $7 billion" in read(preview.document)
    assert "Unchanged: Boats off Malta." in read(preview.document)
    assert len(room.board.posted) == 3

    assert (await room.ask("digest now")).ok
    sent = await room.run(1)
    assert "Still owed: Was $6 billion, now $7 billion" in read(sent[0].document)
    assert "Unchanged: Boats off Malta." in read(sent[0].document)
    assert sent[1].document.title == "Planes over Rome"
    (kept,) = await room.subscriptions()
    assert kept.next_run_at == MONDAY + 3 * day

    await room.withdraw_file("boats")
    await room.publish_file("trains", briefing("Trains to Oslo"), "t1")
    (third, *_) = await room.run(day - 1)
    text = read(third.document)
    assert "1 new, 1 withdrawn" in text
    assert "Boats off Malta: It is no longer published." in text
    assert "Trains to Oslo" in text

    why = await room.ask("digest why", kept.id, role=Role.READER)
    assert why.private
    last = [block for block in why.document.blocks if isinstance(block, Facts)][-1]
    assert [(fact.label, fact.note) for fact in last.facts] == [
        ("Sent", None), ("Sent", None), ("Skipped", "There was nothing new"), ("Sent", None),
    ]  # fmt: skip
    assert moments(why.document)[0] == datetime(2027, 3, 5, 8, tzinfo=UTC)


async def test_topics_that_one_digest_has_no_room_for_are_introduced_by_the_next(room: Newsroom) -> None:
    for number in range(12):
        await room.publish_file(f"t{number:02}", briefing(f"Topic {number:02}"), "r1")
    await room.ask("digest add", when="daily 08:00", topics="all, planes")
    (kept,) = await room.subscriptions()
    assert kept.topics == ()
    first = read((await room.run(86_400))[0].document)
    assert "This digest begins with 10 of 14 topics" in first
    second = read((await room.run(86_400))[0].document)
    assert "4 new" in second
    assert await room.run(86_400) == [], "each was introduced once"


async def test_now_is_not_without_limit(room: Newsroom) -> None:
    await room.ask("digest add", when="daily 08:00", empty="line")
    await room.run(86_400)
    refused = await room.ask("digest now")
    assert "less than 15 minutes old" in refused.document.title
    room.now += 16 * 60
    assert (await room.ask("digest now")).ok


async def test_a_digest_whose_zone_is_gone_can_be_asked_about(room: Newsroom) -> None:
    await room.ask("digest add", when="daily 08:00")
    async with room.database.write() as c:
        await c.exec_driver_sql("UPDATE subscription SET zone = 'Europe/Atlantis'")
    assert "Europe/Atlantis is no longer known" in read((await room.ask("digest why")).document)
    assert (await room.ask("digest preview")).ok
    await room.run(86_400)
    assert "Europe/Atlantis is no longer known" in (await room.ask("digest resume")).document.title
    assert (await room.ask("digest remove")).ok


async def test_what_changed_while_a_topic_was_withdrawn_is_told(room: Newsroom) -> None:
    await room.ask("digest add", when="daily 08:00")
    day = 86_400
    await room.run(day)
    await room.withdraw_file("planes")
    assert "Withdrawn" in read((await room.run(day))[0].document)
    assert await room.run(day) == [], "it is said once"
    await room.publish_file("planes", owed(7_000_000_000), "p2")
    text = read((await room.run(day))[0].document)
    assert "Still owed: Was $6 billion, now $7 billion" in text
    await room.withdraw_file("planes")
    await room.run(day)
    await room.publish_file("planes", owed(7_000_000_000), "p2")
    assert "1 new" in read((await room.run(day))[0].document)


async def test_a_correction_is_said_to_be_one(room: Newsroom) -> None:
    await room.correct("talks", briefing("Talks in Oslo"), "", "")
    await room.ask("digest add", when="daily 08:00", topics="talks")
    await room.run(86_400)
    await room.correct("talks", owed(7_000_000_000, "Talks in Oslo"), "figures.debt", "The sum was last year’s.")
    await room.correct("talks", owed(7_000_000_000, "Talks in Oslo", summary="They talk."), "", "")
    (message, detail) = await room.run(86_400)
    text = read(message.document)
    assert "1 corrected, 1 changed" in text
    assert "Still owed: Was $6 billion, now $7 billion. The sum was last year’s." in text
    assert "Corrected: was $6 billion" in read(detail.document)


async def test_a_covered_topic_is_told_by_the_workspaces_own_briefing(room: Newsroom) -> None:
    elsewhere = Place("board", "other", "news")
    for place in (HERE, elsewhere):
        await room.ask("digest add", when="daily 08:00", topics="planes", place=place)
    await room.run(86_400)
    await room.correct("planes", owed(7_000_000_000), "", "")
    posted = await room.run(86_400)
    assert {message.place for message in posted} == {HERE}
    assert "was $6 billion" in read(posted[0].document).lower()


async def test_nothing_new_is_one_line_where_that_is_wanted(room: Newsroom) -> None:
    await room.ask("digest add", when="daily 08:00", empty="line")
    await room.run(86_400)
    (line,) = await room.run(86_400)
    assert line.document.title == "News digest, 3 March 2027: nothing new"
    assert read(line.document).endswith("Unchanged: Boats off Malta, Planes over Rome.")


async def test_why_tells_what_was_missed_and_is_retried(room: Newsroom) -> None:
    await room.ask("digest add", when="daily 08:00")
    await room.run(86_400 + 7 * 3600)
    missed = read((await room.ask("digest why")).document)
    assert "Skipped" in missed
    assert "more than 6 hours late" in missed
    await room.run(86_400 - 6 * 3600)
    assert "Sent late" in read((await room.ask("digest why")).document)


async def test_preview_of_topics_needs_no_digest(room: Newsroom) -> None:
    reply = await room.ask("digest preview", "planes", role=Role.READER)
    assert "This digest begins with 1 topic" in read(reply.document)
    assert "Below it, in its thread: Planes over Rome" in read(reply.document)
    assert "not covered" in (await room.refused("digest preview", "atlantis")).document.title
    everything = await room.ask("digest preview")
    assert "2 topics" in read(everything.document)


async def test_a_digest_in_every_zone_is_next_at_its_local_time(room: Newsroom) -> None:
    for zone in ("Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu"):
        reply = await room.ask("digest add", when="daily 08:00", zone=zone)
        due = Schedule("0 8 * * *", zone).next_after(datetime.fromtimestamp(MONDAY, UTC))
        assert due is not None
        assert moments(reply.document) == [due, due + timedelta(days=1), due + timedelta(days=2)]


@pytest.mark.parametrize(
    "typed",
    ["daily 08:00 Europe/Madird", "0 8 * * * Europe/Madird", "daily 08:00 in Europe/Madird", "8am Europe/Madird"],
)
async def test_a_mistyped_zone_is_no_topic_and_its_button_adds_the_digest_in_the_nearest(
    room: Newsroom, typed: str
) -> None:
    reply = await room.refused("digest", f"add {typed}")
    assert "no time zone" in read(reply.document)
    assert (await room.press(reply.buttons[0])).ok
    (kept,) = await room.subscriptions()
    assert (kept.cron, kept.zone, kept.topics) == ("0 8 * * *", "Europe/Madrid", ())


@pytest.mark.parametrize("about", ["", " planes"])
@pytest.mark.parametrize(("zone", "offered"), [("PST", "America/Los_Angeles"), ("UTC+2", "Etc/GMT-2")])
async def test_a_zone_that_is_no_name_is_no_topic_and_its_button_keeps_it(
    room: Newsroom, zone: str, offered: str, about: str
) -> None:
    reply = await room.refused("digest", f"add daily 08:00 {zone}{about}")
    assert reply.document.title == f"“{zone}” is no time zone."
    assert (await room.press(reply.buttons[0])).ok
    (kept,) = await room.subscriptions()
    assert (kept.cron, kept.zone, kept.topics) == ("0 8 * * *", offered, tuple(about.split()))


async def test_a_zone_named_twice_must_be_the_same(room: Newsroom) -> None:
    refused = await room.refused("digest", "add daily 08:00 Europe/Madrid planes Europe/Berlin")
    assert "two time zones, Europe/Madrid and Europe/Berlin" in read(refused.document)
    assert (await room.ask("digest", "add daily 08:00 planes Europe/Madrid zone=Europe/Madrid")).ok


@pytest.mark.parametrize("typed", ["mon 09:00 tue 10:00", "weekdays 08:00 weekends", "mon 9:00 tue 10:00 planes"])
async def test_days_after_a_time_are_not_mixed_with_those_before(room: Newsroom, typed: str) -> None:
    reply = await room.refused("digest", f"add {typed}")
    assert "add another digest" in read(reply.document)


async def test_the_same_digest_written_in_other_words_is_noticed(room: Newsroom) -> None:
    assert (await room.ask("digest add", when="0 8 * * *", zone="UTC")).ok
    for when, zone in (("daily 08:00", "Etc/UTC"), ("0 8 * * 0-6", "UTC")):
        assert "is here already" in read((await room.ask("digest add", when=when, zone=zone)).document)
    assert (await room.ask("digest add", when="0 8 * * 1-6", zone="UTC")).ok


async def test_an_unknown_topic_beside_a_known_one_offers_none_twice(room: Newsroom) -> None:
    reply = await room.refused("digest preview", topics="planes, atlantis")
    offered = [button.run.values["topics"] for button in reply.buttons]
    assert sorted(offered) == ["planes", "planes, boats"]


async def test_what_a_place_never_saw_is_not_corrected_there(room: Newsroom) -> None:
    await room.correct("talks", owed(8_000_000_000, "Talks in Oslo"), "", "")
    await room.ask("digest add", when="daily 08:10", topics="talks")
    await room.run(600)
    await room.correct("talks", owed(8_500_000_000, "Talks in Oslo"), "", "")
    await room.correct("talks", owed(8_600_000_000, "Talks in Oslo"), "figures.debt", "Mistyped.")
    (message, *_) = await room.run(86_400)
    text = read(message.document)
    assert "1 changed" in text
    assert "Was $8 billion, now $8.6 billion" in text
    assert "orrected" not in text
    await room.correct("talks", owed(8_700_000_000, "Talks in Oslo"), "figures.debt", "Mistyped.")
    await room.correct("talks", owed(8_800_000_000, "Talks in Oslo"), "figures.debt", "Still wrong.")
    (message, *_) = await room.run(86_400)
    assert "Was $8.6 billion, now $8.8 billion. Still wrong." in read(message.document), "it saw what was wrong first"


async def test_changed_topics_that_one_digest_has_no_room_for_are_told_by_the_next(room: Newsroom) -> None:
    topics = [f"t{number:02}" for number in range(14)]
    for topic in topics:
        await room.publish_file(topic, briefing(f"Topic {topic}"), "r1")
    await room.ask("digest add", when="daily 08:10", topics=", ".join(topics))
    await room.run(600)
    await room.run(86_400)
    for topic in topics:
        await room.publish_file(topic, owed(7_000_000_000, f"Topic {topic}"), "r2")
    await room.publish_file("t00", owed(7_000_000_000, "Topic t00", summary="They talk."), "r2b")
    first, *below = await room.run(86_400)
    assert "4 more topics have changed, of which the next digests tell" in read(first.document)
    assert "And 3 more changes, told below." in read(first.document)
    second, *rest = await room.run(86_400)
    assert "Since the last digest here: 4 changed." in read(second.document)
    titles = [message.document.title for message in (*below, *rest)]
    assert sorted(titles) == [f"Topic {topic}" for topic in topics], "each is told once, in full"
    assert await room.run(86_400) == []


async def test_what_could_not_be_posted_below_is_told_by_the_next_digest(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.ask("digest add", when="daily 08:10", topics="planes, boats")
    await room.run(600)
    send, refused = room.board.send, ["Planes over Rome"]

    async def refusing(message: Message) -> Receipt:
        if message.under is not None and message.document.title in refused:
            raise Rejected("too long")
        return await send(message)

    monkeypatch.setattr(room.board, "send", refusing)
    await room.publish_file("planes", owed(7_000_000_000), "p2")
    await room.publish_file("boats", owed(7_000_000_000, "Boats off Malta"), "b2")
    assert len(await room.run(86_400)) == 2
    why = read((await room.ask("digest why")).document)
    assert "1 of the 2 messages below it could not be posted: too long" in why
    refused.clear()
    message, detail = await room.run(86_400)
    assert "Still owed: Was $6 billion, now $7 billion" in read(message.document)
    assert "Unchanged: Boats off Malta." in read(message.document)
    assert detail.document.title == "Planes over Rome"
    assert await room.run(86_400) == []


async def test_what_is_never_taken_below_is_not_told_in_every_digest(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.ask("digest add", when="daily 08:10", topics="planes")
    send = room.board.send

    async def refusing(message: Message) -> Receipt:
        if message.under is not None:
            raise Rejected("too long")
        return await send(message)

    monkeypatch.setattr(room.board, "send", refusing)
    assert len(await room.run(600)) == 1
    assert "1 new" in read((await room.run(86_400))[0].document)
    assert await room.run(86_400) == []
    assert read((await room.ask("digest why")).document).count("The message below it could not be posted") == 2


async def test_now_is_refused_shortly_before_the_next_one(room: Newsroom) -> None:
    await room.ask("digest add", when="daily 08:10")
    assert "comes in 10 minutes anyway" in (await room.ask("digest now")).document.title
    assert len(await room.run(600)) > 1, "it comes at its time"


async def test_another_digest_in_a_place_does_not_call_itself_the_first_there(room: Newsroom) -> None:
    await room.ask("digest add", when="daily 08:10")
    await room.ask("digest add", when="daily 08:30")
    await room.run(600)
    assert "This digest begins with 2 topics" in read((await room.run(1200))[0].document)
