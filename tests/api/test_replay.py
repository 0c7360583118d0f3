"""`pakn replay`: a file of reports arrives once each, whatever happens on the way."""

import csv
import http.client
import http.server
import json
import os
import pty
import re
import secrets
import signal
import stat
import subprocess
import threading
import time
import urllib.parse

import pytest

from support import free_port

COUNT = 300
COLUMNS = ["category", "description", "lat", "lon", "address", "observed_at", "name", "phone", "email", "allow_call", "consent", "publish", "anonymous"]


@pytest.fixture(scope="module")
def replay(seeded):
    """replay(*arguments): runs the command; returns how it ended."""

    def run(*arguments, start=False, **options):
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        command = [str(word) for word in (seeded.binary, "replay", *arguments)]
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "env": environment} | options
        return subprocess.Popen(command, **options) if start else subprocess.run(command, timeout=120, **options)

    return run


@pytest.fixture
def mark():
    """A word that only the reports of this test have."""
    return "thu-" + secrets.token_hex(6)


@pytest.fixture
def stored(db, mark):
    """stored(): the descriptions in the database that have the mark, sorted."""

    def ask():
        cursor = db.cursor()
        cursor.execute("select description from pakn.report where description like %s order by 1", [f"%{mark}%"])
        return [text for (text,) in cursor]

    return ask


def reports(mark, places, count=COUNT):
    """Bodies of reports, each different."""
    points = list(places.values())
    for number in range(count):
        body = {"description": f"Đèn đường số {number:05} không sáng {mark}", "category": "HTGT",
                "location": points[number % len(points)], "address": f"Số {number}, \"ngõ\" 5",
                "publish": number % 2 == 0, "anonymous": number % 3 == 0}
        if number % 5 == 0:
            body["contact"] = {"name": "Lê Thị Thử", "phone": "0903 123 456", "email": "thu@example.vn", "allow_call": True, "consent": "2026-01"}
        if number % 7 == 0:
            body["observed_at"] = "2025-06-01T08:00:00+07:00"
        yield body


def write_lines(path, bodies):
    path.write_text("".join(json.dumps(body, ensure_ascii=number % 2 == 0) + "\n" for number, body in enumerate(bodies)))
    return path


def write_table(path, bodies):
    lines = ["\t".join(COLUMNS)]
    for body in bodies:
        cells = body | body.get("location", {}) | body.get("contact", {})
        lines.append("\t".join(str(cells.get(name, "")).lower() if isinstance(cells.get(name), bool) else str(cells.get(name, ""))
                               for name in COLUMNS))
    path.write_text("\n".join(lines) + "\n")
    return path


def counts(done):
    """The summary's counts."""
    found = re.match(r"(\d+) sent: (\d+) stored, (\d+) replayed, (\d+) refused, (\d+) given up; (\d+) tries again; "
                     r"\d+\.\d s, \d+/s\.\n", done.stdout)
    assert found, done.stdout + done.stderr
    return dict(zip(("sent", "stored", "replayed", "refused", "given_up", "again"), map(int, found.groups())))


def check(done, code, **expected):
    assert done.returncode == code, done.stdout + done.stderr
    told = counts(done)
    assert {name: told[name] for name in expected} == expected, done.stdout


@pytest.mark.parametrize("write", [write_lines, write_table])
def test_every_line_is_stored_once_and_a_second_run_replays_all(replay, daemon, db, tmp_path, places, mark, stored, write):
    bodies = list(reports(mark, places))
    path = write(tmp_path / "reports", bodies)
    done = replay(path, "--url", daemon.url)
    check(done, 0, sent=COUNT, stored=COUNT, replayed=0, refused=0, given_up=0)
    assert re.search(r"^Answers came after p50 \S+ ms, p90 \S+ ms, p99 \S+ ms, at most \S+ ms\.$", done.stdout, re.MULTILINE)
    assert stored() == sorted(body["description"] for body in bodies)
    check(replay(path, "--url", daemon.url + "/", "--connections", "3"), 0, stored=0, replayed=COUNT)
    assert len(stored()) == COUNT
    cursor = db.cursor()
    cursor.execute("select count(*) filter (where anonymous), count(*) filter (where publish), count(*) filter (where lat is not null), "
                   "count(*) filter (where observed_at = '2025-06-01T08:00:00+07:00'), count(*) filter (where address like 'Số %%, \"ngõ\" 5') "
                   "from pakn.report where description like %s", [f"%{mark}%"])
    assert cursor.fetchone() == (COUNT // 3, COUNT // 2, COUNT, len(range(0, COUNT, 7)), COUNT)


def test_citizens_own_words_arrive_as_they_are(replay, daemon, shared, tmp_path, stored, mark):
    with open(shared("reports_sample.tsv"), newline="") as file:
        texts = [f"{row['text']} {mark}" for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    assert len(texts) == 53
    escaped = [text.replace("\\", "\\\\").replace("\n", "\\n") for text in texts]
    path = tmp_path / "sample.tsv"
    path.write_text("\ufeffdescription\r\n" + "\r\n".join(escaped) + "\r\n")
    check(replay(path, "--url", daemon.url), 0, stored=53)
    check(replay(path, "--url", daemon.url), 0, replayed=53)
    assert sorted(text.split() for text in stored()) == sorted(text.split() for text in texts)


def test_wrong_lines_are_refused_by_number_and_the_others_stored(replay, daemon, tmp_path, mark, stored):
    good = json.dumps({"description": f"Dòng tốt {mark}"})
    lines = [good, "{", json.dumps({"description": "x"}), good, "", json.dumps({"description": f"{mark} trường lạ", "colour": 1}),
             json.dumps({"description": f"{mark} vị trí", "location": {"lat": 95, "lon": 106}}),
             json.dumps({"description": f"{mark} lĩnh vực", "category": "KHONGCO"}), "{nonsense}", good]
    path = tmp_path / "reports.jsonl"
    path.write_text("\n".join(lines))
    done = replay(path, "--url", daemon.url)
    check(done, 1, sent=9, stored=3, refused=6, given_up=0)
    said = sorted(line for line in done.stdout.splitlines() if line.startswith("  refused: "))
    assert said == ["  refused: 400 bad_json: 2, lines 2, 9",
                    "  refused: 422 invalid (/category unknown_category): 1, line 8",
                    "  refused: 422 invalid (/colour unknown_field): 1, line 6",
                    "  refused: 422 invalid (/description too_short): 1, line 3",
                    "  refused: 422 invalid (/location/lat too_large): 1, line 7"]
    assert len(stored()) == 3


def test_wrong_rows_of_a_table_are_refused_by_number(replay, daemon, tmp_path, mark, stored):
    path = tmp_path / "reports.tsv"
    path.write_bytes(f"description\tlat\tlon\tpublish\nTốt {mark}\nQuá nhiều {mark}\t\t\t\tthừa\nSố {mark}\t21,1\t106\n"
                     f"Có không {mark}\t\t\tmaybe\n".encode() + b"\xff\xfe\n" + f"Tốt nữa {mark}\t\t\t1\n".encode())
    done = replay(path, "--url", daemon.url)
    check(done, 1, sent=6, stored=2, refused=4)
    for words in (": more cells than the header has columns: 1, line 3", ": not UTF-8: 1, line 6", "(/location/lat ", "(/publish "):
        assert words in done.stdout
    assert len(stored()) == 2


def test_the_seed_decides_what_is_the_same_and_another_text_under_it_is_refused(replay, daemon, tmp_path, mark, stored):
    path = tmp_path / "reports.jsonl"
    bodies = [{"description": f"{mark} {number}"} for number in range(3)]
    write_lines(path, bodies[:2])
    seed = ["--url", daemon.url, "--seed", mark]
    check(replay(path, *seed), 0, stored=2)
    write_lines(path, bodies)
    check(replay(path, *seed), 0, stored=1, replayed=2)
    check(replay(path, *seed[:2], "--seed", mark + "2"), 0, stored=3, replayed=0)
    write_lines(path, [{"description": f"{mark} khác"}] + bodies[1:])
    done = replay(path, *seed)
    check(done, 1, replayed=2, refused=1)
    assert "  refused: 422 key_reused: 1, line 1\n" in done.stdout
    assert len(stored()) == 6


def test_codes_are_written_for_their_owner_only_and_open_the_reports(replay, daemon, api, tmp_path, mark):
    path = write_lines(tmp_path / "reports.jsonl", [{"description": f"{mark} {number}"} for number in range(20)])
    codes = tmp_path / "codes.tsv"
    codes.write_text("an older and longer text\n" * 100)
    codes.chmod(0o644)
    check(replay(path, "--url", daemon.url, "--codes", codes), 0, stored=20)
    assert stat.S_IMODE(codes.stat().st_mode) == 0o600
    rows = sorted((int(line), code, secret) for line, code, secret in (line.split("\t") for line in codes.read_text().splitlines()))
    assert [row[0] for row in rows] == list(range(1, 21))
    for line, code, secret in rows[::7]:
        shown = api.get(f"/api/v1/reports/{code}", headers={"Authorization": "Bearer " + secret}).json()
        assert shown["description"] == f"{mark} {line - 1}"
    codes.unlink()
    check(replay(path, "--url", daemon.url, "--codes", codes), 0, replayed=20)
    assert stat.S_IMODE(codes.stat().st_mode) == 0o600
    assert sorted(codes.read_text().splitlines()) == sorted(f"{line}\t{code}\t{secret}" for line, code, secret in rows)


@pytest.mark.parametrize("how", ["--key", "--key-file"])
def test_with_a_key_reports_are_those_of_the_app(replay, daemon, api_key, db, tmp_path, mark, how):
    path = write_lines(tmp_path / "reports.jsonl", [{"description": f"{mark} {number}"} for number in range(5)])
    file = tmp_path / "key"
    file.write_text(api_key + "\n")
    check(replay(path, "--url", daemon.url, how, api_key if how == "--key" else file), 0, stored=5)
    check(replay(path, "--url", daemon.url), 0, stored=5)
    cursor = db.cursor()
    cursor.execute("select ch.code, count(*) from pakn.report r join pakn.channel ch using (channel_id) where r.description like %s "
                   "group by 1 order by 1", [f"{mark}%"])
    assert cursor.fetchall() == [("app", 5), ("web", 5)]


def test_a_key_that_is_not_valid_stops_the_run(replay, daemon, api_key, tmp_path, mark, stored):
    path = write_lines(tmp_path / "reports.jsonl", [{"description": f"{mark} {number}"} for number in range(COUNT)])
    done = replay(path, "--url", daemon.url, "--key", api_key[:-1] + ("A" if api_key[-1] != "A" else "B"))
    assert done.returncode == 1 and counts(done)["sent"] < 20 and not stored()
    assert f"pakn replay: stopped: {daemon.url} answers 401 unauthenticated\n" in done.stderr


def test_a_daemon_killed_on_the_way_gets_every_report_exactly_once(replay, make_daemon, seeded, tmp_path, places, mark, stored):
    daemon = make_daemon()
    daemon.start()
    bodies = list(reports(mark, places))
    path = write_lines(tmp_path / "reports.jsonl", bodies)
    running = replay(path, "--url", daemon.url, "--tries", "30", "--rate", "150/s", start=True)
    for part in (COUNT // 5, COUNT // 2):
        end = time.monotonic() + 60
        while len(stored()) < part:
            assert time.monotonic() < end and running.poll() is None, running.communicate()
            time.sleep(0.02)
        daemon.stop(signal.SIGKILL)
        time.sleep(0.5)
        daemon.start()
    out, err = running.communicate(timeout=90)
    done = subprocess.CompletedProcess([], running.returncode, out, err)
    check(done, 0, sent=COUNT, refused=0, given_up=0)
    assert counts(done)["again"] >= 2 and counts(done)["stored"] + counts(done)["replayed"] == COUNT
    assert stored() == sorted(body["description"] for body in bodies)
    check(replay(path, "--url", daemon.url), 0, replayed=COUNT)
    daemon.stop()


class Weather(http.server.BaseHTTPRequestHandler):
    """Passes requests on to the daemon; what befalls the first tries of a line depends on its number."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        server = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        number = int(json.loads(body)["description"].split()[2])
        with server.lock:
            tries = server.tries.setdefault(number, [])
            tries.append(time.monotonic())
        first = len(tries) == 1
        if first and number % 6 in server.refusals:
            status, headers = server.refusals[number % 6]
            return self.answer(status, headers, b"{}")
        upstream = http.client.HTTPConnection(server.upstream, timeout=30)
        upstream.request("POST", self.path, body, {name: self.headers[name] for name in ("Content-Type", "Idempotency-Key")})
        answer = upstream.getresponse()
        if first and number % 6 == 4:  # stored, but nobody is told all of it
            self.close_connection = True
            return self.answer(answer.status, [("Connection", "close")], answer.read(), 20)
        names = ("Content-Type", "Idempotency-Replayed")
        return self.answer(answer.status, [(name, answer.headers[name]) for name in names if answer.headers[name]], answer.read())

    def answer(self, status, headers, body, shown=None):
        self.send_response(status)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[:shown])

    def log_message(self, *words):
        pass


@pytest.fixture
def weather(daemon):
    """A proxy before the daemon that refuses and loses; its url, and when each line was tried."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Weather)
    server.daemon_threads = True
    server.upstream = urllib.parse.urlsplit(daemon.url).netloc
    server.refusals = {1: (503, [("Retry-After", "1")]), 2: (429, [("Retry-After", "1")]), 3: (408, []), 5: (504, [])}
    server.tries, server.lock = {}, threading.Lock()
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_fails_for_a_moment_is_sent_again_when_it_may_be(replay, weather, tmp_path, mark, stored):
    path = write_lines(tmp_path / "reports.jsonl", [{"description": f"{mark} dong {number} hong"} for number in range(60)])
    done = replay(path, "--url", weather.url)
    check(done, 0, sent=60, stored=50, replayed=10, again=50)
    assert len(stored()) == 60 == len(set(stored()))
    for number, tries in weather.tries.items():
        assert len(tries) == (1 if number % 6 == 0 else 2)
        if number % 6 in (1, 2):
            assert tries[1] - tries[0] >= 1.0


def test_what_goes_on_failing_is_given_up_and_the_others_are_sent(replay, weather, tmp_path, mark, stored):
    path = write_lines(tmp_path / "reports.jsonl", [{"description": f"{mark} dong {number} hong"} for number in range(12)])
    weather.refusals = {3: (408, []), 5: (507, [])}
    done = replay(path, "--url", weather.url, "--tries", "1", "--connections", "1")
    assert done.returncode == 1 and "nobody answers at" in done.stderr  # the lost answer of line 5
    assert "  given up: 408 an answer that is none of PAKN: 1, line 4\n" in done.stdout
    weather.tries.clear()
    done = replay(path, "--url", weather.url, "--tries", "2", "--connections", "2")
    check(done, 1, sent=12, refused=2, given_up=0)
    assert "  refused: 507 an answer that is none of PAKN: 2, lines 6, 12\n" in done.stdout
    assert len(stored()) == 10


def test_an_address_where_nobody_listens_is_a_failure_with_a_sentence(replay, tmp_path, mark):
    path = write_lines(tmp_path / "reports.jsonl", [{"description": f"{mark} {number}"} for number in range(COUNT)])
    url = f"http://127.0.0.1:{free_port()}"
    done = replay(path, "--url", url, "--tries", "3")
    assert done.returncode == 1 and counts(done)["stored"] == 0 and 1 <= counts(done)["given_up"] < 30
    assert done.stderr.startswith(f"pakn replay: stopped: nobody answers at {url}: ")


def test_a_server_that_is_another_one_stops_the_run(replay, daemon, tmp_path, mark):
    path = write_lines(tmp_path / "reports.jsonl", [{"description": mark}] * 50)
    done = replay(path, "--url", daemon.admin_url)
    assert done.returncode == 1 and f"stopped: {daemon.admin_url} answers 40" in done.stderr
    assert counts(done)["sent"] < 20


def test_the_rate_is_kept(replay, daemon, tmp_path, mark, stored):
    path = write_lines(tmp_path / "reports.jsonl", [{"description": f"{mark} {number}"} for number in range(60)])
    began = time.monotonic()
    check(replay(path, "--url", daemon.url, "--rate", "30/s"), 0, stored=60)
    assert 1.8 < time.monotonic() - began < 60


def test_ctrl_c_ends_with_the_summary_and_the_rest_is_sent_by_the_next_run(replay, daemon, tmp_path, mark, stored):
    path = write_lines(tmp_path / "reports.jsonl", [{"description": f"{mark} {number}"} for number in range(1000)])
    running = replay(path, "--url", daemon.url, "--rate", "20/s", start=True)
    while len(stored()) < 10:
        assert running.poll() is None
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=90)
    done = subprocess.CompletedProcess([], running.returncode, out, err)
    sent = counts(done)["stored"]
    check(done, 1, sent=sent, refused=0)
    assert "pakn replay: stopped: interrupted\n" in err and 10 <= sent < 1000
    check(replay(path, "--url", daemon.url), 0, stored=1000 - sent, replayed=sent)


def test_at_a_terminal_a_bar_moves(replay, daemon, tmp_path, mark):
    path = write_lines(tmp_path / "reports.jsonl", [{"description": f"{mark} {number}"} for number in range(160)])
    ours, theirs = pty.openpty()
    running = replay(path, "--url", daemon.url, "--rate", "40/s", start=True, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # nobody has the terminal any more
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    out, _ = running.communicate(timeout=90)
    assert running.returncode == 0 and "160 stored" in out
    bars = re.findall(r"\r\[(#*) *\] (\d+) sent \((\d+) %\), \d+/s, 0 refused or given up", shown.decode())
    assert len(bars) >= 3 and int(bars[0][2]) < int(bars[-1][2])


# What else is wrong before anything is sent: arguments (FILE stands for a good file), and what is said.
MISUSES = [
    ([], "needs: FILE and --url"),
    (["FILE"], "needs: FILE and --url"),
    (["--url", "http://127.0.0.1"], "needs: FILE and --url"),
    (["FILE", "FILE", "--url", "http://127.0.0.1"], "needs: FILE and --url"),
    (["FILE", "--url", "127.0.0.1:8080"], "--url begins with http:// or https://"),
    (["FILE", "--url", "ftp://127.0.0.1"], "--url begins with http:// or https://"),
    (["FILE", "--url", "http://127.0.0.1", "--connections", "0"], "--connections is a whole number from 1 to 256"),
    (["FILE", "--url", "http://127.0.0.1", "--tries", "8x"], "--tries is a whole number from 1 to 100"),
    (["FILE", "--url", "http://127.0.0.1", "--timeout", ""], "--timeout is a whole number from 1 to 3600"),
    (["FILE", "--url", "http://127.0.0.1", "--rate", "0"], "--rate is a number of reports a second, such as 50/s"),
    (["FILE", "--url", "http://127.0.0.1", "--rate", "nan"], "--rate is a number of reports a second, such as 50/s"),
    (["FILE", "--url", "http://127.0.0.1", "--rate", "5/min"], "--rate is a number of reports a second, such as 50/s"),
    (["FILE", "--url", "http://127.0.0.1", "--key", "a\r\nX: y"], "the API key is none, or its file cannot be read"),
    (["FILE", "--url", "http://127.0.0.1", "--key", "a" * 200], "the API key is none, or its file cannot be read"),
    (["FILE", "--url", "http://127.0.0.1", "--key-file", "/nowhere"], "the API key is none, or its file cannot be read"),
    (["FILE", "--url", "http://127.0.0.1", "--conections", "3"], "unknown option --conections; did you mean --connections?"),
    (["/nowhere", "--url", "http://127.0.0.1"], "cannot read /nowhere: No such file or directory"),
    (["FILE", "--url", "http://127.0.0.1", "--codes", "/nowhere/codes"], "cannot write /nowhere/codes: No such file or directory"),
    (["/dev/null", "--url", "http://127.0.0.1"], "/dev/null is no regular file"),
]


@pytest.mark.parametrize("arguments, said", MISUSES, ids=lambda value: value if isinstance(value, str) else "-")
def test_what_is_wrong_before_anything_is_sent_ends_with_2(replay, tmp_path, arguments, said):
    path = write_lines(tmp_path / "reports.jsonl", [{"description": "không gửi đi"}])
    done = replay(*[str(path) if word == "FILE" else word for word in arguments])
    assert (done.returncode, done.stdout) == (2, "") and done.stderr.startswith(f"pakn replay: {said}\n")


def test_a_table_with_a_column_that_nobody_knows_is_not_sent(replay, daemon, tmp_path, mark, stored):
    path = tmp_path / "reports.tsv"
    path.write_text(f"description\tcolour\n{mark} tốt\tđỏ\n")
    done = replay(path, "--url", daemon.url)
    assert done.returncode == 2 and 'there is no column "colour"' in done.stderr and not stored()
