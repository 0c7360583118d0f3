"""The proxies of deploy/, for real: the daemon sees who stands in front of them, and nobody else's word counts."""

import itertools
import re
import shutil
import socket
import ssl
import subprocess
import time

import pytest

import wire
from support import ROOT, free_port

PROXY = "127.0.0.1"  # whence both of them speak to the daemon, and all that it trusts
LIES = [("X-Forwarded-For", "203.0.113.66"), ("X-Real-IP", "203.0.113.66"), ("Forwarded", "for=203.0.113.66")]
BURST = 3
addresses = (f"127.0.1.{n}" for n in itertools.count(1))  # which nobody had before


@pytest.fixture(scope="module")
def behind(make_daemon, seeded):
    """A daemon that trusts the proxy."""
    daemon = make_daemon(trusted_proxies=PROXY, limit_address_read=f"1/{BURST}")
    daemon.start()
    return daemon


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=phananh.example.vn", "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
                   check=True, capture_output=True)
    (folder / "pakn.pem").write_text((folder / "fullchain.pem").read_text() + (folder / "privkey.pem").read_text())
    return folder


def program(name):
    path = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if not path:
        pytest.skip(f"{name} is not installed")
    return path


def nginx(folder, port, daemon, certificate):
    """deploy/nginx.conf, but for the ports and the certificate."""
    conf = (ROOT / "deploy/nginx.conf").read_text()
    conf = conf.replace("127.0.0.1:8080", daemon.settings["PAKN_LISTEN"])
    conf = conf.replace("/etc/letsencrypt/live/phananh.example.vn", str(certificate))
    conf = re.sub(r"listen \[::\].*\n", "\n", conf).replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    conf = conf.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    paths = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{ worker_connections 256; }}\n"
        f"http {{ access_log off; {paths}\n{conf}\n}}\n")
    return [program("nginx"), "-p", folder, "-c", folder / "nginx.conf"]


def haproxy(folder, port, daemon, certificate):
    """deploy/haproxy.cfg, likewise."""
    conf = (ROOT / "deploy/haproxy.cfg").read_text()
    conf = conf.replace("127.0.0.1:8080 check port 8081", f"{daemon.settings['PAKN_LISTEN']}")
    conf = conf.replace("bind :::80 v4v6", f"bind 127.0.0.1:{free_port()}").replace("bind :::443 v4v6", f"bind 127.0.0.1:{port}")
    conf = conf.replace("/etc/haproxy/pakn.pem", str(certificate / "pakn.pem")).replace("\toption httpchk GET /readyz\n", "")
    (folder / "haproxy.cfg").write_text(conf)
    return [program("haproxy"), "-db", "-f", folder / "haproxy.cfg"]


@pytest.fixture(scope="module", params=[nginx, haproxy], ids=lambda proxy: proxy.__name__)
def proxy(request, behind, certificate, tmp_path_factory):
    """The port of a proxy in front of the daemon."""
    folder, port = tmp_path_factory.mktemp("proxy"), free_port()
    with open(folder / "output", "wb") as output:
        process = subprocess.Popen(request.param(folder, port, behind, certificate), stdout=output, stderr=output)
    end = time.monotonic() + 20
    while socket.socket().connect_ex(("127.0.0.1", port)):
        assert process.poll() is None and time.monotonic() < end, (folder / "output").read_text()
        time.sleep(0.05)
    yield port
    process.terminate()
    process.wait(20)


def ask(port, source, headers=(), path="/api/v1/nothing", tls=True):
    """Asks from an address of this machine."""
    with socket.create_connection(("127.0.0.1", port), timeout=20, source_address=(source, 0)) as plain:
        connection = plain
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            connection = context.wrap_socket(plain, server_hostname="phananh.example.vn")
        connection.sendall(wire.head("http://phananh.example.vn", "GET", path, headers))
        return wire.read_answer(connection)


def address_of(daemon, answer):
    return daemon.access_line(answer)["address"]


def test_the_log_has_the_address_of_the_client_and_not_the_proxys(behind, proxy):
    assert address_of(behind, ask(proxy, "127.0.0.5")) == "127.0.0.5"


@pytest.mark.parametrize("lie", [*([lie] for lie in LIES), LIES, [LIES[0]] * 2], ids=str)
def test_what_a_client_says_of_itself_goes_no_further(behind, proxy, lie):
    assert address_of(behind, ask(proxy, "127.0.0.6", lie)) == "127.0.0.6"


def test_clients_of_one_proxy_do_not_share_what_is_fair(proxy):
    crowded = next(addresses)
    answers = [ask(proxy, crowded, path="/api/v1/categories") for _ in range(BURST + 1)]
    assert [answer.status_code for answer in answers] == [200] * BURST + [429]
    assert ask(proxy, "127.0.0.8", path="/api/v1/categories").status_code == 200


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_past_the_proxy_nobody_is_believed(behind, lie):
    port = int(behind.url.rpartition(":")[2])
    assert address_of(behind, ask(port, "127.0.0.9", [lie], tls=False)) == "127.0.0.9"
