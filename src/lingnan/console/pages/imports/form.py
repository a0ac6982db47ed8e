"""Read the forms of imports: the uploaded file with what was told about it, and the headings."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from lingnan.console.pages.imports.sight import PURPOSE, scope_code_of
from lingnan.console.web.call import Call
from lingnan.console.web.call import Upload as Sent
from lingnan.console.web.upload_check import TABLES, check_upload
from lingnan.console.work.errors import ImportUnfit
from lingnan.console.work.importing.carry_out import read_rate
from lingnan.console.work.importing.kind import kind_of
from lingnan.console.work.importing.preview import FoundColumn
from lingnan.console.work.importing.settings import ImportSettings
from lingnan.console.work.upload import (
    KeptUpload,
    UploadWish,
    keep_upload,
    path_of,
    plain_name,
    write_file,
)
from lingnan.kernel import Text, uscc

#: A header that means nothing is said to mean this.
UNUSED: Final = ""
_MOST_HEADINGS: Final = 1_000


def keep_import(call: Call) -> str:
    """Keep the file of the form and what was told about it; answers the import's id.

    Raises: ImportUnfit, FormUnreadable, UploadRefused, TooLarge: nothing is kept.
    """
    settings = settings_of(call)
    file = _file(call, "file")
    if file is None:
        raise ImportUnfit(reason=Text("未选择文件", "no file was chosen"))
    checked = check_upload(file, TABLES, most_octets=call.desk.bounds.upload_octets)
    beside = {name: _file(call, name) for name in ("accounts", "invoices")}
    for each in beside.values():
        if each is not None:
            check_upload(each, TABLES, most_octets=call.desk.bounds.upload_octets)
    settings = replace(
        settings,
        accounts=_beside(beside["accounts"], "accounts"),
        invoices=_beside(beside["invoices"], "invoices"),
    )
    if settings.kind == "cloud-bill" and not settings.uscc and settings.accounts is None:
        raise ImportUnfit(
            reason=Text(
                "请填写企业的统一社会信用代码，或附账号对照表",
                "name the enterprise's code, or add the list of accounts",
            )
        )
    wish = UploadWish(
        file_name=file.file_name,
        sha256=checked.sha256,
        media_type=checked.media_type,
        octets_count=checked.octets_count,
        purpose=PURPOSE,
        account_id=call.who.account_id,
        argument=settings.plain(),
        scope_code=scope_code_of(call),
    )
    upload_id = keep_upload(call.store, file.file, wish, at=call.at)
    for name, sent in beside.items():
        kept = _beside(sent, name)
        if sent is not None and kept is not None:
            write_file(path_of(call.store, upload_id, kept), sent.file)
    return upload_id


def settings_of(call: Call) -> ImportSettings:
    """Read what was told about a file. Raises: ImportUnfit, FormUnreadable."""
    kind = kind_of(call.typed("kind"))
    asks = kind.asks
    rates = tuple(call.typed("rates").replace(",", " ").split()) if "bill" in asks else ()
    for said in rates:
        read_rate(said)
    return ImportSettings(
        kind=kind.id,
        model_id=_model(call) if "model" in asks else None,
        fact_date=_day(call) if "fact_date" in asks and call.typed("fact_date") else None,
        max_grade=1 if call.typed("max_grade") == "1" else 2,
        vendor=call.text("vendor", _vendor_label(call), most=40) if "vendor" in asks else None,
        uscc=_code(call) if "bill" in asks and call.typed("uscc") else None,
        is_pushed="vendor" in asks and call.typed("pushed") == "1",
        rates=rates,
    )


def headings_of(call: Call, upload: KeptUpload, columns: Sequence[FoundColumn]) -> ImportSettings:
    """Read which header was said to mean which column, where that differs from what is known.

    Shapes: columns: of the file, in order; field `column.N` of the form holds the N-th's column.
    """
    said: dict[str, str] = {}
    for place, column in enumerate(columns[:_MOST_HEADINGS]):
        name = f"column.{place}"
        if name in call.form and call.typed(name) != (column.known or UNUSED):
            said[column.header] = call.typed(name)
    return replace(ImportSettings.of(upload.argument), headings=said)


def _file(call: Call, name: str) -> Sent | None:
    found = call.files.get(name)
    return found[0] if found else None


def _beside(file: Sent | None, name: str) -> str | None:
    return None if file is None else plain_name(f"{name}-{file.file_name}")


def _model(call: Call) -> str:
    said = call.typed("model")
    if said not in {model.id for model in call.pack.models}:
        raise ImportUnfit(reason=Text("未选评测模型", "no assessment model was chosen"))
    return said


def _day(call: Call) -> date:
    return call.day("fact_date", call.tr.gettext("Day of the answers or facts"))


def _code(call: Call) -> str:
    said = uscc.normalise(call.typed("uscc"))
    if uscc.problem(said) is not None:
        raise ImportUnfit(
            reason=Text(
                f"{said} 不是有效的统一社会信用代码",
                f"{said} is no valid unified social credit code",
            )
        )
    return said


def _vendor_label(call: Call) -> str:
    return call.tr.gettext("Cloud vendor")
