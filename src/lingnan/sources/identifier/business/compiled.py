"""A template made ready for many rows: judges values and writes them as stored octets in one go.

Two thousand rows go through here in one call, so there is no object per value. What it writes is
held equal to the codec (wire.value) and to the store's own check (records.stored) by a test.
"""

from collections.abc import Iterable, Mapping
from struct import Struct
from typing import Any, Final, NamedTuple

from lingnan.kernel import Rule, Text
from lingnan.sources.identifier.business import rules
from lingnan.sources.identifier.business.template import (
    RESTRICTED,
    TEMPLATE_ID_INDEX,
    TEMPLATE_ID_TYPE,
    TEMPLATE_INDEX,
    TEMPLATE_TYPE,
    VALID_UNTIL,
    Item,
    Template,
)
from lingnan.sources.identifier.business.value_check import make_check
from lingnan.sources.identifier.coding import PLAIN_RULES, CodingRule, ObjectKind, choose_rule
from lingnan.sources.identifier.records.stored import NO_VALUES, Stored
from lingnan.sources.identifier.wire.codes import DEFAULT_PERMISSIONS, SECRET_PERMISSIONS
from lingnan.sources.identifier.wire.value import DEFAULT_TTL

_HEAD: Final = Struct(">IIBIBI").pack
_INT4: Final = Struct(">I").pack
_OWN_INDEXES: Final = (TEMPLATE_ID_INDEX, TEMPLATE_INDEX)
_RESERVED: Final = frozenset({TEMPLATE_ID_INDEX, TEMPLATE_INDEX, 1999})


class Problem(NamedTuple):
    """What is wrong with one value of a row."""

    rule: Rule
    field: str
    value: object
    more: Mapping[str, object]


class Heads(NamedTuple):
    """The octets before the data of each value, for one instant.

    Attributes: own: values 1000 and 1001, whole. public, restricted: index → head.
    """

    own: bytes
    public: dict[int, bytes]
    restricted: dict[int, bytes]


class CompiledTemplate:
    """One version of a template, ready for rows."""

    def __init__(self, template: Template) -> None:
        self.template = template
        enabled = [item for item in template.items if item.is_enabled]
        self._judges = {
            item.index: (item.type, make_check(item), item.reader_scope == RESTRICTED, item)
            for item in enabled
        }
        self._required = tuple(item for item in enabled if item.is_required)
        self.by_word = {word: item for item in enabled for word in (item.type, item.name)}
        ends = [item.index for item in enabled if item.type.upper() == VALID_UNTIL]
        self.valid_until_index = ends[0] if ends else None
        self.coding_rule: CodingRule | None = None
        if template.coding_kind is not None:
            kind = ObjectKind(template.coding_kind)
            self.coding_rule = choose_rule(PLAIN_RULES, kind, template.industry_code)

    @property
    def indexes(self) -> frozenset[int]:
        """Answer the indexes that the template speaks of, disabled ones and its own too."""
        return frozenset(item.index for item in self.template.items) | frozenset(_OWN_INDEXES)

    def heads(self, timestamp: int) -> Heads:
        """Make the heads of the values of one call. Units: UNIX seconds."""
        public, secret = DEFAULT_PERMISSIONS.value, SECRET_PERMISSIONS.value
        own = b"".join(
            _head(index, kind, timestamp, public) + _INT4(len(data)) + data + NO_VALUES
            for index, kind, data in (
                (TEMPLATE_ID_INDEX, TEMPLATE_ID_TYPE, self.template.handle.encode()),
                (TEMPLATE_INDEX, TEMPLATE_TYPE, self.template.version.encode()),
            )
        )
        items = [judge[3] for judge in self._judges.values()]
        return Heads(
            own,
            {item.index: _head(item.index, item.type, timestamp, public) for item in items},
            {item.index: _head(item.index, item.type, timestamp, secret) for item in items},
        )

    def encode(
        self,
        values: Iterable[Any],
        heads: Heads,
        *,
        is_restricted: bool = False,
        is_partial: bool = False,
    ) -> tuple[Stored, dict[int, str]] | list[Problem]:
        """Judge the values of one row and write them, or answer all that is wrong with them.

        Shapes: value {"index", "type", "data": {"value"}}; the answer has the stored list and the
            texts by index.
        Args:
            is_restricted: nobody but administrators may read any item of this row.
            is_partial: required items may be missing: the row changes some values only.
        """
        problems: list[Problem] = []
        texts: dict[int, str] = {}
        pieces: list[bytes] = []
        hidden: set[int] = set()
        public_heads, secret_heads = heads.public, heads.restricted
        judges = self._judges
        for each in values:
            try:
                index, kind, value = each["index"], each["type"], each["data"]["value"]
            except (KeyError, TypeError, IndexError):
                problems.append(Problem(rules.ROW_MALFORMED, "value", _shown(each), {}))
                continue
            judge = judges.get(index) if type(index) is int else None
            if judge is None:
                index, judge = self._look(index)
                if judge is None:
                    problems.append(_misplaced(index))
                    continue
            expected, check, is_secret, item = judge
            if kind != expected:
                problems.append(
                    Problem(
                        rules.TYPE_DIFFERS, expected, kind, {"index": index, "expected": expected}
                    )
                )
                continue
            reason = check(value)
            if reason is not None:
                problems.append(_wrong(item, value, reason))
                continue
            if index in texts:
                problems.append(_wrong(item, value, _TWICE))
                continue
            try:
                data = value.encode()
            except UnicodeEncodeError:
                problems.append(_wrong(item, ascii(value), _NO_UNICODE))
                continue
            texts[index] = value
            if is_secret or is_restricted:
                hidden.add(len(pieces))
                head = secret_heads[index]
            else:
                head = public_heads[index]
            pieces.append(head + _INT4(len(data)) + data + NO_VALUES)
        if not is_partial:
            for item in self._required:
                if not texts.get(item.index):
                    more = {"index": item.index}
                    problems.append(Problem(rules.REQUIRED_MISSING, item.type, None, more))
        if problems:
            return problems
        octets = _INT4(len(pieces) + 2) + heads.own + b"".join(pieces)
        if not hidden:
            return Stored(octets, None), texts
        seen = [piece for place, piece in enumerate(pieces) if place not in hidden]
        return Stored(octets, _INT4(len(seen) + 2) + heads.own + b"".join(seen)), texts

    def _look(self, index: object) -> tuple[object, Any]:
        """Find an item by an index written as text."""
        if isinstance(index, str) and index.isascii() and index.isdigit() and len(index) < 10:
            return int(index), self._judges.get(int(index))
        return index, None


def _head(index: int, kind: str, timestamp: int, permissions: int) -> bytes:
    octets = kind.encode()
    return _HEAD(index, timestamp, 0, DEFAULT_TTL, permissions, len(octets)) + octets


def _misplaced(index: object) -> Problem:
    is_reserved = type(index) is int and index in _RESERVED
    rule = rules.INDEX_RESERVED if is_reserved else rules.INDEX_UNKNOWN
    return Problem(rule, "index", _shown(index), {})


def _wrong(item: Item, value: object, reason: object) -> Problem:
    return Problem(rules.VALUE_WRONG, item.type, _shown(value), {"reason": reason})


def _shown(value: object) -> str:
    return value if isinstance(value, str) else repr(value)[:80]


_TWICE: Final = Text("重复", "it stands twice")
_NO_UNICODE: Final = Text("不是合法字符", "it is no well-formed text")
