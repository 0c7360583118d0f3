"""What anybody may see: tracking by a code, what was published, what is open nearby; and what nobody may."""

import json
import re
import unicodedata
import uuid

import pytest

from given import run_import
from support import TENANT, Api
from wire import ask
from work import act, done, problem_of

LIST, MAP, SIMILAR = "/api/v1/reports", "/api/v1/reports.geojson", "/api/v1/reports/similar"
WARD = "UB09187"


@pytest.fixture
def settled(db):
    """settled(): what the courier does after commit, done now."""
    def settle():
        cursor = db.cursor()
        cursor.execute("select pakn.event_seal(100000), pakn.publication_index(100000)")
        cursor.execute("select pakn.spot_follow(100000)")

    return settle


@pytest.fixture
def word():
    """A word that no other test writes, so that its search finds this test's reports alone."""
    return "x" + uuid.uuid4().hex[:12]


@pytest.fixture
def publish(send, sign_in, settled):
    """publish(category, area, **fields): a report whose sender agrees, published and findable."""
    def make(*what, **fields):
        report = send(*what, **({"publish": True} | fields))
        done(sign_in("dispatcher"), report["id"], "publish")
        settled()
        return report

    return make


@pytest.fixture
def resolve(sign_in):
    """resolve(report): has it answered, and the answer released."""
    def work(report, text="Đã sửa xong."):
        done(sign_in("staff"), report["id"], "accept")
        done(sign_in("staff"), report["id"], "answer", text=text)
        done(sign_in("head"), report["id"], "approve")

    return work


def found(api, **question):
    """The items of a list, all pages of it."""
    items, question = [], {"limit": 100} | question
    while True:
        answer = api.get(LIST, params=question)
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        if not answer.json()["next_cursor"]:
            return items
        question["cursor"] = answer.json()["next_cursor"]


def codes(items):
    return [item["code"] for item in items]


def as_sender(report):
    return {"Authorization": "Bearer " + report["secret"]}


def key():
    return {"Idempotency-Key": str(uuid.uuid4())}


# Publication.

def test_the_desk_publishes_text_and_answer_and_takes_them_back(api, send, resolve, sign_in, settled, word, places):
    report, desk = send(publish=True, description=f"Hố ga {word} mất nắp", address="Số 5"), sign_in("dispatcher")
    public = f"{LIST}/{report['code']}"
    assert not {"description", "address", "location", "answer"} & set(api.get(public).json())
    case = done(desk, report["id"], "publish")
    assert (case["publication"]["text"], case["publication"]["answer"]) == ("released", "hidden")
    settled()
    seen = api.get(public).json()
    assert (seen["description"], seen["address"]) == (f"Hố ga {word} mất nắp", "Số 5") and "answer" not in seen
    resolve(report, f"Đã thay nắp {word}.")
    assert "answer" not in api.get(public).json(), "that the sender may read it does not make it public"
    done(desk, report["id"], "publish", text=False)
    assert api.get(public).json()["answer"] == f"Đã thay nắp {word}."
    settled()
    [item] = found(api, q=word)
    assert item["answer"] == f"Đã thay nắp {word}." and item["status"] == "resolved"
    done(desk, report["id"], "unpublish", reason="Nêu tên một người", answer=False)
    assert found(api, q=word) == [], "at once, before any chore"
    seen = api.get(public).json()
    assert seen["answer"] and not {"description", "address", "location"} & set(seen)
    done(desk, report["id"], "unpublish", reason="Câu trả lời cũng vậy")
    assert "answer" not in api.get(public).json()
    history = [(e["type"], e.get("text")) for e in desk.get(f"/api/v1/cases/{report['id']}").json()["history"] if "publish" in e["type"]]
    assert history == [("published", "Công khai nội dung"), ("published", "Công khai trả lời"), ("unpublished", "Gỡ nội dung: Nêu tên một người"),
                       ("unpublished", "Gỡ nội dung, trả lời: Câu trả lời cũng vậy")]


def test_what_the_sender_or_the_law_forbids_is_not_published(send, sign_in):
    desk = sign_in("dispatcher")
    problem_of(act(desk, send()["id"], "publish"), 409, "sender_disagrees")
    problem_of(act(desk, send("NGOAI", publish=True)["id"], "publish"), 409, "out_of_scope")
    report = send(publish=True)
    errors = problem_of(act(desk, report["id"], "publish", answer=True), 422, "invalid")["errors"]
    assert [(e["pointer"], e["code"]) for e in errors] == [("/answer", "answer_not_final")]
    errors = problem_of(act(desk, report["id"], "publish", text=False), 422, "invalid")["errors"]
    assert [(e["pointer"], e["code"]) for e in errors] == [("/text", "nothing_chosen")]
    problem_of(act(desk, report["id"], "unpublish", reason="Nhầm"), 409, "not_public")


def test_a_head_publishes_where_the_agency_may(send, member, sign_in):
    admin = sign_in("admin")
    path = "/api/v1/admin/agencies/UB09190"
    fact = admin.get(path)
    report, head, staff = send(area="09190", publish=True), member("head", "UB09190"), member("staff", "UB09190")
    assert "publish" not in head.get(f"/api/v1/cases/{report['id']}").json()["allowed"]
    problem_of(act(head, report["id"], "publish"), 409, "not_allowed_now")
    changed = admin.put(path, json=fact.json() | {"publishes": True}, headers={"If-Match": fact.headers["ETag"]})
    assert changed.status_code == 200, changed.text
    try:
        assert "publish" in head.get(f"/api/v1/cases/{report['id']}").json()["allowed"]
        assert done(head, report["id"], "publish")["publication"]["text"] == "released"
        problem_of(act(staff, report["id"], "unpublish", reason="Nhầm"), 409, "not_allowed_now")
        elsewhere = send(publish=True)
        problem_of(act(head, elsewhere["id"], "publish", version='"1"'), 404, "unknown_case")
    finally:
        admin.put(path, json=fact.json() | {"publishes": False}, headers={"If-Match": changed.headers["ETag"]})


def test_an_answer_that_is_sent_back_and_a_report_that_is_refused_are_public_no_longer(api, send, resolve, sign_in, publish, word):
    desk = sign_in("dispatcher")
    answered = send(publish=True)
    resolve(answered, "Câu trả lời đầu tiên.")
    done(desk, answered["id"], "publish")
    assert api.get(f"{LIST}/{answered['code']}").json()["answer"] == "Câu trả lời đầu tiên."
    done(desk, answered["id"], "send-back", reason="Chưa đúng")
    done(sign_in("staff"), answered["id"], "answer", text="Câu trả lời thứ hai.")
    done(sign_in("head"), answered["id"], "approve")
    seen = api.get(f"{LIST}/{answered['code']}").json()
    assert "answer" not in seen and seen["description"], "another answer is another decision"
    refused = publish(description=f"Tố cáo {word} ông hàng xóm")
    assert codes(found(api, q=word)) == [refused["code"]]
    done(desk, refused["id"], "reject", reason="Đơn tố cáo")
    assert found(api, q=word) == [] and "description" not in api.get(f"{LIST}/{refused['code']}").json()


@pytest.mark.parametrize("remove", ["redact", "erase"])
def test_words_that_are_taken_out_are_found_no_longer_from_that_moment(api, publish, sign_in, word, remove):
    report = publish(description=f"Gọi ông Nguyễn {word} ở số 5", contact={"name": f"Nguyễn {word}", "phone": "0903123999"})
    assert codes(found(api, q=word)) == [report["code"]]
    if remove == "redact":
        done(sign_in("dispatcher"), report["id"], "redact", part="description", reason="Nêu tên", text="Gọi một người ở số 5")
    else:
        answer = sign_in("admin").post("/api/v1/admin/persons/erase", json={"phone": "0903123999", "reason": "Yêu cầu"})
        assert answer.status_code == 200 and report["code"] in answer.json()["codes"]
    assert found(api, q=word) == []
    for path in (f"{LIST}/{report['code']}", LIST + "?limit=100", MAP + "?limit=100"):
        assert word not in api.get(path).text, path


# Tracking.

def test_a_code_is_found_in_any_spelling(api, send):
    code = send()["code"]
    plain = code.replace("-", "")
    spellings = [code, code.lower(), plain, plain.lower(), " ".join(plain), plain[:6] + "-" + plain[6:],
                 code.replace("0", "O").replace("1", "I"), code.replace("0", "o").replace("1", "l")]
    for spelling in spellings:
        answer = api.get(f"{LIST}/{spelling}")
        assert answer.status_code == 200 and answer.json()["code"] == code, spelling


@pytest.mark.parametrize("language, words", [("vi", "gõ nhầm"), ("en", "mistyped")])
def test_a_mistyped_code_is_told_from_one_that_is_unknown(api, send, language, words):
    code = send()["code"]
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    headers = {"Accept-Language": language}
    assert words in problem_of(api.get(f"{LIST}/{wrong}", headers=headers), 404, "unknown_code")["detail"]
    for unknown in ("0000-0000-000", "BN-1999-1", "abc"):
        assert "detail" not in problem_of(api.get(f"{LIST}/{unknown}", headers=headers), 404, "unknown_code")


def test_tracking_tells_where_a_report_stands_in_words(api, send, sign_in):
    report = send()
    done(sign_in("staff"), report["id"], "accept")
    seen = {language: api.get(f"{LIST}/{report['code']}", headers={"Accept-Language": language}).json() for language in ("vi", "en")}
    assert [seen[language]["status_name"] for language in ("vi", "en")] == ["Đang xử lý", "In progress"]
    assert [e["name"] for e in seen["vi"]["timeline"]] == ["Đã tiếp nhận phản ánh", "Đơn vị đã nhận xử lý"]
    assert [e["name"] for e in seen["en"]["timeline"]] == ["The report was received", "The agency has taken it on"]
    for view in seen.values():
        assert view["agency"]["name"] and view["due_at"] == report["due_at"] and view["overdue"] is False
        assert all(e["at"] and e["agency"]["name"] and e["status_name"] for e in view["timeline"])


def test_every_public_event_and_status_has_its_words(db):
    cursor = db.cursor()
    cursor.execute("""select event_type from pakn.action, unnest('{vi,en}'::text[]) lang
        where public and pakn.event_name(event_type, lang) is null""")
    assert cursor.fetchall() == []
    cursor.execute("""select distinct s from pakn.lifecycle, unnest(array[from_status, nullif(to_status, '=')]) s, unnest('{vi,en}'::text[]) lang
        where s is not null and pakn.status_name(s, lang) is null""")
    assert cursor.fetchall() == []


def test_the_sender_reads_all_that_they_sent_but_who_they_are(api, send, places):
    sent = {"description": "Cột đèn đổ", "address": "Số 5", "kind": "site", "attributes": {"màu": "xanh"}, "publish": False,
            "anonymous": True, "observed_at": "2026-11-01T08:00:00+07:00", "location": {"lat": 21.199347, "lon": 106.058123}}
    report = send(**sent, contact={"name": "Lê Thị Kín", "phone": "0912888777", "email": "kin@example.vn", "allow_call": True})
    answer = api.get(f"{LIST}/{report['code']}", headers=as_sender(report))
    assert {name: answer.json()[name] for name in sent} == sent
    assert answer.json()["contact"] == {"name": True, "phone": True, "email": True, "allow_call": True}
    for canary in ("Kín", "912888777", "kin@example.vn", report["secret"]):
        assert canary not in answer.text


def test_an_unchanged_view_is_304_and_head_has_no_body(api, daemon, publish):
    report = publish()
    for path in (f"{LIST}/{report['code']}", LIST, MAP, SIMILAR + "?lat=21.1993&lon=106.058"):
        first = api.get(path)
        again = api.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path
        head = ask(daemon.url, "HEAD", path)
        assert (head.status_code, head.content, head.headers["Etag"]) == (200, b"", first.headers["ETag"]), path
        assert int(head.headers["Content-Length"]) == len(first.content)


# The list.

def test_filters_keep_what_they_say(api, publish, places, word):
    text = {"description": f"Mặt đường {word} sụt lún"}
    here, there = publish("HTGT", "09187", **text), publish("DIEN", "09190", **text)
    spot = places["09187"]
    box = f"{spot['lon'] - 0.001},{spot['lat'] - 0.001},{spot['lon'] + 0.001},{spot['lat'] + 0.001}"
    both = [there["code"], here["code"]]
    assert codes(found(api, q=word)) == both, "the newest first"
    for question, expected in (({"category": "HTGT"}, both[1:]), ({"category": "DIEN"}, both[:1]), ({"agency": here["agency"]["code"]}, both[1:]),
                               ({"area": "09187"}, both[1:]), ({"area": "24"}, both), ({"status": here["status"], "area": "09187"}, both[1:]),
                               ({"status": "resolved"}, []), ({"bbox": box}, both[1:]), ({"bbox": "-180,-90,180,90"}, both),
                               ({"bbox": "0,0,1,1"}, []), ({"area": "09187", "category": "DIEN"}, [])):
        assert codes(found(api, q=word, **question)) == expected, question
    assert here["code"] in codes(found(api, bbox=box))
    published = found(api, q=word)[1]
    assert published["location"] == {"lat": round(spot["lat"], 4), "lon": round(spot["lon"], 4)}


@pytest.mark.parametrize("question, code", [
    ({"bbox": "1,2,3"}, "too_few"), ({"bbox": "106,21,107,x"}, "not_a_box"), ({"bbox": "107,21,106,22"}, "not_a_box"), ({"bbox": "NaN,21,107,22"}, "not_a_box"),
    ({"bbox": "106,21,1e999,22"}, "not_a_box"), ({"bbox": "-181,21,107,22"}, "not_a_box"), ({"category": "KHONGCO"}, "unknown_category"),
    ({"agency": "KHONGCO"}, "unknown_agency"), ({"area": "99999"}, "unknown_area"), ({"cursor": "!"}, "bad_format"), ({"cursor": "AAAA"}, "bad_format"),
    ({"limit": 101}, "too_large"), ({"status": "rejected"}, "bad_choice"), ({"updated_after": "hôm qua"}, "bad_format")])
@pytest.mark.parametrize("path", [LIST, MAP])
def test_what_cannot_be_asked_is_said(api, path, question, code):
    [error] = problem_of(api.get(path, params=question), 422, "invalid")["errors"]
    assert (error["pointer"], error["code"]) in {("?" + name, code) for name in question} and error["detail"]


def test_search_minds_neither_tone_marks_nor_how_they_are_written(api, publish, word):
    text = f"Đường Hoàng Quốc Việt ({word}): nước thải ở phường Hoà Lý, Đắk Nông. 100% mùi!"
    report = publish(description=text)
    for words in ("hoàng quốc việt", "HOANG QUOC VIET", "Hoàng, Việt", "duong", "ĐƯỜNG", "hòa lý", "hoà lí", unicodedata.normalize("NFD", "Hòa Lý"),
                  "dak nong", "Đăk Nông", "100%", "mùi!!", "việt hoàng", "'việt' & !hoang | <->:*"):
        assert codes(found(api, q=f"{word} {words}")) == [report["code"]], words
    for words in ("hoang duongg", "viet nam", "hoan", "10", "ly2"):
        assert found(api, q=f"{word} {words}") == [], words


@pytest.mark.parametrize("words", ["%", "%%%", "_", "' or 1=1 --", "\\", "a:*", "!", "& | !", "<->", "(((", "*" * 100, "đ" * 100])
def test_signs_in_a_question_mean_nothing(api, publish, words):
    publish()
    assert found(api, q=words) == []


def test_pages_are_linked_and_show_each_report_once(api, publish, word):
    reports = [publish(description=f"Trang {word}")["code"] for _ in range(5)]
    seen, path = [], f"{LIST}?q={word}&limit=2"
    while path:
        answer = api.get(path)
        seen += codes(answer.json()["items"])
        assert "total" not in answer.json()
        link = re.fullmatch(r'<(.+)>; rel="next"', answer.headers.get("Link", ""))
        assert bool(link) == bool(answer.json()["next_cursor"]), "both or neither"
        path = link and link[1]
    assert seen == reports[::-1]


def test_who_keeps_a_copy_learns_of_every_change_once_and_of_what_was_taken_back(api, publish, send, sign_in, settled, word):
    late = send(publish=True, description=f"Cũ mà công khai sau {word}")
    first, second = (publish(description=f"Bản {i} {word}") for i in range(2))

    def changes(since):
        ours = {late["code"], first["code"], second["code"]}
        return [item for item in found(api, updated_after=since, limit=1) if item["code"] in ours]

    start = found(api, q=word)[-1]["updated_at"]
    copied = changes(start)
    assert codes(copied) == [second["code"]], "after, not at"
    done(sign_in("dispatcher"), late["id"], "publish")
    done(sign_in("staff"), first["id"], "accept")
    settled()
    news = changes(copied[-1]["updated_at"])
    assert sorted(codes(news)) == sorted([late["code"], first["code"]]), "an old report, published late, and one that moved"
    assert {item["status"] for item in news if item["code"] == first["code"]} == {"in_progress"}
    done(sign_in("dispatcher"), second["id"], "unpublish", reason="Nêu tên")
    settled()
    [gone] = changes(news[-1]["updated_at"])
    assert gone == {"code": second["code"], "removed": True, "updated_at": gone["updated_at"]}
    assert codes(found(api, q=word)) == [first["code"], late["code"]]
    stamps = [item["updated_at"] for item in found(api, updated_after="2020-01-01T00:00:00+07:00")]
    assert stamps == sorted(stamps)


def test_a_row_that_changes_while_one_pages_is_seen_again_and_hides_no_other(api, publish, sign_in, settled):
    start = found(api)[0]["updated_at"] if found(api) else "2026-01-01T00:00:00+07:00"
    start = max([item["updated_at"] for item in found(api, updated_after="2020-01-01T00:00:00+07:00")], default=start)
    reports = [publish() for _ in range(4)]
    page = api.get(LIST, params={"updated_after": start, "limit": 2}).json()
    assert codes(page["items"]) == [r["code"] for r in reports[:2]]
    done(sign_in("staff"), reports[0]["id"], "accept")
    settled()
    rest = found(api, updated_after=start, cursor=page["next_cursor"])
    assert codes(rest) == [r["code"] for r in reports[2:] + reports[:1]]


def test_the_map_is_geojson(api, publish, word):
    located = publish(description=f"Có chỗ {word}", location={"lat": 21.1993456, "lon": 106.0583219})
    home = publish(description=f"Chờ giấy tờ {word}", kind="procedure", location={"lat": 21.1993456, "lon": 106.0583219})
    answer = api.get(MAP, params={"q": word})
    assert answer.headers["Content-Type"] == "application/geo+json"
    document = answer.json()
    assert document["type"] == "FeatureCollection" and document["next_cursor"] is None
    features = {feature["id"]: feature for feature in document["features"]}
    assert features[located["code"]]["geometry"] == {"type": "Point", "coordinates": [106.0583, 21.1993]}, "longitude first, to 11 metres"
    assert features[home["code"]]["geometry"] is None, "a procedure has no place; where its sender lives is nobody's business"
    for feature in features.values():
        assert feature["type"] == "Feature" and feature["properties"]["description"] and "location" not in feature["properties"]
    assert codes(f["properties"] for f in api.get(MAP, params={"q": word, "bbox": "106,21,106.1,21.3"}).json()["features"]) == [located["code"]]


# Nearby.

def near(api, lat=21.1993, lon=106.058, **question):
    answer = api.get(SIMILAR, params={"lat": lat, "lon": lon, "limit": 50} | question)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


@pytest.fixture
def corner(db, places):
    """A place where no other test reports: a point of its own in a commune."""
    cursor = db.cursor()
    cursor.execute("""select st_y(p.spot), st_x(p.spot) from pakn.area_part a, lateral (select st_pointonsurface(a.geom) as spot) p
        where a.tenant_id = 24 and not exists (select from pakn.report r where r.lat is not null
            and st_distancesphere(p.spot, st_setsrid(st_makepoint(r.lon, r.lat), 4326)) < 5000) limit 1""")
    [(lat, lon)] = cursor.fetchall()
    return {"lat": lat, "lon": lon}


def test_a_neighbour_sees_field_distance_and_status_of_what_is_not_public(api, send, publish, settled, sign_in, corner):
    hidden = send("DIEN", location={"lat": corner["lat"] + 0.0003, "lon": corner["lon"]}, description="Dây điện đứt", address="Số 5")
    public = publish("HTGT", location=corner, description="Mặt đường sụt")
    closed, procedure, outside = (send(category, location=corner, **fields)
                                  for category, fields in (("HTGT", {}), ("HTGT", {"kind": "procedure"}), ("NGOAI", {})))
    done(sign_in("dispatcher"), closed["id"], "reject", reason="Không phải")
    settled()
    items = near(api, **corner)
    assert [item["category"] for item in items] == ["HTGT", "DIEN"]
    assert items[0]["code"] == public["code"] and items[0]["description"] == "Mặt đường sụt" and items[0]["distance"] <= 20
    assert set(items[1]) == {"handle", "distance", "status", "status_name", "category", "category_name"}
    assert near(api, **corner, category="DIEN")[0]["category"] == "DIEN", "the same field ranks before the nearest"
    assert near(api, lat=corner["lat"] + 0.01, lon=corner["lon"]) == [], "300 metres by default"
    assert len(near(api, lat=corner["lat"] + 0.01, lon=corner["lon"], radius=2000)) == 2


def test_nobody_finds_out_where_a_neighbour_reports_from_by_asking_from_all_sides(api, send, settled, corner):
    lat, lon = round(corner["lat"], 3), round(corner["lon"], 3)
    for north in (-0.0004, 0.0004):
        send("DIEN", location={"lat": lat + north, "lon": lon + north})
    settled()
    for side in ((lat + 0.002, lon), (lat, lon + 0.002), (lat - 0.002, lon - 0.001)):
        assert len({item["distance"] for item in near(api, *side)}) == 1, "both are told from the same point of the grid"


def test_nobody_finds_out_words_that_are_not_public_by_trying_them(api, send, publish, settled, corner):
    for text in ("Nhà bà Tám đổ rác", "Chó dữ thả rông"):
        send("HTGT", location=corner, description=text)
    public = publish("HTGT", location=corner, description="Cây đổ chắn ngang đường")
    settled()
    order = [item["handle"] for item in near(api, **corner)]
    for text in ("Nhà bà Tám đổ rác", "Chó dữ thả rông"):
        assert [i["handle"] for i in near(api, **corner, text=text) if "code" not in i] == [
            h for h in order if h in {i["handle"] for i in near(api, **corner) if "code" not in i}], text
    assert near(api, **corner, text="cay do chan duong")[0]["code"] == public["code"]


# The same trouble.

def test_each_citizen_joins_once(api, send, settled, corner, citizen_client, sign_in):
    report = send("DIEN", location=corner)
    settled()
    [item] = near(api, **corner)
    path, mine = f"{SIMILAR}/{item['handle']}/me-too", key()
    for headers, count in ((mine, 1), (mine, 1), (key(), 2)):
        assert api.post(path, headers=headers).json() == {"me_too": count}
    citizen = citizen_client()
    for headers in ({}, key(), key()):
        assert citizen.post(path, headers=headers).json() == {"me_too": 3}, "one person, whatever the key"
    for view in (api.get(f"{LIST}/{report['code']}"), sign_in("dispatcher").get(f"/api/v1/cases/{report['id']}")):
        assert view.json()["me_too"] == 3
    assert "me_too" not in near(api, **corner)[0]


def test_who_sent_it_does_not_join_themselves(citizen_client, settled, places, api, corner):
    sender = citizen_client()
    report = sender.post(LIST, json={"category": "DIEN", "description": "Mất điện cả ngõ", "location": corner}).json()
    settled()
    [item] = near(api, **corner)
    assert sender.post(f"{SIMILAR}/{item['handle']}/me-too").json() == {"me_too": 0}
    assert "me_too" not in api.get(f"{LIST}/{report['code']}").json()


def test_joining_is_refused_where_it_would_mean_nothing(api, send, publish, resolve, citizen_client):
    hidden, public = send(), publish()
    problem_of(api.post(f"{LIST}/{hidden['code']}/me-too", headers=key()), 404, "unknown_code")
    problem_of(api.post(f"{SIMILAR}/{uuid.uuid4()}/me-too", headers=key()), 404, "not_there")
    problem_of(api.post(f"{SIMILAR}/none/me-too", headers=key()), 404, "not_there")
    [error] = problem_of(api.post(f"{LIST}/{public['code']}/me-too"), 422, "invalid")["errors"]
    assert error["code"] == "session_or_key" and error["detail"]
    problem_of(api.post(f"{LIST}/{public['code']}/me-too", headers={"Idempotency-Key": "short"}), 400, "bad_idempotency_key")
    assert api.post(f"{LIST}/{public['code'].lower()}/me-too", headers=key()).json() == {"me_too": 1}
    resolve(public)
    problem_of(api.post(f"{LIST}/{public['code']}/me-too", headers=key()), 409, "closed_already")


def test_whoever_is_forgotten_has_joined_nothing(citizen_client, publish, sign_in, api):
    report, phone = publish(), "+84923000444"
    assert citizen_client(phone).post(f"{LIST}/{report['code']}/me-too").json() == {"me_too": 1}
    assert sign_in("admin").post("/api/v1/admin/persons/erase", json={"phone": phone, "reason": "Yêu cầu"}).status_code == 200
    assert "me_too" not in api.get(f"{LIST}/{report['code']}").json()


# Walls.

def public_answers(document, reports, words):
    """Every address that anybody may read, asked in every way that could find one of these reports."""
    spot = {"lat": 21.199347, "lon": 106.058123}
    yield from ("/openapi.json", "/")
    for form in (LIST, MAP):
        yield from (f"{form}?{question}" for question in ("limit=100", "updated_after=2020-01-01T00:00:00Z&limit=100", "category=HTGT&limit=100",
                    "area=09187&limit=100", "bbox=106.05,21.19,106.07,21.21&limit=100", "status=resolved&limit=100"))
        yield from (f"{form}?q={word}" for word in words)
    yield from (f"{SIMILAR}?lat={spot['lat']}&lon={spot['lon']}&radius=2000&limit=50{more}" for more in ("", "&category=HTGT", f"&text={words[0]}"))
    yield from (f"{LIST}/{report['code']}" for report in reports)
    for path, item in document["paths"].items():
        if "{" not in path and {} in item.get("get", {}).get("security", [{"bearer": []}]) and not path.startswith("/api/v1/session"):
            yield path + "?lat=21.199347&lon=106.058123" * (path.endswith(("locate", "similar")))


def test_no_public_answer_holds_what_was_not_released(api, send, resolve, sign_in, member, settled, seeded, cluster):
    canary = "chim" + uuid.uuid4().hex[:10]
    desk, staff = sign_in("dispatcher"), sign_in("staff")
    everything = {"description": f"{canary} kêu", "address": f"số 5 {canary}", "attributes": {canary: canary}, "observed_at": "2026-11-02T03:04:05+07:00",
                  "contact": {"name": f"Ông {canary}", "phone": "0912777666", "email": f"{canary}@example.vn"},
                  "location": {"lat": 21.199347, "lon": 106.058123}}
    entered = desk.post(LIST, json={"category": "HTGT", "channel": "hotline", "on_behalf_of": f"Bà {canary}", "call_id": f"goi-{canary}"} | everything)
    reports = [entered.json(), send(**everything), send(**everything, anonymous=True, publish=True), send("NGOAI", **everything, publish=True)]
    withdrawn = send(**everything, publish=True)
    done(desk, withdrawn["id"], "publish")
    settled()
    done(desk, withdrawn["id"], "unpublish", reason=f"Vì {canary}")
    reports.append(withdrawn)
    for report in reports[:3] + [withdrawn]:
        done(staff, report["id"], "note", version="", text=f"Ghi chú {canary}")
        done(staff, report["id"], "message", version="", text=f"Nhắn {canary}")
        done(staff, report["id"], "request-info", text=f"Hỏi {canary}")
        done(staff, report["id"], "resume")
        resolve(report, f"Trả lời {canary}")
    old = run_import(seeded, cluster.conninfo("pakn_owner"), TENANT, "reports", "code,received_at,status,released_at,answer,description,address,contact_name,lat,lon,publish,category_code,public\n"
                     f"CU-{canary},2026-11-03 10:00,resolved,2026-11-04 10:00,Trả lời {canary},{canary} cũ,{canary},{canary},21.199347,106.058123,true,HTGT,false\n"
                     f"NG-{canary},2026-11-03 10:00,resolved,2026-11-04 10:00,Trả lời {canary},{canary} cũ,{canary},{canary},21.199347,106.058123,true,NGOAI,true\n")
    assert old.returncode == 0, old.stdout + old.stderr
    settled()
    # Published, but with what is not: who sent it, what staff wrote, the exact place.
    shown = send(**everything | {"description": "Nắp cống vỡ", "address": "Ngã tư"}, publish=True)
    done(staff, shown["id"], "note", version="", text=f"Ghi chú {canary}")
    resolve(shown, "Đã thay.")
    done(desk, shown["id"], "publish")
    settled()
    document = api.get("/openapi.json").json()
    count = 0
    for path in public_answers(document, [*reports, shown], [canary, "chim", "912777666", "nap cong"]):
        answer = api.get(path)
        assert answer.status_code in (200, 404), (path, answer.text)
        text = answer.text.replace(f"CU-{canary}".upper(), "").replace(f"CU-{canary}", "").replace(f"NG-{canary}", "")
        # Whole: six digits stand in some microseconds, too, and a time of day once in each.
        for secret in (canary, "912777666", "21.199347", "106.058123", "11-02T03:04:05", *(r["secret"] for r in reports)):
            assert secret not in text, (path, secret)
        count += 1
    assert count > 35
    assert codes(found(api, q="nắp cống vỡ"))[0] == shown["code"]


def test_what_an_older_system_had_published_is_public_here(api, seeded, cluster, settled, word):
    done_import = run_import(seeded, cluster.conninfo("pakn_owner"), TENANT, "reports", "code,received_at,status,released_at,answer,description,lat,lon,category_code,public\n"
                             f"OLD-{word},2026-11-03 10:00,resolved,2026-11-04 10:00,Đã vá,Ổ gà {word},21.1993,106.058,HTGT,true\n")
    assert done_import.returncode == 0, done_import.stdout + done_import.stderr
    settled()
    [item] = found(api, q=word)
    assert (item["code"], item["answer"], item["location"]) == (f"OLD-{word}", "Đã vá", {"lat": 21.1993, "lon": 106.058})


def test_another_province_shows_nothing_of_it(api, publish, db, daemon, word):
    report = publish(description=f"Ở đây {word}")
    cursor = db.cursor()
    cursor.execute("insert into pakn.tenant (tenant_id, code, name) values (26, 'tinhxa', 'Tỉnh xa'); insert into pakn.tenant_host values ('xa.test', 26)")
    try:
        cursor.execute("select (pakn.report_list(26, null, null, null, null, null, null, %s, null, null, null, 'vi')).body", (word,))
        assert json.loads(cursor.fetchone()[0])["items"] == []
        cursor.execute("select (pakn.report_similar(26, 21.1993, 106.058, null, null, 2000, 50, 'vi')).body")
        assert json.loads(cursor.fetchone()[0])["items"] == []
        for call in (f"pakn.report_show(null, 26, '{report['code']}', false, 'vi')", f"pakn.report_join(null, 26, gen_random_uuid(), '{report['code']}', null)"):
            cursor.execute("select test from (select 1) t (test) where false")
            with pytest.raises(Exception, match="unknown_code"):
                cursor.execute("select " + call)
    finally:
        cursor.execute("delete from pakn.tenant_host where tenant_id = 26; delete from pakn.tenant where tenant_id = 26")


def test_metrics_tell_how_much_waits_for_the_courier(daemon):
    text = Api(daemon.admin_url).get("/metrics").text
    for name in ("publications_waiting", "spots_waiting"):
        assert re.search(rf'^pakn_{name}{{process="courier"}} \d+$', text, re.M), name
