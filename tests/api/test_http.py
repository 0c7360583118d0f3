"""HTTP as a client meets it: connections, framing, TLS, stopping, health."""

import http.client
import json
import os
import pathlib
import shutil
import signal
import ssl
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from support import Api
from wire import connect, exchange, head, read_answer

REPORTS = "/api/v1/reports"
BODY = json.dumps({"category": "HTGT", "description": "Ổ gà trước nhà", "area_code": "09187"}).encode()
JSON = ("Content-Type", "application/json")


def post_bytes(url, *headers, body=BODY):
    return head(url, "POST", REPORTS, [JSON, ("Content-Length", len(body)), *headers]) + body


def until(condition, seconds=60, what="what was waited for"):
    """Waits until something holds, and returns it."""
    end = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        assert time.monotonic() < end, f"{what} did not happen in {seconds} s"
        time.sleep(0.05)


@pytest.mark.parametrize("path", [
    "/api/v1/categories", "/api/v1/areas?parent=24", "/api/v1/agencies", "/api/v1/areas/locate?lat=21.1993&lon=106.058", "/openapi.json",
    "/api/v1/reports/0000-0000-000", "/nothing", "/api/v1/queue", "/api/v1/areas/locate?lat=0&lon=0"])
def test_an_answer_to_head_is_that_to_get_without_a_body(daemon, path):
    get, got = (exchange(daemon.url, head(daemon.url, method, path, []), method) for method in ("GET", "HEAD"))
    assert got.status_code == get.status_code and got.content == b"" and get.content
    volatile = {"Date"}
    assert {n: v for n, v in got.headers.items() if n not in volatile} == {n: v for n, v in get.headers.items() if n not in volatile}


def test_no_byte_follows_the_answer_to_head(daemon):
    with connect(daemon.url) as connection:
        connection.sendall(head(daemon.url, "HEAD", "/api/v1/categories", []) + head(daemon.url, "GET", "/api/v1/agencies", []))
        read_answer(connection, "HEAD")
        assert b'"TT1022"' in read_answer(connection).content


def test_pipelined_requests_are_answered_in_their_order(daemon):
    """Slow ones before fast ones, writes among reads."""
    sent = b"".join([
        post_bytes(daemon.url), head(daemon.url, "GET", "/api/v1/areas?parent=24", []), head(daemon.url, "GET", "/nothing", []),
        post_bytes(daemon.url), head(daemon.url, "GET", "/api/v1/categories", []), head(daemon.url, "GET", "/openapi.json", []),
        head(daemon.url, "GET", "/api/v1/areas/locate?lat=21.1993&lon=106.058", [])])
    with connect(daemon.url) as connection:
        connection.sendall(sent)
        reader = connection.makefile("rb")
        answers = []
        for _ in range(7):
            response = Pipelined(reader)
            response.begin()
            answers.append((response.status, response.read()))
    assert [status for status, _ in answers] == [201, 200, 404, 201, 200, 200, 200]
    for (_, content), word in zip(answers, (b'"secret"', b'"09187"', b"not_found", b'"secret"', b'"HTGT"', b'"openapi"', b'"09187"')):
        assert word in content


class Pipelined(http.client.HTTPResponse):
    """A response that leaves the following ones in their reader."""

    def __init__(self, reader):
        class Socket:
            def makefile(self, *_):
                return reader
        super().__init__(Socket())

    def _close_conn(self):
        pass


@pytest.mark.parametrize("sizes", [[len(BODY)], [1] * len(BODY), [7, 1, 20, 3], [10] * 20])
def test_a_chunked_body_is_read(daemon, sizes):
    chunks, rest = b"", BODY
    for size in sizes:
        chunk, rest = rest[:size], rest[size:]
        chunks += b"%x\r\n%s\r\n" % (len(chunk), chunk) if chunk else b""
    chunks += (b"%x\r\n%s\r\n" % (len(rest), rest) if rest else b"") + b"0\r\n\r\n"
    data = head(daemon.url, "POST", REPORTS, [JSON, ("Transfer-Encoding", "chunked")]) + chunks
    assert exchange(daemon.url, data).status_code == 201


def test_a_chunked_body_that_is_too_large_is_refused(daemon):
    data = head(daemon.url, "POST", REPORTS, [JSON, ("Transfer-Encoding", "chunked")]) + b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    answer = exchange(daemon.url, data + b"8001\r\n" + b" " * 0x8001 + b"\r\n0\r\n\r\n")
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_a_client_that_expects_100_gets_it_before_it_sends_the_body(daemon):
    with connect(daemon.url) as connection:
        connection.sendall(head(daemon.url, "POST", REPORTS, [JSON, ("Content-Length", len(BODY)), ("Expect", "100-continue")]))
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(BODY)
        assert read_answer(connection).status_code == 201


@pytest.mark.parametrize("headers, status", [([JSON, ("Content-Length", 70000)], 413), ([("Content-Type", "text/plain"), ("Content-Length", 5)], 415)])
def test_a_client_that_expects_100_is_refused_without_it(daemon, headers, status):
    with connect(daemon.url) as connection:
        connection.sendall(head(daemon.url, "POST", REPORTS, [*headers, ("Expect", "100-continue")]))
        assert connection.recv(12, 2) == f"HTTP/1.1 {status}".encode()  # MSG_PEEK
        assert read_answer(connection).headers["Connection"] == "close"


def test_a_request_that_comes_byte_by_byte_is_read(daemon):
    with connect(daemon.url) as connection:
        for byte in post_bytes(daemon.url):
            connection.sendall(bytes([byte]))
        assert read_answer(connection).status_code == 201


def test_a_connection_serves_many_requests(daemon):
    with connect(daemon.url) as connection:
        for i in range(50):
            connection.sendall(post_bytes(daemon.url) if i % 2 else head(daemon.url, "GET", "/nothing", []))
            answer = read_answer(connection)
            assert answer.status_code == (201 if i % 2 else 404) and "Connection" not in answer.headers


@pytest.mark.parametrize("data", [b"GET /api/v1/categories HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b"GET /api/v1/categories HTTP/1.0\r\nHost: a\r\n\r\n"])
def test_a_connection_is_closed_where_the_client_wants_it(daemon, data):
    with connect(daemon.url) as connection:
        connection.sendall(data)
        assert read_answer(connection).status_code == 200
        assert connection.recv(1) == b""


def test_a_client_that_goes_away_harms_nobody(daemon):
    for i in range(20):
        with connect(daemon.url) as connection:
            connection.sendall(post_bytes(daemon.url)[:10 + 20 * i])
    assert exchange(daemon.url, post_bytes(daemon.url)).status_code == 201


@pytest.mark.parametrize("header, value", [("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store")])
def test_answers_that_are_private_say_so(daemon, header, value):
    assert exchange(daemon.url, post_bytes(daemon.url)).headers[header] == value


# Daemons of their own.

@pytest.fixture
def own(daemon, make_daemon):
    """own(**settings): a further daemon with the same keys, started."""
    def start(**settings):
        made = make_daemon(code_key=daemon.settings["PAKN_CODE_KEY"], secret_key=daemon.settings["PAKN_SECRET_KEY"], **settings)
        started.append(made)
        made.start()
        return made

    started = []
    yield start
    for made in started:
        made.stop()


@pytest.fixture
def certificate(tmp_path):
    """certificate(name): makes a self-signed certificate with openssl; returns its files."""
    def make(name):
        files = tmp_path / (name + ".crt"), tmp_path / (name + ".key")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
                        "-subj", "/CN=" + name, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", files[1], "-out", files[0]],
                       check=True, capture_output=True)
        return files

    return make


def put_certificate(daemon, files):
    """Puts a certificate where the daemon reads it."""
    for source, name in zip(files, ("tls.crt", "tls.key")):
        (daemon.home / name).write_bytes(source.read_bytes())


def served_name(port, **options):
    """The common name of the certificate that is served."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for name, value in options.items():
        setattr(context, name, value)
    with connect(f"https://127.0.0.1:{port}") as plain, context.wrap_socket(plain) as connection:
        der = connection.getpeercert(binary_form=True)
    text = subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-subject"], input=der, capture_output=True, check=True).stdout
    return text.decode().split("=")[-1].strip()


@pytest.fixture
def tls(daemon, make_daemon, certificate):
    """A daemon with a TLS listener; its port, its certificate."""
    from support import free_port
    made, port, files = make_daemon(), free_port(), certificate("first.example")
    put_certificate(made, files)
    made.settings |= {"PAKN_LISTEN_TLS": f"127.0.0.1:{port}", "PAKN_TLS_CERTIFICATE": str(made.home / "tls.crt"),
                      "PAKN_TLS_KEY": str(made.home / "tls.key")}
    made.start()
    yield made, port, files[0]
    made.stop()


def test_https_serves_the_same_interface_to_who_trusts_the_certificate(tls):
    _, port, file = tls
    with requests.Session() as session:
        session.trust_env, session.verify = False, str(file)
        answer = session.post(f"https://127.0.0.1:{port}{REPORTS}", data=BODY, headers=dict([JSON]))
        assert answer.status_code == 201
        code = answer.json()["code"]
        assert session.get(f"https://127.0.0.1:{port}{REPORTS}/{code}").json()["code"] == code
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"https://127.0.0.1:{port}/", verify=True)


def test_https_refuses_old_versions_of_tls_and_speaks_the_new_ones(tls):
    _, port, _ = tls
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        assert served_name(port, minimum_version=version, maximum_version=version) == "first.example"
    done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
                          input=b"", capture_output=True)
    assert b"BEGIN CERTIFICATE" not in done.stdout


def test_plain_http_on_the_tls_port_gets_nothing(tls):
    _, port, _ = tls
    with connect(f"http://127.0.0.1:{port}") as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        try:
            assert not connection.recv(100).startswith(b"HTTP")
        except ConnectionResetError:
            pass


def test_sighup_serves_a_new_certificate_and_cuts_no_connection(tls, certificate):
    daemon, port, file = tls
    context = ssl.create_default_context(cafile=str(file))
    with connect(f"https://127.0.0.1:{port}") as plain, context.wrap_socket(plain, server_hostname="127.0.0.1") as old:
        old.sendall(head(daemon.url, "GET", "/api/v1/categories", []))
        assert read_answer(old).status_code == 200
        put_certificate(daemon, certificate("second.example"))
        daemon.process.send_signal(signal.SIGHUP)
        until(lambda: served_name(port) == "second.example", what="the new certificate")
        old.sendall(head(daemon.url, "GET", "/api/v1/categories", []))
        assert read_answer(old).status_code == 200


def test_sighup_keeps_the_old_certificate_where_the_new_one_is_wrong(tls, certificate):
    daemon, port, _ = tls
    first, second = certificate("first.example"), certificate("second.example")
    put_certificate(daemon, (second[0], first[1]))  # another one's key
    daemon.process.send_signal(signal.SIGHUP)
    until(lambda: "certificate_refused" in daemon.log_text(), what="the refusal in the log")
    assert served_name(port) == "first.example"


# Stopping, and workers that die.

def children_of(pid):
    return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def master_of(daemon):
    """The master: what was started may be a program around it."""
    pid = daemon.process.pid
    while os.readlink(f"/proc/{pid}/exe") != str(daemon.binary):
        [pid] = children_of(pid)
    return pid


def test_sigterm_finishes_what_is_in_flight(own, sign_in):
    daemon = own(workers=2, drain_ms=60000)
    authorization = sign_in("staff").headers["Authorization"]
    polls = []
    with Api(daemon.url) as client:
        client.headers["Authorization"] = authorization
        etag = client.get("/api/v1/queue").headers["ETag"]
    with ThreadPoolExecutor(5) as pool:
        for _ in range(5):
            polls.append(pool.submit(requests.get, daemon.url + "/api/v1/queue", timeout=60, headers={
                "Authorization": authorization, "Prefer": "wait=25", "If-None-Match": etag}))
        with connect(daemon.url) as half:
            half.sendall(post_bytes(daemon.url)[:-20])
            until(lambda: sum(value for name, value in metrics(daemon).items() if name.startswith("pakn_http_requests_in_hand")) >= 5, what="the polls")
            time.sleep(1)
            started = time.monotonic()
            daemon.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            half.sendall(BODY[-20:])
            answer = read_answer(half)
            assert answer.status_code == 201 and answer.headers["Connection"] == "close"
            assert half.recv(1) == b""
        for poll in polls:
            assert poll.result().status_code in (200, 304)
    assert daemon.process.wait(60) == 0 and time.monotonic() - started < 20, "polls that would have waited 25 s are answered at once"
    with Api(sign_in("staff").base) as client:
        assert client.get(f"{REPORTS}/{answer.json()['code']}").status_code == 200


def test_a_daemon_that_stops_under_load_keeps_what_it_acknowledged_and_tells_nobody_500(own, daemon):
    stopping = own(workers=2)
    codes, odd = [], []

    def work():
        while True:
            try:
                answer = requests.post(stopping.url + REPORTS, data=BODY, headers=dict([JSON, ("Connection", "close")]), timeout=60)
            except requests.exceptions.ConnectionError:
                return
            (codes if answer.status_code == 201 else odd).append(answer.json()["code"])

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    until(lambda: len(codes) > 20, what="a load")
    stopping.process.send_signal(signal.SIGTERM)
    for thread in threads:
        thread.join()
    assert stopping.process.wait(60) == 0
    assert set(odd) <= {"unavailable", "busy"}
    with Api(daemon.url) as client:
        assert all(client.get(f"{REPORTS}/{code}").status_code == 200 for code in codes)


def test_a_worker_that_dies_is_replaced_and_others_serve_on(own):
    daemon = own(workers=2)
    master = master_of(daemon)
    before = children_of(master)
    assert len(before) == 5  # two workers, the courier, who looks into files, and who writes tables
    for victim in before:
        os.kill(victim, signal.SIGKILL)
        until(lambda: len(children_of(master)) == 5 and victim not in children_of(master), what="the replacement")
        until(daemon.ready, what="readiness")
        for _ in range(10):
            until(lambda: post_status(daemon) == 201, what="service")
    assert not set(before) & set(children_of(master))
    text = requests.get(daemon.admin_url + "/metrics").text
    assert [line for line in text.splitlines() if line.startswith("pakn_worker") and "restart" in line or "replaced" in line], text


def post_status(daemon):
    try:
        return requests.post(daemon.url + REPORTS, data=BODY, headers=dict([JSON, ("Connection", "close")]), timeout=60).status_code
    except requests.exceptions.ConnectionError:
        return None


# Health.

def metrics(daemon):
    """{name with labels: value}"""
    lines = requests.get(daemon.admin_url + "/metrics").text.splitlines()
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines if line and not line.startswith("#")}


def test_livez_and_readyz_answer_on_the_admin_listener_only(daemon):
    for path, word in (("/livez", "alive"), ("/readyz", "ready")):
        answer = requests.get(daemon.admin_url + path)
        assert (answer.status_code, answer.json()) == (200, {"status": word})
        assert requests.get(daemon.url + path).status_code == 404
    assert requests.get(daemon.admin_url + "/api/v1/categories").status_code == 404
    assert requests.post(daemon.admin_url + "/livez").status_code == 405


def test_metrics_are_what_prometheus_reads(daemon):
    answer = requests.get(daemon.admin_url + "/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    if not shutil.which("promtool"):
        pytest.skip("promtool is absent")
    checked = subprocess.run(["promtool", "check", "metrics"], input=answer.content, capture_output=True)
    assert checked.returncode == 0 and checked.stderr == b"", checked.stderr.decode()


def test_metrics_count_what_happens(daemon):
    before = metrics(daemon)
    for _ in range(3):
        assert exchange(daemon.url, post_bytes(daemon.url)).status_code == 201
    key = ("Idempotency-Key", "7d9d2c7e-0000-4000-8000-0000000000aa")
    exchange(daemon.url, post_bytes(daemon.url, key)), exchange(daemon.url, post_bytes(daemon.url, key))
    exchange(daemon.url, head(daemon.url, "GET", "/nothing", []))

    def grown(word):
        after = metrics(daemon)
        return sum(value - before.get(name, 0) for name, value in after.items() if name.split("{")[0] == word)

    until(lambda: grown("pakn_reports_received_total") >= 4, what="the counter of reports")
    assert grown("pakn_reports_replayed_total") == 1
    assert grown("pakn_http_requests_total") >= 6
    assert not [name for name in metrics(daemon) if "0000-4000" in name or "Ổ gà" in name]


def test_readyz_is_503_while_the_database_is_away_and_200_after(own, cluster, db):
    """The daemon reaches the database over a link to its socket, which is taken away."""
    cursor = db.cursor()
    cursor.execute("select array_agg(pid) from pg_stat_activity where usename = 'pakn_app'")
    others = cursor.fetchone()[0]
    conninfo = dict(part.split("=", 1) for part in cluster.conninfo().split())
    sockets = conninfo["host"].strip("'")
    link = cluster.home() / f"link-{os.getpid()}"
    cluster.call("run", "ln", "-sfn", sockets, link)
    daemon = own(database=cluster.conninfo().replace(sockets, str(link)), db_read_deadline_ms=1000, db_write_deadline_ms=1000)

    def cut_off():
        cluster.call("psql", "-d", "postgres", "-qAtc", f"""select pg_terminate_backend(pid) from pg_stat_activity
            where usename = 'pakn_app' and pid <> all('{{{",".join(map(str, others))}}}')""")
        return not daemon.ready()

    try:
        assert exchange(daemon.url, post_bytes(daemon.url)).status_code == 201
        cluster.call("run", "rm", link)
        pids = [str(master_of(daemon))] + [str(child) for child in children_of(master_of(daemon))]
        until(cut_off, what="503")
        answer = requests.get(daemon.admin_url + "/readyz")
        assert answer.status_code == 503
        assert answer.json()["status"] == "unready" and answer.json()["reason"].startswith("database")
        assert requests.get(daemon.admin_url + "/livez").status_code == 200
        for data in (post_bytes(daemon.url), head(daemon.url, "GET", "/api/v1/categories", [])):
            refused = exchange(daemon.url, data)
            assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
            assert int(refused.headers["Retry-After"]) > 0
        cluster.call("run", "ln", "-sfn", sockets, link)
        until(daemon.ready, what="readiness")
        until(lambda: post_status(daemon) == 201, what="service")
        assert pids == [str(master_of(daemon))] + [str(child) for child in children_of(master_of(daemon))]
    finally:
        daemon.stop()
        cluster.call("run", "rm", "-f", link)
