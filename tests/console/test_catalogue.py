"""Every sentence of the console is translated, and the compiled catalogues are current."""

import shutil
import tomllib
from pathlib import Path

import pytest

from lingnan.console import catalogue
from lingnan.console.catalogue import compiled, extract, read_all
from lingnan.console.i18n import DOMAIN, LOCALE_FOLDER, translator

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def messages():
    """Every message id that babel.cfg finds."""
    found = extract(ROOT)
    assert len(found) > 200
    return set(found)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_catalogue_holds_exactly_the_messages_of_the_source(lang, messages):
    ids = {m.id if isinstance(m.id, str) else tuple(m.id) for m in read_all(lang) if m.id}
    assert ids == messages


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_message_is_translated_with_the_same_places(lang):
    for message in read_all(lang):
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        assert all(text.strip() for text in texts), message.id
        assert not message.fuzzy
        for text in texts:
            assert places(text) == places(ids[-1]), message.id


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_compiled_catalogue_is_current(lang):
    path = LOCALE_FOLDER / lang / "LC_MESSAGES" / f"{DOMAIN}.mo"
    assert path.read_bytes() == compiled(read_all(lang))


def test_updating_changes_nothing_while_the_catalogues_are_current(tmp_path, monkeypatch):
    shutil.copytree(LOCALE_FOLDER, tmp_path / "locale")
    monkeypatch.setattr(catalogue, "LOCALE_FOLDER", tmp_path / "locale")
    assert catalogue.update(ROOT) == []
    for lang in ("zh", "en"):
        now = {str(entry.id): entry.string for entry in read_all(lang) if entry.id}
        monkeypatch.undo()
        assert now == {str(entry.id): entry.string for entry in read_all(lang) if entry.id}
        monkeypatch.setattr(catalogue, "LOCALE_FOLDER", tmp_path / "locale")


def test_chinese_is_polite_and_calm():
    for message in read_all("zh"):
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        for text in texts:
            assert "你" not in text
            assert "！" not in text
            assert "!" not in text


def test_translator_speaks_the_asked_language():
    assert translator("zh").gettext("Claimed") == "申报口径"
    assert translator("en").gettext("Claimed") == "Claimed"


def test_project_ships_the_catalogues():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert "src/lingnan" in packages  # .mo files lie inside, and hatchling takes what git takes


def places(text):
    """The names between braces."""
    return sorted({part.split("}")[0] for part in text.split("{")[1:]})
