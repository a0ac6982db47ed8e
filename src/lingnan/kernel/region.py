"""Administrative regions 行政区划: the shape of their codes and the 34 provinces.

Six digits: province, city, county. Not a gazetteer: the cities of a province are pack content.
Two cities without counties (东莞 441900, 中山 442000) are named by their city code.

Source: GB/T 2260.
"""

from dataclasses import dataclass
from typing import Final, Literal

from lingnan.kernel.text import Text, half_width

Level = Literal["province", "city", "county"]

PROVINCES: Final[dict[str, Text]] = {
    "110000": Text("北京市", "Beijing"),
    "120000": Text("天津市", "Tianjin"),
    "130000": Text("河北省", "Hebei"),
    "140000": Text("山西省", "Shanxi"),
    "150000": Text("内蒙古自治区", "Inner Mongolia"),
    "210000": Text("辽宁省", "Liaoning"),
    "220000": Text("吉林省", "Jilin"),
    "230000": Text("黑龙江省", "Heilongjiang"),
    "310000": Text("上海市", "Shanghai"),
    "320000": Text("江苏省", "Jiangsu"),
    "330000": Text("浙江省", "Zhejiang"),
    "340000": Text("安徽省", "Anhui"),
    "350000": Text("福建省", "Fujian"),
    "360000": Text("江西省", "Jiangxi"),
    "370000": Text("山东省", "Shandong"),
    "410000": Text("河南省", "Henan"),
    "420000": Text("湖北省", "Hubei"),
    "430000": Text("湖南省", "Hunan"),
    "440000": Text("广东省", "Guangdong"),
    "450000": Text("广西壮族自治区", "Guangxi"),
    "460000": Text("海南省", "Hainan"),
    "500000": Text("重庆市", "Chongqing"),
    "510000": Text("四川省", "Sichuan"),
    "520000": Text("贵州省", "Guizhou"),
    "530000": Text("云南省", "Yunnan"),
    "540000": Text("西藏自治区", "Xizang"),
    "610000": Text("陕西省", "Shaanxi"),
    "620000": Text("甘肃省", "Gansu"),
    "630000": Text("青海省", "Qinghai"),
    "640000": Text("宁夏回族自治区", "Ningxia"),
    "650000": Text("新疆维吾尔自治区", "Xinjiang"),
    "710000": Text("台湾省", "Taiwan"),
    "810000": Text("香港特别行政区", "Hong Kong SAR"),
    "820000": Text("澳门特别行政区", "Macao SAR"),
}

_DIGITS: Final = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class Region:
    """One region by its six digits.

    Raises: ValueError when `problem` finds something.
    """

    code: str

    def __post_init__(self) -> None:
        found = problem(self.code)
        if found is not None:
            raise ValueError(f"region code {self.code!r} is not valid: {found}")

    @property
    def level(self) -> Level:
        """Answer whether the code names a province, a city or a county."""
        if self.code[2:] == "0000":
            return "province"
        return "city" if self.code[4:] == "00" else "county"

    @property
    def province_code(self) -> str:
        """Answer the code of its province (its own if it is one)."""
        return self.code[:2] + "0000"

    @property
    def city_code(self) -> str | None:
        """Answer the code of its city (its own if it is one); None for a province."""
        return None if self.level == "province" else self.code[:4] + "00"


def normalise(code: str) -> str:
    """Bring a typed code to six digits: half-width, shortened codes filled with zeros.

    ``44`` and ``4401`` become ``440000`` and ``440100``; the 9- and 12-digit statistical codes of
    towns and villages lose what is below the county. Anything else is left for `problem`.
    """
    written = half_width(code)
    if not _DIGITS.issuperset(written):
        return written
    if len(written) in (2, 4):
        return written.ljust(6, "0")
    return written[:6] if len(written) in (9, 12) else written


def problem(code: str) -> str | None:
    """Answer what is wrong with the shape of a code, or None.

    Returns ``length`` (not six characters), ``digits``, ``province`` (no such province) or ``city``
    (a county without a city).
    Limits: does not know which cities and counties exist.
    """
    if len(code) != 6:
        return "length"
    if not _DIGITS.issuperset(code):
        return "digits"
    if code[:2] + "0000" not in PROVINCES:
        return "province"
    return "city" if code[2:4] == "00" and code[4:] != "00" else None
