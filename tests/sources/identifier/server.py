"""A PostgreSQL server for the tests of the node, where LINGNAN_TEST_POSTGRESQL_URL names one.

Every database is a schema of its own on that server, and gone afterwards.
"""

import os
import uuid
from contextlib import contextmanager

from sqlalchemy import create_engine, make_url, text

from lingnan.store.database import Database, metadata

VARIABLE = "LINGNAN_TEST_POSTGRESQL_URL"
#: On which databases a test runs here.
KINDS = ["sqlite", "postgresql"] if os.environ.get(VARIABLE) else ["sqlite"]


@contextmanager
def server_database(tables=None):
    """Make an empty database with all tables, or some."""
    server = os.environ[VARIABLE]
    schema = f"test_{uuid.uuid4().hex}"
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    options = {"options": f"-csearch_path={schema}"}
    here = make_url(server).update_query_dict(options).render_as_string(hide_password=False)
    database = Database(here)
    try:
        metadata.create_all(database.engine, tables=tables)
        yield database
    finally:
        database.engine.dispose()
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()
