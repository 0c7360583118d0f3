"""Reports and their files: who names them, who may see them, and how they are shown."""

import concurrent.futures
import hashlib
import socket
import uuid

import pytest

import pictures
from attachments import ALL, SIZES, TAKEN, sender_of
from support import TENANT, Api
from work import done, photo_act, problem_of


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
    assert [file.pop("number") for file in case["attachments"]] == [1, 2, 3], "by which the history names them"
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
    for ask in (lambda url: api.get(url), lambda url: api.get(url, headers=sender_of(other)), lambda url: citizen_client().get(url),
                lambda url: member("staff", "UB09190").get(url), lambda url: member("admin", "TT1022").get(url),
                lambda url: api.get(url, headers={"Authorization": "Bearer pks_24_1_" + "A" * 43})):
        told_of = [problem_of(ask(url), 404, "not_there") for url in (path, f"{ALL}/{uuid.uuid4()}", f"{ALL}/{unnamed['id']}", f"{ALL}/x")]
        said = [{name: value for name, value in told.items() if name != "trace_id"} for told in told_of]
        assert all(one == said[0] for one in said), "what one may not see is as what is not there"


def test_a_photo_is_public_when_both_are_released(api, dispatcher, member, upload, send):
    told, film = upload(), upload(pictures.mp4())
    report = send(attachments=[told["id"], film["id"]], publish=True)
    path = f"{ALL}/{told['id']}"
    shown = photo_act(dispatcher, report, told["id"], "release")
    assert shown.status_code == 200 and shown.json()["release"] == "released"
    problem_of(api.get(path), 404, "not_there")
    done(dispatcher, report["id"], "publish")
    answer = api.get(path)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "public, no-cache", "so that no cache shows what was taken back"
    assert [file["id"] for file in api.get(f"/api/v1/reports/{report['code']}").json()["attachments"]] == [told["id"]]
    problem_of(photo_act(member("head", "UB09187"), report, film["id"], "release"), 409, "never_public")
    assert photo_act(member("head", "UB09187"), report, told["id"], "hide").json()["release"] == "hidden"
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
    with socket.create_connection(daemon.settings["PAKN_LISTEN"].split(":"), 60) as s:
        s.sendall(f"GET {ALL}/{told['id']} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {report['secret']}\r\nConnection: close\r\n\r\n".encode())
        got = s.recv(1000)
        assert api.get("/api/v1/categories").status_code == 200
        while piece := s.recv(1 << 20):
            got += piece
    assert got.endswith(data)
