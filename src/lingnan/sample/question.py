"""The items of a questionnaire, ready for drawing answers. Not for drawing them: see answer."""

from dataclasses import dataclass

from lingnan.packs.content.model import ItemContent, ModelContent
from lingnan.sample.assumption import Assumptions
from lingnan.sample.equipment import MEASURES
from lingnan.sample.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Question:
    """One item, ready for drawing answers.

    Attributes:
        first_code: place of its first value code; `single` answers are that plus the option's
            number, `multi` ones plus the bits of the options chosen.
        uppers: for a ratio item the upper bounds of its bands.
        ceiling: column of the item that this one cannot honestly exceed, -1 for none.
        measure: which of the equipment measures also answers the item, -1 for none.
    """

    indicator: int
    kind: str
    first_code: int
    options_count: int
    offset: float
    uppers: tuple[float, ...] = ()
    ceiling: int = -1
    measure: int = -1


def questions(model: ModelContent, assumed: Assumptions, words: Vocabulary) -> tuple[Question, ...]:
    """The items of a questionnaire in their order; adds its value codes to the vocabulary."""
    offsets = assumed.group("item_offset")
    place = {item.id: number for number, item in enumerate(model.items)}
    ceilings = {rule.lower: place[rule.upper] for rule in model.consistency}
    return tuple(
        Question(
            indicator=words.indicators[model.indicator_code(item.id)],
            kind=item.kind,
            first_code=words.add_codes(_codes(model, item)),
            options_count=len(model.options_of(item)) - (item.kind == "multi"),
            offset=float(offsets.get(item.id, 0)),
            uppers=tuple(float(o.upper_share or 1) for o in model.options_of(item))
            if item.kind == "ratio"
            else (),
            ceiling=ceilings.get(item.id, -1),
            measure=max((MEASURES.index(m) for m in item.measured_by if m in MEASURES), default=-1),
        )
        for item in model.items
    )


def _codes(model: ModelContent, item: ItemContent) -> list[str]:
    """All value codes of an item; of a multi item one for every set of its options."""
    options = model.options_of(item)
    if item.kind != "multi":
        return [option.code for option in options]
    (none,) = (option.code for option in options if option.is_exclusive)
    codes = [none]
    for option in options:
        if not option.is_exclusive:
            codes += [option.code if c == none else f"{c},{option.code}" for c in codes]
    return codes
