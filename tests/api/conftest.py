"""What the tests of the API share: staff of any agency, and places."""

import json
import re
import secrets
import urllib.parse

import psycopg2
import pytest

import pictures
from attachments import ALL
from oidc_provider import Provider
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
def admin(sign_in):
    return sign_in("admin")


@pytest.fixture(scope="session")
def operator(member):
    return member("operator", "TT1022")


@pytest.fixture(scope="session")
def dispatcher(member):
    return member("dispatcher", "TT1022")


@pytest.fixture(scope="session")
def staff(member):
    return member("staff", "UB09187")


@pytest.fixture(scope="session")
def messages(daemon):
    """messages(phone): the texts that went there, oldest first."""

    def read(to):
        lines = (daemon.home / "spool/sms.log").read_text().splitlines()
        return [line["text"] for line in map(json.loads, lines) if line["to"] == to]

    return read


@pytest.fixture(scope="session")
def code_to(daemon, messages):
    """code_to(phone): has a code sent there, however many went before; returns it."""
    connection = psycopg2.connect(daemon.cluster.conninfo("pakn_owner"))
    connection.autocommit = True

    def send(to):
        connection.cursor().execute("delete from pakn.login_attempt where kind like 'sms%'")
        answer = Api(daemon.url).post("/api/v1/citizen/code", json={"phone": to})
        assert answer.status_code == 202, answer.text
        return re.search(r"\b\d{6}\b", messages(to)[-1])[0]

    yield send
    connection.close()


@pytest.fixture(scope="session")
def citizen_client(daemon, code_to):
    """citizen_client(phone): a client signed in as who has that phone; without one, as somebody new."""
    clients = []

    def client(phone=None):
        phone = phone or f"+8492{secrets.randbelow(10**7):07}"
        answer = Api(daemon.url).post("/api/v1/citizen/session", json={"phone": phone, "code": code_to(phone)})
        assert answer.status_code == 201, answer.text
        clients.append(Api(daemon.url))
        clients[-1].headers["Authorization"] = "Bearer " + answer.json()["token"]
        return clients[-1]

    yield client
    for session in clients:
        session.close()


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


@pytest.fixture
def ask(db):
    """ask(statement, *values): runs a statement as the owner; returns its rows."""

    def run(statement, *values):
        cursor = db.cursor()
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None

    return run


# Signing in.

@pytest.fixture
def forget(ask):
    """Forgets all attempts before and after the test."""
    ask("delete from pakn.login_attempt")
    yield
    ask("delete from pakn.login_attempt")


@pytest.fixture
def minutes(ask):
    """Has those who fail wait for minutes, not for seconds: on a busy machine a second is over before the next try."""
    ask("update pakn.login_limit set step = '1 minute' where step = '1 second'")
    yield
    ask("update pakn.login_limit set step = '1 second' where kind <> 'sms_phone'")


@pytest.fixture
def province_says(ask):
    """province_says(word): its rule of second factors, until the end of the test."""

    def say(word):
        ask("update pakn.tenant set second_factor = %s where tenant_id = 24", word)

    yield say
    say("offered")


# Files.

@pytest.fixture
def upload(api):
    """upload(data): sends a file that must be taken; returns what is told of it."""

    def post(data=None, kind="application/octet-stream", client=None, **headers):
        answer = (client or api).post(ALL, data=pictures.jpeg() if data is None else data, headers={"Content-Type": kind} | headers)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return post


@pytest.fixture
def files(daemon):
    """files(): the names of all files in their places."""

    def find():
        return {path.name for path in (daemon.home / "files").glob("*/??/??/*")}

    return find


# Sign-on services of the province.

@pytest.fixture(scope="module")
def here(request, seeded, make_daemon):
    """A daemon that asks services on this machine, and the file of its client secrets; it is patient with them, unless the
    file of tests says otherwise."""
    daemon = make_daemon(outbound_loopback="yes", oidc_ms=getattr(request.module, "PATIENCE_MS", 30000))
    daemon.secrets = daemon.home / "oidc"
    daemon.secrets.write_text("# PROVINCE/CODE secret\n")
    daemon.secrets.chmod(0o644)
    daemon.settings["PAKN_OIDC_SECRETS"] = str(daemon.secrets)
    daemon.start()
    return daemon


@pytest.fixture(scope="module")
def make_provider(here):
    """make_provider(): a sign-on service that the province knows by provider.code."""
    made = []

    def make(audience="staff", account_claim="preferred_username", secret="một bí mật:&%", known_secret=None, algorithm="ES256"):
        secret = secret and urllib.parse.quote(secret)
        provider = Provider(secret=secret, algorithm=algorithm)
        made.append(provider)
        provider.code = "p" + secrets.token_hex(4)
        if secret:
            with here.secrets.open("a") as out:
                out.write(f"{TENANT}/{provider.code}\t{known_secret or secret}\n")
        claim = ["--account-claim", account_claim] if account_claim else []
        here.command("oidc", "add", "--tenant", TENANT, "--provider", provider.code, "--issuer", provider.issuer,
                     "--client-id", provider.client, "--url", here.url, "--audience", audience,
                     "--name-vi", "Đăng nhập của tỉnh", "--name-en", "The province's sign-on", *claim)
        return provider

    yield make
    for provider in made:
        provider.stop()


@pytest.fixture(scope="module")
def provider(make_provider):
    return make_provider(algorithm="RS256")


@pytest.fixture
def person(provider, add_account):
    """Somebody with an account, who signs in next: the user name."""
    username, _ = add_account("staff", "UB09187")
    provider.user = {"sub": secrets.token_hex(8), "preferred_username": username}
    provider.spoil, provider.answers = None, {}
    return username


@pytest.fixture
def client(here):
    with Api(here.url) as session:
        yield session


@pytest.fixture
def sessions(db):
    """sessions(): how many there are."""

    def count():
        cursor = db.cursor()
        cursor.execute("select count(*) from pakn.credential where kind <> 'k'")
        return cursor.fetchone()[0]

    return count


@pytest.fixture(scope="session")
def later_zone(sign_in):
    """A zone that no rule names."""
    body = {"code": "KCN", "name": "Khu công nghiệp thử", "source": "Thử",
            "geometry": {"type": "Polygon", "coordinates": [[[106, 21], [106.1, 21], [106, 21.1], [106, 21]]]}}
    assert sign_in("admin").put("/api/v1/admin/zones/KCN", json=body, headers={"If-None-Match": "*"}).status_code in (201, 412)
    return body["code"]


@pytest.fixture(scope="session")
def later_attribute(sign_in):
    """What a field will ask one day; until then it is a fact like others, and asked of nobody."""
    key, body = "DIEN:ma_cot@2035-01-01", {"category_code": "DIEN", "code": "ma_cot", "name": "Số trên cột điện?", "kind": "text",
                                           "valid_from": "2035-01-01"}
    assert sign_in("admin").put(f"/api/v1/admin/attributes/{key}", json=body).status_code in (200, 201)
    return key


@pytest.fixture(scope="module")
def later_duty(sign_in):
    """Who will be on call one day, what will be a target, and deadlines and answers of reports that nobody sends."""
    duty = {"agency_code": "SXD", "username": "tongdai", "starts_at": "2035-01-01T17:00:00+07:00", "ends_at": "2035-01-02T07:30:00+07:00"}
    rule = {"category_code": "DIEN", "kind": "business", "urgency": "normal", "deadline_class": "long"}
    for noun, key, body in (("duties", "SXD:tongdai@2035-01-01T17:00", duty), ("deadline-rules", "DIEN:business:normal", rule),
                            ("targets", "*:rate_on_time@2035-01-01", {"figure": "rate_on_time", "goal": "at_least", "value": 95, "valid_from": "2035-01-01"}),
                            ("answer-rules", "XB:not_founded", {"category_code": "XB", "outcome": "not_founded"})):
        assert sign_in("admin").put(f"/api/v1/admin/{noun}/{key}", json=body, headers={"If-None-Match": "*"}).status_code in (201, 412)
