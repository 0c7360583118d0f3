"""What the tests of the API and of faults stand on: a private cluster, a database with the demo's province, a
running daemon, accounts.  The objects behind it, and the environment that steers them: support.py."""

import os
import secrets
import shutil
import subprocess

import psycopg2
import pytest

from support import DATABASE, ROOT, TENANT, Api, Cluster, Daemon


@pytest.fixture(scope="session")
def cluster():
    """The cluster, started and afterwards left as it was found."""
    cluster = Cluster()
    ours = not cluster.running()
    cluster.call("start")
    yield cluster
    if ours:
        cluster.call("stop")


def daemons(cluster):
    """Yields make(**settings): a further daemon on the same database, not started; at the end stops all of them."""
    made = []

    def make(**settings):
        made.append(Daemon(cluster, **settings))
        return made[-1]

    yield make
    for daemon in made:
        daemon.stop()
        if not os.environ.get("TESTS_KEEP"):
            shutil.rmtree(daemon.home)


@pytest.fixture(scope="module")
def make_daemon(cluster):
    """make_daemon(**settings): a daemon until the end of the file; later its courier would do what others wait for."""
    yield from daemons(cluster)


@pytest.fixture(scope="session")
def make_lasting_daemon(cluster):
    """The same until the end of the session."""
    yield from daemons(cluster)


@pytest.fixture(scope="session")
def seeded(cluster, make_lasting_daemon):
    """A fresh database, migrated and with the demo's province; yields a daemon that does not serve yet."""
    cluster.call("psql", "-d", "postgres", "-qc", f"drop database if exists {DATABASE} with (force)")
    cluster.call("createdb", DATABASE)
    daemon = make_lasting_daemon()
    daemon.command("migrate", "--database", cluster.conninfo("pakn_owner"))
    subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", ROOT / "sql/seed/bac_ninh.sql",
                    cluster.conninfo("pakn_owner")], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return daemon


@pytest.fixture(scope="session")
def daemon(seeded):
    """The running daemon."""
    seeded.start()
    return seeded


@pytest.fixture(scope="session")
def accounts(seeded):
    """{role: {"username", "password", "agency"}}, those of deploy/accounts."""
    made = {}
    for line in (ROOT / "deploy/accounts").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        role, username, agency, name = line.split(None, 3)
        password = secrets.token_urlsafe(15)
        seeded.command("user", "add", "--tenant", TENANT, "--username", username, "--role", role,
                       "--agency", agency, "--name", name, "--password-stdin", stdin=password + "\n")
        made[role] = {"username": username, "password": password, "agency": agency}
    return made


@pytest.fixture(scope="session")
def api_key(seeded):
    """An API key of a citizens' app."""
    return seeded.command("token", "add", "--tenant", TENANT, "--name", "tests",
                          "--scopes", "reports:write").split()[-1]


@pytest.fixture
def api(daemon):
    """A client without a credential."""
    with Api(daemon.url) as session:
        yield session


@pytest.fixture(scope="session")
def sign_in(daemon, accounts):
    """sign_in(role): a client with the token of that role's account; one sign-in a session."""
    clients = {}

    def client(role):
        if role not in clients:
            account = accounts[role]
            clients[role] = Api(daemon.url)
            answer = clients[role].post("/api/v1/session", json={
                "username": account["username"], "password": account["password"]})
            assert answer.status_code in (200, 201), answer.text
            clients[role].headers["Authorization"] = "Bearer " + answer.json()["token"]
        return clients[role]

    yield client
    for session in clients.values():
        session.close()


@pytest.fixture
def db(seeded):
    """A connection as the database's owner, in autocommit."""
    connection = psycopg2.connect(seeded.cluster.conninfo("pakn_owner"))
    connection.autocommit = True
    yield connection
    connection.close()
