"""Evidence of cloud use: bills that vendors push, invoices, half-yearly forms, contracts.

Where the vendor pushes bills there is a row of spending and one of use a month; invoices come by
the quarter, with a form beside them; the rest only say that they use cloud. Not for who uses cloud
when: see story.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lingnan.evidence.model import Grade
from lingnan.sample.adoption import Episodes, sights
from lingnan.sample.chunk import Chunk
from lingnan.sample.month import ENDS, STARTS
from lingnan.sample.row import MICRO, Rows, rows
from lingnan.sample.story import ATTESTED, CHANNEL_STEPS, OBSERVED
from lingnan.sample.story import DECLARED as SAID
from lingnan.sample.vocabulary import CLOUD, DECLARED, VENDORS

_CENT = MICRO // 100
_RING_PRICE_CNY = 1_980
_ACCOUNT_PRICE_CNY = 600
_FORM_MONTHS = 12
_RING_DAY = 15
_TRIAL_MONTHS = 3


def cloud_rows(chunk: Chunk) -> list[Rows]:
    """All rows about cloud use of one chunk."""
    rng = chunk.stream("cloud")
    scale = _monthly_spending(chunk, rng)
    episodes = chunk.story.cloud.part(chunk.start, chunk.stop)
    channel = chunk.of(chunk.story.channel)[episodes.member]
    step = np.array(CHANNEL_STEPS)[channel]
    parts = []
    for kind, make in ((OBSERVED, _bills), (ATTESTED, _invoices), (SAID, _forms)):
        chosen = channel == kind
        part = Episodes(episodes.member[chosen], episodes.first[chosen], episodes.last[chosen])
        who, month = sights(part, step[chosen])
        alive = chunk.alive(who, ENDS[month])
        parts += make(chunk, who[alive], month[alive], scale, rng)
    parts += _contracts(chunk, episodes, scale, rng)
    parts += _trials(chunk, rng)
    return parts


def _monthly_spending(chunk: Chunk, rng: np.random.Generator) -> NDArray[np.float32]:
    """What each enterprise spends a month at the beginning, in yuan."""
    assumed, people = chunk.assumed, chunk.story.people
    size = (chunk.of(people.employees) / 10.0) ** assumed.real("cloud_spend_size_exponent")
    spread = assumed.real("cloud_spend_sigma") * rng.standard_normal(chunk.count)
    spending = assumed.real("cloud_spend_median_cny") * np.maximum(size, 0.3) * np.exp(spread)
    return np.asarray(np.clip(spending, 10, 5_000_000), dtype=np.float32)


def _amount(
    chunk: Chunk, who: NDArray[Any], month: NDArray[Any], scale: Any, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Spending of a month in millionths of a yuan, in whole cents."""
    growth = np.exp(np.log1p(chunk.assumed.real("cloud_spend_growth")) * np.arange(len(ENDS)) / 12)
    noise = 1 + 0.12 * rng.standard_normal(len(who), dtype=np.float32)
    yuan = scale[who] * growth.astype(np.float32)[month] * np.maximum(noise, 0.2)
    return np.asarray(np.maximum(np.rint(yuan * 100).astype(np.int64), 100) * _CENT)


def _month_rows(who: Any, month: Any, **columns: Any) -> Rows:
    """Rows that speak of whole months and are established when the month closes."""
    columns.setdefault("fact", ENDS[month])
    fact = columns.pop("fact")
    return rows(who, fact, start=STARTS[month], end=STARTS[month + 1], **columns)


def _source(chunk: Chunk, who: NDArray[Any]) -> NDArray[np.int8]:
    places = np.array([chunk.words.source(name) for name in CLOUD], dtype=np.int8)
    found: NDArray[np.int8] = places[chunk.of(chunk.story.vendor)[who]]
    return found


def _bill(chunk: Chunk, who: NDArray[Any]) -> NDArray[np.int16]:
    """The document of a pushed bill: the vendor's file of the month, or the shared account."""
    kinds = chunk.words.documents
    places = np.array([kinds[f"bill:sample-vendor-{vendor}"] for vendor in VENDORS])
    account = chunk.of(chunk.story.planted.account)[who]
    first = kinds.get("account:0001", 0)
    own = places[chunk.of(chunk.story.vendor)[who]]
    return np.asarray(np.where(account >= 0, first + account, own), dtype=np.int16)


def _bills(chunk: Chunk, who: Any, month: Any, scale: Any, rng: np.random.Generator) -> list[Rows]:
    micro = _amount(chunk, who, month, scale, rng)
    account = chunk.of(chunk.story.planted.account)[who]
    shared = account >= 0
    micro[shared] = (_ACCOUNT_PRICE_CNY + 10 * account[shared].astype(np.int64)) * MICRO
    same = {
        "grade": Grade.OBSERVED,
        "source": _source(chunk, who),
        "document": _bill(chunk, who),
    }
    words = chunk.words.indicators
    return [
        _month_rows(who, month, indicator=words["cloud_spend_cny"], micro=micro, **same),
        _month_rows(who, month, indicator=words["cloud_use"], micro=MICRO, **same),
    ]


def _invoices(
    chunk: Chunk, who: Any, month: Any, scale: Any, rng: np.random.Generator
) -> list[Rows]:
    micro = _amount(chunk, who, month, scale, rng)
    ring = chunk.of(chunk.story.planted.ring)[who]
    micro[ring >= 0] = _RING_PRICE_CNY * MICRO
    day = np.where(ring >= 0, STARTS[month] + _RING_DAY - 1, ENDS[month])
    spending = _month_rows(
        who,
        month,
        fact=day,
        indicator=chunk.words.indicators["cloud_spend_cny"],
        micro=micro,
        grade=Grade.ATTESTED,
        source=_source(chunk, who),
        document=chunk.words.documents["invoice"],
    )
    yearly = month % _FORM_MONTHS < CHANNEL_STEPS[ATTESTED]  # once a year in a chain of quarters
    return [spending, *_forms(chunk, who[yearly], month[yearly], scale, rng)]


def _forms(chunk: Chunk, who: Any, month: Any, scale: Any, rng: np.random.Generator) -> list[Rows]:
    del scale, rng
    return [
        rows(
            who,
            ENDS[month],
            indicator=chunk.words.indicators["cloud_use"],
            micro=MICRO,
            grade=Grade.DECLARED,
            source=chunk.words.source(DECLARED),
            document=chunk.words.documents["form"],
        )
    ]


def _contracts(
    chunk: Chunk, episodes: Episodes, scale: NDArray[np.float32], rng: np.random.Generator
) -> list[Rows]:
    """A yearly contract for a share of the others: attested by invoice, or only declared."""
    channel = chunk.of(chunk.story.channel)[episodes.member]
    listed = rng.random(chunk.count) < chunk.assumed.real("cloud_contract_share")
    chosen = (channel != OBSERVED) & listed[episodes.member]
    part = Episodes(episodes.member[chosen], episodes.first[chosen], episodes.last[chosen])
    who, month = sights(part, 12)
    day = STARTS[month] + (who % 28)
    alive = chunk.alive(who, day)
    who, month, day = who[alive], month[alive], day[alive]
    attested = chunk.of(chunk.story.channel)[who] == ATTESTED
    yearly = np.rint(scale[who] * 12 * 1.05).astype(np.int64) * MICRO
    yearly[chunk.of(chunk.story.planted.ring)[who] >= 0] = 4 * _RING_PRICE_CNY * MICRO
    return [
        rows(
            who,
            day,
            end=day + 365,
            start=day,
            indicator=chunk.words.indicators["cloud_contract_cny"],
            micro=yearly,
            grade=np.where(attested, Grade.ATTESTED, Grade.DECLARED),
            source=np.where(attested, _source(chunk, who), chunk.words.source(DECLARED)),
            document=np.where(
                attested, chunk.words.documents["contract"], chunk.words.documents["form"]
            ),
        )
    ]


def _trials(chunk: Chunk, rng: np.random.Generator) -> list[Rows]:
    """Free trials: the form says use, the pushed bill says nothing was paid and nothing counted."""
    who = np.flatnonzero(chunk.of(chunk.story.planted.is_trial))
    first = rng.integers(0, len(ENDS) - _TRIAL_MONTHS, len(who))
    each = np.repeat(who, _TRIAL_MONTHS)
    month = np.repeat(first, _TRIAL_MONTHS) + np.tile(np.arange(_TRIAL_MONTHS), len(who))
    same = {
        "micro": 0,
        "grade": Grade.OBSERVED,
        "source": _source(chunk, each),
        "document": _bill(chunk, each),
    }
    words = chunk.words.indicators
    return [
        _month_rows(each, month, indicator=words["cloud_spend_cny"], **same),
        _month_rows(each, month, indicator=words["cloud_use"], **same),
        *_forms(chunk, who, first + _TRIAL_MONTHS - 1, None, rng),
    ]
