"""The room knows no region: neither names nor codes of one stand in its code."""

import re
from pathlib import Path

import lingnan.packs
from lingnan.packs import Pack

ROOM = Path(lingnan.packs.__file__).parent


def test_no_name_or_code_of_a_pack_stands_in_the_code(guangdong: Pack, tinyland: Pack) -> None:
    words = {"guangdong", "广东", "粤", "岭南", "tinyland"}
    for pack in (guangdong, tinyland):
        words |= {city.short_zh for city in pack.cities} | {city.code for city in pack.cities}
        words |= {cluster.id for cluster in pack.clusters}
        words |= {target.id for target in pack.targets}
        words |= {f'"{model.id}"' for model in pack.models}
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words)), re.IGNORECASE)
    for path in ROOM.rglob("*.py"):
        assert pattern.search(path.read_text(encoding="utf-8")) is None, path.name


def test_two_packs_live_side_by_side(guangdong: Pack, tinyland: Pack) -> None:
    assert tinyland.model("tiny-maturity").gates[1].level == 2
    assert {model.id for model in guangdong.models}.isdisjoint({"tiny-maturity"})
    assert tinyland.cloud_rules is None
    assert guangdong.cloud_rules is not None
