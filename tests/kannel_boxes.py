"""A real Kannel: bearerbox and smsbox as processes of ours, by deploy/kannel.conf, with fakesmsc as the network; and
a proxy that loses answers on the way."""

import http.client
import http.server
import os
import re
import socket
import subprocess
import threading
import time
import urllib.parse

from support import ROOT, free_port

FAKESMSC = "/usr/lib/kannel/test/fakesmsc"
BEARERBOX, SMSBOX = "/usr/sbin/bearerbox", "/usr/sbin/smsbox"
LINES = 4  # to the network: each carries one message at a time
START_SECONDS = 60
LAST_WORDS = 4000


def installed():
    return all(os.access(program, os.X_OK) for program in (FAKESMSC, BEARERBOX, SMSBOX))


class Kannel:
    """Both boxes.  url: where the daemon is; gateway, secret: as which smsbox hands over."""

    def __init__(self, folder, url, gateway, secret):
        names = ("admin-port", "smsbox-port", "sendsms-port")
        ports = [free_port() for _ in range(LINES + len(names))]
        self.folder, self.boxes, self.lines = folder, [], ports[:LINES]
        self.ports = dict(zip(names, ports[LINES:], strict=True))
        (folder / "spool").mkdir()
        config = (ROOT / "deploy/kannel.conf").read_text()
        for before, after in {"@ADMIN_PASSWORD@": "admin", "@SECRET@": secret, "@GATEWAY@": gateway, "127.0.0.1:8080": url.removeprefix("http://"),
                              "/var/spool/kannel": folder / "spool", "/var/log/kannel": folder}.items():
            assert before in config, before
            config = config.replace(before, str(after))
        for name, value in (self.ports | {"http-queue-delay": 1}).items():
            config, found = re.subn(rf"^{name} = .*$", f"{name} = {value}", config, flags=re.M)
            assert found == 1, name
        # A reply leaves by the line that its message came by.
        fakes = "".join(f"group = smsc\nsmsc = fake\nsmsc-id = line{n}\nallowed-smsc-id = line{n}\nport = {port}\nconnect-allow-ip = 127.0.0.1\n\n"
                        for n, port in enumerate(self.lines))
        config, found = re.subn(r"^group = smsc\n.*?\n\n", fakes, config, flags=re.M | re.S)
        assert found == 1
        (folder / "kannel.conf").write_text(config)

    def start(self):
        self._start(BEARERBOX, [*self.lines, self.ports["smsbox-port"], self.ports["admin-port"]])
        self._start(SMSBOX, [self.ports["sendsms-port"]])

    def _start(self, program, ports):
        with open(self.folder / f"{program.rsplit('/')[-1]}.out", "ab") as out:
            box = subprocess.Popen([program, "-v", "3", "--", "kannel.conf"], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        self.boxes.append(box)
        end = time.monotonic() + START_SECONDS
        for port in ports:
            while not listens(port):
                assert box.poll() is None and time.monotonic() < end, self.log_text()
                time.sleep(0.05)

    def stop(self):
        """Ends smsbox first, which else would miss bearerbox."""
        for box in reversed(self.boxes):
            box.terminate()
            try:
                box.wait(10)
            except subprocess.TimeoutExpired:
                box.kill()
                box.wait()
        self.boxes = []

    def log_text(self):
        return "\n".join(path.read_text(errors="replace")[-LAST_WORDS:] for path in self.folder.iterdir() if path.suffix in (".out", ".log"))

    def send(self, line, message, times=1, replies=None, seconds=90):
        """Has fakesmsc send a message (its form: "sender receiver type ...") over a line; the replies that it got."""
        wanted, got = times if replies is None else replies, []
        process = subprocess.Popen([FAKESMSC, "-v", "0", "-H", "127.0.0.1", "-r", str(self.lines[line]), "-i", "0.01", "-m", str(times), message],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            sent = 0
            for printed in process.stdout:
                words = printed.decode(errors="replace")
                sent += "fakesmsc: sent message" in words
                reply = re.search(r"Got message \d+: <(.*)>$", words.rstrip())
                got += [reply[1]] if reply else []
                if sent == times and len(got) >= wanted:
                    break
        finally:
            timer.cancel()
            process.kill()
            process.wait()
            process.stdout.close()
        return got


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Lossy:
    """An HTTP proxy before the daemon that loses every n-th answer once: the daemon has given it, smsbox never gets
    it, and asks again."""

    def __init__(self, url, every):
        behind, lock, lossy = urllib.parse.urlsplit(url).netloc, threading.Lock(), self
        self.asked, self.lost, self.ids = 0, 0, []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                upstream = http.client.HTTPConnection(behind, timeout=60)
                upstream.request("GET", self.path, headers=dict(self.headers))
                answer = upstream.getresponse()
                body = answer.read()
                upstream.close()
                with lock:
                    lossy.ids.append(re.search(r"[?&]id=([^&]*)", self.path)[1])
                    first = lossy.ids.count(lossy.ids[-1]) == 1
                    lossy.asked += first
                    lose = first and lossy.asked % every == 0 and answer.status == 200
                    lossy.lost += lose
                if lose:
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.getheader("Content-Type"))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
