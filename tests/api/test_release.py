"""What the desk does before something is public, and after: it sees what the public will read, with what is masked in it;
it covers parts of photos; it takes things back; it decides about what others flag."""

import hashlib
import io
import json
import random
import uuid

import pytest
from PIL import Image

import pictures
from attachments import ALL, sender_of, until
from work import act, done, photo_act, problem_of

LIST, MAP = "/api/v1/reports", "/api/v1/reports.geojson"
PHONE, PLATE, CARD = "0903 123 456", "99A-123.45", "024190012345"
PUBLIC = "Xe [biển số xe] đổ rác, gọi [số điện thoại] gặp bà Hoa, CCCD [số giấy tờ]. Mã {}"


@pytest.fixture
def settled(db):
    """settled(): what the courier does after commit, done now."""
    def settle():
        db.cursor().execute("select pakn.event_seal(100000), pakn.publication_index(100000), pakn.spot_follow(100000)")

    return settle


@pytest.fixture
def word():
    return "x" + uuid.uuid4().hex[:12]


@pytest.fixture
def desk(sign_in):
    return sign_in("dispatcher")


@pytest.fixture
def spot():
    """A place in Kinh Bắc where, but by chance, nobody else reports: at its centre others do by the hundred."""
    return {"lat": round(21.1993 + random.uniform(-0.009, 0.009), 6), "lon": round(106.058 + random.uniform(-0.009, 0.009), 6)}


@pytest.fixture
def similar(spot):
    return f"/api/v1/reports/similar?lat={spot['lat']}&lon={spot['lon']}&limit=50"


@pytest.fixture
def told(send, word, spot):
    """A report that tells of people."""
    return send(publish=True, location=spot, description=f"Xe {PLATE} đổ rác, gọi {PHONE} gặp bà Hoa, CCCD {CARD}. Mã {word}", address=f"Sau nhà bà Hoa, {PHONE}")


def preview(client, report, **drafts):
    path = f"/api/v1/cases/{report['id']}/preview"
    answer = client.post(path, json=drafts) if drafts else client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def found(api, **question):
    return [item["code"] for item in api.get(LIST, params={"limit": 100} | question).json()["items"]]


def history(client, report, *types):
    events = client.get(f"/api/v1/cases/{report['id']}").json()["history"]
    return [(e["type"], e.get("text")) for e in events if e["type"] in types]


# Words.

def test_the_desk_sees_what_the_public_will_read_before_it_does(desk, told, word):
    shown = preview(desk, told)
    text = shown["text"]
    assert (text["release"], text["public"]) == ("hidden", PUBLIC.format(word))
    assert [(m["kind"], m["words"], m["masked"]) for m in text["masks"]] == [("plate", PLATE, True), ("phone", PHONE, True), ("identity", CARD, True)]
    assert all(text["words"][m["at"]:m["at"] + m["length"]] == m["words"] for m in text["masks"])
    assert shown["address"]["public"] == "Sau nhà bà Hoa, [số điện thoại]" and "answer" not in shown and shown["publish"] is True


def test_masks_are_added_and_lifted_before_the_release(api, desk, told, word, settled):
    drafts = {"mask": ["bà Hoa"], "unmask": [PLATE]}
    public = f"Xe {PLATE} đổ rác, gọi [số điện thoại] gặp [đã che], CCCD [số giấy tờ]. Mã {word}"
    assert preview(desk, told, **drafts)["text"]["public"] == public
    assert preview(desk, told)["text"]["public"] == PUBLIC.format(word), "a draft is kept nowhere"
    done(desk, told["id"], "publish", **drafts)
    settled()
    seen = api.get(f"{LIST}/{told['code']}").json()
    assert (seen["description"], seen["address"]) == (public, "Sau nhà [đã che], [số điện thoại]")
    assert history(desk, told, "published") == [("published", "Công khai nội dung, che thêm 1 chỗ, để lộ 1 chỗ")]
    masked = {m["words"]: m["masked"] for m in preview(desk, told)["text"]["masks"]}
    assert masked == {PLATE: False, PHONE: True, CARD: True, "bà Hoa": True}
    done(desk, told["id"], "publish", unmask=[])
    assert api.get(f"{LIST}/{told['code']}").json()["description"] == public.replace(PLATE, "[biển số xe]"), "what is not said stays as it was"


def test_nothing_that_is_masked_is_told_or_found_anywhere(api, desk, told, word, settled, similar):
    done(desk, told["id"], "publish", mask=["bà Hoa"])
    settled()
    assert found(api, q=word) == [told["code"]]
    for words in ("0903", PHONE, CARD, "99a", f"{word} hoa"):
        assert told["code"] not in found(api, q=words), words
    for path in (LIST + "?limit=100", MAP + "?limit=100", similar, f"{LIST}/{told['code']}", f"{LIST}?q={word}"):
        answer = api.get(path)
        assert word in answer.text and not any(secret in answer.text for secret in (PHONE, PLATE, CARD, "bà Hoa")), path
    assert PHONE in api.get(f"{LIST}/{told['code']}", headers=sender_of(told)).json()["description"], "who wrote it reads what they wrote"
    assert PHONE in desk.get(f"/api/v1/cases/{told['id']}").json()["description"]


@pytest.mark.parametrize("field, words, place, code", [
    ("mask", ["bà Hoa", "ông Tư"], 1, "nothing_there"), ("mask", [""], 0, "bad_format"), ("mask", ["x" * 501], 0, "bad_format"),
    ("unmask", ["0903123456"], 0, "nothing_masked"), ("unmask", ["bà Hoa"], 0, "nothing_masked"), ("mask", [5], 0, "wrong_type")])
def test_only_words_that_stand_there_are_masked_or_lifted(desk, told, field, words, place, code):
    for answer in (act(desk, told["id"], "publish", **{field: words}), desk.post(f"/api/v1/cases/{told['id']}/preview", json={field: words})):
        [error] = problem_of(answer, 422, "invalid")["errors"]
        assert (error["pointer"], error["code"]) == (f"/{field}/{place}", code) and error["detail"]


def test_an_answer_is_masked_too(api, send, desk, sign_in):
    report = send(publish=True)
    done(sign_in("staff"), report["id"], "accept")
    done(sign_in("staff"), report["id"], "answer", text=f"Đã gọi {PHONE}, hotline 1900 1234.")
    done(sign_in("head"), report["id"], "approve")
    assert preview(desk, report)["answer"]["public"] == "Đã gọi [số điện thoại], hotline 1900 1234."
    done(desk, report["id"], "publish")
    assert api.get(f"{LIST}/{report['code']}").json()["answer"] == "Đã gọi [số điện thoại], hotline 1900 1234."
    assert api.get(f"{LIST}/{report['code']}", headers=sender_of(report)).json()["answer"] == f"Đã gọi {PHONE}, hotline 1900 1234."


def test_words_that_change_are_masked_again_and_masks_of_what_is_gone_are_forgotten(api, desk, told, db):
    done(desk, told["id"], "publish", mask=["bà Hoa", "đổ rác"], unmask=[PLATE])
    done(desk, told["id"], "redact", part="description", reason="Nêu tên", text="Xe đổ rác, gọi 0912 345 678 gặp ông Tư")
    done(desk, told["id"], "redact", part="address", reason="Nêu tên", text="Sau chợ")
    seen = api.get(f"{LIST}/{told['code']}").json()
    assert (seen["description"], seen["address"]) == ("Xe [đã che], gọi [số điện thoại] gặp ông Tư", "Sau chợ")
    cursor = db.cursor()
    cursor.execute("select masks, unmasks from pakn.report_publication where report_id = %s", (told["id"],))
    assert cursor.fetchall() == [(["đổ rác"], [])]


def test_what_is_taken_back_is_gone_at_once_whatever_a_client_has_kept(api, desk, told, settled, word, similar):
    done(desk, told["id"], "publish")
    settled()
    paths = (f"{LIST}/{told['code']}", LIST, MAP, similar)
    assert all(word in api.get(path).text for path in paths)
    kept = {path: api.get(path).headers["ETag"] for path in paths}
    done(desk, told["id"], "unpublish", reason="Nêu tên")
    for path, etag in kept.items():
        answer = api.get(path, headers={"If-None-Match": etag})
        assert answer.status_code == 200 and word not in answer.text, path
        assert "max-age" not in answer.headers.get("Cache-Control", ""), path


def test_what_was_public_before_there_were_masks_is_masked_by_the_courier(api, desk, told, db, word):
    done(desk, told["id"], "publish")
    cursor = db.cursor()
    cursor.execute("update pakn.report_publication set text = null, address = null, words = null, stale = true where report_id = %s", (told["id"],))
    assert "description" not in api.get(f"{LIST}/{told['code']}").json()
    cursor.execute("select pakn.publication_index(100000)")
    assert api.get(f"{LIST}/{told['code']}").json()["description"] == PUBLIC.format(word)


def test_a_preview_is_for_those_who_work_on_the_case(told, sign_in, member, api):
    path = f"/api/v1/cases/{told['id']}/preview"
    for client in (sign_in("staff"), sign_in("head"), sign_in("supervisor")):
        assert client.get(path).status_code == 200
    problem_of(member("staff", "UB09190").get(path), 404, "unknown_case")
    problem_of(api.get(path), 401, "unauthenticated")


# Photos.

RED, WHITE = (220, 30, 30), (245, 245, 245)


@pytest.fixture
def plates(upload, send):
    """A report with a light photo, of which the middle is red: the report and the photo's id."""
    image = Image.effect_noise((400, 300), 20).convert("RGB").point(lambda value: min(255, value + 110))
    image.paste(RED, (150, 100, 250, 200))
    told = upload(pictures.encode(image, "PNG"))
    return send(publish=True, attachments=[told["id"]]), told["id"]


@pytest.fixture
def cover(desk):
    def post(report, photo, *rectangles, client=None, status=200, **more):
        body = {"rectangles": [dict(zip(("x", "y", "width", "height"), r)) for r in rectangles]} | more
        answer = (client or desk).post(f"/api/v1/cases/{report['id']}/attachments/{photo}/cover", json=body)
        assert answer.status_code == status, answer.text
        return answer

    return post


def pixel(data, x, y):
    """A pixel by its share of the sides."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    return image.getpixel((int(x * image.width), int(y * image.height)))


def test_what_is_covered_is_black_in_every_size_and_the_original_is_for_staff_who_may(api, desk, plates, cover, sign_in, member):
    report, photo = plates
    before = desk.get(f"{ALL}/{photo}").content
    assert cover(report, photo, (150, 100, 100, 100), reason="Biển số").json()["id"] == photo
    photo_act(desk, report, photo, "release")
    done(desk, report["id"], "publish")
    for size in ("", "?size=medium", "?size=small"):
        data = api.get(f"{ALL}/{photo}{size}").content
        assert pixel(data, 0.5, 0.5) == (0, 0, 0) and min(pixel(data, 0.1, 0.1)) > 60, size
        assert RED not in set(Image.open(io.BytesIO(data)).convert("RGB").getdata()), size
    original = f"{ALL}/{photo}?size=original"
    for client in (desk, sign_in("staff"), sign_in("head")):
        assert client.get(original).content == before
        assert pixel(client.get(f"{ALL}/{photo}").content, 0.5, 0.5) == (0, 0, 0), "as the public sees it, unless they ask"
    for who in ({}, sender_of(report)):
        problem_of(api.get(original, headers=who), 404, "not_there")
    for client in (member("supervisor", "TT1022"), sign_in("operator"), member("staff", "UB09190")):
        problem_of(client.get(original), 404, "not_there")
    [file] = desk.get(f"/api/v1/cases/{report['id']}").json()["attachments"]
    assert file["original"] == original and file["covered"] == [{"x": 150, "y": 100, "width": 100, "height": 100}]
    for view in (api.get(f"{LIST}/{report['code']}"), api.get(f"{LIST}/{report['code']}", headers=sender_of(report))):
        [shown] = view.json()["attachments"]
        assert "original" not in json.dumps(shown) and "covered" not in shown
    assert history(desk, report, "file_covered", "file_released") == [("file_covered", "Tệp số 1: che 1 chỗ: Biển số"), ("file_released", "Tệp số 1")]


def test_the_uncovered_copies_are_deleted_and_no_cache_keeps_them(api, desk, plates, cover, files):
    report, photo = plates
    photo_act(desk, report, photo, "release")
    done(desk, report["id"], "publish")
    sizes = ("full", "medium", "small")
    public = {size: api.get(f"{ALL}/{photo}?size={size}") for size in sizes}
    names = {size: hashlib.sha256(answer.content).hexdigest() for size, answer in public.items()}
    assert all(answer.headers["Cache-Control"] == "public, no-cache" for answer in public.values())
    cover(report, photo, (150, 100, 100, 100))
    for size, answer in public.items():
        again = api.get(f"{ALL}/{photo}?size={size}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 200 and pixel(again.content, 0.5, 0.5) == (0, 0, 0), size
    assert until(lambda: not {names["small"]} & files()), "the small one is no other's"
    assert names["full"] in files(), "which is the original"
    hidden = {size: hashlib.sha256(api.get(f"{ALL}/{photo}?size={size}").content).hexdigest() for size in sizes}
    assert set(hidden.values()) <= files()
    done(desk, report["id"], "redact", part="attachment", attachment=photo, reason="Có người")
    assert until(lambda: not ({names["full"]} | set(hidden.values())) & files()), "deleted for good, with the original"
    problem_of(desk.get(f"{ALL}/{photo}?size=original"), 404, "not_there")


def test_a_cover_is_changed_and_taken_off(desk, plates, cover):
    report, photo = plates
    cover(report, photo, (150, 100, 100, 100))
    cover(report, photo, (0, 0, 40, 30))
    data = desk.get(f"{ALL}/{photo}").content
    assert pixel(data, 0.5, 0.5) == RED and pixel(data, 0.05, 0.05) == (0, 0, 0)
    first = cover(report, photo).json()
    assert pixel(desk.get(f"{ALL}/{photo}").content, 0.05, 0.05) != (0, 0, 0)
    assert cover(report, photo).json() == first
    words = [text for _, text in history(desk, report, "file_covered")]
    assert words == ["Tệp số 1: che 1 chỗ", "Tệp số 1: che 1 chỗ", "Tệp số 1: che 0 chỗ"], "the same again is done once"


@pytest.mark.parametrize("rectangle, code", [
    ((0, 0, 401, 10), "outside_picture"), ((399, 0, 2, 1), "outside_picture"), ((0, 299, 1, 2), "outside_picture"), ((-1, 0, 5, 5), "outside_picture"),
    ((0, 0, 0, 5), "outside_picture"), ((2147483647, 0, 2147483647, 5), "outside_picture"), (("a", 0, 1, 1), "bad_format"), ((0, 0, 1), "bad_format"),
    ((0.5, 0, 1, 1), "bad_format"), ((10 ** 12, 0, 1, 1), "bad_format")])
def test_a_rectangle_lies_in_the_picture(plates, cover, rectangle, code):
    [error] = problem_of(cover(*plates, (0, 0, 5, 5), rectangle, status=422), 422, "invalid")["errors"]
    assert (error["pointer"], error["code"]) == ("/rectangles/1", code) and error["detail"]


def test_only_a_picture_that_is_there_is_covered(desk, send, upload, cover, plates, db):
    film = upload(pictures.mp4())
    report = send(attachments=[film["id"]])
    problem_of(cover(report, film["id"], (0, 0, 1, 1), status=409), 409, "never_public")
    problem_of(cover(report, plates[1], (0, 0, 1, 1), status=404), 404, "not_there")
    report, photo = plates
    problem_of(cover(report, photo, *[(0, 0, 1, 1)] * 51, status=422), 422, "invalid")
    cursor = db.cursor()
    cursor.execute("update pakn.attachment set of_tenant = 26 where attachment_id = %s", (photo,))
    problem_of(cover(report, photo, (0, 0, 1, 1), status=409), 409, "kept_elsewhere")
    cursor.execute("update pakn.attachment set of_tenant = null where attachment_id = %s", (photo,))
    done(desk, report["id"], "redact", part="attachment", attachment=photo, reason="Có người")
    problem_of(cover(report, photo, (0, 0, 1, 1), status=409), 409, "never_public")


def test_a_photo_is_hidden_or_removed_with_who_and_why(api, desk, plates, sign_in):
    report, photo = plates
    done(desk, report["id"], "publish")
    for verb, state, body in (("release", "released", {}), ("hide", "hidden", {"reason": "Xem lại"}), ("release", "released", {}),
                              ("remove", "removed", {"reason": "Có trẻ em"})):
        answer = photo_act(sign_in("head"), report, photo, verb, **body)
        assert (answer.status_code, answer.json()["release"]) == (200, state)
        assert (api.get(f"{ALL}/{photo}").status_code == 200) == (state == "released")
    problem_of(photo_act(desk, report, photo, "remove"), 422, "invalid")
    problem_of(photo_act(desk, report, photo, "release", version=""), 428, "version_required")
    late = problem_of(photo_act(desk, report, photo, "release", version='"1"'), 412, "stale_version")
    assert [change["type"] for change in late["changes"]][-1] == "file_removed", "who releases what another has just taken back is told"
    assert photo_act(desk, report, photo, "remove", version='"1"', reason="Có trẻ em").json()["release"] == "removed", "what is so already is so again"
    assert desk.get(f"{ALL}/{photo}").status_code == 200 == api.get(f"{ALL}/{photo}", headers=sender_of(report)).status_code
    assert history(desk, report, "file_hidden", "file_removed") == [("file_hidden", "Tệp số 1: Xem lại"), ("file_removed", "Tệp số 1: Có trẻ em")]
    assert photo_act(desk, report, photo, "release").json()["release"] == "released", "as words may be"


# Flags.

@pytest.fixture
def flag(api):
    def post(report, item="text", client=None, status=200, **more):
        answer = (client or api).post(f"{LIST}/{report['code']}/flags", json={"item": item, "reason": "personal_data"} | more)
        assert answer.status_code == status, answer.text
        return answer

    return post


def flagged(desk, report):
    """What of a report waits for the desk."""
    items, cursor = [], None
    while True:
        page = desk.get("/api/v1/flags", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        items += page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            return {item["attachment"] if item["item"] == "photo" else item["item"]: item for item in items if item["id"] == report["id"]}


def resolve(desk, report, item, decision, status=200, **more):
    answer = desk.post(f"/api/v1/cases/{report['id']}/flags/resolve", json={"item": item, "decision": decision, "reason": "Đã xem"} | more)
    assert answer.status_code == status, answer.text
    return answer


def test_anybody_flags_what_is_public_and_nothing_else(api, desk, send, plates, flag):
    report, photo = plates
    problem_of(flag(report, status=404), 404, "unknown_code")
    done(desk, report["id"], "publish")
    for item, more in (("answer", {}), ("photo", {"attachment": photo}), ("photo", {"attachment": str(uuid.uuid4())})):
        problem_of(flag(report, item, status=404, **more), 404, "not_there")
    photo_act(desk, report, photo, "release")
    flag(report, note="Có tên bà Hoa")
    flag(report, "photo", attachment=photo, reason="child")
    problem_of(flag(report, "photo", status=422), 422, "invalid")
    problem_of(flag(report, reason="dislike", status=422), 422, "invalid")
    waiting = flagged(desk, report)
    assert {name: (item["waiting"], [r["reason"] for r in item["reasons"]]) for name, item in waiting.items()} == {"text": (1, ["personal_data"]), photo: (1, ["child"])}
    assert waiting["text"]["notes"][0]["note"] == "Có tên bà Hoa" and waiting["text"]["reasons"][0]["name"] == "Lộ thông tin của người khác"
    assert desk.get(f"/api/v1/cases/{report['id']}").json()["publication"]["flagged"] == sorted(["text", photo])
    assert api.get(f"{LIST}/{report['code']}").json()["description"], "until the desk decides"


def test_who_flags_a_thing_twice_counts_once(desk, told, flag, citizen_client):
    done(desk, told["id"], "publish")
    person = citizen_client()
    for client in (None, None, person, person):
        assert flag(told, client=client).json() == {"code": told["code"], "item": "text", "flagged": True}
    assert flagged(desk, told)["text"]["waiting"] == 2


def test_the_desk_lets_stand_or_removes_and_that_is_an_event(api, desk, told, flag, citizen_client, sign_in):
    done(desk, told["id"], "publish")
    problem_of(resolve(desk, told, "text", "keep", status=404), 404, "not_there")
    flag(told)
    problem_of(resolve(sign_in("head"), told, "text", "keep", status=403), 403, "forbidden")
    version = resolve(desk, told, "text", "keep").json()["version"]
    assert flagged(desk, told) == {} and api.get(f"{LIST}/{told['code']}").json()["description"]
    flag(told)
    assert flagged(desk, told) == {}, "who has flagged it before is not asked again"
    flag(told, client=citizen_client())
    assert flagged(desk, told)["text"]["kept_before"] is True
    assert resolve(desk, told, "text", "remove").json()["version"] == version + 1
    assert "description" not in api.get(f"{LIST}/{told['code']}").json() and flagged(desk, told) == {}
    assert history(desk, told, "flag_resolved") == [("flag_resolved", "Giữ nội dung: Đã xem"), ("flag_resolved", "Gỡ nội dung: Đã xem")]


@pytest.fixture
def two_remove(seeded):
    """What two have flagged is removed until the desk decides."""
    seeded.command("tenant", "set", "bacninh", "--flags-remove", "2")
    yield
    seeded.command("tenant", "set", "bacninh", "--flags-remove", "none")


def test_what_many_flag_is_gone_until_the_desk_decides(two_remove, api, desk, plates, flag, citizen_client):
    report, photo = plates
    done(desk, report["id"], "publish")
    photo_act(desk, report, photo, "release")
    for item, more in (("photo", {"attachment": photo}), ("text", {})):
        flag(report, item, **more)
        assert api.get(f"{ALL}/{photo}").status_code == 200
        flag(report, item, client=citizen_client(), **more)
        assert api.get(f"{ALL}/{photo}").status_code == 404, item
        assert flagged(desk, report)[photo if item == "photo" else item]["taken"] is True
        resolve(desk, report, item, "keep", **more)
        assert api.get(f"{ALL}/{photo}").status_code == 200, item
        flag(report, item, client=citizen_client(), **more)
        flag(report, item, client=citizen_client(), **more)
        assert api.get(f"{ALL}/{photo}").status_code == 200, "what the desk let stand no number removes"
        resolve(desk, report, item, "keep", **more)
    assert history(desk, report, "flag_removed") == [("flag_removed", "Tạm gỡ tệp số 1: 2 người báo"), ("flag_removed", "Tạm gỡ nội dung: 2 người báo")]


def test_the_reasons_are_those_of_the_document(api, db):
    schema = api.get("/openapi.json").json()["paths"]["/api/v1/reports/{code}/flags"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    cursor = db.cursor()
    cursor.execute("select reason from pakn.flag_reason")
    assert {reason for reason, in cursor.fetchall()} == set(schema["properties"]["reason"]["enum"])
