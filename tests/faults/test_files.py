"""Files come in while things die: what was answered is there, whole, and once."""

import os
import pathlib
import random
import threading
import time
import uuid

import pytest
import requests

from files import encode, mp4, named_and_missing, noise
from processes import daemon_kill
from support import Api


class Uploads:
    """Clients that send files, each again and again under its key until it is answered."""

    def __init__(self, url, clients):
        self.url, self.going, self.answers, self.errors = url, True, {}, 0
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.run) for _ in range(clients)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.going = False
        for thread in self.threads:
            thread.join()

    def run(self):
        while self.going:
            data = random.choice([lambda: encode(noise(400), "JPEG"), lambda: encode(noise(200), "PNG"), lambda: mp4(300_000)])()
            self.send(data, str(uuid.uuid4()))

    def send(self, data, key):
        while True:
            try:
                with Api(self.url) as api:
                    answer = api.post("/api/v1/attachments", data=data, headers={"Idempotency-Key": key})
                if answer.status_code == 201:
                    with self.lock:
                        self.answers.setdefault(key, set()).add(answer.json()["id"])
                    if random.random() < 0.7:
                        return
                    continue  # as who has not heard the answer
                assert answer.status_code == 503, answer.text
            except requests.RequestException:
                with self.lock:
                    self.errors += 1
            time.sleep(0.05)

    def wait(self, more):
        end, wanted = time.monotonic() + 60, len(self.answers) + more
        while len(self.answers) < wanted:
            assert time.monotonic() < end, "no file was taken in a minute"
            time.sleep(0.01)


def check(uploads, db, folder):
    """Compares what clients were told with rows and files."""
    cursor = db.cursor()
    cursor.execute("select attachment_id::text from pakn.attachment")
    rows = {row for [row] in cursor.fetchall()}
    assert all(len(ids) == 1 for ids in uploads.answers.values()), "a key has more than one file"
    told = {file for ids in uploads.answers.values() for file in ids}
    named, missing = named_and_missing(db, folder)
    print(f"\nfiles: {len(told)} acknowledged, {len(told & rows)} found, {named} named, {len(missing)} of those missing, {uploads.errors} errors met")
    assert told <= rows and not missing


def test_daemon_killed_while_files_come_in_names_none_that_is_not_there(daemon, db, times):
    with Uploads(daemon.url, 4) as uploads:
        for _ in range(times(5, 100)):
            uploads.wait(3)
            time.sleep(random.random() * 0.3)
            daemon_kill(daemon)
            daemon.start()
    assert uploads.errors, "no client noticed that the daemon was killed"
    check(uploads, db, daemon.home / "files")


def children(pid):
    return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def named(pids, name):
    return [pid for pid in pids if pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == name]


def test_media_process_killed_while_files_come_in_is_replaced(daemon, db, times):
    with Uploads(daemon.url, 4) as uploads:
        for _ in range(times(5, 50)):
            uploads.wait(3)
            for pid in named(children(daemon.process.pid), "pakn media"):
                os.kill(pid, 9)
    check(uploads, db, daemon.home / "files")
    assert not list((daemon.home / "files").glob("pakn*")), "no file has a name before it is whole"


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
    assert named_and_missing(db, restless.home / "files")[1] == []
