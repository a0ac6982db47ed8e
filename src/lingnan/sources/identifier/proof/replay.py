"""The counters of a session that were seen already, so that no message counts twice.

Keeps one number and 200 bits whatever a client sends. Only counters that a MAC covered may be put
in: check the credential first, and offer sessions from version 2.7 on, because the MAC of 2.4
leaves the counter out. Not for the answer 505 itself (see node).

Source: Handle protocol facts §1.11.
"""

from typing import Final

#: How far behind the highest counter a message may be; UDP brings them out of order.
WINDOW: Final = 200


class ReplayWindow:
    """The last `size` counters of one direction of one session."""

    __slots__ = ("_highest", "_mask", "_seen")

    def __init__(self, size: int = WINDOW) -> None:
        self._mask = (1 << size) - 1
        self._highest = 0
        self._seen = 0

    def accept(self, counter: int) -> bool:
        """Answer whether a counter is new, and remember it.

        Shapes: 1…2³²−1; 0 means "no counter" to the reference, which lets such a message be sent
            again and again, so it is never new here.
        """
        if counter <= 0:
            return False
        ahead = counter - self._highest
        if ahead > 0:
            # The shift is bounded, for a counter may leap by four thousand million.
            shifted = self._seen << ahead if ahead < self._mask.bit_length() else 0
            self._seen = (shifted | 1) & self._mask
            self._highest = counter
            return True
        bit = 1 << -ahead if -ahead < self._mask.bit_length() else 0
        if not bit or self._seen & bit:
            return False
        self._seen |= bit
        return True
