from dataclasses import replace
from datetime import date

import pytest

from lingnan.packs import Pack
from lingnan.sample import generate
from lingnan.sample.errors import (
    MissingAssumption,
    MissingSeries,
    OutsideHorizon,
    TooFewEnterprises,
)


def test_too_few_enterprises(pack: Pack) -> None:
    with pytest.raises(TooFewEnterprises, match="199"):
        generate(pack, enterprises=199, seed=1)


@pytest.mark.parametrize("day", [date(2020, 11, 30), date(2026, 1, 1)])
def test_outside_the_time_of_the_sample(pack: Pack, day: date) -> None:
    with pytest.raises(OutsideHorizon, match=str(day)):
        generate(pack, enterprises=500, seed=1, until=day)


def test_a_pack_without_sample_assumptions(pack: Pack) -> None:
    bare = replace(pack, assumptions=())
    with pytest.raises(MissingAssumption, match=r"sample\.start\.above_scale_dx"):
        generate(bare, enterprises=500, seed=1)


def test_a_pack_without_published_figures(pack: Pack) -> None:
    bare = replace(pack, published=())
    with pytest.raises(MissingSeries, match="above_scale_dx"):
        generate(bare, enterprises=500, seed=1)
