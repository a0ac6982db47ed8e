"""The SHA-256 over evidence rows, independent of files, chunks and library versions.

Each column is hashed in one canonical form: a bit for every null (first row in the highest bit),
then the values in little-endian bytes with nulls as zero; text as the length of every value in
bytes (int32), then the bytes. The rows' digest is over the column names and column digests in the
order of the schema.
"""

import hashlib
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

FIRST = "0" * 64
_VERSION = b"lingnan-evidence-1"


def rows_sha256(table: pa.Table) -> str:
    """Digest of all columns of a table, in its row order."""
    total = hashlib.sha256(_VERSION)
    for name in table.column_names:
        total.update(name.encode())
        total.update(_column_digest(table[name]))
    return total.hexdigest()


def chain_sha256(previous: str, segment_no: int, rows_count: int, rows: str) -> str:
    """Digest that ties a segment to the one before it."""
    text = f"{previous}|{segment_no}|{rows_count}|{rows}"
    return hashlib.sha256(text.encode()).hexdigest()


def _column_digest(column: pa.ChunkedArray) -> bytes:
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], column.type)
    digest = hashlib.sha256()
    nulls = array.is_null().to_numpy(zero_copy_only=False)
    digest.update(np.packbits(nulls).tobytes())
    if array.null_count:
        array = pc.fill_null(array, _zero(array.type))
    if pa.types.is_string(array.type):
        lengths = pc.binary_length(array).cast(pa.int32()).to_numpy(zero_copy_only=False)
        digest.update(lengths.astype("<i4", copy=False).tobytes())
        digest.update(_text_bytes(array))
    else:
        digest.update(_fixed_bytes(array))
    return digest.digest()


def _zero(kind: pa.DataType) -> pa.Scalar:
    if pa.types.is_string(kind):
        return pa.scalar("", kind)
    if pa.types.is_decimal(kind):
        return pa.scalar(Decimal(0), kind)
    return pa.scalar(0, kind)


def _text_bytes(array: Any) -> memoryview:
    _, offsets, data = array.buffers()
    if data is None or not len(array):
        return memoryview(b"")
    ends = np.frombuffer(offsets, dtype="<i4", count=len(array) + 1, offset=4 * array.offset)
    return memoryview(data)[int(ends[0]) : int(ends[-1])]


def _fixed_bytes(array: Any) -> memoryview:
    width = array.type.bit_width // 8
    data = array.buffers()[1]
    if data is None:
        return memoryview(b"")
    start = array.offset * width
    return memoryview(data)[start : start + len(array) * width]
