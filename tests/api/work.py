"""Working on cases through the interface, as staff do; the codes of their authenticators."""

import base64
import collections
import datetime
import hashlib
import hmac
import struct
import time


def act(client, case, action, version=None, key=None, **body):
    """Does an action; without a version, on the one that the client reads first."""
    headers = {}
    if version is None:
        version = client.get(f"/api/v1/cases/{case}").headers["ETag"]
    if version:
        headers["If-Match"] = version
    if key:
        headers["Idempotency-Key"] = key
    return client.post(f"/api/v1/cases/{case}/{action}", json=body, headers=headers)


def done(client, case, action, **body):
    """Does an action that must succeed; returns the case as it is afterwards."""
    answer = act(client, case, action, **body)
    assert answer.status_code == 200, f"{action}: {answer.status_code} {answer.text}"
    return answer.json()


def photo_act(client, report, photo, verb, version=None, **body):
    """Decides about a photo of a case, on the version that the client reads first, or on this one."""
    version = client.get(f"/api/v1/cases/{report['id']}").headers["ETag"] if version is None else version
    return client.post(f"/api/v1/cases/{report['id']}/attachments/{photo}/{verb}", json=body, headers={"If-Match": version} if version else {})


def queue_items(client, **parameters):
    """Reads a queue to its end, over all pages."""
    items, parameters = [], {"limit": 200} | parameters
    while True:
        page = client.get("/api/v1/queue", params=parameters).json()
        items += page["items"]
        if not page["next_cursor"]:
            return items
        parameters["cursor"] = page["next_cursor"]


def counted(client, agency):
    """How often an agency gave away or lost what it had, of all reports: also of those of a year that is just over."""
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7)))
    until = now.replace(minute=0, second=0, microsecond=0) + datetime.timedelta(hours=2)
    body = client.get("/api/v1/stats/resolution", params={"from": "2026-01-01T00:00:00+07:00", "to": until.isoformat()}).json()
    row = next((row for row in body["rows"] if row["code"] == agency), collections.Counter())
    return {name: row[name] for name in ("received", "returned", "transferred", "unaccepted")}


def problem_of(answer, status, code):
    """Checks the frame of a problem document; returns it."""
    assert answer.status_code == status, f"{answer.status_code} {answer.text}"
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert document["code"] == code, document
    assert document["type"] == f"urn:pakn:problem:{code}"
    assert document["status"] == status
    assert document["title"]
    assert len(document["trace_id"]) == 32 and set(document["trace_id"]) <= set("0123456789abcdef")
    return document


def refused_field(answer, pointer, code):
    """Checks that one field alone was refused, with a sentence."""
    errors = problem_of(answer, 422, "invalid")["errors"]
    assert [(e["pointer"], e["code"]) for e in errors] == [(pointer, code)]
    assert errors[0]["detail"]


def code_of(secret, steps=0):
    """The code that an authenticator shows (RFC 6238), some steps from now."""
    key = base64.b32decode(secret)
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + steps), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000:06}"


def settled():
    """Waits until the step of an authenticator has so many seconds left that codes of now and next stay so, also where
    passwords are checked slowly."""
    if time.time() % 30 > 18:
        time.sleep(30 - time.time() % 30)
