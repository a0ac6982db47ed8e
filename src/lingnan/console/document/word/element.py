"""Small builders for WordprocessingML: elements, runs, paragraphs, fields.

Children come in the order of the schema, which Word insists on. Not for tables (table).
Source: ECMA-376 part 1, chapter 17.
"""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

Element = Any
"""An lxml element; python-docx comes without types."""


def el(tag: str, *children: Element | None, **attributes: object) -> Element:
    """Build one element of the `w` namespace; an attribute that is None is left out."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        if value is not None:
            element.set(qn(f"w:{name}"), str(value))
    for child in children:
        if child is not None:
            element.append(child)
    return element


def run(text: str, *, bold: bool = False, colour: str | None = None) -> Element:
    """Build a run of text; a line break for every newline, no sign that XML cannot hold."""
    properties = []
    if bold:
        properties += [el("b"), el("bCs")]
    if colour:
        properties.append(el("color", val=colour.lstrip("#")))
    built = el("r", el("rPr", *properties) if properties else None)
    for number, line in enumerate(printable(text).split("\n")):
        if number:
            built.append(el("br"))
        words = el("t")
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        built.append(words)
    return built


def tab() -> Element:
    """Build a run that moves to the next tab stop."""
    return el("r", el("tab"))


def field(code: str, shown: str) -> list[Element]:
    """Build a field such as PAGE, showing `shown` until Word counts for itself."""
    instruction = el("instrText")
    instruction.text = f" {code} "
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [
        el("r", el("fldChar", fldCharType="begin")),
        el("r", instruction),
        el("r", el("fldChar", fldCharType="separate")),
        run(shown),
        el("r", el("fldChar", fldCharType="end")),
    ]


def paragraph(
    style: str,
    *content: Element,
    keep_next: bool = False,
    align: str | None = None,
) -> Element:
    """Build a paragraph of runs in a style, named by the style's id."""
    return el(
        "p",
        el(
            "pPr",
            el("pStyle", val=style),
            el("keepNext") if keep_next else None,
            el("jc", val=align) if align else None,
        ),
        *content,
    )


def printable(text: str) -> str:
    """Drop the signs that XML 1.0 forbids; a tab becomes a space."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(sign for sign in kept if sign == "\n" or _is_allowed(ord(sign)))


def _is_allowed(code: int) -> bool:
    return 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
