"""Read all files of a pack folder and put them together into one `Pack`.

All problems of all files are collected first, so that an author sees them at once.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from lingnan.kernel.text import Text
from lingnan.packs.content import City
from lingnan.packs.content.cloud import CloudRules
from lingnan.packs.content.model import ModelContent
from lingnan.packs.derived import item_indicators, with_counts, with_industries
from lingnan.packs.errors import PackContentError, Problem
from lingnan.packs.folder import Folder
from lingnan.packs.layout import (
    CATALOGUE_FILE,
    CLOUD_PREFIX,
    CSV_FILES,
    DEFAULTS_KEY,
    MANIFEST_FILE,
    MODEL_FILE,
    OPTIONAL_FILES,
    YAML_FILES,
    lists_in,
)
from lingnan.packs.manifest import Manifest
from lingnan.packs.pack import Pack
from lingnan.packs.reading import Place, line_of, parse_csv, parse_yaml
from lingnan.packs.schema import parse_records, problems_of, unknown_key_text

_NOT_A_MAPPING = Text("应为“键: 值”", "must be a mapping")
_NOT_A_LIST = Text("应为列表", "must be a list")
_T = TypeVar("_T", bound=BaseModel)


def assemble(folder: Folder) -> Pack:
    """The pack of a folder. Raises: PackFileError, PackContentError (with every problem found)."""
    reader = _Reader(folder)
    manifest = reader.document(MANIFEST_FILE, Manifest)
    catalogue = [name for name in folder.names if CATALOGUE_FILE.fullmatch(name)]
    for name in (*YAML_FILES, *catalogue):
        reader.yaml_lists(name)
    groups = {} if manifest is None else {group.id: group.name for group in manifest.city_groups}
    for name in CSV_FILES:
        reader.csv_list(name, groups)
    models = reader.models()
    cloud_rules = reader.cloud_rules()
    if manifest is None or reader.problems:
        raise PackContentError(str(folder.root), reader.problems)

    lists: defaultdict[str, tuple[Any, ...]] = defaultdict(tuple)
    lists.update((key, tuple(records)) for key, records in reader.records.items())
    return Pack(
        id=manifest.id,
        version=manifest.version,
        title=manifest.title,
        region_code=manifest.region_code,
        languages=manifest.languages,
        is_test=manifest.is_test,
        root=folder.root,
        content_hash=folder.content_hash(),
        sources=lists["sources"],
        city_groups=manifest.city_groups,
        entity_classes=manifest.entity_classes,
        cities=with_counts(lists["cities"], lists["city_counts"]),
        city_counts=lists["city_counts"],
        clusters=with_industries(lists["clusters"], lists["cluster_industries"]),
        cluster_industries=lists["cluster_industries"],
        targets=lists["targets"],
        paths=lists["paths"],
        foundations=lists["foundations"],
        safeguards=lists["safeguards"],
        policy_measures=lists["policy_measures"],
        instruments=lists["instruments"],
        measures=lists["measures"],
        subsidy_rules=lists["subsidy_rules"],
        facilities=lists["facilities"],
        companion_targets=lists["companion_targets"],
        indicators=(*lists["indicators"], *(i for m in models for i in item_indicators(m))),
        models=models,
        published=lists["published"],
        denominators=lists["denominators"],
        assumptions=lists["assumptions"],
        scenarios=lists["scenarios"],
        gaps=lists["gaps"],
        cloud_rules=cloud_rules,
    )


class _Reader:
    """Reads file after file; keeps the records by list, and the problems."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.records: defaultdict[str, list[Any]] = defaultdict(list)

    def document(self, name: str, kind: type[_T]) -> _T | None:
        """A file that is one record."""
        text = self.folder.text(name)
        return self._one(kind, parse_yaml(text, name), name, text)

    def yaml_lists(self, name: str) -> None:
        """A file that holds lists of records under known keys."""
        if name in OPTIONAL_FILES and name not in self.folder.names:
            return
        text = self.folder.text(name)
        data = parse_yaml(text, name)
        kinds = lists_in(name) or {}
        defaults = data.pop(DEFAULTS_KEY, {})
        if not isinstance(defaults, dict):
            self._problem(name, line_of(text, (DEFAULTS_KEY,)), DEFAULTS_KEY, _NOT_A_MAPPING)
            defaults = {}
        for key, rows in data.items():
            if key not in kinds:
                allowed = ", ".join((*kinds, DEFAULTS_KEY))
                self._problem(name, line_of(text, (key,)), key, unknown_key_text(key, allowed))
            elif not isinstance(rows, list):
                self._problem(name, line_of(text, (key,)), key, _NOT_A_LIST)
            else:
                filled = [defaults | row if isinstance(row, dict) else row for row in rows]
                self._records(kinds[key], filled, name, key, partial(_line_below, text, key))

    def csv_list(self, name: str, groups: dict[str, Text]) -> None:
        """A file that is one list of records, a row each."""
        if name in OPTIONAL_FILES and name not in self.folder.names:
            return
        rows, numbers = parse_csv(self.folder.text(name), name)
        key, kind = CSV_FILES[name]
        if kind is City:
            numbered = zip(rows, numbers, strict=True)
            rows = [self._with_group(row, groups, name, number) for row, number in numbered]
        self._records(kind, rows, name, key, lambda place: numbers[cast("int", place[0])])

    def models(self) -> tuple[ModelContent, ...]:
        """All assessment models, one a file."""
        names = [name for name in self.folder.names if MODEL_FILE.fullmatch(name)]
        found = [self.document(name, ModelContent) for name in names]
        return tuple(model for model in found if model is not None)

    def cloud_rules(self) -> CloudRules | None:
        """The cloud rules; null when the pack has none."""
        names = [name for name in self.folder.names if name.startswith(CLOUD_PREFIX)]
        data: dict[str, Any] = {}
        main = ""
        for name in names:
            text = self.folder.text(name)
            if name.endswith(".yaml"):
                data |= parse_yaml(text, name)
                main = main or name
            else:
                key = name.removeprefix(CLOUD_PREFIX).removeprefix("_").removesuffix(".csv")
                data[key] = parse_csv(text, name)[0]
        if not names:
            return None
        return self._one(CloudRules, data, main, self.folder.text(main))

    def _one(self, kind: type[_T], data: object, name: str, text: str) -> _T | None:
        try:
            return kind.model_validate(data)
        except ValidationError as failure:
            self.problems += problems_of(
                failure, data, file=name, prefix="", line=lambda p: line_of(text, p)
            )
            return None

    def _records(self, kind: type[Any], rows: list[Any], name: str, key: str, line: Any) -> None:
        self.records[key] += parse_records(
            kind, rows, file=name, prefix=key, line=line, problems=self.problems
        )

    def _with_group(
        self, row: dict[str, Any], groups: dict[str, Text], name: str, number: int
    ) -> dict[str, Any]:
        group = groups.get(row.get("group_id", ""))
        if group is None and groups:
            known = ", ".join(groups)
            what = Text(
                f"不认识的城市分组，可用的有：{known}", f"unknown city group; known: {known}"
            )
            self._problem(name, number, f"cities[{row.get('code')}].group_id", what)
        return row | {"group": group or Text("–", "–")}

    def _problem(self, file: str, line: int | None, path: str, what: Text) -> None:
        self.problems.append(Problem(file=file, line=line, path=path, what=what))


def _line_below(text: str, key: str, place: Place) -> int | None:
    return line_of(text, (key, *place))
