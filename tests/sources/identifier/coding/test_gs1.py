"""GS1 element strings, keys and dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.sources.identifier.coding import errors, gs1_key
from lingnan.sources.identifier.coding.gs1_date import full_year, read_date
from lingnan.sources.identifier.coding.gs1_element import (
    SEPARATOR,
    Element,
    bracketed,
    element,
    read_elements,
    require_pairs,
    scanned,
)
from lingnan.sources.identifier.coding.gs1_rule import PREDEFINED_LENGTH
from lingnan.sources.identifier.coding.gs1_table import TABLE
from sources.identifier.coding.strategy import other_keys, serials, trade_items


def test_the_table_is_unambiguous_and_lengths_agree() -> None:
    for ai, rule in TABLE.items():
        assert not any(other != ai and other.startswith(ai) for other in TABLE)
        if not rule.needs_separator:
            assert rule.least == rule.most == PREDEFINED_LENGTH[ai[:2]] - len(ai)


def test_every_partner_named_in_the_table_exists() -> None:
    named = {
        one
        for rule in TABLE.values()
        for choice in (*(c for demand in rule.requires for c in demand), *rule.excludes)
        for one in choice.split("+")
    }
    for pattern in named:
        assert any(
            len(ai) == len(pattern) and all(p in ("n", d) for p, d in zip(pattern, ai, strict=True))
            for ai in TABLE
        ), pattern


def test_measure_tells_its_decimals() -> None:
    # (3103)001750 is 1.750 kg: GS1 General Specifications 3.6.2
    assert TABLE["3103"].decimals == 3
    assert int("001750") / 10 ** TABLE["3103"].decimals == 1.75
    assert TABLE["3922"].decimals == 2
    assert TABLE["3100"].title == "NET WEIGHT (kg)"
    assert TABLE["10"].decimals is None


def test_scanned_and_bracketed_are_the_same() -> None:
    text = "]C10109506000134352" + "17261231" + "10ABC123" + SEPARATOR + "21 12345".replace(" ", "")
    found = read_elements(text)
    assert found == read_elements("(01)09506000134352(17)261231(10)ABC123(21)12345")
    assert [item.ai for item in found] == ["01", "17", "10", "21"]


def test_separator_after_a_predefined_length_is_tolerated() -> None:
    assert read_elements("0109506000134352" + SEPARATOR + "10A") == read_elements(
        "(01)09506000134352(10)A"
    )


def test_writing_puts_known_lengths_first() -> None:
    items = read_elements("(01)09506000134352(10)A(17)261231(21)B")
    assert scanned(items) == "0109506000134352" + "17261231" + "10A" + SEPARATOR + "21B"


@given(trade_items() | other_keys())
def test_round_trips(items: tuple[Element, ...]) -> None:
    assert read_elements(bracketed(items)) == items
    assert set(read_elements(SEPARATOR + scanned(items))) == set(items)


@given(serials)
def test_brackets_inside_data(serial: str) -> None:
    items = (element("01", "09506000134352"), element("21", serial))
    assert read_elements(bracketed(items)) == items


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("(01)09506000134353", errors.WrongCheck),
        ("(01)0950600013435", errors.BadLength),
        ("(21)" + "x" * 21, errors.BadLength),
        ("(10)a b", errors.BadCharacter),
        ("(10)", errors.BadLength),
        ("(05)1", errors.UnknownApplicationIdentifier),
        ("99x" + SEPARATOR + "05", errors.UnknownApplicationIdentifier),
        ("(17)261301", errors.BadComponent),
        ("(17)260230", errors.BadComponent),
        ("(7006)260100", errors.BadComponent),  # day 00 is for 11 to 17 only
        ("(8006)095060001343520302", errors.BadComponent),  # piece 3 of 2
        ("(4309)02790858483015297972", None),
        ("(4309)18000000010000000000", errors.BadComponent),
        ("(8007)GB82WEST12345698765432", None),
        ("(8007)GB83WEST12345698765432", errors.BadComponent),
        ("(8008)26010223", None),
        ("(8008)260102235959", None),
        ("(8008)26010224", errors.BadComponent),
        ("(8008)260102239", errors.BadLength),
        ("(423)156840", None),
        ("(423)15684", errors.BadLength),
        ("(8013)1987654Ad4X4bL5ttr2310c2K", None),
        ("(8004)12A", errors.BadComponent),
        ("(4330)001000-", None),
        ("(4330)001000+", errors.BadComponent),
        ("(4300)a%2", errors.BadComponent),
        ("(01", errors.BadElementString),
        (SEPARATOR, errors.BadElementString),
        ("(10)A(10)B", errors.RepeatedElement),
    ],
)
def test_fields(text: str, error: type[errors.CodingError] | None) -> None:
    if error is None:
        assert bracketed(read_elements(text)) == text
    else:
        with pytest.raises(error):
            read_elements(text)


def test_same_element_twice_counts_once() -> None:
    assert len(read_elements("(10)A(10)A")) == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("(01)09506000134352", "gtin"),
        ("(01)09506000134352(21)1", "sgtin"),
        ("(01)09506000134352(10)L", "lgtin"),
        ("(01)09506000134352(235)T", "sgtin"),
        ("(00)376104250021234569", "sscc"),
        ("(414)9506000134352(254)A", "sgln"),
        ("(417)9506000134352", "gln-party"),
        ("(8004)9506000A1", "giai"),
        ("(8003)09506000134352S1", "grai"),
        ("(401)9506000A1", "ginc"),
        ("(253)9506000134352D1", "gdti"),
        ("(8018)376104250021234569", "gsrn"),
        ("(402)95060001343522318", "gsin"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert gs1_key.code(read_elements(text)).kind == kind


def test_description_goes_along_but_does_not_name() -> None:
    found = gs1_key.code(read_elements("(17)261231(21)7(01)09506000134352"))
    assert found.canonical == "(01)09506000134352(21)7"
    assert found.attributes == (("17", "261231"),)
    assert found.part("17") == "261231"


@pytest.mark.parametrize(
    ("text", "ai"),
    [
        ("(01)09506000134352(02)09506000134352(37)1", "01"),
        ("(01)09506000134352(21)1(235)2", "21"),
        ("(01)09506000134352(37)2", "01"),
        ("(415)9506000134352", "415"),
        ("(01)09506000134352(3100)000001(3101)000010", "3100"),
        ("(8030)abc(01)09506000134352", "8030"),
    ],
)
def test_pairs_refused(text: str, ai: str) -> None:
    with pytest.raises(errors.PairingRefused) as caught:
        require_pairs(read_elements(text))
    assert caught.value.values["ai"] == ai


def test_pairs_accepted() -> None:
    require_pairs(read_elements("(00)376104250021234569(02)09506000134352(37)12"))
    require_pairs(read_elements("(8030)abc(01)09506000134352(21)1"))


def test_no_key() -> None:
    with pytest.raises(errors.NoKey):
        gs1_key.code(read_elements("(10)A(11)260101"))


def test_bare_numbers() -> None:
    assert [code.kind for code in gs1_key.bare("9780306406157")] == ["gtin", "gln", "gln-party"]
    assert gs1_key.bare("73513537")[0].canonical == "(01)00000073513537"
    assert gs1_key.short_gtin("00000073513537") == "73513537"
    assert gs1_key.short_gtin("00036000291452") == "036000291452"
    assert gs1_key.short_gtin(gs1_key.complete("1950600013435")) == "19506000134359"
    with pytest.raises(errors.BadLength):
        gs1_key.bare("123")


def test_dates() -> None:
    today = date(2026, 11, 26)
    assert read_date("270200", today) == date(2027, 2, 28)
    assert read_date("280229", today) == date(2028, 2, 29)
    # 77 − 26 = 51: the last century; 76 − 26 = 50: this one
    assert full_year(77, today) == 1977
    assert full_year(76, today) == 2076
    # in 2076 the year 26 is 50 behind: the next century
    assert full_year(26, date(2076, 1, 1)) == 2126
    with pytest.raises(errors.BadComponent):
        read_date("270229", today)


@given(st.dates(date(2000, 1, 1), date(2075, 12, 31)))
def test_dates_near_today_come_back(day: date) -> None:
    assert read_date(f"{day:%y%m%d}", date(2026, 1, 1)) == day
