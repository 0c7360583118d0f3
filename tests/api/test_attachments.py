"""Files: taken from anybody, cleaned, given to a report, shown to those who may see them, and deleted for good.
What the files look like: pictures.py."""

import concurrent.futures
import contextlib
import hashlib
import io
import os
import pathlib
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
import uuid

import pytest
from PIL import Image

import pictures
from pictures import PLACE
from support import TENANT, Api
from work import act, done, problem_of

ALL = "/api/v1/attachments"
SIZES = {"full": 4096, "medium": 1280, "small": 320}


@pytest.fixture(scope="session")
def operator(member):
    return member("operator", "TT1022")


@pytest.fixture(scope="session")
def dispatcher(member):
    return member("dispatcher", "TT1022")


@pytest.fixture(scope="session")
def staff(member):
    return member("staff", "UB09187")


@pytest.fixture
def upload(api):
    """upload(data): sends a file that must be taken; returns what is told of it."""

    def post(data=None, kind="application/octet-stream", client=None, **headers):
        answer = (client or api).post(ALL, data=pictures.jpeg() if data is None else data, headers={"Content-Type": kind} | headers)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return post


@pytest.fixture
def files(daemon):
    """files(): the names of all files in their places."""

    def find():
        return {path.name for path in (daemon.home / "files").glob("*/??/??/*")}

    return find


@pytest.fixture
def ask(db):
    def run(statement, *values):
        cursor = db.cursor()
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None

    return run


def ask_of(db, statement):
    cursor = db.cursor()
    cursor.execute(statement)
    return cursor.fetchall()


def sender_of(report):
    return {"Authorization": "Bearer " + report["secret"]}


def until(condition, seconds=20):
    """Waits for what the courier does; tells whether it did."""
    end = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def metric(daemon, name):
    text = Api(daemon.admin_url).get("/metrics").text
    return sum(float(line.split()[-1]) for line in text.splitlines() if re.match(name + r"[ {]", line))


# What comes in.

TAKEN = {"image/jpeg": pictures.jpeg, "image/png": pictures.png, "video/mp4": pictures.mp4, "video/3gpp": pictures.gp3,
         "video/webm": pictures.webm, "application/pdf": pictures.pdf}


@pytest.mark.parametrize("kind", TAKEN)
def test_a_file_is_known_by_its_content_whatever_it_calls_itself(api, upload, kind):
    for called in (kind, "application/octet-stream", "image/png", "IMAGE/JPEG; charset=x"):
        assert upload(TAKEN[kind](), called)["type"] == kind
    answer = api.post(ALL, data=TAKEN[kind]())
    assert (answer.status_code, answer.json()["type"]) == (201, kind), "a file that says nothing of itself"


HOSTILE = {
    "GIF and HTML": (b"GIF89a/*<html><script>alert(1)</script>*/=1;", 415, "unsupported_file"),
    "HTML": (b"<!doctype html><script>alert(1)</script>", 415, "unsupported_file"),
    "SVG with a script": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 415, "unsupported_file"),
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64, 415, "unsupported_file"),
    "ZIP": (b"PK\x03\x04" + b"\0" * 100, 415, "unsupported_file"),
    "gzip": (bytes.fromhex("1f8b0800000000000003") + b"\0" * 100, 415, "unsupported_file"),
    "an executable": (b"\x7fELF\x02\x01\x01" + b"\0" * 100, 415, "unsupported_file"),
    "a text": ("Ảnh đây".encode(), 415, "unsupported_file"),
    "zeros": (b"\0" * 5000, 415, "unsupported_file"),
    "nothing": (b"", 422, "unreadable_file"),
    "a JPEG cut short": (pictures.jpeg()[:-500], 422, "unreadable_file"),
    "the beginning of a JPEG": (pictures.jpeg(metadata=False)[:20], 422, "unreadable_file"),
    "a PNG cut short": (pictures.png(extra=False)[:100], 422, "unreadable_file"),
    "a PNG of noise": (pictures.png(extra=False)[:60] + os.urandom(2000), 422, "unreadable_file"),
    "a flood of pixels (PNG)": (pictures.png_head(65535, 65535), 413, "too_many_pixels"),
    "a flood of pixels (JPEG)": (pictures.jpeg_head(65500, 65500), 413, "too_many_pixels"),
    "one row too many": (pictures.png_head(10000, 5001), 413, "too_many_pixels"),
    "no pixels": (pictures.png_head(0, 0), 422, "unreadable_file"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_hurts_nothing(daemon, api, upload, files, ask, name):
    data, status, code = HOSTILE[name]
    before, rows, restarts = files(), ask("select count(*) from pakn.attachment"), metric(daemon, "pakn_process_restarts_total")
    problem_of(api.post(ALL, data=data, headers={"Content-Type": "image/jpeg"}), status, code)
    assert files() == before and ask("select count(*) from pakn.attachment") == rows
    upload()
    assert metric(daemon, "pakn_process_restarts_total") == restarts, "nothing died"


def test_a_small_file_that_becomes_a_large_picture_is_made_smaller(upload):
    told = upload(pictures.png_bomb(6000, 4000))
    assert (told["width"], told["height"]) == (4096, 2731)


def test_what_hides_in_a_picture_does_not_survive(api, upload, send):
    data = pictures.jpeg() + b"PK\x03\x04<html><script>alert(1)</script>"
    report = send(attachments=[upload(data)["id"]])
    [told] = api.get(f"/api/v1/reports/{report['code']}", headers=sender_of(report)).json()["attachments"]
    for link in told["links"].values():
        shown = api.get(link, headers=sender_of(report)).content
        assert b"PK\x03\x04" not in shown and b"script" not in shown and shown.endswith(b"\xff\xd9")


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/plain", "image/heic", "application/json", "x" * 300])
def test_what_calls_itself_something_else_is_not_even_read(daemon, kind):
    with socket.create_connection(daemon.settings["PAKN_LISTEN"].split(":"), 10) as s:
        s.sendall(f"POST {ALL} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: 5000000\r\n\r\n".encode())
        assert s.recv(4096).startswith(b"HTTP/1.1 415 ")


def test_who_waits_to_be_told_to_go_on_is_told_before_the_file_is_sent(daemon):
    data = pictures.jpeg()
    head = f"POST {ALL} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {{}}\r\nContent-Type: {{}}\r\n\r\n"
    address = daemon.settings["PAKN_LISTEN"].split(":")
    with socket.create_connection(address, 10) as s:
        s.sendall(head.format(len(data), "image/jpeg").encode())
        assert s.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        s.sendall(data)
        assert s.recv(4096).startswith(b"HTTP/1.1 201 ")
    for length, kind, status in ((10**9, "image/jpeg", b"413"), (len(data), "image/heic", b"415")):
        with socket.create_connection(address, 10) as s:
            s.sendall(head.format(length, kind).encode())
            assert s.recv(4096).startswith(b"HTTP/1.1 " + status)


def test_a_file_in_chunks_of_unknown_length_is_taken_up_to_the_same_length(api, upload, make_daemon):
    assert upload((part for part in (pictures.jpeg()[:500], pictures.jpeg()[500:])))["type"] == "image/jpeg"
    daemon = make_daemon(image_max=3000, pdf_max=2000, video_max=4000)
    daemon.start()
    with Api(daemon.url) as small:
        long = pictures.pdf() + b"%" * 1950
        problem_of(small.post(ALL, data=long, headers={"Content-Type": "application/pdf"}), 413, "body_too_large")
        problem_of(small.post(ALL, data=long, headers={"Content-Type": "video/mp4"}), 413, "body_too_large")
        problem_of(small.post(ALL, data=long + b"%" * 3000), 413, "body_too_large")
        with contextlib.suppress(ConnectionError):
            problem_of(small.post(ALL, data=(b"%" * 1000 for _ in range(6))), 413, "body_too_large")
    daemon.stop()


def open_files(daemon):
    """Names what the daemon has open of the folder of files, also what has no name there yet."""
    links = pathlib.Path("/proc").glob(f"{daemon.process.pid}/task/*/children")
    workers = [pid for link in links for pid in link.read_text().split()]
    names = []
    for link in [link for pid in workers for link in pathlib.Path(f"/proc/{pid}/fd").glob("*")]:
        with contextlib.suppress(FileNotFoundError):
            names.append(os.readlink(link))
    return [name for name in names if name.startswith(f"{daemon.home}/files/")]


def test_a_client_that_leaves_half_way_leaves_nothing(daemon, upload, files, ask):
    before, rows = set((daemon.home / "files").rglob("*")), ask("select count(*) from pakn.attachment")
    for _ in range(5):
        with socket.create_connection(daemon.settings["PAKN_LISTEN"].split(":"), 10) as s:
            s.sendall(f"POST {ALL} HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nContent-Length: 900000\r\n\r\n".encode() + b"\xff" * 400000)
            assert until(lambda: open_files(daemon))
    assert until(lambda: metric(daemon, "pakn_http_requests_in_hand") == 0 and not open_files(daemon))
    assert set((daemon.home / "files").rglob("*")) == before and ask("select count(*) from pakn.attachment") == rows


def test_one_address_may_send_so_many_at_once(make_daemon, upload):
    daemon = make_daemon(uploads_per_address_max=3)
    daemon.start()
    head = f"POST {ALL} HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n".encode()

    def ask_to_send(held):
        s = held.enter_context(socket.create_connection(daemon.settings["PAKN_LISTEN"].split(":"), 10))
        s.sendall(head)
        return s.recv(4096)

    with contextlib.ExitStack() as held:
        assert [ask_to_send(held)[:13] for _ in range(3)] == [b"HTTP/1.1 100 "] * 3
        refused = ask_to_send(held)
        assert refused.startswith(b"HTTP/1.1 429 ") and b"\r\nRetry-After: " in refused
    with contextlib.ExitStack() as held:
        assert until(lambda: ask_to_send(held).startswith(b"HTTP/1.1 100 ")), "whoever left made room"
    daemon.stop()


def test_a_file_sent_again_under_its_key_is_the_same_file(api, upload):
    key, data = {"Idempotency-Key": str(uuid.uuid4())}, pictures.jpeg()
    first = upload(data, **key)
    assert upload(data, **key) == first
    problem_of(api.post(ALL, data=pictures.png(), headers=key), 422, "key_reused")
    problem_of(api.post(ALL, data=data, headers={"Idempotency-Key": "short"}), 400, "bad_idempotency_key")
    assert upload(data)["id"] != first["id"], "without a key it is another"


def test_equal_contents_are_one_file(upload, files, ask):
    image = Image.effect_noise((100, 80), secrets.randbelow(90) + 10).convert("RGB")
    data = pictures.encode(image, "PNG")
    first = upload(data)
    before = files()
    second = upload(data)
    assert first["id"] != second["id"] and first["sha256"] == second["sha256"] and files() == before
    assert len(ask("select 1 from pakn.attachment_file where sha256 = decode(%s, 'hex')", first["sha256"])) == 6


def test_a_file_lies_under_its_digest_for_the_daemon_alone(daemon, upload):
    told = upload(pictures.pdf() + secrets.token_bytes(20))
    name = told["sha256"]
    [path] = (daemon.home / "files").glob(f"24/{name[:2]}/{name[2:4]}/{name}")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == name and path.stat().st_size == told["size"]
    assert path.stat().st_mode & 0o777 == 0o600 and path.parent.stat().st_mode & 0o777 == 0o700


def test_a_wrong_credential_is_told_and_leaves_nothing_named(api, ask):
    rows = ask("select count(*) from pakn.attachment")
    token = "pks_24_1_" + "A" * 43
    problem_of(api.post(ALL, data=pictures.jpeg(), headers={"Authorization": "Bearer " + token}), 401, "unauthenticated")
    assert ask("select count(*) from pakn.attachment") == rows


# What is made of a picture.

@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_stored_upright(api, upload, send, orientation):
    told = upload(pictures.jpeg(pictures.lying(pictures.scene(600, 400), orientation), orientation))
    assert (told["width"], told["height"]) == (600, 400)
    report = send(attachments=[told["id"]])
    for size in SIZES:
        shown = api.get(f"{ALL}/{told['id']}?size={size}", headers=sender_of(report))
        assert pictures.corners(shown.content) == list(pictures.CORNERS)


@pytest.mark.parametrize("make", [pictures.jpeg, pictures.png])
def test_nothing_but_the_picture_is_stored(daemon, upload, make):
    data = make(pictures.scene(2000, 1000))
    assert data.count(PLACE) >= 3
    before = set((daemon.home / "files").glob("*/??/??/*"))
    upload(data)
    made = set((daemon.home / "files").glob("*/??/??/*")) - before
    assert len(made) == 3
    for path in made:
        stored = path.read_bytes()
        image = Image.open(io.BytesIO(stored))
        assert PLACE not in stored and b"Exif" not in stored and b"xap" not in stored and b"ICC" not in stored
        assert not image.getexif() and not {"exif", "xmp", "icc_profile", "comment", "Comment"} & set(image.info)
        assert stored.count(b"\xff\xd8\xff") == (make is pictures.jpeg), "no picture in the picture"


@pytest.mark.parametrize("width, height, sizes", [
    (5000, 2500, [(4096, 2048), (1280, 640), (320, 160)]),
    (1000, 3000, [(1000, 3000), (427, 1280), (107, 320)]),
    (300, 200, [(300, 200)] * 3),
    (1, 1, [(1, 1)] * 3),
    (3000, 2, [(3000, 2), (1280, 1), (320, 1)]),
])
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_is_kept_in_three_sizes(api, upload, send, width, height, sizes, form):
    told = upload(pictures.encode(pictures.scene(width, height), form))
    report = send(attachments=[told["id"]])
    for size, expected in zip(SIZES, sizes):
        shown = api.get(f"{ALL}/{told['id']}?size={size}", headers=sender_of(report))
        assert Image.open(io.BytesIO(shown.content)).size == expected


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB progressive", "P", "RGBA", "LA", "I", "1"])
def test_a_picture_of_any_colours_looks_as_it_did(api, upload, send, mode):
    grey = mode in ("L", "LA", "I", "1")
    image = pictures.scene(400, 300).convert("L" if mode == "I" else mode.split()[0])
    if mode == "I":
        image = image.convert("I").point(lambda value: value * 256)
    form = "JPEG" if mode in ("L", "CMYK", "RGB progressive") else "PNG"
    told = upload(pictures.encode(image, form, **({"progressive": True} if " " in mode else {})))
    report = send(attachments=[told["id"]])
    shown = api.get(f"{ALL}/{told['id']}", headers=sender_of(report)).content
    assert Image.open(io.BytesIO(shown)).mode == "RGB"
    if not grey:
        assert pictures.corners(shown) == list(pictures.CORNERS)


def test_what_is_transparent_becomes_paper(api, upload, send):
    told = upload(pictures.encode(Image.new("RGBA", (50, 50), (255, 0, 0, 0)), "PNG"))
    report = send(attachments=[told["id"]])
    shown = Image.open(io.BytesIO(api.get(f"{ALL}/{told['id']}", headers=sender_of(report)).content))
    assert shown.getpixel((25, 25)) == (255, 255, 255)


# Reports and their files.

def test_a_report_has_the_files_that_it_names(api, staff, upload, send):
    told = [upload(make()) for make in (pictures.jpeg, pictures.pdf, pictures.mp4)]
    report = send(attachments=[file["id"] for file in told])
    case = staff.get(f"/api/v1/cases/{report['id']}").json()
    assert [(file["id"], file["type"], file["part"], file["release"]) for file in case["attachments"]] == \
        [(file["id"], file["type"], "report", "hidden") for file in told]
    assert set(case["attachments"][0]["links"]) == set(SIZES) and set(case["attachments"][1]["links"]) == {"full"}
    for file in case["attachments"]:
        for link in file["links"].values():
            assert staff.get(link).status_code == 200
    assert api.get(f"/api/v1/reports/{report['code']}", headers=sender_of(report)).json()["attachments"] == case["attachments"]
    assert "attachments" not in api.get(f"/api/v1/reports/{report['code']}").json()
    assert "attachments" not in staff.get(f"/api/v1/cases/{send()['id']}").json()


def test_a_file_that_cannot_be_had_is_named(api, upload, send):
    free, taken = upload(), upload()
    send(attachments=[taken["id"]])
    body = {"category": "HTGT", "description": "Mặt đường sụt lún", "area_code": "09187"}
    for ids, place in (([free["id"], taken["id"]], 1), ([str(uuid.uuid4())], 0), ([free["id"], free["id"]], 1)):
        answer = api.post("/api/v1/reports", json=body | {"attachments": ids})
        problem = problem_of(answer, 422, "invalid")
        assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [(f"/attachments/{place}", "unknown_attachment")]
        assert problem["errors"][0]["detail"]
    for ids in ([], ["x"], [free["id"]] * 11, free["id"]):
        problem_of(api.post("/api/v1/reports", json=body | {"attachments": ids}), 422, "invalid")
    assert send(attachments=[free["id"]]), "what was refused took nothing"


def test_a_report_that_is_sent_again_keeps_its_files(api, staff, upload):
    told = upload()
    body = {"category": "HTGT", "description": "Mặt đường sụt lún", "area_code": "09187", "attachments": [told["id"]]}
    key = {"Idempotency-Key": str(uuid.uuid4())}
    answers = [api.post("/api/v1/reports", json=body, headers=key) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3 and len({answer.text for answer in answers}) == 1
    assert [file["id"] for file in staff.get(f"/api/v1/cases/{answers[0].json()['id']}").json()["attachments"]] == [told["id"]]


def test_the_same_report_at_once_from_many_is_one_report_with_its_files(daemon, staff, upload):
    for _ in range(5):
        told = upload()
        body = {"category": "HTGT", "description": "Mặt đường sụt lún", "area_code": "09187", "attachments": [told["id"]]}
        key = {"Idempotency-Key": str(uuid.uuid4())}
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: Api(daemon.url).post("/api/v1/reports", json=body, headers=key), range(8)))
        assert {answer.status_code for answer in answers} == {201} and len({answer.text for answer in answers}) == 1
        assert len(staff.get(f"/api/v1/cases/{answers[0].json()['id']}").json()["attachments"]) == 1


def test_a_file_wanted_by_many_reports_goes_to_one(daemon, upload, ask):
    told = upload()
    body = {"category": "HTGT", "description": "Mặt đường sụt lún", "area_code": "09187", "attachments": [told["id"]]}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: Api(daemon.url).post("/api/v1/reports", json=body), range(8)))
    assert {answer.status_code for answer in answers} <= {201, 422}
    [[owner]] = ask("select report_id::text from pakn.attachment where attachment_id = %s", told["id"])
    assert owner in [answer.json()["id"] for answer in answers if answer.status_code == 201]


@pytest.fixture
def site_needs_a_file(seeded):
    seeded.command("tenant", "set", TENANT, "--files-for", "site,procedure")
    yield
    seeded.command("tenant", "set", TENANT, "--files-for", "none")


def test_a_kind_of_report_may_need_a_file(site_needs_a_file, api, operator, upload, send):
    body = {"category": "HTGT", "description": "Mặt đường sụt lún", "area_code": "09187"}
    for kind in ({}, {"kind": "site"}, {"kind": "procedure"}):
        problem = problem_of(api.post("/api/v1/reports", json=body | kind), 422, "invalid")
        assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [("/attachments", "attachment_required")]
        assert send(attachments=[upload()["id"]], **kind)
    assert send(kind="business")
    for channel in ("hotline", "desk", "paper"):
        answer = operator.post("/api/v1/reports", json=body | {"channel": channel})
        assert answer.status_code == 201, "who calls has no photo at hand"


def test_what_is_sent_later_has_files_too(api, staff, upload, send):
    report, told = send(), upload()
    done(staff, report["id"], "request-info", text="Ở đâu?")
    path, sender = f"/api/v1/reports/{report['code']}/supplement", sender_of(report)
    problem_of(api.post(path, json={"text": "Đây", "attachments": [str(uuid.uuid4())]}, headers=sender), 422, "invalid")
    answer = api.post(path, json={"text": "Đây", "attachments": [told["id"]]}, headers=sender)
    assert [(file["id"], file["part"]) for file in answer.json()["attachments"]] == [(told["id"], "supplement")]
    assert api.get(f"{ALL}/{told['id']}", headers=sender).status_code == 200


def test_the_files_of_an_answer_are_the_senders_once_it_is_released(api, staff, member, upload, send):
    report, told = send(), upload(client=staff)
    done(staff, report["id"], "accept")
    case = done(staff, report["id"], "answer", text="Đã vá mặt đường.", attachments=[told["id"]])
    assert [(file["id"], file["part"]) for file in case["attachments"]] == [(told["id"], "answer")]
    problem_of(api.get(f"{ALL}/{told['id']}", headers=sender_of(report)), 404, "not_there")
    done(member("head", "UB09187"), report["id"], "approve")
    assert api.get(f"{ALL}/{told['id']}", headers=sender_of(report)).status_code == 200
    problem_of(api.get(f"{ALL}/{told['id']}"), 404, "not_there")


# Who may see a file, and how it is shown.

def test_a_file_is_there_for_those_only_who_may_see_it(api, daemon, staff, operator, member, citizen_client, upload, send):
    told, unnamed = upload(), upload()
    mine, report = citizen_client(), None
    report = mine.post("/api/v1/reports", json={"category": "HTGT", "description": "Mặt đường sụt lún", "area_code": "09187",
                                                "attachments": [told["id"]]}).json()
    other = send()
    path = f"{ALL}/{told['id']}"
    for client in (staff, operator, member("head", "UB09187"), member("supervisor", "TT1022"), mine):
        assert client.get(path).status_code == 200
    assert api.get(path, headers=sender_of(report)).status_code == 200
    same = None
    for ask in (lambda url: api.get(url), lambda url: api.get(url, headers=sender_of(other)), lambda url: citizen_client().get(url),
                lambda url: member("staff", "UB09190").get(url), lambda url: member("admin", "TT1022").get(url),
                lambda url: api.get(url, headers={"Authorization": "Bearer pks_24_1_" + "A" * 43})):
        told_of = [problem_of(ask(url), 404, "not_there") for url in (path, f"{ALL}/{uuid.uuid4()}", f"{ALL}/{unnamed['id']}", f"{ALL}/x")]
        said = [{name: value for name, value in told.items() if name != "trace_id"} for told in told_of]
        assert all(one == said[0] for one in said), "what one may not see is as what is not there"


def test_a_photo_is_public_when_both_are_released(api, dispatcher, member, upload, send):
    told, film = upload(), upload(pictures.mp4())
    report = send(attachments=[told["id"], film["id"]], publish=True)
    path, case = f"{ALL}/{told['id']}", f"/api/v1/cases/{report['id']}/attachments"
    shown = dispatcher.post(f"{case}/{told['id']}/release", json={})
    assert shown.status_code == 200 and shown.json()["release"] == "released"
    problem_of(api.get(path), 404, "not_there")
    done(dispatcher, report["id"], "publish")
    answer = api.get(path)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "public, max-age=300"
    assert [file["id"] for file in api.get(f"/api/v1/reports/{report['code']}").json()["attachments"]] == [told["id"]]
    problem_of(member("head", "UB09187").post(f"{case}/{film['id']}/release", json={}), 409, "never_public")
    assert member("head", "UB09187").post(f"{case}/{told['id']}/hide", json={}).json()["release"] == "hidden"
    problem_of(api.get(path), 404, "not_there")
    history = dispatcher.get(f"/api/v1/cases/{report['id']}").json()["history"]
    assert [event["type"] for event in history if event["type"].startswith("file")] == ["file_released", "file_hidden"]


@pytest.mark.parametrize("kind", TAKEN)
def test_a_file_is_shown_so_that_nothing_in_it_runs(api, upload, send, kind):
    told = upload(TAKEN[kind]())
    answer = api.get(f"{ALL}/{told['id']}", headers=sender_of(send(attachments=[told["id"]])))
    assert answer.headers["Content-Type"] == kind and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"].split(";")[0] == ("inline" if kind.startswith("image/") else "attachment")
    assert answer.headers["Cache-Control"] == "private, no-cache" and answer.headers["Vary"] == "Authorization"
    assert hashlib.sha256(answer.content).hexdigest() == told["sha256"]


def test_a_file_that_one_has_is_not_sent_again(api, upload, send):
    told = upload()
    sender, path = sender_of(send(attachments=[told["id"]])), f"{ALL}/{told['id']}"
    etag = api.get(path, headers=sender).headers["ETag"]
    again = api.get(path, headers=sender | {"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    head = api.head(path, headers=sender)
    assert (head.status_code, head.content) == (200, b"") and int(head.headers["Content-Length"]) == told["size"]
    problem_of(api.get(path, headers={"If-None-Match": etag}), 404, "not_there")


def test_a_video_comes_in_parts(api, upload, send):
    data = pictures.mp4(500000)
    told = upload(data)
    sender, path, size = sender_of(send(attachments=[told["id"]])), f"{ALL}/{told['id']}", len(data)
    etag = f'"{told["sha256"]}"'
    cases = [("bytes=0-99", 206, data[:100]), ("bytes=100-", 206, data[100:]), ("bytes=-7", 206, data[-7:]), (f"bytes={size - 1}-{size + 5}", 206, data[-1:]),
             (f"bytes={size}-", 416, None), ("bytes=-0", 416, None), ("bytes=5-2", 200, data), ("bytes=0-1,3-4", 200, data), ("lines=1-2", 200, data),
             ("bytes=-", 200, data), ("bytes=a-b", 200, data), ("bytes=" + "9" * 30 + "-", 200, data)]
    for header, status, content in cases:
        answer = api.get(path, headers=sender | {"Range": header})
        assert answer.status_code == status, header
        if content is not None:
            assert answer.content == content, header
    part = api.get(path, headers=sender | {"Range": "bytes=10-19", "If-Range": etag})
    assert part.status_code == 206 and part.headers["Content-Range"] == f"bytes 10-19/{size}"
    assert api.get(path, headers=sender | {"Range": "bytes=10-19", "If-Range": '"other"'}).status_code == 200


def test_a_slow_reader_of_a_large_file_holds_nobody_up(daemon, api, upload, send):
    data = pictures.mp4(40_000_000)
    told = upload(data)
    report = send(attachments=[told["id"]])
    with socket.create_connection(daemon.settings["PAKN_LISTEN"].split(":"), 10) as s:
        s.sendall(f"GET {ALL}/{told['id']} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {report['secret']}\r\nConnection: close\r\n\r\n".encode())
        got = s.recv(1000)
        assert api.get("/api/v1/categories").status_code == 200
        while piece := s.recv(1 << 20):
            got += piece
    assert got.endswith(data)


# What becomes of files that nothing wants.

@pytest.fixture
def tidy(daemon):
    """The daemon, with a courier that deletes soon; afterwards as it was."""
    before = dict(daemon.settings)
    daemon.restart(files_grace_s=1)
    yield daemon
    daemon.stop()
    daemon.settings = before
    daemon.start()


def unique(kind="PNG"):
    return pictures.encode(Image.effect_noise((64, 64), secrets.randbelow(90) + 10).convert("RGB"), kind)


def test_what_no_report_has_named_in_time_is_deleted(tidy, api, upload, send, files, ask):
    told, named = upload(unique()), upload(unique())
    report = send(attachments=[named["id"]])
    ask("update pakn.attachment set created_at = now() - interval '25 hours' where attachment_id in (%s, %s)", told["id"], named["id"])
    assert until(lambda: told["sha256"] not in files() and not list((tidy.home / "files/trash").iterdir()))
    assert not ask("select from pakn.attachment where attachment_id = %s", told["id"]) and named["sha256"] in files()
    assert api.get(f"{ALL}/{named['id']}", headers=sender_of(report)).status_code == 200


def test_a_file_that_two_have_stays_until_both_are_gone(tidy, dispatcher, api, upload, send, files):
    data = unique()
    first, second = upload(data), upload(data)
    reports = [send(attachments=[told["id"]]) for told in (first, second)]

    def redact(report, told):
        done(dispatcher, report["id"], "redact", part="attachment", attachment=told["id"], reason="Có mặt người")

    redact(reports[0], first)
    problem_of(api.get(f"{ALL}/{first['id']}", headers=sender_of(reports[0])), 404, "not_there")
    time.sleep(4)  # two rounds of the courier
    assert api.get(f"{ALL}/{second['id']}", headers=sender_of(reports[1])).status_code == 200
    redact(reports[1], second)
    assert until(lambda: second["sha256"] not in files())
    case = dispatcher.get(f"/api/v1/cases/{reports[0]['id']}").json()
    assert [(file["id"], file["release"], "links" in file) for file in case["attachments"]] == [(first["id"], "removed", False)]


def test_what_is_named_again_comes_back_out_of_the_trash(tidy, api, upload, send, ask, files):
    told = upload(unique())
    report = send(attachments=[told["id"]])
    ask("insert into pakn.file_unused values (24, decode(%s, 'hex'))", told["sha256"])
    time.sleep(3)
    assert told["sha256"] in files(), "what is named does not even get there"
    place = next((tidy.home / "files").glob(f"*/*/*/{told['sha256']}"))
    trash = tidy.home / "files/trash"
    trash.mkdir(exist_ok=True, mode=0o700)
    os.chown(trash, place.stat().st_uid, place.stat().st_gid)
    place.rename(trash / f"24-{told['sha256']}")
    assert api.get(f"{ALL}/{told['id']}", headers=sender_of(report)).status_code == 200, "found there, too"
    assert until(lambda: told["sha256"] in files())


def test_who_wishes_to_be_forgotten_takes_their_files_along(tidy, api, staff, upload, send, files):
    told, film = upload(unique()), upload(pictures.mp4() + secrets.token_bytes(9))
    answer = upload(unique(), client=staff)
    report = send(attachments=[told["id"], film["id"]], contact={"phone": "0977000777"})
    done(staff, report["id"], "accept")
    done(staff, report["id"], "answer", text="Đã vá mặt đường.", attachments=[answer["id"]])
    assert api.delete(f"/api/v1/reports/{report['code']}/contact", headers=sender_of(report)).status_code == 204
    assert until(lambda: not {told["sha256"], film["sha256"]} & files())
    assert answer["sha256"] in files()
    case = staff.get(f"/api/v1/cases/{report['id']}").json()
    assert [(file["part"], file["release"]) for file in case["attachments"]] == [("report", "removed")] * 2 + [("answer", "hidden")]


def test_time_alone_takes_what_still_tells_who_made_it(tidy, staff, ask, upload, send, files):
    photo, film = upload(unique()), upload(pictures.mp4() + secrets.token_bytes(9))
    report = send(attachments=[photo["id"], film["id"]], contact={"phone": "0977000778"})
    ask("select pakn.sender_erase(r, gen_random_uuid(), 'system', null, null, null) from pakn.report r where report_id = %s", report["id"])
    assert until(lambda: film["sha256"] not in files())
    assert photo["sha256"] in files()


def test_doctor_tells_of_files_that_are_missing_and_of_those_that_nothing_names(make_daemon, db):
    daemon = make_daemon()
    daemon.start()
    with Api(daemon.url) as api:
        told = api.post(ALL, data=unique()).json()
    daemon.stop()
    folder = daemon.home / "files"

    def said(name, environment=None):
        done = subprocess.run(daemon._command("doctor"), env=daemon._environment(PAKN_DATABASE=daemon.cluster.conninfo("pakn_owner"), **(environment or {})),
                              capture_output=True, text=True)
        return re.search(rf"^(ok      {name}$|FINDING {name}: .*$)", done.stdout, re.MULTILINE)[0]

    [[all_of_them]] = ask_of(db, "select count(distinct sha256) from pakn.attachment_file")
    here = len(list(folder.glob("*/*/*/*")))
    assert said("folder of files") == "ok      folder of files" and said("lost files") == "ok      lost files"
    assert said("files") == f"FINDING files: {all_of_them - here} that something names are not there", "those of the other daemon's folder"
    place = next(folder.glob(f"*/*/*/{told['sha256']}"))
    lost = place.with_name(place.name[:-4] + "0000")
    shutil.copyfile(place, lost)
    shutil.copystat(place, lost)
    assert said("lost files") == "ok      lost files", "it may be of an upload under way"
    os.utime(lost, (time.time() - 4000,) * 2)
    assert said("lost files") == "FINDING lost files: 1 that nothing names"
    place.unlink()
    assert said("files") == f"FINDING files: {all_of_them - here + 1} that something names are not there"
    assert said("folder of files", {"PAKN_FILES_DIR": "/nonexistent"}).startswith("FINDING")


# The process behind.

def media_pids(daemon):
    children = pathlib.Path(f"/proc/{daemon.process.pid}/task/{daemon.process.pid}/children").read_text().split()
    return [int(pid) for pid in children if pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == "pakn media"]


def test_the_media_process_is_replaced_when_it_dies(daemon, upload):
    restarts = metric(daemon, "pakn_process_restarts_total")
    [pid] = media_pids(daemon)
    os.kill(pid, signal.SIGKILL)
    assert upload()["type"] == "image/jpeg", "an order waits for the next one"
    assert metric(daemon, "pakn_process_restarts_total") == restarts + 1


def test_a_file_that_takes_too_long_costs_itself_alone(make_daemon):
    daemon = make_daemon(media_ms=100, image_pixels_max=1000000000)
    daemon.start()
    with Api(daemon.url) as api:
        slow = pictures.png_bomb(12000, 12000)
        problem_of(api.post(ALL, data=slow), 422, "unreadable_file")
        assert metric(daemon, "pakn_media_deaths_total") == 1
        assert api.post(ALL, data=pictures.pdf()).status_code == 201
    daemon.stop()


def test_a_file_that_wants_too_much_memory_costs_itself_alone(make_daemon):
    daemon = make_daemon(media_memory=256 << 20, image_pixels_max=1000000000)
    daemon.start()
    with Api(daemon.url) as api:
        problem_of(api.post(ALL, data=pictures.png_bomb(11000, 11000)), 422, "unreadable_file")
        assert api.post(ALL, data=pictures.jpeg()).status_code == 201
    daemon.stop()


def test_what_waits_to_be_looked_into_is_bounded(make_daemon):
    daemon = make_daemon(media_jobs=1, media_queue_max=1, uploads_per_address_max=50)
    daemon.start()
    data = pictures.encode(Image.effect_noise((700, 700), 50).convert("RGB"), "PNG")
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: Api(daemon.url).post(ALL, data=data), range(10)))
    assert {answer.status_code for answer in answers} == {201, 503}
    assert all("Retry-After" in answer.headers for answer in answers if answer.status_code == 503)
    daemon.stop()


def test_where_no_files_are_taken_that_is_said(make_daemon, api):
    daemon = make_daemon(files_dir="")
    daemon.start()
    with Api(daemon.url) as off:
        problem_of(off.post(ALL, data=pictures.jpeg()), 501, "files_off")
        assert off.get("/api/v1/categories").status_code == 200 and not media_pids(daemon)
    assert daemon.stop() == 0


def test_figures_tell_of_files(daemon, api, upload):
    names = ["attachments_stored", "attachment_bytes", "attachments_type_refused", "attachments_size_refused", "attachments_unreadable", "media_jobs"]
    before = {name: metric(daemon, f"pakn_{name}_total") for name in names}
    told = upload(pictures.pdf())
    for name in ("ZIP", "one row too many", "a PNG cut short"):
        api.post(ALL, data=HOSTILE[name][0])
    assert [metric(daemon, f"pakn_{name}_total") - before[name] for name in names] == [1, told["size"], 1, 1, 1, 4]
