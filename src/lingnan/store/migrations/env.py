"""How Alembic reaches the database of a store: in the transaction that `migrate` opens."""

from alembic import context
from sqlalchemy import text

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    # Two programs that open a store at once migrate it one after the other; SQLite does so anyway.
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('lingnan'))"))
context.configure(connection=connection)
context.run_migrations()
