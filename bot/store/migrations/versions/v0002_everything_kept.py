"""Workspaces, audit, revisions, sources, subscriptions, deliveries and what was posted."""

import sqlalchemy as sa
from alembic import op

from bot.store.migrations.append_only import append_only

revision = "0002"
down_revision = "0001"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_REMOVED = "EXISTS (SELECT 1 FROM workspace WHERE key = {line} AND removed_at IS NOT NULL)"


def upgrade() -> None:
    """Make the tables. Of what is append-only, drafts of a workspace that removed the bot can be deleted."""
    op.create_table(
        "audit",
        sa.Column("seq", Number, autoincrement=True, nullable=False),
        sa.Column("at", Number, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("who_name", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("revision", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name="audit_pk"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("audit_workspace_seq_index", "audit", ["workspace", "seq"], unique=False)
    op.create_table(
        "source_text",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept_at", Number, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "sha256", name="source_text_pk"),
        sqlite_strict=True,
    )
    op.create_table(
        "workspace",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("four_eyes", Number, nullable=True),
        sa.Column("removed_at", Number, nullable=True),
        sa.PrimaryKeyConstraint("key", name="workspace_pk"),
        sqlite_strict=True,
    )
    _make_briefings()
    _make_subscriptions_and_deliveries()
    append_only("audit")
    append_only("revision", deletable=_REMOVED.format(line="OLD.line"))
    written = "(SELECT line FROM revision WHERE seq = OLD.revision)"
    append_only("revision_state", deletable=_REMOVED.format(line=written))


def _make_briefings() -> None:
    op.create_table(
        "revision",
        sa.Column("seq", Number, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("number", Number, nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("briefing", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("corrections", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("created_at", Number, nullable=False),
        sa.CheckConstraint("origin IN ('chat', 'file', 'upload', 'restore', 'article')", name="revision_origin_check"),
        sa.PrimaryKeyConstraint("seq", name="revision_pk"),
        sa.UniqueConstraint("workspace", "topic", "id", name="revision_workspace_topic_id_key"),
        sa.UniqueConstraint("workspace", "topic", "line", "number", name="revision_workspace_topic_line_number_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("revision_line_index", "revision", ["line"])
    op.create_table(
        "revision_state",
        sa.Column("seq", Number, autoincrement=True, nullable=False),
        sa.Column("revision", Number, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", Number, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("who_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'published', 'withdrawn', 'discarded', 'superseded')",
            name="revision_state_state_check",
        ),
        sa.ForeignKeyConstraint(["revision"], ["revision.seq"], name="revision_state_revision_fk"),
        sa.PrimaryKeyConstraint("seq", name="revision_state_pk"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("revision_state_revision_seq_index", "revision_state", ["revision", "seq"])
    op.create_table(
        "briefing",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("published", Number, nullable=True),
        sa.ForeignKeyConstraint(["published"], ["revision.seq"], name="briefing_published_fk"),
        sa.PrimaryKeyConstraint("workspace", "topic", name="briefing_pk"),
        sqlite_strict=True,
    )
    op.create_table(
        "draft",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("revision", Number, nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revision.seq"], name="draft_revision_fk"),
        sa.PrimaryKeyConstraint("workspace", "topic", "line", name="draft_pk"),
        sqlite_strict=True,
    )
    op.create_index("draft_line_index", "draft", ["line"])


def _make_subscriptions_and_deliveries() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("when_text", sa.Text(), nullable=False),
        sa.Column("cron", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("empty", sa.Text(), nullable=False),
        sa.Column("catchup", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Number, nullable=False),
        sa.Column("next_run_at", Number, nullable=True),
        sa.Column("shown", sa.Text(), nullable=True),
        sa.CheckConstraint("catchup IN ('latest', 'skip')", name="subscription_catchup_check"),
        sa.CheckConstraint("empty IN ('skip', 'line')", name="subscription_empty_check"),
        sa.CheckConstraint("state IN ('active', 'paused')", name="subscription_state_check"),
        sa.PrimaryKeyConstraint("id", name="subscription_pk"),
        sqlite_strict=True,
    )
    _index("subscription", "due", ["next_run_at"], "state = 'active'")
    _index("subscription", "workspace", ["workspace"])
    _index("subscription", "place", ["place"])
    op.create_table(
        "content",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="content_pk"),
        sqlite_strict=True,
    )
    op.create_table(
        "content_ref",
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("briefing", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["content"], ["content.hash"], name="content_ref_content_fk", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("content", "workspace", "briefing", "item", "revision", name="content_ref_pk"),
        sqlite_strict=True,
    )
    _index("content_ref", "workspace_briefing_item", ["workspace", "briefing", "item"])
    op.create_table(
        "delivery",
        sa.Column("seq", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subscription", sa.Text(), nullable=True),
        sa.Column("slot", Number, nullable=True),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("attempts", Number, server_default="0", nullable=False),
        sa.Column("failures", Number, server_default="0", nullable=False),
        sa.Column("unsure", Number, server_default="0", nullable=False),
        sa.Column("late", Number, server_default="0", nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("due_at_ms", Number, nullable=True),
        sa.Column("under", sa.Text(), nullable=True),
        sa.Column("edits", Number, nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("created_at", Number, nullable=False),
        sa.Column("ended_at", Number, nullable=True),
        sa.CheckConstraint("kind IN ('digest', 'detail', 'edit', 'notice')", name="delivery_kind_check"),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'skipped', 'gone', 'unknown', 'failed')",
            name="delivery_state_check",
        ),
        sa.ForeignKeyConstraint(["content"], ["content.hash"], name="delivery_content_fk"),
        sa.PrimaryKeyConstraint("seq", name="delivery_pk"),
        sa.UniqueConstraint("id", name="delivery_id_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    _index("delivery", "unfinished", ["lane", "seq"], "state IN ('waiting', 'sending')")
    _index("delivery", "waiting", ["platform", "due_at_ms", "seq"], "state = 'waiting'")
    _index("delivery", "subscription_slot", ["subscription", "slot"])
    _index("delivery", "under", ["under"], "under IS NOT NULL")
    _index("delivery", "edits", ["edits"], "edits IS NOT NULL")
    _index("delivery", "content", ["content"])
    op.create_table(
        "node",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("beat", Number, nullable=False),
        sa.PrimaryKeyConstraint("owner", name="node_pk"),
        sqlite_strict=True,
    )
    op.create_table(
        "posted",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", Number, nullable=False),
        sa.CheckConstraint("kind IN ('answer', 'shared', 'digest')", name="posted_kind_check"),
        sa.ForeignKeyConstraint(["content"], ["content.hash"], name="posted_content_fk"),
        sa.PrimaryKeyConstraint("id", name="posted_pk"),
        sa.UniqueConstraint("place", "message_id", name="posted_place_message_id_key"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    _index("posted", "content", ["content"])


def _index(table: str, name: str, columns: list[str], where: str | None = None) -> None:
    condition = sa.text(where) if where else None
    op.create_index(f"{table}_{name}_index", table, columns, sqlite_where=condition, postgresql_where=condition)
