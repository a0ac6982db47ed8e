"""TLS of the HTTP port: certificate and key of the node, and client certificates it knows.

Client certificates of this protocol are mostly self-signed: what counts is that the handle in them
holds their key (see identity). OpenSSL checks them against known ones, so each must be known here,
or be issued by an authority that is. Not for making certificates (see configuration).
"""

import ssl
from pathlib import Path


def server_context(
    certificate: Path,
    key: Path,
    *,
    client_certificates: Path | None = None,
    password: str | None = None,
) -> ssl.SSLContext:
    """Answer the context of the server: TLS 1.2 and 1.3, modern ciphers, HTTP/1.1.

    Args:
        certificate, key: files in PEM. client_certificates: file of certificates in PEM, of users
            or of authorities, that clients may show; none are asked for when it is None.

    Raises: OSError, ssl.SSLError: a file is missing or cannot be read.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL")
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(certificate, key, password)
    if client_certificates is not None:
        context.load_verify_locations(client_certificates)
        context.verify_mode = ssl.CERT_OPTIONAL
        # A user's own certificate is known as it is, not by who issued it.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context
