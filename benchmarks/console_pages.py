"""Which pages an office opens, how often, and by which addresses; drawn with a fixed seed.

A slider is moved at a roadmap: the part of the page that is planned anew, as an office may do too.

Not for opening them (console_load).
"""

import random
from datetime import UTC, datetime
from typing import Any

from lingnan.access import EVERYTHING, Reach
from lingnan.console.shelf import Choice, Shelf, Stance
from lingnan.packs import Pack


def pages_of(pack: Pack, shelf: Shelf) -> dict[str, Any]:
    """The kinds of pages that an office opens, with their weights and addresses."""
    chance = random.Random(3)  # noqa: S311
    everything, at = Reach(frozenset({EVERYTHING})), datetime.now(UTC)
    definition = next(t for t in pack.targets if t.headline.counts == "enterprise")
    choice = Choice(definition=definition.headline_definition, stance=Stance.CLAIMED)
    counted = shelf.numbers(choice, everything, at=at)
    starts = sorted(chance.sample(range(max(1, len(counted) - 5)), min(40, len(counted))))
    some = [
        row
        for start in starts
        for row in shelf.page(choice, everything, at=at, first=start, most=1).rows
    ]
    names = [row.name_zh for row in some]
    fragments = [name[place : place + 4] for name in names for place in (6, 9)]
    cities = [city.code for city in pack.cities]
    clusters = [cluster.id for cluster in pack.clusters]
    targets = [target.id for target in pack.targets]
    filters = [
        f"city={chance.choice(cities)}&cluster={chance.choice(clusters)}&gap=1&page={page}"
        for page in (1, 1, 1, 2, 3)
        for _ in range(8)
    ] + ["gap=1", "scale=1&claimed=2", "size=small&proven=0", "page=900"]
    rows = f"/trace/targets/{definition.id}/rows"
    last = max(1, len(counted) // 50)
    return {
        "overview": {"weight": 3, "paths": ["/overview"]},
        "target": {"weight": 2, "paths": [f"/targets/{each}" for each in targets]},
        "city": {"weight": 2, "paths": [f"/cities/{each}" for each in cities]},
        "clusters": {"weight": 1, "paths": ["/clusters"]},
        "cluster": {"weight": 1, "paths": [f"/clusters/{each}" for each in clusters]},
        "enterprises": {"weight": 3, "paths": [f"/enterprises?{each}" for each in filters]},
        "search": {
            "weight": 4,
            "is_piece": True,
            "told": fragments[0],
            "paths": [f"/enterprises?q={quoted(each)}" for each in fragments]
            + [f"/enterprises?q={row.uscc[:cut]}" for row in some[:20] for cut in (8, 12, 18)],
        },
        "profile": {"weight": 2, "paths": [f"/enterprises/{row.uscc}" for row in some]},
        "diagnosis": {
            "weight": 1,
            "paths": [f"/enterprises/{row.uscc}/diagnosis" for row in some],
        },
        "slider": {
            "weight": 2,
            "is_piece": True,
            "paths": [
                f"/enterprises/{row.uscc}/roadmap?question={question}&budget={budget}"
                for row in some
                for question in ("value", "level")
                for budget in (300_000, 800_000, 2_000_000)
            ],
        },
        "definition": {"weight": 1, "paths": [f"/trace/targets/{each}" for each in targets]},
        "rows": {
            "weight": 1,
            "paths": [f"{rows}?page={chance.randint(1, last)}" for _ in range(20)]
            + [f"{rows}?side=gap&city={each}" for each in cities],
        },
        "evidence": {
            "weight": 1,
            "paths": [f"/trace/enterprises/{row.uscc}" for row in some]
            + [f"/trace/enterprises/{row.uscc}/dx_project_launched" for row in some],
        },
    }


def quoted(text: str) -> str:
    """A text as an address holds it."""
    return "".join(f"%{octet:02X}" for octet in text.encode())
