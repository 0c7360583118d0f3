"""A form that was filled in before something changed: it is kept, the desk looks at it, and its sender reads why."""

import uuid

import pytest

from work import act, done, problem_of, queue_items

REPORTS = "/api/v1/reports"


def admin_put(admin, noun, key, body):
    """Adds or changes a fact."""
    address = f"/api/v1/admin/{noun}/{key}"
    version = admin.get(address).headers.get("ETag")
    answer = admin.put(address, json=body, headers={"If-Match": version} if version else {})
    assert answer.status_code in (200, 201), answer.text


@pytest.fixture(scope="module")
def aged(seeded, admin, db_of_module):
    """A field that asks for two things, one that ended, and communes that ended; they stay, and nothing is routed by them."""
    for code, active in (("TUOI", True), ("TUOICU", True)):
        admin_put(admin, "categories", code, {"code": code, "name": "Biểu mẫu thử", "deadline_class": "normal", "active": active})
    admin_put(admin, "categories", "TUOICU", {"code": "TUOICU", "name": "Biểu mẫu thử", "deadline_class": "normal", "active": False})
    for body in ({"code": "co", "name": "Cỡ nào?", "kind": "choice", "choices": "nho=Nhỏ; vua=Vừa; lon=Lớn"},
                 {"code": "co", "name": "Cỡ nào?", "kind": "choice", "choices": "nho=Nhỏ; lon=Lớn"},
                 {"code": "so", "name": "Số mấy?", "kind": "number", "required": True, "valid_from": "2026-11-01"},
                 {"code": "mau", "name": "Màu gì?", "kind": "text", "valid_to": "2026-11-01"}):
        admin_put(admin, "attributes", f"TUOI:{body['code']}", {"category_code": "TUOI"} | body)
    for code in ("98001", "98002"):
        admin_put(admin, "areas", f"{code}@2001-01-01", {"code": code, "full_name": f"Xã Cũ {code}", "valid_from": "2001-01-01", "valid_to": "2025-07-01"})
    db_of_module("""insert into pakn.area_successor select 24, o.area_id, n.area_id from (values ('98001', '09187'), ('98002', '09187'),
        ('98002', '09190')) v (old, new) join pakn.area o on o.code = v.old and o.tenant_id = 24 join pakn.area n on n.code = v.new
        and n.valid_to = 'infinity' and n.tenant_id = 24 on conflict do nothing""")
    yield
    db_of_module("delete from pakn.area_successor s using pakn.area o where o.area_id = s.area_id and o.code in ('98001', '98002')")
    db_of_module("delete from pakn.area where code in ('98001', '98002')")
    for code in ("TUOI", "TUOICU"):
        admin_put(admin, "categories", code, {"code": code, "name": "Biểu mẫu thử", "deadline_class": "normal", "active": False})


@pytest.fixture(scope="module")
def db_of_module(cluster, seeded):
    """db_of_module(statement): runs it as the owner."""
    import psycopg2
    connection = psycopg2.connect(cluster.conninfo("pakn_owner"))
    connection.autocommit = True
    yield lambda statement: connection.cursor().execute(statement)
    connection.close()


REPORT = {"description": "Biển báo đổ giữa đường", "area_code": "09187", "category": "TUOI", "attributes": {"so": 1}}
# What an older form says, and what is seen of it: code, pointer, what was sent; and words of the reason.
OLDER = [
    ({"category": "TUOICU"}, [("ended_category", "/category", "TUOICU")], "Lĩnh vực"),
    ({"area_code": "98002"}, [("ended_area", "/area_code", "98002")], "Xã, phường"),
    ({"attributes": {}}, [("required_since", "/attributes/so", None)], "biểu mẫu"),
    ({"attributes": {"so": 1, "co": "vua"}}, [("changed_since", "/attributes/co", None)], "biểu mẫu"),
    ({"attributes": {"so": 1, "mau": "đỏ"}}, [("ended", "/attributes/mau", None)], "biểu mẫu"),
    ({"category": "TUOICU", "area_code": "98002"}, [("ended_category", "/category", "TUOICU"), ("ended_area", "/area_code", "98002")], "Lĩnh vực"),
]


@pytest.mark.parametrize("members, doubts, words", OLDER, ids=lambda value: str(value)[:30])
def test_what_an_older_form_names_goes_to_the_desk_with_what_was_sent(aged, api, sign_in, members, doubts, words):
    desk = sign_in("dispatcher")
    answer = api.post(REPORTS, json=REPORT | members)
    assert answer.status_code == 201, answer.text
    report = answer.json()
    assert (report["status"], report["agency"]["code"], report["routing"]["rule"]) == ("received", "TT1022", None)
    assert words in report["routing"]["reason"] and "bộ phận tiếp nhận" in report["routing"]["reason"]
    case = desk.get(f"/api/v1/cases/{report['id']}").json()
    assert case["review"]["open"] is True
    assert [(doubt["code"], doubt["pointer"], doubt.get("sent")) for doubt in case["review"]["doubts"]] == doubts
    assert case["attributes"] == (REPORT | members)["attributes"]
    seen = api.get(f"{REPORTS}/{report['code']}", headers={"Authorization": "Bearer " + report["secret"]}).json()
    assert seen["routing"]["reason"] == report["routing"]["reason"]


def test_the_one_commune_that_a_commune_became_is_taken_as_if_it_had_been_named(aged, api, sign_in):
    report, direct = (api.post(REPORTS, json=REPORT | {"category": "HTGT", "area_code": code}).json() for code in ("98001", "09187"))
    assert report["status"] == "assigned"
    assert {name: report[name] for name in ("agency", "area", "routing")} == {name: direct[name] for name in ("agency", "area", "routing")}
    case = sign_in("dispatcher").get(f"/api/v1/cases/{report['id']}").json()
    assert case["area"]["named"] == "98001" and "review" not in case


def test_of_a_commune_that_was_split_a_person_chooses_among_the_candidates(aged, api, sign_in):
    desk = sign_in("operator")
    report = api.post(REPORTS, json=REPORT | {"category": "HTGT", "area_code": "98002"}).json()
    assert report["area"] is None and report["status"] == "received"
    item, = [item for item in queue_items(desk, state="review") if item["id"] == report["id"]]
    read = desk.get(f"/api/v1/cases/{item['id']}")
    assert [unit["code"] for unit in read.json()["review"]["candidates"]] == ["09187", "09190"] and "classify" in read.json()["allowed"]
    path = f"/api/v1/cases/{report['id']}/classify"
    problem_of(desk.post(path, json={"area_code": "09190"}), 428, "version_required")
    problem_of(desk.post(path, json={"area_code": "98002"}, headers={"If-Match": read.headers["ETag"]}), 422, "invalid")
    case, direct = done(desk, report["id"], "classify", area_code="09190", reason="Đã gọi lại"), \
        api.post(REPORTS, json=REPORT | {"category": "HTGT", "area_code": "09190"}).json()
    assert case["area"]["code"] == "09190" and case["status"] == "assigned" and case["review"]["open"] is False
    assert case["agency"] == direct["agency"] and {name: case["routing"][name] for name in direct["routing"]} == direct["routing"]
    explained = desk.get(f"/api/v1/cases/{direct['id']}").json()["routing"]["explained"]
    assert case["routing"]["explained"] == explained and explained["matched"]
    assert [event["type"] for event in case["history"]] == ["received", "classified", "assigned"]
    assert report["id"] not in {item["id"] for item in queue_items(desk, state="review")}
    seen = api.get(f"{REPORTS}/{report['code']}", headers={"Authorization": "Bearer " + report["secret"]}).json()
    assert seen["area"]["code"] == "09190" and [event["type"] for event in seen["timeline"]] == ["received", "assigned"]


def test_a_point_says_where_it_is_whatever_the_commune_was_called(aged, api, places):
    report = api.post(REPORTS, json=REPORT | {"category": "HTGT", "attributes": {}, "area_code": "98002", "location": places["09187"]}).json()
    assert report["status"] == "assigned" and report["area"]["code"] == "09187"


def test_the_desk_says_the_field_of_what_came_without_one_and_the_rules_decide(api, sign_in):
    desk = sign_in("operator")
    unclassified = {name: REPORT[name] for name in ("description",)} | {"area_code": "09187"}
    report, direct = api.post(REPORTS, json=unclassified).json(), api.post(REPORTS, json=unclassified | {"category": "HTGT"}).json()
    assert (report["status"], report["category"], direct["status"]) == ("received", None, "assigned")
    version = desk.get(f"/api/v1/cases/{report['id']}").headers["ETag"]
    for body, pointer, code in (({}, "/category", "field_or_commune"), ({"reason": "Đã gọi lại"}, "/category", "field_or_commune"),
                                ({"category": "CHUACO"}, "/category", "unknown_category"), ({"category": "TUOICU"}, "/category", "unknown_category")):
        errors = problem_of(desk.post(f"/api/v1/cases/{report['id']}/classify", json=body, headers={"If-Match": version}), 422, "invalid")["errors"]
        assert [(e["pointer"], e["code"]) for e in errors] == [(pointer, code)]
    case = done(desk, report["id"], "classify", category="HTGT", reason="Đã gọi lại")
    assert (case["category"], case["area"]["code"], case["status"], case["agency"]) == ("HTGT", "09187", "assigned", direct["agency"])
    assert [event["type"] for event in case["history"]] == ["received", "classified", "assigned"] and case["due_at"] <= direct["due_at"]
    seen = api.get(f"{REPORTS}/{report['code']}", headers={"Authorization": "Bearer " + report["secret"]}).json()
    assert seen["category"] == "HTGT"


def test_a_field_that_ended_waits_for_the_field_and_not_for_the_commune(aged, api, sign_in):
    desk = sign_in("operator")
    report = api.post(REPORTS, json=REPORT | {"category": "TUOICU", "attributes": {}, "area_code": "09187"}).json()
    assert report["status"] == "received"
    assert done(desk, report["id"], "classify", area_code="09190")["status"] == "received"
    case = done(desk, report["id"], "classify", category="HTGT")
    assert (case["status"], case["area"]["code"], case["review"]["open"]) == ("assigned", "09190", False)


# What was never right is refused, by field and rule.
NEVER = [
    ({"category": "CHUACO"}, "/category", "unknown_category"),
    ({"area_code": "98099"}, "/area_code", "unknown_area"),
    ({"attributes": {"so": "1"}}, "/attributes/so", "wrong_type"),
    ({"attributes": {"so": 1, "co": "xanh"}}, "/attributes/co", "bad_choice"),
    ({"attributes": {"so": 1, "khac": 2}}, "/attributes/khac", "unknown_attribute"),
    ({"attributes": "so"}, "/attributes", "wrong_type"),
    ({"category": 5}, "/category", "wrong_type"),
]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("members, pointer, code", NEVER, ids=lambda value: str(value)[:30])
def test_what_never_was_is_refused_by_field_and_rule(aged, api, db, language, members, pointer, code):
    cursor = db.cursor()
    cursor.execute("select count(*) from pakn.report")
    [stored] = cursor.fetchone()
    document = problem_of(api.post(REPORTS, json=REPORT | members, headers={"Accept-Language": language}), 422, "invalid")
    [error] = document["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code) and error["detail"]
    cursor.execute("select count(*) from pakn.report")
    assert cursor.fetchone() == (stored,)


def test_the_desks_queue_shows_what_is_to_be_reviewed_until_somebody_decides(aged, api, sign_in):
    desk, staff = sign_in("dispatcher"), sign_in("staff")
    one, other = (api.post(REPORTS, json=REPORT | {"category": "TUOICU"}).json() for _ in range(2))
    plain = api.post(REPORTS, json={"description": "Không rõ lĩnh vực nào"}).json()

    def to_review():
        return {item["id"] for item in queue_items(desk, state="review")}

    assert {one["id"], other["id"]} <= to_review() and plain["id"] not in to_review()
    marks = {item["id"]: item.get("needs_review") for item in queue_items(desk)}
    assert marks[one["id"]] is True and marks[plain["id"]] is None
    done(desk, one["id"], "request-info", text="Ở đoạn nào?")
    assert one["id"] in to_review(), "a question decides nothing"
    done(desk, one["id"], "resume")
    done(desk, one["id"], "assign", agency="UB09187")
    assert one["id"] not in to_review() and other["id"] in to_review()
    case = staff.get(f"/api/v1/cases/{one['id']}").json()
    assert case["review"]["open"] is False and case["review"]["doubts"][0]["sent"] == "TUOICU"
    assert one["id"] in {item["id"] for item in queue_items(staff)} and not queue_items(staff, state="review")
    done(staff, one["id"], "return", reason="Không phải của xã")
    assert one["id"] not in to_review(), "what was decided once is not in doubt again"
    done(desk, other["id"], "answer", text="Đã hướng dẫn người dân.")
    assert other["id"] not in to_review()


def test_a_retry_gets_the_first_answer_whatever_was_decided_since(aged, api, sign_in, db):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = api.post(REPORTS, json=REPORT | {"category": "TUOICU"}, headers=key)
    assert act(sign_in("dispatcher"), first.json()["id"], "assign", agency="UB09187").status_code == 200
    for swept in (False, True):
        if swept:
            db.cursor().execute("update pakn.report_code set answer = null where code = %s", [first.json()["code"]])
        again = api.post(REPORTS, json=REPORT | {"category": "TUOICU"}, headers=key)
        assert again.content == first.content and again.headers["Idempotency-Replayed"] == "true"


def test_the_list_of_fields_tells_what_is_asked_today(aged, api):
    fields = {item["code"]: item for item in api.get("/api/v1/categories").json()["items"]}
    assert fields["TUOI"]["attributes"] == [
        {"code": "co", "name": "Cỡ nào?", "kind": "choice", "required": False, "choices": [{"code": "nho", "name": "Nhỏ"}, {"code": "lon", "name": "Lớn"}]},
        {"code": "so", "name": "Số mấy?", "kind": "number", "required": True}]
    assert "TUOICU" not in fields and "attributes" not in fields["HTGT"]
