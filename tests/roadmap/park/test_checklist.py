"""What a new park needs and an existing one lacks, and in what order."""

from decimal import Decimal

from lingnan.roadmap.park.checklist import checklist
from roadmap.park.tiny_park import facility, member

FACILITIES = (
    facility("net-hall", {"net": 0.5}, new_park="required", existing_park="optional"),
    facility("cloud-hall", {"cloud": 0.5, "mes": 0.5}, new_park="recommended"),
    facility("school", {"mes": 0.5}, new_park="optional", existing_park="required"),
)
MEMBERS = (
    member("A", [], has=["net", "cloud"]),
    member("B", [], has=["net"]),
    member("C", [], has=["cloud"]),
)


def _list(members=MEMBERS, stage="existing_park", starts=None, in_place=frozenset()):
    items = checklist(
        FACILITIES,
        members,
        stage=stage,
        shown_share=Decimal("0.5"),
        starts=starts or {},
        in_place=in_place,
    )
    return {item.facility: item for item in items}


def test_an_existing_park():
    items = _list()
    # net is with 2 of 3; cloud with 2 of 3, mes with none.
    assert items["net-hall"].standing == "shown"
    assert items["net-hall"].sequence is None
    assert (items["cloud-hall"].standing, items["cloud-hall"].missing) == ("partly", ("mes",))
    assert items["cloud-hall"].members_having_share == Decimal("0.3333")  # 2 of 6 pairs
    assert (items["school"].standing, items["school"].need) == ("missing", "required")
    assert (items["school"].sequence, items["cloud-hall"].sequence) == (1, 2)


def test_a_new_park_without_members_lacks_everything():
    items = _list(members=(), stage="new_park")
    assert {item.standing for item in items.values()} == {"missing"}
    assert [items[name].sequence for name in ("net-hall", "cloud-hall", "school")] == [1, 2, 3]


def test_the_plan_orders_what_is_needed_alike():
    twins = (facility("x", {"net": 0.5}), facility("y", {"mes": 0.5}))
    items = checklist(
        twins, (), stage="new_park", shown_share=Decimal(1), starts={"y": 1}, in_place=frozenset()
    )
    assert [item.sequence for item in items] == [2, 1]


def test_what_is_in_place_is_not_asked_for():
    items = _list(in_place=frozenset(["school"]))
    assert (items["school"].standing, items["school"].sequence) == ("in_place", None)
