"""What a workspace sees: its own briefings over shared ones, and files and owners on one topic."""

from pathlib import Path

import pytest

from bot.library.library import Library
from tests.library.shelves import loaded, revision, save, text

GUILD = "discord/1"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    save(tmp_path, "venezuela")
    save(
        tmp_path, "cuba", text(title="Cuba after Castro", as_of="2019-05-01", figures={}, actors=castro("Raúl Castro"))
    )
    return loaded(tmp_path)


def castro(name: str) -> dict[str, str]:
    return {"castro": f"{{name: {name}, kind: person}}"}


def topics(library: Library, workspace: str = "") -> list[tuple[str, str]]:
    return [(found.topic, found.title) for found in library.view(workspace).topics(99)]


def test_without_briefings_of_its_own_a_workspace_sees_the_shared_ones(library):
    assert topics(library, GUILD) == [("cuba", "Cuba after Castro"), ("venezuela", "Russia in Venezuela")]
    seen = library.view(GUILD).get("venezuela")
    assert seen is not None
    assert seen.workspace == ""


def test_its_own_briefing_covers_the_shared_one_everywhere(library):
    own = text(
        title="Our Venezuela",
        as_of="2019-04-10",
        aliases=["oil"],
        actors={"x": "{name: Delcy Rodríguez, kind: person}"},
    )
    library.publish(revision("venezuela", own, workspace=GUILD))
    ours, theirs = library.view(GUILD), library.view("discord/2")
    assert topics(library, GUILD) == [("cuba", "Cuba after Castro"), ("venezuela", "Our Venezuela")]
    assert (
        topics(library, "discord/2")
        == topics(library)
        == [
            ("cuba", "Cuba after Castro"),
            ("venezuela", "Russia in Venezuela"),
        ]
    )
    assert len(ours) == len(theirs) == 2
    revision_seen = ours.get("venezuela")
    assert revision_seen is not None
    assert revision_seen.workspace == GUILD
    assert not ours.find_actors("guaido").exact
    assert theirs.find_actors("guaido").exact
    assert ours.find_actors("delcy").exact
    assert not theirs.find_actors("delcy").exact
    assert not ours.find_topics("russia in venezuela").exact
    assert [found.title for found in ours.find_topics("oil").exact] == ["Our Venezuela"]
    assert [hit.topic for hit in ours.find_figures("loans").every] == ["venezuela"]
    assert {hit.label for hit in ours.search("venezuela").every if not hit.section} == {"Our Venezuela"}
    assert {hit.label for hit in theirs.search("venezuela").every if not hit.section} == {"Russia in Venezuela"}
    assert [found.title for found in ours.complete_topics("russia", 5)] == []
    assert [hit.label for hit in ours.complete_actors("ma", 5)] == []
    library.withdraw(GUILD, "venezuela")
    assert topics(library, GUILD) == topics(library)
    assert library.view(GUILD).find_actors("guaido").exact


def test_own_and_shared_briefings_are_found_together(library):
    library.publish(
        revision("peru", text(title="Peru", as_of="2020-01-01", actors=castro("Fidel Castro")), workspace=GUILD)
    )
    view = library.view(GUILD)
    assert [found.topic for found in view.topics(99)] == ["peru", "cuba", "venezuela"]
    assert [found.topic for found in view.topics(1, offset=1)] == ["cuba"]
    assert [hit.label for hit in view.find_actors("castro").exact] == ["Fidel Castro", "Raúl Castro"]
    assert {hit.topic for hit in view.find_figures("loans").every} == {"peru", "venezuela"}
    assert len(view) == 3
    assert [hit.label for hit in view.find_actors("castor").near or view.find_actors("castor").exact]


def test_workspaces_do_not_see_each_other(library):
    library.publish(revision("secret", text(title="Secret plans"), workspace=GUILD))
    other = library.view("slack/T1")
    assert other.get("secret") is None
    assert not other.find_topics("secret plans").exact
    assert not other.find_topics("secret plans").near
    assert not [hit for hit in other.search("secret plans").every if hit.topic == "secret"]
    assert not other.complete_topics("secret", 5)
    assert len(library) == 2


def test_an_owner_covers_a_file_that_is_no_newer(library, tmp_path):
    library.publish(revision("venezuela", text(title="Published")))
    assert ("venezuela", "Published") in topics(library)
    (finding,) = library.findings
    assert finding.file == str(tmp_path / "venezuela.yaml")
    assert "is not shown" in finding.problem
    save(tmp_path, "venezuela", text(title="Saved later", as_of="2019-04-03"))
    library.reload([tmp_path / "venezuela.yaml"])
    assert ("venezuela", "Published") in topics(library)
    save(tmp_path, "venezuela", text(title="Newer", as_of="2019-04-05"))
    library.reload([tmp_path / "venezuela.yaml"])
    assert ("venezuela", "Newer") in topics(library)
    (finding,) = library.findings
    assert "shown instead of what an owner published" in finding.problem
    library.publish(revision("venezuela", text(title="Corrected", as_of="2019-04-05"), number="r2"))
    assert ("venezuela", "Corrected") in topics(library)
    library.withdraw("", "venezuela")
    assert ("venezuela", "Newer") in topics(library)
    assert not library.findings


def test_what_an_owner_published_needs_no_file_and_outlives_it(library, tmp_path):
    library.publish(revision("peru", text(title="Peru")))
    library.publish(revision("cuba", text(title="Published", as_of="2020-01-01")))
    (tmp_path / "cuba.yaml").unlink()
    library.reload([tmp_path / "cuba.yaml"])
    assert topics(library) == [("cuba", "Published"), ("peru", "Peru"), ("venezuela", "Russia in Venezuela")]
    library.withdraw("", "cuba")
    library.withdraw("", "cuba")
    library.withdraw(GUILD, "cuba")
    library.withdraw("", "peru")
    assert topics(library) == [("venezuela", "Russia in Venezuela")]


def test_a_briefing_is_given_back_as_it_was_written(library, tmp_path):
    content = text(title="Peru", aliases=["lima"])
    published = revision("peru", content)
    library.publish(published)
    assert library.view().get("peru") == published


def test_exactly_an_id_or_a_name_means_that_one(tmp_path):
    save(tmp_path, "russia", text(title="Russia"))
    save(tmp_path, "russia-2", text(title="Russia", actors={"a": "{name: Castro, kind: organisation}"}))
    save(tmp_path, "cuba", text(title="Cuba", actors=castro("Raúl Castro")))
    view = loaded(tmp_path).view()
    assert {found.topic for found in view.find_topics("Russia").exact} == {"russia", "russia-2"}
    assert [found.topic for found in view.find_topics("russia").exact] == ["russia"]
    assert {hit.label for hit in view.find_actors("castro").exact} == {"Castro", "Raúl Castro"}
    assert [hit.label for hit in view.find_actors("Castro").exact] == ["Castro"]


def test_an_actor_of_many_briefings_is_found_in_the_newest(tmp_path):
    for number in range(60):
        save(tmp_path, f"topic-{number}", text(title=f"Topic {number}", as_of=f"20{10 + number % 60 // 2}-01-01"))
    save(tmp_path, "old", text(title="Old", as_of="1999-01-01", actors={"m": "{name: Maduro Sons, kind: person}"}))
    view = loaded(tmp_path).view()
    found = view.find_actors("nicolas maduro").exact
    assert len(found) == 25
    assert {hit.topic for hit in found[:2]} == {"topic-58", "topic-59"}
    assert {hit.label for hit in view.find_actors("maduro").exact} == {"Nicolás Maduro", "Maduro Sons"}


def test_only_in_one_topic(library):
    view = library.view()
    assert [hit.item for hit in view.find_actors("maduro", "venezuela").exact] == ["maduro"]
    assert view.find_actors("maduro", "cuba").exact == ()
    assert [hit.item for hit in view.find_figures("loans", "venezuela").every] == ["loans"]
    assert view.find_figures("loans", "cuba").every == ()
    assert view.find_figures("loans", "nowhere").every == ()
    assert view.find_actors("maduro", "nowhere").exact == ()


def test_numbers_that_are_used_up_are_given_anew(library, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.library.shelf.HIGHEST", 300)
    for round_ in range(40):
        save(tmp_path, "venezuela", text(title=f"Round {'abcdefghij'[round_ % 10]}"))
        library.reload([tmp_path / "venezuela.yaml"])
    view = library.view()
    assert [found.topic for found in view.find_topics("round j").exact] == ["venezuela"]
    assert view.find_actors("guaido").exact
    assert view.find_topics("cuba").exact
    assert [hit.item for hit in view.search("loans").every] == ["loans"]
