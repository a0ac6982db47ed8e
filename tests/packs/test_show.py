"""A pack at a glance, and what in it is unconfirmed."""

import json

from lingnan.kernel import Text
from lingnan.packs import Pack, show_pack


def test_kinds_are_counted_with_the_unconfirmed_ones(tinyland: Pack) -> None:
    kinds = {line.id: line for line in show_pack(tinyland).kinds}
    assert (kinds["cities"].count, kinds["cities"].unconfirmed_count) == (2, 0)
    assert (kinds["cluster_industries"].count, kinds["cluster_industries"].unconfirmed_count) == (
        3,
        2,
    )
    assert (kinds["published"].count, kinds["published"].unconfirmed_count) == (3, 1)
    assert (kinds["assumptions"].count, kinds["assumptions"].unconfirmed_count) == (38, 38)
    assert (kinds["sources"].count, kinds["sources"].unconfirmed_count) == (2, None)


def test_the_overview_is_plain_json_in_either_language(tinyland: Pack) -> None:
    shown = json.loads(json.dumps(show_pack(tinyland).as_dict("zh")))
    assert shown["title"] == "小国数字化计划"
    assert shown["targets"][0]["goals"] == [
        {"deadline": "2022-12-31", "value": 20, "comparator": "at_least", "is_confirmed": True},
        {"deadline": "2024-12-31", "value": 40, "comparator": "at_least", "is_confirmed": True},
    ]
    assert shown["models"] == [{"id": "tiny-maturity", "title": "小国成熟度"}]
    assert shown["gaps"] == ["港口数不详"]


def test_unconfirmed_lists_records_at_any_depth(tinyland: Pack) -> None:
    found = dict(tinyland.unconfirmed())
    assert found.keys() == {
        "targets[digital_plants].definitions[digital_plants.networked]",
        "targets[harbour_platforms].milestones[2024-12-31]",
        "clusters[kites].focus",
        "clusters[kites].industries[kites@C245]",
        "clusters[kites].industries[kites@R88]",
        "published[digital_plants@820000@2021-06-30]",
        *(f"assumptions[{item.id}]" for item in tinyland.assumptions),
    }
    assert found["clusters[kites].industries[kites@C245]"] == Text("仅含风筝", "kites only")


def test_a_target_names_what_it_rests_on(tinyland: Pack) -> None:
    plants = [text.en for text in tinyland.unconfirmed_for_target("digital_plants")]
    assert plants == ["the figure published for 2021-06-30 (9) is not confirmed"]
    harbours = [text.en for text in tinyland.unconfirmed_for_target("harbour_platforms")]
    assert harbours == [
        "the number of harbours is not known",
        "the goal for 2024-12-31 is not known",
    ]
