"""Files that citizens send, and reports that name them, while things die: what was acknowledged is on disk, whole, and once."""

import random
import time

import pytest

from files import missing, mp4
from load import Load
from processes import couriers, daemon_kill, kill, named, workers
from s3_store import Store
from staff import PLACE
from support import Api
from uploads import Uploads, check_files


def test_daemon_killed_while_files_are_sent_loses_none(make_receiver, daemon, db, settle, faults):
    receiver = make_receiver()
    with Uploads(receiver.url, 6) as files, Load(receiver.url, [PLACE], 4, more=files.attachment) as run:
        for number in faults(4, 100):
            files.wait_acknowledged(10)
            time.sleep(random.random() * 0.2)
            if number % 2:
                kill(random.choice(workers(receiver) + couriers(receiver)))
            else:
                daemon_kill(receiver)
                receiver.start()
    check_files(db, receiver.folder, files)
    settle(run)


def test_media_process_killed_while_files_come_in_is_replaced(make_receiver, db, times):
    receiver = make_receiver()
    with Uploads(receiver.url, 4) as files:
        for _ in range(times(5, 50)):
            files.wait_acknowledged(3)
            for pid in named(receiver, "pakn media"):
                kill(pid)
    check_files(db, receiver.folder, files)


@pytest.fixture
def store(db):
    store = Store()
    yield store
    store.stop()
    db.cursor().execute("delete from pakn.file_stored")


def test_daemon_killed_while_files_go_to_the_store_loses_none(make_receiver, store, db, times):
    receiver = make_receiver(outbound_loopback="yes", files_s3=store.url, files_s3_key=store.key, files_s3_secret=store.secret,
                             files_s3_walk_s=1, files_local_hours=0)
    with Uploads(receiver.url, 4) as files:
        for number in range(times(6, 100)):
            files.wait_acknowledged(5)
            time.sleep(random.random())
            if number % 2:
                kill(random.choice(couriers(receiver)))
            else:
                daemon_kill(receiver)
                receiver.start()
    check_files(db, receiver.folder, files, store)
    assert store.objects and {status for _, _, status in store.seen} == {200}
    end = time.monotonic() + 90
    while list(receiver.folder.glob("24/*/*/*")):
        assert time.monotonic() < end, "not all have left for the store"
        time.sleep(0.1)
    check_files(db, receiver.folder, files, store)
    receiver.stop()


@pytest.fixture
def restless(daemon):
    """The daemon, with a courier that soon deletes what nothing names; afterwards as it was."""
    before = dict(daemon.settings)
    daemon.restart(files_grace_s=5)
    yield daemon
    daemon.stop()
    daemon.settings = before


def test_a_file_that_is_deleted_while_it_comes_in_again_is_there(restless, db, times):
    """The same few files are sent and removed, again and again, under a courier that is in a hurry."""
    api, cursor = Api(restless.url), db.cursor()
    contents = [mp4(1000) for _ in range(3)]
    end, sent = time.monotonic() + times(12, 120), 0
    while time.monotonic() < end:
        answer = api.post("/api/v1/attachments", data=random.choice(contents))
        assert answer.status_code == 201
        sent += 1
        if random.random() < 0.9:
            cursor.execute("select pakn.attachment_remove(24, %s)", [answer.json()["id"]])
    time.sleep(8)  # until the trash is empty
    print(f"\nfiles: {sent} times one of {len(contents)}")
    assert missing(db, restless.home / "files", contents) == []
