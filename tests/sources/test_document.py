"""Lists of attachments: attested evidence with the SHA-256 of the file."""

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from lingnan.evidence import Grade
from lingnan.sources.declared import import_documents

HEADER = "统一社会信用代码,题号,答案,附件,出具方,日期,单位,SHA-256"


def bring(world: Any, path: Any, **more: Any) -> Any:
    return import_documents(*world.here, path, **world.by, **more)


def test_attachment_is_attested_by_its_digest(world: Any) -> None:
    (world.folder / "papers").mkdir()
    (world.folder / "papers" / "audit.pdf").write_bytes(b"audit report")
    digest = hashlib.sha256(b"audit report").hexdigest()
    path = world.write(
        "list.csv",
        HEADER,
        f"{world.alpha},Q01,BC,papers/audit.pdf,省评估中心,2024-09-30,,{digest.upper()}",
        f"{world.alpha},equipment_networked_share,60,papers\\audit.pdf,省评估中心,2024-09-30,%,",
    )
    counts, findings = bring(world, path, model_id=world.model)
    assert (counts.added, counts.rejected, findings) == (2, 0, [])
    facts = {code: row.fact for code, row in world.last(world.alpha).items()}
    answer = facts["miit-sme-2024:Q01"]
    assert (answer.value_code, answer.grade) == ("B,C", Grade.ATTESTED)
    assert (answer.source, answer.document) == ("document:省评估中心", digest)
    assert answer.fact_date == date(2024, 9, 30)
    assert facts["equipment_networked_share"].value_number == Decimal("0.6")
    again, _ = bring(world, path, model_id=world.model)
    assert (again.added, again.unchanged) == (0, 2)


def test_what_is_wrong_with_a_row(world: Any) -> None:
    (world.folder / "a.pdf").write_bytes(b"a")
    (world.folder / "empty.pdf").write_bytes(b"")
    a = world.alpha
    path = world.write(
        "list.csv",
        HEADER,
        f"{a},dx_project_launched,1,missing.pdf,局,2024-09-30,,",
        f"{a},dx_project_launched,1,../../etc/passwd,局,2024-09-30,,",
        f"{a},dx_project_launched,1,empty.pdf,局,2024-09-30,,",
        f"{a},dx_project_launched,1,a.pdf,局,2024-09-30,,{'0' * 64}",
        f"{a},dx_project_launched,1,a.pdf,,2024-09-30,,",
        f"{world.stranger},dx_project_launched,1,a.pdf,局,2024-09-30,,",
        f"{a},Q01,B,a.pdf,局,2024-09-30,,",
        f"{a},dx_project_launched,一,a.pdf,局,2024-09-30,,",
        f"{a},dx_project_launched,1,a.pdf,局,2035-09-30,,",
        f"{a},equipment_networked_share,0.6,a.pdf,局,2024-09-30,,",
        f"{a},dx_project_completed,1,a.pdf,广州甲一精密机械有限公司,2024-09-30,,",
    )
    counts, findings = bring(world, path)
    assert (counts.added, counts.rejected) == (1, 10)
    assert [(f.code, f.row) for f in findings] == [
        ("DEC-023", 2),
        ("DEC-023", 3),
        ("DEC-023", 4),
        ("DEC-024", 5),
        ("DEC-025", 6),
        ("DEC-001", 7),
        ("DEC-004", 8),
        ("DEC-012", 9),
        ("DEC-011", 10),
        ("DEC-013", 11),
        ("DEC-026", 12),
    ]
    # The enterprise's own paper proves nothing more than its word.
    assert world.rows(a)[0].fact.grade is Grade.DECLARED


def test_one_paper_for_two_enterprises_is_told(world: Any) -> None:
    (world.folder / "a.pdf").write_bytes(b"a")
    row = "dx_project_launched,1,a.pdf,局,2024-09-30,,"
    bring(world, world.write("one.csv", HEADER, f"{world.alpha},{row}"))
    counts, findings = bring(world, world.write("two.csv", HEADER, f"{world.beta},{row}"))
    assert counts.added == 1
    assert [(f.code, f.subject) for f in findings] == [("DEC-027", world.beta)]
    assert world.alpha in findings[0].what.en


def test_repetition_and_contradiction(world: Any) -> None:
    (world.folder / "a.pdf").write_bytes(b"a")
    a = world.alpha
    path = world.write(
        "list.csv",
        HEADER,
        f"{a},dx_project_launched,1,a.pdf,局,2024-09-30,,",
        f"{a},dx_project_launched,1,a.pdf,局,2024-09-30,,",
        f"{a},dx_project_completed,1,a.pdf,局,2024-09-30,,",
        f"{a},dx_project_completed,0,a.pdf,局,2024-09-30,,",
    )
    counts, findings = bring(world, path)
    assert (counts.added, counts.unchanged, counts.rejected) == (1, 1, 2)
    assert [(f.code, f.row) for f in findings] == [
        ("DEC-009", 3),
        ("DEC-010", 4),
        ("DEC-010", 5),
    ]
