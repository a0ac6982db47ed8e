"""What is filtered as CSV or as a workbook, written while it is sent."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lingnan.access import Permission
from lingnan.console.pages.enterprises.errors import TooManyForSheet
from lingnan.console.pages.enterprises.read import LineMaker
from lingnan.console.pages.enterprises.wish import targets_of, wish_of
from lingnan.console.report.load.word import heading, size_name
from lingnan.console.shelf import Choice, Listed, Shelf
from lingnan.console.web.answer import Sent
from lingnan.console.web.book import MOST_ROWS, sent_book
from lingnan.console.web.call import Call
from lingnan.console.web.looked import note_export
from lingnan.console.web.sheet import Cell, sent_csv
from lingnan.kernel import industry

_READ: Final = Permission.REGISTRY_READ


def exported(call: Call, shape: str) -> Sent:
    """Answer all that is filtered as a file; noted in the audit trail.

    Raises: TooManyForSheet when a sheet cannot hold it.
    """
    shelf = call.desk.shelf
    wish = wish_of(call, shelf)
    choice = Choice(text=wish.choice.text, city=wish.choice.city) if wish.is_plain else wish.choice
    count = shelf.count(choice, call.reach(_READ), at=call.at)
    if shape == "xlsx" and count > MOST_ROWS:
        raise TooManyForSheet(count=count, most=MOST_ROWS)
    asked = "&".join(f"{name}={value}" for name, value in sorted(wish.asked.items()) if value)
    note_export(call, _READ, f"export:enterprises.{shape}", detail=f"{count}; {asked}")
    writer = _Writer(call, shelf, is_plain=wish.is_plain)
    rows = writer.rows(choice)
    name = f"enterprises-{shelf.run.as_of}.{shape}"
    if shape == "csv":
        return sent_csv(name, writer.headings, rows, call.lang)
    notes = writer.notes(asked)
    return sent_book(
        name, call.tr.gettext("Enterprise register"), writer.headings, rows, notes, call.lang
    )


class _Writer:
    """Rows of a shelf as cells. It outlives the request: it holds values only."""

    def __init__(self, call: Call, shelf: Shelf, *, is_plain: bool) -> None:
        self._tr, self._lang = call.tr, call.lang
        self._shelf, self._reach, self._at = shelf, call.reach(_READ), call.at
        self._maker = LineMaker(call, shelf)
        self._clusters = {each.id: each.name.in_(call.lang) for each in call.pack.clusters}
        self._targets = targets_of(call)
        self._manifest = call.store.manifest
        self._is_plain = is_plain

    @property
    def headings(self) -> list[str]:
        """The heads of the columns."""
        _ = self._tr.gettext
        heads = [
            _("Unified social credit code"),
            _("Name"),
            _("City"),
            _("Code of the region"),
            _("Industry code"),
            _("Industry"),
            _("In existence"),
        ]
        if not self._is_plain:
            heads += [
                _("Size class"),
                _("Above scale"),
                _("Clusters"),
                _("Level claimed"),
                _("Level proven"),
            ]
            for target in self._targets:
                name = heading(target.name.in_(self._lang))
                heads += [
                    _("{target}: claimed since").format(target=name),
                    _("{target}: proven since").format(target=name),
                ]
        if self._manifest.synthetic:
            heads += [_("Synthetic data"), _("Stands for, enterprises")]
        return heads

    def rows(self, choice: Choice) -> Iterator[list[Cell]]:
        """The rows, some in memory at a time."""
        listed = self._shelf.every(choice, self._reach, at=self._at)
        return (self._cells(replace(row, is_former=False)) for row in listed)

    def notes(self, asked: str) -> list[str]:
        """What the sheet of notes says."""
        tr, _ = self._tr, self._tr.gettext
        run = self._shelf.run
        notes = [
            _("As of the run of {day}; the largest first.").format(day=tr.day(run.as_of)),
            _("Run: {run}").format(run=run.run_id),
            _("Asked for: {asked}").format(asked=asked or "–"),
        ]
        if self._manifest.synthetic:
            notes.insert(0, _("Synthetic data; no row describes a real enterprise."))
        return notes

    def _cells(self, row: Listed) -> list[Cell]:
        cells: list[Cell] = [
            row.uscc,
            self._maker.name(row),
            self._maker.city(row.city_code),
            row.region_code,
            row.industry_code,
            industry.name(row.industry_code).in_(self._lang),
            row.is_active,
        ]
        if not self._is_plain:
            cells += [
                None if row.size_class is None else size_name(self._tr, row.size_class),
                row.is_above_scale,
                self._tr.listing([self._clusters.get(each, each) for each in row.clusters]),
                self._maker.level(row.claimed_level) if row.claimed_level is not None else None,
                self._maker.level(row.proven_level) if row.proven_level is not None else None,
            ]
            for target in self._targets:
                definition = target.headline_definition
                cells += [row.claimed.get(definition), row.proven.get(definition)]
        if self._manifest.synthetic:
            cells += [True, self._manifest.expansion]
        return cells
