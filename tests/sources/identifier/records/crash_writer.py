"""A writer to be killed: registers without end and says what was acknowledged.

Run as a program: database file, records folder, round. Each line it prints is one acknowledgement.
"""

import sys
from pathlib import Path

from lingnan.sources.identifier.records.change import AddValues, Batch, Create, Delete
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.store.database import Database
from sources.identifier.records.sample import stored, url

ROWS = 100


def batch(turn: str) -> Batch:
    """The batch of one turn; the test sends it again by the same key."""
    names = [f"88.900.2/{turn}-{row}" for row in range(ROWS)]
    return Batch(names, [stored()] * ROWS, "crash", turn)


def say(line: str) -> None:
    """Tell the test at once; what the pipe has, a kill does not take back."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(database: str, folder: str, turn: str) -> None:
    with RecordWriter(Database(f"sqlite:///{database}"), Path(folder)) as writer:
        say("ready")
        number = 0
        while True:
            number += 1
            this = f"{turn}-{number}"
            say(f"sent {this}")
            done = writer.apply(
                [
                    Create(f"88.900.1/{this}", stored()),
                    AddValues(f"88.900.1/{this}", stored(url("b", 2))),
                    Create(f"88.900.3/{this}", stored()),
                    Delete(f"88.900.3/{turn}-{number - 1}"),
                    batch(this),
                ]
            )
            assert done[0].is_done
            assert done[4].registered_count == ROWS
            say(f"done {this}")


if __name__ == "__main__":
    main(*sys.argv[1:])
