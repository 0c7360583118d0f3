"""Files that come in: from anybody, known by their content, on disk once, or refused.
What they look like: pictures.py."""

import contextlib
import hashlib
import os
import pathlib
import secrets
import socket
import uuid

import pytest
import requests
from PIL import Image

import pictures
from attachments import ALL, TAKEN, metric, sender_of, until
from support import Api
from work import problem_of


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
    with socket.create_connection(daemon.settings["PAKN_LISTEN"].split(":"), 60) as s:
        s.sendall(f"POST {ALL} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: 5000000\r\n\r\n".encode())
        assert s.recv(4096).startswith(b"HTTP/1.1 415 ")


def test_who_waits_to_be_told_to_go_on_is_told_before_the_file_is_sent(daemon):
    data = pictures.jpeg()
    head = f"POST {ALL} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {{}}\r\nContent-Type: {{}}\r\n\r\n"
    address = daemon.settings["PAKN_LISTEN"].split(":")
    with socket.create_connection(address, 60) as s:
        s.sendall(head.format(len(data), "image/jpeg").encode())
        assert s.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        s.sendall(data)
        assert s.recv(4096).startswith(b"HTTP/1.1 201 ")
    for length, kind, status in ((10**9, "image/jpeg", b"413"), (len(data), "image/heic", b"415")):
        with socket.create_connection(address, 60) as s:
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
        with contextlib.suppress(requests.ConnectionError):
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
        with socket.create_connection(daemon.settings["PAKN_LISTEN"].split(":"), 60) as s:
            s.sendall(f"POST {ALL} HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nContent-Length: 900000\r\n\r\n".encode() + b"\xff" * 400000)
            assert until(lambda: open_files(daemon))
    assert until(lambda: metric(daemon, "pakn_http_requests_in_hand") == 0 and not open_files(daemon))
    assert set((daemon.home / "files").rglob("*")) == before and ask("select count(*) from pakn.attachment") == rows


def test_one_address_may_send_so_many_at_once(make_daemon, upload):
    daemon = make_daemon(uploads_per_address_max=3)
    daemon.start()
    head = f"POST {ALL} HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n".encode()

    def ask_to_send(held):
        s = held.enter_context(socket.create_connection(daemon.settings["PAKN_LISTEN"].split(":"), 60))
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


def test_figures_tell_of_files(daemon, api, upload):
    names = ["attachments_stored", "attachment_bytes", "attachments_type_refused", "attachments_size_refused", "attachments_unreadable", "media_jobs"]
    before = {name: metric(daemon, f"pakn_{name}_total") for name in names}
    told = upload(pictures.pdf())
    for name in ("ZIP", "one row too many", "a PNG cut short"):
        api.post(ALL, data=HOSTILE[name][0])
    assert [metric(daemon, f"pakn_{name}_total") - before[name] for name in names] == [1, told["size"], 1, 1, 1, 4]
