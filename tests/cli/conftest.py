"""Lines of the command line run in this process, on copies of two small stores."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from lingnan.cli.app import run_app
from lingnan.kernel import uscc
from lingnan.packs import load_pack
from lingnan.pipeline.run import run_all
from lingnan.sample import generate, load_into
from lingnan.sources.published import import_pack_series
from lingnan.store import Store

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
AS_OF = date(2023, 9, 30)


def code(number: int) -> str:
    """A valid credit code: market regulator, enterprise, Guangzhou, then a running number."""
    first = f"91440101{number:09d}"
    return first + uscc.check_character(first)


ALPHA, BETA, GAMMA, STRANGER = code(1), code(2), code(3), code(99)
REGISTER = f"""统一社会信用代码,企业名称,城市,行业代码,从业人数,营业收入（元）
{ALPHA},广州甲一精密机械有限公司,广州市,C3484,50,30000000
{BETA},广州乙二注塑有限公司,440100,C2929,20,5000000
{GAMMA},东莞丙三电子有限公司,东莞,C3982,320,450000000
"""


@dataclass(frozen=True)
class Answer:
    """What a line gave back."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Terminal:
    """Runs lines, by default on one store."""

    read: Callable[[], tuple[str, str]]
    store: Path | None = None

    def __call__(self, *words: str | Path) -> Answer:
        line = [str(word) for word in words]
        if self.store is not None:
            line = ["--store", str(self.store), *line]
        self.read()
        status = run_app(line)
        return Answer(status, *self.read())

    def findings(self, *words: str) -> list[dict[str, Any]]:
        """The findings kept, as `findings --format json` gives them."""
        return list(self("findings", "--format", "json", "--limit", "1000", *words).json)

    def registered(self) -> set[str]:
        """The codes of the register."""
        return {row["uscc"] for row in self("export", "enterprises").json}

    def evidence(self, subject: str) -> dict[str, str]:
        """The value of each indicator of a subject."""
        rows = self("evidence", "show", subject, "--format", "json").json
        return {row["indicator_code"]: row["value"] for row in rows}


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("LINGNAN_STORE", "LINGNAN_LANG", "LC_ALL", "LANG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal without a store."""

    def read() -> tuple[str, str]:
        told = capsys.readouterr()
        return told.out, told.err

    return Terminal(read)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample province of 600 enterprises that was run once; not to be changed."""
    root = tmp_path_factory.mktemp("sample") / "store"
    pack = load_pack("guangdong")
    province = generate(pack, enterprises=600, seed=3)
    store = Store.create(root, pack="guangdong", synthetic=True, expansion=province.expansion)
    load_into(store, pack, province, AT)
    import_pack_series(store, pack, at=AT, actor="test")
    run_all(store, pack, as_of=AS_OF, at=AT)
    return root


@pytest.fixture
def province(cli: Terminal, sample: Path) -> Terminal:
    """A terminal on the sample province, for reading."""
    return Terminal(cli.read, sample)


@pytest.fixture(scope="session")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three enterprises; not to be changed."""
    folder = tmp_path_factory.mktemp("three")
    file = folder / "register.csv"
    file.write_text(REGISTER, encoding="utf-8")
    root = folder / "store"
    assert run_app(["init", str(root)]) == 0
    assert run_app(["--store", str(root), "import", "register", str(file)]) == 0
    return root


@pytest.fixture
def desk(cli: Terminal, three: Path, tmp_path: Path) -> Terminal:
    """A terminal on its own store with the enterprises ALPHA, BETA and GAMMA."""
    place = tmp_path / "store"
    shutil.copytree(three, place)
    return Terminal(cli.read, place)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file into the folder of the test."""

    def make(name: str, text: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return make
