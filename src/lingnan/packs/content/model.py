"""Assessment models as content: items, a tree of weighted nodes, gates, choices.

Not for scoring: that is the room diagnosis. Contradictions inside a model: see model_check.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lingnan.packs.content.model_answer import AnswerProblem, in_order, problem_of
from lingnan.packs.content.model_check import model_problems
from lingnan.packs.content.record import Content, Record, TextField, Words

ItemKind = Literal["single", "multi", "ratio", "clause", "graded"]
Aggregate = Literal["sum", "weighted_mean", "mean", "minimum", "staged_product"]


class OptionContent(Content):
    """One answer of an item.

    Units: `millipoints` as counted by the item; `upper_share` (0-1, inclusive) bounds a ratio band,
        whose lower bound is the bound of the band before it (exclusive; 0 inclusive for the first).
    """

    code: str = Field(pattern=r"^[A-Z0-9]{1,4}$")
    text: TextField
    millipoints: int = Field(ge=0)
    is_exclusive: bool = False
    upper_share: Decimal | None = Field(default=None, gt=0, le=1)
    evidence_kinds: Words = ()


class ItemContent(Content):
    """One thing that is asked or measured.

    kind: `single` one option; `multi` any number of options, summed and capped at
    `max_millipoints`, an exclusive one stands alone; `ratio` bands of a share; `clause` how far a
    clause is satisfied; `graded` a scenario whose option codes are its levels 0, 1, 2, ….
    `scale` names options shared by many items. `measured_by` are indicators that answer the item
    beside its own indicator ``<model id>:<item id>``. `group` is what counting gates count.
    """

    id: str = Field(pattern=r"^[A-Z][A-Z0-9]*(\.[0-9]+)?$")
    kind: ItemKind
    text: TextField
    topic: TextField | None = None
    options: tuple[OptionContent, ...] = ()
    scale: str | None = None
    max_millipoints: int = Field(ge=0)
    group: str | None = None
    is_mandatory: bool = False
    measured_by: Words = ()
    evidence_kinds: Words = ()
    is_confirmed: bool = True
    note: TextField | None = None


class NodeContent(Content):
    """One node of the tree: combines its children (or its items) by `aggregate`.

    `weight_pct`: in a weighted mean the weight; in a sum the stated share of the parent's mark.
    `cells` replaces `items` below a staged_product: the items of each stage; an empty list is a
    stage for which nothing is required. A staged_product has one child, which is evaluated at each
    stage; a stage is satisfied from `threshold_millipoints`. A node with `is_counted` false stays
    out of its parent.
    """

    id: str
    text: TextField
    aggregate: Aggregate
    weight_pct: int | None = Field(default=None, gt=0, le=100)
    full_millipoints: int | None = Field(default=None, gt=0)
    is_dimension: bool = False
    is_counted: bool = True
    children: tuple[NodeContent, ...] = ()
    items: Words = ()
    cells: dict[int, tuple[str, ...]] | None = None
    stages: int | None = Field(default=None, ge=1)
    threshold_millipoints: int | None = Field(default=None, gt=0)

    def walk(self) -> Iterator[NodeContent]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def item_ids(self) -> tuple[str, ...]:
        """The items that stand at this very node, in the order of the stages."""
        return self.items or tuple(item for cell in (self.cells or {}).values() for item in cell)

    @model_validator(mode="after")
    def _is_well_formed(self) -> NodeContent:
        kinds = (bool(self.children), bool(self.items), self.cells is not None)
        if sum(kinds) != 1:
            raise _node_error(self, "needs exactly one of children, items, cells")
        is_staged = self.aggregate == "staged_product"
        if is_staged != (self.stages is not None and self.threshold_millipoints is not None):
            raise _node_error(self, "staged_product, stages and threshold_millipoints go together")
        if is_staged and len(self.children) != 1:
            raise _node_error(self, "staged_product needs exactly one child")
        if self.aggregate == "weighted_mean":
            if not self.children or any(child.weight_pct is None for child in self.children):
                raise _node_error(self, "weighted_mean needs children that all have weight_pct")
            if sum(child.weight_pct or 0 for child in self.children) != 100:
                raise _node_error(self, "the weights of the children must add up to 100")
        return self


class ScoreCondition(Content):
    """The score, of the whole or of one dimension, reaches a number of millipoints."""

    kind: Literal["score_at_least"]
    millipoints: int = Field(gt=0)
    dimension: str | None = None


class CountCondition(Content):
    """Enough graded items of a group reach a level, enough of them mandatory ones."""

    kind: Literal["count_at_least"]
    group: str
    level: int = Field(ge=1)
    count: int = Field(ge=0)
    mandatory_count: int = Field(ge=0)


GateCondition = Annotated[ScoreCondition | CountCondition, Field(discriminator="kind")]


class GateContent(Content):
    """What a level takes; all conditions must hold."""

    level: int = Field(ge=1)
    all_of: tuple[GateCondition, ...] = Field(min_length=1)


class LevelName(Content):
    """The official name of a level, and what it means in one line."""

    level: int = Field(ge=0)
    name: TextField
    gist: TextField | None = None


class ChoiceOption(Content):
    """One way to settle an open point."""

    code: str
    text: TextField


class ChoiceContent(Content):
    """A point that the source leaves open, to be settled by who runs the model.

    `empty_cells`: what a stage without clauses counts. `edition`: which edition is scored.
    """

    id: Literal["empty_cells", "edition"]
    text: TextField
    options: tuple[ChoiceOption, ...] = Field(min_length=1)
    default: str
    is_confirmed: bool
    note: TextField | None = None


class ConsistencyContent(Content):
    """`lower` cannot honestly be answered higher than `upper` (both ratio items)."""

    lower: str
    upper: str
    text: TextField


class EvidenceKindContent(Content):
    """A kind of proof; machine is the hardest `origin` to inflate, document the easiest."""

    name: TextField
    what: TextField
    origin: Literal["machine", "third_party", "assessor", "document"]


class ConfidenceMark(Content):
    """How sure we are of one part of the model, and why."""

    part: str
    confidence: Literal["high", "medium", "unconfirmed"]
    text: TextField


class OtherEdition(Content):
    """An edition that is known but cannot be scored with this tree; weights as published."""

    id: str
    text: TextField
    weights_pct: dict[str, int]
    is_confirmed: bool


class ModelContent(Record):
    """One assessment model.

    Units: scores in millipoints (1/1000 point, or 1/1000 level where the tree is staged).
    `level_rule`: `gates` takes the highest gate whose conditions all hold, else level 0; `stages`
    takes the number of satisfied stages. `fresh_days` and `expires_days` hold for its items.
    """

    id: str
    title: TextField
    edition: str
    issuer: TextField
    document_no: str
    published: date | None = None
    level_rule: Literal["gates", "stages"]
    levels: tuple[LevelName, ...] = Field(min_length=2)
    fresh_days: int = Field(ge=1)
    expires_days: int | None = Field(default=None, ge=1)
    full_millipoints: int = Field(gt=0)
    scales: dict[str, tuple[OptionContent, ...]] = Field(default_factory=dict)
    items: tuple[ItemContent, ...] = Field(min_length=1)
    tree: NodeContent
    gates: tuple[GateContent, ...] = ()
    choices: tuple[ChoiceContent, ...] = ()
    consistency: tuple[ConsistencyContent, ...] = ()
    evidence_kinds: dict[str, EvidenceKindContent] = Field(default_factory=dict)
    confidence: tuple[ConfidenceMark, ...] = ()
    other_editions: tuple[OtherEdition, ...] = ()

    def indicator_code(self, item_id: str) -> str:
        """The indicator under which answers to an item are kept as evidence."""
        return f"{self.id}:{item_id}"

    def item(self, item_id: str) -> ItemContent:
        """The item of this id; KeyError if the model has none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def options_of(self, item: ItemContent) -> tuple[OptionContent, ...]:
        """The options of an item, its own or those of its scale."""
        return self.scales[item.scale] if item.scale else item.options

    def answer_problem(self, item_id: str, codes: Sequence[str]) -> AnswerProblem | None:
        """Why these option codes cannot answer the item; None when they can.

        Raises: KeyError for an unknown item.
        """
        item = self.item(item_id)
        return problem_of(codes, self.options_of(item), is_multi=item.kind == "multi")

    def canonical(self, item_id: str, codes: Sequence[str]) -> str:
        """The `value_code` of an answer: its codes once each, in the order of the questionnaire."""
        return in_order(codes, self.options_of(self.item(item_id)))

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> ModelContent:
        for problem in model_problems(self):
            raise PydanticCustomError("model", "{problem}", {"problem": problem})
        return self


def _node_error(node: NodeContent, problem: str) -> PydanticCustomError:
    return PydanticCustomError(
        "node", "node '{id}': {problem}", {"id": node.id, "problem": problem}
    )
