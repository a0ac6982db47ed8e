"""Read Parquet files of users. Not for the lake's own files (see store.lake and store.engine)."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lingnan.store.tabular.column import Column, HeaderMatch, match_headers
from lingnan.store.tabular.errors import FileDamaged
from lingnan.store.tabular.sheet import Content
from lingnan.store.tabular.wanted import wanted_places


def read_parquet(
    path: Path, columns: Sequence[Column], *, keep_unmapped: bool
) -> tuple[Content, HeaderMatch]:
    """Read the wanted columns of a Parquet file with the types they have there.

    Raises: FileDamaged when the file was cut off or its pages are broken.
    """
    try:
        with pq.ParquetFile(path) as file:
            headers = file.schema_arrow.names
            match = match_headers(headers, columns)
            places = wanted_places(headers, match, keep_unmapped)
            table = file.read(columns=[headers[place] for place in places.values()])
            count = file.metadata.num_rows
    except (pa.ArrowException, OSError) as problem:
        raise FileDamaged(file=path.name, reason=_first_line(problem)) from problem
    content = Content(
        rows=pa.chunked_array([pa.array(np.arange(1, count + 1), pa.int64())]),
        columns={name: table[headers[place]] for name, place in places.items()},
        headers=headers,
        header_row=0,
    )
    return content, match


def _first_line(problem: BaseException) -> str:
    return str(problem).strip().split("\n", 1)[0].rstrip(".")
