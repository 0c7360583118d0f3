"""What all tests of faults use.  TESTS_LONG=1 asks for the long form: as many faults as
a release should stand, by hand (build/pakn and the packages of the tests must be there):

    TESTS_LONG=1 TESTS_FSYNC=on TESTS_STATE=$PWD/var-tests-faults python3 -m pytest -s tests/faults
"""

import os

import psycopg2
import pytest

from checker import check, value
from load import Load
from processes import Server
from support import Api

LONG_FORM = bool(os.environ.get("TESTS_LONG"))
collect_ignore = [] if LONG_FORM else ["test_disk.py"]


@pytest.fixture(scope="session")
def long_form():
    return LONG_FORM


@pytest.fixture(scope="session")
def times(long_form):
    """times(short, long): how often, in this form."""
    return lambda short, long: long if long_form else short


@pytest.fixture(scope="session")
def server(cluster):
    return Server(cluster)


@pytest.fixture(scope="session")
def make_alike(make_daemon, seeded):
    """make_alike(**settings): a daemon with the same permanent keys, not started."""
    keys = {name: seeded.settings["PAKN_" + name.upper()] for name in ("code_key", "secret_key")}
    return lambda **settings: make_daemon(conns_per_address_max=20000, **keys, **settings)


@pytest.fixture(scope="session")
def the_daemon(make_alike):
    return make_alike(workers=2)


@pytest.fixture
def daemon(the_daemon, server):
    """The running daemon, on a running server, whatever the test before has left."""
    server.start()
    if the_daemon.process is None or the_daemon.process.poll() is not None:
        the_daemon.start()
    return the_daemon


@pytest.fixture
def db(daemon):
    """A connection as the database's owner, made anew where the server has ended it."""
    class Database:
        connection = None

        def cursor(self):
            if self.connection is None or self.connection.closed:
                self.connection = psycopg2.connect(daemon.cluster.conninfo("pakn_owner"))
                self.connection.autocommit = True
            return self.connection.cursor()

        def reconnect(self):
            self.connection = None

    database = Database()
    assert value(database, "show fsync") == "on", "tests of faults need TESTS_FSYNC=on"
    assert value(database, "show synchronous_commit") == "on"
    yield database
    if database.connection:
        database.connection.close()


@pytest.fixture
def supervisor(daemon, accounts):
    """A client with the token of the supervisor."""
    account = accounts["supervisor"]
    with Api(daemon.url) as session:
        answer = session.post("/api/v1/session", json={
            "username": account["username"], "password": account["password"]})
        assert answer.status_code in (200, 201), answer.text
        session.headers["Authorization"] = "Bearer " + answer.json()["token"]
        yield session


@pytest.fixture
def places(db):
    """Pairs of a commune and a field for the reports."""
    with db.cursor() as cursor:
        cursor.execute("""
            select a.code, c.code from pakn.area a, pakn.category c
            where a.level = 'commune' and a.valid_to = 'infinity' and c.active
            order by md5(a.code || c.code) limit 300""")
        return cursor.fetchall()


@pytest.fixture
def load(daemon, places):
    """load(clients, ...): a load on the daemon."""
    return lambda clients=8, url=None, **options: Load(url or daemon.url, places, clients, **options)


@pytest.fixture
def settle(daemon, db, supervisor):
    """settle(load): checks the ledger of a load that has ended; returns the counts."""
    def settled(load):
        db.reconnect()
        return check(daemon, db, supervisor, load.ledger)

    return settled
