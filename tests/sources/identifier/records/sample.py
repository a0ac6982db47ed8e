"""Values and stores that the tests of the records share; the prefixes are synthetic."""

from lingnan.sources.identifier.records.stored import Stored, prepare
from lingnan.sources.identifier.wire.value import HandleValue, encode_values


def url(text: str = "https://example.com/p/1", index: int = 1) -> HandleValue:
    return HandleValue(index, "URL", text.encode(), timestamp=1_700_000_000)


def secret(index: int = 300) -> HandleValue:
    return HandleValue(index, "HS_SECKEY", b"s3cret", timestamp=1_700_000_000, permissions=0x0C)


def stored(*values: HandleValue) -> Stored:
    return prepare(encode_values(values or (url(),)))
