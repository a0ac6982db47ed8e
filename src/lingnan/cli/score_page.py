"""How the score of one answer sheet is told in the terminal."""

from typing import TYPE_CHECKING, Any

from lingnan.cli.diagnosis_page import gap_text
from lingnan.cli.output import Format, print_lines, print_records
from lingnan.cli.settings import Settings
from lingnan.cli.word import SEVERITY
from lingnan.kernel import Text

if TYPE_CHECKING:
    from lingnan.diagnosis import SheetScore

_RESULT = {
    "level": Text("等级", "level"),
    "points": Text("得分", "points"),
    "full": Text("满分", "full"),
    "gap": Text("距下一级", "to the next level"),
}
_DIMENSION = {
    "name": Text("维度", "dimension"),
    "points": Text("得分", "points"),
    "full": Text("满分", "full"),
}


def print_score(result: "SheetScore", settings: Settings) -> None:
    """Print level, points and gap, the dimensions, then what could not be counted."""
    answer, model = result.to_json(), result.model
    head = f"{settings.say(model.title)} · {model.edition}"
    if not model.is_confirmed:
        head += settings.say(Text("（含未核实内容）", " (rests on unconfirmed content)"))
    whole = {
        "level": answer["level"],
        "points": _points(answer["millipoints"]),
        "full": _points(answer["full_millipoints"]),
        "gap": gap_text(answer["gaps"], settings),
    }
    dimensions = [
        {
            "name": dimension.text,
            "points": _points(answer["dimensions"][dimension.id]),
            "full": _points(dimension.full_millipoints),
        }
        for dimension in model.dimensions
        if dimension.id in answer["dimensions"]
    ]
    told: dict[str, Any] = {"form": Format.table, "lang": settings.lang}
    print_records([whole], _RESULT, title=head, **told)
    print_records(dimensions, _DIMENSION, **told)
    for found in result.findings:
        severity = settings.say(SEVERITY[found.severity])
        what, remedy = settings.say(found.what), settings.say(found.remedy)
        print_lines([f"{severity}  {found.code}  {what}; {remedy}"])


def _points(millipoints: int | None) -> float | None:
    return None if millipoints is None else millipoints / 1000
