"""What the tests of the API share: staff of any agency, and places."""

import secrets

import pytest

from support import ROOT, TENANT, Api

SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared():
    """shared(path): a file of the data that lie beside the project; the test is skipped where it is absent."""

    def find(path):
        if not (SHARED / path).exists():
            pytest.skip(f"../shared/data/{path} is absent")
        return SHARED / path

    return find


@pytest.fixture(scope="session")
def add_account(seeded):
    """add_account(role, agency): makes an account; returns its user name and password."""

    def add(role, agency, username=None):
        username = username or f"{role}.{agency.lower()}.{secrets.token_hex(3)}"
        password = secrets.token_urlsafe(15)
        seeded.command("user", "add", "--tenant", TENANT, "--username", username, "--role", role,
                       "--agency", agency, "--password-stdin", stdin=password + "\n")
        return username, password

    return add


@pytest.fixture(scope="session")
def client_of(daemon):
    """client_of(username, password): a client signed in."""
    clients = []

    def client(username, password):
        clients.append(Api(daemon.url))
        answer = clients[-1].post("/api/v1/session", json={"username": username, "password": password})
        assert answer.status_code == 201, answer.text
        clients[-1].headers["Authorization"] = "Bearer " + answer.json()["token"]
        return clients[-1]

    yield client
    for session in clients:
        session.close()


@pytest.fixture(scope="session")
def member(add_account, client_of):
    """member(role, agency): a client signed in as somebody of that role there; made once."""
    members = {}

    def client(role, agency):
        if (role, agency) not in members:
            members[role, agency] = client_of(*add_account(role, agency))
        return members[role, agency]

    return client


@pytest.fixture(scope="session")
def places():
    """{code of a commune: {"lat", "lon"}}, its centre as the seed has it."""
    lines = (ROOT / "sql/seed/bac_ninh/areas.tsv").read_text().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    names = rows[0]
    found = {}
    for row in rows[1:]:
        area = dict(zip(names, row))
        if area["level"] == "commune":
            found[area["code"]] = {"lat": float(area["lat"]), "lon": float(area["lon"])}
    assert len(found) == 99
    return found


@pytest.fixture
def send(api, places):
    """send(category, area, **fields): a citizen's report at the centre of a commune; returns the answer's body."""

    def post(category="HTGT", area="09187", **fields):
        body = {"category": category, "description": "Mặt đường sụt lún rất sâu", "location": places[area]}
        answer = api.post("/api/v1/reports", json=body | fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return post
