"""Points of the SM2 curve: adding, doubling and multiplying them, fast enough for a server.

Not for signatures or keys (see sm2.py). Integers of Python take time that depends on their value:
a secret multiplier must come through `multiply_blinded`, which splits it into two random shares.

Source: GB/T 32918.1-2016 (the group law), GB/T 32918.5-2017 (the curve sm2p256v1);
Jacobian formulas for a = −3: Cohen, Miyaji, Ono, ASIACRYPT 1998.
"""

import secrets
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

P: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A: Final = P - 3
B: Final = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G: Final = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)

#: A point in the plane; None is the point at infinity.
Point = tuple[int, int] | None
_Jacobian = tuple[int, int, int]
_INFINITY: Final[_Jacobian] = (1, 1, 0)

_BASE_BITS: Final = 6
_KEY_BITS: Final = 4
_TABLES_KEPT: Final = 32
_USES_BEFORE_TABLE: Final = 4


def is_on_curve(x: int, y: int) -> bool:
    """Answer whether (x, y) is a finite point of the curve; its order is then n (cofactor 1)."""
    return 0 <= x < P and 0 <= y < P and (y * y - ((x * x + A) * x + B)) % P == 0


def _double(point: _Jacobian) -> _Jacobian:
    x, y, z = point
    if not z or not y:
        return _INFINITY
    delta = z * z % P
    gamma = y * y % P
    beta = x * gamma % P
    alpha = 3 * (x - delta) * (x + delta) % P
    x3 = (alpha * alpha - 8 * beta) % P
    z3 = 2 * y * z % P
    return x3, (alpha * (4 * beta - x3) - 8 * gamma * gamma) % P, z3


def _add_plane(left: _Jacobian, right: tuple[int, int]) -> _Jacobian:
    """Add a finite point of the plane to a Jacobian one."""
    x1, y1, z1 = left
    x2, y2 = right
    if not z1:
        return x2, y2, 1
    square = z1 * z1 % P
    h = (x2 * square - x1) % P
    r = (y2 * square * z1 - y1) % P
    if not h:
        return _INFINITY if r else _double(left)
    h2 = h * h % P
    h3 = h2 * h % P
    v = x1 * h2 % P
    x3 = (r * r - h3 - 2 * v) % P
    return x3, (r * (v - x3) - y1 * h3) % P, z1 * h % P


def _to_plane(points: list[_Jacobian]) -> list[Point]:
    """Bring many points to the plane with one inversion (Montgomery's trick)."""
    product = 1
    before = []
    for _, _, z in points:
        before.append(product)
        if z:
            product = product * z % P
    inverse = pow(product, -1, P)
    plane: list[Point] = [None] * len(points)
    for place in range(len(points) - 1, -1, -1):
        x, y, z = points[place]
        if not z:
            continue
        own = inverse * before[place] % P
        inverse = inverse * z % P
        square = own * own % P
        plane[place] = (x * square % P, y * square * own % P)
    return plane


class _Table:
    """Multiples of one point by every digit of every window, so that no doubling is left."""

    __slots__ = ("bits", "rows")

    def __init__(self, point: tuple[int, int], bits: int) -> None:
        self.bits = bits
        width = (1 << bits) - 1
        flat: list[_Jacobian] = []
        base = point
        for _ in range(-(-256 // bits)):
            running: _Jacobian = (*base, 1)
            for _ in range(width):
                flat.append(running)
                running = _add_plane(running, base)
            base = _plane(running)
        plane = _to_plane(flat)
        self.rows = [plane[at : at + width] for at in range(0, len(plane), width)]

    def add(self, start: _Jacobian, scalar: int) -> _Jacobian:
        mask, bits = (1 << self.bits) - 1, self.bits
        for row in self.rows:
            digit = scalar & mask
            if digit:
                entry = row[digit - 1]
                if entry is not None:
                    start = _add_plane(start, entry)
            scalar >>= bits
        return start


def _plane(point: _Jacobian) -> tuple[int, int]:
    (only,) = _to_plane([point])
    if only is None:
        raise ArithmeticError("a multiple below the order of the curve cannot be infinite")
    return only


class _Tables:
    """The table of the base point, and those of the few points that are used again and again."""

    def __init__(self) -> None:
        self._base: _Table | None = None
        self._uses: OrderedDict[tuple[int, int], int] = OrderedDict()
        self._kept: OrderedDict[tuple[int, int], _Table] = OrderedDict()

    def of_base(self) -> _Table:
        if self._base is None:
            self._base = _Table(G, _BASE_BITS)
        return self._base

    def of(self, point: tuple[int, int]) -> _Table | None:
        """Answer the table of a point met often enough; its making costs some fifteen checks."""
        table = self._kept.get(point)
        if table is not None:
            return table
        uses = self._uses.pop(point, 0) + 1
        if uses <= _USES_BEFORE_TABLE:
            self._uses[point] = uses
            if len(self._uses) > 8 * _TABLES_KEPT:
                self._uses.popitem(last=False)
            return None
        table = self._kept[point] = _Table(point, _KEY_BITS)
        if len(self._kept) > _TABLES_KEPT:
            self._kept.popitem(last=False)
        return table


_tables: Final = _Tables()


def _digits(scalar: int) -> Iterable[int]:
    """Answer the width-5 non-adjacent form of a scalar, lowest digit first."""
    while scalar:
        digit = 0
        if scalar & 1:
            digit = scalar & 31
            if digit > 15:
                digit -= 32
            scalar -= digit
        yield digit
        scalar >>= 1


def _multiply(point: tuple[int, int], scalar: int) -> _Jacobian:
    doubled = _plane(_double((*point, 1)))
    odd: list[_Jacobian] = [(*point, 1)]
    for _ in range(7):
        odd.append(_add_plane(odd[-1], doubled))
    plane = _to_plane(odd)
    result = _INFINITY
    for digit in reversed(list(_digits(scalar))):
        result = _double(result)
        if digit:
            entry = plane[abs(digit) >> 1]
            if entry is not None:
                result = _add_plane(result, entry if digit > 0 else (entry[0], P - entry[1]))
    return result


def add_multiples(base_scalar: int, point: tuple[int, int], scalar: int) -> Point:
    """Answer base_scalar·G + scalar·point, for public numbers only.

    Shapes: both scalars in 0…n−1, the point on the curve.
    """
    table = _tables.of(point)
    start = _multiply(point, scalar) if table is None else table.add(_INFINITY, scalar)
    total = _tables.of_base().add(start, base_scalar)
    return _to_plane([total])[0]


def multiply_base(scalar: int) -> Point:
    """Answer scalar·G for a secret scalar in 1…n−1, through two random shares of it."""
    share = secrets.randbelow(N)
    table = _tables.of_base()
    total = table.add(table.add(_INFINITY, share), (scalar - share) % N)
    return _to_plane([total])[0]


def multiply_blinded(point: tuple[int, int], scalar: int) -> Point:
    """Answer scalar·point for a secret scalar, through two random shares of it."""
    share = 1 + secrets.randbelow(N - 1)
    (left,) = _to_plane([_multiply(point, share)])
    right = _multiply(point, (scalar - share) % N)
    return _to_plane([right if left is None else _add_plane(right, left)])[0]
