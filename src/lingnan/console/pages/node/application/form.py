"""The form of an application: what was typed and uploaded, as the business side takes it.

Not for judging it (business.application_check).
"""

from typing import Final

from lingnan.console.pages.node.place import NodePlace
from lingnan.console.web.call import Call
from lingnan.console.web.upload_check import FileKind, check_upload
from lingnan.sources.identifier.business.application import Application
from lingnan.sources.identifier.business.application_check import (
    DOCUMENTS,
    ApplicationForm,
    Document,
)
from lingnan.sources.identifier.business.paper import keep_paper

_FIELDS: Final = (
    *("uscc", "enterprise_name_zh", "industry_code", "legal_representative"),
    *("contact_name", "contact_mobile", "contact_email", "purpose", "asked_number"),
)
#: What an empty form holds.
BLANK: Final = dict.fromkeys((*_FIELDS, "parent_prefix"), "")
_KINDS: Final = frozenset({FileKind.PDF, FileKind.PNG, FileKind.JPEG})
_PAPER_OCTETS: Final = 20 << 20


def typed_form(call: Call, place: NodePlace, before: Application | None = None) -> ApplicationForm:
    """Answer the form; papers that are not sent again stay those of `before`.

    Raises: UploadRefused, TooLarge.
    """
    told = typed_values(call)
    return ApplicationForm(
        told["uscc"],
        told["enterprise_name_zh"],
        told["industry_code"],
        told["legal_representative"],
        told["contact_name"],
        told["contact_mobile"],
        told["purpose"],
        told["contact_email"] or None,
        told["asked_number"] or None,
        _documents(call, place, before),
    )


def typed_values(call: Call) -> dict[str, str]:
    """Answer what was typed, by field."""
    return {name: call.typed(name) for name in BLANK}


def kept_values(application: Application) -> dict[str, str]:
    """Answer the fields of an application, to be corrected."""
    form = application.form
    told = {name: str(getattr(form, name) or "") for name in _FIELDS}
    return told | {"parent_prefix": application.parent_prefix}


def _documents(call: Call, place: NodePlace, before: Application | None) -> tuple[Document, ...]:
    kept = {} if before is None else {each.kind: each for each in before.form.documents}
    for kind in DOCUMENTS:
        uploads = call.files.get(f"paper.{kind}", ())
        if not uploads:
            continue
        checked = check_upload(uploads[-1], _KINDS, most_octets=_PAPER_OCTETS)
        sha256 = keep_paper(place.folder, uploads[-1].file.read())
        kept[kind] = Document(kind, checked.file_name, sha256)
    return tuple(kept.values())
