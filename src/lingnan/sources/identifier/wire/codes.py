"""Numbers of the protocol that have a name: operations, response codes, flags, permissions, rights.

Masks stay plain `int` in decoded values: an outsider chooses those bits. Source: RFC 3652 §2.2.2,
RFC 3651 §3.1–3.2, Handle protocol facts §1.3–1.7. Not for what a code means to a user (see node).
"""

from enum import EJECT, IntEnum, IntFlag


class Operation(IntEnum):
    """What a message asks (RFC 3652 §2.2.2.1; Handle protocol facts §1.4, §1.13)."""

    RESOLVE = 1
    GET_SITE_INFO = 2
    CREATE_HANDLE = 100
    DELETE_HANDLE = 101
    ADD_VALUES = 102
    REMOVE_VALUES = 103
    MODIFY_VALUES = 104
    LIST_HANDLES = 105
    LIST_DERIVED_PREFIXES = 106
    CHALLENGE_ANSWER = 200
    VERIFY_CHALLENGE = 201
    HOME_PREFIX = 300
    UNHOME_PREFIX = 301
    LIST_HOMED_PREFIXES = 302
    SESSION_SETUP = 400
    SESSION_TERMINATE = 401
    SESSION_KEY_EXCHANGE = 402
    NEXT_TRANSACTION_ID = 1000
    RETRIEVE_TRANSACTIONS = 1001
    DUMP_HANDLES = 1002
    BACKUP_SERVER = 1003
    LOGIN = 2001


class Response(IntEnum):
    """How a message is answered; 0 in requests (RFC 3652 §2.2.2.2; Handle protocol facts §1.5).

    407, 408 and 601–605 are those of Chinese software.
    """

    NONE = 0
    SUCCESS = 1
    ERROR = 2
    BUSY = 3
    PROTOCOL_ERROR = 4
    OPERATION_NOT_SUPPORTED = 5
    RECURSION_LIMIT = 6
    READ_ONLY = 7
    HANDLE_NOT_FOUND = 100
    HANDLE_EXISTS = 101
    INVALID_HANDLE = 102
    VALUES_NOT_FOUND = 200
    VALUE_EXISTS = 201
    INVALID_VALUE = 202
    OUT_OF_DATE_SITE = 300
    NOT_RESPONSIBLE = 301
    SERVICE_REFERRAL = 302
    PREFIX_REFERRAL = 303
    NOT_ADMINISTRATOR = 400
    INSUFFICIENT_PERMISSION = 401
    AUTHENTICATION_NEEDED = 402
    AUTHENTICATION_FAILED = 403
    INVALID_CREDENTIAL = 404
    AUTHENTICATION_TIMEOUT = 405
    AUTHENTICATION_ERROR = 406
    LOGIN_AGAIN = 407
    LOGIN_FIRST = 408
    SESSION_TIMEOUT = 500
    SESSION_FAILED = 501
    BAD_SESSION_KEY = 502
    NEEDS_RSA_KEY = 503
    BAD_SESSION_SETUP = 504
    DUPLICATE_SESSION_MESSAGE = 505
    CLIENT_CHANNEL_ERROR = 601
    CLIENT_TIMEOUT = 602
    DAILY_LIMIT = 603
    REGISTRATION_LIMIT = 604
    PREFIX_LIMIT = 605


# EJECT: a mask with an unknown bit stays an int. IntFlag would otherwise remember every new
# combination for ever, and an outsider could send four thousand million of them.
class Flag(IntFlag, boundary=EJECT):
    """opFlags of the header (RFC 3652 §2.2.2.3; Handle protocol facts §1.3)."""

    AUTHORITATIVE = 0x80000000
    CERTIFIED = 0x40000000
    ENCRYPTED = 0x20000000
    RECURSIVE = 0x10000000
    CACHE_CERTIFIED = 0x08000000
    CONTINUED = 0x04000000
    KEEP_ALIVE = 0x02000000
    PUBLIC_ONLY = 0x01000000
    REQUEST_DIGEST = 0x00800000
    OVERWRITE = 0x00400000
    MINT_SUFFIX = 0x00200000
    NO_REFERRAL = 0x00100000
    RECURSIVE_AUTHORITATIVE = 0x00000004


#: opFlags of a plain resolve request (Handle protocol facts §1.3).
PLAIN_FLAGS = Flag.RECURSIVE | Flag.CACHE_CERTIFIED | Flag.PUBLIC_ONLY


class Permission(IntFlag, boundary=EJECT):
    """Who may read and write one handle value (RFC 3651 §3.1)."""

    ADMIN_READ = 0x08
    ADMIN_WRITE = 0x04
    PUBLIC_READ = 0x02
    PUBLIC_WRITE = 0x01


#: Permissions of a value that says nothing else, and of a secret (Handle protocol facts §1.6).
DEFAULT_PERMISSIONS = Permission.ADMIN_READ | Permission.ADMIN_WRITE | Permission.PUBLIC_READ
SECRET_PERMISSIONS = Permission.ADMIN_READ | Permission.ADMIN_WRITE


class AdminRight(IntFlag, boundary=EJECT):
    """What an HS_ADMIN value allows its administrator (RFC 3651 §3.2.1)."""

    ADD_HANDLE = 0x0001
    DELETE_HANDLE = 0x0002
    ADD_DERIVED_PREFIX = 0x0004
    DELETE_DERIVED_PREFIX = 0x0008
    MODIFY_VALUE = 0x0010
    REMOVE_VALUE = 0x0020
    ADD_VALUE = 0x0040
    MODIFY_ADMIN = 0x0080
    REMOVE_ADMIN = 0x0100
    ADD_ADMIN = 0x0200
    AUTHORIZED_READ = 0x0400
    LIST_HANDLES = 0x0800
    LIST_DERIVED_PREFIXES = 0x1000


class HashOption(IntEnum):
    """Which part of a handle chooses the server of a site (RFC 3651 §3.2.2)."""

    PREFIX = 0
    SUFFIX = 1
    HANDLE = 2


class SiteFlag(IntFlag, boundary=EJECT):
    """Flags of an HS_SITE (RFC 3651 §3.2.2)."""

    PRIMARY = 0x80
    MULTI_PRIMARY = 0x40


class InterfaceType(IntFlag, boundary=EJECT):
    """What an interface of a server takes (RFC 3651 §3.2.2)."""

    ADMIN = 1
    QUERY = 2


class Protocol(IntEnum):
    """How an interface of a server is reached (RFC 3651 §3.2.2)."""

    UDP = 0
    TCP = 1
    HTTP = 2
    HTTPS = 3


class KeyExchange(IntEnum):
    """How a session gets its key (RFC 3652 §3.8.1; Handle protocol facts §1.9)."""

    CLIENT_KEY = 1
    SERVER_KEY = 2
    HANDLE_KEY = 3
    DIFFIE_HELLMAN = 4
