"""Take fields out of decoded JSON, so that every error names the field.

Tolerant where senders are known to differ: numbers may come as strings. Not for what the fields
mean (see json_form, json_site, json_key).
"""

from base64 import b64decode, urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.wire.errors import BadJson
from lingnan.sources.identifier.wire.limit import MAX_ARRAY, MAX_HANDLE

MAX_INT4: Final = 0xFFFFFFFF
MISSING: Final = Text("缺少该字段", "it is missing")
NOT_OBJECT: Final = Text("应为对象", "it must be an object")
NOT_LIST: Final = Text("应为数组", "it must be an array")
NOT_TEXT: Final = Text("应为字符串", "it must be a string")
NOT_UTF8: Final = Text("含有无法以 UTF-8 编码的字符", "it has a character that UTF-8 cannot write")
NOT_BOOLEAN: Final = Text("应为 true 或 false", "it must be true or false")
NOT_BASE64: Final = Text("不是有效的 Base64", "it is not valid base64")
NOT_HEX: Final = Text("不是有效的十六进制", "it is not valid hexadecimal")
HANDLE_TOO_LONG: Final = Text(
    f"超过 {MAX_HANDLE} 字节", f"it is longer than {MAX_HANDLE} octets in UTF-8"
)


@dataclass(frozen=True, slots=True)
class Field:
    """A value in decoded JSON, and the path to it as a person would write it."""

    value: object
    path: str

    def failure(self, reason: Text) -> BadJson:
        """Answer the error that names this field."""
        return BadJson(field=self.path, reason=reason)

    def member(self, name: str) -> "Field":
        """Answer a member that must be there."""
        found = self.optional(name)
        if found is None:
            raise BadJson(field=f"{self.path}.{name}", reason=MISSING)
        return found

    def optional(self, name: str) -> "Field | None":
        """Answer a member; None if it is missing or null."""
        if not isinstance(self.value, Mapping):
            raise self.failure(NOT_OBJECT)
        value = self.value.get(name)
        return None if value is None else Field(value, f"{self.path}.{name}")

    def items(self, limit: int = MAX_ARRAY) -> list["Field"]:
        """Answer the items of an array."""
        if not isinstance(self.value, list | tuple):
            raise self.failure(NOT_LIST)
        if len(self.value) > limit:
            raise self.failure(Text(f"超过 {limit} 项", f"it has more than {limit} items"))
        return [Field(item, f"{self.path}[{place}]") for place, item in enumerate(self.value)]

    def text(self) -> str:
        """Answer a string that UTF-8 can write."""
        if not isinstance(self.value, str):
            raise self.failure(NOT_TEXT)
        try:
            self.value.encode()
        except UnicodeEncodeError:
            raise self.failure(NOT_UTF8) from None
        return self.value

    def handle(self) -> str:
        """Answer a string that is no longer than a handle."""
        handle = self.text()
        if len(handle.encode()) > MAX_HANDLE:
            raise self.failure(HANDLE_TOO_LONG)
        return handle

    def integer(self, low: int = 0, high: int = MAX_INT4) -> int:
        """Answer a whole number between two bounds, both included; digits in a string will do."""
        value = self.value
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 10:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            reason = Text(
                f"应为 {low} 到 {high} 的整数", f"it must be a whole number from {low} to {high}"
            )
            raise self.failure(reason)
        return value

    def boolean(self) -> bool:
        """Answer true or false."""
        if not isinstance(self.value, bool):
            raise self.failure(NOT_BOOLEAN)
        return self.value

    def mask(self, fewest: int, most: int) -> int:
        """Answer a mask written as digits 0 and 1, most significant first."""
        text = self.text()
        if not fewest <= len(text) <= most or text.strip("01"):
            reason = Text(
                f"应为 {fewest} 至 {most} 位的 0 和 1",
                f"it must be {fewest} to {most} digits, each 0 or 1",
            )
            raise self.failure(reason)
        return int(text, 2)

    def base64(self) -> bytes:
        """Answer the octets of standard base64."""
        try:
            return b64decode(self.text(), validate=True)
        except ValueError:
            raise self.failure(NOT_BASE64) from None

    def base64url(self) -> bytes:
        """Answer the octets of base64 for addresses, without padding (RFC 7515 §2)."""
        text = self.text().rstrip("=")
        if not text.isascii() or text.replace("-", "").replace("_", "").strip(_ALPHANUMERIC):
            raise self.failure(NOT_BASE64)
        try:
            return urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError:
            raise self.failure(NOT_BASE64) from None

    def hexadecimal(self) -> bytes:
        """Answer the octets of hexadecimal digits."""
        try:
            return bytes.fromhex(self.text())
        except ValueError:
            raise self.failure(NOT_HEX) from None


_ALPHANUMERIC: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
