"""A process that appends, seals and imports until killed; prints what is acknowledged."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from evidence.facts import fact
from lingnan.evidence import Ledger, proposals
from lingnan.store import Store


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main(root: str, name: str, rounds: str) -> None:
    ledger = Ledger(Store.open(Path(root)))
    for turn in range(int(rounds)):
        at = datetime(2023, 10, 1, tzinfo=UTC)
        word = f"{name}-{turn}"
        ledger.append([fact(document=f"{word}-a"), fact(document=f"{word}-b")], actor=name, at=at)
        say(f"{word}-a {word}-b")
        if turn % 3 == 2:
            ledger.seal()
        if turn % 5 == 4:
            table = proposals([fact(document=f"{word}-bulk", source=name)])
            ledger.append_bulk([table], batch_id=word, at=at)
            say(f"{word}-bulk")


if __name__ == "__main__":
    main(*sys.argv[1:])
