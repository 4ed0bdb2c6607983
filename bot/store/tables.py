"""Every table of the bot, for SQLite and PostgreSQL alike.

Times are whole seconds since 1970 (UTC), or milliseconds where the name ends in `_ms`. A workspace is
`platform/workspace` as in a place, or "" for the shared library. A place is its `str()`. Migrations make the tables:
a change here needs one there, and a test compares the two.
"""

import re
from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import SchemaItem
from typing_extensions import override

metadata: Final = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_index",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)

Number: Final = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both: SQLite's INTEGER has them, PostgreSQL's has 32."""


class Words(TypeDecorator[str]):
    """What people wrote. What no database takes (NUL on PostgreSQL, halves of surrogate pairs) is replaced by U+FFFD,
    so that a name that is broken somewhere else can't keep the bot from doing its work."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The words as they are kept."""
        return value if value is None else taken(value)


def taken(words: str) -> str:
    """Words as every database takes them, also within a list that is kept as JSON."""
    return _UNTAKEN.sub("\N{REPLACEMENT CHARACTER}", words)


_UNTAKEN: Final = re.compile("[\x00\ud800-\udfff]")


def _table(name: str, *parts: SchemaItem, counted: bool = False, rowid: bool = True) -> Table:
    """A table that takes only the types it declares, on SQLite too; a `counted` one never gives a number twice."""
    return Table(name, metadata, *parts, sqlite_strict=True, sqlite_autoincrement=counted, sqlite_with_rowid=rowid)


def _part(name: str, *columns: str, where: str) -> Index:
    """An index over some rows only. A query that is to use it says the same, in literals."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


# ── what buttons carry, and access to workspaces ──────────────────────────────────────────────────────────────────

token: Final = _table(
    "token",
    Column("token", Text, primary_key=True),
    Column("text", Words, nullable=False),
    Column("kept", Number, nullable=False, index=True),
    rowid=False,
)

installation: Final = _table(
    "installation",
    Column("workspace", Text, primary_key=True),  # the platform's own id
    Column("secret", LargeBinary, nullable=False),  # encrypted
)

installing: Final = _table(
    "installing",
    Column("state", Text, primary_key=True),  # sha256 of the state in the browser's cookie
    Column("until", Number, nullable=False),
)

# ── workspaces and who did what there ─────────────────────────────────────────────────────────────────────────────

workspace: Final = _table(
    "workspace",
    Column("key", Text, primary_key=True),
    Column("zone", Text),
    Column("four_eyes", Number),  # 0, 1, or null: the default
    Column("removed_at", Number),
    Column("untold_at", Number),  # when digests were paused of which nobody could be told
)

audit: Final = _table(  # append-only: triggers refuse anything but INSERT
    "audit",
    Column("seq", Number, primary_key=True, autoincrement=True),
    Column("at", Number, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Words, nullable=False),
    Column("what", Text, nullable=False),
    Column("topic", Text),
    Column("revision", Text),
    Column("detail", Text, nullable=False),  # JSON
    Column("place", Text),
    Index("audit_workspace_seq_index", "workspace", "seq"),
    counted=True,
)

# ── briefings ─────────────────────────────────────────────────────────────────────────────────────────────────────

revision: Final = _table(  # append-only: triggers refuse UPDATE, and DELETE but for drafts of a removed workspace
    "revision",
    Column("seq", Number, primary_key=True, autoincrement=True),
    Column("workspace", Text, nullable=False),  # where it is published
    Column("topic", Text, nullable=False),
    Column("id", Text, nullable=False),  # within the topic; of a file, its hash
    Column("line", Text, nullable=False),  # where it is written: a workspace, "" by owners, or "file"
    Column("number", Number, nullable=False),  # 1, 2, 3 … in its line
    Column("parent", Text),  # the id of the revision it was made from
    Column("title", Words, nullable=False),
    Column("as_of", Text, nullable=False),  # an ISO date
    Column("briefing", LargeBinary, nullable=False),  # packed
    Column("author", Text, nullable=False),
    Column("author_name", Words, nullable=False),
    Column("authors", Words),  # JSON list: all who wrote in it since what was published; null: nobody but the author
    Column("note", Words, nullable=False),
    Column("corrections", Text, nullable=False),  # JSON list: what was wrong
    Column("origin", Text, nullable=False),
    Column("created_at", Number, nullable=False),
    UniqueConstraint("workspace", "topic", "id"),
    UniqueConstraint("workspace", "topic", "line", "number"),
    Index("revision_line_index", "line"),
    _one_of("origin", "chat", "file", "upload", "restore", "article"),
    counted=True,
)

revision_state: Final = _table(  # append-only like `revision`; the last one of a revision is its state
    "revision_state",
    Column("seq", Number, primary_key=True, autoincrement=True),
    Column("revision", Number, ForeignKey("revision.seq"), nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Number, nullable=False),
    Column("who", Text, nullable=False),
    Column("who_name", Words, nullable=False),
    Column("note", Words, nullable=False),
    Index("revision_state_revision_seq_index", "revision", "seq"),
    _one_of("state", "draft", "submitted", "published", "withdrawn", "discarded", "superseded"),
    counted=True,
)

briefing: Final = _table(  # which revision is published; the row is locked while its topic changes
    "briefing",
    Column("workspace", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("published", Number, ForeignKey("revision.seq")),
)

draft: Final = _table(  # the revision each line is at, while it is a draft or submitted
    "draft",
    Column("workspace", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("line", Text, primary_key=True),  # "line!id" of one that waits beside the line's draft
    Column("revision", Number, ForeignKey("revision.seq"), nullable=False),
    Index("draft_line_index", "line"),
)

source_text: Final = _table(
    "source_text",
    Column("workspace", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("text", Words, nullable=False),
    Column("kept_at", Number, nullable=False),
)

# ── subscriptions and deliveries ──────────────────────────────────────────────────────────────────────────────────

subscription: Final = _table(
    "subscription",
    Column("id", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("when_text", Text, nullable=False),
    Column("cron", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("topics", Text, nullable=False),  # JSON list; [] = all
    Column("empty", Text, nullable=False),
    Column("catchup", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),  # why it is paused
    Column("created_by", Text, nullable=False),
    Column("created_at", Number, nullable=False),
    Column("next_run_at", Number),  # null: never
    Column("shown", Text),  # the content of the last digest that was sent
    _part("subscription_due_index", "next_run_at", where="state = 'active'"),
    Index("subscription_workspace_index", "workspace"),
    Index("subscription_place_index", "place"),
    _one_of("empty", "skip", "line"),
    _one_of("catchup", "latest", "skip"),
    _one_of("state", "active", "paused"),
)

content: Final = _table(  # documents with their buttons, equal ones once
    "content",
    Column("hash", Text, primary_key=True),
    Column("blob", LargeBinary, nullable=False),
)

content_ref: Final = _table(  # the facts in a document
    "content_ref",
    Column("content", Text, ForeignKey("content.hash", ondelete="CASCADE"), primary_key=True),
    Column("workspace", Text, primary_key=True),
    Column("briefing", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("revision", Text, primary_key=True),
    Index("content_ref_workspace_briefing_item_index", "workspace", "briefing", "item"),
)

delivery: Final = _table(  # also the record of what became of each slot of a subscription
    "delivery",
    Column("seq", Number, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),  # at most 25 characters: Discord's nonce; the same for a slot
    Column("platform", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subscription", Text),
    Column("slot", Number),  # when it is due by the schedule
    Column("lane", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("content", Text, ForeignKey("content.hash")),  # null: a slot with nothing to say
    Column("state", Text, nullable=False),
    Column("why", Text),  # what happened, in words
    Column("attempts", Number, nullable=False, server_default="0"),
    Column("failures", Number, nullable=False, server_default="0"),
    Column("unsure", Number, nullable=False, server_default="0"),  # 1: an earlier attempt may have posted it
    Column("late", Number, nullable=False, server_default="0"),  # 1: the content says that it is
    Column("owner", Text),  # the node that is at it
    Column("due_at_ms", Number),  # when it is tried, while it waits
    Column("under", Text),  # the id of the delivery in whose thread it belongs
    Column("edits", Number),  # the posted message it edits
    Column("message_id", Text),
    Column("created_at", Number, nullable=False),
    Column("ended_at", Number),
    _part("delivery_unfinished_index", "lane", "seq", where="state IN ('waiting', 'sending')"),
    _part("delivery_waiting_index", "platform", "due_at_ms", "seq", where="state = 'waiting'"),
    Index("delivery_subscription_slot_index", "subscription", "slot"),
    _part("delivery_under_index", "under", where="under IS NOT NULL"),
    _part("delivery_edits_index", "edits", where="edits IS NOT NULL"),
    Index("delivery_content_index", "content"),
    _one_of("kind", "digest", "detail", "edit", "notice"),
    _one_of("state", "waiting", "sending", "sent", "skipped", "gone", "unknown", "failed"),
    counted=True,
)

node: Final = _table(  # a process that delivers; its beat goes up while it lives
    "node",
    Column("owner", Text, primary_key=True),
    Column("beat", Number, nullable=False),
)

posted: Final = _table(  # every message with facts in it
    "posted",
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("place", Text, nullable=False),
    Column("message_id", Text),  # null: nobody can edit it
    Column("kind", Text, nullable=False),
    Column("content", Text, ForeignKey("content.hash"), nullable=False),
    Column("at", Number, nullable=False),
    Column("delivery", Text),  # the id of the delivery that posted it
    Column("under", Text),  # the id of the delivery in whose thread it is
    UniqueConstraint("place", "message_id"),
    Index("posted_content_index", "content"),
    _part("posted_delivery_index", "delivery", where="delivery IS NOT NULL"),
    _one_of("kind", "answer", "shared", "digest"),
    counted=True,
)

# ── corrections ───────────────────────────────────────────────────────────────────────────────────────────────────

correction: Final = _table(  # that a revision was published with, or by which one was withdrawn
    "correction",
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("revision", Number, ForeignKey("revision.seq"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("at", Number, nullable=False),
    Column("why", Words, nullable=False),
    Index("correction_workspace_topic_index", "workspace", "topic"),
    _one_of("kind", "correction", "withdrawal"),
    counted=True,
)

correction_message: Final = _table(  # every message that showed what was corrected
    "correction_message",
    Column("correction", Number, ForeignKey("correction.id", ondelete="CASCADE"), primary_key=True),
    Column("posted", Number, primary_key=True),
    Column("delivery", Text),  # the id of the delivery that edits it; null: nobody can
    rowid=False,
)
