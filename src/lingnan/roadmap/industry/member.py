"""Who belongs to an industry roadmap: assessed small and medium manufacturers of a scope.

Not for how far they have got (target).
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lingnan.kernel import industry, region
from lingnan.packs import Pack
from lingnan.roadmap.assumed import SIZES
from lingnan.roadmap.industry.errors import (
    AreaUnknown,
    ClusterUnknown,
    DivisionUnknown,
    NoMembers,
    ScopeUnclear,
)
from lingnan.roadmap.industry.model import Scope
from lingnan.roadmap.step import Integers

SECTION = "C"
"""Manufacturing of GB/T 4754."""
SMALL_AND_MEDIUM = ("small", "medium")


@dataclass(frozen=True, slots=True)
class Members:
    """The enterprises of a roadmap, in the order of the register.

    Shapes: rows (m,): their rows in the register; size (m,): places in SIZES.
    """

    rows: Integers
    size: Integers

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, places: NDArray[np.int64]) -> "Members":
        """Some of them."""
        return Members(self.rows[places], self.size[places])


def eligible(register: pa.Table, assessed: NDArray[np.bool_], *, has_micro: bool) -> Members:
    """All enterprises that any industry roadmap may address.

    Shapes: register: one row an enterprise with uscc, size_class, city_code, industry_code,
        primary_cluster_id, optionally region_code (county); assessed: (k,) beside it.
    Limits: an enterprise whose size class is unknown is left out.
    """
    size = pc.fill_null(pc.index_in(register["size_class"], value_set=pa.array(SIZES)), -1)
    places = size.to_numpy().astype(np.int64)
    wanted = [SIZES.index(name) for name in SMALL_AND_MEDIUM]
    if has_micro:
        wanted.append(SIZES.index("micro"))
    makes = _flags(pc.starts_with(register["industry_code"], SECTION))
    rows = np.flatnonzero(np.isin(places, wanted) & makes & assessed)
    return Members(rows, places[rows])


def members_of(
    register: pa.Table, assessed: NDArray[np.bool_], scope: Scope, pack: Pack
) -> Members:
    """The members of one scope.

    Raises: ScopeUnclear, ClusterUnknown, DivisionUnknown, AreaUnknown, NoMembers.
    """
    if (scope.cluster_id is None) == (scope.division is None):
        raise ScopeUnclear
    inside = _of_cluster(register, scope.cluster_id, pack) if scope.cluster_id else None
    if inside is None:
        inside = _flags(pc.starts_with(register["industry_code"], _division(scope.division or "")))
    if scope.area is not None:
        inside &= _in_area(register, scope.area, pack)
    everyone = eligible(register, assessed, has_micro=scope.has_micro)
    found = everyone.at(np.flatnonzero(inside[everyone.rows]))
    if not len(found):
        raise NoMembers(scope=scope.text)
    return found


def _of_cluster(register: pa.Table, cluster_id: str, pack: Pack) -> NDArray[np.bool_]:
    known = [cluster.id for cluster in pack.clusters]
    if cluster_id not in known:
        raise ClusterUnknown(cluster=cluster_id, known=", ".join(known))
    return _flags(pc.equal(register["primary_cluster_id"], cluster_id))


def _division(code: str) -> str:
    if industry.problem(code) is not None or not industry.is_manufacturing(code):
        raise DivisionUnknown(division=code)
    return industry.normalise(code)


def _in_area(register: pa.Table, area: str, pack: Pack) -> NDArray[np.bool_]:
    """A city by its code or first four digits, a county by its six."""
    code = region.normalise(area)
    known = {city.code for city in pack.cities}
    is_known = region.problem(code) is None
    whole = is_known and code == pack.region_code
    has_counties = "region_code" in register.column_names
    if is_known and code in known:
        return _flags(pc.equal(register["city_code"], code))
    if is_known and has_counties and code[:4] + "00" in known:
        return _flags(pc.equal(register["region_code"], code))
    if whole:
        return np.ones(len(register), dtype=np.bool_)
    raise AreaUnknown(area=area, known=", ".join(sorted(known)))


def _flags(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    return np.asarray(pc.fill_null(column, False).to_numpy(), dtype=np.bool_)
