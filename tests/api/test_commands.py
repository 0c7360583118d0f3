"""The commands of the binary: help, exit codes, sentences."""

import os
import re
import secrets
import subprocess

import psycopg2
import pytest

from support import DATABASE, ROOT, TENANT

COMMANDS = ["serve", "migrate", "tenant", "agency", "import", "user", "token", "gateway", "oidc", "identity", "rules", "stats", "replay", "journal", "checkpoint", "doctor", "config", "version"]
PASSWORD = "mat khau that dai"


@pytest.fixture(scope="module")
def pakn(seeded, cluster):
    """pakn(*arguments): runs a command as the database's owner; returns how it ended."""
    def run(*arguments, stdin="", **settings):
        environment = seeded._environment(PAKN_DATABASE=cluster.conninfo("pakn_owner"), **settings)
        environment = {name: value for name, value in environment.items() if value is not None}
        return subprocess.run(seeded._command(*arguments), env=environment, input=stdin, text=True, capture_output=True, timeout=60)

    return run


def check(done, code, out="", err=""):
    """Compares an end; out and err must be found, and where they are empty, nothing may be written there."""
    assert done.returncode == code, done.stdout + done.stderr
    for text, words in ((done.stdout, out), (done.stderr, err)):
        assert (words in text) if words else not text, (done.stdout, done.stderr)


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["help"]])
def test_help_names_every_command(pakn, arguments):
    done = pakn(*arguments)
    check(done, 0, "Usage: pakn COMMAND [options]")
    assert re.findall(r"^  (\w+) ", done.stdout, re.MULTILINE) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help(pakn, command):
    done = pakn(command, "--help")
    check(done, 0, f"Usage: pakn {command} [options]")
    assert "--config FILE" in done.stdout and "--help" in done.stdout
    assert all(len(line) < 160 for line in done.stdout.splitlines())


# Arguments, exit code, what is said on standard error.
MISUSES = [
    ([], 2, "Usage: pakn COMMAND"),
    (["migrat"], 2, "pakn: unknown command migrat; did you mean migrate?\nSee: pakn --help\n"),
    (["zzzzzzzz"], 2, "pakn: unknown command zzzzzzzz\nSee: pakn --help\n"),
    (["journal"], 2, "pakn journal: needs one of: list | check | retry | repair\nSee: pakn journal --help\n"),
    (["journal", "mend"], 2, "pakn journal: needs one of: list | check | retry | repair\nSee: pakn journal --help\n"),
    (["journal", "list", "all"], 2, "pakn journal: needs one of: list | check | retry | repair\nSee: pakn journal --help\n"),
    (["journal", "list"], 2, "pakn: the setting journal is empty: there is none\n"),
    (["tenant"], 2, "pakn tenant: needs one of: add CODE | list | set CODE | merge OLD INTO\nSee: pakn tenant --help\n"),
    (["tenant", "add"], 2, "pakn tenant: needs one of: add CODE | list | set CODE | merge OLD INTO\nSee: pakn tenant --help\n"),
    (["tenant", "list", "hue"], 2, "pakn tenant: needs one of: add CODE | list | set CODE | merge OLD INTO\nSee: pakn tenant --help\n"),
    (["tenant", "add", "hue"], 2, "pakn tenant: add needs --name\nSee: pakn tenant --help\n"),
    (["tenant", "add", "hue", "--name", "Huế", "--number", "0"], 2, "pakn tenant: --number is 1 to 32767\nSee: pakn tenant --help\n"),
    (["tenant", "add", "hue", "--name", "Huế", "--number", "4x"], 2, "pakn tenant: --number is 1 to 32767\nSee: pakn tenant --help\n"),
    (["tenant", "add", "hue", "--name", "Huế", "--desk", "X"], 2,
     "pakn tenant: --desk is for set\nSee: pakn tenant --help\n"),
    (["tenant", "set", TENANT], 2, "pakn tenant: set needs what to change; the number stays for ever\nSee: pakn tenant --help\n"),
    (["tenant", "set", TENANT, "--number", "9"], 2,
     "pakn tenant: set needs what to change; the number stays for ever\nSee: pakn tenant --help\n"),
    (["user"], 2, "pakn user: needs one of: add | list | lock | factor-reset\nSee: pakn user --help\n"),
    (["user", "delete"], 2, "pakn user: needs one of: add | list | lock | factor-reset\nSee: pakn user --help\n"),
    (["user", "list", "more"], 2, "pakn user: needs one of: add | list | lock | factor-reset\nSee: pakn user --help\n"),
    (["user", "list"], 2, "pakn user: list needs --tenant\nSee: pakn user --help\n"),
    (["user", "add", "--tenant", TENANT], 2, "pakn user: add needs --tenant, --username and --role\nSee: pakn user --help\n"),
    (["user", "factor-reset", "--tenant", TENANT], 2, "pakn user: factor-reset needs --tenant and --username\nSee: pakn user --help\n"),
    (["user", "lock", "--tenant", TENANT], 2, "pakn user: lock needs --tenant and --username\nSee: pakn user --help\n"),
    (["user", "list", "--tennant", TENANT], 2, "pakn user: unknown option --tennant; did you mean --tenant?\nSee: pakn user --help\n"),
    (["user", "list", "--tenant"], 2, "pakn user: --tenant needs a value\nSee: pakn user --help\n"),
    (["user", "add", "--password-stdin=x"], 2, "pakn user: --password-stdin takes no value\nSee: pakn user --help\n"),
    (["token"], 2, "pakn token: needs one of: add | list | revoke\nSee: pakn token --help\n"),
    (["token", "add", "--tenant", TENANT], 2, "pakn token: add needs --tenant and --name\nSee: pakn token --help\n"),
    (["token", "revoke", "--tenant", TENANT], 2, "pakn token: revoke needs --tenant and --name\nSee: pakn token --help\n"),
    (["gateway"], 2, "pakn gateway: needs one of: add | rotate | list | revoke\nSee: pakn gateway --help\n"),
    (["gateway", "add", "--tenant", TENANT, "--name", "x"], 2,
     "pakn gateway: add needs --tenant, --name and --channel\nSee: pakn gateway --help\n"),
    (["gateway", "rotate", "--tenant", TENANT], 2, "pakn gateway: rotate needs --tenant and --name\nSee: pakn gateway --help\n"),
    (["gateway", "list"], 2, "pakn gateway: list needs --tenant\nSee: pakn gateway --help\n"),
    (["gateway", "revoke", "--tenant", TENANT], 2, "pakn gateway: revoke needs --tenant and --name\nSee: pakn gateway --help\n"),
    (["gateway", "rotate", "--tenant", TENANT, "--name", "nobody"], 1, "pakn: there is no gateway of that name (--name)\n"),
    (["gateway", "revoke", "--tenant", TENANT, "--name", "nobody"], 1, "pakn: there is no gateway of that name (--name)\n"),
    (["gateway", "add", "--tenant", "hanoi", "--name", "x", "--channel", "sms"], 1, "pakn: there is no such province: see pakn tenant list\n"),
    (["gateway", "add", "--tenant", TENANT, "--name", "x", "--channel", "fax"], 1,
     "pakn: there is no such channel (--channel): app, web, sms, zalo, open311, hotline, desk, paper, email\n"),
    (["gateway", "add", "--tenant", TENANT, "--name", "x", "--channel", "sms", "--secret-stdin"], 2,
     "pakn: a secret is whsec_ and 24 to 64 bytes in base64\n"),
    (["oidc"], 2, "pakn oidc: needs one of: add | list | remove | link | unlink\nSee: pakn oidc --help\n"),
    (["oidc", "add", "--tenant", TENANT], 2,
     "pakn oidc: add needs --tenant, --provider, --issuer, --client-id and --url\nSee: pakn oidc --help\n"),
    (["oidc", "list"], 2, "pakn oidc: list needs --tenant\nSee: pakn oidc --help\n"),
    (["oidc", "remove", "--tenant", TENANT], 2, "pakn oidc: remove needs --tenant and --provider\nSee: pakn oidc --help\n"),
    (["oidc", "link", "--tenant", TENANT], 2,
     "pakn oidc: link needs --tenant, --provider, --username and --subject\nSee: pakn oidc --help\n"),
    (["oidc", "unlink", "--tenant", TENANT], 2, "pakn oidc: unlink needs --tenant, --provider and --username\nSee: pakn oidc --help\n"),
    (["oidc", "remove", "--tenant", TENANT, "--provider", "nobody"], 1, "pakn: there is no open sign-on service nobody\n"),
    (["oidc", "unlink", "--tenant", TENANT, "--provider", "nobody", "--username", "x"], 1,
     "pakn: there is no sign-on service of that code for staff (--provider)\n"),
    (["identity"], 2, "pakn identity: needs one of: reseal | retain | consent\nSee: pakn identity --help\n"),
    (["identity", "retain", "--tenant", TENANT], 2, "pakn identity: retain needs --tenant and --days, a whole number\nSee: pakn identity --help\n"),
    (["identity", "retain", "--tenant", TENANT, "--days", "-1"], 2, "pakn identity: retain needs --tenant and --days, a whole number\nSee: pakn identity --help\n"),
    (["import"], 2, "pakn import: needs: (boundaries | zones | areas | former | succession | agencies | categories | attributes |\n        rules | holidays | calendars | office-hours | deadlines | deadline-rules | duties | ladders |\n        answer-rules | answer-templates | targets | reports) FILE\nSee: pakn import --help\n"),
    (["import", "roads", "x"], 2, "pakn import: needs: (boundaries | zones | areas | former | succession | agencies | categories | attributes |\n        rules | holidays | calendars | office-hours | deadlines | deadline-rules | duties | ladders |\n        answer-rules | answer-templates | targets | reports) FILE\nSee: pakn import --help\n"),
    (["import", "boundaries", "x"], 2, "pakn import: boundaries needs --tenant\nSee: pakn import --help\n"),
    (["rules"], 2, "pakn rules: needs one of: check [FILE] | dry-run FILE --since TIME\nSee: pakn rules --help\n"),
    (["rules", "dry-run"], 2, "pakn rules: needs one of: check [FILE] | dry-run FILE --since TIME\nSee: pakn rules --help\n"),
    (["rules", "check", "a", "b"], 2, "pakn rules: needs one of: check [FILE] | dry-run FILE --since TIME\nSee: pakn rules --help\n"),
    (["rules", "check"], 2, "pakn rules: check needs --tenant\nSee: pakn rules --help\n"),
    (["rules", "dry-run", "x", "--tenant", TENANT], 2, "pakn rules: dry-run needs --tenant and --since\nSee: pakn rules --help\n"),
    (["stats"], 2, "pakn stats: needs --tenant\nSee: pakn stats --help\n"),
    (["stats", "--tenant", TENANT, "now"], 2, "pakn stats: needs one of: [table] | summary | snapshots | freeze | verify | rebuild\nSee: pakn stats --help\n"),
    (["stats", "freeze", "--tenant", TENANT], 2, "pakn stats: freeze needs --tenant and --period\nSee: pakn stats --help\n"),
    (["stats", "freeze", "--tenant", TENANT, "--period", "2199-01"], 1, "pakn: --period is a month that is over by the province's cut-off\n"),
    (["stats", "freeze", "--tenant", TENANT, "--period", "2026-Q1"], 1, "pakn: --period is a month, such as 2026-10\n"),
    (["stats", "summary"], 2, "pakn stats: summary needs --tenant\nSee: pakn stats --help\n"),
    (["stats", "snapshots"], 2, "pakn stats: snapshots needs --tenant\nSee: pakn stats --help\n"),
    (["stats", "verify"], 2, "pakn stats: verify needs --tenant\nSee: pakn stats --help\n"),
    (["stats", "rebuild"], 2, "pakn stats: rebuild needs --tenant\nSee: pakn stats --help\n"),
    (["stats", "--tenant", TENANT, "--group-by", "colour"], 1,
     "pakn: --group-by is agency, successor, level, area, category, channel, kind, urgency, hour, day, week, month, quarter or year\n"),
    (["replay"], 2, "pakn replay: needs: FILE and --url\nSee: pakn replay --help\n"),
    (["doctor", "--checkpoint", "x"], 2, "pakn doctor: needs --history with --checkpoint\nSee: pakn doctor --help\n"),
    (["checkpoint", "me"], 2, "pakn checkpoint: does not know what to do with me\nSee: pakn checkpoint --help\n"),
    (["checkpoint"], 2, "pakn: checkpoint_keys is not set: echo 1:$(openssl rand -hex 32)\n"),
    (["doctor", "who"], 2, "pakn doctor: does not know what to do with who\nSee: pakn doctor --help\n"),
    (["config", "--print"], 2, ""),
    (["version", "1"], 2, "pakn version: does not know what to do with 1\nSee: pakn version --help\n"),
    (["migrate", "now"], 2, "pakn migrate: does not know what to do with now\nSee: pakn migrate --help\n"),
    (["serve", "--config", "/nowhere/pakn.conf"], 2, "/nowhere/pakn.conf"),
]


@pytest.mark.parametrize("arguments, code, sentence", [row for row in MISUSES if row[2]], ids=lambda value: " ".join(value) if isinstance(value, list) else None)
def test_misuse_is_said_and_ends_with_2(pakn, arguments, code, sentence):
    done = pakn(*arguments)
    check(done, code, "", sentence)
    if sentence.endswith("\n"):
        assert done.stderr == sentence


# Arguments, standard input, what is said; nothing of it changes anything.
FAILURES = [
    (["tenant", "add", TENANT, "--name", "Hai"], "pakn: there is a province of that code already; pakn tenant set changes it\n"),
    (["tenant", "add", "hue", "--name", "Huế", "--number", "24"], "pakn: another province has that number (--number)\n"),
    (["tenant", "add", "Huế", "--name", "Huế"], "pakn: a province's code has 2 to 31 of a-z and 0-9 and begins with a letter\n"),
    (["tenant", "set", "hue", "--name", "Huế"], "pakn: there is no such province: see pakn tenant list\n"),
    (["tenant", "set", TENANT, "--desk", "XX"], "pakn: there is no agency of that code in this province that goes on (--desk)\n"),
    (["tenant", "set", TENANT, "--counted-from", "2026-02-30"], "pakn: --counted-from is a day as 2026-01-01, or none\n"),
    (["tenant", "set", TENANT, "--second-factor", "sometimes"], "pakn: --second-factor is off, offered or required\n"),
    (["tenant", "set", TENANT, "--sender-days", "0"], "pakn: days are a whole number from 1 to 99999, or none\n"),
    (["tenant", "set", TENANT, "--cutoff-day", "29"], "pakn: --cutoff-day is 1 to 28, --cutoff-hour 0 to 23\n"),
    (["tenant", "set", TENANT, "--freeze-after", "0"], "pakn: days are a whole number from 1 to 99999, or none\n"),
    (["tenant", "set", TENANT, "--counted-from", "soon"], "pakn: --counted-from is a day as 2026-01-01, or none\n"),
    (["user", "add", "--tenant", "hanoi", "--username", "a.b", "--role", "staff", "--password-stdin"],
     "pakn: there is no such province: see pakn tenant list\n"),
    (["user", "add", "--tenant", TENANT, "--username", "a.b", "--role", "king", "--password-stdin"],
     "pakn: there is no such role (--role): citizen_app, operator, dispatcher, staff, head, supervisor, admin, group, importer\n"),
    (["user", "add", "--tenant", TENANT, "--username", "a.b", "--role", "staff", "--agency", "XX", "--password-stdin"],
     "pakn: there is no agency of that code in this province (--agency)\n"),
    (["user", "add", "--tenant", TENANT, "--username", "a b", "--role", "staff", "--password-stdin"],
     "pakn: a user name has 2 to 64 of a-z, 0-9, dot, hyphen and underscore\n"),
    (["user", "lock", "--tenant", TENANT, "--username", "nobody.here"], "pakn: there is no account nobody.here\n"),
    (["user", "factor-reset", "--tenant", TENANT, "--username", "nobody.here"], "pakn: there is no account nobody.here\n"),
    (["token", "add", "--tenant", TENANT, "--name", "x", "--scopes", "everything"],
     "pakn: there is no such scope (--scopes): reports:write, cases:read, cases:write, stats:read\n"),
    (["user", "list", "--tenant", "hanoi"], "pakn: there is no such province: see pakn tenant list\n"),
    (["token", "add", "--tenant", "hanoi", "--name", "x"], "pakn: there is no such province: see pakn tenant list\n"),
    (["token", "add", "--tenant", TENANT, "--name", "x", "--channel", "fax"],
     "pakn: there is no such channel (--channel): app, web, sms, open311\n"),
    (["token", "add", "--tenant", TENANT, "--name", "x", "--role", "dispatcher"],
     "pakn: a key's role (--role) is citizen_app or importer\n"),
    (["token", "add", "--tenant", TENANT, "--name", "x", "--role", "importer"],
     "pakn: an importer's key needs --dates-from, and no other has it\n"),
    (["token", "add", "--tenant", TENANT, "--name", "x", "--dates-from", "2026-01-01"],
     "pakn: an importer's key needs --dates-from, and no other has it\n"),
    (["token", "add", "--tenant", TENANT, "--name", "x", "--role", "importer", "--dates-from", "2999-01-01"],
     "pakn: --dates-from lies in the last twenty years, and not in the future\n"),
    (["identity", "retain", "--tenant", "hanoi", "--days", "9"], "pakn: there is no such province: see pakn tenant list\n"),
    (["rules", "check", "--tenant", "hanoi"], "pakn: there is no such province: see pakn tenant list\n"),
    (["stats", "--tenant", "hanoi"], "pakn: there is no such province: see pakn tenant list\n"),
]


@pytest.mark.parametrize("arguments, sentence", FAILURES, ids=lambda value: " ".join(value[:8]) if isinstance(value, list) else None)
def test_what_cannot_be_done_is_said_in_a_sentence_and_ends_with_1(pakn, db, arguments, sentence):
    def state():
        cursor = db.cursor()
        cursor.execute("select (select count(*) from pakn.staff), (select count(*) from pakn.credential), "
                       "(select array_agg(t::text order by t.code) from pakn.tenant t)")
        return cursor.fetchone()

    before = state()
    done = pakn(*arguments, stdin=PASSWORD + "\n")
    check(done, 1, "", sentence)
    assert done.stderr == sentence and state() == before


@pytest.mark.parametrize("password, fault", [
    ("", "a password has 10 to 200 characters"), ("short", "a password has 10 to 200 characters"),
    ("a" * 201, "a password has 10 to 200 characters"), ("đ" * 1000, "a password has 10 to 200 characters"),
    ("matkhau12345", "this password is too easily guessed"), ("dieu.phoi.2026", "this password is too easily guessed"),
    ("Bacninh.2026", "this password is too easily guessed")])
def test_a_password_that_does_not_do_is_refused(pakn, password, fault):
    done = pakn("user", "add", "--tenant", TENANT, "--username", "dieu.phoi", "--role", "staff", "--password-stdin", stdin=password + "\n")
    check(done, 2, "", fault)
    assert "short" not in done.stderr


@pytest.mark.parametrize("conninfo", ["host=/nowhere dbname=x", "host=127.0.0.1 port=1", "nonsense"])
@pytest.mark.parametrize("arguments", [["user", "list", "--tenant", TENANT], ["stats", "--tenant", TENANT], ["migrate"], ["doctor"]])
def test_a_database_that_is_not_there_is_said_and_ends_with_1(pakn, arguments, conninfo):
    done = pakn(*arguments, "--database", conninfo)
    assert done.returncode == 1 and done.stderr.startswith("pakn") and "Traceback" not in done.stderr


def test_an_account_is_added_listed_locked_and_added_again(pakn, api, db):
    name = "thu." + secrets.token_hex(3)
    arguments = ["--tenant", TENANT, "--username", name]
    done = pakn("user", "add", *arguments, "--role", "staff", "--agency", "SXD", "--name", "Lê Thị Thử", "--password-stdin", stdin=PASSWORD + "\n")
    check(done, 0, f"{name} (staff) can sign in to {TENANT}.\n")
    assert PASSWORD not in done.stdout
    assert api.post("/api/v1/session", json={"username": name, "password": PASSWORD}).status_code == 201

    def row():
        done = pakn("user", "list", "--tenant", TENANT)
        check(done, 0, "user name")
        return [line.split(None, 1) for line in done.stdout.splitlines() if line.startswith(name + " ")][0][1].split("  ")

    assert [cell.strip() for cell in row() if cell] == ["Lê Thị Thử", "staff", "SXD", "yes", "—"]
    check(pakn("user", "lock", *arguments), 0, f"{name} is locked; its sessions ended at once.\n")
    assert [cell.strip() for cell in row() if cell][-2:] == ["no", "—"]
    assert api.post("/api/v1/session", json={"username": name, "password": PASSWORD}).status_code == 401
    db.cursor().execute("delete from pakn.agency_head h using pakn.agency a where a.agency_id = h.agency_id and a.code = 'SXD'")
    check(pakn("user", "add", *arguments, "--role", "head", "--agency", "SXD", "--password-stdin", stdin=PASSWORD + "x\n"), 0, "can sign in")
    assert api.post("/api/v1/session", json={"username": name, "password": PASSWORD}).status_code == 401
    assert api.post("/api/v1/session", json={"username": name, "password": PASSWORD + "x"}).json()["staff"]["role"] == "head"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", row()[-1].strip()), "the first head of an agency is in charge"
    check(pakn("user", "lock", *arguments), 0, "is locked")
    assert row()[-1].strip() == "—"


def test_what_a_province_says_of_second_factors_and_of_senders_is_set_and_listed(pakn):
    def row():
        return re.split(r"  +", [line for line in pakn("tenant", "list").stdout.splitlines() if line.startswith(TENANT + " ")][0])

    assert row()[7:9] == ["offered", "none"]
    check(pakn("tenant", "set", TENANT, "--second-factor", "required", "--sender-days", "90"), 0, "is changed")
    assert row()[7:9] == ["required", "90"]
    check(pakn("tenant", "set", TENANT, "--second-factor", "offered", "--sender-days", "none"), 0, "is changed")
    assert row()[7:9] == ["offered", "none"]


def test_which_kinds_of_reports_need_a_file_is_set_and_listed(pakn):
    def row():
        return re.split(r"  +", [line for line in pakn("tenant", "list").stdout.splitlines() if line.startswith(TENANT + " ")][0])

    check(pakn("tenant", "set", TENANT, "--files-for", "site, business"), 0, "is changed")
    assert row()[9] == "site, business"
    check(pakn("tenant", "set", TENANT, "--files-for", "street"), 1, "", "pakn: --files-for is a list of site, procedure, business; or none\n")
    check(pakn("tenant", "set", TENANT, "--files-for", "none"), 0, "is changed")
    assert row()[9] == "none"


SERVICE = {"tenant": TENANT, "provider": "tinh", "issuer": "https://dangnhap.example.vn/realms/tinh", "client-id": "pakn",
           "url": "https://phananh.example.vn"}


def options(values):
    return [word for name, value in values.items() for word in ("--" + name, value)]


@pytest.mark.parametrize("wrong, sentence", [
    ({"tenant": "nowhere"}, "there is no such province"), ({"provider": "Tỉnh"}, "the code of a service is"),
    ({"issuer": "dangnhap.example.vn"}, "--issuer is an address"), ({"issuer": "https://a/?x=1"}, "--issuer is an address"),
    ({"url": "phananh.example.vn"}, "--url is an address"), ({"client-id": "a b"}, "--client-id is 1 to 255"),
    ({"audience": "everybody"}, "--audience is staff or citizen"), ({"scopes": "profile"}, "--scopes are words")])
def test_a_sign_on_service_that_cannot_be_is_refused_by_a_sentence(pakn, db, wrong, sentence):
    check(pakn("oidc", "add", *options(SERVICE | wrong)), 1, "", sentence)
    cursor = db.cursor()
    cursor.execute("select count(*) from pakn.oidc_provider where provider = 'tinh'")
    assert cursor.fetchone() == (0,)


def test_a_sign_on_service_is_added_listed_linked_changed_and_removed(pakn):
    of = options({"tenant": TENANT, "provider": "tinh"})
    check(pakn("oidc", "add", *options(SERVICE)), 0,
          "https://phananh.example.vn/api/v1/session/oidc/tinh/callback\nLine of the file of oidc_secrets: bacninh/tinh SECRET\n")
    check(pakn("oidc", "add", *options(SERVICE | {"client-id": "pakn2", "account-claim": "preferred_username"})), 0, "Redirect URI")
    pakn("user", "add", "--tenant", TENANT, "--username", "sso.thu", "--role", "staff", "--password-stdin", stdin=PASSWORD + "\n")
    check(pakn("oidc", "link", *of, "--username", "sso.thu", "--subject", "u1"), 0, "sso.thu is linked to a person at tinh.\n")
    check(pakn("oidc", "link", *of, "--username", "nobody.here", "--subject", "u1"), 1, "", "there is no account of that name")

    def row():
        lines = pakn("oidc", "list", "--tenant", TENANT).stdout.splitlines()
        return [line.split() for line in lines if line.startswith("tinh ")][0]

    assert row() == ["tinh", "staff", SERVICE["issuer"], "pakn2", "preferred_username", "1", "yes"]
    check(pakn("oidc", "unlink", *of, "--username", "sso.thu"), 0, "sso.thu is nobody's any more at tinh.\n")
    check(pakn("oidc", "remove", *of), 0, "tinh is closed; 0 of its sessions ended at once.\n")
    assert row()[-2:] == ["0", "no"]


def test_an_account_without_an_agency_works_at_the_desk(pakn, db):
    name = "ban." + secrets.token_hex(3)
    pakn("user", "add", "--tenant", TENANT, "--username", name, "--role", "operator", "--password-stdin", stdin=PASSWORD + "\n")
    cursor = db.cursor()
    cursor.execute("select a.code, s.password_hash from pakn.staff s join pakn.agency a using (tenant_id, agency_id) where username = %s", [name])
    agency, stored = cursor.fetchone()
    assert agency == "TT1022" and stored.startswith("$argon2id$") and PASSWORD not in stored


def test_a_key_is_printed_once_listed_by_name_and_revoked(pakn, api, db):
    name = "ung dung " + secrets.token_hex(3)
    done = pakn("token", "add", "--tenant", TENANT, "--name", name)
    check(done, 0, "pkk_24_")
    key = done.stdout.strip()
    cursor = db.cursor()
    cursor.execute("select count(*) filter (where c::text like %s), count(*) filter (where digest = sha256(%s)) from pakn.credential c", [f"%{key}%", key.encode()])
    assert cursor.fetchone() == (0, 1)

    def submit():
        return api.post("/api/v1/reports", json={"description": "Thử khóa ứng dụng"}, headers={"Authorization": "Bearer " + key}).status_code

    assert submit() == 201
    listed = pakn("token", "list", "--tenant", TENANT)
    check(listed, 0, name)
    assert key not in listed.stdout
    check(pakn("token", "revoke", "--tenant", TENANT, "--name", name), 0, "1 key of that name revoked.\n")
    assert submit() == 401
    again = pakn("token", "revoke", "--tenant", TENANT, "--name", name)
    assert again.returncode == 1


def test_an_importers_key_is_listed_with_its_role_and_dates(pakn):
    name = "nhap.lieu." + secrets.token_hex(3)
    check(pakn("token", "add", "--tenant", TENANT, "--name", name, "--role", "importer", "--dates-from", "2026-01-01"), 0, "pkk_24_")
    [line] = [line for line in pakn("token", "list", "--tenant", TENANT).stdout.splitlines() if name in line]
    assert re.fullmatch(r"\S+  +pkk_24_\d+ +importer +reports:write,cases:read,cases:write +app +2026-01-01 +\d{4}-\S+ \d\d:\d\d +— +— +—", line)


def test_the_channel_of_a_key_is_that_of_its_reports(pakn, api, db):
    key = pakn("token", "add", "--tenant", TENANT, "--name", "sms", "--channel", "sms").stdout.strip()
    code = api.post("/api/v1/reports", json={"description": "Qua tin nhắn"}, headers={"Authorization": "Bearer " + key}).json()["code"]
    cursor = db.cursor()
    cursor.execute("select ch.code from pakn.report r join pakn.channel ch using (channel_id) where r.code = %s", [code])
    assert cursor.fetchone() == ("sms",)


ALL_TIMES = {"from": "2026-01-01T00:00:00+07:00", "to": "2099-01-01T00:00:00+07:00"}


@pytest.mark.parametrize("group", ["agency", "successor", "level", "area", "category", "channel", "month"])
def test_stats_prints_the_figures_of_the_interface(pakn, sign_in, send, group):
    send()
    done = pakn("stats", "--tenant", TENANT, "--group-by", group, "--from", "2026-01-01", "--to", "2099-01-01")
    check(done, 0, "TOTAL")
    told = sign_in("supervisor").get("/api/v1/stats/resolution", params=ALL_TIMES | {"group_by": group}).json()
    lines = done.stdout.splitlines()
    for row in told["rows"] + [told["total"] | {"code": "TOTAL"}]:
        [line] = [line for line in lines if line.split()[:1] == [row["code"]]]
        cells = [cell for cell in line.split("  ") if cell.strip()]
        assert [int(cell) for cell in cells[2:6]] == [row[name] for name in ("received", "refused", "accepted", "handled")], line
    assert "tỷ lệ xử lý = H / A" in done.stdout


def test_stats_without_a_period_are_those_of_this_month(pakn, sign_in, send, ask):
    send()
    month, done = "select to_char(now() at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-01')", None
    while done is None or ask(month) != before:  # where a month ends meanwhile
        before, done = ask(month), pakn("stats", "--tenant", TENANT, "--group-by", "level")
    [total] = [line for line in done.stdout.splitlines() if line.startswith("TOTAL")]
    period = ALL_TIMES | {"from": before[0][0] + "T00:00:00+07:00"}
    told = sign_in("supervisor").get("/api/v1/stats/resolution", params=period | {"group_by": "level"}).json()["total"]
    cells = [cell for cell in total.split("  ") if cell.strip()]
    assert [int(cell) for cell in cells[2:6]] == [told[name] for name in ("received", "refused", "accepted", "handled")], total


@pytest.mark.parametrize("arguments", [["--from", "x"], ["--to", "2026-02-30"], ["--as-of", "2026-13-01"]])
def test_stats_of_what_is_no_period_fail(pakn, arguments):
    done = pakn("stats", "--tenant", TENANT, *arguments)
    assert done.returncode in (1, 2) and done.stderr.startswith("pakn")


def test_version_names_itself_and_its_libraries(pakn):
    done = pakn("version")
    check(done, 0, "pakn ")
    for word in ("libevent 2.", "libpq ", "OpenSSL 3"):
        assert word in done.stdout
    assert pakn("--version").stdout == done.stdout


def test_config_shows_every_setting_and_no_secret(pakn):
    keys = {"PAKN_CODE_KEY": secrets.token_hex(32), "PAKN_SECRET_KEY": secrets.token_hex(32),
            "PAKN_IDENTITY_KEYS": "1:" + secrets.token_hex(32)}
    done = pakn("config", "--print-config", **keys)
    check(done, 0, "listen")
    for secret in keys.values():
        assert secret.removeprefix("1:") not in done.stdout
    check(pakn("config"), 0, "The settings are good.\n")
    reference = pakn("config", "--reference")
    check(reference, 0, "code_key")
    for name in ("listen", "database", "body_max", "session_hours", "lang"):
        assert name in reference.stdout and name in done.stdout


@pytest.mark.parametrize("name, value", [("PAKN_BODY_MAX", "many"), ("PAKN_WORKERS", "65"), ("PAKN_CODE_KEY", "abc"), ("PAKN_LANG", "fr"),
                                         ("PAKN_LISTEN", "nowhere"), ("PAKN_NO_SUCH", "1"), ("PAKN_SPOOL_DIR", "relative")])
def test_a_setting_that_is_wrong_is_named_and_ends_with_2(pakn, name, value):
    for command in ("config", "serve"):
        done = pakn(command, **{name: value})
        assert done.returncode == 2 and done.stdout == ""
        assert name.removeprefix("PAKN_").lower() in done.stderr.lower(), done.stderr
        if name == "PAKN_CODE_KEY":
            assert value not in done.stderr.replace("pakn", "")


def test_doctor_finds_what_is_wrong_and_says_what_to_do(pakn, db, api, accounts):
    api.post("/api/v1/reports", json={"description": "Để bác sĩ có gì xem"})
    done = pakn("doctor")
    assert "FAILED" not in done.stdout and done.stderr == ""
    assert "FINDING illustrative boundaries: 99 communes" in done.stdout and "run: pakn import boundaries FILE" in done.stdout
    assert done.returncode == 1 and re.search(r"^\d+ findings?\.$", done.stdout, re.MULTILINE)
    assert "ok      one lead each" in done.stdout
    assert re.search(r"FINDING passwords alone: bacninh \(offered\): \d+ who should have one\n.*--second-factor required", done.stdout)
    db.cursor().execute("update pakn.tenant set is_default = false where code = %s", [TENANT])
    try:
        assert "FINDING default province: no province is the default" in pakn("doctor").stdout
    finally:
        db.cursor().execute("update pakn.tenant set is_default = true where code = %s", [TENANT])
    assert "FINDING code_key is not set" in pakn("doctor", PAKN_CODE_KEY="").stdout


def test_doctor_names_accounts_and_keys_that_nobody_uses(pakn, db):
    name = "lau." + secrets.token_hex(3)
    pakn("user", "add", "--tenant", TENANT, "--username", name, "--role", "staff", "--password-stdin", stdin=PASSWORD + "\n")
    pakn("token", "add", "--tenant", TENANT, "--name", name)
    assert name not in pakn("doctor").stdout
    db.cursor().execute("update pakn.staff set created_at = now() - interval '91 days' where username = %s", [name])
    db.cursor().execute("update pakn.credential set seen_at = now() - interval '91 days' where name = %s", [name])
    said = pakn("doctor").stdout
    assert re.search(rf"FINDING accounts in use: .*{TENANT}: {name}", said) and re.search(rf"FINDING keys in use: .*{TENANT}: {name}", said)
    pakn("user", "lock", "--tenant", TENANT, "--username", name)
    pakn("token", "revoke", "--tenant", TENANT, "--name", name)
    assert name not in pakn("doctor").stdout


@pytest.fixture(scope="module")
def empty(cluster):
    """An empty database; its owner's connection string."""
    name = DATABASE + "_empty"
    cluster.call("psql", "-d", "postgres", "-qc", f"drop database if exists {name} with (force)")
    cluster.call("createdb", name)
    yield cluster.call("conninfo", name, "pakn_owner").strip()
    cluster.call("psql", "-d", "postgres", "-qc", f"drop database {name} with (force)")


def test_migrate_says_what_it_would_do_does_it_and_then_has_nothing_to_do(pakn, empty):
    def tables():
        connection = psycopg2.connect(empty)
        cursor = connection.cursor()
        cursor.execute("select count(*) from pg_tables where schemaname = 'pakn'")
        [(count,)] = cursor.fetchall()
        connection.close()
        return count

    check(pakn("migrate", "--database", empty, "--dry-run"), 0, "0001")
    assert tables() == 0
    check(pakn("migrate", "--database", empty), 0, "0001")
    assert tables() > 30
    again = pakn("migrate", "--database", empty)
    assert again.returncode == 0 and "0001" not in again.stdout
    check(pakn("migrate", "--database", empty, "--quiet"), 0)
    done = pakn("doctor", "--database", empty)
    assert done.returncode == 1 and "FINDING provinces: there is none" in done.stdout


@pytest.fixture
def province(pakn, empty):
    """province(*arguments): a command on a migrated database without a province."""
    def run(*arguments, stdin=""):
        return pakn(*arguments, "--database", empty, stdin=stdin)

    check(run("migrate", "--quiet"), 0)
    with psycopg2.connect(empty) as connection, connection.cursor() as cursor:
        cursor.execute("truncate pakn.tenant cascade")
    connection.close()
    return run


def test_a_province_grows_from_nothing_by_commands_alone(province, seeded):
    check(province("tenant", "add", "hue", "--name", "Thành phố Huế", "--number", "46", "--host", "pa.hue.vn, PA2.hue.vn"), 0,
          "hue is province 46.")
    done = province("doctor")
    for finding in ("facts: hue has no areas, hue has no agencies, hue has no categories, hue has no rules", "receiving desk: hue", "administrators: hue"):
        assert f"FINDING {finding}\n" in done.stdout
    assert "ok      default province" in done.stdout and "ok      calendar" in done.stdout and "ok      deadlines" in done.stdout
    for noun in ("areas", "categories", "agencies", "rules", "holidays"):
        given = seeded.home / "given"
        given.write_bytes((ROOT / f"sql/seed/bac_ninh/{noun}.tsv").read_bytes())
        given.chmod(0o644)
        check(province("import", noun, given, "--tenant", "hue"), 0, " added, 0 changed, 0 same")
    check(province("tenant", "set", "hue", "--desk", "TT1022", "--hotline", "19001075", "--counted-from", "2026-01-01",
                   "--handovers", "5", "--accept-minutes", "none", "--flags-remove", "9"), 0, "hue is changed.\n")
    agreed = ("identity", "consent", "--tenant", "hue", "--version", "2026-01", "--vi", "Tôi đồng ý", "--en", "I agree")
    check(province(*agreed), 0, "Senders in hue agree to version 2026-01 from now on.\n")
    check(province(*agreed), 1, "", "pakn: version 2026-01 is there already, and what people agreed to stays\n")
    check(province("user", "add", "--tenant", "hue", "--username", "quan.tri", "--role", "admin", "--password-stdin", stdin=PASSWORD), 0, "can sign in")
    done = province("doctor")
    assert [line for line in done.stdout.splitlines() if line.startswith(("FINDING", "FAILED"))] == [
        "FINDING boundaries: 99 communes have no boundary", "FINDING second factors: hue: quan.tri"]
    [_, line] = province("tenant", "list").stdout.splitlines()
    assert re.split("  +", line) == ["hue", "46", "Thành phố Huế", "yes", "TT1022", "19001075", "2026-01-01", "required", "none", "none", "5", "none", "9", "pa.hue.vn, pa2.hue.vn", "—"]


def test_a_second_province_gets_the_next_number_and_leaves_the_first_as_it_is(province):
    province("tenant", "add", "hue", "--name", "Huế", "--number", "46", "--host", "pa.hue.vn")
    check(province("tenant", "add", "quangtri", "--name", "Quảng Trị"), 0, "quangtri is province 47.")
    done = province("tenant", "set", "quangtri", "--host", "pa.quangtri.vn,pa.hue.vn")
    check(done, 1, "", "pakn: another province has one of these host names (--host)\n")

    def listed():
        return [re.split("  +", line) for line in province("tenant", "list").stdout.splitlines()[1:]]

    hue, quangtri = ["hue", "46", "Huế", "yes", "—", "1022", "—", "required", "none", "none", "3", "450", "none", "pa.hue.vn", "—"], ["quangtri", "47", "Quảng Trị", "no", "—", "1022", "—", "required", "none", "none", "3", "450", "none", "—", "—"]
    assert listed() == [hue, quangtri]
    check(province("tenant", "set", "quangtri", "--default", "--host", "pa.quangtri.vn", "--counted-from", "2026-07-01"), 0, "changed")
    assert listed() == [hue[:3] + ["no"] + hue[4:], quangtri[:3] + ["yes", "—", "1022", "2026-07-01", "required", "none", "none", "3", "450", "none", "pa.quangtri.vn", "—"]]
    check(province("tenant", "set", "quangtri", "--host", "none", "--counted-from", "none"), 0, "changed")
    assert listed()[1] == quangtri[:3] + ["yes"] + quangtri[4:]


def test_migrate_refuses_a_database_of_a_newer_version(pakn, empty):
    pakn("migrate", "--database", empty)
    connection = psycopg2.connect(empty)
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("select max(number) from public.pakn_migration")
    [(head,)] = cursor.fetchall()
    cursor.execute("create temp table copy as select * from public.pakn_migration where number = %s", [head])
    cursor.execute("update copy set number = 9999, oldest_binary = '99.0'; insert into public.pakn_migration select * from copy")
    done = pakn("migrate", "--database", empty)
    assert done.returncode == 1 and done.stderr.startswith("pakn migrate: ")
    cursor.execute("delete from public.pakn_migration where number = 9999")
    connection.close()


def test_migrate_as_the_daemons_role_fails_and_changes_nothing(pakn, cluster):
    done = pakn("migrate", "--force-functions", "--database", cluster.conninfo("pakn_app"))
    assert done.returncode == 1 and done.stderr.startswith("pakn migrate: ")


def test_output_that_cannot_be_written_is_a_failure(seeded):
    with open("/dev/full", "w") as full:
        done = subprocess.run([seeded.binary, "version"], stdout=full, stderr=subprocess.PIPE, text=True, env=os.environ)
    assert done.returncode == 1 and done.stderr.startswith("pakn: cannot write")
