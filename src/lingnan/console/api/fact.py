"""One fact as a program hands it in: what it means, and as what it is kept.

Not for how far somebody may prove it (web.proof), for many (bulk), nor for keeping it
(evidence.Ledger).
"""

from datetime import date, datetime

from lingnan.console.api.errors import NotPossible
from lingnan.console.api.shape.evidence import Fact as FactSent
from lingnan.console.web.proof import Standing, proof_of
from lingnan.evidence import Fact
from lingnan.kernel import Period, Text
from lingnan.packs import Pack
from lingnan.registry import Enterprise
from lingnan.sources.declared.value import PROBLEM_WORDS, option_codes, read_value
from lingnan.sources.intake import china_day
from lingnan.sources.word import FIRST_DAY


def fact_of(
    pack: Pack,
    enterprise: Enterprise,
    sent: FactSent,
    standing: Standing,
    *,
    at: datetime,
    is_own_paper: bool = False,
) -> Fact:
    """Answer the fact that is to be kept. Raises: NotPossible.

    `is_own_paper`: whether who hands it in uploaded the paper about the enterprise himself.
    """
    indicator = pack.indicator(sent.indicator)
    read = read_value(pack, indicator, sent.value, sent.unit)
    if read.problem is not None:
        words = PROBLEM_WORDS.get(read.problem, Text(read.problem, read.problem))
        allowed = option_codes(pack, indicator.code) or indicator.unit
        told = Text(f"{words.zh}（可用 {allowed}）", f"{words.en} (it takes {allowed})")
        raise NotPossible(field="value", value=sent.value, reason=told)
    if not read.code and read.number is None:
        reason = Text("没有内容", "it is empty")
        raise NotPossible(field="value", value=sent.value, reason=reason)
    _ensure_day(sent.fact_date, at)
    _ensure_issuer(sent)
    proof = proof_of(
        standing,
        enterprise,
        indicator,
        issuer=sent.issuer,
        document=sent.document_sha256,
        is_own_paper=is_own_paper,
    )
    return Fact(
        subject_code=enterprise.uscc,
        indicator_code=indicator.code,
        value_code=read.code,
        value_number=read.number,
        unit=None if read.number is None else indicator.unit,
        period=Period.day(sent.fact_date),
        fact_date=sent.fact_date,
        grade=proof.grade,
        source=proof.source,
        document=sent.document_sha256,
    )


def _ensure_day(day: date, at: datetime) -> None:
    if not FIRST_DAY <= day <= china_day(at):
        reason = Text(f"须在 {FIRST_DAY} 至今天之间", f"it lies between {FIRST_DAY} and today")
        raise NotPossible(field="fact_date", value=day, reason=reason)


def _ensure_issuer(sent: FactSent) -> None:
    if (sent.issuer is None) != (sent.document_sha256 is None):
        reason = Text("须与凭证同时给出", "issuer and document_sha256 go together")
        raise NotPossible(field="issuer", value=sent.issuer, reason=reason)
