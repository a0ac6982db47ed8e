"""What documents of all four paths have around their sections: title, run, marks, signatures.

Not for the sections (section), nor for what one path says.
"""

from collections.abc import Sequence
from datetime import date

from lingnan.console.document.answer import Answer
from lingnan.console.document.model import (
    Block,
    Column,
    Document,
    Paragraph,
    Section,
    Signature,
    Table,
)
from lingnan.console.document.section import notes_section, sign_off_section
from lingnan.console.document.value import capital
from lingnan.console.document.words import level_words, origin_words, synthetic_mark

#: The day of a document whose answer names none; it never shows.
_NO_DAY = date(1980, 1, 1)

Part = tuple[str, str, str, Sequence[Block]]
"""Heading, sheet, finding ("" for none), blocks."""


def frame(
    answer: Answer, title: str, subtitle: str, parts: Sequence[Part], parties: Sequence[str]
) -> Document:
    """Build a document of parts that have something to say, with notes and signatures at its end.

    The signatures stand on the sheet of the first part.
    """
    tr = answer.tr
    sections = []
    for heading, sheet, finding, blocks in parts:
        if blocks:
            said = (Paragraph(finding, "finding"),) if finding else ()
            sections.append(Section(heading, sheet, (*said, *blocks)))
    sections.append(notes_section(answer))
    signed = [Signature(party) for party in parties]
    sections.append(sign_off_section(tr, parts[0][1], *signed))
    return Document(
        lang=tr.lang,
        title=title,
        subtitle=subtitle,
        as_of=answer.day("as_of") or _NO_DAY,
        origin=origin_words(answer),
        sections=tuple(sections),
        marks=(synthetic_mark(tr),) if answer.flag("is_synthetic") else (),
    )


def binding_table(answer: Answer) -> tuple[Block, ...]:
    """Number the sentences that say what holds a plan back; nothing without any."""
    _ = answer.tr.gettext
    texts = answer.texts("binding")
    if not texts:
        return ()
    columns = (Column(_("No."), "count", 6), Column(_("What holds the plan back"), width=94))
    return (Table(_("Binding constraints"), columns, tuple(enumerate(texts, 1))),)


def level_columns(answer: Answer, levels: int) -> tuple[Column, ...]:
    """Head one column a level, from 0."""
    names = (capital(answer.tr, level_words(answer.tr, level)) for level in range(levels))
    return tuple(Column(name, "count", 10) for name in names)


def counts(answer: Answer, key: str) -> tuple[int, ...]:
    """Read a list of whole numbers."""
    return tuple(int(value) for value in answer.values.get(key) or ())


def ppm(value: int | None) -> float | None:
    """Turn parts per million into a share."""
    return None if value is None else value / 1_000_000
