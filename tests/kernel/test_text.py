"""Bilingual text keeps its two sides together and never fails while reporting a failure."""

import pytest

from lingnan.kernel import Text, half_width


def test_format_fills_both_languages() -> None:
    text = Text("第 {row} 行：{value}", "row {row}: {value}").format(row=7, value="x{y}")
    assert text.in_("zh") == "第 7 行：x{y}"
    assert text.in_("en") == "row 7: x{y}"


def test_a_text_inside_a_text_appears_in_the_right_language() -> None:
    city = Text("广州", "Guangzhou")
    assert Text("城市：{city}", "City: {city}").format(city=city) == Text(
        "城市：广州", "City: Guangzhou"
    )


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("{row:,}", {"row": 1234567}, "1,234,567"),
        ("{row:,} of {file}", {"row": None, "file": "a"}, "– of a"),
        ("{row:,}", {"row": "seven"}, "seven"),
        ("{row} in {file}", {"row": 7}, "7 in {file}"),
        ("{row.day}", {"row": 7}, "{row.day}"),
        ("{{kept}}", {}, "{kept}"),
    ],
)
def test_unfit_values_stay_visible(template: str, values: dict[str, object], expected: str) -> None:
    assert Text(template, template).format(**values) == Text(expected, expected)


def test_half_width_is_for_codes() -> None:
    assert half_width("\ufeff　９１４４Ａ．５\u200b ") == "9144A.5"
