"""A pack under inspection: what has been found, and where in the files a record stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from lingnan.kernel.finding import Finding, Rule
from lingnan.packs.folder import Folder
from lingnan.packs.layout import (
    CATALOGUE_FILE,
    CATALOGUE_LISTS,
    CLOUD_PREFIX,
    CSV_FILES,
    MANIFEST_FILE,
    MODEL_FILE,
    YAML_FILES,
)
from lingnan.packs.pack import Pack
from lingnan.packs.reading import line_of, parse_csv, parse_yaml, read_text
from lingnan.packs.unconfirmed import key_of

_FILES: dict[str, tuple[str, ...]] = {
    **{
        key: tuple(name for name, kinds in YAML_FILES.items() if key in kinds)
        for kinds in YAML_FILES.values()
        for key in kinds
    },
    **{key: (name,) for name, (key, _) in CSV_FILES.items()},
}
_LISTS = (*_FILES, *(key for key in CATALOGUE_LISTS if key not in _FILES))


class Inspection:
    """Collects findings; finds file and line only when there is something to report."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.findings: list[Finding] = []

    def report(
        self,
        rule: Rule,
        key: str,
        index: int | None,
        *,
        field: str | None = None,
        value: object = None,
        **more: Any,
    ) -> None:
        """Report a problem with the record at `index` of the list `key`."""
        file, row = self._place(key, index)
        self.findings.append(rule.finding(file=file, row=row, field=field, value=value, **more))

    def lists(self) -> Iterator[tuple[str, Sequence[BaseModel]]]:
        """Every list of records that stands in a file, by its key."""
        for key in _LISTS:
            records = getattr(self.pack, key)
            if key == "indicators":  # those of model items stand in no list of a file
                records = [record for record in records if ":" not in record.code]
            yield key, records

    def _place(self, key: str, index: int | None) -> tuple[str | None, int | None]:
        if key in ("models", "cloud_rules"):
            files = Folder.at(self.pack.root).names
            if key == "models":
                return [name for name in files if MODEL_FILE.fullmatch(name)][index or 0], None
            return next((name for name in files if name.startswith(CLOUD_PREFIX)), None), None
        names = [name for name in _FILES.get(key, ()) if (self.pack.root / name).is_file()]
        if key in CATALOGUE_LISTS:
            files = Folder.at(self.pack.root).names
            names += [name for name in files if CATALOGUE_FILE.fullmatch(name)]
        if not names:
            return (MANIFEST_FILE if key == "pack" else None), None
        if index is None:
            return names[0], None
        for name in names:
            text = read_text(self.pack.root / name, name)
            if name.endswith(".csv"):
                return name, parse_csv(text, name)[1][index]
            length = len(parse_yaml(text, name).get(key, ()))
            if index < length:
                return name, line_of(text, (key, index))
            index -= length
        return names[0], None


def walk(record: BaseModel, path: str) -> Iterator[tuple[str, BaseModel]]:
    """A record and all records below it, each with its path."""
    yield path, record
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, BaseModel):
            yield from walk(value, f"{path}.{name}")
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, BaseModel):
                    yield from walk(item, f"{path}.{name}[{key_of(item)}]")
