"""Tables that are taken away: the same in each format, written by a process of their own, as many at once as may be."""

import concurrent.futures
import contextlib
import csv
import io
import os
import pathlib
import re
import secrets
import signal
import socket
import time
from urllib.parse import urlsplit

import psycopg2
import pytest
import requests

import workbooks
from support import Api
from work import problem_of

PATH = "/api/v1/cases/search"
WORD = "bảng" + secrets.token_hex(4)  # which no other test's reports have
TEXTS = ["=1+1, \"nói\"\nđường", "Đèn đường không sáng", "Nắp cống vỡ"]
MEDIA = {"csv": "text/csv; charset=utf-8; header=present", "json": "application/json",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
SECONDS = 60  # an end, not a measure


def patiently(look, what):
    """Waits until look() answers something, and returns that."""
    end = time.monotonic() + SECONDS
    while not (found := look()):
        assert time.monotonic() < end, what
        time.sleep(0.05)
    return found


@pytest.fixture(scope="module")
def codes(daemon, places, sign_in):
    """Codes of reports that are found by WORD, the newest first."""
    sent = []
    for text in TEXTS:
        answer = Api(daemon.url).post("/api/v1/reports", json={
            "category": "HTGT", "location": places["09187"], "description": f"{text} {WORD}", "contact": {"phone": "0977 555 343"}})
        assert answer.status_code == 201, answer.text
        sent.insert(0, answer.json()["code"])
    desk = sign_in("dispatcher")
    patiently(lambda: len(desk.get(PATH, params={"q": WORD}).json()["items"]) == len(TEXTS), "the courier does not follow the history")
    return sent


@pytest.fixture(scope="module")
def tables(codes, sign_in):
    """tables(language): the list of these reports in each format, as it came."""
    def take(language):
        answers = {name: sign_in("supervisor").get(f"{PATH}.{name}", params={"q": WORD}, headers={"Accept-Language": language}) for name in MEDIA}
        for name, answer in answers.items():
            assert answer.status_code == 200 and answer.headers["Content-Type"] == MEDIA[name], answer.text
        return answers
    return take


def test_the_same_rows_are_in_each_format(tables, codes):
    answers = tables("vi")
    lines = list(csv.DictReader(io.StringIO(answers["csv"].content.decode("utf-8-sig"), newline="")))
    cases, notes = answers["json"].json()["sheets"]
    book = workbooks.read(answers["xlsx"].content)
    assert [line["code"] for line in lines] == [row["code"] for row in cases["rows"]] == book[0].column("Mã") == codes
    titles = {column["key"]: column["title"] for column in cases["columns"]}
    assert list(lines[0]) == list(titles) and book[0].rows[0] == list(titles.values())
    for i, row in enumerate(cases["rows"]):
        for key, title in titles.items():
            told, shown, value = row[key], book[0].column(title)[i], lines[i][key]
            if key.endswith("_at") and told:
                assert told.endswith("+07:00") and value == told[:19].replace("T", " ") == str(workbooks.moment(shown))
            elif isinstance(told, str):
                assert shown == told and value in (told, "'" + told)
            else:
                assert shown == told and value == ("" if told is None else str(told))
    assert "977555343" not in answers["csv"].text + answers["json"].text + str([sheet.rows for sheet in book])
    assert [row["words"] for row in notes["rows"]] == list(book[1].words().values())


def test_a_workbook_is_one_to_work_with(tables):
    """Its head stays in sight, its rows can be filtered, its figures and instants are none of text, and it says what it shows."""
    cases, notes = workbooks.read(tables("vi")["xlsx"].content)
    assert (cases.name, notes.name) == ("Hồ sơ", "Ghi chú")
    assert (cases.frozen_rows, cases.filter, len(cases.widths)) == (1, f"A1:T{1 + len(TEXTS)}", 20)
    assert cases.format("Tiếp nhận lúc") == {"dd/mm/yyyy hh:mm:ss"} and cases.format("Đang quá hạn") == {"#,##0"}
    assert cases.column("Nội dung")[-1] == f"{TEXTS[0]} {WORD}"
    assert notes.words()["Điều kiện lọc"] == f"q = {WORD}" and notes.filter is None
    english = workbooks.read(tables("en")["xlsx"].content)
    assert [sheet.name for sheet in english] == ["Cases", "Notes"] and english[0].rows[0][:2] == ["Code", "Received"]


def test_a_file_is_offered_under_a_name(tables):
    names = {name: answer.headers.get("Content-Disposition") for name, answer in tables("vi").items()}
    assert names == {"csv": 'attachment; filename="pakn.csv"', "xlsx": 'attachment; filename="pakn.xlsx"', "json": None}


def test_it_is_on_record_who_took_which_list(tables, ask, codes):
    before = ask("select count(*) from pakn.admin_act where action = 'export' and after->>'q' = %s", WORD)[0][0]
    tables("vi")
    acts = ask("select after from pakn.admin_act where action = 'export' and after->>'q' = %s", WORD)
    assert len(acts) == before + len(MEDIA) and {act["rows"] for act, in acts} == {len(TEXTS)}


@pytest.mark.parametrize("name", MEDIA)
def test_what_is_wrong_is_an_answer_and_no_half_table(sign_in, name):
    [error] = problem_of(sign_in("supervisor").get(f"{PATH}.{name}", params={"category": "KHONGCO"}), 422, "invalid")["errors"]
    assert error["pointer"] == "?category"
    problem_of(sign_in("staff").get(f"{PATH}.{name}"), 403, "forbidden")


def test_figures_are_the_same_in_each_format_and_say_what_they_are(sign_in, codes):
    period = {"from": "2026-01-01T00:00:00+07:00", "to": "2040-01-01T00:00:00+07:00", "group_by": "category"}
    path, client = "/api/v1/stats/resolution", sign_in("supervisor")
    told = client.get(path, params=period).json()
    lines = list(csv.DictReader(io.StringIO(client.get(path + ".csv", params=period).content.decode("utf-8-sig"), newline="")))
    table, _ = client.get(path + ".json", params=period).json()["sheets"]
    figures, notes = workbooks.read(client.get(path + ".xlsx", params=period).content)
    titles = {column["key"]: column["title"] for column in table["columns"]}
    for i, row in enumerate(told["rows"] + [told["total"] | {"code": "total"}]):
        for key, title in titles.items():
            value, shown = (row | row["outcomes"])[key], figures.column(title)[i]
            assert table["rows"][i][key] == value
            if isinstance(value, str) or value is None and key == "name":
                assert (shown, lines[i][key]) == (value, value or "")
            elif value is None:
                assert (shown, lines[i][key]) == ("—", "—")
            else:
                assert float(lines[i][key]) == value and shown == pytest.approx(value / 100 if key.startswith("rate_") else value)
    assert figures.format("Tỷ lệ xử lý") == {"0.00%"} and figures.format("Tiếp nhận") == {"#,##0"}
    words = notes.words()
    assert words["Tỷ lệ xử lý"] == told["formula"]["rate_handled"] and words["Cơ sở tính"] == told["basis_words"]
    assert words["Phiên bản định nghĩa"] == told["definitions"] and words["Kỳ báo cáo"] == "2026-01-01T00:00:00+07:00 – 2040-01-01T00:00:00+07:00"


PERIOD = {"from": "2026-01-01T00:00:00+07:00", "to": "2040-01-01T00:00:00+07:00"}


@pytest.mark.parametrize("cell", ["received", "in_progress", "overdue_open"])
def test_a_figure_opens_into_as_many_cases_and_so_does_its_file(sign_in, codes, cell):
    path, client = "/api/v1/stats/resolution", sign_in("supervisor")
    row = next(row for row in client.get(path, params=PERIOD).json()["rows"] if row["code"] == "UB09187")
    question, items, cursor = PERIOD | {"cell": cell, "group": "UB09187"}, [], None
    while cursor or not items:
        page = client.get(path + "/cases", params=question | {"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        items, cursor = items + page["items"], page["next_cursor"]
        if not page["items"]:
            break
    assert len(items) == row[cell] and page["formula"] == client.get(path, params=PERIOD).json()["formula"][cell]
    book = workbooks.read(client.get(path + "/cases.xlsx", params=question).content)
    assert book[0].column("Mã") == [item["code"] for item in items] and book[1].words()["Dòng"] == "agency = UB09187"
    assert cell == "overdue_open" or set(codes) <= {item["code"] for item in items}


@pytest.mark.parametrize("cell", ["carried_over", "received", "moved", "accepted", "handled", "left", "left_overdue", "returned", "other"])
def test_a_figure_of_the_flow_opens_too_with_what_each_case_counts(sign_in, codes, cell):
    path, client = "/api/v1/stats/resolution", sign_in("supervisor")
    for row in [row for row in client.get(path, params=PERIOD | {"basis": "handled"}).json()["rows"] if row["code"] in ("UB09187", "TT1022")]:
        question, items, cursor = PERIOD | {"basis": "handled", "cell": cell, "group": row["code"]}, [], None
        while cursor or not items:
            page = client.get(path + "/cases", params=question | {"limit": 50} | ({"cursor": cursor} if cursor else {})).json()
            items, cursor = items + page["items"], page["next_cursor"]
            if not page["items"]:
                break
        assert sum(item["counts"] for item in items) == (row | row["outcomes"])[cell]
        book = workbooks.read(client.get(path + "/cases.xlsx", params=question).content)
        assert [book[0].column("Mã"), book[0].column("Tính")] == [[item["code"] for item in items], [item["counts"] for item in items]]


@pytest.mark.parametrize("basis,cell,code", [("handled", "overdue", "other_basis"), ("received", "left", "other_basis"), ("received", "rate_handled", "bad_choice"),
                                             ("handled", "gone", "bad_choice")])
def test_what_opens_into_no_list_is_told_with_what_does(sign_in, basis, cell, code):
    [error] = problem_of(sign_in("supervisor").get("/api/v1/stats/resolution/cases", params=PERIOD | {"basis": basis, "cell": cell}), 422, "invalid")["errors"]
    assert (error["pointer"], error["code"]) == ("?cell", code) and (code != "other_basis" or "left_overdue" in error["detail"])


def test_a_report_has_every_table_a_ranking_and_the_formulas(sign_in, codes):
    client = sign_in("supervisor")
    answer = client.get("/api/v1/stats/report.xlsx", params=PERIOD | {"least": 2})
    assert answer.status_code == 200, answer.text
    book = {sheet.name: sheet for sheet in workbooks.read(answer.content)}
    assert list(book) == ["Theo đơn vị", "Theo lĩnh vực", "Theo cấp", "Theo kênh", "Theo tháng", "Xếp hạng", "Ghi chú"]
    told = client.get("/api/v1/stats/resolution", params=PERIOD).json()
    for name in list(book)[:5]:
        assert book[name].column("Mã")[-1] == "total" and book[name].column("Tiếp nhận")[-1] == told["total"]["received"] == sum(book[name].column("Tiếp nhận")[:-1])
    ranking = book["Xếp hạng"]
    places = dict(zip(ranking.column("Mã"), ranking.column("Thứ hạng (từ 2 hồ sơ)")))
    accepted = {row["code"]: row["accepted"] for row in told["rows"]}
    assert places.keys() == accepted.keys() and {code for code, place in places.items() if place} == {code for code, n in accepted.items() if n >= 2}
    assert ranking.column("Trả lại") and ranking.column("Không thụ lý") and ranking.column("Mở lại")


# How they are written: by a daemon that writes one at a time, and none of more than two rows.

@pytest.fixture(scope="module")
def small(make_daemon, daemon):
    settings = {name.removeprefix("PAKN_").lower(): value for name, value in daemon.settings.items() if name.endswith("_KEY") or name.endswith("_KEYS")}
    other = make_daemon(exports_max=1, export_rows_max=2, db_slow_conns=3, **settings)
    other.start()
    return other


@pytest.fixture(scope="module")
def client(small, sign_in):
    api = Api(small.url)
    api.headers["Authorization"] = sign_in("supervisor").headers["Authorization"]
    return api


@contextlib.contextmanager
def held(seeded):
    """Keeps all pages from being read."""
    connection = psycopg2.connect(seeded.cluster.conninfo("pakn_owner"))
    try:
        connection.cursor().execute("lock table pakn.report_search in access exclusive mode")
        yield
    finally:
        connection.close()


def writers(daemon):
    """Ids of the processes that write tables of this daemon."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):
            if path.read_text() == "pakn sheet\n" and os.readlink(path.parent / "exe").startswith(str(daemon.home)):
                found.append(int(path.parent.name))
    return found


def idle(daemon):
    """Waits until no table of before is written any more, nor a process of one ends."""
    patiently(lambda: not running(daemon) and not writers(daemon), "some are still written")


def running(daemon):
    text = requests.get(daemon.admin_url + "/metrics", timeout=10).text
    return sum(int(value) for value in re.findall(r"^pakn_exports_running\{[^}]*\} (\d+)", text, re.M))


def test_who_comes_while_all_are_busy_is_told_when_to_come_back(small, client, seeded, codes):
    idle(small)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        with held(seeded):
            first = pool.submit(client.get, f"{PATH}.csv", params={"received_from": "2030-01-01T00:00:00Z"}, timeout=SECONDS)
            patiently(lambda: writers(small), "nobody writes the first")
            # Another table, of which pages can be read.
            answer = client.get("/api/v1/stats/resolution.xlsx")
            problem_of(answer, 429, "too_many_exports")
            assert int(answer.headers["Retry-After"]) > 0
            problem_of(requests.get(small.url + "/api/v1/stats/resolution.xlsx", timeout=SECONDS), 401, "unauthenticated")
        assert first.result().status_code == 200


def test_a_writer_that_dies_harms_no_other(small, client, seeded):
    idle(small)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        with held(seeded):
            first = pool.submit(client.get, f"{PATH}.xlsx", timeout=SECONDS)
            [pid] = patiently(lambda: writers(small), "nobody writes it")
            os.kill(pid, signal.SIGKILL)
        problem_of(first.result(), 503, "unavailable")
    assert client.get(f"{PATH}.xlsx", params={"received_from": "2030-01-01T00:00:00Z"}).status_code == 200


def test_a_client_that_leaves_ends_it(small, client, seeded, ask):
    idle(small)
    there = urlsplit(small.url)
    before = ask("select count(*) from pakn.admin_act where action = 'export'")
    with held(seeded):
        with socket.create_connection((there.hostname, there.port), SECONDS) as connection:
            connection.sendall(f"GET {PATH}.csv HTTP/1.1\r\nHost: {there.netloc}\r\nAuthorization: {client.headers['Authorization']}\r\n\r\n".encode())
            patiently(lambda: writers(small), "nobody writes it")
    patiently(lambda: not writers(small), "it is written for nobody")
    assert ask("select count(*) from pakn.admin_act where action = 'export'") == before


def test_a_list_that_is_too_long_is_refused(client, codes):
    problem_of(client.get(f"{PATH}.json", params={"q": WORD}), 422, "list_too_long")


def test_nothing_is_left_behind(small, daemon):
    patiently(lambda: not running(small), "some are still written")
    for each in (small, daemon):
        assert not [path.name for path in (each.home / "spool").iterdir() if path.name != "sms.log"]
