"""What a password must be: long, and not what everybody tries first. No rules of composition.

Not for: keeping and comparing it (hashing).
Source: NIST SP 800-63B 5.1.1.2 (length, normalisation, deny list, no composition rules);
OWASP ASVS 4.0.3 V2.1.
"""

import re
import unicodedata
from typing import Final

from lingnan.access.deny import STEMS, WALKS
from lingnan.access.errors import BadPassword
from lingnan.kernel import Text

LEAST_CHARACTERS: Final = 12
MOST_CHARACTERS: Final = 128
_LONGEST_UNIT: Final = 6
_PLAIN: Final = str.maketrans("@$!013457", "asioleast")
_AROUND: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_PIECES: Final = frozenset(
    row[start : start + LEAST_CHARACTERS]
    for walk in WALKS
    for row in (walk, walk[::-1])
    for start in range(len(row) - LEAST_CHARACTERS + 1)
)


def normalised(password: str) -> str:
    """Bring a password to the form that is hashed: NFKC, so that any keyboard types the same."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, *, names: tuple[str, ...] = ()) -> None:
    """Refuse a password that breaks a rule; `names` are the account's own.

    Raises: BadPassword, which says why without repeating it.
    """
    reason = _problem(normalised(password), names)
    if reason is not None:
        raise BadPassword(reason=reason)


def _problem(password: str, names: tuple[str, ...]) -> Text | None:
    if len(password) < LEAST_CHARACTERS:
        return Text(f"少于 {LEAST_CHARACTERS} 个字符", f"fewer than {LEAST_CHARACTERS} characters")
    if len(password) > MOST_CHARACTERS:
        return Text(f"多于 {MOST_CHARACTERS} 个字符", f"more than {MOST_CHARACTERS} characters")
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in password):
        return Text("含有控制字符", "it holds control characters")
    folded = password.casefold()
    if any(name and _is_mostly(folded, name.casefold()) for name in map(normalised, names)):
        return Text("与账号名相近", "it is close to the account's own name")
    if _is_common(folded):
        return Text("是最常被猜到的密码之一", "it is among the first that are guessed")
    return None


def _is_mostly(folded: str, name: str) -> bool:
    """Whether little else is left of a password when the name is taken out, either way round."""
    if len(name) < 3:
        return False
    left = folded.replace(name, "").replace(name[::-1], "")
    return len(left) <= len(folded) // 2 and len(left) < LEAST_CHARACTERS


def _is_common(folded: str) -> bool:
    if any(_repeats(folded, size) for size in range(1, _LONGEST_UNIT + 1)):
        return True
    if folded[:LEAST_CHARACTERS] in _PIECES and _is_walk(folded):
        return True
    stems = {_AROUND.sub("", each) for each in (folded, folded.translate(_PLAIN))}
    stems |= {_AROUND.sub("", folded).translate(_PLAIN)}
    return any(re.sub(r"[\W_]", "", stem) in STEMS for stem in stems)


def _repeats(folded: str, size: int) -> bool:
    """Whether it is one unit of so many signs again and again."""
    return folded == (folded[:size] * (len(folded) // size + 1))[: len(folded)]


def _is_walk(folded: str) -> bool:
    pieces = range(len(folded) - LEAST_CHARACTERS + 1)
    return all(folded[start : start + LEAST_CHARACTERS] in _PIECES for start in pieces)
