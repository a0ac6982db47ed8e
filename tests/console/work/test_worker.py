"""The queue and its worker: taken up again when a worker dies, given up after three, stopped."""

import io
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lingnan.console.work.errors import WorkerBusy
from lingnan.console.work.job import JobState, count_open, find_job
from lingnan.console.work.pulse import ask_to_stop, is_asked_to_stop, read_pulse
from lingnan.console.work.queue import (
    MOST_TRIES,
    JobWish,
    cancel_waiting,
    put_job,
    release_job,
    take_job,
)
from lingnan.console.work.sweep import sweep
from lingnan.console.work.upload import (
    UploadWish,
    find_upload,
    keep_upload,
    path_of,
    plain_name,
)
from lingnan.console.work.watch import Watch
from lingnan.console.work.worker import Worker
from lingnan.kernel import LingnanError, Text
from lingnan.store import Store

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class Failing(LingnanError):
    code = "TST-001"
    what = Text("不行：{reason}。", "It fails: {reason}.")
    remedy = Text("请改正。", "Correct it.")


@pytest.fixture
def store(tmp_path):
    return Store.create(tmp_path / "s", pack="guangdong")


def put(store, kind="ok", once=None, at=AT, **argument):
    wish = JobWish(kind, argument, "account:x", "440000", "runs:start", once_key=once)
    return put_job(store.database, wish, at=at)


def worker(store, **tasks):
    return Worker(store, tasks, clock=lambda: AT)


def test_jobs_are_done_in_order_and_say_what_came_of_them(store):
    first, second = put(store, number=1), put(store, number=2)
    done = []

    def task(errand):
        done.append(errand.job.argument["number"])
        errand.advance(0.5)
        assert read_pulse(store).share == 0.5
        return {"number": errand.job.argument["number"]}

    assert worker(store, ok=task).run_empty() == 2
    assert done == [1, 2]
    assert find_job(store.database, second).outcome == {"number": 2}
    assert find_job(store.database, first).state is JobState.DONE


def test_no_two_jobs_share_an_instant(store):
    jobs = [find_job(store.database, put(store)) for _ in range(3)]
    assert len({job.created_at for job in jobs}) == 3


def test_what_is_done_once_is_put_once_and_again_after_it_failed(store):
    first = put(store, "bad", "key")
    assert put(store, "bad", "key") == first

    def task(errand):
        raise Failing(reason="x")

    worker(store, bad=task).run_empty()
    found = find_job(store.database, first)
    assert found.state is JobState.FAILED
    assert found.outcome["code"] == "TST-001"
    assert found.outcome["message"] == {"zh": "不行：x。", "en": "It fails: x."}
    assert put(store, "bad", "key") != first


def test_a_fault_of_the_program_ends_the_job_and_tells_no_secret(store):
    job = put(store, "broken")

    def task(errand):
        raise ValueError("the password is x")

    worker(store, broken=task).run_empty()
    outcome = find_job(store.database, job).outcome
    assert outcome["code"] == "CON-060"
    assert "password" not in str(outcome)


def test_a_job_left_by_a_dead_worker_is_taken_up_three_times_at_most(store):
    job = put(store)
    for number in range(MOST_TRIES):
        taken = take_job(store.database, f"w{number}", at=AT)
        assert (taken.job_id, taken.tries_count) == (job, number + 1)
    assert take_job(store.database, "last", at=AT) is None
    found = find_job(store.database, job)
    assert found.state is JobState.FAILED
    assert found.outcome["code"] == "CON-061"


def test_a_worker_that_is_told_to_end_gives_its_job_back(store):
    job = put(store)
    take_job(store.database, "w", at=AT)
    release_job(store.database, job)
    found = find_job(store.database, job)
    assert (found.state, found.tries_count) == (JobState.WAITING, 0)


def test_a_running_job_stops_where_it_says_how_far_it_is(store):
    job = put(store)

    def task(errand):
        errand.advance(0.1)
        ask_to_stop(store, job)
        errand.advance(0.2)
        raise AssertionError

    worker(store, ok=task).run_empty()
    assert find_job(store.database, job).state is JobState.CANCELLED
    assert not is_asked_to_stop(store, job)
    assert not cancel_waiting(store.database, job, at=AT)


def test_what_is_past_its_point_of_no_return_is_finished(store):
    job = put(store)

    def task(errand):
        errand.hold()
        ask_to_stop(store, job)
        errand.advance(0.9)
        assert read_pulse(store).is_held
        return {}

    worker(store, ok=task).run_empty()
    assert find_job(store.database, job).state is JobState.DONE


def test_one_worker_at_a_time(store):
    put(store)

    def task(errand):
        with pytest.raises(WorkerBusy):
            worker(store, ok=lambda e: {}).run_empty()
        return {}

    assert worker(store, ok=task).run_empty() == 1
    assert count_open(store.database)[JobState.WAITING] == 0


def test_the_oldest_comes_first(store):
    late = put(store, at=AT + timedelta(hours=1))
    put(store, at=AT + timedelta(hours=2))
    assert take_job(store.database, "w", at=AT).job_id == late


def test_the_worker_is_started_again_when_it_dies_and_ends_with_its_watch(store):
    watch = Watch(store.root, pause=0.1)
    watch.start()
    try:
        first = _alive(store, None)
        os.kill(int(first.partition("-")[0]), signal.SIGKILL)
        second = _alive(store, first)
        assert second != first
    finally:
        watch.stop()
    line = [sys.executable, "-m", "lingnan.console.work", str(store.root)]
    process = subprocess.Popen(line)
    try:
        assert _alive(store, second) != second
    finally:
        process.terminate()
        assert process.wait(60) == 0


def test_old_contents_are_removed_and_records_stay(store):
    content = io.BytesIO(b"a,b")
    wish = UploadWish("a.csv", "0" * 64, "text/csv", 3, "import", None)
    old, fresh = (keep_upload(store, content, wish, at=at) for at in (AT - timedelta(days=31), AT))
    other = replace(wish, purpose="evidence")
    evidence = keep_upload(store, content, other, at=AT - timedelta(days=400))
    assert sweep(store, lambda: AT) == 1
    assert not path_of(store, old, "a.csv").exists()
    assert find_upload(store.database, old).file_name == "a.csv"
    assert path_of(store, fresh, "a.csv").read_bytes() == b"a,b"
    assert path_of(store, evidence, "a.csv").exists()


@pytest.mark.parametrize("said", ["..", "a/../b", "x" * 300 + ".csv", "名" * 200 + ".csv", ""])
def test_names_of_files_fit_into_a_folder(said):
    name = plain_name(said)
    assert name not in ("", ".", "..")
    assert "/" not in name
    assert len(name.encode()) <= 180
    assert name.endswith(".csv") is said.endswith(".csv")


def _alive(store, earlier):
    """Wait until a worker other than an earlier one says that it lives."""
    for _ in range(2400):
        pulse = read_pulse(store)
        if pulse is not None and pulse.worker_id != earlier and pulse.is_alive:
            return pulse.worker_id
        time.sleep(0.05)
    raise AssertionError
