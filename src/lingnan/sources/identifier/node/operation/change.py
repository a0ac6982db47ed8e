"""Carrying out one change: judged on records as they are, judged again if they have changed since.

Not for the judgement itself (see create, value).
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from lingnan.kernel import LingnanError
from lingnan.sources.identifier.node.errors import (
    Busy,
    HandleExists,
    HandleNotFound,
    NameRefused,
    Refusal,
    ValueExists,
    ValueRefused,
    ValuesNotFound,
    WriteFailed,
)
from lingnan.sources.identifier.node.model import Asker
from lingnan.sources.identifier.node.operation.basis import Basis
from lingnan.sources.identifier.node.operation.check import DATA_REASON
from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.records.change import Change, Outcome
from lingnan.sources.identifier.wire.codes import Response

_TRIES: Final = 8
_REFUSALS: Final[dict[Response, type[Refusal]]] = {
    each.response: each
    for each in (HandleNotFound, HandleExists, NameRefused, ValuesNotFound, ValueExists)
}


async def carry_out(
    host: Host, asker: Asker, judge: Callable[[Basis], Awaitable[Change]]
) -> Outcome:
    """Judge a change and let the writer do it; answers once it is durable and can be read.

    Who asked goes with the change, so that the audit trail has it in the same transaction.

    Args: judge: raises what it refuses; what it reads through the basis becomes a precondition.
    Raises: Refusal by how it ended; Busy when the records never stay as judged; WriteFailed.
    """
    for _ in range(_TRIES):
        basis = Basis(host)
        change = await judge(basis)
        change = replace(change, given=basis.givens, act=asker.act)
        try:
            outcome = (await host.link.apply([change]))[0]
        except (LingnanError, OSError, TimeoutError) as problem:
            code = problem.code if isinstance(problem, LingnanError) else type(problem).__name__
            raise WriteFailed(reason=code) from problem
        if outcome.is_done:
            return outcome
        if outcome.response != Response.BUSY:
            raise _refusal(change.handle, outcome)
    raise Busy


def _refusal(handle: str, outcome: Outcome) -> Refusal:
    kind = _REFUSALS.get(outcome.response)
    if kind is None:
        return ValueRefused(reason=DATA_REASON, indexes=outcome.indexes)
    return kind(handle=handle, indexes=outcome.indexes)
