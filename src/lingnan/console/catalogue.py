"""Bring the catalogues up to date with the source: ``python -m lingnan.console.catalogue``.

Run in the folder of babel.cfg. Extracts every message, keeps its translations, copies the English
text to the English catalogue, compiles, and names what Chinese still lacks. Not for run time: a
reader's sentences come from the compiled catalogues (i18n).
"""

import io
import sys
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


def read_catalogue(lang: str) -> Catalog:
    """Read the editable catalogue of one language."""
    path = _folder(lang) / f"{DOMAIN}.po"
    if not path.exists():
        return Catalog(locale=lang)
    with path.open("rb") as file:
        return read_po(file, locale=lang)


def compiled(catalogue: Catalog) -> bytes:
    """Answer the bytes of the compiled catalogue."""
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def update(root: Path) -> list[str]:
    """Rewrite both catalogues; answers the messages that Chinese still lacks."""
    messages = extract(root)
    missing = []
    for lang in _LANGS:
        known = {_key(entry.id): entry.string for entry in read_catalogue(lang) if entry.id}
        fresh = _empty(lang)
        for key, files in messages.items():
            text = key if lang == "en" else known.get(key) or _blank(key)
            if not all((text,) if isinstance(text, str) else text):
                missing.append(key if isinstance(key, str) else key[0])
            fresh.add(key, text, [(name, None) for name in sorted(files)])
        with (_folder(lang) / f"{DOMAIN}.po").open("wb") as file:
            write_po(file, fresh, sort_output=True, width=100, include_lineno=False)
        (_folder(lang) / f"{DOMAIN}.mo").write_bytes(compiled(read_catalogue(lang)))
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
    missing = update(Path.cwd())
    for message in missing:
        sys.stdout.write(f"zh: {message}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
