"""The sets of a case as flat lists, because the bound walks them thousands of times a case.

Requirements the forest keeps are left out; gate rows stand as parts of their need. Written once
for each case by `write_lists`. Not for solving.
"""

from lingnan.roadmap.case import Case
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.kernel.record import MOST_PRICED, Record


@compiled
def write_lists(case: Case, lists: Record) -> None:
    """Choose the forest of requirements and write every other set down as a list."""
    _choose_parents(case, lists)
    _write_groups(case, lists)
    _write_multi(case, lists)
    _write_rows(case, lists)


@compiled
def _choose_parents(case: Case, lists: Record) -> None:
    """One parent per measure: the dearest of those it cannot do without."""
    for a in range(case.count):
        lists.parent[a] = -1
        best = -1
        for g in range(case.group_start[a], case.group_start[a + 1]):
            mask = case.group_mask[g]
            if mask != 0 and mask & (mask - 1) == 0:
                k = 0
                while mask >> k != 1:
                    k += 1
                if k < a and case.price[k] > best:
                    best, lists.parent[a] = case.price[k], k


@compiled
def _write_members(mask: int, members: Record, first: int) -> int:
    end, k = first, 0
    while mask:
        if mask & 1:
            members[end] = k
            end += 1
        mask >>= 1
        k += 1
    return end


@compiled
def _write_groups(case: Case, lists: Record) -> None:
    count, end = 0, 0
    for a in range(case.count):
        for g in range(case.group_start[a], case.group_start[a + 1]):
            parent = lists.parent[a]
            is_kept = parent >= 0 and case.group_mask[g] == 1 << parent
            if is_kept or count == MOST_PRICED:
                continue
            lists.group_owner[count] = a
            lists.group_first[count] = end
            end = _write_members(case.group_mask[g], lists.group_member, end)
            count += 1
    lists.group_first[count] = end
    lists.groups = count


@compiled
def _write_multi(case: Case, lists: Record) -> None:
    end, place = 0, 0
    for m in range(case.multi):
        lists.multi_first[m] = end
        lists.multi_row_first[m] = place
        end = _write_members(case.multi_mask[m], lists.multi_member, end)
        for row in range(case.row_start[case.levels]):
            if case.row_need[row] > 0 and case.multi_gain[m, row] != 0:
                lists.multi_row[place] = row
                lists.multi_part[place] = case.multi_gain[m, row] / case.row_need[row]
                place += 1
    lists.multi_first[case.multi] = end
    lists.multi_row_first[case.multi] = place


@compiled
def _write_rows(case: Case, lists: Record) -> None:
    end = 0
    for row in range(case.row_start[case.levels]):
        lists.row_first[row] = end
        if case.row_need[row] <= 0:
            continue
        for a in range(case.count):
            if case.row_gain[row, a] != 0:
                lists.row_who[end] = a
                lists.row_part[end] = case.row_gain[row, a] / case.row_need[row]
                end += 1
    lists.row_first[case.row_start[case.levels]] = end
