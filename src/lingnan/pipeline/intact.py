"""Whether the evidence that a run is about to read is still what was sealed.

Not for the whole proof: `lingnan evidence verify` also recomputes every row and link of the chain.
"""

from pathlib import Path

from lingnan.evidence.errors import ChainBroken
from lingnan.evidence.segment import segments
from lingnan.evidence.verify import bytes_difference
from lingnan.store import Lake


def check_sealed_files(lake: Lake) -> None:
    """Compare every sealed file with the SHA-256 that its commit noted.

    A changed byte need not break a Parquet file: it may just become another answer.

    Raises: ChainBroken, naming the first segment that differs.
    Limits: reads each file once, about a second for 40 million rows; rows are not recomputed.
    """
    for segment in segments(lake):
        for name in segment.files:
            why = bytes_difference(Path(name), segment.file_sha256)
            if why is not None:
                raise ChainBroken(segment_no=segment.segment_no, file=name, why=why)
