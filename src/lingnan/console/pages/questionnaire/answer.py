"""What stands in a questionnaire: the evidence so far, the draft over it, and what it is worth.

Typed answers are read as the import reads them. Not for keeping drafts (draft) nor words (view).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lingnan.console.pages.questionnaire.draft import Draft, Key, read_draft
from lingnan.console.web.basis import working_day
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.diagnosis import Model, Score, SheetScore, score_sheet
from lingnan.diagnosis.choice import ItemEvidence, choose
from lingnan.diagnosis.diagnose import lifetimes_of
from lingnan.diagnosis.score import score
from lingnan.evidence import EvidenceRow, Ledger
from lingnan.kernel import Text
from lingnan.packs.content.model import ItemContent, ModelContent
from lingnan.packs.errors import PackLookupError
from lingnan.roadmap.planner import planner_of
from lingnan.sources.declared.answer import Answer, parse_answer

_PROBLEMS = {
    "option": Text("不是本题的选项", "not an option of this question"),
    "exclusive": Text(
        "“没有”等排他选项不能与其他选项同时选择",
        "an option that excludes the others is chosen with others",
    ),
    "several": Text("本题只能选一项", "this question takes one option"),
    "ambiguous": Text("请用百分数填写，如 35%", "write it as a percentage, such as 35%"),
    "range": Text("应在 0%–100% 之间", "it lies between 0% and 100%"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One questionnaire as it stands: content, the evidence so far, the draft.

    Attributes:
        day: the day that counts as today.
        best: the evidence in force by item.
        rows: all evidence about the enterprise that counts.
    """

    key: Key
    content: ModelContent
    model: Model
    day: date
    best: Mapping[str, ItemEvidence]
    rows: tuple[EvidenceRow, ...]
    draft: Draft

    def before(self, item_id: str) -> str:
        """The answer that the evidence holds, as codes; empty when there is none."""
        found = self.best.get(item_id)
        return found.code if found else ""

    def is_proven(self, item_id: str) -> bool:
        """Whether the evidence in force is attested or observed."""
        found = self.best.get(item_id)
        return found is not None and found.is_proof

    def value(self, item_id: str) -> str:
        """The answer shown: of the draft, else of the evidence."""
        return self.draft.of(item_id).value or self.before(item_id)

    def read(self, item: ItemContent, value: str) -> Answer:
        """What a typed answer means."""
        return read_answer(self.content, item, value)

    def is_changed(self, item: ItemContent) -> bool:
        """Whether the draft says something else than the evidence."""
        told = self.draft.of(item.id).value
        return bool(told) and self.read(item, told).code != self.before(item.id)

    def claimed(self) -> dict[str, str]:
        """Every readable answer, of the draft over the evidence, as codes.

        What is proven stands until another proof comes: a declaration does not move it.
        """
        found = {}
        for item in self.content.items:
            value = self.before(item.id) if self.is_proven(item.id) else self.value(item.id)
            code = self.read(item, value).code if value else None
            if code is not None:
                found[item.id] = code
        return found

    def worth(self) -> SheetScore:
        """What the answers are worth, as a claim."""
        return score_sheet(self.model, {"answers": self.claimed()})

    def proven(self) -> Score:
        """What of it the evidence proves."""
        answers = {name: each.code for name, each in self.best.items() if each.is_proof}
        return score(self.model, answers)


def open_sheet(call: Call) -> Sheet:
    """Read the questionnaire that the path names. Raises: NothingThere for an unknown model."""
    uscc, model_id = call.parameters["uscc"], call.parameters["model_id"]
    pack, store = call.pack, call.store
    try:
        content = pack.model(model_id)
    except PackLookupError:
        raise NothingThere from None
    model = planner_of(pack).model(model_id)
    day = working_day(store, call.desk.run, call.at)
    with call.desk.engine() as engine:
        rows = Ledger(store).of_subject(uscc, as_of=day, engine=engine)
    choice = choose(rows, model, lifetimes_of(pack), as_of=day)
    key = Key(uscc, model_id)
    return Sheet(
        key,
        content,
        model,
        day,
        {name: pieces[0] for name, pieces in choice.by_item.items()},
        tuple(rows),
        read_draft(store.database, key),
    )


def item_of(sheet: Sheet, item_id: str) -> ItemContent:
    """Answer an item that an address or a form names. Raises: NothingThere."""
    try:
        return sheet.content.item(item_id)
    except KeyError:
        raise NothingThere from None


def typed_value(call: Call, sheet: Sheet, item: ItemContent) -> str:
    """Read what was typed in answer to an item: a share if a new one was, else the options chosen.

    Options come in the order of the questionnaire; what cannot be used is kept as it was typed.
    """
    seen = call.typed(f"o.{item.id}")
    share = call.typed(f"s.{item.id}").replace("％", "%")
    told = ",".join(
        dict.fromkeys(code for code in call.form.get(f"a.{item.id}", ()) if code.strip())
    )
    codes = (sheet.read(item, told).code or told) if told else ""
    if not share:
        return codes
    share = share if share.endswith("%") else f"{share}%"
    is_left = share == seen and codes not in ("", sheet.read(item, seen).code)
    return codes if is_left else share


def read_answer(content: ModelContent, item: ItemContent, value: str) -> Answer:
    """What a typed answer means, read as the import of questionnaires reads it."""
    return parse_answer(content, item, value, None)


def problem_text(answer: Answer) -> Text | None:
    """Why an answer cannot be used; null when it can."""
    return None if answer.problem is None else _PROBLEMS[answer.problem]
