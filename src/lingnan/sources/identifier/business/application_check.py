"""Material and identity check of a prefix application: the form, then the register of enterprises.

Not for deciding (see review): the check only finds. Source: 材料+实名核验, Handle protocol facts
§4.3; whether a person is who they say is for the reviewer to see on the documents.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from lingnan.kernel import Finding, Rule, Severity, Text, half_width, industry, uscc
from lingnan.registry import Enterprise, Status
from lingnan.sources.identifier.business import rules

#: Answers an enterprise of the register by its code; `Registry(store).get` is one.
Lookup = Callable[[str], Enterprise | None]

#: Documents that an application needs, by kind.
DOCUMENTS: Final = {
    "business-licence": Text("营业执照", "business licence"),
    "application-letter": Text("企业前缀申请表（盖章）", "sealed application form"),
}
STATUS: Final = {
    Status.ACTIVE: Text("存续", "active"),
    Status.CLOSED: Text("注销", "closed"),
    Status.REVOKED: Text("吊销", "revoked"),
    Status.MERGED: Text("被合并", "merged"),
}
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_TELEPHONE: Final = re.compile(r"\+?[0-9][0-9 -]{5,18}")
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,180}\.[^@\s.]{2,}")
_NAMES: Final = {
    "enterprise_name_zh": (Text("企业名称", "name of the enterprise"), 200),
    "legal_representative": (Text("法定代表人", "legal representative"), 80),
    "contact_name": (Text("联系人", "contact"), 80),
    "contact_mobile": (Text("联系电话", "telephone"), 20),
    "purpose": (Text("用途", "purpose"), 500),
}


@dataclass(frozen=True, slots=True)
class Document:
    """One paper handed in: its kind (see DOCUMENTS), file name and SHA-256 of the file."""

    kind: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """What an enterprise fills in.

    Attributes:
        industry_code: GB/T 4754, written with or without the section letter.
        asked_number: the last part of the prefix it would like; None lets the system choose.
    """

    uscc: str
    enterprise_name_zh: str
    industry_code: str
    legal_representative: str
    contact_name: str
    contact_mobile: str
    purpose: str
    contact_email: str | None = None
    asked_number: str | None = None
    documents: tuple[Document, ...] = ()

    def tidy(self) -> "ApplicationForm":
        """Answer the same form with codes in their written form and no surrounding space."""
        code = self.industry_code
        return ApplicationForm(
            uscc.normalise(self.uscc),
            self.enterprise_name_zh.strip(),
            code if industry.problem(code) else industry.normalise(code),
            self.legal_representative.strip(),
            self.contact_name.strip(),
            half_width(self.contact_mobile),
            self.purpose.strip(),
            (self.contact_email or "").strip() or None,
            half_width(self.asked_number or "") or None,
            self.documents,
        )


def check_form(form: ApplicationForm) -> list[Finding]:
    """Answer what is wrong with a tidy form by itself."""
    found: list[Finding] = []
    if not uscc.is_valid(form.uscc):
        found.append(rules.USCC_WRONG.finding(field="uscc", value=form.uscc))
    if industry.problem(form.industry_code) is not None:
        found.append(rules.INDUSTRY_WRONG.finding(field="industry_code", value=form.industry_code))
    for name, (label, longest) in _NAMES.items():
        if not 1 <= len(getattr(form, name)) <= longest:
            found.append(_labelled(rules.FIELD_MISSING, name, label))
    # Their values are people's and are not repeated in messages.
    if form.contact_mobile and not _TELEPHONE.fullmatch(form.contact_mobile):
        label = _NAMES["contact_mobile"][0]
        found.append(_labelled(rules.CONTACT_WRONG, "contact_mobile", label))
    if form.contact_email is not None and not _EMAIL.fullmatch(form.contact_email):
        label = Text("电子邮箱", "e-mail address")
        found.append(_labelled(rules.CONTACT_WRONG, "contact_email", label))
    return found + _check_documents(form.documents)


def check_identity(form: ApplicationForm, lookup: Lookup | None) -> list[Finding]:
    """Answer what the register of enterprises says against a tidy form.

    `lookup` None: no register is attached; a warning tells the reviewer to check elsewhere.
    """
    code = form.uscc
    if lookup is None:
        return [rules.NOT_LOOKED_UP.finding(field="uscc", value=code, subject=code)]
    enterprise = lookup(code)
    if enterprise is None:
        return [rules.USCC_UNKNOWN.finding(field="uscc", value=code, subject=code)]
    found: list[Finding] = []
    if enterprise.status is not Status.ACTIVE:
        status = STATUS[enterprise.status]
        found.append(
            rules.ENTERPRISE_CLOSED.finding(field="uscc", value=code, subject=code, status=status)
        )
    if enterprise.name_zh != form.enterprise_name_zh:
        found.append(
            rules.NAME_DIFFERS.finding(
                field="enterprise_name_zh",
                value=form.enterprise_name_zh,
                subject=code,
                registered=enterprise.name_zh,
            )
        )
    return found


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    """Answer the findings that forbid approval."""
    return [each for each in findings if each.severity is Severity.ERROR]


def told(findings: Iterable[Finding]) -> Text:
    """Answer findings in one text."""
    listed = list(findings)
    return Text("".join(each.what.zh for each in listed), " ".join(each.what.en for each in listed))


def _check_documents(documents: tuple[Document, ...]) -> list[Finding]:
    kinds = {each.kind for each in documents if _SHA256.fullmatch(each.sha256) and each.name}
    return [
        _labelled(rules.DOCUMENT_MISSING, f"documents.{kind}", label)
        for kind, label in DOCUMENTS.items()
        if kind not in kinds
    ]


def _labelled(rule: Rule, field: str, label: Text) -> Finding:
    what = rule.what.format(field=label, value=label)
    return Finding(rule.code, rule.severity, what, rule.remedy, field=field)
