"""Every anticipated failure has a code, two languages and a way out."""

import pickle
from typing import ClassVar

import pytest

from lingnan.kernel import LingnanError, Text


class FileMissingError(LingnanError):
    code = "TST-001"
    what = Text("找不到文件 {file}。", "File {file} is missing.")
    remedy = Text("请检查路径 {file}。", "Check the path {file}.")
    exit_code = 3


def test_a_failure_tells_itself_in_both_languages() -> None:
    error = FileMissingError(file="a.csv")
    assert error.values == {"file": "a.csv"}
    assert error.message == Text("找不到文件 a.csv。", "File a.csv is missing.")
    assert error.advice == Text("请检查路径 a.csv。", "Check the path a.csv.")
    assert str(error) == "TST-001: File a.csv is missing. Check the path a.csv."
    assert error.render("zh") == "TST-001: 找不到文件 a.csv。请检查路径 a.csv。"
    assert repr(error) == "FileMissingError(file='a.csv')"


def test_wrong_usage_is_the_usual_exit_code() -> None:
    assert LingnanError.exit_code == 2
    assert FileMissingError.exit_code == 3


def test_a_failure_survives_a_process_pool() -> None:
    copied = pickle.loads(pickle.dumps(FileMissingError(file="a.csv")))  # noqa: S301
    assert isinstance(copied, FileMissingError)
    assert str(copied) == "TST-001: File a.csv is missing. Check the path a.csv."


def test_a_forgotten_value_is_shown_not_raised() -> None:
    assert str(FileMissingError()) == "TST-001: File {file} is missing. Check the path {file}."


def test_a_class_between_needs_no_code() -> None:
    class TestRoomError(LingnanError):
        exit_code: ClassVar[int] = 3

    assert TestRoomError.code == LingnanError.code


def test_code_and_words_come_together() -> None:
    with pytest.raises(TypeError, match="code, what and remedy together"):
        type("Half", (LingnanError,), {"code": "TST-002"})


@pytest.mark.parametrize("code", ["TST-1", "tst-001", "TST001", "TST-0001", ""])
def test_codes_have_one_form(code: str) -> None:
    words = {"what": Text("甲", "a"), "remedy": Text("乙", "b")}
    with pytest.raises(TypeError, match="ABC-001"):
        type("Malformed", (LingnanError,), {"code": code, **words})
