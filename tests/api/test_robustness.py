"""What clients do that they should not: the daemon answers, or lets go, and goes on."""

import socket
import threading
import time
import urllib.parse

import pytest

from work import done

REPORT = {"category": "HTGT", "description": "Nắp rãnh trước số nhà 12 bị vỡ", "area_code": "09187"}


def connect(daemon):
    """A socket to the daemon, past any library that would correct us."""
    at = urllib.parse.urlsplit(daemon.url)
    return socket.create_connection((at.hostname, at.port), timeout=60)


def test_a_client_that_leaves_in_the_middle_of_its_body_does_not_hold_up_the_end(make_daemon, daemon):
    own = make_daemon(drain_ms=600000)
    own.start()
    for _ in range(5):
        with connect(own) as client:
            client.sendall(b"POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                           b"Content-Length: 100\r\n\r\n{\"descr")
            time.sleep(0.05)
    assert own.stop(seconds=60) == 0


def test_what_is_asked_with_a_credential_is_kept_by_no_shared_cache(api, sign_in):
    assert "public" in api.get("/api/v1/categories").headers["Cache-Control"]
    assert sign_in("staff").get("/api/v1/categories").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("wrap", ["{}", "W/{}", '"other", {}', '"other",W/{} , "third"', "*"])
def test_any_of_several_etags_will_do(sign_in, wrap):
    staff = sign_in("staff")
    etag = staff.get("/api/v1/queue").headers["ETag"]
    answer = staff.get("/api/v1/queue", headers={"If-None-Match": wrap.format(etag)})
    assert answer.status_code == 304 and not answer.content


@pytest.mark.parametrize("header", [",", "*x", '"', 'W/"', "W/", '"*"', ",,,"])
def test_what_is_no_etag_is_none_that_fits(sign_in, header):
    assert sign_in("staff").get("/api/v1/queue", headers={"If-None-Match": header}).status_code == 200


@pytest.mark.parametrize("prefer", ["wait=1", "Wait=1", "respond-async, wait=1", "return=minimal,wait=1;x=y"])
def test_a_wait_is_found_among_other_preferences(member, prefer):
    staff = member("staff", "UB09193")
    etag = staff.get("/api/v1/queue").headers["ETag"]
    started = time.monotonic()
    answer = staff.get("/api/v1/queue", headers={"Prefer": prefer, "If-None-Match": etag})
    assert answer.status_code == 304 and time.monotonic() - started > 0.9
    assert answer.headers["Preference-Applied"] == "wait=1"


def test_why_staff_sent_a_case_back_is_not_for_its_sender_either(api, send, member, sign_in):
    report = send()
    by_rule = api.get(f"/api/v1/reports/{report['code']}").json()["routing"]["reason"]
    assert by_rule == report["routing"]["reason"]
    words = "Bà Lan ở số 12 báo nhầm, không thuộc phường"
    done(member("head", report["agency"]["code"]), report["id"], "return", reason=words)
    done(sign_in("dispatcher"), report["id"], "note", text="Ghi chú của bộ phận tiếp nhận")
    path = f"/api/v1/reports/{report['code']}"
    assert words not in api.get(path).text
    sender = api.get(path, headers={"Authorization": f"Bearer {report['secret']}"}).json()
    assert "reason" not in sender["routing"] and words not in str(sender)
    assert [event["type"] for event in sender["timeline"]] == ["received", "returned"]


def test_the_desk_is_woken_by_an_answer_and_not_by_what_agencies_do_among_themselves(send, member, sign_in):
    report = send("CX")  # of an agency whose answers need no approval: the desk reviews them
    agency, desk = member("head", report["agency"]["code"]), sign_in("dispatcher")

    def wait(act, seconds):
        """How long the desk's poll takes that begins before an action, and waits for so many seconds at most."""
        time.sleep(3.5)  # until nothing of before is new any more
        queue = "/api/v1/queue?category=CX&limit=200"  # what other tests left at the desk fills its first page
        headers = {"Prefer": f"wait={seconds}", "If-None-Match": desk.get(queue).headers["ETag"]}
        thread = threading.Timer(0.3, act)
        thread.start()
        started = time.monotonic()
        status = desk.get(queue, headers=headers).status_code
        thread.join()
        return status, time.monotonic() - started

    assert wait(lambda: done(agency, report["id"], "accept"), 2)[0] == 304
    status, seconds = wait(lambda: done(agency, report["id"], "answer", text="Đã vá mặt đường"), 25)
    assert (status, seconds < 20) == (200, True)
