"""What happens to cases, for whoever follows: the feed in pages, and the same as a stream of server-sent events."""

import json
import signal
import socket
import threading
import time

import psycopg2
import pytest

from support import Api
from work import act, done, problem_of

CHANGES, EVENTS = "/api/v1/changes", "/api/v1/queue/events"
BEAT_S = 1


@pytest.fixture
def ward(ward_of):
    return ward_of()


@pytest.fixture(scope="module")
def ward_of(daemon, seeded, add_account, client_of):
    """ward_of(): a ward that had no case yet: the code of its commune, somebody of its staff, its agency's code."""

    def make():
        with psycopg2.connect(seeded.cluster.conninfo("pakn_owner")) as connection, connection.cursor() as cursor:
            cursor.execute("""select a.code, g.code from pakn.area a join pakn.agency g on g.area_id = a.area_id and g.tenant_id = 24
                where a.tenant_id = 24 and a.level = 'commune' and not exists (select from pakn.report_event e
                    where e.tenant_id = 24 and e.agency_id = g.agency_id) order by a.code limit 1""")
            area, agency = cursor.fetchone()
        return area, client_of(*add_account("staff", agency)), agency

    return make


def pages(client, after, **parameters):
    """Reads the feed to its end; returns the changes, and the cursor after them."""
    items, more = [], True
    while more:
        page = client.get(CHANGES, params={"after": after} | parameters).json()
        items, after, more = items + page["items"], page["next"], page["more"]
    return items, after


def follow(client, after, count, of=None, **parameters):
    """Reads the feed until so many changes have come, of some reports or of all."""
    items, end = [], time.monotonic() + 60
    while sum(of is None or item["id"] in of for item in items) < count:
        assert time.monotonic() < end, items
        answer = client.get(CHANGES, params={"after": after} | parameters, headers={"Prefer": "wait=5"}).json()
        items, after = items + answer["items"], answer["next"]
    return items, after


def now(client, **parameters):
    answer = client.get(CHANGES, params=parameters).json()
    assert answer["items"] == [] and answer["more"] is False
    return answer["next"]


def test_the_feed_tells_in_order_what_happens_to_the_cases_of_the_agency_and_of_no_other(ward, send, sign_in):
    area, staff, agency = ward
    after = now(staff)
    send("TTXD", "09190")
    report = send("HTGT", area, contact={"phone": "0912345678"})
    done(staff, report["id"], "accept")
    done(staff, report["id"], "note", version="", text="Gọi 0912345678")
    done(staff, report["id"], "return", reason="Của Sở")
    done(sign_in("dispatcher"), report["id"], "assign", agency="SXD")
    items, _ = follow(staff, after, 4)
    assert [(i["type"], i["version"], i["status"]) for i in items] == [
        ("received", 1, "assigned"), ("accepted", 2, "in_progress"), ("noted", 3, "in_progress"), ("returned", 4, "received")]
    assert {(i["id"], i["code"], i["area"]) for i in items} == {(report["id"], report["code"], area)}
    assert items[-1]["from_agency"] == agency and items[-1]["agency"] == "TT1022", "it has left; what comes then is not told"
    assert [i["seq"] for i in items] == sorted(i["seq"] for i in items)
    assert "0912345678" not in json.dumps(items) and set(items[0]) <= {"seq", "type", "at", "id", "code", "version", "from_status",
        "status", "agency", "from_agency", "other_agency", "category", "area", "due_at"}


def test_pages_of_any_size_are_the_same_feed(ward, send):
    area, staff, _ = ward
    start = now(staff)
    for _ in range(7):
        send("HTGT", area)
    whole, end = follow(staff, start, 7)
    for limit in (1, 2, 3, 7, 1000):
        assert pages(staff, start, limit=limit) == (whole, end)
    assert pages(staff, "0")[0] == whole, "from the beginning: nothing was there before"
    assert pages(staff, end) == ([], end)


def test_what_is_committed_late_comes_late_and_is_not_left_out(ward, send, seeded):
    area, staff, _ = ward
    slow, after = send("HTGT", area), now(staff)
    connection = psycopg2.connect(seeded.cluster.conninfo("pakn_owner"))
    with connection.cursor() as cursor:
        cursor.execute("""select pakn.event_add(r, pakn.uuid_at(clock_timestamp(), 0), 'alert', 'Thử')
            from pakn.report r where r.tenant_id = 24 and r.report_id = %s""", [slow["id"]])
        quick = [send("HTGT", area)["id"] for _ in range(3)]
        # Its own receipt comes before them where it had no seal yet when the feed was asked.
        items, after = follow(staff, after, 3, of=quick)
        assert [i["id"] for i in items if i["id"] != slow["id"]] == quick
        connection.commit()
    items, _ = follow(staff, after, 1)
    assert [(i["id"], i["type"]) for i in items] == [(slow["id"], "alerted")]
    connection.close()


def test_a_poll_of_the_feed_waits_for_a_change_and_no_longer_than_it_may(ward, send):
    area, staff, _ = ward
    after = now(staff)
    started = time.monotonic()
    answer = staff.get(CHANGES, params={"after": after}, headers={"Prefer": "wait=1"})
    assert answer.json() == {"items": [], "next": after, "more": False} and time.monotonic() - started >= 0.9
    timer = threading.Timer(0.5, lambda: send("HTGT", area))
    timer.start()
    items, _ = follow(staff, after, 1)
    timer.join()
    assert [i["type"] for i in items] == ["received"]


def test_who_may_see_all_cases_may_follow_all_agencies(ward_of, send, sign_in):
    (here, staff, _), (there, _, _) = ward_of(), ward_of()
    supervisor = sign_in("supervisor")
    problem_of(staff.get(CHANGES, params={"scope": "all"}), 403, "forbidden")
    problem_of(staff.get(EVENTS, params={"scope": "all"}), 403, "forbidden")
    after = now(supervisor, scope="all")
    sent = [send("HTGT", area)["id"] for area in (here, there)]
    items, _ = follow(supervisor, after, 2, of=sent, scope="all")
    assert [i["id"] for i in items if i["id"] in sent] == sent


@pytest.mark.parametrize("spoil, status, code", [
    (lambda c: c[:-1] + ("0" if c[-1] != "0" else "1"), 410, "cursor_gone"), (lambda c: "999999999" + c[c.index("-"):], 410, "cursor_gone"),
    (lambda c: c.split("-")[0], 422, "invalid"), (lambda c: c + "0", 422, "invalid"), (lambda c: "-1", 422, "invalid")])
def test_a_cursor_of_another_history_is_known_for_that(ward, send, spoil, status, code):
    area, staff, _ = ward
    after = now(staff)
    send("HTGT", area)
    _, after = follow(staff, after, 1)
    problem_of(staff.get(CHANGES, params={"after": spoil(after)}), status, code)
    problem_of(staff.get(EVENTS, headers={"Last-Event-ID": spoil(after)}), status, code)


def test_an_agencys_system_may_have_a_key_that_acts_as_its_account(ward, add_account, sign_in, daemon, send):
    area, staff, agency = ward
    username, _ = add_account("staff", agency)
    made = sign_in("admin").post("/api/v1/admin/keys", json={"name": "phần mềm", "account": username, "scopes": "cases:read cases:write"})
    assert made.status_code == 201 and made.json()["account"] == username
    refused = sign_in("admin").post("/api/v1/admin/keys", json={"name": "x", "account": "khong.co"})
    assert problem_of(refused, 422, "invalid")["errors"][0]["pointer"] == "/account"
    report = send("HTGT", area)
    with Api(daemon.url) as system:
        system.headers["Authorization"] = "Bearer " + made.json()["key"]
        assert [item["id"] for item in system.post("/api/v1/queue/claim", json={}).json()["items"]] == [report["id"]]
        assert done(system, report["id"], "accept")["claimed_by"]
        for path in ("/api/v1/session", "/api/v1/sessions", "/api/v1/agency"):
            problem_of(system.get(path), 403, "forbidden")
        sign_in("admin").post(f"/api/v1/admin/accounts/{username}/lock", json={}).raise_for_status()
        problem_of(system.get(CHANGES), 401, "unauthenticated")


# Streams.

class Stream:
    """A stream that is being read."""

    def __init__(self, client, **options):
        end = time.monotonic() + 60
        while (answer := client.get(EVENTS, stream=True, **options)).status_code == 429:  # until those before are seen to have left
            assert time.monotonic() < end, answer.text
            time.sleep(0.05)
        self.answer = answer
        assert self.answer.status_code == 200, self.answer.text
        self.lines = self.answer.iter_lines(chunk_size=1, decode_unicode=True)

    def block(self):
        """The fields up to the next empty line; None where the stream has ended."""
        fields = {}
        for line in self.lines:
            if not line:
                return fields
            name, _, value = line.partition(": ")
            fields[name] = value
        return None

    def event(self):
        """The next block that has data, with the data read."""
        fields = self.block()
        while "data" not in fields:
            fields = self.block()
        return fields | {"data": json.loads(fields["data"])}

    def close(self):
        self.answer.close()


@pytest.fixture
def stream():
    """stream(client, ...): a stream that has begun."""
    made = []

    def begin(client, **options):
        made.append(Stream(client, **options))
        made[-1].first = made[-1].block()
        return made[-1]

    yield begin
    for one in made:
        one.close()


def test_a_stream_tells_what_happens_as_it_happens(ward, send, stream):
    area, staff, _ = ward
    open_one = stream(staff)
    headers = open_one.answer.headers
    assert headers["Content-Type"] == "text/event-stream" and headers["X-Accel-Buffering"] == "no" and headers["Cache-Control"] == "no-store"
    assert set(open_one.first) == {"id"}, "where it begins"
    send("TTXD", "09190")
    report = send("HTGT", area)
    received = open_one.event()
    assert (received["event"], received["data"]["type"], received["data"]["id"]) == ("change", "received", report["id"])
    done(staff, report["id"], "accept")
    accepted = open_one.event()
    assert (accepted["data"]["type"], accepted["data"]["version"]) == ("accepted", 2)
    assert pages(staff, received["id"])[0] == [accepted["data"]], "an event's id is a cursor of the feed"


def test_a_stream_goes_on_after_the_last_event_that_the_client_had(ward, send, stream):
    area, staff, _ = ward
    first = stream(staff)
    sent = [send("HTGT", area)["id"] for _ in range(2)]
    seen = first.event()
    first.close()
    sent += [send("HTGT", area)["id"] for _ in range(3)]
    again = stream(staff, headers={"Last-Event-ID": seen["id"]})
    assert [json.loads(again.first["data"])["id"], *(again.event()["data"]["id"] for _ in range(3))] == sent[1:]
    from_start = stream(staff, params={"after": "0"})
    assert [json.loads(from_start.first["data"])["id"], *(from_start.event()["data"]["id"] for _ in range(4))] == sent


@pytest.fixture(scope="module")
def brisk(make_daemon, daemon):
    """Another daemon on the same database, with few streams, that is quick to give signs of life."""
    other = make_daemon(stream_beat_s=BEAT_S, streams_per_account_max=2, streams_max=3, workers=2)
    other.start()
    return other


@pytest.fixture
def at(brisk):
    """at(client): the same credential, at that daemon."""
    made = []

    def client(of):
        made.append(Api(brisk.url))
        made[-1].headers["Authorization"] = of.headers["Authorization"]
        return made[-1]

    yield client
    for one in made:
        one.close()


def test_a_silent_stream_gives_signs_of_life_and_hears_of_what_another_daemon_did(ward, send, stream, at):
    area, staff, _ = ward
    open_one = stream(at(staff))
    started = time.monotonic()
    assert [open_one.block() for _ in range(2)] == [open_one.first] * 2
    assert time.monotonic() - started >= 1.5 * BEAT_S
    report = send("HTGT", area)  # by the other daemon
    assert open_one.event()["data"]["id"] == report["id"]


def test_there_are_no_more_streams_than_an_account_and_all_may_have(ward_of, stream, at, brisk):
    (_, one, _), (_, other, _) = ward_of(), ward_of()
    held = [stream(at(one)) for _ in range(2)]
    refused = at(one).get(EVENTS)
    assert problem_of(refused, 429, "too_many_streams") and int(refused.headers["Retry-After"]) > 0
    held.append(stream(at(other)))
    problem_of(at(other).get(EVENTS), 429, "too_many_streams")
    held.pop(0).close()
    end, answer = time.monotonic() + 60, None
    while answer is None or answer.status_code == 429:  # until the daemon has seen that the client left
        assert time.monotonic() < end
        answer = at(other).get(EVENTS, stream=True)
    assert answer.status_code == 200
    answer.close()


def test_who_may_read_no_more_is_told_so_and_let_go(ward, add_account, client_of, stream, at, sign_in):
    username, password = add_account("staff", ward[2])
    open_one = stream(at(client_of(username, password)))
    sign_in("admin").post(f"/api/v1/admin/accounts/{username}/lock", json={}).raise_for_status()
    block = open_one.block()
    while block and block.get("event") != "end":
        block = open_one.block()
    assert block == {"event": "end", "data": '{"code":"unauthenticated"}'} and open_one.block() is None


def test_a_reader_that_is_slow_misses_nothing(ward, send, at, brisk):
    """It reads nothing while much happens, out of a small window; then all of it, in order."""
    area, staff, _ = ward
    after = now(staff)
    reports = [send("HTGT", area) for _ in range(3)]
    for report in reports:
        for i in range(12):
            done(staff, report["id"], "note", version="", text=f"Ghi chú {i}")
    expected, _ = follow(staff, after, 39)
    host, port = brisk.url.rpartition("/")[2].split(":")
    with socket.socket() as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        peer.settimeout(60)
        peer.connect((host, int(port)))
        peer.sendall(f"GET {EVENTS}?after=0&limit=5 HTTP/1.1\r\nHost: x\r\nAuthorization: {staff.headers['Authorization']}\r\n\r\n".encode())
        time.sleep(1)
        text = b""
        while text.count(b"\ndata: ") < len(expected) or not text.endswith(b"\n\n"):
            piece = peer.recv(700)
            assert piece, "it was given up"
            text += piece
    assert [json.loads(line[6:]) for line in text.decode().splitlines() if line.startswith("data: ")] == expected


def test_a_daemon_that_stops_sends_its_readers_off_and_they_miss_nothing(ward, send, make_daemon, stream):
    area, staff, _ = ward
    stopping = make_daemon(workers=1)
    stopping.start()
    client = Api(stopping.url)
    client.headers["Authorization"] = staff.headers["Authorization"]
    open_one = stream(client)
    stopping.process.send_signal(signal.SIGTERM)
    last, block = {}, open_one.block()
    while block is not None:
        last, block = block, open_one.block()
    assert 500 <= int(last["retry"]) < 3500
    stopping.process.wait(60)
    report = send("HTGT", area)
    again = stream(staff, headers={"Last-Event-ID": open_one.first["id"]})
    seen = again.first if "data" in again.first else again.event()
    assert (seen["data"] if isinstance(seen["data"], dict) else json.loads(seen["data"]))["id"] == report["id"]
