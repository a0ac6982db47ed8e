"""Datagrams in and out by the batch: one call of the system for many, over buffers made once.

Linux takes and gives a batch in one call (recvmmsg(2), sendmmsg(2)). Python does not offer them, so
they are called in the C library by way of ctypes. The views of the buffers are public, because
whoever answers a batch reads and writes them in one loop: a call for each datagram would cost more
than is won. Not for what is in the datagrams (see udp).
"""

import ctypes
import socket
import sys
from typing import Any, Final

#: Longest datagram that is read; one that fills it was longer.
LONGEST: Final = 1_024
#: Datagrams in one batch.
BATCH: Final = 64
#: Octets of one address: struct sockaddr_in6; that of IPv4 takes 16 of them.
NAME: Final = 28
_NAME_4: Final = 16
#: Addresses of which the text is remembered.
_MAX_TEXTS: Final = 65_536
_WORD: Final = 8


class _Vector(ctypes.Structure):
    """struct iovec."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Head(ctypes.Structure):
    """struct msghdr."""

    _fields_ = (
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint32),
        ("vectors", ctypes.c_void_p),
        ("vectors_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


class _Message(ctypes.Structure):
    """struct mmsghdr."""

    _fields_ = (("head", _Head), ("length", ctypes.c_uint))


_STEP: Final = ctypes.sizeof(_Message)
#: Between the lengths of two messages, in the view `lengths`; and where the first one stands.
LENGTH_STEP: Final = _STEP // 4
LENGTH_AT: Final = int(_Message.length.offset) // 4
#: The same for the targets of two answers.
TARGET_STEP: Final = _STEP // _WORD
TARGET_AT: Final = int(_Head.name.offset) // _WORD
#: The same for their sizes.
SIZE_STEP: Final = ctypes.sizeof(_Vector) // _WORD
SIZE_AT: Final = int(_Vector.length.offset) // _WORD

# Nothing here waits, so the lock of the interpreter is kept over a call.
_library: Final = ctypes.PyDLL(None)
_receive: Final = _library.recvmmsg
_receive.argtypes = (
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_uint,
    ctypes.c_int,
    ctypes.c_void_p,
)
_send: Final = _library.sendmmsg
_send.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int)


class Post:
    """The batches of one bound socket.

    Attributes:
        incoming: what has arrived, number k from k × LONGEST on. lengths: of each, see LENGTH_AT.
        names: where each came from, from k × NAME on; of it `host_at` to `host_end` tell the host.
        texts: such octets → the host as text, where it is known (see `text`).
        outgoing, sizes: answers, and how long each is. targets: where each goes; `first_name` is
            that of the first one that has arrived.
    """

    def __init__(self, bound: socket.socket) -> None:
        self._number = bound.fileno()
        self._family = bound.family
        self.texts: dict[bytes, str] = {}
        is_v4 = bound.family == socket.AF_INET
        self.host_at, self.host_end = (4, 8) if is_v4 else (8, 24)
        length = _NAME_4 if is_v4 else NAME
        # Views keep the octets from moving, and the tuple all that the system writes to.
        incoming, outgoing = bytearray(BATCH * LONGEST), bytearray(BATCH * LONGEST)
        names = bytearray(BATCH * NAME)
        self.first_name = _place(names)
        messages_in, vectors_in = _messages(incoming, self.first_name, length)
        messages_out, vectors_out = _messages(outgoing, self.first_name, length)
        self._kept = (messages_in, vectors_in, messages_out, vectors_out)
        self._in_place = ctypes.addressof(messages_in)
        self._out_place = ctypes.addressof(messages_out)
        self.incoming, self.outgoing = memoryview(incoming), memoryview(outgoing)
        self.names = memoryview(names)
        self.lengths = memoryview(messages_in).cast("B").cast("I")
        self.sizes = memoryview(vectors_out).cast("B").cast("Q")
        self.targets = memoryview(messages_out).cast("B").cast("Q")

    def receive(self) -> int:
        """Take what has arrived, at most a batch; answer how many there are."""
        found: int = _receive(self._number, self._in_place, BATCH, socket.MSG_DONTWAIT, None)
        return found if found > 0 else 0

    def send(self, count: int) -> int:
        """Send the answers laid out; answer how many the system refused, which keep back none."""
        done = refused = 0
        while done < count:
            place = self._out_place + done * _STEP
            sent: int = _send(self._number, place, count - done, socket.MSG_DONTWAIT)
            if sent <= 0:
                # It is the first of the rest that is refused.
                refused += 1
                sent = 1
            done += sent
        return refused

    def text(self, host: bytes) -> str:
        """Answer an address as text."""
        found = self.texts.get(host)
        if found is None:
            if len(self.texts) >= _MAX_TEXTS:
                self.texts.clear()
            found = self.texts[host] = socket.inet_ntop(self._family, host)
        return found

    def address(self, number: int) -> Any:
        """Answer where a datagram came from, as `socket.sendto` takes it."""
        name = bytes(self.names[number * NAME : (number + 1) * NAME])
        host, port = self.text(name[self.host_at : self.host_end]), int.from_bytes(name[2:4], "big")
        if self._family == socket.AF_INET:
            return host, port
        flow, scope = int.from_bytes(name[4:8], "big"), int.from_bytes(name[24:28], sys.byteorder)
        return host, port, flow, scope


def _messages(octets: bytearray, names: int, length: int) -> tuple[Any, Any]:
    """Lay a batch out over a buffer and the places of its addresses; answer headers, vectors."""
    place = _place(octets)
    messages, vectors = (_Message * BATCH)(), (_Vector * BATCH)()
    for number in range(BATCH):
        vectors[number].base = place + number * LONGEST
        vectors[number].length = LONGEST
        head = messages[number].head
        head.name = names + number * NAME
        head.name_length = length
        head.vectors = ctypes.addressof(vectors) + number * ctypes.sizeof(_Vector)
        head.vectors_count = 1
    return messages, vectors


def _place(octets: bytearray) -> int:
    """Answer where a buffer lies; it cannot change its size while a view of it lives."""
    return ctypes.addressof((ctypes.c_char * len(octets)).from_buffer(octets))
