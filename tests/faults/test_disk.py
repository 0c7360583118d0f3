"""PostgreSQL's disk is full for a while: in the long form only."""

import subprocess
import time

import pytest

from apart import connect, database_fill
from disks import Disk, fill
from load import Load
from processes import Server
from support import DATABASE, ROOT, Cluster

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
