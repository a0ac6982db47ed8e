"""Same input, same bytes: fixed days inside packages, and zip members without a clock.

Not for the day a document speaks of: that stands in its text.
"""

import io
import zipfile
from datetime import datetime

#: When every package says it was made; without a zone, as both formats write it in UTC.
FIXED = datetime(2021, 7, 6)  # noqa: DTZ001  # libraries want it naive
_MEMBER_DAY = (1980, 1, 1, 0, 0, 0)


def without_clock(package: bytes) -> bytes:
    """Write a zip package anew with a fixed day on every member, in the same order."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as read,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for member in read.infolist():
            info = zipfile.ZipInfo(member.filename, _MEMBER_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            written.writestr(info, read.read(member.filename))
    return target.getvalue()
