"""The disk under PostgreSQL, the journal, or files is full for a while: in the long form only."""

import os
import subprocess
import time

import pytest

from apart import connect, database_fill
from disks import Disk, fill
from files import encode, mp4, noise
from load import Load
from processes import Server
from staff import PLACE
from support import DATABASE, ROOT, Api, Cluster, requests
from uploads import Uploads, check_files

DISK_MIB = 256


class DiskCluster(Cluster):
    """A cluster of its own, below a folder."""

    def __init__(self, folder):
        self.folder = folder

    def call(self, *arguments, **options):
        return subprocess.run([ROOT / "deploy/cluster", "--state", self.folder, *arguments], check=True, text=True,
                              stdout=subprocess.PIPE, **options).stdout


@pytest.fixture
def small(tmp_path):
    """A cluster on a disk in memory that is small."""
    with Disk(tmp_path, DISK_MIB) as folder:
        cluster = DiskCluster(folder)
        try:
            cluster.call("start")
            cluster.call("createdb", DATABASE)
            yield cluster
        finally:
            cluster.call("stop")


def test_full_disk_is_answered_503_and_what_was_answered_stays(small, make_alike, places, faults, settle):
    daemon = make_alike(workers=2, database=small.conninfo())
    database_fill(daemon, small.conninfo("pakn_owner"))
    server = Server(small)
    daemon.start()
    with Load(daemon.url, places, clients=16) as run:
        for _ in faults(1, 5):
            run.wait_acknowledged(100)
            filler = fill(small.folder)
            end = time.monotonic() + 20
            refused = run.ledger.statuses[503]
            while time.monotonic() < end and run.ledger.statuses[503] < refused + 50:
                time.sleep(0.1)
            assert run.ledger.statuses[503] > refused, "a full disk was not noticed"
            filler.unlink()
            server.start()
            run.wait_acknowledged(50)
    connection = connect(small.conninfo("pakn_owner"))
    settle(run, of=(daemon, connection))
    connection.close()
    daemon.stop()


def wait_refused(run, more):
    """Waits until so many more were refused."""
    refused, end = run.ledger.statuses[503], time.monotonic() + 120
    while run.ledger.statuses[503] < refused + more:
        assert time.monotonic() < end, "a full disk was not noticed"
        time.sleep(0.1)


def wait_empty(daemon):
    """Waits until all of the journal is moved in."""
    end = time.monotonic() + 60
    while requests.get(daemon.admin_url + "/readyz", timeout=10).json() != {"status": "ready"}:
        assert time.monotonic() < end, "the journal is not moved in"
        time.sleep(0.1)


def test_disk_full_under_the_journal_is_answered_503(make_keeper, daemon, tmp_path, load, settle, resend, server, faults):
    with Disk(tmp_path, 8) as folder:
        keeper = make_keeper(folder / "journal")
        with load(url=keeper.url, clients=16) as run:
            for _ in faults(1, 10):
                run.wait_acknowledged(20)
                server.stop_immediately()
                run.wait_promised(20)
                filler = fill(folder)
                wait_refused(run, 50)
                filler.unlink()
                run.wait_promised(20)
                # By itself, too, up to the room that is left for deleting.
                wait_refused(run, 50)
                server.start()
                wait_empty(keeper)
        resend(run)
        settle(run)
        keeper.stop()


def test_disk_full_under_the_files_is_told_and_loses_none(make_receiver, daemon, db, tmp_path, settle, faults):
    with Disk(tmp_path, 256) as folder:
        receiver = make_receiver(folder / "files")
        with Uploads(receiver.url, 6) as files, Load(receiver.url, [PLACE], 4, more=files.attachment) as run:
            for _ in faults(1, 10):
                files.wait_acknowledged(20)
                filler, refused = fill(folder), files.ledger.statuses[507]
                end = time.monotonic() + 30
                while files.ledger.statuses[507] < refused + 20:
                    assert time.monotonic() < end, f"a full disk was not noticed: {files.ledger.statuses}"
                    run.wait_acknowledged(1)
                filler.unlink()
                files.wait_acknowledged(20)
        check_files(db, receiver.folder, files)
        settle(run)
        receiver.stop()


@pytest.fixture
def small_folder(tmp_path, cluster):
    """A folder for files on a disk in memory that holds few."""
    folder = tmp_path / "files"
    folder.mkdir()
    owner = cluster.home().stat()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size=8m,mode=0700,uid={owner.st_uid},gid={owner.st_gid}", "tmpfs",
                              folder], stderr=subprocess.DEVNULL)
    if mounted.returncode != 0:
        pytest.skip("only as root, who may mount a disk in memory")
    for parent in (tmp_path, *list(tmp_path.parents)[:2]):
        os.chmod(parent, 0o755)
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_full_disk_of_files_is_answered_507_and_leaves_nothing(small_folder, make_alike, server):
    server.start()
    daemon = make_alike(files_dir=small_folder)
    daemon.start()
    api = Api(daemon.url)
    send = lambda data: api.post("/api/v1/attachments", data=data).status_code
    photo, film = encode(noise(500), "PNG"), mp4(3_000_000)
    stored = lambda: sorted(path for path in small_folder.glob("24/*/*/*"))
    assert send(photo) == 201 and send(film) == 201
    for _ in range(20):
        filler, before = fill(small_folder), stored()
        assert {send(encode(noise(500), "PNG")), send(mp4(2_000_000)), send(photo)} == {507}
        assert stored() == before, "what had no room left nothing"
        # Room for what comes in, but not for all that is made of it.
        os.truncate(filler, filler.stat().st_size - len(photo) - 100_000)
        assert send(encode(noise(500), "PNG")) == 507 and stored() == before
        filler.unlink()
        assert send(encode(noise(100), "PNG")) == 201
    daemon.stop()
