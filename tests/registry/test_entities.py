"""Parks, chains, providers, platforms, identifier nodes, banks, and memberships in them."""

from datetime import date

import pytest

from lingnan.kernel import ImportCounts
from lingnan.registry import EntityKind, GroupKind, Membership, Registry
from lingnan.store.tabular.errors import ColumnMissing

NODES = "标识前缀,节点名称,类型,城市,上线时间,统一社会信用代码\n"


def test_nodes_come_in_and_again(store, bring, rows, code):
    text = f"{NODES}88.118,甲节点,标识解析二级节点,广州,2021-03-01,{code(1)}\n"
    text += "88.119,乙节点,second_level,510100,,\n"
    assert bring(text, kind="identifier_node") == (ImportCounts(added=2), [])
    assert bring(text, kind="identifier_node") == (ImportCounts(unchanged=2), [])
    first, second = Registry(store).entities(EntityKind.IDENTIFIER_NODE)
    assert (first.entity_code, first.class_code, first.city_code) == (
        "88.118",
        "second_level",
        "440100",
    )
    assert (first.from_date, first.operator_uscc) == (date(2021, 3, 1), code(1))
    # A city outside the region is known by its code: operators may sit elsewhere.
    assert (second.city_code, second.class_code) == ("510100", "second_level")
    assert store.lake.exists("registry_entity")
    counts, _ = bring(NODES + "88.119,乙节点,,,2022-01-01,\n", kind="identifier_node")
    assert counts == ImportCounts(changed=1)
    assert rows("registry_entity")[1]["class_code"] == "second_level"


@pytest.mark.parametrize(
    ("row", "rule", "field"),
    [
        (",甲,,,,", "REG-011", "entity_code"),
        ("1,,,,,", "REG-011", "name_zh"),
        ("1,甲,顶级节点,,,", "REG-030", "class_code"),
        ("1,甲,,火星,,", "REG-018", "city"),
        ("1,甲,,,2030-01-01,", "REG-028", "from_date"),
        ("1,甲,,,,9144", "REG-012", "operator_uscc"),
    ],
)
def test_bad_rows_are_told(bring, rows, row, rule, field):
    counts, findings = bring(f"{NODES}{row}\n2,好节点,,,,\n", kind="identifier_node")
    assert counts == ImportCounts(added=1, rejected=1)
    assert [(each.code, each.row, each.field) for each in findings] == [(rule, 2, field)]


def test_repeated_codes(bring, rows):
    text = "code,name\nP1,甲园\nP1,甲园\nP1,乙园\n"
    counts, findings = bring(text, kind="park")
    assert counts == ImportCounts(added=1, unchanged=1, rejected=1)
    assert [(each.code, each.row, each.field, each.subject) for each in findings] == [
        ("REG-016", 3, "entity_code", "park:P1"),
        ("REG-017", 4, "name_zh", "park:P1"),
    ]


def test_one_file_of_several_kinds(store, bring):
    text = "类别,编码,名称\n园区,P1,甲园\n银行,B1,乙行\n城堡,C1,丙\n"
    counts, findings = bring(text, kind="entity")
    assert counts == ImportCounts(added=2, rejected=1)
    assert [(each.code, each.value) for each in findings] == [("REG-030", "城堡")]
    assert [each.kind for each in Registry(store).entities()] == [EntityKind.BANK, EntityKind.PARK]
    with pytest.raises(ColumnMissing):
        bring("编码,名称\nP1,甲\n", kind="entity")


@pytest.fixture
def peopled(bring, code):
    """Two enterprises and a park."""
    bring(f"uscc,name,city,industry\n{code(1)},甲,广州,39\n{code(2)},乙,深圳,38\n")
    bring("园区代码,园区名称\nP1,科学城\n", kind="park")


HEADER = "统一社会信用代码,类别,编码,角色,起始日期,终止日期\n"


def test_memberships_over_time(store, bring, code, peopled):
    text = f"{HEADER}{code(1)},园区,科学城,,2020-01-01,2022-01-01\n"
    text += f"{code(1)},park,P1,,2022-01-01,\n{code(1)},集群,电子信息,链主,2021-01-01,\n"
    assert bring(text, kind="membership") == (ImportCounts(added=3), [])
    assert bring(text, kind="membership") == (ImportCounts(unchanged=3), [])
    registry = Registry(store)
    assert registry.memberships(code(1), as_of=date(2021, 12, 31)) == [
        Membership(code(1), GroupKind.CLUSTER, "electronics", "链主", date(2021, 1, 1), None),
        Membership(code(1), GroupKind.PARK, "P1", None, date(2020, 1, 1), date(2022, 1, 1)),
    ]
    assert len(registry.memberships(code(1))) == 3
    assert len(registry.memberships(code(1), as_of=date(2022, 1, 1))) == 2
    assert store.lake.exists("registry_membership")
    ending = f"{HEADER}{code(1)},park,P1,租户,2022-01-01,2023-01-01\n"
    assert bring(ending, kind="membership")[0] == ImportCounts(changed=1)
    (ended,) = registry.memberships(code(1), as_of=date(2022, 12, 31))[1:]
    assert (ended.role, ended.until_date) == ("租户", date(2023, 1, 1))


def test_order_of_the_rows_does_not_matter(bring, code, peopled):
    bring(f"{HEADER}{code(1)},park,P1,,2020-01-01,\n", kind="membership")
    text = f"{HEADER}{code(1)},park,P1,,2022-01-01,\n{code(1)},park,P1,,2020-01-01,2022-01-01\n"
    assert bring(text, kind="membership") == (ImportCounts(added=1, changed=1), [])


@pytest.mark.parametrize(
    ("cells", "rule", "field"),
    [
        ("{9},park,P1,,2020-01-01,", "REG-035", "uscc"),
        ("91,park,P1,,2020-01-01,", "REG-012", "uscc"),
        ("{1},castle,P1,,2020-01-01,", "REG-030", "group_kind"),
        ("{1},park,P9,,2020-01-01,", "REG-034", "group_id"),
        ("{1},cluster,P1,,2020-01-01,", "REG-034", "group_id"),
        ("{1},park,,,2020-01-01,", "REG-011", "group_id"),
        ("{1},park,P1,,,", "REG-011", "from_date"),
        ("{1},park,P1,,2020-01-01,2020-01-01", "REG-029", "until_date"),
        ("{2},park,P1,,2021-06-01,", "REG-036", "group_id"),
        ("{2},park,P1,,2021-01-01,2024-01-01", "REG-017", "until_date"),
        ("{2},park,P1,,2021-01-01,", "REG-016", "group_id"),
    ],
)
def test_bad_memberships_are_told(bring, code, peopled, cells, rule, field):
    row = cells.format(*(code(number) for number in range(10)))
    text = f"{HEADER}{code(2)},park,P1,,2021-01-01,\n{row}\n"
    counts, findings = bring(text, kind="membership")
    is_same = rule == "REG-016"
    assert counts == ImportCounts(added=1, unchanged=int(is_same), rejected=int(not is_same))
    assert [(each.code, each.row, each.field) for each in findings] == [(rule, 3, field)]
    assert "{" not in findings[0].what.zh + findings[0].what.en + findings[0].remedy.en
