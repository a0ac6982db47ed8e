"""A FOCUS 1.0 bill of the invented vendor A, with the list of accounts.

Half a year of charges of ordinary customers, and of what was planted: a ring of micro enterprises
with identical charges, a shared account, free trials that vouchers offset. What ordinary customers
are billed is what the evidence says; how it splits into services is drawn anew. Not for the facts
themselves: see cloud.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from lingnan.kernel import Period
from lingnan.kernel.period import add_months, month_end, month_start
from lingnan.sample.assumption import stream
from lingnan.sample.province import SampleProvince

VENDOR: Final = "样本云商A"
SOURCE: Final = "cloud:sample-vendor-a"
ORDINARY: Final = 120
TRIALS: Final = 8
_MONTHS = 6
_SERVICES: Final = (
    ("Compute", "样本云主机", "Hours"),
    ("Databases", "样本云数据库", "Hours"),
    ("Business Applications", "样本ERP", "Seats"),
    ("Storage", "样本对象存储", "GB"),
)
_TRIAL_CNY = Decimal("300.00")
_RING_SKU: Final = ("SAMPLE-ERP-S", "SAMPLE-ERP-S-Y")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who stands in the bill, by what they are there for; a code stands once."""

    ordinary: tuple[str, ...]
    ring: tuple[str, ...]
    shared: tuple[str, ...]
    trials: tuple[str, ...]

    @property
    def accounts(self) -> dict[str, str]:
        """The account of each enterprise; sharers have one account."""
        own = {
            code: f"SAMPLE-A-{number:05d}"
            for number, code in enumerate((*self.ordinary, *self.ring, *self.trials), start=1)
        }
        return own | dict.fromkeys(self.shared, "SAMPLE-A-99999")


def bill_cast(province: SampleProvince) -> Cast:
    """Choose whose charges stand in the bill."""
    planted = province.planted

    def members(kind: str, group: int | None) -> list[str]:
        rows = planted.filter(pc.equal(planted["kind"], kind))
        if group is not None:
            rows = rows.filter(pc.equal(rows["group_no"], group))
        found: list[str] = rows["subject_code"].to_pylist()
        return found

    ring, shared = members("identical_purchase", 1), members("shared_account", 1)
    trials = members("free_trial", None)[:TRIALS]
    taken = {*ring, *shared, *trials}
    first, last = bill_window(province.until)
    ordinary: list[str] = []
    for rows in province.evidence():
        paid = rows.filter(
            pc.and_(
                pc.and_(
                    pc.equal(rows["source"], SOURCE),
                    pc.equal(rows["indicator_code"], "cloud_spend_cny"),
                ),
                pc.and_(
                    pc.and_(
                        pc.greater_equal(rows["fact_date"], first),
                        pc.less_equal(rows["fact_date"], last),
                    ),
                    pc.equal(rows["grade"], 3),
                ),
            )
        )
        codes = paid.filter(pc.greater(paid["value_number"], 0))["subject_code"].unique()
        ordinary += [code for code in codes.to_pylist() if code not in taken]
        if len(ordinary) >= ORDINARY:
            break
    return Cast(tuple(ordinary[:ORDINARY]), tuple(ring), tuple(shared), tuple(trials))


def bill_table(province: SampleProvince, cast: Cast) -> pa.Table:
    """The bill, all 43 columns of FOCUS 1.0 as text; amounts in yuan.

    Limits: a shared account is billed once; each month is one invoice an account.
    """
    rng = stream(province.seed, "bill")
    first, last = bill_window(province.until)
    billed = [*cast.ordinary, *cast.shared[:1]]
    paid = province.evidence_of(billed)
    paid = paid.filter(
        pc.and_(
            pc.equal(paid["indicator_code"], "cloud_spend_cny"),
            pc.and_(
                pc.greater_equal(paid["fact_date"], first), pc.less_equal(paid["fact_date"], last)
            ),
        )
    )
    names = _names(province, [*billed, *cast.ring, *cast.trials])
    lines: list[dict[str, str]] = []
    for row in paid.select(["subject_code", "value_number", "fact_date"]).to_pylist():
        code, month = row["subject_code"], Period.month(row["fact_date"])
        weights = rng.integers(1, 10, rng.integers(1, len(_SERVICES) + 1)).tolist()
        for service, amount in zip(_SERVICES, _split(row["value_number"], weights), strict=False):
            lines.append(_line(cast, names, code, month, service, amount))
    quarter = Period.month(last)
    for code in cast.ring:
        line = _line(cast, names, code, quarter, _SERVICES[2], Decimal("1980.00"))
        day = _instant(quarter.start.replace(day=15))
        sku, price = _RING_SKU
        lines.append(line | {"SkuId": sku, "SkuPriceId": price, "ChargePeriodStart": day})
    for code in cast.trials:
        line = _line(cast, names, code, quarter, _SERVICES[0], _TRIAL_CNY)
        credit = _line(cast, names, code, quarter, _SERVICES[0], -_TRIAL_CNY)
        nothing = {"ListCost": "0.00", "ConsumedQuantity": "", "ConsumedUnit": ""}
        lines += [line, credit | nothing | {"ChargeCategory": "Credit"}]
    rules = province.pack.cloud_rules
    columns = [column.name for column in rules.columns_of("1.0")] if rules else list(lines[0])
    return pa.table(
        {name: pa.array([line.get(name, "") for line in lines], pa.string()) for name in columns}
    )


def account_table(cast: Cast) -> pa.Table:
    """Which account belongs to which enterprise; the shared account stands twice."""
    return pa.table(
        {
            "账号": pa.array(list(cast.accounts.values()), pa.string()),
            "统一社会信用代码": pa.array(list(cast.accounts), pa.string()),
        }
    )


def bill_window(until: date) -> tuple[date, date]:
    """First and last day of the last full months by a day."""
    last = until if until == month_end(until) else month_end(add_months(until, -1))
    return add_months(month_start(last), 1 - _MONTHS), last


def _names(province: SampleProvince, codes: list[str]) -> dict[str, str]:
    table = province.enterprises
    rows = table.filter(pc.is_in(table["uscc"], pa.array(codes, pa.string())))
    return dict(zip(rows["uscc"].to_pylist(), rows["name_zh"].to_pylist(), strict=True))


def _split(amount: Decimal, weights: list[int]) -> list[Decimal]:
    """An amount in whole cents by weights; the last part takes what rounding leaves."""
    cents, whole = int(amount * 100), sum(weights)
    parts = [cents * weight // whole for weight in weights]
    parts[-1] += cents - sum(parts)
    return [Decimal(part) / 100 for part in parts]


def _line(
    cast: Cast,
    names: dict[str, str],
    code: str,
    month: Period,
    service: tuple[str, str, str],
    amount: Decimal,
) -> dict[str, str]:
    category, name, unit = service
    account = cast.accounts[code]
    sku = f"SAMPLE-{category.split()[0].upper()}"
    money = f"{amount:.2f}"
    quantity = f"{abs(amount) * 2:.2f}"
    return {
        "BilledCost": money,
        "EffectiveCost": money,
        "ContractedCost": money,
        "ListCost": f"{amount * Decimal('1.10'):.2f}",
        "ListUnitPrice": "0.55",
        "ContractedUnitPrice": "0.50",
        "BillingAccountId": account,
        "BillingAccountName": names.get(code, ""),
        "BillingCurrency": "CNY",
        "BillingPeriodStart": _instant(month.start),
        "BillingPeriodEnd": _instant(month.end),
        "ChargePeriodStart": _instant(month.start),
        "ChargePeriodEnd": _instant(month.end),
        "ChargeCategory": "Usage",
        "ChargeDescription": f"合成数据 {name}",
        "ChargeFrequency": "Usage-Based",
        "ConsumedQuantity": quantity,
        "ConsumedUnit": unit,
        "PricingCategory": "Standard",
        "PricingQuantity": quantity,
        "PricingUnit": unit,
        "InvoiceIssuerName": VENDOR,
        "ProviderName": VENDOR,
        "PublisherName": VENDOR,
        "RegionId": "sample-south-1",
        "RegionName": "样本华南1",
        "ResourceId": f"sample:{account}:{category.split()[0].lower()}",
        "ResourceName": name,
        "ResourceType": name,
        "ServiceCategory": category,
        "ServiceName": name,
        "SkuId": sku,
        "SkuPriceId": f"{sku}-{account[-5:]}",
        "SubAccountId": f"{account}-1",
        "SubAccountName": "合成",
        "Tags": '{"synthetic": "true"}',
    }


def _instant(day: date) -> str:
    return f"{day} 00:00:00"
