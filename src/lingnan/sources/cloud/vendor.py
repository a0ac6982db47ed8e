"""The name of a vendor as it stands in the source of evidence."""

import re
from typing import Final

from lingnan.kernel import half_width
from lingnan.sources.cloud.errors import BadVendor

_NAME: Final = re.compile(r"[\w.\-]{1,60}")


def source_of(vendor: str) -> str:
    """Answer `cloud:<vendor>` in one spelling. Raises: BadVendor."""
    name = half_width(vendor).lower()
    if _NAME.fullmatch(name) is None:
        raise BadVendor(vendor=vendor)
    return f"cloud:{name}"
