"""Import contracts, invoices, payments and usage logs of vendors without FOCUS (form: see form).

A contract is evidence of itself. It becomes use only when it costs something (V3), at least the
share of V6 of it is paid, and the log shows use in a month of its service (V2). Invoices of such a
contract are spending; of an unpaid one they are nothing.
"""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from lingnan.evidence import PROPOSAL_SCHEMA, Grade
from lingnan.kernel import ImportCounts, Text
from lingnan.packs import Pack
from lingnan.packs.content.cloud import CloudRules
from lingnan.sources.cloud import rule
from lingnan.sources.cloud.bill import cloud_rules
from lingnan.sources.cloud.claim import ClaimKind, keep_claims, refuse_disputed
from lingnan.sources.cloud.form import COLUMNS, keep_entries
from lingnan.sources.cloud.invoice import plain
from lingnan.sources.cloud.judge import LOCK, count_refused
from lingnan.sources.cloud.measure import keep_levels, tell_categories
from lingnan.sources.cloud.proof import month_proposals
from lingnan.sources.cloud.vendor import source_of
from lingnan.sources.cloud.window import keep_history, measure_window, withdraw_wrong_zeros
from lingnan.sources.intake import Intake, Outcome, with_said
from lingnan.sources.journal import Journal
from lingnan.sources.subject import keep_known_subjects
from lingnan.store import Store
from lingnan.store.tabular import NO_HEADINGS, Headings, read_table

CONTRACT: Final = "cloud_contract_cny"
_KINDS: Final = {
    "contract": ClaimKind(
        Text("合同", "The contract"), "V1", "CASE WHEN kind = 'contract' THEN contract_no END"
    ),
    "invoice": ClaimKind(
        Text("发票", "The invoice"), "V5", "CASE WHEN kind = 'invoice' THEN document_no END"
    ),
}
_ROW_PROBLEMS: Final = {
    "kind": (rule.FORM_KIND, "kind"),
    "contract_no": (rule.FORM_CONTRACT, "contract_no"),
    "day": (rule.BAD_INSTANT, "date"),
    "amount": (rule.BAD_AMOUNT, "amount"),
    "quantity": (rule.BAD_AMOUNT, "quantity"),
    "document": (rule.FORM_DOCUMENT, "document"),
    "no_contract": (rule.FORM_CONTRACT, "contract_no"),
    "repeated": (rule.FORM_REPEATED, "document_no"),
}


def import_contracts(
    store: Store,
    pack: Pack,
    path: Path | str,
    *,
    vendor: str,
    at: datetime,
    actor: str,
    pushed_by_vendor: bool = False,
    headings: Headings = NO_HEADINGS,
) -> Outcome:
    """Import the form; added and unchanged count evidence rows, rejected counts rows of the form.

    Grade: with a document attested, else declared; usage that the vendor itself pushed is observed.
    Raises:
        NoCloudRules, BadVendor, TableFileError: nothing is imported.
    Limits: payments and usage are weighed against the contracts of the same file; hand the whole
        form in again when something is added.
    Source: pack cloud rules V2, V3, V5, V6, V8, V10.
    """
    path = Path(path)
    rules, source = cloud_rules(pack), source_of(vendor)
    sheet = read_table(path, columns=COLUMNS, headings=headings)
    journal = Journal(sheet.file)
    journal.take(sheet.findings)
    # Claims and windows build on earlier imports: one cloud import at a time.
    with store.lock(LOCK), store.engine() as engine:
        connection = keep_known_subjects(engine, store, pack)
        documents = keep_entries(connection, sheet, path.parent)
        intake = Intake(
            store=store,
            pack=pack,
            kind="cloud-contracts",
            file=sheet.file,
            parameters=with_said(
                {
                    "file": sheet.sha256,
                    "source": source,
                    "pushed": pushed_by_vendor,
                    "documents": documents,
                },
                headings,
            ),
            actor=actor,
            at=at,
        )
        _judge(connection, intake, journal)
        refuse_disputed(connection, store.lake, source, _KINDS, journal)
        _weigh_contracts(connection, rules, pushed_by_vendor=pushed_by_vendor)
        _tell_contracts(connection, rules, journal)
        keep_levels(connection, rules, "category")
        _measure(connection, pushed_by_vendor=pushed_by_vendor)
        tell_categories(connection, rules, journal)
        keep_history(engine, store)
        measure_window(connection, rules, source)
        months = month_proposals(connection, pack, source, intake.today)
        receipt = intake.land([_contract_proposals(connection, source), months])
        withdraw_wrong_zeros(connection, store, journal, actor=actor, at=at)
        keep_claims(connection, store.lake, intake.batch_id, intake.today)
        rejected = count_refused(connection)
    counts = ImportCounts(
        added=receipt.added,
        unchanged=receipt.unchanged,
        rejected=rejected + sheet.rejected_count,
    )
    return intake.close(counts, journal)


def _judge(connection: Any, intake: Intake, journal: Journal) -> None:
    """Make `line` from `entry`: every row with the buyer of its contract, and its problem."""
    connection.execute(
        f"""
        CREATE TEMP TABLE line AS
        WITH buyer AS (
            SELECT contract_no, any_value(uscc) AS uscc FROM entry
            WHERE kind = 'contract' AND uscc IS NOT NULL AND contract_no IS NOT NULL
            GROUP BY contract_no HAVING count(DISTINCT uscc) = 1
        ), placed AS (
            SELECT e.* REPLACE (coalesce(e.uscc, b.uscc) AS uscc), FALSE AS is_explained,
                e.contract_no IN (SELECT contract_no FROM entry WHERE kind = 'contract')
                    AS has_contract,
                row_number() OVER (
                    PARTITION BY e.kind, coalesce(e.uscc, b.uscc), e.contract_no,
                        CASE WHEN e.kind <> 'contract' THEN coalesce(e.document_no, 'row ' || e.row)
                        END,
                        CASE WHEN e.kind = 'usage' THEN e.day END
                    ORDER BY e.row) AS place
            FROM entry AS e LEFT JOIN buyer AS b ON b.contract_no = e.contract_no
        )
        SELECT p.*, CASE
            WHEN kind IS NULL THEN 'kind'
            WHEN contract_no IS NULL THEN 'contract_no'
            WHEN NOT has_contract THEN 'no_contract'
            WHEN day IS NULL OR (day > DATE '{intake.today}') THEN 'day'
            WHEN kind <> 'usage' AND amount IS NULL THEN 'amount'
            WHEN kind = 'usage' AND quantity IS NULL THEN 'quantity'
            WHEN raw_document IS NOT NULL AND document IS NULL THEN 'document'
            WHEN place > 1 THEN 'repeated'
            WHEN s.subject_code IS NULL THEN 'enterprise'
        END AS problem
        FROM placed AS p LEFT JOIN known_subject AS s ON s.subject_code = p.uscc
        """
    )
    query = """
        SELECT problem, row, uscc, contract_no, CASE problem WHEN 'kind' THEN raw_kind
            WHEN 'day' THEN raw_date WHEN 'amount' THEN raw_amount
            WHEN 'quantity' THEN raw_quantity WHEN 'document' THEN raw_document
            WHEN 'repeated' THEN coalesce(document_no, contract_no) ELSE contract_no END
        FROM line WHERE problem IS NOT NULL AND problem <> 'enterprise' ORDER BY row
    """
    for problem, row, code, _, value in connection.sql(query).fetchall():
        found, field = _ROW_PROBLEMS[problem]
        journal.add(found, row=row, field=field, value=value, subject=code)
    query = """
        SELECT uscc, count(*), min(row) FROM line WHERE problem = 'enterprise'
        GROUP BY uscc ORDER BY uscc
    """
    for code, count, row in connection.sql(query).fetchall():
        journal.add(rule.UNKNOWN_ENTERPRISE, row=row, value=code, subject=code, count=count)


def _weigh_contracts(connection: Any, rules: CloudRules, *, pushed_by_vendor: bool) -> None:
    """Make `contract`(contract_no, uscc, amount, paid, is_free, is_paid, first, last, …)."""
    share = rules.thresholds.payment_share_min.value
    own = int(Grade.ATTESTED) if pushed_by_vendor else int(Grade.DECLARED)
    connection.execute(
        f"""
        CREATE TEMP TABLE contract AS
        WITH paid AS (
            SELECT contract_no, uscc, sum(amount) AS paid,
                min(CASE WHEN document IS NULL THEN {own} ELSE 2 END) AS paid_grade
            FROM line WHERE problem IS NULL AND kind = 'payment' GROUP BY ALL
        )
        SELECT c.row, c.contract_no, c.uscc, c.amount, c.day, c.first, c.last, c.seller,
            c.seller_uscc, c.service, c.category, c.document,
            coalesce(p.paid, 0) AS paid,
            c.amount <= 0 AS is_free,
            coalesce(p.paid, 0) >= {share} * c.amount AND c.amount > 0 AS is_paid,
            CASE WHEN c.document IS NULL THEN {own} ELSE 2 END AS grade,
            coalesce(p.paid_grade, 1) AS paid_grade
        FROM line AS c LEFT JOIN paid AS p USING (contract_no, uscc)
        WHERE c.problem IS NULL AND c.kind = 'contract'
        """
    )


def _tell_contracts(connection: Any, rules: CloudRules, journal: Journal) -> None:
    share = rules.thresholds.payment_share_min.value
    query = (
        "SELECT row, contract_no, uscc, amount, paid, is_free, is_paid FROM contract ORDER BY row"
    )
    for row, number, code, amount, paid, is_free, is_paid in connection.sql(query).fetchall():
        if is_free:
            journal.add(rule.FREE_CONTRACT, row=row, field="amount", value=number, subject=code)
        elif not is_paid:
            journal.add(
                rule.NOT_PAID,
                row=row,
                field="amount",
                value=number,
                subject=code,
                paid=plain(paid),
                amount=plain(amount),
                share=f"{share:.0%}",
            )
    query = """
        SELECT DISTINCT least(a.uscc, b.uscc), greatest(a.uscc, b.uscc) FROM contract AS a
        JOIN contract AS b ON a.seller_uscc = b.uscc AND b.seller_uscc = a.uscc ORDER BY ALL
    """
    for first, second in connection.sql(query).fetchall():
        journal.add(rule.RING, field="seller_uscc", value=first, subject=first, others=second)


def _measure(connection: Any, *, pushed_by_vendor: bool) -> None:
    """Make `month_fact`, as measure.measure_months does for bills.

    A month without log has services_used null: nothing is known of its use. The grade
    of a month of use is that of the weakest paper behind it: contract, payment, log.
    """
    own = int(Grade.OBSERVED) if pushed_by_vendor else int(Grade.DECLARED)
    connection.execute(
        f"""
        CREATE TEMP TABLE shown_contract AS
        SELECT DISTINCT contract_no FROM line
        WHERE problem IS NULL AND kind = 'usage' AND quantity > 0;

        CREATE TEMP TABLE month_fact AS
        WITH used AS (
            SELECT l.uscc, CAST(date_trunc('month', l.day) AS DATE) AS month,
                count(DISTINCT coalesce(l.category, c.category, l.service, c.service, ''))
                    FILTER (l.quantity > 0) AS services_used,
                max(v.level) FILTER (l.quantity > 0) AS level,
                max(least(CASE WHEN {own} = 3 THEN 3 ELSE c.grade END,
                    CASE WHEN {own} = 3 THEN 3 ELSE c.paid_grade END,
                    CASE WHEN l.document IS NULL THEN {own} ELSE greatest({own}, 2) END)) AS grade,
                coalesce(max(l.document), max(c.document), max(contract_no)) AS document
            FROM line AS l JOIN contract AS c USING (contract_no, uscc)
            LEFT JOIN level_word AS v ON v.category = coalesce(l.category, c.category)
            WHERE l.problem IS NULL AND l.kind = 'usage' AND c.is_paid
                AND (c.first IS NULL OR l.day >= date_trunc('month', c.first))
                AND (c.last IS NULL OR l.day <= last_day(c.last))
            GROUP BY ALL
        ), billed AS (
            SELECT l.uscc, CAST(date_trunc('month', l.day) AS DATE) AS month,
                sum(l.amount) AS spend,
                bool_and(contract_no NOT IN (SELECT contract_no FROM shown_contract))
                    AS is_purchase_only,
                max(CASE WHEN l.document IS NULL THEN least({own}, 2) ELSE 2 END) AS grade,
                coalesce(max(l.document), max(l.document_no), max(contract_no)) AS document
            FROM line AS l JOIN contract AS c USING (contract_no, uscc)
            WHERE l.problem IS NULL AND l.kind = 'invoice' AND c.is_paid
            GROUP BY ALL
        )
        SELECT uscc, month, b.spend, NULL::DECIMAL(18, 6) AS effective,
            u.services_used, u.level, coalesce(b.is_purchase_only, FALSE) AS is_purchase_only,
            CAST(last_day(month) AS DATE) AS ends_on,
            CAST(coalesce(least(u.grade, b.grade), u.grade, b.grade) AS TINYINT) AS grade,
            coalesce(u.document, b.document) AS document
        FROM used AS u FULL JOIN billed AS b USING (uscc, month)
        """
    )


def _contract_proposals(connection: Any, source: str) -> pa.Table:
    connection.register("contract_source", pa.table({"source": [source]}))
    table = connection.sql(
        f"""
        SELECT uscc AS subject_code, '{CONTRACT}' AS indicator_code, NULL::VARCHAR AS value_code,
            CAST(round(amount, 6) AS DECIMAL(18, 6)) AS value_number, 'CNY' AS unit,
            coalesce(first, day) AS period_start,
            CAST(greatest(coalesce(last, first, day), coalesce(first, day)) + 1 AS DATE)
                AS period_end,
            day AS fact_date, CAST(grade AS TINYINT) AS grade, s.source,
            coalesce(document, contract_no) AS document
        FROM contract CROSS JOIN contract_source AS s ORDER BY row
        """
    ).to_arrow_table()
    return table.select(PROPOSAL_SCHEMA.names).cast(PROPOSAL_SCHEMA)
