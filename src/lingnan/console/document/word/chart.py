"""A native chart as DrawingML: Word draws it, and its data can be edited there.

Values are written into the chart as well, so that it shows without its workbook. Children stand in
the order of the schema, which Word insists on. Not for putting it into a document (chart_part).
Source: ECMA-376 part 1, chapter 21.2.
"""

from xml.sax.saxutils import escape

from lingnan.console.charts.palette import GRID_LINE, INK, MUTED
from lingnan.console.document.picture import Picture, Series, Value
from lingnan.console.document.word.element import printable
from lingnan.console.document.word.style import SERIF

SHEET = "Data"
_SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_CATEGORY_AXIS, _VALUE_AXIS = 111, 222
_HUNDREDTHS = 900  # text size of 9 points
_EMU_A_POINT = 12700


def chart_xml(picture: Picture, workbook_id: str) -> bytes:
    """Write the chart part; `workbook_id` is the relationship to its workbook."""
    numbered = list(enumerate(picture.series))
    columns = [(n, s) for n, s in numbered if s.shape == "column"]
    lines = [(n, s) for n, s in numbered if s.shape != "column"]
    body = (
        "<c:autoTitleDeleted val='1'/><c:plotArea><c:layout/>"
        + (_columns(picture, columns) if columns else "")
        + (_lines(picture, lines) if lines else "")
        + _axes(picture)
        + "<c:spPr><a:noFill/></c:spPr></c:plotArea>"
        + (_legend(picture) if picture.has_legend else "")
        + "<c:plotVisOnly val='1'/><c:dispBlanksAs val='gap'/>"
    )
    xml = (
        f"<c:chartSpace {_SPACES}><c:date1904 val='0'/><c:roundedCorners val='0'/>"
        f"<c:chart>{body}</c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f"{_text(INK)}"
        f"<c:externalData r:id='{workbook_id}'><c:autoUpdate val='0'/></c:externalData>"
        "</c:chartSpace>"
    )
    return f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n{xml}".encode()


def _columns(picture: Picture, series: list[tuple[int, Series]]) -> str:
    grouping = "stacked" if picture.is_stacked else "clustered"
    return (
        f"<c:barChart><c:barDir val='col'/><c:grouping val='{grouping}'/><c:varyColors val='0'/>"
        + "".join(
            _series(
                picture,
                number,
                one,
                f"<c:spPr>{_fill(one.colour)}{_line(INK, 0.25)}</c:spPr>"
                "<c:invertIfNegative val='0'/>"
                + ("" if picture.is_stacked else _labels(picture.number_format)),
                "",
            )
            for number, one in series
        )
        + f"<c:gapWidth val='70'/><c:overlap val='{100 if picture.is_stacked else 0}'/>"
        + _axis_ids()
        + "</c:barChart>"
    )


def _lines(picture: Picture, series: list[tuple[int, Series]]) -> str:
    return (
        "<c:lineChart><c:grouping val='standard'/><c:varyColors val='0'/>"
        + "".join(
            _series(picture, number, one, _line_look(one, len(picture.categories)),
                    "<c:smooth val='0'/>")
            for number, one in series
        )
        + "<c:marker val='1'/>"
        + _axis_ids()
        + "</c:lineChart>"
    )  # fmt: skip


def _line_look(one: Series, count: int) -> str:
    if one.shape == "gate":
        return (
            f"<c:spPr>{_line(one.colour, 0.75, 'sysDot')}</c:spPr>"
            "<c:marker><c:symbol val='none'/></c:marker>" + _end_label(count - 1)
        )
    symbol = "diamond" if one.is_dashed else "circle"
    paper = "<a:solidFill><a:srgbClr val='FFFFFF'/></a:solidFill>"
    return (
        f"<c:spPr>{_line(one.colour, 2.0, 'dash' if one.is_dashed else None)}</c:spPr>"
        f"<c:marker><c:symbol val='{symbol}'/><c:size val='6'/><c:spPr>"
        f"{paper if one.is_dashed else _fill(one.colour)}{_line(one.colour, 1.25)}"
        "</c:spPr></c:marker>"
    )


def _series(picture: Picture, number: int, one: Series, look: str, tail: str) -> str:
    count = len(picture.categories)
    column = chr(ord("B") + number)
    categories = "".join(
        f"<c:pt idx='{n}'><c:v>{_clean(name)}</c:v></c:pt>"
        for n, name in enumerate(picture.categories)
    )
    values = "".join(
        f"<c:pt idx='{n}'><c:v>{value_text(value)}</c:v></c:pt>"
        for n, value in enumerate(one.values)
        if value is not None
    )
    return (
        f"<c:ser><c:idx val='{number}'/><c:order val='{number}'/>"
        f"<c:tx><c:strRef><c:f>{SHEET}!${column}$1</c:f><c:strCache><c:ptCount val='1'/>"
        f"<c:pt idx='0'><c:v>{_clean(one.name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>{look}"
        f"<c:cat><c:strRef><c:f>{SHEET}!$A$2:$A${count + 1}</c:f><c:strCache>"
        f"<c:ptCount val='{count}'/>{categories}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>{SHEET}!${column}$2:${column}${count + 1}</c:f><c:numCache>"
        f"<c:formatCode>General</c:formatCode><c:ptCount val='{count}'/>{values}"
        f"</c:numCache></c:numRef></c:val>{tail}</c:ser>"
    )


def value_text(value: Value) -> str:
    """Write a number for a machine, without an exponent and without needless decimals."""
    return "" if value is None else f"{value:.10f}".rstrip("0").rstrip(".")


def _labels(number_format: str) -> str:
    return (
        f"<c:dLbls><c:numFmt formatCode='{_clean(number_format)}' sourceLinked='0'/>"
        "<c:spPr><a:noFill/></c:spPr><c:dLblPos val='outEnd'/>" + _shown(value=True) + "</c:dLbls>"
    )


def _end_label(last: int) -> str:
    """Name a gate above the right end of its line."""
    return (
        f"<c:dLbls><c:dLbl><c:idx val='{last}'/><c:spPr><a:noFill/></c:spPr>{_text(MUTED, 800)}"
        f"<c:dLblPos val='t'/>{_shown(name=True)}</c:dLbl>{_shown()}</c:dLbls>"
    )


def _shown(*, value: bool = False, name: bool = False) -> str:
    return (
        f"<c:showLegendKey val='0'/><c:showVal val='{int(value)}'/><c:showCatName val='0'/>"
        f"<c:showSerName val='{int(name)}'/><c:showPercent val='0'/><c:showBubbleSize val='0'/>"
    )


def _axes(picture: Picture) -> str:
    return (
        f"<c:catAx><c:axId val='{_CATEGORY_AXIS}'/><c:scaling><c:orientation val='minMax'/>"
        "</c:scaling><c:delete val='0'/><c:axPos val='b'/>"
        "<c:numFmt formatCode='General' sourceLinked='0'/><c:majorTickMark val='none'/>"
        "<c:minorTickMark val='none'/><c:tickLblPos val='low'/>"
        f"<c:spPr>{_line(MUTED, 0.75)}</c:spPr>{_text(INK, turn='0')}"
        f"<c:crossAx val='{_VALUE_AXIS}'/>"
        "<c:crosses val='autoZero'/><c:auto val='0'/><c:lblAlgn val='ctr'/>"
        "<c:lblOffset val='100'/><c:noMultiLvlLbl val='1'/></c:catAx>"
        f"<c:valAx><c:axId val='{_VALUE_AXIS}'/><c:scaling><c:orientation val='minMax'/>"
        "</c:scaling><c:delete val='0'/><c:axPos val='l'/>"
        f"<c:majorGridlines><c:spPr>{_line(GRID_LINE, 0.5)}</c:spPr></c:majorGridlines>"
        f"{_axis_title(picture.axis)}"
        f"<c:numFmt formatCode='{_clean(picture.number_format)}' sourceLinked='0'/>"
        "<c:majorTickMark val='none'/><c:minorTickMark val='none'/><c:tickLblPos val='nextTo'/>"
        f"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_text(MUTED)}"
        f"<c:crossAx val='{_CATEGORY_AXIS}'/><c:crosses val='autoZero'/>"
        "<c:crossBetween val='between'/></c:valAx>"
    )


def _axis_title(words: str) -> str:
    if not words:
        return ""
    return (
        "<c:title><c:tx><c:rich><a:bodyPr rot='0' vert='horz'/><a:p><a:pPr>"
        f"{_face('defRPr', MUTED)}</a:pPr><a:r>{_face('rPr', MUTED)}<a:t>{_clean(words)}</a:t>"
        "</a:r></a:p></c:rich></c:tx><c:overlay val='0'/></c:title>"
    )


def _legend(picture: Picture) -> str:
    hidden = "".join(
        f"<c:legendEntry><c:idx val='{number}'/><c:delete val='1'/></c:legendEntry>"
        for number, one in enumerate(picture.series)
        if one.shape == "gate"
    )
    return f"<c:legend><c:legendPos val='b'/>{hidden}<c:overlay val='0'/>{_text(INK)}</c:legend>"


def _axis_ids() -> str:
    return f"<c:axId val='{_CATEGORY_AXIS}'/><c:axId val='{_VALUE_AXIS}'/>"


def _text(colour: str, size: int = _HUNDREDTHS, turn: str = "") -> str:
    body = f"<a:bodyPr rot='{turn}' vert='horz'/>" if turn else "<a:bodyPr/>"
    return (
        f"<c:txPr>{body}<a:p><a:pPr>"
        f"{_face('defRPr', colour, size)}</a:pPr><a:endParaRPr lang='zh-CN'/></a:p></c:txPr>"
    )


def _face(tag: str, colour: str, size: int = _HUNDREDTHS) -> str:
    latin, asian = SERIF
    return (
        f"<a:{tag} sz='{size}' b='0'>{_fill(colour)}<a:latin typeface='{latin}'/>"
        f"<a:ea typeface='{asian}'/></a:{tag}>"
    )


def _fill(colour: str) -> str:
    return f"<a:solidFill><a:srgbClr val='{colour.lstrip('#').upper()}'/></a:solidFill>"


def _line(colour: str, points: float, dash: str | None = None) -> str:
    dashed = f"<a:prstDash val='{dash}'/>" if dash else ""
    return f"<a:ln w='{int(points * _EMU_A_POINT)}'>{_fill(colour)}{dashed}</a:ln>"


def _clean(words: str) -> str:
    return escape(printable(words), {"'": "&apos;"})
