"""What holds for every command: which store, which language.

`--store` and `--lang` are taken from anywhere on the line, before or after the command.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from lingnan.kernel import Lang, LingnanError, Text

if TYPE_CHECKING:
    from lingnan.packs import Pack
    from lingnan.store import Store

STORE_VARIABLE = "LINGNAN_STORE"
LANGUAGE_VARIABLE = "LINGNAN_LANG"


class UsageError(LingnanError):
    """The line cannot be understood."""

    code = "CLI-001"
    what = Text("命令行有误：{reason}。", "Wrong usage: {reason}.")
    remedy = Text("请用 --help 查看用法。", "See --help.")
    exit_code: ClassVar[int] = 2


@dataclass(slots=True)
class Settings:
    """The choices of one line."""

    store_path: Path
    lang: Lang

    def open_store(self) -> "Store":
        """Open the chosen store. Raises: NoStore."""
        from lingnan.store import Store

        return Store.open(self.store_path)

    def pack_of(self, store: "Store") -> "Pack":
        """Load the pack the store was made with."""
        from lingnan.packs import load_pack

        return load_pack(store.manifest.pack)

    def say(self, text: Text) -> str:
        """A text in the chosen language."""
        return text.in_(self.lang)


def take_settings(arguments: list[str]) -> tuple[Settings, list[str]]:
    """Take the settings out of a line; returns them and the rest of the line.

    Raises: UsageError for a missing or unknown value.
    """
    rest: list[str] = []
    store = os.environ.get(STORE_VARIABLE) or "."
    lang = os.environ.get(LANGUAGE_VARIABLE) or _language_of_terminal()
    position = 0
    while position < len(arguments):
        word = arguments[position]
        if word == "--":
            rest += arguments[position:]
            break
        name, joined, value = word.partition("=")
        if name in ("--store", "--lang"):
            if not joined:
                position += 1
                if position >= len(arguments):
                    raise UsageError(reason=f"{name} …?")
                value = arguments[position]
            if name == "--store":
                store = value
            else:
                lang = value
        else:
            rest.append(word)
        position += 1
    if lang not in ("zh", "en"):
        raise UsageError(reason=f"--lang {lang} ∉ zh, en")
    return Settings(Path(store), "zh" if lang == "zh" else "en"), rest


def _language_of_terminal() -> str:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if spoken.startswith("zh") else "en"
