"""The kinds of files that can be imported in the browser: name, columns, what else must be told.

Not for reading them (preview, carry_out).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lingnan.console.work.errors import ImportUnfit
from lingnan.console.work.importing.settings import ImportSettings
from lingnan.kernel import Text
from lingnan.packs import Pack
from lingnan.registry.importing import columns_of
from lingnan.sources.cloud.form import COLUMNS as CONTRACTS
from lingnan.sources.declared.questionnaire import answer_columns
from lingnan.sources.declared.rows_file import COLUMNS as EVIDENCE
from lingnan.sources.published.series import COLUMNS as PUBLISHED
from lingnan.store.tabular import Column


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of file.

    Attributes:
        id: as it stands in addresses and settings.
        register: the kind of register file; null when it brings evidence.
        asks: what else is asked: model, fact_date, max_grade, vendor, bill.
        can_try: whether its first rows are judged before the import.
        stays: what undoing it leaves, beside rows that somebody changed since.
    """

    id: str
    name: Text
    what: Text
    register: str | None = None
    asks: tuple[str, ...] = ()
    can_try: bool = True
    stays: Text | None = None


_REFERRED: Final = Text(
    "新增记录如已有证据、成员关系、授权或账号引用，则予以保留。",
    "Rows that it added stay where evidence, memberships, consents or accounts speak of them.",
)
_CLAIMS: Final = Text(
    "账单对云账号和发票的认领记录予以保留：同一张发票以后被其他企业使用时仍会提示。"
    "因本账单而撤回的“未用”记录不会恢复。",
    "What the bill claimed, accounts and invoices, stays noted: another enterprise that uses the "
    "same invoice is still reported. Records of no use that it withdrew do not come back.",
)

KINDS: Final = (
    ImportKind(
        "enterprise",
        Text("企业名录", "Register of enterprises"),
        Text("每行一家企业", "One row an enterprise"),
        register="enterprise",
        stays=_REFERRED,
    ),
    ImportKind(
        "evidence",
        Text("佐证数据", "Evidence"),
        Text("每行一项指标的事实", "One row a fact of one indicator"),
        asks=("fact_date", "max_grade"),
    ),
    ImportKind(
        "answers",
        Text("评测问卷答案", "Answers to a questionnaire"),
        Text("每行一家企业，每题一列；或每行一个答案", "A row an enterprise, a column an item"),
        asks=("model", "fact_date"),
    ),
    ImportKind(
        "entity",
        Text("产业园、产业链、服务商等", "Parks, chains, providers and others"),
        Text("由“类别”列说明每行是什么", "The column kind says what each row is"),
        register="entity",
        stays=_REFERRED,
    ),
    ImportKind(
        "membership",
        Text("园区、产业链、集群成员", "Members of parks, chains and clusters"),
        Text("每行一项成员关系", "One row a membership"),
        register="membership",
    ),
    ImportKind(
        "supply",
        Text("供应关系", "Supply network"),
        Text("每行一对供需关系", "One row a supplier, buyer and item"),
        register="supply",
    ),
    ImportKind(
        "cloud-bill",
        Text("云服务账单（FOCUS）", "Cloud bill (FOCUS)"),
        Text("FOCUS 1.0 至 1.3 格式", "In FOCUS 1.0 to 1.3"),
        asks=("vendor", "bill"),
        can_try=False,
        stays=_CLAIMS,
    ),
    ImportKind(
        "contracts",
        Text("云服务合同、发票、付款和用量", "Contracts, invoices, payments and use of clouds"),
        Text("用于没有 FOCUS 账单的服务商", "For vendors without FOCUS"),
        asks=("vendor",),
        can_try=False,
        stays=_CLAIMS,
    ),
    ImportKind(
        "published",
        Text("公布的进度", "Published figures"),
        Text("主管部门公布的累计数", "Cumulative counts that an authority published"),
    ),
)
_BY_ID: Final = {kind.id: kind for kind in KINDS}


def kind_of(said: str) -> ImportKind:
    """Answer a kind by its id. Raises: ImportUnfit."""
    found = _BY_ID.get(said)
    if found is None:
        raise ImportUnfit(reason=Text(f"没有类别 {said}", f"there is no kind {said}"))
    return found


def columns_for(pack: Pack, settings: ImportSettings) -> Sequence[Column]:
    """Answer the columns that a file may have; none where its form is fixed elsewhere.

    Raises: ImportUnfit, PackLookupError.
    """
    kind = kind_of(settings.kind)
    if kind.register is not None:
        return columns_of(kind.register)
    if kind.id == "answers":
        if settings.model_id is None:
            raise ImportUnfit(reason=Text("未选评测模型", "no assessment model was chosen"))
        return answer_columns(pack.model(settings.model_id))
    return {"evidence": EVIDENCE, "contracts": CONTRACTS, "published": PUBLISHED}.get(kind.id, ())
