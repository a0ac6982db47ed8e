"""Putting data, styles and scripts inside an HTML file without letting them out of their place.

Not for HTML text and attributes: Jinja's autoescape does those.
"""

import base64
import hashlib
import json
from typing import Any

from markupsafe import Markup

_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def json_block(value: Any) -> Markup:
    """Write a value as JSON that cannot end its script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign, escape in _ESCAPES.items():
        text = text.replace(sign, escape)
    return Markup(text)  # noqa: S704  # every sign that HTML reads is escaped above


def css_string(text: str) -> Markup:
    """Write text as a CSS string, quotes included."""
    escaped = "".join(
        sign if sign.isalnum() or sign in " .,:-" or ord(sign) > 0x7F else f"\\{ord(sign):x} "
        for sign in text
    )
    return Markup(f'"{escaped}"')  # noqa: S704  # every ASCII sign of CSS or HTML is escaped above


def script_hash(script: str) -> str:
    """Answer the source expression that lets exactly this script run.

    Source: W3C Content Security Policy Level 3, section 2.3.1.
    """
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
