"""What every page must hold, looked at in the browser: axe, words of the language, width.

The questions are asked by look.js. Helpers of tests, no tests.
"""

import re
from functools import cache
from pathlib import Path

import axe_playwright_python

_HERE = Path(__file__).parent
#: Words with small Latin letters that Chinese pages may show: products, and what has no Chinese.
LATIN = {"Lingnan", "English", "Word", "Excel", "Parquet", "GiB", "MiB", "kB"}
LATIN |= {"Base64", "OpenAPI", "Ecode", "Authorization"}
#: Chinese that English pages may show: how money may be typed.
HAN = {"万", "万元", "元"}
#: Capitals alone are abbreviations of the field (MES, CSV, GB/T); what touches a digit, a slash or
#: a colon is a code.
_WORD = re.compile(r"(?<![\w/:.@{\[-])[A-Za-z][A-Za-z&'-]*[a-z][A-Za-z&'-]*(?!\.?\w|[/:@}\[\]])")
_RUN_OF_HAN = re.compile(r"[\u3400-\u9fff]+")
#: Numbers of documents are cited as they are written, and rows of the sample by their codes.
_CITED = re.compile(r"Digital Link|[\u3400-\u9fff]+〔\d{4}〕\d*号?|\bsample-[\w-]+")


@cache
def source():
    """The questions."""
    return (_HERE / "look.js").read_text(encoding="utf-8")


@cache
def _axe_source():
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def ask(page, question):
    """Ask one of the questions of look.js."""
    return page.evaluate(f"() => ({source()}).{question}()")


def serious(page):
    """Violations that axe calls serious or critical."""
    if not page.evaluate("() => typeof axe === 'object'"):
        page.evaluate(f"() => {{ {_axe_source()} }}")
    return ask(page, "serious")


def foreign(page, lang, names=()):
    """Words of the other language that a page shows; `names` are no words."""
    pattern, known = (_RUN_OF_HAN, HAN) if lang == "en" else (_WORD, LATIN)
    found = set()
    for text in ask(page, "words"):
        bare = _CITED.sub(" ", text)
        for name in names:
            bare = bare.replace(name, " ")
        found |= {f"{word} in “{text[:70]}”" for word in pattern.findall(bare) if word not in known}
    return sorted(found)
