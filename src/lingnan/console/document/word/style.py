"""The styles of a Word document: fonts of both scripts, sizes, spacing, numbered headings.

Named fonts only, each present on the reader's computer or replaced there by its like; none is
shipped. Everything that looks alike has one style, so that an official can restyle the whole.
Source: ECMA-376 part 1, 17.7 (styles), 17.8 (fonts), 17.9 (numbering).
"""

from dataclasses import dataclass

from lingnan.console.charts.palette import GRID_LINE, INK, MUTED
from lingnan.console.document.word.element import Element, el
from lingnan.kernel import Lang

SERIF = ("Times New Roman", "宋体")
SANS = ("Arial", "黑体")
_LANG = {"zh": ("en-US", "zh-CN"), "en": ("en-GB", "zh-CN")}


@dataclass(frozen=True, slots=True)
class Look:
    """One paragraph style. Units: half-points for `size`, twips for spaces, 240ths for `line`."""

    id: str
    name: str
    fonts: tuple[str, str] = SERIF
    size: int = 24
    before: int = 0
    after: int = 0
    line: int = 240
    align: str | None = None
    colour: str = INK
    is_bold: bool = False
    indent_chars: int = 0
    is_kept: bool = False
    outline: int | None = None
    border: str | None = None
    follows: str | None = None
    tab: int | None = None


def looks(lang: Lang, width: int) -> tuple[Look, ...]:
    """List the paragraph styles; Chinese prose is indented by two characters and set wider."""
    zh = lang == "zh"
    body, line, indent = (24, 360, 200) if zh else (22, 288, 0)
    after = 60 if zh else 120
    bold = not zh  # the sans Chinese face is the bold one
    return (
        Look("Normal", "Normal", size=body),
        Look("Title", "Title", SANS, 40, 240, 120, 300, "center", is_bold=True, follows="Subtitle"),
        Look("Subtitle", "Subtitle", SANS, 28, 0, 120, 288, "center", follows="Body"),
        Look("Dateline", "Dateline", SERIF, 20, 0, 200, 240, "center", MUTED),
        Look("Mark", "Mark", SANS, 22, 60, 240, 240, "center", is_bold=True, border="box"),
        Look(
            "Heading1", "heading 1", SANS, 30, 360, 160, 288, is_bold=True, is_kept=True, outline=0,
            follows="Body",
        ),
        Look("Body", "Body", size=body, after=after, line=line, indent_chars=indent),
        Look("Finding", "Finding", size=body, after=after, line=line, indent_chars=indent),
        Look("Note", "Note", size=18, before=60, after=160, line=264, colour=MUTED),
        Look("List", "List", size=19 if zh else 18, before=20, after=20, line=276),
        Look("Opinion", "Opinion", size=19 if zh else 18, before=60, after=1300),
        Look("Caption", "caption", SANS, 20, 200, 80, is_bold=True, is_kept=True),
        Look("Picture", "Picture", align="center", after=40),
        Look("TableText", "Table Text", size=19 if zh else 18, before=30, after=30, line=252),
        Look("TableHead", "Table Head", SANS, 18, 30, 30, 252, is_bold=bold, is_kept=True),
        Look("Header", "header", SANS, 17, colour=MUTED, border="bottom", tab=width),
        Look("Footer", "footer", SERIF, 17, colour=MUTED, border="top", tab=width),
    )  # fmt: skip


def write_styles(styles: Element, lang: Lang, width: int) -> None:
    """Replace the styles of a document by ours.

    Shapes: styles: the root of styles.xml; its latent styles stay.
    """
    latent = styles.find(el("latentStyles").tag)
    for child in list(styles):
        styles.remove(child)
    styles.append(_defaults(lang))
    if latent is not None:
        styles.append(latent)
    for look in looks(lang, width):
        styles.append(_paragraph_style(look))
    styles.append(_plain("character", "DefaultParagraphFont", "Default Paragraph Font"))
    margins = el(
        "tblCellMar",
        *(el(side, w=w, type="dxa") for side, w in zip(_SIDES, (0, 108, 0, 108), strict=True)),
    )
    inner = el("tblPr", el("tblInd", w=0, type="dxa"), margins)
    styles.append(_plain("table", "TableNormal", "Normal Table", inner))
    styles.append(_plain("numbering", "NoList", "No List"))


_SIDES = ("top", "left", "bottom", "right")


def write_numbering(numbering: Element, lang: Lang) -> None:
    """Number the headings 一、二、… or 1, 2, …."""
    for child in list(numbering):
        numbering.remove(child)
    zh = lang == "zh"
    level = el(
        "lvl",
        el("start", val=1),
        el("numFmt", val="chineseCountingThousand" if zh else "decimal"),
        el("pStyle", val="Heading1"),
        el("suff", val="nothing" if zh else "space"),
        el("lvlText", val="%1、" if zh else "%1 "),
        el("lvlJc", val="left"),
        el("pPr", el("ind", left=0, firstLine=0)),
        ilvl=0,
    )
    numbering.append(
        el("abstractNum", el("multiLevelType", val="singleLevel"), level, abstractNumId=0)
    )
    numbering.append(el("num", el("abstractNumId", val=0), numId=1))


def fonts_xml() -> bytes:
    """Describe the fonts, so that a program without them finds their like."""
    rows = (
        ("Times New Roman", "", "02020603050405020304", "00", "roman"),
        ("Arial", "", "020B0604020202020204", "00", "swiss"),
        ("宋体", "SimSun", "02010600030101010101", "86", "roman"),
        ("黑体", "SimHei", "02010609060101010101", "86", "swiss"),
    )
    fonts = "".join(
        f'<w:font w:name="{name}">'
        + (f'<w:altName w:val="{other}"/>' if other else "")
        + f'<w:panose1 w:val="{panose}"/><w:charset w:val="{charset}"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, other, panose, charset, family in rows
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'.encode()


def _defaults(lang: Lang) -> Element:
    latin, asian = _LANG[lang]
    run = el("rPr", _fonts(SERIF), el("sz", val=24), el("szCs", val=24))
    run.append(el("lang", val=latin, eastAsia=asian, bidi="ar-SA"))
    return el(
        "docDefaults",
        el("rPrDefault", run),
        el("pPrDefault", el("pPr", el("spacing", before=0, after=0, line=240, lineRule="auto"))),
    )


def _fonts(fonts: tuple[str, str]) -> Element:
    latin, asian = fonts
    return el("rFonts", ascii=latin, hAnsi=latin, eastAsia=asian, cs=latin)


def _paragraph_style(look: Look) -> Element:
    is_root = look.id == "Normal"
    number = el("numPr", el("ilvl", val=0), el("numId", val=1)) if look.id == "Heading1" else None
    border = None
    if look.border:
        sides = ("top", "left", "bottom", "right") if look.border == "box" else (look.border,)
        colour = (INK if look.border == "box" else GRID_LINE).lstrip("#")
        border = el("pBdr", *(el(s, val="single", sz=6, space=4, color=colour) for s in sides))
    paragraph = el(
        "pPr",
        el("keepNext") if look.is_kept else None,
        el("keepLines") if look.is_kept else None,
        number,
        border,
        el("tabs", el("tab", val="right", pos=look.tab)) if look.tab else None,
        el("spacing", before=look.before, after=look.after, line=look.line, lineRule="auto"),
        el("ind", firstLineChars=look.indent_chars, firstLine=look.indent_chars * 24 // 10)
        if look.indent_chars
        else None,
        el("jc", val=look.align) if look.align else None,
        el("outlineLvl", val=look.outline) if look.outline is not None else None,
    )
    run = el(
        "rPr",
        _fonts(look.fonts),
        el("b") if look.is_bold else None,
        el("bCs") if look.is_bold else None,
        el("color", val=look.colour.lstrip("#")),
        el("sz", val=look.size),
        el("szCs", val=look.size),
    )
    return el(
        "style",
        el("name", val=look.name),
        None if is_root else el("basedOn", val="Normal"),
        el("next", val=look.follows) if look.follows else None,
        el("qFormat"),
        paragraph,
        run,
        type="paragraph",
        default=1 if is_root else None,
        styleId=look.id,
    )


def _plain(kind: str, style_id: str, name: str, *inner: Element) -> Element:
    return el(
        "style",
        el("name", val=name),
        el("uiPriority", val=99),
        el("semiHidden"),
        el("unhideWhenUsed"),
        *inner,
        type=kind,
        default=1,
        styleId=style_id,
    )
