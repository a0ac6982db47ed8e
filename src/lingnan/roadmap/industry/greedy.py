"""Choose a product list greedily: always the package that closes most of what is still open.

The objective is monotone and submodular (see cover), so the list closes at least
1 − (1 − 1/K)^K of what the best list of K closes, and gains only shrink as the list grows: an old
gain is an upper limit of the present one, which is why the lazy version recomputes few of them.
Not for how good the list really is (bound).
Source: Nemhauser, Wolsey, Fisher 1978, doi:10.1007/BF01588971; Minoux 1978,
doi:10.1007/BFb0006528 (lazy evaluation).
"""

import heapq
from dataclasses import dataclass

from lingnan.roadmap.industry.cover import Cover, add_package, gain_of, nothing_covered


@dataclass(frozen=True, slots=True)
class Choice:
    """A list in the order of choice, what each package added, and how many gains were computed.

    `is_thrifty`: chosen for a tight budget instead of for coverage alone (thrift).
    """

    packages: tuple[int, ...]
    gains: tuple[int, ...]
    evaluations: int
    is_thrifty: bool = False

    @property
    def objective(self) -> int:
        """Gap units closed by the whole list."""
        return sum(self.gains)


def floor_share(count: int) -> float:
    """The share of the optimum that greedy choice of `count` packages is sure to close."""
    return 1.0 - (1.0 - 1.0 / count) ** count


def choose_lazily(cover: Cover, count: int) -> Choice:
    """At most `count` packages; fewer when nothing is left to close. Ties go to the first one."""
    covered = nothing_covered(cover)
    heap = [
        (-int(gain_of(cover, covered, package)), package, 0)
        for package in range(cover.packages_count)
    ]
    evaluations = len(heap)
    heapq.heapify(heap)
    packages: list[int] = []
    gains: list[int] = []
    while heap and len(packages) < count:
        loss, package, seen = heapq.heappop(heap)
        if seen < len(packages):
            gain = int(gain_of(cover, covered, package))
            evaluations += 1
            heapq.heappush(heap, (-gain, package, len(packages)))
        elif loss == 0:
            break
        else:
            gains.append(int(add_package(cover, covered, package)))
            packages.append(package)
    return Choice(tuple(packages), tuple(gains), evaluations)


def choose_plainly(cover: Cover, count: int) -> Choice:
    """The same list, computing every gain in every round; what the lazy version is held to."""
    covered = nothing_covered(cover)
    packages: list[int] = []
    gains: list[int] = []
    evaluations = 0
    while len(packages) < count:
        found = [
            (-int(gain_of(cover, covered, package)), package)
            for package in range(cover.packages_count)
            if package not in packages
        ]
        evaluations += len(found)
        loss, package = min(found, default=(0, -1))
        if loss == 0:
            break
        gains.append(int(add_package(cover, covered, package)))
        packages.append(package)
    return Choice(tuple(packages), tuple(gains), evaluations)
