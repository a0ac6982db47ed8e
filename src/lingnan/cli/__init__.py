"""The command line: every use of Lingnan from a terminal.

The door: `main`. Not for rules or computing; each command calls one room and prints what it says.
Rooms are imported inside the commands, so that `lingnan --help` answers at once.
"""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; exits 0 done, 1 findings, 2 wrong usage, 3 store or outside failure."""
    from lingnan.cli.app import run_app

    sys.exit(run_app(list(sys.argv[1:] if arguments is None else arguments)))
