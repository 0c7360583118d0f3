"""What is wrong is refused with a problem document that says what and where, in Vietnamese and English."""

import json

import pytest

from wire import ask, exchange
from work import done

# code: titles
TITLES = {
    "bad_request": ("Yêu cầu không đọc được", "The request cannot be read"),
    "bad_json": ("Nội dung không phải JSON hợp lệ", "The body is not valid JSON"),
    "bad_idempotency_key": ("Idempotency-Key không hợp lệ", "The Idempotency-Key is not valid"),
    "bad_header": ("Một dòng tiêu đề HTTP không hợp lệ", "A header is not valid"),
    "bad_host": ("Host không hợp lệ", "The Host header is not valid"),
    "bad_framing": ("Độ dài nội dung không rõ ràng", "The length of the body is not clear"),
    "bad_request_line": ("Dòng yêu cầu HTTP không hợp lệ", "The request line is not valid"),
    "bad_target": ("Đường dẫn không hợp lệ", "The path is not valid"),
    "unauthenticated": ("Cần đăng nhập, hoặc phiên đã hết hạn", "A valid credential is needed"),
    "wrong_login": ("Sai tên đăng nhập hoặc mật khẩu", "Wrong user name or password"),
    "forbidden": ("Không có quyền", "Not permitted"),
    "not_found": ("Không có địa chỉ này", "There is nothing at this address"),
    "unknown_code": ("Không có phản ánh với mã này", "There is no report with this code"),
    "unknown_case": ("Không có hồ sơ này", "There is no such case"),
    "unknown_area": ("Không có đơn vị hành chính này", "There is no such area"),
    "method_not_allowed": ("Phương thức không dùng được ở đây", "This method cannot be used here"),
    "not_allowed_now": ("Hồ sơ đang ở bước khác, không thực hiện được việc này", "The case does not allow this now"),
    "stale_version": ("Nội dung đã được người khác thay đổi", "It was changed meanwhile"),
    "body_too_large": ("Nội dung quá lớn", "The body is too large"),
    "target_too_long": ("Đường dẫn quá dài", "The path is too long"),
    "unsupported_media_type": ("Cần Content-Type: application/json", "Content-Type: application/json is needed"),
    "expectation_failed": ("Expect không được hỗ trợ", "This Expect is not supported"),
    "invalid": ("Dữ liệu chưa đúng", "The data are not valid"),
    "out_of_area": ("Địa điểm ở ngoài tỉnh", "The place is outside the province"),
    "key_reused": ("Idempotency-Key đã dùng cho nội dung khác", "The Idempotency-Key was used with another body"),
    "version_required": ("Cần If-Match với phiên bản đã đọc", "If-Match with the version that was read is needed"),
    "head_too_large": ("Phần đầu HTTP quá lớn", "The head of the request is too large"),
    "method_not_implemented": ("Phương thức không được hỗ trợ", "This method is not known"),
    "version_not_supported": ("Chỉ hỗ trợ HTTP/1.1", "Only HTTP/1.1 is supported"),
}

# name: code, details; {} is the argument
DETAILS = {
    "required": ("required", "Trường này là bắt buộc.", "This field is required."),
    "unknown": ("unknown_field", "Không có trường nào tên như vậy.", "There is no field of this name."),
    "unknown_near": ("unknown_field", "Không có trường nào tên như vậy; có phải ý bạn là \"{}\"?",
                     "There is no field of this name; did you mean \"{}\"?"),
    "twice": ("duplicate", "Trường này xuất hiện nhiều lần.", "This field is given more than once."),
    "not_text": ("wrong_type", "Phải là một chuỗi.", "This must be a string."),
    "not_number": ("wrong_type", "Phải là một số.", "This must be a number."),
    "not_integer": ("wrong_type", "Phải là một số nguyên.", "This must be a whole number."),
    "not_boolean": ("wrong_type", "Phải là true hoặc false.", "This must be true or false."),
    "not_object": ("wrong_type", "Phải là một đối tượng JSON.", "This must be a JSON object."),
    "not_codes": ("wrong_type", "Phải là một mảng các mã.", "This must be an array of codes."),
    "too_short": ("too_short", "Phải có ít nhất {} ký tự.", "This must have at least {} characters."),
    "too_long": ("too_long", "Chỉ được có tối đa {} ký tự.", "This may have at most {} characters."),
    "too_small": ("too_small", "Không được nhỏ hơn {}.", "This must not be less than {}."),
    "too_large": ("too_large", "Không được lớn hơn {}.", "This must not be greater than {}."),
    "too_few": ("too_few", "Phải có ít nhất {} mục.", "This must have at least {} items."),
    "too_many": ("too_many", "Chỉ được có tối đa {} mục.", "This may have at most {} items."),
    "control": ("bad_character", "Không được chứa ký tự điều khiển.", "This must not hold control characters."),
    "bad_time": ("bad_format", "Phải là thời điểm theo RFC 3339 có múi giờ, ví dụ 2026-11-22T07:46:44+07:00.",
                 "This must be an RFC 3339 time with its offset, such as 2026-11-22T07:46:44+07:00."),
    "bad_choice": ("bad_choice", "Phải là một trong các giá trị: {}.", "This must be one of: {}."),
    "bad_code": ("bad_format", "Mã chỉ gồm chữ cái không dấu, chữ số và các dấu . _ -",
                 "A code has only the letters A to Z, digits and the signs . _ -"),
    "bad_uuid": ("bad_format", "Phải là một UUID.", "This must be a UUID."),
    "bad_phone": ("bad_format", "Phải là số điện thoại Việt Nam, ví dụ 0903123456.",
                  "This must be a Vietnamese telephone number, such as 0903123456."),
    "bad_email": ("bad_format", "Phải là địa chỉ thư điện tử, ví dụ ten@example.vn.",
                  "This must be an e-mail address, such as name@example.vn."),
    "empty": ("bad_json", "Nội dung trống; cần một đối tượng JSON.", "The body is empty; a JSON object is wanted."),
    "syntax": ("bad_json", "Không phải JSON hợp lệ (RFC 8259): sai ở byte {}.",
               "This is not JSON (RFC 8259): it goes wrong at byte {}."),
    "utf8": ("bad_utf8", "Không phải UTF-8 hợp lệ ở byte {}.", "This is not UTF-8 at byte {}."),
    "nul": ("bad_character", "Ký tự NUL không được phép (byte {}).", "The character NUL is not allowed (byte {})."),
    "surrogate": ("bad_character", "Chỉ có một nửa cặp surrogate ở byte {}.",
                  "There is half of a surrogate pair at byte {}."),
    "json_twice": ("duplicate", "Một đối tượng có cùng một khóa hai lần (byte {}).",
                   "An object has the same key twice (byte {})."),
    "depth": ("too_deep", "JSON lồng quá 16 tầng (byte {}).",
              "The JSON is nested more than 16 levels deep (byte {})."),
    "keys": ("too_many", "JSON có hơn 1000 khóa (byte {}).", "The JSON has more than 1000 keys (byte {})."),
    "number": ("too_large", "Số quá lớn hoặc quá dài ở byte {}.",
               "The number at byte {} is too large or too long."),
    "trailing": ("bad_json", "Có dữ liệu thừa sau JSON, từ byte {}.",
                 "There is something behind the JSON, from byte {} on."),
    "encoding": ("bad_encoding", "Mã hóa phần trăm hoặc UTF-8 không hợp lệ.",
                 "The percent-encoding or the UTF-8 in it is not valid."),
    "unknown_category": ("unknown_category", "Không có lĩnh vực với mã này.", "There is no category of this code."),
    "unknown_area": ("unknown_area", "Không có xã, phường với mã này.", "There is no commune of this code."),
    "unknown_agency": ("unknown_agency", "Không có đơn vị với mã này; tìm mã: GET /api/v1/agencies?q=TÊN.",
                       "There is no agency of this code; GET /api/v1/agencies?q=NAME finds codes."),
    "desk_agency": ("desk_agency", "Không chuyển về bộ phận tiếp nhận; hãy trả lại (return).", "A case is not transferred to the desk: return it."),
    "not_coordinating": ("not_coordinating", "Đơn vị này không phối hợp.", "The agency does not coordinate."),
    "same_agency": ("same_agency", "Hồ sơ đang ở chính đơn vị này.", "The case is with this agency already."),
    "out_of_area": ("out_of_area", "Địa điểm ở ngoài tỉnh.", "The place is outside the province."),
    "staff_only": ("staff_only", "Chỉ tiếp nhận viên được dùng trường này.", "Only operators may use this field."),
    "unknown_group": ("unknown_group", "Phải là agency, successor, level, area, category, channel, kind, urgency, hour, day, week, month, quarter hoặc year.",
                      "Must be agency, successor, level, area, category, channel, kind, urgency, hour, day, week, month, quarter or year."),
    "not_kept_together": ("not_kept_together", "Hai nhóm này không được tổng hợp cùng nhau; hãy dùng một nhóm, hoặc một nhóm với một đơn vị thời gian.",
                          "These two are not kept together: ask for one, or one and a time."),
    "received_only": ("received_only", "Chỉ dùng với `basis=received`.", "Only with `basis=received`."),
    "not_after_from": ("not_after_from", "Phải sau `from`.", "Must be after `from`."),
    "not_a_full_hour": ("not_a_full_hour", "Phải là giờ tròn.", "Must be a full hour."),
    "field_or_commune": ("field_or_commune", "Cần lĩnh vực (category), địa bàn (area_code), hoặc cả hai.", "Needs the field (category), the commune (area_code), or both."),
    "bad_period": ("bad_period", "Phải là một năm, quý hoặc tháng, như 2025, 2025-Q4, 2025-10.", "Must be a year, quarter or month, such as 2025, 2025-Q4, 2025-10."),
    "bad_format": ("bad_format", "Không đúng định dạng.", "Not of the right form."),
}

JSON = ("Content-Type", "application/json")
GOOD = {"category": "HTGT", "description": "Ổ gà trước cổng trường", "area_code": "09187"}
REPORTS, QUEUE, STATS = "/api/v1/reports", "/api/v1/queue", "/api/v1/stats/resolution"
KINDS = "site, procedure, business"
CHANNELS = "hotline, desk, paper, email, group"
STATES = "open, unclaimed, mine, overdue, escalated, urged, review, contested, returned, unaccepted, reopened, received, info_requested, assigned, in_progress, paused, answered"
DAY = "from=2026-01-01T00:00:00%2B07:00&to=2026-01-02T00:00:00%2B07:00"
UUID = "018f0000-0000-7000-8000-000000000000"

CASES = []


def bad(name, method, path, status, code, errors=(), who=None, headers=(), body=None, members=None, allow=None):
    """Adds a row.  errors: (pointer, name of DETAILS, argument); body: bytes, or what becomes JSON."""
    headers = list(headers)
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body, ensure_ascii=False).encode()
        headers.append(JSON)
    errors = errors and [error + (None,) * (3 - len(error)) for error in errors]
    CASES.append(pytest.param(method, path, headers, body or b"", who, status, code, errors, members or {}, allow, id=name))


def bad_report(name, changes, *errors, **more):
    bad(name, "POST", REPORTS, 422, "invalid", errors, body=GOOD | changes, **more)


def bad_body(name, body, *error):
    bad(name, "POST", REPORTS, 400, "bad_json", [("",) + error], headers=[JSON], body=body)


def bad_query(name, path, query, *errors, who="staff"):
    bad(name, "GET", f"{path}?{query}", 422, "invalid", errors, who=who)


# Bodies that are no JSON, or no JSON that two readers would read alike.
bad_body("syntax", b'{"description": }', "syntax", 16)
bad_body("cut off", b'{"description": "abcde"', "syntax", 23)
bad_body("single quotes", b"{'description': 'abcde'}", "syntax", 1)
bad_body("NaN", b'{"location": NaN}', "syntax", 13)
bad_body("Infinity", b'{"location": {"lat": -Infinity}}', "syntax", 22)
bad_body("comment", b'{"description": "abcde" /* x */}', "syntax", 24)
bad_body("comma too many", b'{"description": "abcde",}', "syntax", 24)
bad_body("leading zero", b'{"location": {"lat": 021, "lon": 106}}', "syntax", 22)
bad_body("byte order mark", b'\xef\xbb\xbf{"description": "abcde"}', "syntax", 0)
bad_body("raw newline in a string", b'{"description": "abc\nde"}', "syntax", 20)
bad_body("trailing bytes", b'{"description": "abcde"} {}', "trailing", 25)
bad_body("trailing NUL", b'{"description": "abcde"}\0', "trailing", 24)
bad_body("white space only", b"  \n", "empty")
bad_body("UTF-8 overlong", b'{"description": "ab\xc0\xafcd"}', "utf8", 19)
bad_body("UTF-8 surrogate", b'{"description": "ab\xed\xa0\x80cd"}', "utf8", 19)
bad_body("UTF-8 above the last character", b'{"description": "ab\xf4\x90\x80\x80cd"}', "utf8", 19)
bad_body("UTF-8 cut", b'{"description": "abcd\xe1\xba"}', "utf8", 21)
bad_body("Latin-1", b'{"description": "\xd4 g\xe0"}', "utf8", 17)
bad_body("UTF-16", '{"description": "abcde"}'.encode("utf-16"), "syntax", 0)
bad_body("NUL escaped", b'{"description": "abc\\u0000de"}', "nul", 26)
bad_body("NUL in a key", b'{"description\\u0000x": "abcde"}', "nul", 19)
bad_body("lone high surrogate", b'{"description": "abc\\ud800de"}', "surrogate", 26)
bad_body("lone low surrogate", b'{"description": "abc\\udc00de"}', "surrogate", 26)
bad_body("surrogates in the wrong order", b'{"description": "\\udc00\\ud800"}', "surrogate", 23)
bad_body("the same key twice", b'{"description": "abcde", "description": "fghij"}', "json_twice", 38)
bad_body("the same key twice, once escaped", b'{"description": "abcde", "descriptio\\u006e": "x"}', "json_twice", 43)
bad_body("the same key twice, deep", b'{"attributes": {"a": [{"b": 1, "b": 2}]}}', "json_twice", 34)
bad_body("17 levels of objects", b'{"attributes":' + b'{"a":' * 16 + b"1" + b"}" * 17, "depth", 14 + 5 * 15)
bad_body("17 levels of arrays", b'{"attributes":{"a":' + b"[" * 15 + b"]" * 15 + b"}}", "depth", 19 + 14)
bad_body("1001 keys", b'{"attributes":{' + b",".join(b'"%d":1' % i for i in range(1000)) + b"}}", "keys", 7902)
bad_body("a number beyond doubles", b'{"location": {"lat": 1e400, "lon": 1}}', "number", 26)
bad_body("a number of 100 digits", b'{"location": {"lat": ' + b"1" * 100 + b', "lon": 1}}', "number", 121)
bad("an empty body", "POST", REPORTS, 422, "invalid", [("/description", "required")])
bad("an array", "POST", REPORTS, 422, "invalid", [("", "not_object")], body=[1])
bad("a string", "POST", REPORTS, 422, "invalid", [("", "not_object")], body="description")
bad("null", "POST", REPORTS, 422, "invalid", [("", "not_object")], headers=[JSON], body=b"null")

# Fields of a report.
bad_report("description missing", {"description": None}, ("/description", "required"))
bad_report("description empty", {"description": ""}, ("/description", "required"))
bad_report("description of white space", {"description": " \t\n\u00a0\u200b"}, ("/description", "required"))
bad_report("description of 4 characters", {"description": "Ổ gà"}, ("/description", "too_short", 5))
bad_report("description of 4001 characters", {"description": "ổ" * 4001}, ("/description", "too_long", 4000))
bad_report("description a number", {"description": 12345}, ("/description", "not_text"))
bad_report("description an array", {"description": ["abcde"]}, ("/description", "not_text"))
bad_report("description with a control character", {"description": "abc\u0007de"}, ("/description", "control"))
bad_report("description with DEL", {"description": "abc\u007fde"}, ("/description", "control"))
bad_report("description with NEL", {"description": "abc\u0085de"}, ("/description", "control"))
bad_report("category a number", {"category": 1}, ("/category", "not_text"))
bad_report("category with a space", {"category": "HT GT"}, ("/category", "bad_code"))
bad_report("category with a quote", {"category": "HTGT'--"}, ("/category", "bad_code"))
bad_report("category with a diacritic", {"category": "Đ"}, ("/category", "bad_code"))
bad_report("category of 41 characters", {"category": "A" * 41}, ("/category", "too_long", 40))
bad_report("category empty", {"category": ""}, ("/category", "too_short", 1))
bad_report("category unknown", {"category": "XYZ"}, ("/category", "unknown_category"))
bad_report("category in lower case", {"category": "htgt"}, ("/category", "unknown_category"))
bad_report("area unknown", {"area_code": "99999"}, ("/area_code", "unknown_area"))
bad_report("area a province", {"area_code": "24"}, ("/area_code", "unknown_area"))
bad_report("area a number", {"area_code": 9187}, ("/area_code", "not_text"))
bad_report("area of 21 characters", {"area_code": "0" * 21}, ("/area_code", "too_long", 20))
bad_report("kind unknown", {"kind": "rumour"}, ("/kind", "bad_choice", KINDS))
bad_report("kind a boolean", {"kind": True}, ("/kind", "not_text"))
bad_report("location a string", {"location": "21.1,106.0"}, ("/location", "not_object"))
bad_report("location an array", {"location": [21.1, 106.0]}, ("/location", "not_object"))
bad_report("location empty", {"location": {}}, ("/location/lat", "required"), ("/location/lon", "required"))
bad_report("longitude missing", {"location": {"lat": 21.1}}, ("/location/lon", "required"))
bad_report("latitude a string", {"location": {"lat": "21.1", "lon": 106}}, ("/location/lat", "not_number"))
bad_report("latitude 90.1", {"location": {"lat": 90.1, "lon": 106}}, ("/location/lat", "too_large", 90))
bad_report("latitude -91", {"location": {"lat": -91, "lon": 106}}, ("/location/lat", "too_small", -90))
bad_report("longitude 181", {"location": {"lat": 21, "lon": 181}}, ("/location/lon", "too_large", 180))
bad_report("longitude 2^63", {"location": {"lat": 21, "lon": 2**63}}, ("/location/lon", "too_large", 2**63 - 1))
bad_report("longitude 1e308", {"location": {"lat": 21, "lon": 1e308}}, ("/location/lon", "too_large", 180))
bad_report("location with a third member", {"location": {"lat": 21.19, "lon": 106.06, "alt": 3}}, ("/location/alt", "unknown_near", "lat"))
bad_report("address of 301 characters", {"address": "đ" * 301}, ("/address", "too_long", 300))
bad_report("observed_at without offset", {"observed_at": "2026-11-22T07:46:44"}, ("/observed_at", "bad_time"))
bad_report("observed_at a day that is none", {"observed_at": "2026-02-30T07:46:44Z"}, ("/observed_at", "bad_time"))
bad_report("observed_at a number", {"observed_at": 1764000000}, ("/observed_at", "not_text"))
bad_report("observed_at 25 o'clock", {"observed_at": "2026-11-22T25:00:00Z"}, ("/observed_at", "bad_time"))
bad_report("phone too short", {"contact": {"phone": "0903"}}, ("/contact/phone", "bad_phone"))
bad_report("phone of letters", {"contact": {"phone": "không có"}}, ("/contact/phone", "bad_phone"))
bad_report("phone a number", {"contact": {"phone": 903123456}}, ("/contact/phone", "not_text"))
bad_report("email without @", {"contact": {"email": "a.example.vn"}}, ("/contact/email", "bad_email"))
bad_report("email with a newline", {"contact": {"email": "a@b.vn\nBcc: c@d.vn"}}, ("/contact/email", "bad_email"))
bad_report("name of 101 characters", {"contact": {"name": "a" * 101}}, ("/contact/name", "too_long", 100))
bad_report("contact a string", {"contact": "0903123456"}, ("/contact", "not_object"))
bad_report("contact with another member", {"contact": {"zalo": "0903123456"}}, ("/contact/zalo", "unknown"))
bad_report("anonymous a string", {"anonymous": "true"}, ("/anonymous", "not_boolean"))
bad_report("publish a number", {"publish": 1}, ("/publish", "not_boolean"))
bad_report("attributes an array", {"attributes": []}, ("/attributes", "not_object"))
bad_report("51 attributes", {"attributes": {str(i): i for i in range(51)}}, ("/attributes", "too_many", 50))
bad_report("an attribute beyond 2^53", {"attributes": {"a": 2**53}}, ("/attributes", "too_large", 2**53 - 1))
bad_report("a field that is not known", {"priority": "high"}, ("/priority", "unknown"))
bad_report("a field mistyped", {"descripton": "x"}, ("/descripton", "unknown_near", "description"))
bad_report("a field with slash and tilde", {"a/b~c": 1}, ("/a~1b~0c", "unknown"))
for name in ("status", "agency_id", "id", "created_at", "role", "due_at"):
    bad("mass assignment of " + name, "POST", REPORTS, 422, "invalid", None, body=GOOD | {name: "x"})
bad_report("many faults at once", {"kind": "x", "anonymous": 1, "location": {"lat": 99, "lon": "x"}},
           ("/kind", "bad_choice", KINDS), ("/anonymous", "not_boolean"), ("/location/lat", "too_large", 90),
           ("/location/lon", "not_number"))
for name, value in (("channel", "hotline"), ("on_behalf_of", "Bà Hoa"), ("call_id", "42")):
    for who in (None, "app"):
        bad(f"{name} of {who or 'a citizen'}", "POST", REPORTS, 403, "forbidden", [("/" + name, "staff_only")], who=who, body=GOOD | {name: value})
bad_report("channel unknown", {"channel": "fax"}, ("/channel", "bad_choice", CHANNELS), who="operator")
bad("a place outside", "POST", REPORTS, 422, "out_of_area", [("/location", "out_of_area")],
    body=GOOD | {"location": {"lat": 10.77, "lon": 106.7}}, members={"hotline": "1022", "detail": None})
bad("a place outside to locate", "GET", "/api/v1/areas/locate?lat=0&lon=0", 422, "out_of_area",
    [("/location", "out_of_area")], members={"hotline": "1022", "detail": None})
bad("a place outside to route", "GET", "/api/v1/route?category=HTGT&lat=10.77&lon=106.7", 422, "out_of_area",
    [("/location", "out_of_area")], members={"hotline": "1022", "detail": None})

# Media types and lengths.
for name, headers in (("no type", []), ("text/plain", [("Content-Type", "text/plain")]),
                      ("a form", [("Content-Type", "application/x-www-form-urlencoded")]),
                      ("multipart", [("Content-Type", "multipart/form-data; boundary=x")]),
                      ("a type that begins alike", [("Content-Type", "application/jsonp")]),
                      ("an empty type", [("Content-Type", "")])):
    bad("content of " + name, "POST", REPORTS, 415, "unsupported_media_type", headers=headers, body=json.dumps(GOOD).encode())
bad("a body of 65537 bytes", "POST", REPORTS, 413, "body_too_large", headers=[JSON], body=b" " * 65537)
bad("a body where none belongs", "GET", "/api/v1/categories", 413, "body_too_large", headers=[JSON], body=b"{}")
bad("a body of DELETE", "DELETE", "/api/v1/session", 413, "body_too_large", who="staff", headers=[JSON], body=b"{}")

# Addresses and methods.
WHERE_TO_LOOK = ("Các địa chỉ có ở đây: GET /openapi.json.", "What there is: GET /openapi.json.")
ID_NOT_CODE = ("Ở đây cần id của hồ sơ, không phải mã phản ánh; tìm id bằng GET /api/v1/cases/search?q=MÃ.",
               "The id of a case is wanted here, not its code; GET /api/v1/cases/search?q=CODE finds the id.")
for path in ("/index.html", "/api", "/api/v1", "/api/v2/reports", "/api/v1/reportz", "/api/v1/Reports", "/api/v1/case",
             "/api/v1/cases/" + UUID + "/explode", "/metrics", "/readyz"):
    bad("nothing at " + path, "GET", path, 404, "not_found", members={"detail": WHERE_TO_LOOK})
for method, path, allow in (
        ("PUT", REPORTS, "GET, HEAD, POST"), ("DELETE", "/api/v1/reports/1234", "GET, HEAD"), ("PATCH", "/api/v1/cases/" + UUID, "GET, HEAD"),
        ("POST", "/api/v1/categories", "GET, HEAD"), ("GET", "/api/v1/session/password", "POST"), ("POST", QUEUE, "GET, HEAD"),
        ("GET", "/api/v1/queue/claim", "POST"), ("GET", f"/api/v1/cases/{UUID}/accept", "POST"), ("OPTIONS", STATS, "GET, HEAD"),
        ("POST", "/openapi.json", "GET, HEAD")):
    bad(f"{method} {path}", method, path, 405, "method_not_allowed", allow=allow)

# Codes and ids.
for code in ("x", "1" * 300, "%E1%BB%95", "';drop"):
    bad("code " + code[:20], "GET", f"{REPORTS}/{code}", 404, "unknown_code")
bad("a code that is well formed but nobody's", "GET", REPORTS + "/0000-0000-000", 404, "unknown_code")
bad("a supplement to a code that is nobody's", "POST", REPORTS + "/0000-0000-000/supplement", 404, "unknown_code", who="secret", body={"text": "x"})
for case in (UUID, "1", "0" * 36, UUID[:-1], UUID + "0", "%20"):
    hint = {} if case == UUID else {"detail": ID_NOT_CODE}
    bad("case " + case, "GET", "/api/v1/cases/" + case, 404, "unknown_case", who="staff", members=hint)
    bad("accept of case " + case, "POST", f"/api/v1/cases/{case}/accept", 404, "unknown_case", who="staff", headers=[("If-Match", '"1"')], body={},
        members=hint)
bad("areas below an unknown one", "GET", "/api/v1/areas?parent=99", 404, "unknown_area")
for code in ("99999", "9187", "09187%20", "%FF", "x" * 300, "09187'--"):
    bad("area " + code, "GET", "/api/v1/areas/" + code, 404, "unknown_area")

STAFF_NOW = ["accept", "classify", "duplicate", "hand-to", "message", "note", "put-back", "request-info", "return"]
# Versions and states; the case is with UB09187, assigned, version 1.
bad("no version", "POST", "/api/v1/cases/{case}/accept", 428, "version_required", who="staff", body={})
for name, version in (("stale", '"0"'), ("future", '"2"'), ("weak", 'W/"1"'), ("any", "*"), ("a word", "abc"), ("a list", '"1", "2"'),
                      ("Latin-1", "\xff\xfe")):
    bad("version " + name, "POST", "/api/v1/cases/{case}/accept", 412, "stale_version", who="staff", headers=[("If-Match", version)],
        body={}, members={"version": 1, "case_status": "assigned", "allowed": STAFF_NOW, "changes": []})
AGENCYS, DESKS = "Chuyên viên (UB09187), Lãnh đạo đơn vị (UB09187)", "Điều phối viên"  # who may
for action, body, who, whose, allowed in (
        ("approve", {}, "staff", None, STAFF_NOW),
        ("answer", {"text": "Đã làm xong"}, "staff", None, STAFF_NOW),
        ("reject", {"reason": "Không phải"}, "staff", DESKS, STAFF_NOW),
        ("assign", {"agency": "SXD"}, "head", DESKS, ["accept", "classify", "coordinate", "duplicate", "end-coordination", "hand-to", "message", "note", "put-back", "request-info", "return", "transfer", "waive"]),
        ("accept", {}, "dispatcher", AGENCYS, ["assign", "classify", "coordinate", "duplicate", "end-coordination", "hand-off", "message", "note", "publish", "reject", "request-info", "revoke-hand-off", "transfer", "unpublish", "waive"]),
        ("accept", {}, "operator", AGENCYS, [])):
    bad(f"{action} of {who} now", "POST", f"/api/v1/cases/{{case}}/{action}", 409, "not_allowed_now", who=who, headers=[("If-Match", '"1"')],
        body=body, members={"case_status": "assigned", "allowed": allowed}
        | ({"detail": (f"Lúc này, việc này là của: {whose}.", f"Now this is for: {whose}.")} if whose else {}))
bad("a supplement where nothing was asked", "POST", REPORTS + "/{code}/supplement", 409, "not_allowed_now", who="secret",
    body={"text": "Thêm"}, members={"case_status": "assigned", "allowed": ["withdraw"]})
bad("assigned to an unknown agency", "POST", "/api/v1/cases/{case}/assign", 422, "invalid", [("/agency", "unknown_agency")],
    who="dispatcher", headers=[("If-Match", '"1"')], body={"agency": "XYZ"})
bad("transferred to where it is", "POST", "/api/v1/cases/{case}/transfer", 422, "invalid", [("/agency", "same_agency")],
    who="head", headers=[("If-Match", '"1"')], body={"agency": "UB09187", "reason": "Của chúng tôi"})
bad("transferred to the desk", "POST", "/api/v1/cases/{case}/transfer", 422, "invalid", [("/agency", "desk_agency")],
    who="head", headers=[("If-Match", '"1"')], body={"agency": "TT1022", "reason": "Của trung tâm"})
bad("coordinated by its lead", "POST", "/api/v1/cases/{case}/coordinate", 422, "invalid", [("/agency", "same_agency")],
    who="head", headers=[("If-Match", '"1"')], body={"agency": "UB09187"})
bad("coordinated no more by who never did", "POST", "/api/v1/cases/{case}/end-coordination", 422, "invalid", [("/agency", "not_coordinating")],
    who="head", headers=[("If-Match", '"1"')], body={"agency": "SXD"})
for action, body, *errors in (
        ("return", {}, ("/reason", "required")), ("decline-transfer", {}, ("/reason", "required")), ("coordinate", {}, ("/agency", "required")), ("return", {"reason": "x"}, ("/reason", "too_short", 3)),
        ("return", {"reason": "x" * 2001}, ("/reason", "too_long", 2000)),
        ("assign", {}, ("/agency", "required")), ("transfer", {}, ("/agency", "required"), ("/reason", "required")),
        ("request-info", {"text": 1}, ("/text", "not_text")), ("answer", {"text": "x"}, ("/text", "too_short", 5)),
        ("answer", {"text": "x" * 8001}, ("/text", "too_long", 8000)),
        ("answer", {"text": "Đã xong", "outcome": "x"}, ("/outcome", "bad_choice", "fixed, planned, not_ours, not_founded, information_given")),
        ("note", {}, ("/text", "required")), ("note", {"text": "x" * 4001}, ("/text", "too_long", 4000)),
        ("accept", {"reason": "x"}, ("/reason", "unknown")), ("reject", {}, ("/reason", "required")),
        ("send-back", {}, ("/reason", "required")), ("approve", {"text": "x"}, ("/text", "unknown"))):
    bad(f"{action} with {str(body)[:40]}", "POST", f"/api/v1/cases/{{case}}/{action}", 422, "invalid", errors, who="dispatcher",
        headers=[("If-Match", '"1"')], body=body)

# Credentials.
for name, value in (("missing", None), ("empty", ""), ("Basic", "Basic dXNlcjpwYXNz"), ("Bearer without a token", "Bearer"),
                    ("malformed", "Bearer abc"), ("cut", "Bearer {staff_token_cut}"), ("changed", "Bearer {staff_token_changed}"),
                    ("unknown", "Bearer pks_24_1_" + "A" * 43), ("of another province", "Bearer pks_99_1_" + "A" * 43),
                    ("of another kind", "Bearer pkx_24_1_" + "A" * 43), ("revoked key", "Bearer {revoked_key}"),
                    ("expired", "Bearer {expired_token}"), ("secret of a report", "Bearer {secret}"), ("NUL-like", "Bearer pks_24_1_%00")):
    headers = [] if value is None else [("Authorization", value)]
    bad("credential " + name, "GET", QUEUE, 401, "unauthenticated", headers=headers)
    if value is not None and name != "secret of a report":
        bad(f"credential {name} of a sender", "POST", REPORTS, 401, "unauthenticated", headers=headers, body=GOOD)
        bad(f"credential {name} of a reader", "GET", REPORTS + "/{code}", 401, "unauthenticated", headers=headers)
bad("another report's secret", "GET", REPORTS + "/{code}", 401, "unauthenticated", who="other_secret")
bad("another report's secret for a supplement", "POST", REPORTS + "/{code}/supplement", 401, "unauthenticated", who="other_secret", body={"text": "x"})
bad("no secret for a supplement", "POST", REPORTS + "/{code}/supplement", 401, "unauthenticated", body={"text": "x"})
bad("a wrong password", "POST", "/api/v1/session", 401, "wrong_login", body={"username": "chuyenvien", "password": "x"})
bad("an unknown user", "POST", "/api/v1/session", 401, "wrong_login", body={"username": "nobody", "password": "x"})
bad("a user name with a quote", "POST", "/api/v1/session", 401, "wrong_login", body={"username": "' or 1=1 --", "password": "x"})
bad("no password", "POST", "/api/v1/session", 422, "invalid", [("/password", "required")], body={"username": "chuyenvien"})
bad("a user name of 65 characters", "POST", "/api/v1/session", 422, "invalid", [("/username", "too_long", 64)], body={"username": "a" * 65, "password": "x"})
bad("a password of 201 characters", "POST", "/api/v1/session", 422, "invalid", [("/password", "too_long", 200)], body={"username": "a", "password": "x" * 201})

# Rights.
for who, method, path, body in (
        ("app", "GET", QUEUE, None), ("admin", "GET", QUEUE, None), ("supervisor", "POST", "/api/v1/queue/claim", {}),
        ("staff", "GET", f"{STATS}?{DAY}", None), ("operator", "GET", f"{STATS}.csv?{DAY}", None), ("app", "GET", f"{STATS}?{DAY}", None),
        ("supervisor", "POST", "/api/v1/cases/{case}/accept", {}), ("admin", "GET", "/api/v1/cases/{case}", None),
        ("staff", "POST", REPORTS, GOOD), ("supervisor", "POST", REPORTS, GOOD), ("app", "DELETE", "/api/v1/session", None)):
    bad(f"{method} {path} by {who}", method, path, 403, "forbidden", who=who, body=body)

# Idempotency keys.
bad("an anonymous key of 35 characters", "POST", REPORTS, 400, "bad_idempotency_key", headers=[("Idempotency-Key", "k" * 35)], body=GOOD)
bad("a quoted anonymous key of 35 characters", "POST", REPORTS, 400, "bad_idempotency_key", headers=[("Idempotency-Key", '"' + "k" * 35 + '"')], body=GOOD)
bad("a key of 256 characters", "POST", REPORTS, 400, "bad_idempotency_key", who="app", headers=[("Idempotency-Key", "k" * 256)], body=GOOD)
bad("an empty key", "POST", REPORTS, 400, "bad_idempotency_key", who="app", headers=[("Idempotency-Key", "")], body=GOOD)
bad("a key with a space", "POST", REPORTS, 400, "bad_idempotency_key", who="app", headers=[("Idempotency-Key", "a b")], body=GOOD)
bad("a key that is not ASCII", "POST", REPORTS, 400, "bad_idempotency_key", who="app", headers=[("Idempotency-Key", "k\xe9y")], body=GOOD)
bad("a key with another body", "POST", REPORTS, 422, "key_reused", headers=[("Idempotency-Key", "{used_key}")], body=GOOD | {"address": "khác"})
bad("staff's key with another body", "POST", "/api/v1/queue/claim", 422, "key_reused", who="staff", headers=[("Idempotency-Key", "{staff_key}")], body={"limit": 2})

# Queries.
for limit in ("0", "201", "-1", "1.5", "x", "9" * 40, "1e2x", "0x10", "%2B5"):
    error = {"0": ("too_small", 1), "-1": ("too_small", 1), "201": ("too_large", 200), "9" * 40: ("too_large", 200)}.get(limit, ("not_integer",))
    bad_query(f"limit {limit}", QUEUE, "limit=" + limit, ("?limit",) + error)
for cursor in ("abc", "AAAA", "-", "MTc2NCAxMjM", "Tm90IGEgY3Vyc29y", "a" * 200, "TmFOIDAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMA"):
    bad_query(f"cursor {cursor[:20]}", QUEUE, "cursor=" + cursor, ("?cursor", "bad_format"))
bad_query("cursor with a quote", QUEUE, "cursor=a%27", ("?cursor", "bad_code"))
bad_query("cursor too long", QUEUE, "cursor=" + "a" * 201, ("?cursor", "too_long", 200))
bad_query("state unknown", QUEUE, "state=closed", ("?state", "bad_choice", STATES))
bad_query("due_before a date", QUEUE, "due_before=2026-01-01", ("?due_before", "bad_time"))
bad_query("a parameter twice", QUEUE, "limit=1&limit=2", ("?limit", "twice"))
bad_query("a parameter unknown", QUEUE, "sort=due", ("?sort", "unknown"))
bad_query("a parameter mistyped", QUEUE, "limits=1", ("?limits", "unknown_near", "limit"))
for name, query in (("a percent sign alone", "state=%C3%28"), ("overlong UTF-8", "state=%C0%AF"), ("a NUL", "state=%00")):
    bad(name, "GET", f"{QUEUE}?{query}", 400, "bad_request", [("?state", "encoding")], who="staff")
bad_query("locate without a point", "/api/v1/areas/locate", "", ("?lat", "required"), ("?lon", "required"), who=None)
bad_query("locate at words", "/api/v1/areas/locate", "lat=x&lon=106", ("?lat", "not_number"), who=None)
bad_query("locate beyond the pole", "/api/v1/areas/locate", "lat=91&lon=106", ("?lat", "too_large", 90), who=None)
bad_query("route with half a point", "/api/v1/route", "lat=21", ("?lon", "required"), who=None)
bad_query("route of an unknown category", "/api/v1/route", "category=XYZ", ("?category", "unknown_category"), who=None)
bad_query("route to an unknown area", "/api/v1/route", "area_code=1", ("?area_code", "unknown_area"), who=None)
bad_query("area at no time", "/api/v1/areas/24", "at=now", ("?at", "bad_time"), who=None)
bad_query("areas at no time", "/api/v1/areas", "at=now", ("?at", "bad_time"), who=None)
bad_query("a period without a beginning", STATS, "to=2026-01-01T00:00:00Z", ("?from", "required"), who="supervisor")
bad_query("a period that is none", STATS, "period=2026-13", ("?period", "bad_period"), who="supervisor")
bad_query("a period that ends before it begins", STATS, "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", ("?to", "not_after_from"), who="supervisor")
bad_query("an empty period", STATS, "from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z", ("?to", "not_after_from"), who="supervisor")
bad_query("from half an hour", STATS, "from=2026-01-01T00:30:00Z&to=2026-01-02T00:00:00Z", ("?from", "not_a_full_hour"), who="supervisor")
bad_query("to a second", STATS, "from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:01Z", ("?to", "not_a_full_hour"), who="supervisor")
bad_query("to a millisecond", STATS, "from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00.001Z", ("?to", "not_a_full_hour"), who="supervisor")
bad_query("the same in CSV", STATS + ".csv", "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", ("?to", "not_after_from"), who="supervisor")
bad_query("grouped by what is no group", STATS, DAY + "&group_by=sender", ("?group_by", "unknown_group"), who="supervisor")
bad_query("grouped by two that nobody keeps together", STATS, DAY + "&group_by=area,channel", ("?group_by", "not_kept_together"), who="supervisor")
bad_query("what was handled, by the units of another day", STATS, DAY + "&group_by=area&basis=handled&areas_at=2025-06-30", ("?basis", "received_only"), who="supervisor")
bad_query("on a basis that is none", STATS, DAY + "&basis=guess", ("?basis", "bad_choice", "received, handled"), who="supervisor")
for name, body, *errors in (
        ("limit 0", {"limit": 0}, ("/limit", "too_small", 1)), ("limit 51", {"limit": 51}, ("/limit", "too_large", 50)),
        ("limit 1.5", {"limit": 1.5}, ("/limit", "not_integer")), ("limit a string", {"limit": "1"}, ("/limit", "not_integer")),
        ("limit 2^64", {"limit": 2**64}, ("/limit", "too_large", 2**63 - 1)),
        ("a lease of 9 seconds", {"lease_seconds": 9}, ("/lease_seconds", "too_small", 10)),
        ("a lease of two days", {"lease_seconds": 172800}, ("/lease_seconds", "too_large", 86400))):
    bad("claim with " + name, "POST", "/api/v1/queue/claim", 422, "invalid", errors, who="staff", body=body)
for name, body, *errors in (
        ("a string", {"ids": UUID}, ("/ids", "not_codes")), ("no ids", {"ids": []}, ("/ids", "too_few", 1)),
        ("a number among them", {"ids": [UUID, 1]}, ("/ids/1", "not_text")), ("a quote", {"ids": ["'"]}, ("/ids/0", "bad_uuid"))):
    bad("release of " + name, "POST", "/api/v1/queue/release", 422, "invalid", errors, who="staff", body=body)
bad("release of what is no id", "POST", "/api/v1/queue/release", 422, "invalid", [("/ids/0", "bad_uuid")], who="staff", body={"ids": ["abc"]})


@pytest.fixture(scope="module")
def stage(daemon, sign_in, api_key, seeded, db_of_module):
    """What the table's {names} stand for, and the credentials of its callers."""
    def submit(key=None, body=GOOD):
        headers = [JSON] + ([("Idempotency-Key", key)] if key else [])
        answer = ask(daemon.url, "POST", REPORTS, headers, json.dumps(body).encode())
        assert answer.status_code == 201, answer.text
        return answer.json()

    def token(client):
        return client.headers["Authorization"].split()[1]

    report, other = submit(), submit("1e6bd7a0-0000-4000-8000-00000000bad1")
    staff = token(sign_in("staff"))
    seeded.command("token", "add", "--tenant", "bacninh", "--name", "to be revoked")
    revoked = seeded.command("token", "add", "--tenant", "bacninh", "--name", "revoked").strip()
    seeded.command("token", "revoke", "--tenant", "bacninh", "--name", "revoked")
    from support import Api
    account = Api(daemon.url).post("/api/v1/session", json=login(seeded)).json()["token"]
    db_of_module.execute("update pakn.credential set expires_at = now() - interval '1 second' where digest = sha256(%s)", [account.encode()])
    sign_in("staff").post("/api/v1/queue/claim", json={"limit": 1}, headers={"Idempotency-Key": "bad-input-claim"})
    sign_in("staff").post("/api/v1/queue/release")
    names = {"case": report["id"], "code": report["code"], "secret": report["secret"], "used_key": "1e6bd7a0-0000-4000-8000-00000000bad1",
             "staff_token_cut": staff[:-1], "staff_token_changed": staff[:-5] + ("A" if staff[-5] != "A" else "B") + staff[-4:],
             "revoked_key": revoked, "expired_token": account, "staff_key": "bad-input-claim"}
    callers = {role: token(sign_in(role)) for role in ("operator", "dispatcher", "staff", "head", "supervisor", "admin")}
    return names, callers | {"app": api_key, "secret": report["secret"], "other_secret": other["secret"]}


def login(seeded):
    seeded.command("user", "add", "--tenant", "bacninh", "--username", "het.han", "--role", "staff", "--agency", "UB09187",
                   "--password-stdin", stdin="mat khau dai\n")
    return {"username": "het.han", "password": "mat khau dai"}


@pytest.fixture(scope="module")
def db_of_module(seeded):
    import psycopg2
    connection = psycopg2.connect(seeded.cluster.conninfo("pakn_owner"))
    connection.autocommit = True
    yield connection.cursor()
    connection.close()


def filled(text, names):
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text


def check_problem(answer, language, status, code, errors, members):
    """Compares the whole document; a member whose value is None must only be there, words are those of the language."""
    index = ("vi", "en").index(language)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = answer.json()
    trace_id = document.pop("trace_id")
    assert len(trace_id) == 32 and set(trace_id) <= set("0123456789abcdef")
    expected = {"type": f"urn:pakn:problem:{code}", "title": TITLES[code][index], "status": status, "code": code}
    for name, value in members.items():
        expected[name] = document.get(name, "absent") if value is None else value[index] if name == "detail" else value
        assert expected[name] != "absent", name
    if errors is None:
        assert document.pop("errors")
    elif errors:
        expected["errors"] = []
        for pointer, name, argument in errors:
            texts = DETAILS[name]
            expected["errors"].append({"pointer": pointer, "code": texts[0], "detail": texts[1 + index].replace("{}", str(argument))})
    assert document == expected
    assert answer.headers["Content-Language"] == language
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method, path, headers, body, who, status, code, errors, members, allow", CASES)
def test_a_problem_document_says_what_is_wrong_with(daemon, stage, method, path, headers, body, who, status, code, errors, members, allow):
    names, callers = stage
    path = filled(path, names)
    headers = [(name, filled(value, names)) for name, value in headers]
    if who:
        headers.append(("Authorization", "Bearer " + callers[who]))
    for language in ("vi", "en"):
        answer = ask(daemon.url, method, path, headers + [("Accept-Language", language)], body)
        check_problem(answer, language, status, code, errors, members)
        assert answer.headers.get("Allow") == allow
        assert answer.headers.get("Www-Authenticate") == ("Bearer" if status == 401 else None)
    good = ask(daemon.url, "POST", REPORTS, [JSON], json.dumps(GOOD).encode())
    assert good.status_code == 201, good.text


# Heads that are refused before a header can be trusted: in the language of the installation.
HEADS = [
    ("a request line of one word", b"GET\r\n\r\n", 400, "bad_request_line"),
    ("two spaces", b"GET  /api/v1/categories HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_request_line"),
    ("HTTP/2.0", b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, "version_not_supported"),
    ("a method that does not exist", b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501, "method_not_implemented"),
    ("no Host", b"GET /api/v1/categories HTTP/1.1\r\n\r\n", 400, "bad_host"),
    ("two Hosts", b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "bad_host"),
    ("a Host that is none", b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "bad_host"),
    ("a space before the colon", b"GET / HTTP/1.1\r\nHost: a\r\nX-A : b\r\n\r\n", 400, "bad_header"),
    ("a folded header", b"GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n", 400, "bad_header"),
    ("a NUL in a header", b"GET / HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n\r\n", 400, "bad_header"),
    ("%00 in the path", b"GET /api/v1/categories%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"),
    ("a climb in the path", b"GET /api/v1/../v1/categories HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"),
    ("two slashes", b"GET /api//v1/categories HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"),
    ("a lone percent sign in the query", b"GET /api/v1/queue?state=% HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"),
        ("length and chunks", b"POST /api/v1/reports HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "bad_framing"),
    ("two lengths", b"POST /api/v1/reports HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n", 400, "bad_framing"),
    ("a length with a sign", b"POST /api/v1/reports HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\n{}", 400, "bad_framing"),
    ("an encoding that is not chunked", b"POST /api/v1/reports HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "bad_framing"),
    ("an Expect that is not ours", b"POST /api/v1/reports HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nContent-Length: 2\r\n\r\n{}", 417, "expectation_failed"),
    ("a path of 9000 bytes", b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414, "target_too_long"),
    ("a head of 20000 bytes", b"GET / HTTP/1.1\r\nHost: a\r\nX-A: " + b"a" * 20000 + b"\r\n\r\n", 431, "head_too_large"),
    ("two hundred headers", b"GET / HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X-%d: a\r\n" % i for i in range(200)) + b"\r\n", 431, "head_too_large"),
]
for _name in ("Content-Type", "Authorization", "Idempotency-Key", "If-Match", "If-None-Match", "Prefer", "Traceparent"):
    HEADS.append((f"two headers {_name}", f"POST /api/v1/reports HTTP/1.1\r\nHost: a\r\n{_name}: a\r\n{_name}: a\r\n\r\n".encode(), 400, "bad_header"))


@pytest.mark.parametrize("name, data, status, code", HEADS, ids=[row[0] for row in HEADS])
def test_a_head_that_two_readers_could_read_differently_is_refused(daemon, name, data, status, code):
    answer = exchange(daemon.url, data)
    check_problem(answer, "vi", status, code, [], {})
    assert answer.headers["Connection"] == "close"
    assert ask(daemon.url, "GET", "/api/v1/categories").status_code == 200


def test_the_trace_id_of_a_problem_is_the_callers(daemon):
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    for parent, same in ((f"00-{trace}-00f067aa0ba902b7-01", True), (f"00-{trace.upper()}-00f067aa0ba902b7-01", False), ("x", False)):
        answer = ask(daemon.url, "GET", "/nothing", [("traceparent", parent)])
        assert (answer.json()["trace_id"] == trace) == same, parent


def test_nothing_of_all_this_changed_the_case(daemon, stage, sign_in):
    names, _ = stage
    case = sign_in("staff").get(f"/api/v1/cases/{names['case']}")
    assert case.headers["ETag"] == '"1"'
    assert [event["type"] for event in case.json()["history"]] == ["received"]
    assert done(sign_in("staff"), names["case"], "accept")["version"] == 2


def test_no_bad_request_was_an_error_of_the_service(daemon):
    assert "statement_failed" not in daemon.log_text(tail=1 << 30)
