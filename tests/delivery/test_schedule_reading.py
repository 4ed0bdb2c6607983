"""What people type for a schedule, and the words it is given back in."""

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.errors import NearMiss, UserError
from bot.delivery import zones
from bot.delivery.schedule import Schedule
from bot.delivery.schedule_reading import read_when
from bot.delivery.schedule_wording import plain
from bot.delivery.zone_reading import read_zone, read_zone_among
from bot.delivery.zones import spoken, zone
from bot.delivery.zones_meant import meant

READ = [
    ("daily 08:00", "daily 08:00", "0 8 * * *", "every day at 08:00"),
    ("Weekdays 7:30", "weekdays 07:30", "30 7 * * 1-5", "every weekday at 07:30"),
    ("weekends 9:00", "weekends 09:00", "0 9 * * 0,6", "every Saturday and Sunday at 09:00"),
    ("mon,thu 18:00", "mon,thu 18:00", "0 18 * * 1,4", "every Monday and Thursday at 18:00"),
    ("Mondays, Wednesdays and Fridays at 6 pm", "mon,wed,fri 18:00", "0 18 * * 1,3,5", None),
    ("monday to friday at 8", "weekdays 08:00", "0 8 * * 1-5", None),
    ("fri–mon 08:00", "mon,fri,sat,sun 08:00", "0 8 * * 0,1,5,6", None),
    ("sunday 12am", "sun 00:00", "0 0 * * 0", "every Sunday at 00:00"),
    ("every day at 12:30 p.m.", "daily 12:30", "30 12 * * *", None),
    ("daily noon", "daily 12:00", "0 12 * * *", None),
    ("09:15", "daily 09:15", "15 9 * * *", None),
    ("daily 08:00,18:00", "daily 08:00,18:00", "0 8,18 * * *", "every day at 08:00 and 18:00"),
    ("1st 09:00", "1st 09:00", "0 9 1 * *", "on the 1st of each month at 09:00"),
    ("1st,15th 9:00", "1st,15th 09:00", "0 9 1,15 * *", "on the 1st and 15th of each month at 09:00"),
    ("the 31st at 9:00", "31st 09:00", "0 9 31 * *", "on the 31st of each month that has it at 09:00"),
    ("last day of the month 9:00", "last 09:00", "0 9 L * *", "on the last day of each month at 09:00"),
    ("29 feb 09:00", "29 feb 09:00", "0 9 29 2 *", "every year on 29 February at 09:00"),
    ("last feb 0", "last feb 00:00", "0 0 L 2 *", None),
    ("1st,15th jan 9:00", "1st,15th jan 09:00", "0 9 1,15 1 *", None),
    ("0 8 * * mon-fri", "0 8 * * MON-FRI", "0 8 * * MON-FRI", "every weekday at 08:00"),
    ("0  8 * *   7", "0 8 * * 7", "0 8 * * 7", "every Sunday at 08:00"),
    ("*/15 * * * *", "*/15 * * * *", "*/15 * * * *", "every 15 minutes from 00:00 to 23:45"),
    ("0 8 1 * 1", "0 8 1 * 1", "0 8 1 * 1", "on the 1st of each month, and also every Monday, at 08:00"),
    ("09:00 18:00 on mondays and thursdays", "mon,thu 09:00,18:00", "0 9,18 * * 1,4", None),
    ("at 9 on the 1st", "1st 09:00", "0 9 1 * *", None),
    ("0 9 30 2 5", "0 9 30 2 5", "0 9 30 2 5", "every Friday in February at 09:00"),
    (
        "0 9 29,30 2 5",
        "0 9 29,30 2 5",
        "0 9 29,30 2 5",
        "on the 29th of February, and also every Friday in February, at 09:00",
    ),
    ("0 0 * * 5#1", "0 0 * * 5#1", "0 0 * * 5#1", "on the 1st Friday of each month at 00:00"),
]


@pytest.mark.parametrize(("typed", "text", "cron", "words"), READ, ids=[row[0] for row in READ])
def test_a_schedule_is_read_and_said(typed: str, text: str, cron: str, words: str | None) -> None:
    when = read_when(typed)
    assert (when.text, when.cron, when.zone) == (text, cron, None)
    if words:
        assert plain(Schedule(cron, "UTC")) == f"{words}, UTC"


@pytest.mark.parametrize(
    ("typed", "zone", "words"),
    [
        ("weekdays 08:00 Europe/Madrid", "Europe/Madrid", "every weekday at 08:00, Madrid time"),
        ("weekdays 08:00 europe/madrid", "Europe/Madrid", "every weekday at 08:00, Madrid time"),
        ("weekdays 08:00, New York time", "America/New_York", "every weekday at 08:00, New York time"),
        ("weekdays 08:00 in Europe/Madrid", "Europe/Madrid", "every weekday at 08:00, Madrid time"),
        ("0 8 * * 1-5 Asia/Kolkata", "Asia/Kolkata", "every weekday at 08:00, Kolkata time"),
        ("0 8 * * 1-5 utc", "UTC", "every weekday at 08:00, UTC"),
        ("8am Etc/GMT+5", "Etc/GMT+5", "every day at 08:00, UTC-5"),
        ("1st 9:00 America/Argentina/Salta", "America/Argentina/Salta", None),
    ],
)
def test_a_zone_may_follow(typed: str, zone: str, words: str | None) -> None:
    when = read_when(typed)
    assert when.zone == zone
    if words:
        assert plain(Schedule(when.cron, when.zone)) == words


REFUSED = [
    ("", "When should it come?", "daily 08:00"),
    ("daily 25:00", "no time “25:00”", "00:00 to 23:59"),
    ("daily 24:00", "no time “24:00”", "Midnight is 00:00"),
    ("daily 8:75", "no time “8:75”", "00:00 to 23:59"),
    ("daily 13pm", "no time “13pm”", "12 am"),
    ("daily", "doesn't say at what time", "Add it"),
    ("someday 08:00", "“someday” is no day", "weekdays"),
    ("32nd 08:00", "No month has “32nd”", "31st"),
    ("1 08:00", "can't tell what “1” means", "1st"),
    ("jan 08:00", "a month but no day", "1 jan"),
    ("mon 1st 08:00", "both weekdays and dates", "two subscriptions"),
    ("daily 08:00 18:30", "different minutes", "several subscriptions"),
    ("mon 09:00 tue 10:00", "days, a time, and then more days", "another digest"),
    ("mon 9 tue", "days, a time, and then more days", "mon,tue 09:00"),
    ("weekdays 08:00 weekends", "days, a time, and then more days", "another digest"),
    ("weekdays 08:00 mon 10:00", "days, a time, and then more days", "another digest"),
    ("1st jan 9:00 feb", "days, a time, and then more days", "another digest"),
    ("31 february 08:00", "never comes", "daily 08:00"),
    ("0 8 31 2 *", "never comes", "daily 08:00"),
    ("0 8 31 4,6,9,11 *", "never comes", "daily 08:00"),
    ("@daily", "“@daily”", "daily 00:00"),
    ("@every 5m", "“@every”", "daily 08:00"),
    ("hourly", "“hourly”", "0 * * * *"),
    ("0 0 8 * * 1", "five fields", "Seconds"),
    ("0 8 * *", "this has 4 fields", "five cron fields"),
    ("*/5", "this has 1 field", "five cron fields"),
    ("0 24 * * *", "hour of this schedule can't be “24”", "0 to 23"),
    ("60 8 * * *", "minute of this schedule can't be “60”", "0 to 59"),
    ("0 8 0 * *", "day of the month of this schedule can't be “0”", "1 to 31"),
    ("0 8 * 13 *", "month of this schedule can't be “13”", "JAN"),
    ("0 8 * * 8", "weekday of this schedule can't be “8”", "SUN"),
    ("0 8 * * 5-1", "weekday", "0 to 7"),
    ("0 8 * * mon#1/2", "weekday", "0 to 7"),
    ("*/0 8 * * *", "minute", "0 to 59"),
    ("*/5 * * * *", "5 minutes apart", "every 15 minutes"),
    ("* * * * *", "1 minute apart", "every 15 minutes"),
    ("0,14 8 * * *", "14 minutes apart", "every 15 minutes"),
    ("0,50 * * * *", "10 minutes apart", "every 15 minutes"),
    ("55 23,0 * * *", None, None),
    ("0,55 0,23 * * *", "5 minutes apart", "every 15 minutes"),
    ("0,55 0,23 * * 1", None, None),
    ("0,55 0,23 28,1 2-3 *", "5 minutes apart", "every 15 minutes"),
    ("0,50 0,23 * * 1,3,5", None, None),
    ("daily 08:00 08:05", "5 minutes apart", "every 15 minutes"),
]


@pytest.mark.parametrize(("typed", "problem", "hint"), REFUSED, ids=[row[0] or "nothing" for row in REFUSED])
def test_what_is_no_schedule_is_refused_in_words(typed: str, problem: str | None, hint: str | None) -> None:
    if problem is None:
        assert read_when(typed).cron == typed
        return
    with pytest.raises(UserError) as refused:
        read_when(typed)
    assert problem in refused.value.problem
    assert hint is not None
    assert hint in refused.value.hint


def test_an_unknown_zone_offers_the_nearest() -> None:
    with pytest.raises(NearMiss) as missed:
        read_when("weekdays 8:00 Europe/Madird")
    assert missed.value.argument == "when"
    assert missed.value.choices[0].value == "weekdays 08:00 Europe/Madrid"
    assert read_when(missed.value.choices[0].value).zone == "Europe/Madrid"
    with pytest.raises(NearMiss) as missed:
        read_zone("berlni")
    assert missed.value.argument == "zone"
    assert missed.value.choices[0].value == "Europe/Berlin"
    with pytest.raises(NearMiss) as missed:
        read_zone("x" * 500)
    assert not missed.value.choices
    assert "Europe/Madrid" in missed.value.hint


@pytest.mark.parametrize(
    ("typed", "zone", "topics"),
    [
        ("planes, boats", None, "planes, boats"),
        ("Europe/Madrid", "Europe/Madrid", None),
        ("in europe/madrid time", "Europe/Madrid", None),
        ("planes, Europe/Madrid, boats", "Europe/Madrid", "planes, boats"),
        ("planes, America/New York", "America/New_York", "planes"),
        ("America/Port of Spain planes", "America/Port_of_Spain", "planes"),
        ("boats/ships", None, "boats/ships"),
        ("planes UTC", "UTC", "planes"),
        ("CET", "CET", None),
        ("IST, planes", None, "IST, planes"),
        ("art, cat", None, "art, cat"),
        ("Cuba", None, "Cuba"),
    ],
)
def test_a_zone_among_topics_is_told_apart(typed: str, zone: str | None, topics: str | None) -> None:
    """There is a topic IST; art and cat are words, and Cuba is more than a zone."""
    assert read_zone_among(typed, lambda word: word == "IST") == (zone, topics)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("PST", "America/Los_Angeles"),
        ("pst", "America/Los_Angeles"),
        ("IST", "Asia/Kolkata"),
        ("CEST", "Europe/Berlin"),
        ("ET", "America/New_York"),
        ("ART", "America/Argentina/Buenos_Aires"),
        ("UTC+2", "Etc/GMT-2"),
        ("GMT+2", "Etc/GMT-2"),
        ("gmt-05", "Etc/GMT+5"),
        ("UTC−5", "Etc/GMT+5"),
        ("+02:00", "Etc/GMT-2"),
        ("UTC+5:30", "Asia/Kolkata"),
        ("-0330", "America/St_Johns"),
        ("UTC+0", "UTC"),
        ("UTC+99", None),
    ],
)
def test_what_is_no_name_of_a_zone_offers_the_places_it_may_mean(typed: str, offered: str | None) -> None:
    with pytest.raises(NearMiss, match="no time zone") as missed:
        read_zone(typed)
    assert [choice.value for choice in missed.value.choices][:1] == ([offered] if offered else [])
    for choice in missed.value.choices:
        assert read_zone(choice.value) == choice.value
    with pytest.raises(NearMiss, match="no time zone") as missed:
        read_when(f"daily 08:00 {typed}")
    assert [choice.value for choice in missed.value.choices][:1] == ([f"daily 08:00 {offered}"] if offered else [])
    with pytest.raises(NearMiss, match="no time zone") as missed:
        read_zone_among(f"planes, {typed}", lambda word: False)
    assert [choice.value for choice in missed.value.choices][:1] == ([f"planes, {offered}"] if offered else [])


@given(st.integers(-12, 14).filter(bool))
def test_an_offset_offers_the_zone_that_is_so_far_from_greenwich(hours: int) -> None:
    name = (meant(f"UTC{hours:+}") or ())[0]
    assert datetime(2027, 1, 1, tzinfo=zone(name)).utcoffset() == timedelta(hours=hours)
    assert spoken(name) == f"UTC{hours:+}"


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("every 5 minutes", "“*/15 * * * *”"),
        ("every 20 min", "“*/20 * * * *”"),
        ("every half hour", "“*/30 * * * *”"),
        ("Every  2 hours", "“0 */2 * * *”"),
        ("each hour", "“0 * * * *”"),
        ("every 5 hours", "daily 08:00"),
        ("every 2 days", "daily 08:00"),
        ("every 2 days 08:00", "daily 08:00"),
        ("every other week", "mon,thu 18:00"),
        ("every month", "1st 09:00"),
    ],
)
def test_every_so_often_is_refused_with_what_comes_nearest(typed: str, instead: str) -> None:
    with pytest.raises(UserError, match="A digest comes at times of day, not “e") as refused:
        read_when(typed)
    assert instead in refused.value.hint
    for nearest in re.findall(r"“([^“]* [*] [*])”", refused.value.hint):
        assert read_when(nearest).cron == nearest


def test_a_mistyped_zone_among_topics_offers_the_nearest() -> None:
    with pytest.raises(NearMiss) as missed:
        read_zone_among("planes, Europe/Madird", lambda word: False)
    assert missed.value.choices[0].value == "planes, Europe/Madrid"
    with pytest.raises(NearMiss, match="no time zone") as missed:
        read_zone_among("Europe/Xqzzyvw", lambda word: False)
    assert "Europe/Madrid" in missed.value.hint


@given(st.text(max_size=60))
def test_anything_typed_is_read_or_refused(typed: str) -> None:
    try:
        when = read_when(typed)
    except UserError:
        return
    assert read_when(when.text).cron == when.cron


WORDS = st.lists(
    st.sampled_from(
        "daily weekdays mon thu-sat 1st last 31st feb 29 8 08:00 7:30pm 12am noon * */20 0 5 1-5 L MON#1 , utc".split()
    ),
    max_size=7,
)


@given(WORDS.map(" ".join))
def test_what_is_read_is_canonical(typed: str) -> None:
    try:
        when = read_when(typed)
    except UserError:
        return
    again = read_when(when.text)
    assert (again.text, again.cron) == (when.text, when.cron)
    schedule = Schedule(when.cron, when.zone or "UTC")
    assert plain(schedule).endswith(zones.spoken(schedule.zone))


def test_zones_complete_as_they_are_typed() -> None:
    assert zones.complete("mad", 5) == ("Atlantic/Madeira", "Europe/Madrid")
    assert zones.complete("new y", 5) == ("America/New_York",)
    assert zones.complete("Europe/", 3) == ("Europe/Amsterdam", "Europe/Andorra", "Europe/Astrakhan")
    assert zones.complete("york", 5) == ("America/New_York",)
    assert zones.complete("berlni", 5)[0] == "Europe/Berlin"
    assert len(zones.complete("", 25)) == 25


def test_every_zone_is_found_by_its_name_and_can_be_opened() -> None:
    assert len(zones.names()) > 590
    for name in zones.names():
        assert zones.find(name) == zones.find(name.lower().replace("_", " ")) == name
        assert zones.zone(name).key == name
        assert zones.spoken(name)
