"""The computing engine: Ibis on an in-process DuckDB.

Not for: keeping anything; an engine's tables end with it.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lingnan.store.errors import ComputationFailed
from lingnan.store.lake import Lake

MEMORY_LIMIT = "4GB"


class Engine:
    """One DuckDB connection behind Ibis; a context manager.

    Limits: reads Parquet files named by the Delta log; never loads a DuckDB extension, because
        extensions would be downloaded.
    """

    def __init__(self, *, memory_limit: str = MEMORY_LIMIT, spill: Path | None = None) -> None:
        self._spill = tempfile.TemporaryDirectory(prefix="lingnan-", dir=spill)
        self.connection = ibis.duckdb.connect(
            threads=os.cpu_count() or 1,
            memory_limit=memory_limit,
            temp_directory=self._spill.name,
            autoinstall_known_extensions=False,
            autoload_known_extensions=False,
            preserve_insertion_order=False,
        )
        self.connection.raw_sql("SET parquet_metadata_cache = true")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection and drop what it spilled."""
        self.connection.disconnect()
        self._spill.cleanup()

    def scan(self, lake: Lake, name: str, version: int | None = None) -> ir.Table:
        """Read one version of a lake table, without copying it."""
        files = lake.files(name, version)
        if not files:
            # A table without rows has no file, yet its columns are known.
            return self.memory(lake.schema(name, version).empty_table())
        return self.parquet(files)

    def parquet(self, files: list[str]) -> ir.Table:
        """Read Parquet files of one schema as one table. Raises: ComputationFailed."""
        with _told():
            return self.connection.read_parquet(files)

    def memory(self, table: pa.Table) -> ir.Table:
        """Show an Arrow table to the engine."""
        return ibis.memtable(table)

    def keep(self, name: str, expression: ir.Table) -> ir.Table:
        """Compute an expression once and keep it under a name as long as the engine lives.

        Raises: ComputationFailed.
        """
        draft = f"{name}__draft"
        with _told():
            self.connection.create_table(draft, expression)
            # The expression may read the table it replaces, so the swap comes last.
            self.connection.raw_sql(f'DROP TABLE IF EXISTS "{name}"')
            self.connection.raw_sql(f'ALTER TABLE "{draft}" RENAME TO "{name}"')
        return self.connection.table(name)

    def sql(self, query: str, **values: object) -> pa.Table:
        """Answer a query in DuckDB's own SQL, with bound `$name` values, as Arrow.

        Raises: ComputationFailed.
        """
        with _told():
            return self.connection.con.sql(query, params=values).to_arrow_table()

    def arrow(self, expression: ir.Table) -> pa.Table:
        """Compute an expression.

        Raises: ComputationFailed.
        """
        with _told():
            return expression.to_pyarrow()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except duckdb.Error as problem:
        reason = str(problem).splitlines()[0][:500]
        raise ComputationFailed(reason=reason) from problem
