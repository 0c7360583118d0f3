"""PostgreSQL's disk is full for a while."""

import os
import shutil
import subprocess
import time

import psycopg2
import pytest

from checker import broken_invariants, count, unresolved
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
def small(tmp_path, long_form):
    """A cluster on a disk in memory that is small."""
    if not long_form:
        pytest.skip("only in the long form")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m,mode=0700,uid=postgres", "tmpfs",
                              folder], stderr=subprocess.DEVNULL)
    if mounted.returncode != 0:
        pytest.skip("only as root, who may mount a disk in memory")
    for parent in (tmp_path, *list(tmp_path.parents)[:2]):
        os.chmod(parent, 0o755)
    cluster = DiskCluster(folder)
    try:
        cluster.call("start")
        cluster.call("createdb", DATABASE)
        yield cluster
    finally:
        cluster.call("stop")
        subprocess.run(["umount", folder], check=True)


def fill(folder):
    """Takes all the space that is left; returns the file that holds it."""
    filler = folder / "filler"
    with open(filler, "wb") as file:
        try:
            while True:
                file.write(b"\0" * 65536)
                file.flush()
        except OSError:
            return filler


def test_full_disk_is_answered_503_and_what_was_answered_stays(small, make_alike, places):
    daemon = make_alike(workers=2, database=small.conninfo())
    daemon.command("migrate", "--database", small.conninfo("pakn_owner"))
    subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", ROOT / "sql/seed/bac_ninh.sql",
                    small.conninfo("pakn_owner")], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    server = Server(small)
    daemon.start()
    with Load(daemon.url, places, clients=16) as run:
        for _ in range(3):
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
    connection = psycopg2.connect(small.conninfo("pakn_owner"))
    connection.autocommit = True
    counts = count(connection, run.ledger)
    counts.unresolved = unresolved(daemon.url, run.ledger)
    broken = broken_invariants(connection)
    connection.close()
    daemon.stop()
    print(counts, dict(run.ledger.statuses), dict(run.ledger.errors), shutil.disk_usage(small.folder))
    assert (counts.lost, counts.doubled, counts.ghosts, counts.unresolved) == (0, 0, 0, 0)
    assert not run.ledger.unexpected, run.ledger.unexpected[:3]
    assert not broken
