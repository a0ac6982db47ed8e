"""How Alembic reaches the database of a store."""

from alembic import context

engine = context.config.attributes["engine"]
with engine.begin() as connection:
    context.configure(connection=connection)
    context.run_migrations()
