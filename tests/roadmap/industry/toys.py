"""Tinyland for industries: its measures as light packages, and a few toy makers.

Steps of tiny-maturity: Q1:B 4000 points, Q2:B 3000, Q3:B 1000, Q3:C 2000, S1:1, S1:2, S2:1, S2:2.
Level 1: 4000 points and one scenario at level 1. Level 2: 8000 points and both scenarios at
level 2. Prices (small): plan 2,000; network 20,000; orders 5,000; stock 7,000 after orders;
smart-plant 30,000 after orders or stock and with machines connected (network).
"""

import re
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from lingnan.diagnosis import build_model
from lingnan.packs import Pack, load_pack
from lingnan.roadmap.catalogue import Catalogue, build_catalogue
from lingnan.roadmap.industry import Inputs, Question, Scope
from lingnan.roadmap.state import States, state_of

TINYLAND = Path(__file__).parents[2] / "packs" / "tinyland"
AS_OF = date(2023, 9, 30)
TOYS = Scope(cluster_id="toys")
ASSUMED = """
assumptions:
  - {id: roadmap.industry.capacity_per_half_year, value: 100, low: 1, high: 900, unit: project, ...}
  - {id: roadmap.industry.subsidy_rate, value: 0.3, low: 0, high: 1, unit: share, ...}
  - {id: roadmap.industry.subsidy_cap_cny, value: 50000, low: 0, high: 90000, unit: CNY, ...}
  - {id: roadmap.industry.nearest_weight, value: 10, low: 1, high: 20, unit: ratio, ...}
""".replace(
    "...",
    "name: {zh: 测试, en: test}, why: {zh: 测试用, en: for tests}, source: tiny-office,"
    " is_confirmed: false",
)
LIGHT = ("network", "stock", "smart-plant")


def make_pack(folder: Path) -> Pack:
    """A copy of Tinyland in which every measure but the audit is a light package."""
    land = Path(shutil.copytree(TINYLAND, folder / "land"))
    for path in (land / "measures").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for name in LIGHT:
            pattern = rf"(  - id: {name}\n(?:    .*\n)*?)(    prices:)"
            text = re.sub(pattern, r"\1    is_light: true\n\2", text)
        path.write_text(text, encoding="utf-8")
    (land / "measures" / "industry.yaml").write_text(ASSUMED, encoding="utf-8")
    return load_pack(land)


def make_catalogue(folder: Path) -> Catalogue:
    pack = make_pack(folder)
    return build_catalogue(pack, build_model(pack.model("tiny-maturity")))


def make_inputs(
    catalogue: Catalogue,
    sheets: Sequence[dict[str, str]],
    *,
    proven: Sequence[dict[str, str]] | None = None,
    size: str | Sequence[str] = "small",
    cluster: str | Sequence[str] = "toys",
) -> Inputs:
    """One enterprise per answer sheet; the proven side is empty unless given."""
    count = len(sheets)
    steps = catalogue.steps
    claimed = np.array([state_of(steps, sheet) for sheet in sheets], dtype=np.uint8)
    other = [state_of(steps, sheet) for sheet in proven or [{}] * count]
    register = pa.table(
        {
            "uscc": [f"TOY{number:015d}" for number in range(count)],
            "size_class": [size] * count if isinstance(size, str) else list(size),
            "city_code": ["820100" if number % 2 == 0 else "820200" for number in range(count)],
            "region_code": ["820101" if number % 4 == 0 else "820201" for number in range(count)],
            "industry_code": ["C2451"] * count,
            "primary_cluster_id": [cluster] * count if isinstance(cluster, str) else list(cluster),
        }
    )
    states = States(claimed, np.array(other, dtype=np.uint8), np.ones(count, dtype=np.bool_))
    return Inputs(catalogue, states, register)


def ask(level: int = 1, **more: object) -> Question:
    return Question(level=level, as_of=AS_OF, **more)  # type: ignore[arg-type]
