import numpy as np

from lingnan.kernel import uscc
from lingnan.sample import SampleProvince
from lingnan.sample.identity import social_credit_codes


def test_codes_are_valid_ascending_and_unique() -> None:
    is_self = np.arange(1000) >= 900
    codes = social_credit_codes("440000", is_self, np.random.default_rng(3)).to_pylist()
    assert codes == sorted(set(codes))
    assert len(codes) == 1000
    assert all(uscc.problem(code) is None for code in codes)
    assert all(uscc.organisation_code_problem(code) is None for code in codes)
    assert {code[:2] for code in codes[:900]} == {"91"}
    assert {code[:2] for code in codes[900:]} == {"92"}


def test_codes_cannot_be_real(province: SampleProvince) -> None:
    # authority 449900 lies in no city of the province: GB/T 2260 ends Guangdong with 4453
    codes = province.enterprises["uscc"].to_pylist()
    cities = {city.code[:4] for city in province.pack.cities}
    assert {code[2:8] for code in codes} == {"449900"}
    assert "4499" not in cities
    assert {code[8:10] for code in codes} == {"YB"}


def test_both_check_characters_by_hand() -> None:
    # a million codes leave 31^6 / 10^6 = 887 serials to each; serial 0 is 000000.
    # organisation YB000000: 34 x 3 + 11 x 7 = 179, 179 mod 11 = 3, 11 - 3 = 8.
    # 91449900YB0000008: with weights 1 3 9 27 19 26 16 17 20 29 25 13 8 24 10 30 28
    # 9 + 3 + 36 + 108 + 171 + 234 + 0 + 0 + 30 x 20 + 11 x 29 + 8 x 28 = 1704,
    # 1704 mod 31 = 30, 31 - 30 = 1
    class Zero(np.random.Generator):
        def integers(self, *_: object, **__: object) -> np.ndarray:  # type: ignore[override]
            return np.zeros(1, dtype=np.int64)

    zero = Zero(np.random.PCG64(0))
    assert social_credit_codes("440000", np.array([False]), zero).to_pylist() == [
        "91449900YB00000081"
    ]


def test_names_say_that_they_are_samples(province: SampleProvince) -> None:
    table = province.enterprises
    assert all(name.startswith("样本") for name in table["name_zh"].to_pylist())
    assert all(name.startswith("Sample ") for name in table["name_en"].to_pylist())
    assert len(set(table["name_zh"].to_pylist())) == table.num_rows
    assert all(table["is_synthetic"].to_pylist())
    assert all(province.entities["is_synthetic"].to_pylist())
    assert all("样本" in name for name in province.entities["name_zh"].to_pylist())
