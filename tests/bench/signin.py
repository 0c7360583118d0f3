"""Measures sign-ins.  Started by `signin`, which says how; the pieces:

timing   Tries of two kinds, in random order over one connection each to one worker: a wrong password for names that
         are known and for names that are not; tokens that differ from a good one in the first character of
         their secret and in the last; and, so that the method is seen to work, a known name whose hash is made
         a fifth cheaper.  The times of the two kinds are compared by ranks (Mann and Whitney): the chance
         that a try of one kind takes longer than one of the other (a half: nothing can be told), and how
         often chance alone would bring that far a deviation from a half (p).  The throttle, which would
         make ten thousand tries take weeks, is lifted in the database of the measurement.

crowd    Intake by wrk, with and without a hundred clients that sign in again and again at the same time, each
         of them waiting as it is told to.  Rounds are interleaved.
"""

import argparse
import concurrent.futures
import http.client
import json
import math
import random
import secrets
import statistics
import sys
import threading
import time

from stand import OUT, TENANT, Stand

NAMES = 20
CROWD = 100
SURE = 0.001    # a p below it: they can be told apart


def ranks(values):
    """The rank of each value; equal ones share the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    rank, i = [0.0] * len(values), 0
    while i < len(order):
        j = i
        while j < len(order) and values[order[j]] == values[order[i]]:
            j += 1
        for k in order[i:j]:
            rank[k] = (i + j + 1) / 2
        i = j
    return rank


def compare(one, other):
    """The chance that one of the first takes longer than one of the second, and its p."""
    n, m = len(one), len(other)
    u = sum(ranks(one + other)[:n]) - n * (n + 1) / 2
    z = (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return u / n / m, math.erfc(abs(z) / math.sqrt(2))


class Peer:
    """A connection that stays open."""

    def __init__(self, url):
        host, port = url.removeprefix("http://").split(":")
        self.connection = http.client.HTTPConnection(host, int(port), timeout=60)

    def ask(self, method, path, body=None, token=None):
        """Returns the status, the headers, and the nanoseconds it took."""
        headers = {"Authorization": "Bearer " + token} if token else {}
        if body:
            headers["Content-Type"] = "application/json"
        began = time.perf_counter_ns()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status, answer.headers, time.perf_counter_ns() - began


def login(username, password="wrong password"):
    return json.dumps({"username": username, "password": password})


class SignIns(Stand):
    """The bench with more accounts, and without the throttle."""

    def start(self):
        super().start()
        self.ask("update pakn.login_limit set free = 1000000000 returning 1")
        self.known = [f"nguoi{i}" for i in range(NAMES)]
        self.password = secrets.token_urlsafe(15)
        for name in self.known:
            self.daemon.command("user", "add", "--tenant", TENANT, "--username", name, "--role", "staff",
                                "--agency", "UB09187", "--password-stdin", stdin=self.password + "\n")
        self.ask("""insert into pakn.staff (tenant_id, username, name, role, agency_id, password_hash)
            select tenant_id, 'rehon', 'Rẻ hơn', role, agency_id, replace(password_hash, 'm=19456', 'm=15564')
            from pakn.staff where username = 'nguoi0' returning 1""")


def timed(kinds, tries):
    """Asks in random order; kinds: {name: a function that asks once}.  Returns {name: times}."""
    order = list(kinds) * (tries // len(kinds))
    random.shuffle(order)
    times = {name: [] for name in kinds}
    for done, name in enumerate(order):
        times[name].append(kinds[name]())
        if done % 1000 == 999:
            print(f"{done + 1} of {len(order)}", file=sys.stderr)
    return times


def signing_in(peer, names):
    """A function that tries one of the names."""
    def once():
        status, _, ns = peer.ask("POST", "/api/v1/session", login(random.choice(names)))
        assert status == 401, status
        return ns

    return once


def showing(peer, tokens):
    def once():
        status, _, ns = peer.ask("GET", "/api/v1/session", token=random.choice(tokens))
        assert status == 401, status
        return ns

    return once


def another(character):
    return random.choice([c for c in "abcdefghijklmnopqrstuvwxyz" if c != character.lower()])


def timing(bench, tries, only):
    peer, good = Peer(bench.daemon.url), bench.session
    lead, secret = good.rsplit("_", 1)
    early = [f"{lead}_{another(secret[0])}{secret[1:]}" for _ in range(NAMES)]
    late = [f"{lead}_{secret[:-1]}{last}" for last in "AEIMQUYcgkosw048" if last != secret[-1]]
    unknown = [f"la{secrets.token_hex(2)}" for _ in range(NAMES)]
    comparisons = {
        "names: known, unknown": ({"known": signing_in(peer, bench.known), "unknown": signing_in(peer, unknown)}, tries),
        "tokens: differ early, late": ({"early": showing(peer, early), "late": showing(peer, late)}, tries),
        "control: a hash a fifth cheaper": ({"usual": signing_in(peer, bench.known), "cheaper": signing_in(peer, ["rehon"])}, tries // 5),
    }
    lines = ["| compared | tries | median ms | difference of medians µs | chance | p | |", "|---|---|---|---|---|---|---|"]
    for name, (kinds, count) in comparisons.items():
        if not name.startswith(only):
            continue
        one, other = timed(kinds, count).values()
        chance, p = compare(one, other)
        medians = [statistics.median(values) / 1e6 for values in (one, other)]
        lines.append(f"| {name} | {len(one) + len(other):,} | {medians[0]:.3f}, {medians[1]:.3f} | {(medians[0] - medians[1]) * 1e3:.1f} |"
                     f" {chance:.4f} | {p:.3g} | {'told apart' if p < SURE else 'cannot be told apart'} |")
    return "\n".join(lines) + "\n"


class Crowd:
    """A hundred clients that sign in again and again until they are told to stop."""

    def __init__(self, bench):
        self.bench, self.over = bench, threading.Event()
        self.done, self.told_to_wait, self.times = 0, 0, []
        self.pool = concurrent.futures.ThreadPoolExecutor(CROWD)
        self.lock = threading.Lock()

    def __enter__(self):
        self.clients = [self.pool.submit(self.client, i) for i in range(CROWD)]
        time.sleep(0.5)
        return self

    def __exit__(self, *_):
        self.over.set()
        for client in self.clients:
            client.result()
        self.pool.shutdown()

    def client(self, number):
        peer = Peer(self.bench.daemon.url)
        body = login(self.bench.known[number % NAMES], self.bench.password)
        while not self.over.is_set():
            status, headers, ns = peer.ask("POST", "/api/v1/session", body)
            assert status in (201, 503), status
            with self.lock:
                self.done += status == 201
                self.told_to_wait += status == 503
                if status == 201:
                    self.times.append(ns / 1e6)
            if status == 503:
                self.over.wait(int(headers["Retry-After"]))


def crowd(bench, rounds):
    rows = {"alone": [], "with the crowd": []}
    signed, waited, times = 0, 0, []
    for i in range(rounds):
        for name in list(rows)[::1 if i % 2 else -1]:
            if name == "alone":
                rows[name].append(bench.intake(64))
            else:
                with Crowd(bench) as c:
                    rows[name].append(bench.intake(64))
                signed, waited, times = signed + c.done, waited + c.told_to_wait, times + c.times
            print(f"round {i + 1}: {name}: {rows[name][-1]['rate']:.0f}/s", file=sys.stderr)
    alone, beside = rows.values()
    lines = ["| intake, 64 connections | a second | p50 ms | p99 ms |", "|---|---|---|---|"]
    for name, measured in rows.items():
        lines.append(f"| {name} | " + " | ".join(f"{statistics.median([row[key] for row in measured]):,.1f}" for key in ("rate", "p50", "p99")) + " |")
    ratios = [f"{b['rate'] / a['rate']:.2f}" for a, b in zip(alone, beside)]
    p99s = [f"{b['p99'] / a['p99']:.2f}" for a, b in zip(alone, beside)]
    lines += ["", f"Rate with the crowd to alone, by round: {' '.join(ratios)}; p99: {' '.join(p99s)}.",
              f"Meanwhile {signed:,} sign-ins succeeded (median {statistics.median(times):,.0f} ms), and {waited:,} were told to come back."]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["timing", "crowd"])
    parser.add_argument("--tries", type=int, default=10000)
    parser.add_argument("--only", default="")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    bench = SignIns(options.seconds)
    try:
        bench.start()
        text = timing(bench, options.tries, options.only) if options.what == "timing" else crowd(bench, options.rounds)
    finally:
        bench.close(options.keep)
    (OUT / f"signin-{options.what}.md").write_text(text)
    print(text, end="")


main()
