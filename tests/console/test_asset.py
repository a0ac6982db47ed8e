"""Vendored files are the recorded ones and carry their licences."""

import hashlib
import json

import pytest

from lingnan.console import asset
from lingnan.console.errors import AssetBroken


def test_every_vendored_file_has_its_recorded_hash_and_licence():
    entries = asset.vendored()
    assert [entry.file for entry in entries] == ["echarts.min.js", "htmx.min.js"]
    for entry in entries:
        content = (asset.FOLDER / entry.file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry.sha256
        assert entry.licence in ("Apache-2.0", "0BSD")
        assert entry.version.encode() in content
        for licence in entry.licence_files:
            assert (asset.FOLDER / licence).stat().st_size > 100


def test_every_script_of_others_is_recorded():
    ours = {"allocation.js", "report.js", "console.js", "questionnaire.js", "roadmap.js"}
    scripts = {path.name for path in asset.FOLDER.glob("*.js")}
    assert scripts - ours == {entry.file for entry in asset.vendored()}


def test_a_changed_file_is_refused(tmp_path, monkeypatch):
    manifest = json.loads((asset.FOLDER / "MANIFEST.json").read_text(encoding="utf-8"))
    (tmp_path / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    (tmp_path / "echarts.min.js").write_text("alert(1)", encoding="utf-8")
    monkeypatch.setattr(asset, "FOLDER", tmp_path)
    with pytest.raises(AssetBroken, match="CON-003"):
        asset.asset_text.__wrapped__("echarts.min.js")
    with pytest.raises(AssetBroken):
        asset.asset_text.__wrapped__("missing.css")


def test_the_inlined_script_cannot_end_its_element():
    for file in ("echarts.min.js", "report.js"):
        text = asset.asset_text(file)
        assert "</script" not in text.lower()
        assert "<!--" not in text
        assert "\r" not in text  # the page's hash is of the text after HTML's newline rules
