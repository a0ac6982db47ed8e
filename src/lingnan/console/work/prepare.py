"""What pages need of a run, prepared by the worker after it, so that nobody waits for it.

Everything here is made again by whoever first asks, if it is missing. Not for what is prepared.
"""

import logging
from typing import Final

from lingnan.kernel import LingnanError
from lingnan.packs import Pack
from lingnan.programme.allocation import aim_of
from lingnan.programme.allocation.kept import prepared_for
from lingnan.store import Store

_log: Final = logging.getLogger(__name__)


def prepare_pages(store: Store, pack: Pack) -> None:
    """Prepare the allocation of every target that money moves; a failure is only logged."""
    for target in pack.targets:
        try:
            prepared_for(store, pack, aim_of(pack, target.id))
        except LingnanError as failure:
            _log.info("%s is not prepared: %s", target.id, failure.code)
