"""Files handed over: a briefing as YAML, a source as text, and everything that is neither."""

import gzip
import io
import re
import zipfile
from pathlib import Path

import pytest

from bot.chat.reply import Reply
from bot.store.database import Database
from tests.cli.test_check_briefings import BAD as CHECKED
from tests.cli.test_check_briefings import GOOD
from tests.commands.newsroom import read
from tests.commands.writers import NEW, STORY, TEXT, Room, handed

ADD = 'add-event ports when=later what="They strike." unverified=yes confirm=yes'


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


def _bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ports.yaml", b"\0" * 50_000_000)
    return data.getvalue()


BAD = {
    "a PDF named .yaml": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "is a PDF"),
    "a zip bomb": (_bomb(), "is a zip archive"),
    "a gzip bomb": (gzip.compress(b"\0" * 10_000_000), "is a gzip archive"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "is a picture"),
    "nothing": (b"", "is empty"),
    "white space": (b" \n\t\n", "is empty"),
    "zeroes": (b"title: a\0b", "is not text"),
    "more than 10 MB": (b"#" * (10 * 2**20 + 1), "too large"),
}


LINKED = re.sub(rb"url: \S+", b"url: http://127.0.0.1/a", GOOD, count=1)
BROKEN = {**CHECKED, "inner link": (LINKED, "This link leads nowhere that readers can go.")}


@pytest.mark.parametrize("kind", BAD)
async def test_what_is_no_text_is_refused(room: Room, kind: str) -> None:
    data, words = BAD[kind]
    await room.do("ann", NEW)
    for line in ("upload", NEW.replace(f' text="{TEXT}"', "").replace("topic=ports", "topic=docks")):
        await room.refused("ann", line, words, files={"file": handed("ports.yaml", data)})


async def test_a_size_that_is_said_is_not_fetched_and_one_that_is_a_lie_is_noticed(room: Room) -> None:
    async def never(most: int) -> bytes:
        raise AssertionError(most)

    from bot.chat.attachment import File

    await room.refused("ann", "upload", "too large", files={"file": File("a.yaml", 11 * 2**20, never)})
    lie = handed("a.yaml", b"#" * (10 * 2**20 + 5), size=3)
    await room.refused("ann", "upload", "too large", files={"file": lie})


async def test_a_text_that_is_not_utf_8_is_told_the_line(room: Room) -> None:
    file = handed("ports.txt", b"one\ntwo\nc\xe9dille")
    line = NEW.replace(f' text="{TEXT}"', "")
    await room.refused("ann", line, "not UTF-8: line 3", files={"file": file})


async def test_a_broken_briefing_is_told_line_and_column(room: Room) -> None:
    file = handed("ports.yaml", b"title: Two ports\nas_of: soon\nsummary: Sold.\nsources: {}\n")
    reply = await room.refused("ann", "upload", "Line 2, column 8", "Line 4", files={"file": file})
    assert "Nothing was changed" in read(reply.document)


async def test_an_upload_begins_a_draft_and_one_more_changes_it(room: Room) -> None:
    await room.do("ann", *STORY)
    text = await room.exported("ann")
    await room.do("ann", "discard ports")
    for name in ("ports.yaml", "../../ports.yaml", "C:\\files\\ports.yaml"):
        reply = await room.say("bob", "upload", files={"file": handed(name, text.encode())})
        if name == "ports.yaml":
            assert reply.ok, read(reply.document)
    head = await room.head()
    assert head is not None
    assert head.author.id == "bob"
    assert head.origin == "upload"
    changed = text.replace("Price of the ports", "Price of both").encode()
    assert (await room.say("ann", "upload", files={"file": handed("x.yaml", changed)}, values={"topic": "ports"})).ok
    assert "Price of both" in read((await room.do("ann", "show ports")).document)
    await room.refused("ann", "upload", "no short name", files={"file": handed("My file!.yaml", text.encode())})


async def test_the_text_of_a_source_comes_as_a_file(room: Room) -> None:
    line = NEW.replace(f' text="{TEXT}"', "")
    assert (await room.say("ann", line, files={"file": handed("article.txt", b"\xef\xbb\xbf" + TEXT.encode())})).ok
    await room.do("ann", *STORY[1:])
    assert "no errors" in (await room.do("ann", "check ports")).document.title
    await room.refused(
        "ann", NEW.replace("topic=ports", "topic=docks"), "twice", files={"file": handed("a.txt", b"text")}
    )


@pytest.mark.parametrize("kind", BROKEN)
async def test_every_bad_briefing_is_told_where_and_never_published(room: Room, kind: str) -> None:
    """Whatever `briefbot check` refuses is refused in chat in the same words."""
    data, words = BROKEN[kind]
    before = await room.everything()
    reply = await room.say("ann", "upload", files={"file": handed("bad.yaml", data)})
    told = read(reply.document)
    place, _, problem = words.rpartition("error: ")
    if reply.ok:
        told = read((await room.do("ann", "check bad")).document)
        await room.do("ann", "submit bad")
        refused = await room.say("bob", "approve bad")
        assert not refused.ok
        assert "can't be published yet" in refused.document.title
    elif data.strip():
        assert await room.everything() == before
        line, column, *_ = [*place.split(":"), "", ""]
        assert f"Line {line}, column {column.strip()}" in told if place else "Line " in told
    assert problem.rstrip(".") in told or not data.strip(), told
    assert "not covered" in await room.shown("eve", "/brief bad")


def _filled(reply: Reply) -> dict[str, str]:
    """The values of a form as it stands."""
    assert reply.form is not None
    return {**reply.form.submit.values, **{field.name: field.value for field in reply.form.fields}}


PORTS = b"""title: Two ports
as_of: 2019-04-04
summary: Sold.
sources: {paper: {title: Ports for sale, publisher: The Paper, published: 2019-04-04}}
"""


async def test_what_was_handed_over_is_kept_until_it_can_be_used(room: Room) -> None:
    """For days, on every platform: in the form, and by the line that the refusal names."""
    broken = PORTS.replace(b"2019-04-04", b"soon", 1)
    reply = await room.refused("ann", "upload", "Line 2, column 8", files={"file": handed("ports.yaml", broken)})
    values = _filled(reply)
    assert values["text"] == broken.decode()
    line = next(line for line in read(reply.document).splitlines() if "opens it again" in line)
    again = await room.do("bob", line.removeprefix("/briefing ").removesuffix(" opens it again where it is wrong."))
    assert _filled(again) == values
    assert again.form is not None
    assert "Line 2, column 8" in (again.form.fields[0].error or "")
    await room.refused("carl@b", f"edit ports all kept={values['kept']}", "No text is kept as")
    for first, last in ((0, 1), (-3, 0), (9, 9), (3, 2)):
        line = f'edit ports all kept={values["kept"]} first={first} last={last} text="a: b"'
        await room.refused("ann", line, "has no lines")
    values["text"] = values["text"].replace("soon", "2019-04-04").strip()
    assert (await room.ask("ann", "briefing edit", values)).ok
    head = await room.head()
    assert head is not None
    assert head.origin == "upload"


async def test_an_upload_of_an_export_keeps_what_somebody_added_meanwhile(room: Room) -> None:
    await room.do("ann", *STORY)
    text = await room.exported("ann")
    await room.do("bob", ADD)
    changed = text.replace("Two ports", "Both ports").encode()
    for before in (b"", b"\xef\xbb\xbf\n"):
        saved = await room.say("ann", "upload", files={"file": handed("ports.yaml", before + changed)})
        assert saved.ok, read(saved.document)
        told = read((await room.do("ann", "show ports")).document)
        assert "Both ports" in told
        assert "They strike" in told
    named = b"another room's".hex().encode()
    elsewhere = changed.replace(changed.split()[2], named, 1)
    assert (await room.say("ann", "upload", files={"file": handed("ports.yaml", elsewhere)})).ok
    assert "They strike" not in read((await room.do("ann", "show ports")).document), "it takes the newest's place"


async def test_a_kept_text_is_put_together_with_what_somebody_saved_meanwhile(room: Room) -> None:
    await room.do("ann", *STORY)
    text = await room.exported("ann")
    broken = text.replace("Two ports", "Both ports").replace("2019-04-04", "soon", 1)
    values = _filled(await room.say("ann", "upload", files={"file": handed("ports.yaml", broken.encode())}))
    await room.do("bob", ADD)
    values["text"] = values["text"].replace("soon", "2019-04-04")
    saved = await room.ask("ann", "briefing edit", values)
    assert saved.ok, read(saved.document)
    assert "both changes are in it" in read(saved.document)
    told = read((await room.do("ann", "show ports")).document)
    assert "Both ports" in told
    assert "They strike" in told


async def test_what_was_typed_on_one_line_is_kept(room: Room) -> None:
    await room.do("ann", *STORY)
    line = 'edit ports price text="{label: Sum, value: [two}"'
    values = _filled(await room.refused("ann", line, "Line 1"))
    assert values["text"] == "{label: Sum, value: [two}"
    again = await room.do("ann", f"edit ports price kept={values['kept']}")
    assert _filled(again)["text"] == values["text"]


async def test_what_no_form_takes_stays_in_its_file(room: Room) -> None:
    long = f"title: {'x' * 3500}\nas_of: soon\n".encode()
    reply = await room.refused("ann", "upload", "too long for a form", files={"file": handed("ports.yaml", long)})
    assert reply.form is None
    latin = PORTS.replace(b"Sold", "Soldé".encode("latin-1"))
    reply = await room.refused("ann", "upload", "hand it over again", files={"file": handed("ports.yaml", latin)})
    assert reply.form is None


INNER = (
    "http://127.0.0.1/a",
    "http://[::127.0.0.1]/",
    "http://2130706433/",
    "http://localhost./",
    "https://a:b@c.org/",
)


@pytest.mark.parametrize("link", INNER)
async def test_a_link_that_leads_in_is_refused_where_it_is_typed(room: Room, link: str) -> None:
    """In each form, on a line, in a part as text and in a file; what was typed is kept."""
    words = "This link leads nowhere that readers can go."
    await room.do("ann", *STORY)
    await room.refused("ann", f'add-source ports title=More publisher=AP published=2019-04-05 link="{link}"', words)
    for part in ("sources", "sources.paper", "all"):
        values = _filled(await room.do("ann", f"edit ports {part}"))
        old = "title: Ports for sale\n"
        indent = values["text"].partition(old)[0].rpartition("\n")[2]
        values["text"] = values["text"].replace(old, f"{old}{indent}url: '{link}'\n")
        before = await room.everything()
        refused = await room.ask("ann", "briefing edit", values)
        assert words in read(refused.document), part
        assert _filled(refused)["text"].strip() == values["text"].strip()
        number = next(n for n, line in enumerate(values["text"].splitlines(), 1) if link in line)
        assert f"Line {number}, column" in read(refused.document)
        assert await room.everything() == before
    text = await room.exported("ann")
    linked = text.replace('title: "Ports for sale"', f'title: "Ports for sale", url: "{link}"')
    assert linked != text
    await room.refused("ann", "upload", words, files={"file": handed("ports.yaml", linked.encode())})
    await room.do("ann", "submit ports")
    await room.do("bob", "approve ports")
    refused = await room.refused("ann", f'correct ports paper part=link now="{link}" why=w', words)
    assert refused.wrong == "now"
