"""Made codes for the property tests of this part."""

from hypothesis import strategies as st

from lingnan.sources.identifier.coding import charset, check
from lingnan.sources.identifier.coding.gs1_element import Element, element

serials = st.text(charset.CSET82, min_size=1, max_size=20)


def digits(least: int, most: int | None = None) -> st.SearchStrategy[str]:
    return st.text(charset.DIGITS, min_size=least, max_size=most or least)


def checked(length: int) -> st.SearchStrategy[str]:
    return digits(length - 1).map(lambda body: body + check.mod10(body))


@st.composite
def trade_items(draw: st.DrawFn) -> tuple[Element, ...]:
    items = [element("01", draw(checked(14)))]
    present = [ai for ai in ("22", "10", "21") if draw(st.booleans())]
    items.extend(element(ai, draw(serials)) for ai in present)
    if draw(st.booleans()):
        month, day = draw(st.integers(1, 12)), draw(st.integers(0, 28))
        items.append(element("17", f"{draw(digits(2))}{month:02d}{day:02d}"))
    return tuple(items)


@st.composite
def other_keys(draw: st.DrawFn) -> tuple[Element, ...]:
    prefix = draw(digits(7))
    made = {
        "00": checked(18),
        "253": st.tuples(checked(13), st.text(charset.CSET82, max_size=17)).map("".join),
        "401": serials.map(lambda text: prefix + text),
        "402": checked(17),
        "414": checked(13),
        "8003": st.tuples(checked(13), st.text(charset.CSET82, max_size=16)).map(
            lambda pair: "0" + pair[0] + pair[1]
        ),
        "8004": serials.map(lambda text: prefix + text),
        "8010": st.text(charset.CSET39, min_size=1, max_size=20).map(lambda text: prefix + text),
        "8013": st.text(charset.CSET82, min_size=1, max_size=16).map(
            lambda text: prefix + text + check.pair(prefix + text)
        ),
        "8018": checked(18),
    }
    ai = draw(st.sampled_from(sorted(made)))
    return (element(ai, draw(made[ai])),)
