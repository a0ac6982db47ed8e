"""A lake with one flipped byte, a pack with a typo: told precisely, the rest stays usable."""

import shutil
from pathlib import Path

import pytest

from .conftest import ALPHA, Terminal

TINYLAND = Path(__file__).parents[1] / "packs" / "tinyland"


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0x40
    path.write_bytes(content)


def segments(store: Path) -> list[Path]:
    """The files of the ledger, the oldest first."""
    return sorted((store / "lake" / "evidence").glob("*.parquet"), key=lambda p: p.stat().st_mtime)


@pytest.fixture
def damaged(cli, sample, tmp_path):
    """The sample province with one byte of a sealed segment flipped, and that segment's file."""
    place = tmp_path / "store"
    shutil.copytree(sample, place)
    # The largest file is the province's own segment, the first; the other holds the pack's figures.
    file = max(segments(place), key=lambda path: path.stat().st_size)
    flip(file, file.stat().st_size // 2)
    return Terminal(cli.read, place), file


def test_verify_names_the_segment(damaged):
    terminal, file = damaged
    answer = terminal("evidence", "verify")
    assert answer.status == 3
    zh, en = answer.err.splitlines()
    assert "EVI-006: 证据链在第 1 段断裂" in zh
    assert "已被改动" in zh
    assert "EVI-006: The evidence chain breaks at segment 1" in en
    assert "bytes changed" in en
    assert file.name in zh
    assert file.name in en
    answer = terminal("evidence", "verify", "--format", "json")
    assert answer.status == 3
    assert answer.json["holds"] is False
    assert answer.json["broken_segment"] == 1
    assert answer.json["broken_file"].endswith(file.name)
    assert set(answer.json["why"]) == {"zh", "en"}


def test_doctor_notices(damaged):
    terminal, _ = damaged
    answer = terminal("doctor", "--format", "json")
    assert answer.status == 3
    assert [each["check"] for each in answer.json if each["state"] == "bad"] == ["evidence chain"]


def test_no_run_rests_on_changed_evidence(damaged):
    terminal, _ = damaged
    before = terminal("progress", "--format", "json").json
    answer = terminal("run", "--as-of", "2023-09-30")
    assert answer.status == 3
    assert answer.err.count("EVI-006: ") == 2
    assert terminal("progress", "--format", "json").json == before


def test_what_was_registered_is_still_there_and_more_goes_in(damaged, write):
    terminal, _ = damaged
    assert len(terminal.registered()) == 600
    row = f"统一社会信用代码,企业名称,城市,行业代码\n{ALPHA},后来的企业,广州市,C3484\n"
    assert terminal("import", "register", write("one.csv", row)).status == 0
    assert len(terminal.registered()) == 601


def test_the_file_put_back_makes_the_chain_whole(damaged):
    terminal, file = damaged
    flip(file, file.stat().st_size // 2)
    assert terminal("evidence", "verify").status == 0


@pytest.mark.parametrize("where", [2, -3])
def test_a_broken_frame_is_coded_too(cli, sample, tmp_path, where):
    place = tmp_path / "store"
    shutil.copytree(sample, place)
    file = max(segments(place), key=lambda path: path.stat().st_size)
    flip(file, where)
    terminal = Terminal(cli.read, place)
    subject = next(iter(sorted(terminal.registered())))
    for line in (["evidence", "verify"], ["evidence", "show", subject], ["diagnose", subject]):
        answer = terminal(*line)
        assert answer.status in (0, 3)
        if answer.status:
            zh, en = answer.err.splitlines()
            assert zh[:7] == en[:7]
    assert terminal("evidence", "verify").status == 3


def test_pack_check_names_the_allowed_keys(cli, tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(TINYLAND, pack)
    assert cli("pack", "check", pack).status == 0
    targets = pack / "targets.yaml"
    text = targets.read_text(encoding="utf-8")
    targets.write_text(text.replace("deadline:", "deadlin:", 1), encoding="utf-8")
    answer = cli("pack", "check", pack, "--format", "json")
    assert answer.status == 1
    (found,) = (each for each in answer.json if each["severity"] == "error")
    row = next(n for n, line in enumerate(text.splitlines(), 1) if "deadline:" in line)
    assert (found["code"], found["file"], found["row"]) == ("PAK-102", "targets.yaml", row)
    for lang in ("zh", "en"):
        assert "deadlin" in found["what"][lang]
        assert "deadline, value, comparator" in found["what"][lang]
        assert found["remedy"][lang]
    assert set(found) == {"severity", "code", "file", "row", "what", "remedy"}
    answer = cli("init", tmp_path / "store", "--pack", pack)
    assert answer.status == 2
    assert answer.err.count("PAK-003") == 2
    assert not (tmp_path / "store").exists()


def test_pack_diff(cli, tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(TINYLAND, pack)
    targets = pack / "targets.yaml"
    text = targets.read_text(encoding="utf-8")
    targets.write_text(text.replace("value: 40", "value: 50", 1), encoding="utf-8")
    changes = cli("pack", "diff", TINYLAND, pack, "--format", "json").json
    assert [(str(each["old"]), str(each["new"])) for each in changes] == [("40", "50")]
    assert "digital_plants" in changes[0]["path"]
