"""The identifier node of the demo, made as `node init` does: prefixes, a template, identifiers.

Everything in it is invented and says so: the prefix 88.900 was never given to anybody. Each step is
the business side's own, and no hand reviews what it applied for. Not for a real node
(node_commands).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml
from sqlalchemy import select

from lingnan.cli.demo_paper import sample_paper
from lingnan.cli.node_business_desk import NodeDesk
from lingnan.cli.settings import Settings
from lingnan.registry import Enterprise, Registry, Status
from lingnan.registry.store import registry_enterprise
from lingnan.store import Store

if TYPE_CHECKING:
    from lingnan.sources.identifier.business.application import Application
    from lingnan.sources.identifier.business.registrar import Registrar
    from lingnan.sources.identifier.business.registration import CallOutcome

#: The prefix of examples; GB/T 36461 prefixes begin with 88.
PREFIX: Final = "88.900"
#: Where the console looks for the node of a store.
FOLDER: Final = "node"
#: Who acts, by duty; the trail tells that it was the sample.
_APPLICANT, _REVIEWER, _OPERATOR = "sample:applicant", "sample:reviewer", "sample:operator"
#: How the applications of the sample ended, in their order.
_FILED, _ALLOTTED, _RETURNED, _OPEN = "filed", "allotted", "returned", "open"
_STORIES: Final = (_FILED, _FILED, _FILED, _ALLOTTED, _RETURNED, _OPEN)
_IDENTIFIERS: Final = 24
_VERSION: Final = "1.0"
_PAPERS: Final = {"business-licence": "licence.pdf", "application-letter": "letter.pdf"}
#: Items of the template: type, name, kind of data, whether it is required.
_ITEMS: Final = (
    ("name", "产品名称", "string", True),
    ("serial", "产品序列号", "string", True),
    ("produced_at", "生产日期", "date", False),
    ("note", "备注", "string", False),
)


@dataclass(frozen=True, slots=True)
class DemoNode:
    """What was made. `prefixes_count`: allotted; `identifiers_count`: registered."""

    folder: Path
    prefixes_count: int
    identifiers_count: int


def open_node(
    settings: Settings, store: Store, *, uscc: str | None, city: str | None, at: datetime
) -> DemoNode:
    """Make the node of a sample store; enterprise `uscc` is first, then those of a city."""
    from lingnan.sources.identifier.business.prefix_step import file_prefix
    from lingnan.sources.identifier.node.initial import NodeWish, make_node

    folder = store.root / FOLDER
    file = Path(str(store.database.engine.url.database)).absolute()
    wish = NodeWish(
        PREFIX,
        database=f"sqlite:///{file}",
        description="样本标识节点（虚构） · sample node (synthetic)",
        language=settings.lang,
    )
    make_node(folder, wish, at=at)
    reporting = {"operator": {"name": "样本节点运营单位（虚构）"}, "in_service_since": at.date()}
    (folder / "reporting.yaml").write_text(yaml.safe_dump(reporting, allow_unicode=True))
    desk = NodeDesk(settings, folder)
    chosen = list(_enterprises(store, uscc, city))
    filed: list[str] = []
    for enterprise, story in zip(chosen, _STORIES, strict=False):
        prefix = _apply(desk, folder, enterprise, story, at)
        if prefix is not None and story == _FILED:
            number = f"SAMPLE-{len(filed) + 1:04d}"
            file_prefix(desk.database, prefix, filing_no=number, actor=_actor(_OPERATOR), at=at)
            filed.append(prefix)
    desk.settle()
    if chosen:
        _add_template(desk, chosen[0].industry_code, at)
    count = sum(_register(desk, prefix, at) for prefix in filed)
    allotted = sum(story in (_FILED, _ALLOTTED) for _, story in zip(chosen, _STORIES, strict=False))
    desk.database.engine.dispose()
    return DemoNode(folder, allotted, count)


def _enterprises(store: Store, uscc: str | None, city: str | None) -> Iterator[Enterprise]:
    """Active enterprises, as many as there are stories."""
    table, registry = registry_enterprise.c, Registry(store)
    query = select(table.uscc).where(table.status == Status.ACTIVE.value)
    order = (table.uscc != (uscc or ""), table.city_code != (city or ""), table.uscc)
    with store.database.read() as connection:
        codes = connection.scalars(query.order_by(*order).limit(len(_STORIES))).all()
    for code in codes:
        found = registry.get(code)
        if found is not None:
            yield found


def _apply(
    desk: NodeDesk, folder: Path, enterprise: Enterprise, story: str, at: datetime
) -> str | None:
    """Take one application as far as its story goes; answer the prefix if it came to one."""
    from lingnan.sources.identifier.business.allotment import allot
    from lingnan.sources.identifier.business.review import review

    made = _submit(desk, folder, enterprise, at)
    if story == _OPEN:
        return None
    returned = story == _RETURNED
    review(
        desk.database,
        made.application_no,
        "return" if returned else "approve",
        reviewer=_actor(_REVIEWER),
        at=at,
        reason="样本：请补充用途说明 · sample: say more of the purpose" if returned else None,
        lookup=desk.lookup(),
    )
    if returned:
        return None
    return allot(desk.database, made.application_no, actor=_actor(_OPERATOR), at=at).prefix


def _submit(desk: NodeDesk, folder: Path, enterprise: Enterprise, at: datetime) -> "Application":
    from lingnan.sources.identifier.business.application import submit
    from lingnan.sources.identifier.business.application_check import ApplicationForm, Document
    from lingnan.sources.identifier.business.paper import keep_paper

    documents = tuple(
        Document(kind, name, keep_paper(folder, sample_paper(f"{kind} {enterprise.uscc}")))
        for kind, name in _PAPERS.items()
    )
    form = ApplicationForm(
        uscc=enterprise.uscc,
        enterprise_name_zh=enterprise.name_zh,
        industry_code=enterprise.industry_code,
        legal_representative="样本法定代表人",
        contact_name="样本联系人",
        contact_mobile="000-0000-0000",
        purpose="样本：产品追溯 · sample: tracing of products",
        documents=documents,
    )
    return submit(
        desk.database, form, PREFIX, actor=_actor(_APPLICANT), at=at, lookup=desk.lookup()
    )


def _add_template(desk: NodeDesk, industry_code: str, at: datetime) -> None:
    from lingnan.sources.identifier.business.template_form import read_template
    from lingnan.sources.identifier.business.template_store import add_template

    told: dict[str, Any] = {
        "prefix": PREFIX,
        "version": _VERSION,
        "name": "样本产品",
        "description": "样本（虚构） · sample (synthetic)",
        "industryCode": industry_code,
        "type": 2,
        "items": [
            {
                "idType": kind,
                "name": name,
                "required": required,
                "metadata": {"type": data, "maxLength": 80},
            }
            for kind, name, data, required in _ITEMS
        ],
    }
    add_template(desk.database, read_template(told), actor=_actor(_OPERATOR), at=at)
    desk.settle()


def _register(desk: NodeDesk, prefix: str, at: datetime) -> int:
    """Register the products of one enterprise; answer how many."""
    from lingnan.access import Grant, Identity, Role, Scope, ScopeKind
    from lingnan.sources.identifier.business.registration import RowState, register_rows
    from lingnan.sources.identifier.business.template_store import find_template

    index = {item.type: item.index for item in find_template(desk.database, PREFIX, _VERSION).items}
    rows = [_row(prefix, number, index, at.date()) for number in range(1, _IDENTIFIERS + 1)]
    grant = Grant(Role.NODE_OPERATOR, Scope(ScopeKind.PREFIX, PREFIX))
    who = Identity(_OPERATOR, _OPERATOR, (grant,), origin="cli")

    async def work(registrar: "Registrar") -> "CallOutcome":
        return await register_rows(registrar, who, rows, at=at)

    outcome: CallOutcome = desk.run(work)
    return outcome.count(RowState.DONE)


def _row(prefix: str, number: int, index: dict[str, int], day: date) -> dict[str, Any]:
    told: Sequence[tuple[str, str]] = (
        ("name", f"样本产品 {number} · sample product {number}"),
        ("serial", f"SN-{number:04d}"),
        ("produced_at", str(day - timedelta(days=number))),
        ("note", "虚构 · synthetic"),
    )
    values = [
        {"index": index[kind], "type": kind, "data": {"format": "string", "value": text}}
        for kind, text in told
    ]
    return {"handle": f"{prefix}/sn-{number:04d}", "templateVersion": _VERSION, "value": values}


def _actor(name: str) -> Any:
    from lingnan.sources.identifier.business.actor import Actor

    return Actor(name, "cli")
