"""What Alembic runs: the migrations, in the transaction of the connection it was given."""

from alembic import context
from sqlalchemy import Connection

from bot.store.tables import metadata

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,  # SQLite's too, with the driver's own transactions off
)
context.run_migrations()
