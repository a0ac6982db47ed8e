"""Body of the answer to get-site-info (Handle protocol facts §1.8).

Not for the record itself (see wire.site).
"""

from dataclasses import dataclass
from typing import Self

from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.octets import Reader
from lingnan.sources.identifier.wire.site import SiteInfo


@dataclass(frozen=True, slots=True)
class SiteResponse(Body):
    """Tells the site of the server, as in HS_SITE without a length (Handle protocol facts §1.8)."""

    site: SiteInfo

    def write(self) -> bytes:
        """Write the record (Handle protocol facts §1.8)."""
        return self.site.encode()

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read the record that fills the rest (Handle protocol facts §1.8)."""
        return cls(SiteInfo.decode(reader.rest()))
