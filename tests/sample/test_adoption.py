import numpy as np

from lingnan.sample.adoption import SILENT_MONTHS, Episodes, adopt, sights
from lingnan.sample.month import MONTHS_COUNT


def counted(episodes: Episodes, month: int) -> int:
    last = np.where(episodes.last == MONTHS_COUNT - 1, MONTHS_COUNT, episodes.last + SILENT_MONTHS)
    return int(((episodes.first <= month) & (month < last)).sum())


def test_count_follows_the_goal_although_members_leave() -> None:
    goal = np.linspace(100, 500, MONTHS_COUNT).astype(np.int64)
    rng = np.random.default_rng(5)
    found = adopt(
        goal,
        lambda _: np.ones(1000, dtype=np.bool_),
        rng.random(1000).astype(np.float32),
        step=np.full(1000, 3, dtype=np.int8),
        leaving_share=0.02,
        rng=rng,
    )
    assert [counted(found, month) for month in range(MONTHS_COUNT)] == goal.tolist()
    assert (found.last < MONTHS_COUNT - 1).any()


def test_the_readiest_join_first() -> None:
    goal = np.full(MONTHS_COUNT, 2, dtype=np.int64)
    goal[10:] = 3
    ready = np.array([0.1, 0.9, 0.5, 0.7], dtype=np.float32)
    present = np.ones(4, dtype=np.bool_)
    found = adopt(goal, lambda _: present, ready, rng=np.random.default_rng(1))
    assert found.member.tolist() == [1, 2, 3]
    assert found.first.tolist() == [0, 10, 0]


def test_all_join_where_members_do_not_suffice() -> None:
    goal = np.full(MONTHS_COUNT, 9, dtype=np.int64)
    ready = np.zeros(4, dtype=np.float32)
    present = np.ones(4, dtype=np.bool_)
    found = adopt(goal, lambda _: present, ready, rng=np.random.default_rng(1))
    assert found.member.tolist() == [0, 1, 2, 3]


def test_sights_are_a_step_apart() -> None:
    episodes = Episodes(
        np.array([4, 7], dtype=np.int32),
        np.array([0, 5], dtype=np.int16),
        np.array([6, 5], dtype=np.int16),
    )
    member, month = sights(episodes, np.array([3, 1]))
    assert member.tolist() == [4, 4, 4, 7]
    assert month.tolist() == [0, 3, 6, 5]


def test_a_part_counts_its_members_from_zero() -> None:
    episodes = Episodes(
        np.array([1, 4, 4, 9], dtype=np.int32),
        np.array([0, 1, 30, 3], dtype=np.int16),
        np.array([5, 6, 40, 7], dtype=np.int16),
    )
    part = episodes.part(4, 9)
    assert part.member.tolist() == [0, 0]
    assert part.first.tolist() == [1, 30]
