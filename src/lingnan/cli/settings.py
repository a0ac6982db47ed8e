"""What holds for every command: which store, which language.

`--store` and `--lang` are taken from anywhere on the line, before or after the command.
"""

import os
import shlex
import shutil
import sys
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
    remedy = Text("用法见 {help}。", "See {help}.")
    exit_code: ClassVar[int] = 2

    def __init__(self, reason: Text | str, command: str = "lingnan") -> None:
        super().__init__(reason=reason, help=f"{command} --help")


@dataclass(slots=True)
class Settings:
    """The choices of one line."""

    store_path: Path
    lang: Lang

    def open_store(self) -> "Store":
        """Open the chosen store. Raises: NoStore."""
        from lingnan.store import Store

        return Store.open(self.store_root)

    @property
    def store_root(self) -> Path:
        """The chosen folder from the root on: messages name it wherever they are read."""
        return self.store_path.absolute()

    def line(self, command: str) -> str:
        """A line that the user may type next, naming the store as this line did."""
        typed = Path(sys.argv[0])
        is_typed = typed.name == "lingnan" and not shutil.which("lingnan")
        program = shlex.quote(str(typed)) if is_typed else "lingnan"
        named = str(self.store_path)
        if named in (".", os.environ.get(STORE_VARIABLE)):
            return f"{program} {command}"
        return f"{program} --store {shlex.quote(named)} {command}"

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
                    raise UsageError(Text(f"{name} 之后缺少值", f"{name} lacks its value"))
                value = arguments[position]
            if name == "--store":
                store = value
            else:
                lang = value
        else:
            rest.append(word)
        position += 1
    if lang not in ("zh", "en"):
        raise UsageError(Text(f"--lang {lang}：只能是 zh 或 en", f"--lang {lang}: it is zh or en"))
    return Settings(Path(store), "zh" if lang == "zh" else "en"), rest


def _language_of_terminal() -> str:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if spoken.startswith("zh") else "en"
