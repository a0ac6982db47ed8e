"""Real processes, asked from outside addresses, and what of it becomes evidence."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
#: A network of one's own, as a user who may furnish it.
NAMESPACE = ("unshare", "--map-root-user", "--net")


def may_have_a_network():
    if shutil.which("ip") is None or shutil.which("unshare") is None:
        return False
    tried = subprocess.run([*NAMESPACE, "ip", "link", "set", "lo", "up"], capture_output=True)
    return tried.returncode == 0


@pytest.mark.slow
def test_resolutions_from_outside_are_counted_once_a_network_and_become_evidence(tmp_path):
    if not may_have_a_network():
        pytest.skip("needs a network namespace of its own")
    ended = subprocess.run(
        [*NAMESPACE, sys.executable, HERE / "outside_scenario.py", tmp_path],
        capture_output=True,
        text=True,
        timeout=240,
        env=os.environ | {"PYTHONPATH": str(HERE.parents[2])},
    )
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    # Seven over UDP and one over TCP answered, one not found.
    assert told["codes"] == [1] * 8 + [100]
    facts = {name: value for name, (value, _, _) in told["facts"].items()}
    assert facts == {
        "identifier_registered_count": 1,
        # Two and one of the first network, one of the second over UDP and one over TCP; not those
        # of the enterprise itself, nor of the node's own machine, nor what was not found.
        "identifier_resolutions_count": 5,
        "identifier_resolvers_count": 2,
        "node_in_operation": 1,
    }
    for _, grade, document in told["facts"].values():
        assert grade == "OBSERVED"
        assert len(document) == 64
