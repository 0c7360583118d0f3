"""What all tests of faults use.  TESTS_LONG=1 asks for the long form: as many faults as
a release should stand, by hand (build/pakn and the packages of the tests must be there):

    TESTS_LONG=1 TESTS_FSYNC=on TESTS_STATE=$PWD/var-tests-faults /usr/bin/python3 -m pytest -s tests/faults

At its end it prints a table of what clients were told and what became of it (campaign.py).
"""

import signal

import pytest

from apart import connect
from campaign import Faults, table
from checker import check, check_whole, check_work, value, wait_moved_in
from load import Load, exchange_all
from processes import LONG_FORM, WRITE_SECONDS, Server
from proxy import Proxy
from staff import PLACE, Staff, Work
from support import Api

collect_ignore = [] if LONG_FORM else ["test_disk.py", "test_memory.py", "test_soak.py"]
LIMIT_SECONDS = 1800 if LONG_FORM else 240  # of one test


def pytest_terminal_summary(terminalreporter):
    reports = (report for reports in terminalreporter.stats.values() for report in reports if getattr(report, "when", "") == "call")
    rows = [value for report in reports for name, value in report.user_properties if name == "row"]
    if rows:
        terminalreporter.section("what clients were told, and what the database holds")
        for line in table(rows):
            terminalreporter.write_line(line)


@pytest.fixture(autouse=True)
def limit():
    """Ends a test that does not come to its end."""

    def expired(number, frame):
        raise TimeoutError(f"the test takes more than {LIMIT_SECONDS} s")

    signal.signal(signal.SIGALRM, expired)
    signal.alarm(LIMIT_SECONDS)
    yield
    signal.alarm(0)


@pytest.fixture(scope="session")
def long_form():
    return LONG_FORM


@pytest.fixture(scope="session")
def times(long_form):
    """times(short, long): how often, in this form."""
    return lambda short, long: long if long_form else short


@pytest.fixture
def faults(request, times):
    """faults(short, long): so many faults, one after the other."""
    return Faults(request.node.name.removeprefix("test_"), times)


@pytest.fixture(scope="session")
def server(cluster):
    return Server(cluster)


@pytest.fixture(scope="session")
def make_alike(make_lasting_daemon, seeded):
    """make_alike(**settings): a daemon with the same permanent keys, not started."""
    keys = {name: seeded.settings["PAKN_" + name.upper()] for name in ("code_key", "secret_key", "identity_keys")}
    return lambda **settings: make_lasting_daemon(conns_per_address_max=20000, **keys, **settings)


@pytest.fixture(scope="session")
def the_daemon(make_alike):
    return make_alike(workers=2)


def running(daemon, server):
    """The daemon, running on a running server, whatever the test before has left."""
    server.start()
    if daemon.process is None or daemon.process.poll() is not None:
        daemon.start()
    return daemon


@pytest.fixture
def daemon(the_daemon, server):
    return running(the_daemon, server)


@pytest.fixture(scope="session")
def the_impatient(make_alike):
    return make_alike(workers=2, db_write_deadline_ms=1000 * WRITE_SECONDS, batch_ms=1000 * WRITE_SECONDS)


@pytest.fixture
def impatient(the_impatient, server):
    """A daemon whose deadlines do not make the short form long."""
    return running(the_impatient, server)


@pytest.fixture
def make_keeper(make_alike):
    """make_keeper(path=None): a daemon with a journal of its own, as on a host of its own."""
    made = []

    def make(path=None):
        keeper = make_alike(workers=2, journal_after_ms=200, db_write_deadline_ms=1000)
        keeper.settings["PAKN_JOURNAL"] = str(path or keeper.home / "spool/journal")
        keeper.start()
        made.append(keeper)
        return keeper

    yield make
    for keeper in made:
        keeper.stop()


@pytest.fixture
def make_receiver(make_alike):
    """make_receiver(folder=None, **settings): a daemon that takes files."""
    made = []

    def make(folder=None, **settings):
        receiver = make_alike(workers=2, **settings)
        receiver.folder = folder or receiver.home / "files"
        receiver.cluster.call("run", "mkdir", "-p", receiver.folder)
        receiver.settings["PAKN_FILES_DIR"] = str(receiver.folder)
        receiver.start()
        made.append(receiver)
        return receiver

    yield make
    for receiver in made:
        receiver.stop()


@pytest.fixture(scope="module", autouse=True)
def agreement(the_daemon, server, tokens, cluster):
    """Checks, when the tests of a file are over, that all that they left agrees with itself."""
    yield
    with Api(running(the_daemon, server).url) as supervisor:
        supervisor.headers["Authorization"] = "Bearer " + tokens("supervisor")
        db = connect(cluster.conninfo("pakn_owner"))
        check_whole(db, supervisor)
        db.close()


@pytest.fixture(scope="session")
def proxy(cluster):
    """A network that can be spoiled, before the server."""
    proxy = Proxy(cluster)
    yield proxy
    proxy.close()


@pytest.fixture(scope="session")
def the_distant(make_alike, proxy):
    return make_alike(workers=2, database=proxy.conninfo)


@pytest.fixture
def distant(the_distant, server):
    """A daemon that reaches the server only through the proxy."""
    return running(the_distant, server)


@pytest.fixture
def db(daemon):
    """A connection as the database's owner, made anew where the server has ended it."""
    class Database:
        connection = None

        def cursor(self):
            if self.connection is None or self.connection.closed:
                self.connection = connect(daemon.cluster.conninfo("pakn_owner"))
            return self.connection.cursor()

        def reconnect(self):
            self.connection = None

    database = Database()
    assert value(database, "show fsync") == "on", "tests of faults need TESTS_FSYNC=on"
    assert value(database, "show synchronous_commit") == "on"
    yield database
    if database.connection:
        database.connection.close()


@pytest.fixture(scope="session")
def tokens(accounts, the_daemon):
    """tokens(role): the token of a role's account; it outlives whatever dies."""
    known = {}

    def token(role):
        if role not in known:
            with Api(the_daemon.url) as session:
                answer = session.post("/api/v1/session", json={
                    "username": accounts[role]["username"], "password": accounts[role]["password"]})
            assert answer.status_code == 201, answer.text
            known[role] = answer.json()["token"]
        return known[role]

    return token


@pytest.fixture
def staff(daemon, tokens):
    """staff(...): members of staff and their head, who work on the reports of PLACE."""
    known = {role: tokens(role) for role in ("staff", "head")}
    return lambda url=None, **options: Staff(url or daemon.url, known, **options)


@pytest.fixture
def places(db):
    """Pairs of a commune and a field for the reports."""
    with db.cursor() as cursor:
        cursor.execute("""
            select a.code, c.code from pakn.area a, pakn.category c
            where a.level = 'commune' and a.valid_to = 'infinity' and c.active
            order by md5(a.code || c.code) limit 300""")
        return cursor.fetchall() + [PLACE] * 100


@pytest.fixture
def load(daemon, places):
    """load(clients, ...): a load on the daemon."""
    return lambda clients=8, url=None, **options: Load(url or daemon.url, places, clients, **options)


@pytest.fixture
def settle(request, faults):
    """settle(load, staff=None, of=None): checks the ledgers of clients who have ended, against the common database, or
    that of (daemon, connection); returns the counts of the load."""
    def settled(load, staff=None, of=None):
        daemon, db = of or (request.getfixturevalue("daemon"), request.getfixturevalue("db"))
        if not of:
            db.reconnect()
        work = check_work(db, staff.ledger) if staff else Work()
        counts = check(daemon, db, load.ledger)
        if of:
            check_whole(db)
        request.node.user_properties.append(("row", faults.row(counts, work)))  # a worker's, too, gets to the summary
        return counts

    return settled


@pytest.fixture
def resend(daemon, db):
    """resend(run): sends what was answered 202 once more, when it has been moved in."""

    def resent(run):
        db.reconnect()
        left = wait_moved_in(db, run.ledger)
        assert left == 0, f"lost: {left} of what was answered 202"
        entries = [entry for entry in run.ledger.entries.values() if entry.promises]
        assert entries, "nothing was kept in the journal"
        for entry, (status, headers, body) in zip(entries, exchange_all(daemon.url, [e.request for e in entries])):
            assert (status, headers.get("idempotency-replayed")) == (201, "true"), body
            run.ledger.note(entry, status, headers, body)

    return resent
