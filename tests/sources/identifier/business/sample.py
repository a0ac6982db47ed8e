"""What the tests of the business side start from; all enterprises and people are invented."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

from lingnan.kernel import uscc
from lingnan.registry import Enterprise, EntityType, Ownership, Status
from lingnan.sources.identifier.business.actor import Actor
from lingnan.sources.identifier.business.application_check import ApplicationForm, Document

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PARENT = "88.900"
CODE = "91440101MA0000000" + uscc.check_character("91440101MA0000000")
NAME = "测试电子制造有限公司"
#: An application for a prefix as its command reads it from a file.
FORM = f"""
uscc: {CODE}
enterprise_name_zh: {NAME}
industry_code: C3911
legal_representative: 法人甲
contact_name: 联系人乙
contact_mobile: 000-0000-0000
purpose: 产品追溯
documents:
  - kind: business-licence
    file: licence.pdf
  - kind: application-letter
    file: letter.pdf
"""
APPLICANT = Actor("account:applicant", "192.0.2.1")
REVIEWER = Actor("account:reviewer", "192.0.2.2")
OPERATOR = Actor("account:operator", "192.0.2.3")


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def form(**changes):
    cells = {
        "uscc": CODE,
        "enterprise_name_zh": NAME,
        "industry_code": "3911",
        "legal_representative": "法人甲",
        "contact_name": "联系人乙",
        "contact_mobile": "000-0000-0000",
        "purpose": "产品追溯",
        "documents": (
            Document("business-licence", "licence.pdf", digest("licence")),
            Document("application-letter", "letter.pdf", digest("letter")),
        ),
    }
    return ApplicationForm(**(cells | changes))


def enterprise(code=CODE, name=NAME, status=Status.ACTIVE):
    return Enterprise(
        uscc=code,
        name_zh=name,
        name_en=None,
        region_code="440106",
        city_code="440100",
        industry_code="C3911",
        other_industry_codes=(),
        employees_count=120,
        revenue_cny=Decimal(1),
        founded_date=date(2010, 1, 1),
        status=status,
        closed_date=None,
        merged_into_uscc=None,
        ownership=Ownership.PRIVATE,
        entity_type=EntityType.LEGAL_ENTITY,
        above_scale_from=None,
        above_scale_until=None,
        is_synthetic=True,
    )


def lookup(code):
    return enterprise() if code == CODE else None


def value(index, kind, text):
    return {"index": index, "type": kind, "data": {"format": "string", "value": text}}


def template_form(prefix="88.900.1", version="1.0", **changes):
    items = [
        {"name": "名称", "idType": "name", "idIndex": 2000, "required": True,
         "metadata": {"type": "string", "minLength": 1, "maxLength": 20}},
        {"name": "型号", "idType": "model", "idIndex": "2001",
         "metadata": {"minLength": 0, "maxLength": 30}},
        {"name": "生产日期", "idType": "PRODUCED_AT", "metadata": {"type": "date"}},
        {"name": "成本", "idType": "cost", "idIndex": 2010, "readerScope": 2,
         "metadata": {"type": "number"}},
    ]  # fmt: skip
    form = {
        "prefix": prefix,
        "version": version,
        "industryCategory": "C",
        "industrySpecific": "39",
        "industryTrade": "391",
        "industrySubclass": "3911",
        "type": 2,
        "items": items,
    }
    return form | changes


def row(number, **changes):
    handle = f"88.900.1/sn-{number:06d}"
    values = [
        value(2000, "name", f"电机{number}"),
        value(2001, "model", "M-1"),
        value(2002, "PRODUCED_AT", "2026-02-28"),
        value(2010, "cost", "12.5"),
    ]
    return {"handle": handle, "templateVersion": "1.0", "value": values} | changes


def user(*grants, name="enterprise-user", limits=None):
    from lingnan.access import Grant, Identity, Role, Scope, ScopeKind

    held = grants or (Grant(Role.NODE_ENTERPRISE, Scope(ScopeKind.PREFIX, "88.900.1")),)
    return Identity("acc1", name, tuple(held), limits=limits)
