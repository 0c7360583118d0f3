"""What comes after the answer, and agencies without accounts: ratings, reopening and withdrawal by the app; links by mail and
by message, their pages as a browser without scripts uses them; numbers of other systems."""

import json
import re
import secrets

import psycopg2
import pytest

import pictures
from html_pages import page
from links import link_client, link_to
from receivers import Mailboxes, certificate, wait_for
from support import Api
from work import done, problem_of

PASSWORD = "mật khẩu thử"
WORDS = "Cột <b>điện</b> nghiêng & dây võng"
UUID = "018f0000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def trusted(seeded):
    return certificate(seeded.home)


@pytest.fixture(scope="module")
def post(trusted):
    server = Mailboxes(trusted, "pakn", PASSWORD)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def courier(seeded, accounts, make_daemon, trusted, post):
    """The daemon that sends, and whose pages links lead to; what was before is told to nobody."""
    with psycopg2.connect(seeded.cluster.conninfo("pakn_owner")) as connection:
        connection.cursor().execute("""select pakn.event_seal(1000000);
            insert into pakn.notice_head select tenant_id, seq from pakn.event_head on conflict (tenant_id) do update set seq = excluded.seq""")
    daemon = make_daemon(identity_keys=seeded.settings["PAKN_IDENTITY_KEYS"], secret_key=seeded.settings["PAKN_SECRET_KEY"],
                         notices_max=16, notice_poll_ms=20, outbound_authorities=trusted, smtp_url=post.url, smtp_user="pakn",
                         smtp_password=PASSWORD, smtp_from="phananh@example.vn", smtp_name="Phản ánh Bắc Ninh")
    daemon.settings["PAKN_SERVICE_URL"] = daemon.url
    daemon.start()
    yield daemon
    daemon.stop()


@pytest.fixture
def address(sign_in):
    """address(**fields): where links for the ward go, which nobody else has; ended afterwards."""
    made = []

    def make(**fields):
        fields = fields or {"email": f"phuong.{secrets.token_hex(4)}@example.vn"}
        answer = sign_in("admin").post("/api/v1/admin/mailboxes", json={"agency": "UB09190", "events": ["handoff"]} | fields)
        assert answer.status_code == 201, answer.text
        made.append(answer.json()["id"])
        return next(iter(fields.values()))

    yield make
    for one in made:
        assert sign_in("admin").delete(f"/api/v1/admin/mailboxes/{one}").status_code == 204


def press(base, current, action, status=200, **fields):
    """Presses the button of a form; with a file as browsers send it."""
    form = current.forms["answer" if action == "draft" else action]
    if form["media"] is None:
        return page("POST", f"{base}/{action}", status, data=form["fields"] | fields)
    file = fields.pop("file", ("", b"", "application/octet-stream"))
    parts = {name: (None, value) for name, value in (form["fields"] | fields).items()} | {"file": file}
    return page("POST", f"{base}/{action}", status, files=parts)


def link_in(text):
    """The link of a message, up to its last part."""
    [found] = set(re.findall(r"http://127\.0\.0\.1:\d+/l/pkl_24_[hr]_[\w-]{43}(?=/xem)", text))
    return found


def report_to(courier, **fields):
    body = {"category": "HTGT", "description": WORDS, "area_code": "09190"} | fields
    answer = Api(courier.url).post("/api/v1/reports", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def events(client, case):
    return [event["type"] for event in client.get(f"/api/v1/cases/{case}").json()["history"]]


def mail_to(post, address, count=1, code=""):
    """The count-th message there about a report: what was sent just before may still go to an address that is new."""
    def about():
        return [text for text in (message.get_content() for message in post.to(address)) if code in text]
    wait_for(f"{count} messages", lambda: len(about()) >= count)
    return about()[count - 1]


def test_a_ward_without_accounts_answers_by_the_link_of_a_mail(courier, post, address, dispatcher, upload):
    photo = upload(client=Api(courier.url))["id"]
    mailbox = address()
    report = report_to(courier, attachments=[photo], contact={"name": "Người Kín", "phone": "0903777888"})
    text = mail_to(post, mailbox, 1, report["code"])
    assert WORDS not in text and "Người Kín" not in text and report["code"] in text
    base = link_in(text)
    # Whoever only asks, as scanners of mail do, changes nothing and learns nothing.
    for method in ("GET", "HEAD", "GET"):
        assert Api("").request(method, base + "/xem").status_code == 200
    assert Api("").get(f"{base}/files/{photo}").status_code == 404
    first = page("GET", base + "/xem")
    assert "điện" not in first.says() and set(first.forms) == {"open"}
    wait_for("the delivery", lambda: "handoff_delivered" in events(dispatcher, report["id"]))
    assert events(dispatcher, report["id"]) == ["received", "handoff_delivered"]
    opened = press(base, first, "open")
    assert WORDS in opened.says() and "Người Kín" not in opened.says() and "777888" not in opened.says()
    assert set(opened.forms) == {"accept", "return"}
    assert opened.images == [f"files/{photo}?size=medium"]
    shown = Api("").get(f"{base}/{opened.images[0]}")
    assert shown.status_code == 200 and shown.headers["Content-Type"] == "image/jpeg"
    accepted = press(base, opened, "accept")
    assert "Đã nhận xử lý." in accepted.says() and "answer" in accepted.forms
    # Two files: one before, one with the answer.
    draft = press(base, accepted, "draft", text="Đang viết", outcome="fixed", file=("a.jpg", pictures.jpeg(), "image/jpeg"))
    assert "Đã tải tệp lên" in draft.says() and "Đang viết" in draft.says()
    sent = press(base, draft, "answer", text="Đã dựng lại cột\r\nvà kéo dây.", outcome="fixed", file=("b.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf"))
    assert "Đã gửi trả lời" in sent.says() and not sent.forms
    case = dispatcher.get(f"/api/v1/cases/{report['id']}").json()
    assert (case["status"], case["answer"], case["outcome"]) == ("answered", "Đã dựng lại cột\nvà kéo dây.", "fixed")
    assert sorted(file["type"] for file in case["attachments"] if file["part"] == "answer") == ["application/pdf", "image/jpeg"]
    assert [(event["type"], event["actor"]["kind"]) for event in case["history"]][2:] == [
        ("handoff_opened", "agency"), ("accepted", "agency"), ("answered", "agency")]
    [told] = case["follow_up"]["handoffs"]
    assert told["agency"] == "UB09190" and {"sent_at", "delivered_at", "opened_at", "expires_at"} <= set(told)
    assert base.rsplit("/", 1)[1] not in courier.log_text(10**7), "no log has the token"


def test_a_form_that_is_sent_twice_is_one_thing_and_a_wrong_one_says_why(courier, dispatcher):
    report = report_to(courier)
    base = f"{courier.url}/l/{link_to(courier, report['id'])}"
    opened = press(base, page("GET", base + "/xem"), "open")
    accepted = press(base, opened, "accept")
    assert "Đã nhận xử lý." in press(base, opened, "accept").says()
    assert events(dispatcher, report["id"]).count("accepted") == 1
    assert "bước khác" in page("POST", base + "/accept", 409).says()
    assert "Chưa thực hiện được" in press(base, accepted, "answer", 422, text="x").says()
    assert "ít nhất 3 ký tự" in page("POST", base + "/return", 422, data={"reason": "x"}).says()
    done(dispatcher, report["id"], "note", text="Ghi chú")
    assert "vừa có thay đổi" in press(base, accepted, "answer", 412, text="Đã dựng lại", outcome="fixed").says()
    again = press(base, accepted, "answer", 412, text="Đã <i>dựng</i> lại", outcome="fixed")
    assert "Đã <i>dựng</i> lại" in again.says(), "what was written is still there"
    assert "Đã gửi trả lời" in press(base, again, "answer", text="Đã dựng lại", outcome="fixed").says()


BAD_FORMS = [("application/json", b"{}", 415), ("text/plain", b"a", 415), ("multipart/form-data", b"", 415),
             ("multipart/form-data; boundary=x", b"", 400), ("multipart/form-data; boundary=x", b"--x\r\nbroken", 400),
             ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=text\r\n\r\nabcdef\r\n--x\r\n"
              b"Content-Disposition: form-data; name=file; filename=a\r\n\r\ncut", 400),
             ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=text\r\n\r\nabcdef\r\n--x\r\n"
              b"Content-Disposition: form-data; name=file; filename=a\r\n\r\nnot a picture\r\n--x--\r\n", 415),
             ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=other\r\n\r\nabcdef\r\n--x--", 422)]


@pytest.mark.parametrize("media, body, status", BAD_FORMS)
def test_what_no_browser_sends_is_refused_with_a_page(courier, media, body, status):
    base = f"{courier.url}/l/{link_to(courier, report_to(courier)['id'])}"
    assert "Chưa thực hiện được" in page("POST", base + "/answer", status, data=body, headers={"Content-Type": media}).says()


@pytest.mark.parametrize("token, status", [("x", 404), ("pkl_24_h_" + "A" * 43, 404), ("pks_24_1_" + "A" * 43, 404), ("pkl_99_h_" + "A" * 43, 404)])
def test_a_link_that_is_none_opens_nothing(courier, token, status):
    assert "Không có liên kết này" in page("GET", f"{courier.url}/l/{token}/xem", status).says()
    page("POST", f"{courier.url}/l/{token}/open", status)
    page("POST", f"{courier.url}/l/{token}/accept", status)
    assert Api(courier.url).get(f"/l/{token}/files/{UUID}").status_code == 404


def test_a_link_ends_when_another_goes_out_or_the_desk_says_so(courier, post, address, dispatcher, member):
    member("head", "UB09190")  # who releases what is answered by a link
    mailbox = address()
    report = report_to(courier)
    old = link_in(mail_to(post, mailbox, 1, report["code"]))
    done(dispatcher, report["id"], "hand-off")
    new = link_in(mail_to(post, mailbox, 2, report["code"]))
    assert old != new and "hết hạn" in page("GET", old + "/xem", 410).says()
    page("POST", old + "/open", 410)
    done(dispatcher, report["id"], "revoke-hand-off")
    page("GET", new + "/xem", 410)
    assert [bool(told.get("revoked_at")) for told in dispatcher.get(f"/api/v1/cases/{report['id']}").json()["follow_up"]["handoffs"]] == [True, True]
    problem_of(Api(courier.url).get("/api/v1/link", headers={"Authorization": "Bearer " + new.rsplit("/", 1)[1]}), 410, "link_over")


def test_a_phone_gets_a_link_in_one_line(courier, address):
    phone = address(phone="0905 222 " + str(secrets.randbelow(900) + 100))
    report = report_to(courier)
    number = "+84" + phone.replace(" ", "")[1:]
    spool = courier.home / "spool/sms.log"
    texts = lambda: [line["text"] for line in map(json.loads, spool.read_text().splitlines()) if line["to"] == number and report["code"] in line["text"]]
    wait_for("the message", lambda: spool.exists() and texts())
    [text] = texts()
    assert text.startswith(f"PAKN {report['code']}, han ") and text.isascii() and "\n" not in text
    assert report["code"] in page("GET", link_in(text) + "/xem").says()


def test_the_interface_does_what_the_pages_do(courier, dispatcher, upload):
    report = report_to(courier)
    holder = link_client(courier, report["id"])
    first = holder.get("/api/v1/link").json()
    assert first["allowed"] == ["accept", "return"] and "case" not in first and WORDS not in json.dumps(first)
    opened = holder.post("/api/v1/link/open", json={}).json()
    assert opened["case"]["description"] == WORDS
    problem_of(holder.post("/api/v1/link/accept", json={}, headers={"If-Match": '"7"'}), 412, "stale_version")
    assert holder.post("/api/v1/link/accept", json={}).json()["allowed"] == ["answer", "return"]
    answer = {"text": "Sẽ dựng lại cột", "outcome": "planned", "attachments": [upload(client=Api(courier.url))["id"]]}
    assert problem_of(holder.post("/api/v1/link/answer", json=answer), 422, "invalid")["errors"][0]["pointer"] == "/planned_on"
    assert holder.post("/api/v1/link/answer", json=answer | {"planned_on": "2090-01-05"}).json()["status"] == "answered"
    assert dispatcher.get(f"/api/v1/cases/{report['id']}").json()["planned_on"] == "2090-01-05"
    problem_of(holder.post("/api/v1/link/return", json={"reason": "Không phải"}), 409, "not_allowed_now")
    for path in ("/api/v1/queue", f"/api/v1/cases/{report['id']}", "/api/v1/agency"):
        problem_of(holder.get(path), 401, "unauthenticated")
    problem_of(link_client(courier, report["id"], "rate").post("/api/v1/link/open", json={}), 401, "unauthenticated")
    assert events(dispatcher, report["id"])[1:] == ["handoff_opened", "accepted", "answered"]


def test_who_sent_a_report_rates_it_by_the_link_of_the_answer(courier, post, member, dispatcher):
    mailbox = f"dan.{secrets.token_hex(4)}@example.vn"
    report = report_to(courier, area_code="09187", contact={"email": mailbox})
    for role, action, body in (("staff", "accept", {}), ("staff", "answer", {"text": "Đã vá xong", "outcome": "fixed"}), ("head", "approve", {})):
        done(member(role, "UB09187"), report["id"], action, **body)
    wait_for("the answer", lambda: any("Đã có kết quả" in message["Subject"] for message in post.to(mailbox)))
    [text] = [message.get_content() for message in post.to(mailbox) if "Đã có kết quả" in message["Subject"]]
    base = link_in(text)
    asked = page("GET", base + "/xem")
    assert set(asked.forms) == {"rating", "reopen"} and asked.forms["rating"]["asked"] >= {f"score{n}" for n in range(1, 6)}
    assert events(dispatcher, report["id"])[-1] == "approved"
    thanked = press(base, asked, "rating", score="2", comment="Vẫn <còn> ngập")
    assert "Xin cảm ơn" in thanked.says() and "Không hài lòng" in thanked.says()
    assert dispatcher.get(f"/api/v1/cases/{report['id']}").json()["follow_up"]["rating"]["score"] == 2
    assert "mở lại" in press(base, thanked, "reopen", reason="Vẫn còn ngập").says()
    assert [item["code"] for item in member("supervisor", "VPUB").get("/api/v1/cases", params={"state": "reopened", "limit": 100}).json()["items"]].count(report["code"]) == 1
    assert not page("GET", base + "/xem").forms, "nothing can be rated now"


def test_a_sender_rates_reopens_once_and_withdraws_in_the_app(daemon, send, member, citizen_client):
    phone = f"+8498{secrets.randbelow(10**7):07}"
    report = send(contact={"phone": phone})
    app, signed_in = Api(daemon.url), citizen_client(phone)
    app.headers["Authorization"] = "Bearer " + report["secret"]
    path = f"/api/v1/reports/{report['code']}"
    assert app.get(path).json()["allowed"] == ["withdraw"]
    assert problem_of(app.post(path + "/rating", json={"score": 5}), 409, "not_allowed_now")["allowed"] == ["withdraw"]
    staff, head = member("staff", "UB09187"), member("head", "UB09187")
    for round in (1, 2):
        if round == 1:
            done(staff, report["id"], "accept")
        done(staff, report["id"], "answer", text="Đã vá xong", outcome="fixed")
        done(head, report["id"], "approve")
        key = {"Idempotency-Key": secrets.token_hex(20)}
        rated = [app.post(path + "/rating", json={"score": 1, "comment": "Chưa xong"}, headers=key) for _ in range(2)]
        assert [answer.status_code for answer in rated] == [200, 200] and rated[0].text == rated[1].text
        assert signed_in.post(path + "/rating", json={"score": 5}).json()["rating"] | {"at": None} == {"score": 5, "name": "Rất hài lòng", "at": None}
        reopened = app.post(path + "/reopen", json={"reason": "Lại sụt"})
        if round == 1:
            assert reopened.json()["status"] == "in_progress" and reopened.json()["allowed"] == ["withdraw"]
        else:
            problem_of(reopened, 409, "reopened_already")
    assert "Lại sụt" in [event.get("text") for event in app.get(path).json()["timeline"]]
    assert "Lại sụt" not in Api(daemon.url).get(path).text
    problem_of(app.post(path + "/withdraw", json={}), 409, "not_allowed_now")
    other = send()
    app.headers["Authorization"] = "Bearer " + other["secret"]
    assert app.post(f"/api/v1/reports/{other['code']}/withdraw", json={}).json()["status"] == "withdrawn"
    assert staff.get(f"/api/v1/cases/{other['id']}").json()["allowed"] == []


def test_what_was_resolved_long_ago_is_archived_and_still_found_by_its_code(db, daemon, send, member, dispatcher):
    report = send()
    for role, action, body in (("staff", "accept", {}), ("staff", "answer", {"text": "Đã vá xong", "outcome": "fixed"}), ("head", "approve", {})):
        done(member(role, "UB09187"), report["id"], action, **body)
    cursor = db.cursor()
    cursor.execute("update pakn.archive_wait set since = now() - interval '2 years' where report_id = %s", (report["id"],))
    cursor.execute("select pakn.archive_chore(1000)")
    assert cursor.fetchone()[0] >= 1
    assert Api(daemon.url).get(f"/api/v1/reports/{report['code']}").json()["status"] == "archived"

    def found(**question):
        items = dispatcher.get("/api/v1/cases/search", params={"limit": 200} | question).json()["items"]
        return report["code"] in [item["code"] for item in items]

    wait_for("the index", lambda: found(state="archived"))
    assert found(archived="true") and found(q=report["code"]), "who asks for them finds them"
    assert not found() and not found(archived="false") and not found(state="closed")
    assert done(dispatcher, report["id"], "unarchive", reason="Có đơn mới")["status"] == "resolved"


def test_a_number_of_another_system_finds_one_case(send, staff, member, dispatcher):
    ref = "PA " + secrets.token_hex(4)
    ours, theirs = send(), send(area="09190")
    noted = staff.post(f"/api/v1/cases/{ours['id']}/references", json={"source": "evn", "ref": ref})
    assert noted.status_code == 201 and noted.json()["ref"] == ref
    question = {"source": "evn", "ref": ref.upper().replace(" ", "")}
    assert staff.get("/api/v1/references", params=question).json()["code"] == ours["code"]

    def found(client):
        return [item["code"] for item in client.get("/api/v1/cases/search", params={"q": ref.lower()}).json()["items"]]

    assert found(staff) == [ours["code"]] and found(member("staff", "UB09190")) == []
    also = dispatcher.post(f"/api/v1/cases/{theirs['id']}/references", json=question | {"source": "eoffice"})
    assert also.status_code == 201 and found(dispatcher) == [theirs["code"], ours["code"]], "each system numbers for itself"
    assert dispatcher.delete(f"/api/v1/cases/{theirs['id']}/references/{also.json()['id']}").status_code == 204
    assert staff.get(f"/api/v1/cases/{ours['id']}").json()["follow_up"]["references"][0]["source_name"] == "Điện lực EVN"
    taken = problem_of(dispatcher.post(f"/api/v1/cases/{theirs['id']}/references", json=question), 409, "reference_taken")
    assert taken["case"] == {"id": ours["id"], "code": ours["code"]}
    hidden = problem_of(member("staff", "UB09190").post(f"/api/v1/cases/{theirs['id']}/references", json=question), 409, "reference_taken")
    assert "case" not in hidden
    problem_of(member("staff", "UB09190").get("/api/v1/references", params=question), 404, "unknown_case")
    path = f"/api/v1/cases/{ours['id']}/references/{noted.json()['id']}"
    assert [staff.delete(path).status_code for _ in range(2)] == [204, 204]
    problem_of(staff.get("/api/v1/references", params=question), 404, "unknown_case")
