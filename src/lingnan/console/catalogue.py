"""Bring the catalogues up to date with the source: ``python -m lingnan.console.catalogue [PART]``.

Run in the folder of babel.cfg. Extracts every message, keeps its translations, copies the English
text to the English catalogue, compiles, and names what Chinese still lacks. A part is a folder of
pages or templates with a catalogue of its own, so that people who write different pages do not
write one file; messages of other folders are in the part `lingnan`. Only named parts are rewritten.
Not for run time: a reader's sentences come from the compiled catalogues (i18n).
"""

import io
import sys
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from lingnan.console.i18n import DOMAIN, LOCALE_FOLDER

MessageId = str | tuple[str, ...]
_MAPPING = "babel.cfg"
_PACKAGE = Path("src/lingnan/console")
_LANGS = ("zh", "en")
#: The folder of the JSON interface is a part too.
_INTERFACE = "api"
#: Catalogues carry no day of writing, so that equal messages give equal files.
_NO_DAY = datetime(2021, 7, 6, tzinfo=UTC)


def extract(root: Path) -> dict[MessageId, set[str]]:
    """Find every message of the source, and the files it stands in.

    Shapes: keys: a message, or (singular, plural).
    """
    with (root / _MAPPING).open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    methods = [(pattern, method) for pattern, method in methods if method != "ignore"]
    found: dict[MessageId, set[str]] = {}
    directories = {str(root / part) for part in (_PACKAGE, *_PACKAGE.parents)}

    def is_ours(folder: str) -> bool:
        return folder in directories or str(root / _PACKAGE) in folder

    for file_name, _line, message, _notes, _context in extract_from_dir(
        str(root), methods, options, directory_filter=is_ours
    ):
        key = message if isinstance(message, str) else tuple(message)
        found.setdefault(key, set()).add(file_name)
    return found


def part_of(files: Iterable[str]) -> str:
    """Answer the part a message belongs to: that of the first of its files, by name."""
    steps = Path(min(files)).parts
    for folder in ("pages", "templates"):
        if folder in steps and len(steps) > steps.index(folder) + 2:
            return steps[steps.index(folder) + 1]
    return _INTERFACE if _INTERFACE in steps else DOMAIN


def read_catalogue(lang: str, part: str = DOMAIN) -> Catalog:
    """Read the editable catalogue of one language and part."""
    path = _folder(lang) / f"{part}.po"
    if not path.exists():
        return Catalog(locale=lang)
    with path.open("rb") as file:
        return read_po(file, locale=lang)


def read_all(lang: str) -> Catalog:
    """Read every part of one language as one catalogue."""
    whole = _empty(lang)
    for path in sorted(_folder(lang).glob("*.po")):
        for entry in read_catalogue(lang, path.stem):
            if entry.id:
                whole.add(entry.id, entry.string, entry.locations)
    return whole


def compiled(catalogue: Catalog) -> bytes:
    """Answer the bytes of the compiled catalogue."""
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def update(root: Path, parts: Collection[str] = ()) -> list[str]:
    """Rewrite both catalogues, or some parts of them; answers the messages that Chinese lacks."""
    by_part: dict[str, dict[MessageId, set[str]]] = {}
    for key, files in extract(root).items():
        by_part.setdefault(part_of(files), {})[key] = files
    missing = []
    for lang in _LANGS:
        known = {_key(entry.id): entry.string for entry in read_all(lang) if entry.id}
        for part, messages in by_part.items():
            fresh = _empty(lang)
            for key, files in messages.items():
                text = key if lang == "en" else known.get(key) or _blank(key)
                if not all((text,) if isinstance(text, str) else text):
                    missing.append(key if isinstance(key, str) else key[0])
                fresh.add(key, text, [(name, None) for name in sorted(files)])
            if not parts or part in parts:
                with (_folder(lang) / f"{part}.po").open("wb") as file:
                    write_po(file, fresh, sort_output=True, width=100, include_lineno=False)
        if not parts:
            for path in _folder(lang).glob("*.po"):
                if path.stem not in by_part:
                    path.unlink()
        (_folder(lang) / f"{DOMAIN}.mo").write_bytes(compiled(read_all(lang)))
    return missing


def _empty(lang: str) -> Catalog:
    return Catalog(
        locale=lang,
        project="Lingnan",
        copyright_holder="the Lingnan contributors",
        last_translator="the Lingnan contributors",
        language_team="Lingnan",
        creation_date=_NO_DAY,
        revision_date=_NO_DAY,
        charset="utf-8",
        fuzzy=False,
        header_comment="# Messages of the console; see lingnan/console/catalogue.py.",
    )


def _blank(key: MessageId) -> MessageId:
    return "" if isinstance(key, str) else ("",)


def _key(message_id: str | list[str] | tuple[str, ...]) -> MessageId:
    return message_id if isinstance(message_id, str) else tuple(message_id)


def _folder(lang: str) -> Path:
    return LOCALE_FOLDER / lang / "LC_MESSAGES"


def main() -> int:
    """Update the catalogues of the project in this folder; exit 1 while translations lack."""
    missing = update(Path.cwd(), sys.argv[1:])
    for message in missing:
        sys.stdout.write(f"zh: {message}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
