"""Who gets what, as tables: every role at every route, sessions that are none, people of another province."""

UUID = "018f0000-0000-7000-8000-000000000000"
DAY = {"from": "2026-01-01T00:00:00+07:00", "to": "2026-01-02T00:00:00+07:00"}
REPORT = {"category": "HTGT", "description": "Ổ gà giữa đường", "area_code": "09187"}
PERSON = {"phone": "0977000111", "reason": "Yêu cầu"}
ABSENCE = {"deputy": "khong.co.ai", "until": "2100-01-01T00:00:00+07:00"}
ROLES = "anonymous app citizen operator dispatcher staff head supervisor admin group".split()
STAFF = ROLES[3:]


def row(anonymous, app, *staff, citizen=None, group=None):
    """A status for each role.  Where nothing is said of them, a citizen gets what an app gets; a group what all get, or 403."""
    citizen = app if citizen is None else citizen
    group = (app if len({app, *staff}) == 1 else 403) if group is None else group
    return dict(zip(ROLES, (anonymous, app, citizen, *staff, group), strict=True))


EVERYBODY = row(*[200] * 8)
# Whoever may act on the case gets to the next hurdle: 428, no version; 409, not in this state or not by this role.
# (method, path): body, and the status for each role.  The case is with the ward of staff and head, assigned.
MATRIX = {
    ("POST", "/api/v1/reports"): (REPORT, row(201, 201, 201, 201, 403, 403, 403, 403, group=201)),
    ("GET", "/api/v1/reports/entered"): (None, row(401, 403, 200, 200, 403, 403, 403, 403, group=200)),
    ("POST", "/api/v1/attachments"): ({}, row(*[415] * 8)),  # no file
    ("GET", "/api/v1/attachments/{entry}"): (None, row(*[404] * 8)),
    ("POST", "/api/v1/citizen/code"): ({"phone": "x"}, row(*[422] * 8)),
    ("POST", "/api/v1/citizen/session"): ({"phone": "x", "code": "123456"}, row(*[422] * 8)),
    ("GET", "/api/v1/citizen/reports"): (None, row(401, *[403] * 7, citizen=200)),
    ("POST", "/api/v1/citizen/reports/{code}/secret"): ({}, row(401, *[403] * 7, citizen=404)),
    ("GET", "/api/v1/reports/{code}"): (None, EVERYBODY),
    ("GET", "/api/v1/reports"): (None, EVERYBODY),
    ("GET", "/api/v1/reports.geojson"): (None, EVERYBODY),
    ("GET", "/api/v1/reports/similar"): ({"lat": 21.1993, "lon": 106.058}, EVERYBODY),
    ("POST", "/api/v1/reports/similar/{handle}/me-too"): ({}, row(*[404] * 8)),
    ("POST", "/api/v1/reports/{code}/me-too"): ({}, row(*[404] * 8)),  # it is not public
    ("POST", "/api/v1/reports/{code}/supplement"): ({"text": "Thêm"}, row(*[401] * 8)),
    ("POST", "/api/v1/reports/{code}/rating"): ({"score": 5}, row(*[401] * 8)),
    ("POST", "/api/v1/reports/{code}/reopen"): ({"reason": "Lại hỏng"}, row(*[401] * 8)),
    ("POST", "/api/v1/reports/{code}/withdraw"): ({}, row(*[401] * 8)),
    ("POST", "/api/v1/reports/{code}/flags"): ({"item": "text", "reason": "spam"}, row(*[404] * 8)),  # it is not public
    ("DELETE", "/api/v1/reports/{code}/contact"): (None, row(*[401] * 8)),
    ("GET", "/api/v1/consent"): (None, EVERYBODY),
    ("GET", "/api/v1/categories"): (None, EVERYBODY),
    ("GET", "/api/v1/areas"): (None, EVERYBODY),
    ("GET", "/api/v1/areas/{area}"): (None, EVERYBODY),
    ("GET", "/api/v1/areas/{area}/successors"): (None, EVERYBODY),
    ("GET", "/api/v1/areas/locate"): ({"lat": 21.1993, "lon": 106.058}, EVERYBODY),
    ("GET", "/api/v1/agencies"): (None, EVERYBODY),
    ("GET", "/api/v1/route"): ({"category": "HTGT"}, EVERYBODY),
    ("POST", "/gateways/{gateway}/reports"): (REPORT, row(*[401] * 8)),  # who shows a token has not signed
    ("GET", "/gateways/{gateway}/kannel/mo"): ({"id": "1", "from": "0903123456", "at": 1}, row(*[401] * 8)),  # nor shown a gateway's secret
    # Who has a link shows it, and nothing else counts.
    ("GET", "/api/v1/link"): (None, row(*[401] * 8)),
    ("POST", "/api/v1/link/open"): ({}, row(*[401] * 8)),
    ("POST", "/api/v1/link/accept"): ({}, row(*[401] * 8)),
    ("POST", "/api/v1/link/return"): ({"reason": "Không phải"}, row(*[401] * 8)),
    ("POST", "/api/v1/link/answer"): ({"text": "Đã xong"}, row(*[401] * 8)),
    ("POST", "/api/v1/link/rating"): ({"score": 5}, row(*[401] * 8)),
    ("POST", "/api/v1/link/reopen"): ({"reason": "Lại hỏng"}, row(*[401] * 8)),
    ("GET", "/page.css"): (None, EVERYBODY),
    ("GET", "/page.svg"): (None, EVERYBODY),
    ("GET", "/"): (None, EVERYBODY),
    ("GET", "/openapi.json"): (None, EVERYBODY),
    ("POST", "/api/v1/session"): ({"username": "x"}, row(*[422] * 8)),
    ("DELETE", "/api/v1/session"): (None, row(401, 403, 204, 204, 204, 204, 204, 204, citizen=204, group=204)),
    ("GET", "/api/v1/session/oidc"): (None, EVERYBODY),
    ("GET", "/api/v1/session/oidc/{provider}"): (None, row(*[404] * 8)),
    ("GET", "/api/v1/session/oidc/{provider}/callback"): (None, row(*[422] * 8)),
    ("GET", "/api/v1/session"): (None, row(401, 403, *[200] * 6, group=200)),
    ("POST", "/api/v1/session/factor"): ({"code": "no code"}, row(401, 403, *[409] * 6, group=409)),
    ("POST", "/api/v1/session/totp"): ({}, row(401, 403, *[422] * 6, group=422)),
    ("POST", "/api/v1/session/totp/confirm"): ({"code": "no code"}, row(401, 403, *[409] * 6, group=409)),
    ("POST", "/api/v1/session/recovery-codes"): ({"code": "no code"}, row(401, 403, *[409] * 6, group=409)),
    ("POST", "/api/v1/session/password"): ({"old": "x", "new": "cây gạo đầu làng"}, row(401, 403, *[422] * 6, group=422)),
    ("GET", "/api/v1/sessions"): (None, row(401, 403, *[200] * 6, group=200)),
    ("DELETE", "/api/v1/sessions/{session}"): (None, row(401, 403, *[404] * 6, group=404)),
    ("GET", "/api/v1/queue"): (None, row(401, 403, 200, 200, 200, 200, 200, 403)),
    ("POST", "/api/v1/queue/claim"): ({}, row(401, 403, 200, 200, 200, 200, 403, 403)),
    ("POST", "/api/v1/queue/release"): ({}, row(401, 403, 200, 200, 200, 200, 403, 403)),
    ("POST", "/api/v1/queue/renew"): ({"claim": "00000000-0000-4000-8000-000000000000"}, row(401, 403, 200, 200, 200, 200, 403, 403)),
    ("GET", "/api/v1/queue/events"): ({"after": "x"}, row(401, 403, 422, 422, 422, 422, 422, 403)),  # a stream would not end
    ("GET", "/api/v1/changes"): (None, row(401, 403, 200, 200, 200, 200, 200, 403)),
    ("GET", "/api/v1/cases/{id}"): (None, row(401, 403, 200, 200, 200, 200, 200, 403)),
    ("GET", "/api/v1/cases/{id}/history"): (None, row(401, 403, 200, 200, 200, 200, 200, 403)),
    ("GET", "/api/v1/cases/{id}/similar"): (None, row(401, 403, 200, 200, 200, 200, 200, 403)),
    ("POST", "/api/v1/cases/{id}/duplicate"): ({"of": "X"}, row(401, 403, 409, 428, 428, 428, 403, 403)),
    ("POST", "/api/v1/cases/{id}/separate"): ({"reason": "Khác chỗ"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/progress"): ({"text": "Đã đặt vật tư"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("GET", "/api/v1/cases/{id}/ledger"): (None, row(401, 403, 200, 200, 200, 200, 200, 403)),
    ("GET", "/api/v1/cases"): ({"state": "contested"}, row(401, 403, 200, 200, 403, 403, 200, 403)),
    ("GET", "/api/v1/cases/search"): ({"q": "den duong"}, row(401, 403, 200, 200, 200, 200, 200, 403)),
    ("GET", "/api/v1/cases/search.csv"): ({"q": "den duong"}, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/cases/search.xlsx"): ({"q": "den duong"}, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/cases/search.json"): ({"q": "den duong"}, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("POST", "/api/v1/cases/by-phone"): ({"phone": "0977000111", "reason": "Gọi lại"}, row(401, 403, 200, 200, 403, 403, 403, 403)),
    ("POST", "/api/v1/cases/bulk/assign"): ({"codes": ["X"], "agency": "SXD"}, row(401, 403, 200, 200, 200, 200, 403, 403)),
    ("POST", "/api/v1/cases/bulk/note"): ({"codes": ["X"], "text": "Ghi chú"}, row(401, 403, 200, 200, 200, 200, 403, 403)),
    ("POST", "/api/v1/cases/{id}/accept"): ({}, row(401, 403, 409, 409, 428, 428, 403, 403)),
    ("POST", "/api/v1/cases/{id}/return"): ({"reason": "Không phải"}, row(401, 403, 409, 409, 428, 428, 403, 403)),
    ("POST", "/api/v1/cases/{id}/assign"): ({"agency": "SXD"}, row(401, 403, 409, 428, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/transfer"): ({"agency": "SXD", "reason": "Của Sở"}, row(401, 403, 409, 428, 409, 428, 403, 403)),
    ("POST", "/api/v1/cases/{id}/accept-transfer"): ({}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/decline-transfer"): ({"reason": "Không phải"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/cancel-transfer"): ({}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/coordinate"): ({"agency": "SXD"}, row(401, 403, 409, 428, 409, 428, 403, 403)),
    ("POST", "/api/v1/cases/{id}/end-coordination"): ({"agency": "SXD"}, row(401, 403, 422, 422, 422, 422, 403, 403)),
    ("POST", "/api/v1/cases/{id}/waive"): ({"agency": "SXD", "reason": "Không cần"}, row(401, 403, 422, 422, 422, 422, 403, 403)),
    ("POST", "/api/v1/cases/{id}/contribute"): ({"text": "Phần của Sở"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/hand-to"): ({}, row(401, 403, 409, 409, 428, 428, 403, 403)),
    ("POST", "/api/v1/cases/{id}/put-back"): ({}, row(401, 403, 409, 409, 428, 428, 403, 403)),
    ("POST", "/api/v1/cases/{id}/request-info"): ({"text": "Ở đâu?"}, row(401, 403, 409, 428, 428, 428, 403, 403)),
    ("POST", "/api/v1/cases/{id}/pause"): ({"reason": "Chờ điện lực", "until": "2090-01-05T08:00:00+07:00"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/extend"): ({"reason": "Chờ vật tư", "due_on": "2090-01-05"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/grant"): ({}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/refuse"): ({"reason": "Không cần"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/resume"): ({}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/answer"): ({"text": "Đã xong"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/fulfil"): ({"text": "Đã làm xong"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/replan"): ({"planned_on": "2090-01-05", "reason": "Chờ vốn"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("GET", "/api/v1/cases/{id}/answer-templates"): (None, row(401, 403, 200, 200, 200, 200, 200, 403)),
    ("POST", "/api/v1/cases/{id}/answer-preview"): ({"text": "Đã xong"}, row(401, 403, 200, 200, 200, 200, 403, 403)),
    ("GET", "/api/v1/promises"): (None, row(401, 403, 200, 200, 200, 200, 200, 403)),
    ("POST", "/api/v1/cases/{id}/approve"): ({}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/send-back"): ({"reason": "Chưa rõ"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/reject"): ({"reason": "Không phải"}, row(401, 403, 409, 428, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/unarchive"): ({"reason": "Có đơn mới"}, row(401, 403, 409, 409, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/hand-off"): ({}, row(401, 403, 409, 409, 409, 409, 403, 403)),  # the ward has no address for links
    ("POST", "/api/v1/cases/{id}/revoke-hand-off"): ({}, row(401, 403, 409, 428, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/references"): ({"source": "evn", "ref": "PA 17"}, row(401, 403, 201, 201, 201, 201, 403, 403)),
    ("DELETE", "/api/v1/cases/{id}/references/{entry}"): (None, row(401, 403, 204, 204, 204, 204, 403, 403)),
    ("GET", "/api/v1/references"): ({"source": "evn", "ref": "KHONG-CO"}, row(401, 403, 404, 404, 404, 404, 404, 403)),
    ("POST", "/api/v1/cases/{id}/classify"): ({"area_code": "07210"}, row(401, 403, 409, 428, 428, 428, 403, 403)),
    ("POST", "/api/v1/cases/{id}/publish"): ({}, row(401, 403, 409, 428, 409, 409, 403, 403)),
    ("POST", "/api/v1/cases/{id}/unpublish"): ({"reason": "Nêu tên"}, row(401, 403, 409, 428, 409, 409, 403, 403)),
    ("GET", "/api/v1/cases/{id}/preview"): (None, row(401, 403, 200, 200, 200, 200, 200, 403)),
    ("POST", "/api/v1/cases/{id}/preview"): ({}, row(401, 403, 200, 200, 200, 200, 200, 403)),
    ("GET", "/api/v1/flags"): (None, row(401, 403, 403, 200, 403, 403, 403, 403)),
    ("POST", "/api/v1/cases/{id}/flags/resolve"): ({"item": "text", "decision": "keep", "reason": "Đã xem"}, row(401, 403, 403, 404, 403, 403, 403, 403)),
    ("POST", "/api/v1/cases/{id}/note"): ({"text": "Ghi chú"}, row(401, 403, 409, 200, 200, 200, 403, 403)),
    ("POST", "/api/v1/cases/{id}/message"): ({"text": "Ở đâu?"}, row(401, 403, 409, 200, 200, 200, 403, 403)),
    ("POST", "/api/v1/cases/{id}/identity"): ({"reason": "Gọi lại"}, row(401, 403, 404, 404, 404, 404, 403, 403)),
    ("POST", "/api/v1/cases/{id}/redact"): ({"part": "address", "reason": "Nêu tên"}, row(401, 403, 403, 428, 403, 403, 403, 428)),
    ("POST", "/api/v1/cases/{id}/attachments/{entry}/release"): ({}, row(401, 403, 403, 404, 403, 404, 403, 403)),
    ("POST", "/api/v1/cases/{id}/attachments/{entry}/hide"): ({}, row(401, 403, 403, 404, 403, 404, 403, 403)),
    ("POST", "/api/v1/cases/{id}/attachments/{entry}/remove"): ({"reason": "Có trẻ em"}, row(401, 403, 403, 404, 403, 404, 403, 403)),
    ("POST", "/api/v1/cases/{id}/attachments/{entry}/cover"): ({"rectangles": []}, row(401, 403, 403, 404, 403, 404, 403, 403)),
    ("POST", "/api/v1/admin/persons/export"): (PERSON, row(401, 403, 403, 403, 403, 403, 403, 200)),
    ("POST", "/api/v1/admin/persons/erase"): (PERSON, row(401, 403, 403, 403, 403, 403, 403, 200)),
    ("GET", "/api/v1/admin/erasures"): (None, row(401, 403, 403, 403, 403, 403, 200, 200)),
    ("GET", "/api/v1/admin/holds"): (None, row(401, 403, 403, 403, 403, 403, 403, 200)),
    ("POST", "/api/v1/admin/holds"): (PERSON, row(401, 403, 403, 403, 403, 403, 403, 201)),
    ("DELETE", "/api/v1/admin/holds/{entry}"): (None, row(401, 403, 403, 403, 403, 403, 403, 404)),
    ("GET", "/api/v1/admin/looks"): (None, row(401, 403, 403, 403, 403, 403, 200, 200)),
    ("GET", "/api/v1/agency"): (None, row(401, 403, 200, 200, 200, 200, 200, 200)),
    ("POST", "/api/v1/agency/delegations"): (ABSENCE, row(401, 403, 403, 403, 403, 422, 403, 403)),
    ("DELETE", "/api/v1/agency/delegations/{entry}"): (None, row(401, 403, 403, 403, 403, 404, 403, 403)),
    ("POST", "/api/v1/agency/leaves"): (ABSENCE, row(401, 403, 422, 422, 422, 422, 403, 403)),
    ("DELETE", "/api/v1/agency/leaves/{entry}"): (None, row(401, 403, 404, 404, 404, 404, 403, 403)),
    ("GET", "/api/v1/escalations"): (None, row(401, 403, 200, 200, 403, 403, 200, 403)),
    ("GET", "/api/v1/urgings"): (None, row(401, 403, 403, 200, 200, 200, 200, 403)),
    ("POST", "/api/v1/urgings"): ({"reply_by": "2026-01-05"}, row(401, 403, 403, 422, 403, 403, 422, 403)),
    ("GET", "/api/v1/urgings/counts"): (DAY, row(401, 403, 403, 200, 403, 403, 200, 403)),
    ("GET", "/api/v1/urgings/{entry}"): (None, row(401, 403, 403, 404, 404, 404, 404, 403)),
    ("GET", "/api/v1/urgings/{entry}/letter"): (None, row(401, 403, 403, 404, 404, 404, 404, 403)),
    ("POST", "/api/v1/urgings/{entry}/reply"): ({"text": "Đang làm"}, row(401, 403, 403, 403, 404, 404, 403, 403)),
    ("GET", "/api/v1/stats/resolution"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/resolution.csv"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/timings"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/backlog"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/held"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/qd766"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/qd766.csv"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/qd766.xlsx"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/qd766.json"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/resolution.xlsx"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/resolution.json"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/targets"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/comparison"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/summary"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/summary.txt"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("GET", "/api/v1/stats/report.xlsx"): (DAY, row(401, 403, 403, 200, 403, 200, 200, 403)),
    # A head opens the figures of the own agency; these are of all.
    ("GET", "/api/v1/stats/resolution/cases"): (DAY | {"cell": "overdue"}, row(401, 403, 403, 200, 403, 403, 200, 403)),
    ("GET", "/api/v1/stats/resolution/cases.csv"): (DAY | {"cell": "overdue"}, row(401, 403, 403, 200, 403, 403, 200, 403)),
    ("GET", "/api/v1/stats/resolution/cases.xlsx"): (DAY | {"cell": "overdue"}, row(401, 403, 403, 200, 403, 403, 200, 403)),
    ("GET", "/api/v1/stats/resolution/cases.json"): (DAY | {"cell": "overdue"}, row(401, 403, 403, 200, 403, 403, 200, 403)),
    ("GET", "/api/v1/stats/snapshots"): (None, row(401, 403, 403, 200, 403, 200, 200, 403)),
    ("POST", "/api/v1/stats/snapshots"): ({"month": "2199-01"}, row(401, 403, 403, 403, 403, 403, 409, 403)),
    ("GET", "/api/v1/stats/snapshots/{snapshot}"): (None, row(401, 403, 403, 404, 403, 404, 404, 403)),
    ("GET", "/api/v1/stats/snapshots/{snapshot}/content"): (None, row(401, 403, 403, 404, 403, 404, 404, 403)),
    ("GET", "/api/v1/stats/snapshots/{snapshot}/changes"): (None, row(401, 403, 403, 404, 403, 404, 404, 403)),
    ("GET", "/api/v1/stats/snapshots/{snapshot}/compare/{other}"): (None, row(401, 403, 403, 404, 403, 404, 404, 403)),
    ("GET", "/api/v1/public/stats"): ({"period": "2025"}, EVERYBODY),
    ("GET", "/api/v1/public/stats.csv"): ({"period": "2025"}, EVERYBODY),
    ("GET", "/thong-ke"): ({"period": "2025"}, EVERYBODY),
    ("GET", "/api/v1/ledger"): (DAY, row(401, 403, 200, 200, 200, 200, 200, 403)),
}

# What administrators do: nobody else gets past the right, they get to the next hurdle.
ADMIN = row(401, 403, 403, 403, 403, 403, 403, 200)
FACTS = {
    "areas": {"code": "24", "name": "Bắc Ninh", "full_name": "Tỉnh Bắc Ninh", "level": "province"},
    "boundaries": {"code": "09187", "source": "Thử", "geometry": {"type": "Polygon", "coordinates": [[[106, 21], [106.1, 21], [106, 21.1], [106, 21]]]}},
    "agencies": {"code": "SXD", "name": "Sở Xây dựng", "short_name": "Sở XD", "level": "province", "kind": "department"},
    "categories": {"code": "DIEN", "name": "Điện lực", "deadline_class": "urgent"},
    "attributes": {"category_code": "DIEN", "code": "ma_cot", "name": "Số cột?", "kind": "text", "valid_from": "2035-01-01"},
    "rules": {"rule_no": 1, "category_code": "HTGT", "area_code": "*", "agency_code": "commune", "reason": "Vì thử"},
    "zones": {"code": "KCN", "name": "Khu công nghiệp", "source": "Thử", "geometry": {"type": "Polygon", "coordinates": [[[106, 21], [106.1, 21], [106, 21.1], [106, 21]]]}},
    "holidays": {"day": "2026-09-02", "kind": "off", "name": "Quốc khánh", "status": "announced"},
    "calendars": {"code": "office", "name": "Giờ hành chính"},
    "office-hours": {"calendar": "always"} | {day: "00:00-24:00" for day in "monday tuesday wednesday thursday friday saturday sunday".split()},
    "deadlines": {"class": "urgent", "stage": "answer", "unit": "hours", "amount": 24, "calendar": "always"},
    "deadline-rules": {"category_code": "DIEN", "kind": "business", "urgency": "normal", "deadline_class": "long"},
    "answer-rules": {"category_code": "XB", "outcome": "not_founded"},
    "answer-templates": {"code": "giai-thich", "name": "Giải thích", "text": "Kính gửi ông/bà", "category_code": "CSCC"},
    "duties": {"agency_code": "SXD", "username": "tongdai", "starts_at": "2035-01-01T17:00:00+07:00", "ends_at": "2035-01-02T07:30:00+07:00"},
    "targets": {"agency_code": "*", "figure": "rate_on_time", "goal": "at_least", "value": 95, "valid_from": "2035-01-01"},
    "ladders": {"category_code": "DD", "urgency": "*", "stage": "answer", "steps": "100% agency; +8h supervisor; every 8h"},
}
DRY_RUN = {"rules": {"7899": {name: value for name, value in FACTS["rules"].items() if name != "rule_no"} | {"area_code": "09187"}},
           "since": "2026-11-01T00:00:00+07:00"}
FACT_KEYS = {noun: str(next(iter(body.values()))) for noun, body in FACTS.items()} | {
    "attributes": "DIEN:ma_cot@2035-01-01", "deadlines": "urgent:answer", "deadline-rules": "DIEN:business:normal", "duties": "SXD:tongdai@2035-01-01T17:00",
    "targets": "*:rate_on_time@2035-01-01", "ladders": "DD:*:answer", "answer-rules": "XB:not_founded"}
for noun, body in FACTS.items():
    MATRIX["GET", f"/api/v1/admin/{noun}"] = (None, ADMIN)
    MATRIX["POST", f"/api/v1/admin/{noun}/check"] = (body, ADMIN)
    MATRIX["GET", f"/api/v1/admin/{noun}/{{key}}"] = (None, ADMIN)
    MATRIX["PUT", f"/api/v1/admin/{noun}/{{key}}"] = (body, ADMIN | {"admin": 428})
MATRIX["DELETE", "/api/v1/admin/rules/{key}"] = (None, ADMIN | {"admin": 405})
for noun in ("holidays", "deadline-rules", "duties", "ladders", "answer-rules"):
    MATRIX["DELETE", f"/api/v1/admin/{noun}/{{key}}"] = (None, ADMIN | {"admin": 428})
MATRIX["DELETE", "/api/v1/admin/office-hours/{key}"] = (None, ADMIN | {"admin": 405})
MATRIX["GET", "/api/v1/admin/rules/check"] = (None, ADMIN)
MATRIX["POST", "/api/v1/admin/rules/dry-run"] = (DRY_RUN, ADMIN)
VERSIONS = "/api/v1/admin/rules/versions"
MATRIX["GET", VERSIONS] = (None, ADMIN)
MATRIX["GET", VERSIONS + "/{number}"] = (None, ADMIN)
MATRIX["GET", VERSIONS + "/{number}/changes"] = (None, ADMIN)
MATRIX["POST", VERSIONS + "/{number}/restore"] = ({"effective_at": "2001-01-01T00:00:00Z"}, ADMIN | {"admin": 428})
MATRIX["DELETE", VERSIONS + "/{number}"] = (None, ADMIN | {"admin": 409})
MATRIX["GET", "/api/v1/admin/acts"] = (None, ADMIN | {"supervisor": 200})
MATRIX["GET", "/api/v1/admin/heads"] = ({"agency": "XX"}, ADMIN | {"admin": 422})
MATRIX["POST", "/api/v1/admin/heads"] = ({"username": "khong.co.ai"}, ADMIN | {"admin": 422})
SUCCESSION, PLAN = "/api/v1/admin/agencies/{key}/succession", {"successor": "khong.co", "at": "2035-01-01"}
MATRIX["GET", "/api/v1/admin/successions"] = (None, ADMIN)
MATRIX["GET", SUCCESSION] = (None, ADMIN | {"admin": 404})
MATRIX["POST", SUCCESSION + "/check"] = (PLAN, ADMIN | {"admin": 422})
MATRIX["PUT", SUCCESSION] = (PLAN, ADMIN | {"admin": 422})
MATRIX["DELETE", SUCCESSION] = (None, ADMIN | {"admin": 404})
ACCOUNTS = "/api/v1/admin/accounts"
MATRIX["GET", ACCOUNTS] = (None, ADMIN)
MATRIX["GET", ACCOUNTS + "/{username}"] = (None, ADMIN)
MATRIX["PUT", ACCOUNTS + "/{username}"] = ({"name": "Ai", "role": "king", "agency": "UB09187"}, ADMIN | {"admin": 422})
MATRIX["POST", ACCOUNTS + "/{username}/password"] = (None, ADMIN | {"admin": 201})
for act_on_account in ("lock", "unlock", "end-sessions", "factor-reset"):
    MATRIX["POST", f"{ACCOUNTS}/{{username}}/{act_on_account}"] = (None, ADMIN)
MATRIX["GET", "/api/v1/admin/keys"] = (None, ADMIN)
MATRIX["POST", "/api/v1/admin/keys"] = ({"name": "x", "scopes": "all"}, ADMIN | {"admin": 422})
MATRIX["DELETE", "/api/v1/admin/keys/{api_key}"] = (None, ADMIN | {"admin": 404})
WEBHOOKS = "/api/v1/admin/webhooks"
MATRIX["GET", WEBHOOKS] = MATRIX["GET", "/api/v1/admin/mailboxes"] = MATRIX["GET", "/api/v1/admin/templates"] = (None, ADMIN)
MATRIX["POST", WEBHOOKS] = ({"name": "x", "url": "https://example.vn/", "agency": "KHONG"}, ADMIN | {"admin": 422})
MATRIX["GET", WEBHOOKS + "/{webhook}"] = (None, ADMIN | {"admin": 404})
for act_on_webhook in ("rotate", "disable", "enable", "test"):
    MATRIX["POST", f"{WEBHOOKS}/{{webhook}}/{act_on_webhook}"] = ({}, ADMIN | {"admin": 404})
MATRIX["POST", "/api/v1/admin/mailboxes"] = ({"agency": "KHONG", "email": "hop.thu@example.vn"}, ADMIN | {"admin": 422})
MATRIX["DELETE", "/api/v1/admin/mailboxes/{mailbox}"] = (None, ADMIN | {"admin": 404})
MATRIX["GET", "/api/v1/admin/notices"] = (None, ADMIN | {"dispatcher": 200})
MATRIX["POST", "/api/v1/admin/notices/{entry}/retry"] = ({}, ADMIN | {"admin": 404, "dispatcher": 404})
MATRIX["PUT", "/api/v1/admin/templates/{notice}"] = ({"lang": "vi", "subject": "Chỉ có tiêu đề"}, ADMIN | {"admin": 422})
MATRIX["GET", "/api/v1/admin/templates/{notice}/preview"] = (None, ADMIN)
MATRIX["POST", "/api/v1/admin/templates/{notice}/preview"] = ({"body": "{code}"}, ADMIN)

# Sessions that are not, or not yet: nobody at all, but for what finishes a sign-in.  (method, path): status of each.
STAGES = "totp enrol password".split()
DEAD = "expired idle revoked locked unheard_of".split()
UNFINISHED = {
    ("GET", "/api/v1/session"): (200, 200, 200),
    ("POST", "/api/v1/session/factor"): (409, 409, 409),       # the one of totp has no authenticator here
    ("POST", "/api/v1/session/totp"): (409, 201, 409),
    ("POST", "/api/v1/session/totp/confirm"): (409, 422, 409),
    ("POST", "/api/v1/session/password"): (409, 409, 422),
    ("POST", "/api/v1/session/recovery-codes"): (409, 409, 409),
    ("GET", "/api/v1/sessions"): (409, 409, 409),
    ("DELETE", "/api/v1/sessions/{session}"): (409, 409, 409),
    ("DELETE", "/api/v1/session"): (204, 204, 204),
}
# Where nobody has to say who they are, but who says so must be right.
READS_CREDENTIAL = {("POST", "/api/v1/reports"), ("GET", "/api/v1/reports/{code}"),
                    ("POST", "/api/v1/reports/{code}/me-too"), ("POST", "/api/v1/reports/similar/{handle}/me-too")}
# What somebody of another province gets who may do such things at home: there is no such thing there.
ELSEWHERE = {
    ("POST", "/api/v1/reports"): 422, ("GET", "/api/v1/reports/{code}"): 404, ("POST", "/api/v1/reports/{code}/supplement"): 404, ("POST", "/api/v1/reports/{code}/rating"): 404,
    ("POST", "/api/v1/reports/{code}/reopen"): 404, ("POST", "/api/v1/reports/{code}/withdraw"): 404,
    ("DELETE", "/api/v1/reports/{code}/contact"): 404, ("GET", "/api/v1/consent"): 404,
    ("GET", "/api/v1/areas/{area}"): 404, ("GET", "/api/v1/areas/{area}/successors"): 404,
    ("GET", "/api/v1/areas/locate"): 422, ("GET", "/api/v1/route"): 422,
    ("GET", ACCOUNTS + "/{username}"): 404, ("POST", ACCOUNTS + "/{username}/password"): 404,
    ("GET", "/api/v1/stats/snapshots/{snapshot}"): 404, ("GET", "/api/v1/stats/snapshots/{snapshot}/content"): 404,
    ("GET", "/api/v1/stats/snapshots/{snapshot}/changes"): 404, ("GET", "/api/v1/stats/snapshots/{snapshot}/compare/{other}"): 404,
    ("POST", "/api/v1/stats/snapshots"): 409,
    ("GET", VERSIONS + "/{number}"): 404, ("GET", VERSIONS + "/{number}/changes"): 404, ("POST", VERSIONS + "/{number}/restore"): 404,
    ("DELETE", VERSIONS + "/{number}"): 404, ("POST", "/api/v1/admin/rules/dry-run"): 422,
} | {("POST", f"{ACCOUNTS}/{{username}}/{name}"): 404 for name in ("lock", "unlock", "end-sessions", "factor-reset")}
# Facts of ours are none there; some may be made there, but not those that name what is not there.
for noun in FACTS:
    ELSEWHERE["GET", f"/api/v1/admin/{noun}/{{key}}"] = ELSEWHERE["DELETE", f"/api/v1/admin/{noun}/{{key}}"] = 404
    ELSEWHERE["PUT", f"/api/v1/admin/{noun}/{{key}}"] = 201 if noun in ("areas", "agencies", "calendars", "zones", "targets") else 422
    ELSEWHERE["POST", f"/api/v1/admin/{noun}/check"] = 200 if noun in ("areas", "agencies", "calendars", "zones", "targets") else 422
