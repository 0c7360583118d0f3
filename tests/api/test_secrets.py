"""Nothing secret in what an operator, a monitor or a neighbour on the machine can read: logs at their most talkative,
figures, problem documents, the settings as printed, command lines, statements in flight."""

import pathlib
import secrets
import subprocess
import urllib.parse

import psycopg2
import pytest

from support import TENANT, Api
from work import code_of, settled

SECONDS = 60  # an end, not a measure


def process_lines():
    """The command lines of everything that runs."""
    lines = []
    for file in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(file.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return "\n".join(lines)


class Canaries:
    """What must be found nowhere: by what it is."""

    def __init__(self):
        self.words = {}

    def keep(self, what, word):
        self.words[what] = word
        return word

    def found_in(self, text):
        lowered = text.lower()
        return [what for what, word in self.words.items()
                if any(form.lower() in lowered for form in (word, urllib.parse.quote(word), word.encode().hex()))]


@pytest.fixture(scope="module")
def canaries():
    return Canaries()


@pytest.fixture(scope="module")
def talkative(seeded, make_daemon, canaries):
    """A daemon that logs whatever it can, with secrets in all its settings that may have one."""
    daemon = make_daemon(log_level="debug")
    for name in ("CODE_KEY", "SECRET_KEY"):
        daemon.settings["PAKN_" + name] = canaries.keep(name, secrets.token_hex(32))
    daemon.settings["PAKN_IDENTITY_KEYS"] = "1:" + canaries.keep("IDENTITY_KEYS", secrets.token_hex(32))
    file = daemon.home / "oidc"
    file.write_text(f"{TENANT}/chim {canaries.keep('client secret', 'bimat' + secrets.token_hex(8))}\n")
    file.chmod(0o644)
    daemon.settings["PAKN_OIDC_SECRETS"] = str(file)
    daemon.settings["PAKN_DATABASE"] += " password=" + canaries.keep("database password", "mkcsdl" + secrets.token_hex(8))
    daemon.start()
    return daemon


@pytest.fixture(scope="module")
def seen(talkative, canaries, add_account, cluster):
    """Does all that has a secret in it, right and wrong; {where: what could be read there}."""
    owner = psycopg2.connect(cluster.conninfo("pakn_owner"))
    owner.autocommit = True
    owner.cursor().execute("delete from pakn.login_attempt")
    errors, statements = [], []
    superuser = psycopg2.connect(cluster.conninfo("postgres"))
    superuser.autocommit = True

    def call(client, method, path, **options):
        answer = client.request(method, path, **options)
        with superuser.cursor() as cursor:
            cursor.execute("select query from pg_stat_activity where pid <> pg_backend_pid()")
            statements.extend(row[0] for row in cursor.fetchall())
        if answer.status_code >= 400:
            errors.append(answer.text)
        return answer

    username, password = add_account("head", "UB09187")
    canaries.keep("password", password)
    head, client = username, Api(talkative.url)
    call(client, "POST", "/api/v1/session", json={"username": username, "password": canaries.keep("wrong password", "saibet" + secrets.token_hex(6))})
    call(client, "POST", "/api/v1/session", json={"username": canaries.keep("name typed", "khongai" + secrets.token_hex(6)), "password": password})
    call(client, "POST", "/api/v1/session", data='{"username": "x", "password": "' + canaries.keep("password in bad JSON", "hong" + secrets.token_hex(8)))
    token = canaries.keep("session", call(client, "POST", "/api/v1/session", json={"username": username, "password": password}).json()["token"])
    client.headers["Authorization"] = "Bearer " + token
    settled()
    call(client, "POST", "/api/v1/session/totp", json={"password": canaries.keep("wrong password again", "lainua" + secrets.token_hex(6))})
    secret = canaries.keep("authenticator", call(client, "POST", "/api/v1/session/totp", json={"password": password}).json()["secret"])
    codes = call(client, "POST", "/api/v1/session/totp/confirm", json={"code": code_of(secret, -1)}).json()["recovery_codes"]
    canaries.keep("recovery code", codes[0])
    call(client, "POST", "/api/v1/session/recovery-codes", json={"code": canaries.keep("wrong code", "maxyz" + secrets.token_hex(4))})
    canaries.keep("new recovery code", call(client, "POST", "/api/v1/session/recovery-codes", json={"code": code_of(secret)}).json()["recovery_codes"][0])
    call(client, "POST", "/api/v1/session/password", json={"old": canaries.keep("wrong old password", "cusai" + secrets.token_hex(6)),
                                                          "new": canaries.keep("new password", "moitinh" + secrets.token_hex(8))})
    username, password = add_account("admin", "TT1022")
    admin = Api(talkative.url)
    admin.headers["Authorization"] = "Bearer " + canaries.keep("administrator's session", call(admin, "POST", "/api/v1/session", json={"username": username, "password": password}).json()["token"])
    key = canaries.keep("API key", call(admin, "POST", "/api/v1/admin/keys", json={"name": "chim"}).json()["key"])
    other = add_account("staff", "UB09187")[0]
    canaries.keep("one-time password", call(admin, "POST", f"/api/v1/admin/accounts/{other}/password").json()["one_time_password"])
    app = Api(talkative.url)
    app.headers["Authorization"] = "Bearer " + key
    contact = {"name": canaries.keep("sender", "NGUOIGUI" + secrets.token_hex(6)), "phone": "0977123987", "email": canaries.keep("e-mail", f"chim{secrets.token_hex(5)}@example.vn")}
    canaries.keep("phone", "77123987")
    report = {"description": "Nắp cống vỡ", "area_code": "09187", "contact": contact}
    sent = call(app, "POST", "/api/v1/reports", json=report).json()
    citizen = Api(talkative.url)
    citizen.headers["Authorization"] = "Bearer " + canaries.keep("citizen's secret", sent["secret"])
    call(citizen, "GET", f"/api/v1/reports/{sent['code']}")
    call(citizen, "POST", f"/api/v1/reports/{sent['code']}/supplement", json={"text": "Thêm"})
    call(app, "POST", "/api/v1/reports", json=report | {"contact": contact | {"phone": canaries.keep("bad phone", "0912x" + secrets.token_hex(5))}})
    call(admin, "POST", "/api/v1/admin/persons/export", json={"phone": "0977123987", "reason": "Yêu cầu"})
    call(admin, "POST", "/api/v1/admin/persons/erase", json={"phone": "0977123987", "reason": "Yêu cầu"})
    wrong = Api(talkative.url)
    wrong.headers["Authorization"] = "Bearer " + canaries.keep("token that is none", "pks_24_1_" + secrets.token_hex(20))
    for path in ("/api/v1/queue", "/api/v1/session", f"/api/v1/reports/{sent['code']}"):
        call(wrong, "GET", path)
    call(wrong, "GET", "/api/v1/session/oidc/chim/callback?state=" + canaries.keep("state", secrets.token_hex(20)) + "&code=" + canaries.keep("code of a sign-on", secrets.token_hex(20)))
    # A command that hashes a password, while it runs.
    typed = canaries.keep("password on standard input", "nhapvao" + secrets.token_hex(8))
    running = subprocess.Popen(talkative._command("user", "add", "--tenant", TENANT, "--username", "chim.lenh", "--role", "staff", "--password-stdin"),
                               env=talkative._environment(PAKN_DATABASE=cluster.conninfo("pakn_owner")), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    lines = process_lines()
    said, _ = running.communicate(typed + "\n", timeout=SECONDS)
    assert running.returncode == 0, said
    printed = subprocess.run(talkative._command("config", "--print-config"), env=talkative._environment(), text=True, capture_output=True, timeout=SECONDS)
    figures = Api(talkative.admin_url).get("/metrics")
    assert printed.returncode == 0 and figures.status_code == 200
    # Sealed by a key that goes with these tests, it would open for nobody who seals again.
    owner.cursor().execute("delete from pakn.second_factor f using pakn.staff s where s.tenant_id = f.tenant_id and s.staff_id = f.staff_id and s.username = %s", [head])
    owner.close()
    superuser.close()
    return {"log": talkative.log_text(10**8), "problems": "\n".join(errors), "figures": figures.text, "settings": printed.stdout + printed.stderr,
            "command lines": process_lines() + lines, "statements": "\n".join(statements), "command": said}


@pytest.mark.parametrize("where, something", [
    ("log", '"level":"debug"'), ("problems", "urn:pakn:problem:wrong_login"), ("figures", "pakn_"), ("settings", "identity_keys"),
    ("command lines", "pakn"), ("statements", "pakn."), ("command", "can sign in")])
def test_nothing_secret_is_in(seen, canaries, where, something):
    assert something in seen[where], "it is where it is looked for"
    assert len(canaries.words) > 20 and canaries.found_in(seen[where]) == []


def test_a_secret_would_be_found(canaries):
    for word in list(canaries.words.values()):
        assert canaries.found_in(f"...{word}...") and canaries.found_in(word.encode().hex())
