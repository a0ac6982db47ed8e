"""Questions, their state and the live score, in words. Not for what is worth what (diagnosis)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta, timezone
from types import MappingProxyType
from typing import Final

from lingnan.console.i18n import Translator
from lingnan.console.pages.questionnaire.answer import Sheet, problem_text
from lingnan.console.pages.questionnaire.context import (
    FileView,
    ItemView,
    OptionView,
    PanelView,
    ProofView,
    StateView,
    StepView,
)
from lingnan.console.pages.questionnaire.draft import Clash, Kept
from lingnan.console.pages.questionnaire.file import ItemFile
from lingnan.console.pages.questionnaire.section import Section
from lingnan.console.report.load.diagnosed import side_result
from lingnan.console.report.load.item import answer_text, item_name
from lingnan.console.report.load.word import heading
from lingnan.diagnosis.item import proof_kinds
from lingnan.packs.content.model import ItemContent

#: What became of papers, by question and hash.
Outcomes = Mapping[tuple[str, str], str]
_CHINA: Final = timezone(timedelta(hours=8))
_FINE_SCALE: Final = 10_000
_NEAREST: Final = 3


def item_view(
    tr: Translator,
    sheet: Sheet,
    item: ItemContent,
    number: int,
    files: Sequence[ItemFile],
    clash: Clash | None = None,
    outcomes: Outcomes = MappingProxyType({}),
) -> ItemView:
    """Write one question with its answer as it stands, or as it was typed where it clashed."""
    content, model_item = sheet.content, sheet.model.by_id[item.id]
    value = clash.mine if clash else sheet.value(item.id)
    code = sheet.read(item, value).code if value else None
    chosen = set((code or value).split(","))
    is_ratio = item.kind == "ratio"
    kinds = proof_kinds(model_item, code)
    return ItemView(
        id=item.id,
        number=number,
        text=heading(item.text.in_(tr.lang)),
        topic=heading(item.topic.in_(tr.lang)) if item.topic else "",
        help=item.note.in_(tr.lang) if item.note else "",
        kind="checkbox" if item.kind == "multi" else "radio",
        is_mandatory=item.is_mandatory,
        is_confirmed=item.is_confirmed,
        options=tuple(
            OptionView(option.code, option.text.in_(tr.lang), option.code in chosen)
            for option in content.options_of(item)
        ),
        share=(value.removesuffix("%") if value.endswith("%") else "") if is_ratio else None,
        proofs=tuple(
            ProofView(kind.name.in_(tr.lang), kind.what.in_(tr.lang))
            for name in kinds
            if (kind := content.evidence_kinds.get(name)) is not None
        ),
        files=file_views(tr, sheet.key.uscc, files, outcomes),
        state=state_view(tr, sheet, item, clash=clash),
    )


def state_view(
    tr: Translator, sheet: Sheet, item: ItemContent, *, clash: Clash | None = None
) -> StateView:
    """Say what became of an answer: saved, unfit, in the way of another's, proven otherwise."""
    _ = tr.gettext
    kept = clash.theirs if clash else sheet.draft.of(item.id)
    value = clash.mine if clash else sheet.value(item.id)
    problem = problem_text(sheet.read(item, value)) if value else None
    saved = ""
    if kept.version and kept.at is not None:
        saved = _("saved by {who}, {time}").format(who=kept.by, time=clock_text(tr, kept))
    others = ""
    if kept.previous_by and kept.previous_value != kept.value:
        others = _("{who} had answered: {answer}").format(
            who=kept.previous_by, answer=value_text(tr, sheet, item, kept.previous_value or "")
        )
    return StateView(
        item.id,
        kept.version,
        (clash.theirs.value or sheet.before(item.id)) if clash else sheet.value(item.id),
        saved,
        problem.in_(tr.lang) if problem else "",
        value_text(tr, sheet, item, clash.mine) if clash else "",
        value_text(tr, sheet, item, clash.theirs.value or sheet.before(item.id)) if clash else "",
        others,
        _standing(tr, sheet, item),
    )


def _standing(tr: Translator, sheet: Sheet, item: ItemContent) -> str:
    """What the evidence says so far, and that a declaration does not replace a proof."""
    _ = tr.gettext
    found = sheet.best.get(item.id)
    if found is None:
        return ""
    fact = found.row.fact
    told = _("So far: {answer} ({grade}, {day})").format(
        answer=value_text(tr, sheet, item, found.code),
        grade=fact.grade.word.in_(tr.lang),
        day=tr.short_day(fact.fact_date),
    )
    if found.is_proof and sheet.is_changed(item):
        told += _(". A new declaration does not replace what is proven; please bring its proof")
    return told


def value_text(tr: Translator, sheet: Sheet, item: ItemContent, value: str) -> str:
    """Write an answer as typed, in the words of its options."""
    _ = tr.gettext
    if not value:
        return _("no answer")
    code = sheet.read(item, value).code
    words = answer_text(tr, sheet.model.by_id[item.id], code) or value
    return f"{value}: {words}" if value.endswith("%") else words


def clock_text(tr: Translator, kept: Kept) -> str:
    """Write when an answer was saved, by the clock in China."""
    if kept.at is None:
        return ""
    local = kept.at.astimezone(_CHINA)
    return f"{tr.short_day(local.date())} {local:%H:%M}"


def file_views(
    tr: Translator, uscc: str, files: Sequence[ItemFile], outcomes: Outcomes
) -> tuple[FileView, ...]:
    """Write files with their size, and what became of them as papers."""
    return tuple(
        FileView(
            each.file_id,
            f"/enterprises/{uscc}/documents/{each.sha256}",
            each.file_name,
            size_text(tr, each.octets_count),
            outcomes.get((each.item_id, each.sha256), ""),
        )
        for each in files
    )


def size_text(tr: Translator, octets: int) -> str:
    """Write a number of octets with its unit."""
    if octets >= 1 << 20:
        return f"{tr.number(octets / (1 << 20), 1)} MB"
    return f"{tr.number(max(1, octets >> 10))} kB"


def panel_view(
    tr: Translator, sheet: Sheet, path: str, *, seen: int | None = None, me: str = ""
) -> PanelView:
    """Say what the answers are worth as they stand, and what others changed since `seen`."""
    _ = tr.gettext
    worth, proven = sheet.worth(), sheet.proven()
    model = sheet.model
    places = 1 if model.full_millipoints > _FINE_SCALE else 2
    side = side_result(tr, model, worth.score, None, "claimed")
    missing = ""
    if side.next_level_name and side.missing:
        missing = _("For {level}: {missing}").format(
            level=side.next_level_name, missing=tr.listing(list(side.missing))
        )
    return PanelView(
        claimed=heading(side.level_name),
        claimed_points=tr.points(worth.score.millipoints, places),
        proven=heading(model.level_names[proven.level].in_(tr.lang)),
        proven_points=tr.points(proven.millipoints, places),
        full=tr.number(model.full_millipoints / 1000),
        missing=missing,
        answered=worth.score.answered_count,
        items=len(model.items),
        changed=sum(sheet.is_changed(item) for item in sheet.content.items),
        version=sheet.draft.version,
        others=others_text(tr, sheet, seen, me),
        nearest=tuple(
            (
                f"{path}?item={each.item_id}#q-{each.item_id}",
                item_name(tr, model.by_id[each.item_id]),
            )
            for each in worth.candidates[:_NEAREST]
        ),
    )


def others_text(tr: Translator, sheet: Sheet, seen: int | None, me: str) -> tuple[str, ...]:
    """Say what others changed since a version of the draft."""
    _ = tr.gettext
    if seen is None:
        return ()
    found = []
    for item in sheet.content.items:
        kept = sheet.draft.of(item.id)
        if kept.version > seen and kept.by != me:
            text = _("{who} changed {item} to: {answer}").format(
                who=kept.by,
                item=f"{item.id} {heading(item_name(tr, sheet.model.by_id[item.id]))}",
                answer=value_text(tr, sheet, item, kept.value),
            )
            found.append(text)
    return tuple(found)


def steps_view(
    tr: Translator, sheet: Sheet, path: str, sections: Sequence[Section], here: int
) -> tuple[StepView, ...]:
    """Write the row of sections with how far each is filled in."""
    return tuple(
        StepView(
            f"{path}?section={section.id}",
            section.number + 1,
            heading(section.title.in_(tr.lang)),
            sum(bool(sheet.value(item.id)) for item in section.items),
            len(section.items),
            section.number == here,
        )
        for section in sections
    )


def by_topic(items: Sequence[ItemView]) -> tuple[tuple[str, tuple[ItemView, ...]], ...]:
    """Put questions that share a topic under it; a topic of one question stands in the question."""
    counts: Mapping[str, int] = {each.topic: 0 for each in items} | {
        topic: sum(other.topic == topic for other in items) for topic in {e.topic for e in items}
    }
    found: list[tuple[str, list[ItemView]]] = []
    for each in items:
        topic = each.topic if counts[each.topic] > 1 else ""
        if not found or found[-1][0] != topic:
            found.append((topic, []))
        found[-1][1].append(each)
    return tuple((topic, tuple(group)) for topic, group in found)
