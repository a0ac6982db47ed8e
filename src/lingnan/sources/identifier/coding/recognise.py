"""Which system a text belongs to: the one question a scanner or a search box asks.

Not for guessing: a text that fits no form, or fails the check of the form it has, is an error.
"""

from collections.abc import Mapping
from urllib.parse import unquote

from lingnan.kernel import half_width
from lingnan.sources.identifier.coding import (
    charset,
    did,
    digital_link,
    ecode,
    gs1_element,
    gs1_key,
    handle_name,
    oid,
    vaa,
)
from lingnan.sources.identifier.coding.errors import CodingError, NotDigitalLink, Unrecognised
from lingnan.sources.identifier.coding.model import Code


def recognise(text: str, structures: Mapping[int, ecode.Structure] | None = None) -> Code:
    """Answer the code that a text is; of several possible ones the likeliest.

    Taken in this order: DID, ``ecode:``, GS1 Digital Link, a web address of a handle (``hdl:``,
    hdl.handle.net), GS1 element string (bracketed or with a symbology mark or separator), object
    identifier, bare GS1 number, handle, VAA.
    Shapes: structures: see ecode.read_ecode.
    Raises: Unrecognised; where the form is certain, the error of that form.
    """
    return candidates(text, structures)[0]


def candidates(
    text: str, structures: Mapping[int, ecode.Structure] | None = None
) -> tuple[Code, ...]:
    """Answer every code that a text may be, the likeliest first; never empty.

    Thirteen digits may be a GTIN or a GLN, eighteen an SSCC or a GSRN.
    Raises: as `recognise`.
    """
    written = half_width(text)
    lower = written.lower()
    if lower.startswith("did:"):
        return (did.read_did(written),)
    if lower.startswith(ecode.SCHEME):
        return (ecode.read_ecode(written, structures),)
    if lower.startswith(("http://", "https://")):
        return (_read_address(written),)
    if lower.startswith("hdl:"):
        return (handle_name.read_handle(text.strip()[4:].lstrip("/")),)
    is_marked = written.startswith(("(", *gs1_element.SYMBOLOGIES))
    if is_marked or gs1_element.SEPARATOR in written:
        return (_read_elements(written),)
    if written.startswith("{") or lower.startswith("urn:oid:"):
        return (oid.read_oid(written),)
    if charset.is_digits(written):
        return _read_digits(written)
    return (_read_by_trial(written, text),)


def _read_elements(text: str) -> Code:
    return gs1_key.code(gs1_element.read_elements(text), text)


def _read_address(text: str) -> Code:
    try:
        return digital_link.read_link(text).code
    except NotDigitalLink:
        host, _, path = text.partition("://")[2].partition("/")
        if host.lower() in {"hdl.handle.net", "www.handle.net"}:
            return handle_name.read_handle(unquote(path.partition("?")[0]))
        raise


def _read_digits(text: str) -> tuple[Code, ...]:
    """A bare key, or an element string of digits only; the check digit of the key decides."""
    try:
        return gs1_key.bare(text)
    except CodingError as failure:
        try:
            return (_read_elements(text),)
        except CodingError:
            raise failure from None


def _read_vaa(text: str) -> Code:
    """Only VAA: shorter agency codes (D, UN) begin too many ordinary words."""
    found = vaa.read_vaa(text)
    if found.part("agency") != "VAA":
        raise Unrecognised(text=text)
    return found


def _read_by_trial(written: str, text: str) -> Code:
    # A handle keeps its full-width characters: they are part of the name.
    trials = (
        (oid.read_oid, written),
        (handle_name.prefix_handle, written),
        (handle_name.read_handle, text.strip()),
        (_read_vaa, written),
        (_read_elements, written),
    )
    for reader, form in trials:
        try:
            return reader(form)
        except CodingError:
            continue
    raise Unrecognised(text=text)
