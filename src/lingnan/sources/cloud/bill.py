"""Import a FOCUS bill: from lines to evidence about enterprises and months.

Grade: what the vendor itself pushed is observed; what an enterprise hands in is attested at most.
Source `cloud:<vendor>`; document is the invoice, or the SHA-256 of the file where there is none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from lingnan.evidence import Grade
from lingnan.kernel import ImportCounts, uscc
from lingnan.packs import Pack
from lingnan.packs.content.cloud import CloudRules
from lingnan.sources.cloud import rule
from lingnan.sources.cloud.binding import Binding, bind_lines, read_bindings, settle_bindings
from lingnan.sources.cloud.claim import BILL_KINDS, keep_claims, refuse_disputed
from lingnan.sources.cloud.errors import NoBinding, NoCloudRules
from lingnan.sources.cloud.focus import keep_lines, read_bill
from lingnan.sources.cloud.invoice import check_invoices, read_invoices
from lingnan.sources.cloud.judge import (
    LOCK,
    ExchangeRate,
    convert_lines,
    count_refused,
    judge_lines,
    tell_names,
    tell_problems,
    tell_rates,
)
from lingnan.sources.cloud.measure import measure_months, tell_categories, tell_months
from lingnan.sources.cloud.proof import month_proposals
from lingnan.sources.cloud.suspicion import tell_refunds, tell_resellers, tell_same_charges
from lingnan.sources.cloud.vendor import source_of
from lingnan.sources.cloud.window import keep_history, measure_window, withdraw_wrong_zeros
from lingnan.sources.intake import Intake, Outcome
from lingnan.sources.journal import Journal
from lingnan.sources.subject import keep_known_subjects
from lingnan.store import Engine, Store


@dataclass(frozen=True, slots=True)
class Lists:
    """What comes with a bill: owners of accounts, invoice totals, what money was worth."""

    bindings: Sequence[Binding]
    invoices: pa.Table | None
    rates: dict[str, ExchangeRate]
    parameters: dict[str, object]


def import_bill(
    store: Store,
    pack: Pack,
    path: Path | str,
    *,
    vendor: str,
    at: datetime,
    actor: str,
    subject: str | None = None,
    accounts: Path | str | None = None,
    pushed_by_vendor: bool = False,
    invoice_totals: Path | str | None = None,
    rates: Iterable[ExchangeRate] = (),
    subsidised_on: date | None = None,
) -> Outcome:
    """Import a bill; added and unchanged count evidence rows, rejected counts rows of the bill.

    `subject` owns the accounts that the list `accounts` does not name; `subsidised_on` is the day
    of its subsidy. Without a rate, rows in another currency than the pack's are left out.
    Raises:
        NoBinding, NotFocus, NoCloudRules, BadVendor, TableFileError: nothing is imported.
    Limits: shows spending and use, not what the use is good for. Bills of one vendor and month that
        come in several files each give their own spending; the latest stands for the vendor.
    Source: pack cloud rules V1–V11.
    """
    path = Path(path)
    rules, source = cloud_rules(pack), source_of(vendor)
    if subject is None and accounts is None:
        raise NoBinding(file=path.name)
    journal = Journal(path.name)
    sheet = read_bill(path, rules, journal)
    lists = _read_lists(subject, subsidised_on, accounts, invoice_totals, rates, journal)
    grade = Grade.OBSERVED if pushed_by_vendor else Grade.ATTESTED
    intake = Intake(
        store=store,
        pack=pack,
        kind="cloud-bill",
        file=sheet.file,
        parameters={
            "file": sheet.sha256,
            "source": source,
            "grade": int(grade),
            **lists.parameters,
        },
        actor=actor,
        at=at,
    )
    # Claims and windows build on earlier imports: one cloud import at a time.
    with store.lock(LOCK), store.engine() as engine:
        connection = keep_known_subjects(engine, store, pack)
        keep_lines(connection, sheet)
        _judge(connection, lists, rules, journal)
        refuse_disputed(connection, store.lake, source, BILL_KINDS, journal)
        measure_months(connection, rules)
        _tell(connection, engine, store, rules, journal, intake.today)
        _add_proof(connection, sheet.sha256, grade)
        keep_history(engine, store)
        measure_window(connection, rules, source)
        receipt = intake.land([month_proposals(connection, pack, source, intake.today)])
        withdraw_wrong_zeros(connection, store, journal, actor=actor, at=at)
        keep_claims(connection, store.lake, intake.batch_id, intake.today)
        rejected = count_refused(connection)
    counts = ImportCounts(
        added=receipt.added,
        unchanged=receipt.unchanged,
        rejected=rejected + sheet.rejected_count,
    )
    return intake.close(counts, journal)


def cloud_rules(pack: Pack) -> CloudRules:
    """The rules of the pack. Raises: NoCloudRules."""
    rules: CloudRules | None = pack.cloud_rules
    if rules is None:
        raise NoCloudRules(pack=pack.id)
    return rules


def _read_lists(
    subject: str | None,
    subsidised_on: date | None,
    accounts: Path | str | None,
    invoice_totals: Path | str | None,
    rates: Iterable[ExchangeRate],
    journal: Journal,
) -> Lists:
    bindings: list[Binding] = []
    parameters: dict[str, object] = {"subject": subject, "subsidised_on": subsidised_on}
    if accounts is not None:
        bindings, parameters["accounts"] = read_bindings(accounts, journal)
        bindings = settle_bindings(bindings, journal)
    if subject is not None:
        bindings.append(Binding(None, None, uscc.normalise(subject), subsidised_on))
    invoices = None
    if invoice_totals is not None:
        invoices, parameters["invoices"] = read_invoices(invoice_totals, journal)
    by_currency = {rate.currency.upper(): rate for rate in rates}
    parameters["rates"] = sorted(f"{c}={r.value}@{r.on}" for c, r in by_currency.items())
    return Lists(bindings, invoices, by_currency, parameters)


def _judge(connection: Any, lists: Lists, rules: CloudRules, journal: Journal) -> None:
    bind_lines(connection, list(lists.bindings))
    convert_lines(connection, rules.currency, lists.rates)
    judge_lines(connection)
    tell_problems(connection, journal)
    tell_rates(connection, rules.currency, lists.rates, journal)
    if lists.invoices is None:
        journal.add(rule.INVOICE_UNCHECKED)
    else:
        tolerance = rules.thresholds.invoice_tolerance_share.value
        check_invoices(connection, lists.invoices, tolerance, journal)


def _tell(
    connection: Any, engine: Engine, store: Store, rules: CloudRules, journal: Journal, today: date
) -> None:
    tell_names(connection, journal)
    tell_months(connection, journal)
    tell_categories(connection, rules, journal)
    tell_resellers(connection, rules, journal)
    tell_same_charges(connection, engine, store.lake, rules, journal)
    tell_refunds(connection, journal)
    query = f"SELECT DISTINCT month FROM month_fact WHERE ends_on >= DATE '{today}' ORDER BY 1"
    for (month,) in connection.sql(query).fetchall():
        journal.add(rule.OPEN_PERIOD, field="BillingPeriodEnd", value=f"{month:%Y-%m}")


def _add_proof(connection: Any, sha256: str, grade: Grade) -> None:
    """Add grade and document to `month_fact`: the invoice, or the file where there is none."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE month_fact AS
        SELECT *, services_used = 0 AND spend > 0 AS is_purchase_only,
            {int(grade)}::TINYINT AS grade,
            coalesce(invoice, '{sha256}') AS document
        FROM month_fact
        """
    )
