"""Read one answer sheet (JSON) and score it without a store.

A sheet is ``{"answers": {"Q01": ["B", "C"], …}, "scenarios": {"S01": 2, …}}``. What cannot be an
answer becomes a finding that names item, value and remedy, and is not counted; the rest is scored.
Not for evidence: a sheet alone proves nothing, so its score is a claim.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from lingnan.diagnosis.compile import compile_model
from lingnan.diagnosis.errors import (
    ANSWERED_TWICE,
    EXCLUSIVE_OPTION,
    LEVEL_OUT_OF_RANGE,
    NOT_AN_ANSWER,
    SEVERAL_OPTIONS,
    SHARE_AMBIGUOUS,
    SHARE_OUT_OF_RANGE,
    SHARE_READ,
    UNANSWERED,
    UNKNOWN_ITEM,
    UNKNOWN_KEY,
    UNKNOWN_OPTION,
    SheetUnreadable,
)
from lingnan.diagnosis.gap import Candidate, candidates
from lingnan.diagnosis.item import band_of, split_codes
from lingnan.diagnosis.model import Answers, Item, Model, Score
from lingnan.diagnosis.score import score
from lingnan.kernel import Finding, Severity
from lingnan.packs.content.model_answer import in_order, problem_of

_KEYS = ("answers", "scenarios")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as read: canonical answers by item id, and what was wrong with it."""

    answers: Answers
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class SheetScore:
    """What a sheet is worth."""

    model: Model
    score: Score
    candidates: tuple[Candidate, ...]
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        """Whether some answer could not be counted."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """The result as plain data: millipoints, level, dimensions, gaps, findings."""
        counted = [dim for dim in self.score.dimensions if dim.is_counted]
        return {
            "model": self.model.id,
            "edition": self.model.edition,
            "choices": dict(self.model.choices),
            "millipoints": self.score.millipoints,
            "full_millipoints": self.model.full_millipoints,
            "level": self.score.level,
            "dimensions": {dim.id: dim.millipoints for dim in counted},
            "scenarios": [
                {"level": c.level, "count": c.count, "mandatory_count": c.mandatory_count}
                for c in self.score.counts
            ],
            "stages": [
                {"level": s.stage, "millipoints": s.millipoints, "is_satisfied": s.is_satisfied}
                for s in self.score.stages
            ],
            "gaps": gap_json(self.score, self.candidates),
            "is_confirmed": self.model.is_confirmed,
            "findings": [finding_json(finding) for finding in self.findings],
        }


def score_sheet(model: Model, sheet: Path | Mapping[str, Any]) -> SheetScore:
    """Score an answer sheet, given as a JSON file or as its content.

    Raises:
        SheetUnreadable: there is no such file, or it is no JSON object.
    """
    read = read_sheet(model, sheet)
    result = score(model, read.answers)
    near = candidates(model, compile_model(model), read.answers, result)
    return SheetScore(model, result, near, read.findings)


def read_sheet(model: Model, sheet: Path | Mapping[str, Any]) -> Sheet:
    """Read and check an answer sheet.

    Raises:
        SheetUnreadable: there is no such file, or it is no JSON object.
    """
    name = str(sheet) if isinstance(sheet, Path) else None
    data, twice = _load(sheet) if isinstance(sheet, Path) else (sheet, [])
    reader = _Reader(model, name)
    for key, value in data.items():
        if key not in _KEYS:
            reader.findings.append(UNKNOWN_KEY.finding(file=name, field=key))
        elif isinstance(value, Mapping):
            for field, answer in value.items():
                reader.read(str(field), answer)
        elif value is not None:
            raise SheetUnreadable(file=name or "–", reason=f"{key} is not an object")
    for field in twice:
        value = reader.answers.get(_key(field))
        reader.findings.append(ANSWERED_TWICE.finding(file=name, field=field, value=value))
    reader.report_unanswered()
    return Sheet(reader.answers, tuple(reader.findings))


def _load(path: Path) -> tuple[Mapping[str, Any], list[str]]:
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        twice.extend(key for key in dict.fromkeys(keys) if keys.count(key) > 1)
        return dict(pairs)

    try:
        text = path.read_text(encoding="utf-8-sig")
        data = json.loads(text, object_pairs_hook=once, parse_float=Decimal)
    except (OSError, ValueError, RecursionError) as problem:
        raise SheetUnreadable(file=path, reason=problem) from problem
    if not isinstance(data, dict):
        raise SheetUnreadable(file=path, reason="not a JSON object")
    return data, twice


def _key(field: str) -> str:
    return field.strip().upper()


class _Reader:
    """Collects answers and findings while a sheet is read."""

    def __init__(self, model: Model, file: str | None) -> None:
        self.model = model
        self.file = file
        self.answers: dict[str, str] = {}
        self.findings: list[Finding] = []
        self._seen: set[str] = set()

    def read(self, field: str, answer: object) -> None:
        """Read the answer to one item."""
        item = self.model.by_id.get(_key(field))
        if item is None:
            allowed = ", ".join(self.model.by_id)
            self.findings.append(
                UNKNOWN_ITEM.finding(
                    file=self.file,
                    field=field,
                    value=_shown(answer),
                    model=self.model.id,
                    allowed=allowed,
                )
            )
            return
        if answer is None or answer in ([], ""):
            return
        self._seen.add(item.id)
        if isinstance(answer, bool | Mapping):
            self._refuse(NOT_AN_ANSWER, item, answer)
        elif item.kind == "graded":
            self._level(item, answer)
        elif item.kind == "ratio" and _share_text(answer) is not None:
            self._share(item, answer)
        else:
            self._codes(item, answer)

    def report_unanswered(self) -> None:
        """One finding that names every item without an answer."""
        missing = [item.id for item in self.model.items if item.id not in self._seen]
        if missing:
            self.findings.append(
                UNANSWERED.finding(
                    file=self.file,
                    value=", ".join(missing),
                    count=len(missing),
                    total=len(self.model.items),
                )
            )

    def _codes(self, item: Item, answer: object) -> None:
        parts = answer if isinstance(answer, list | tuple) else [answer]
        texts = [part for part in parts if isinstance(part, str)]
        if len(texts) < len(parts):
            self._refuse(NOT_AN_ANSWER, item, answer)
            return
        codes = [code for text in texts for code in split_codes(text)]
        problem = problem_of(codes, item.options, is_multi=item.kind == "multi")
        if problem is None:
            self.answers[item.id] = in_order(codes, item.options)
        elif problem == "exclusive":
            alone = ", ".join(option.code for option in item.options if option.is_exclusive)
            self._refuse(EXCLUSIVE_OPTION, item, answer, exclusive=alone)
        elif problem == "several":
            self._refuse(SEVERAL_OPTIONS, item, answer)
        elif problem == "empty":
            self._refuse(NOT_AN_ANSWER, item, answer)
        else:
            known = {option.code for option in item.options}
            unknown = ", ".join(code for code in codes if code not in known)
            self._refuse(UNKNOWN_OPTION, item, unknown)

    def _level(self, item: Item, answer: object) -> None:
        single = answer[0] if isinstance(answer, list) and len(answer) == 1 else answer
        text = str(single).strip()
        if text in {option.code for option in item.options} and not isinstance(single, list):
            self.answers[item.id] = text
        else:
            self._refuse(LEVEL_OUT_OF_RANGE, item, answer)

    def _share(self, item: Item, answer: object) -> None:
        """Read a share. A number without a sign is refused where it could mean two things."""
        text, has_sign = _share_text(answer) or ("", False)
        number = Decimal(text)
        if not has_sign and 0 < number <= 1:
            percent = f"{(number * 100).normalize():f}"
            self._refuse(SHARE_AMBIGUOUS, item, text, percent=percent)
            return
        code = band_of(item, Fraction(number) / 100)
        if code is None:
            self._refuse(SHARE_OUT_OF_RANGE, item, answer)
            return
        self.answers[item.id] = code
        if not has_sign and number:
            self.findings.append(
                SHARE_READ.finding(file=self.file, field=item.id, value=text, option=code)
            )

    def _refuse(self, rule: Any, item: Item, answer: object, **more: object) -> None:
        allowed = ", ".join(option.code for option in item.options)
        self.findings.append(
            rule.finding(
                file=self.file, field=item.id, value=_shown(answer), allowed=allowed, **more
            )
        )


def _share_text(answer: object) -> tuple[str, bool] | None:
    """A finite number and whether it is a percentage; None if the answer is no number."""
    if isinstance(answer, bool | list | tuple | Mapping):
        return None
    text = str(answer).strip().replace("％", "%")
    plain = text.removesuffix("%").strip()
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return (plain, text.endswith("%")) if number.is_finite() else None


def _shown(answer: object) -> str:
    if isinstance(answer, list | tuple):
        return ", ".join(map(str, answer))
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def gap_json(result: Score, near: tuple[Candidate, ...]) -> dict[str, Any] | None:
    """A gap as plain data; null at the top level."""
    gap = result.gap
    if gap is None:
        return None
    return {
        "next_level": gap.next_level,
        "points_short": gap.points_short,
        "scenarios_short": gap.scenarios_short,
        "mandatory_short": gap.mandatory_short,
        "candidates": [
            {
                "item": candidate.item_id,
                "reason": candidate.reason,
                "answer": candidate.answer,
                "gain_millipoints": candidate.gain_millipoints,
                "levels_short": candidate.levels_short,
                "is_mandatory": candidate.is_mandatory,
            }
            for candidate in near
        ],
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as plain data, in both languages."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "item": finding.field,
        "value": finding.value,
        "what": {"zh": finding.what.zh, "en": finding.what.en},
        "remedy": {"zh": finding.remedy.zh, "en": finding.remedy.en},
    }
