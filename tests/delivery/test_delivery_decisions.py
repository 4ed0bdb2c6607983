"""What an attempt's end means, when to let how many through, and which nodes live: decided without doing anything."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import outcome
from bot.delivery.gate import FEW, LATELY, LONGEST, MOST, STREAK, Gate
from bot.delivery.liveness import LEASE, Liveness
from bot.delivery.outcome import Arrived, Asked, Attempt, Failed, Missed, Refused, decide, pause
from bot.store.claims import Claimed, Settled
from bot.store.delivery import Kind
from tests.delivery.world import DAY, EIGHT, HOUR


def claimed(kind: Kind = Kind.DIGEST, **more: Any) -> Claimed:
    given: dict[str, Any] = {
        "seq": 1, "id": "s-1", "kind": kind, "slot": EIGHT, "lane": "discord/w/1", "place": "discord/w/1",
        "content": "c", "created_at": EIGHT, "attempts": 1, "failures": 0, "unsure": False, "late": False,
        "edits": None,
    }  # fmt: skip
    return Claimed(**{**given, **more})


def settled(one: Claimed, attempt: Attempt, now: float = EIGHT, *, healthy: bool = False) -> Settled:
    return decide(one, attempt, now, healthy=healthy, jitter=lambda: 1.0)


ends = st.one_of(
    st.builds(Arrived, st.text(max_size=5)),
    st.builds(Asked, st.floats(0, 10**6)),
    st.builds(Refused, st.text(min_size=1, max_size=5)),
    st.builds(Failed, st.text(min_size=1, max_size=5)),
    st.builds(Missed),
)
attempts = st.builds(Attempt, ends, st.booleans(), st.booleans())


@given(
    attempt=attempts,
    kind=st.sampled_from(list(Kind)),
    failures=st.integers(0, 40),
    late=st.integers(-DAY, 30 * DAY),
    healthy=st.booleans(),
    unsure=st.booleans(),
)
def test_every_end_has_a_consequence(
    *, attempt: Attempt, kind: Kind, failures: int, late: int, healthy: bool, unsure: bool
) -> None:
    now = float(EIGHT + late)
    found = settled(claimed(kind, failures=failures, unsure=unsure), attempt, now, healthy=healthy)
    if found.state == "waiting":
        assert found.due_at_ms is not None
        assert now * 1000 - 1 <= found.due_at_ms <= (now + outcome.ASKED * 1.1) * 1000 + 1
        assert found.ended_at is None
        assert found.why
    else:
        assert found.ended_at == int(now)
        assert found.state == "sent" or found.why
    if isinstance(attempt.end, Arrived):
        assert (found.state, found.message_id) == ("sent", attempt.end.id)
    if found.state in {"failed", "gone"} and kind is not Kind.EDIT and isinstance(attempt.end, Failed):
        assert attempt.sure, "what may have been posted never counts as failed"


@given(failures=st.integers(1, 10_000), jitter=st.floats(0, 1))
def test_pauses_grow_and_end(failures: int, jitter: float) -> None:
    waits = pause(failures, lambda: jitter)
    assert outcome.FIRST / 2 <= waits <= outcome.LONGEST
    assert waits <= pause(failures + 1, lambda: jitter)


def test_a_digest_is_tried_for_six_hours_a_correction_for_a_week() -> None:
    failed = Attempt(Failed("503"))
    assert settled(claimed(), failed, EIGHT + 6 * HOUR).state == "waiting"
    assert settled(claimed(), failed, EIGHT + 6 * HOUR + 1).state == "unknown"
    assert settled(claimed(), Attempt(Failed("503"), sure=True), EIGHT + 6 * HOUR + 1).state == "failed"
    edit = claimed(Kind.EDIT, slot=None)
    assert settled(edit, failed, EIGHT + 7 * DAY).state == "waiting"
    assert settled(edit, failed, EIGHT + 7 * DAY + 1).state == "failed"


def test_what_is_poison_is_given_up_only_while_the_platform_is_well() -> None:
    one = claimed(failures=outcome.POISON - 1)
    assert settled(one, Attempt(Failed("400")), healthy=False).state == "waiting"
    assert settled(one, Attempt(Failed("400")), healthy=True).state == "unknown"


def test_no_outage_of_minutes_makes_poison_of_what_waits() -> None:
    shortest = sum(outcome.pause(failures, lambda: 0.0) for failures in range(1, outcome.POISON))
    longest = sum(outcome.pause(failures, lambda: 1.0) for failures in range(1, outcome.POISON))
    assert 25 * 60 < shortest < longest < 70 * 60


def test_a_wait_that_was_asked_for_is_no_failure() -> None:
    found = settled(claimed(failures=3), Attempt(Asked(30), sure=True))
    assert (found.failures, found.unsure, found.due_at_ms) == (3, 0, (EIGHT + 33) * 1000)


def test_a_place_that_cant_be_looked_into_is_not_gone() -> None:
    assert settled(claimed(), Attempt(Refused("403"), looked=True)).state == "unknown"
    assert settled(claimed(), Attempt(Refused("403"))).state == "gone"


def test_the_gate_opens_as_far_as_the_platform_takes() -> None:
    gate = Gate()
    assert gate.room(0, 0) == FEW
    assert gate.room(0, FEW) == 0
    gate.worked(0.1, 100)
    assert gate.room(0.2, 50) == 150
    gate.worked(0.3, 10**6)
    assert gate.room(0.4, 0) == MOST
    assert gate.room(1.4, 0) == FEW, "what went through long ago counts no more"


def test_the_gate_rests_longer_and_longer_and_lets_one_through_to_see() -> None:
    gate, now, rests = Gate(), 0.0, []
    for _ in range(STREAK):
        gate.trouble(now)
    for _ in range(10):
        assert gate.room(now, 0) == 0
        rests.append(gate.rest(now))
        now += gate.rest(now)
        assert (gate.room(now, 0), gate.room(now, 1)) == (1, 0)
        gate.trouble(now)
    assert rests == sorted(rests)
    assert rests[0] < rests[5] <= rests[-1] == LONGEST
    gate.worked(now)
    assert gate.room(now, 0) == FEW
    assert gate.healthy(now)
    assert not gate.healthy(now + LATELY)


def test_the_gate_rests_at_once_and_as_long_as_was_asked_of_all() -> None:
    gate = Gate()
    gate.trouble(0, 90)
    gate.trouble(1, 30)
    gate.worked(2)  # it was under way before
    assert gate.rest(2) == 88
    assert (gate.room(89, 0), gate.room(90, 0)) == (0, FEW)


def test_one_trouble_among_others_that_go_through_changes_nothing() -> None:
    gate = Gate()
    for n in range(100):
        gate.trouble(n / 100) if n % 3 else gate.worked(n / 100)
    assert gate.room(1, 0) >= FEW


def test_a_node_whose_beat_stands_still_is_dead() -> None:
    now = [0.0]
    liveness = Liveness("me", alone=False, clock=lambda: now[0])
    assert liveness.dead({"me": 1, "other": 7, "third": 1}) == []
    now[0] = LEASE - 1
    assert liveness.dead({"me": 1, "other": 8, "third": 1}) == []
    now[0] = LEASE
    assert liveness.dead({"me": 1, "other": 8, "third": 1}) == ["third"]
    now[0] = 2 * LEASE - 1
    assert liveness.dead({"me": 1, "other": 8}) == ["other"]


def test_alone_everybody_else_is_dead_at_once() -> None:
    assert Liveness("me", alone=True, clock=lambda: 0.0).dead({"me": 1, "old": 7}) == ["old"]
