"""Figures for everybody: the page, open data, what is withheld there and whether it can be computed, and how often the database is asked."""

import concurrent.futures
import contextlib
import csv
import io
import json
import os
import random
import re

import psycopg2
import pytest

from html_pages import page
from support import Api

STATS, CSV, PAGE = "/api/v1/public/stats", "/api/v1/public/stats.csv", "/thong-ke"
COUNTS = ["received", "refused", "accepted", "handled", "on_time", "late", "in_progress", "overdue", "overdue_open", "unsatisfied",
          "rated", "reopened"]
# What anybody knows: each of the first is the sum of the others.
SUMS = [("received", "refused", "accepted"), ("accepted", "handled", "in_progress"), ("handled", "on_time", "late"),
        ("in_progress", "in_time", "overdue_open"), ("overdue", "late", "overdue_open")]
AT_MOST = [("overdue", "unsatisfied"), ("unsatisfied", "accepted"), ("rated", "received")]
SMALL, RATES = 5, 10
TABLES = 400 if os.environ.get("TESTS_LONG") else 25


# Guessing: tables by chance, as the database would count them, and somebody who computes all that can be computed.

def reports(chance):
    """How many reports of each agency and field there are, in which state; few or many, by chance."""
    agencies = {f"{level[0].upper()}{n}": level for level in ("province", "district", "commune") for n in range(chance.choice([0, 1, 2, 5, 12]))}
    scale = chance.choice([1, 3, 10, 60])
    return agencies, [{"agency": agency, "level": agencies[agency], "category": chance.choice("ABCDEFG"[:chance.randint(1, 7)]),
                       "state": chance.choices(("refused", "on_time", "late", "in_time", "overdue_open"), (1, 20, 2, 3, 1))[0],
                       "rated": chance.random() < 0.2, "reopened": chance.random() < 0.05, "unsatisfied": chance.random() < 0.05}
                      for agency in agencies for _ in range(int(chance.expovariate(1 / scale)) + 1)]


def counted(rows):
    figure = {state: sum(row["state"] == state for row in rows) for state in ("refused", "on_time", "late", "in_time", "overdue_open")}
    figure |= {"handled": figure["on_time"] + figure["late"], "in_progress": figure["in_time"] + figure["overdue_open"],
               "overdue": figure["late"] + figure["overdue_open"], "received": len(rows), "accepted": len(rows) - figure["refused"],
               "rated": sum(row["rated"] for row in rows), "reopened": sum(row["reopened"] for row in rows),
               "unsatisfied": sum(row["state"] in ("late", "overdue_open") or row["state"] != "refused" and row["unsatisfied"] for row in rows)}
    del figure["in_time"]
    for rate, part in (("rate_handled", "handled"), ("rate_on_time", "on_time"), ("rate_overdue", "overdue")):
        figure[rate] = figure["accepted"] and round(100 * figure[part] / figure["accepted"], 2)
    figure["rate_satisfied"] = figure["accepted"] and round(100 - 100 * figure["unsatisfied"] / figure["accepted"], 2)
    return figure | {"median_hours": 1, "p90_hours": 2}


def tables(rows):
    """{group: {code: figures}}; the total is None's."""
    return {group: {code: counted([row for row in rows if row[group] == code]) for code in {row[group] for row in rows}}
            | {None: counted(rows)} for group in ("level", "category", "agency")}


def bounds(shown):
    """What a figure may be, by what is shown: (least, most)."""
    if isinstance(shown, int):
        return shown, shown
    return (0, SMALL - 1) if shown == f"<{SMALL}" else (SMALL, 10**6)


class Guesser:
    """Knows what is shown, the sums, and which agencies are of which level; narrows what each figure may be until nothing changes."""

    def __init__(self, agencies, shown):
        self.may, sums = {}, []
        for group, rows in shown.items():
            for code, figures in rows.items():
                key = "total" if code is None else (group, code)
                for figure in COUNTS:
                    least, most = self.may.get((key, figure), (0, 10**6))
                    low, high = bounds(figures[figure])
                    self.may[key, figure] = max(least, low, figure == "received"), min(most, high)
                self.may[key, "in_time"] = (0, 10**6)
                sums += [((key, whole), [(key, part) for part in parts]) for whole, *parts in SUMS]
        for group in ("level", "category"):
            sums += [(("total", figure), [((group, code), figure) for code in shown[group] if code]) for figure in [*COUNTS, "in_time"]
                     if shown[group].keys() - {None}]
        for level in {agencies[code] for code in shown["agency"] if code}:
            if ("level", level) in {key for key, _ in self.may} and all(code in shown["agency"] for code in self.all_of(agencies, level)):
                sums += [((("level", level), figure), [(("agency", code), figure) for code in self.all_of(agencies, level)])
                         for figure in [*COUNTS, "in_time"]]
        self.narrow(sums)

    @staticmethod
    def all_of(agencies, level):
        return [code for code in agencies if agencies[code] == level]

    def put(self, key, least, most):
        low, high = self.may[key]
        if (max(low, least), min(high, most)) == (low, high):
            return False
        self.may[key] = max(low, least), min(high, most)
        assert self.may[key][0] <= self.may[key][1], (key, "what is shown contradicts itself")
        return True

    def narrow(self, sums):
        going = True
        while going:
            going = False
            for whole, parts in sums:
                least, most = (sum(self.may[part][i] for part in parts) for i in (0, 1))
                going |= self.put(whole, least, most)
                low, high = self.may[whole]
                for part in parts:
                    going |= self.put(part, low - most + self.may[part][1], high - least + self.may[part][0])
            for smaller, greater in AT_MOST:
                for key in {key for key, _ in self.may}:
                    going |= self.put((key, smaller), 0, self.may[key, greater][1])
                    going |= self.put((key, greater), self.may[key, smaller][0], 10**6)


def told(real, shown, agencies):
    """The small counts that the guesser found out."""
    guesser = Guesser(agencies, shown)
    return [(group, code, figure) for group, rows in shown.items() for code, figures in rows.items() for figure in COUNTS
            if 1 <= real[group][code][figure] < SMALL and len(set(guesser.may["total" if code is None else (group, code), figure])) == 1]


@pytest.fixture(scope="module")
def withheld(seeded):
    """withheld(agencies, tables): what the database would show of tables that are put in the place of its own, and left out."""
    with contextlib.closing(psycopg2.connect(seeded.cluster.conninfo("pakn_owner"))) as connection:
        def show(agencies, real):
            cursor = connection.cursor()
            cursor.execute("create temp table given as select %s::jsonb as tables", (json.dumps({group: [
                {"is_total": code is None, "code": code, "figures": figures} for code, figures in rows.items()] for group, rows in real.items()}),))
            cursor.execute("""create or replace function pakn.stats_table(q pakn.stats_question)
                returns table (is_total boolean, codes text[], names text[], figures jsonb) language sql stable as $$
                select (r->>'is_total')::boolean, case when r->>'code' is not null then array[r->>'code'] end,
                    case when r->>'code' is not null then array[r->>'code'] end, r->'figures'
                from pg_temp.given, jsonb_array_elements(given.tables->(q.groups[1])) r $$""")
            for n, (code, level) in enumerate(agencies.items()):
                cursor.execute("insert into pakn.agency (tenant_id, agency_id, code, name, short_name, level, kind) values (24, %s, %s, %s, '', %s, 'department')",
                               (100000 + n, code, code, level))
            shown, left_out = {}, False
            for group in real:
                cursor.execute("select t.code, t.figures, t.left_out from pakn.open_table(pakn.open_question(24, '2026-01', %s), %s, %s) t",
                               (group, SMALL, RATES))
                answer = cursor.fetchall()
                shown[group] = {code: figures for code, figures, _ in answer}
                left_out |= any(out for *_, out in answer)
            connection.rollback()
            return shown, left_out

        yield show


def test_no_small_count_can_be_computed(withheld):
    chance, naive_told, all_shown, small, left_out = random.Random(8), 0, 0, 0, 0
    for _ in range(TABLES):
        agencies, rows = reports(chance)
        if not rows:
            continue
        real = tables(rows)
        shown, out = withheld(agencies, real)
        left_out += out
        for group, table in shown.items():
            assert out or table.keys() == real[group].keys()
            for code, figures in table.items():
                for figure in COUNTS:
                    low, high = bounds(figures[figure])
                    assert low <= real[group][code][figure] <= high
                    small += 1 <= real[group][code][figure] < SMALL
                    all_shown += isinstance(figures[figure], int)
                for rate, needs in (("rate_handled", ("accepted", "handled")), ("rate_on_time", ("accepted", "on_time")),
                                    ("rate_overdue", ("accepted", "overdue")), ("rate_satisfied", ("accepted", "unsatisfied"))):
                    whole = all(isinstance(figures[need], int) for need in needs) and figures["accepted"] >= RATES
                    assert figures[rate] == (real[group][code][rate] if whole else None)
        assert told(real, shown, agencies) == []
        naive = {group: {code: {figure: f"<{SMALL}" if 1 <= figures[figure] < SMALL else figures[figure] for figure in COUNTS}
                         for code, figures in table.items()} for group, table in real.items()}
        naive_told += len(told(real, naive, agencies))
    print(f"{small} small counts, {all_shown} counts shown, {left_out} of {TABLES} with rows left out; without more withheld {naive_told} told")
    assert naive_told > small / 4 and all_shown > small  # the guesser is able, and not all is withheld


# What is there.

@pytest.fixture
def counted_here(send, ask):
    """Some reports of this month; its name."""
    for _ in range(3):
        send()
    return ask("select to_char(now() at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM')")[0][0]


@pytest.mark.parametrize("group", ["level", "category", "agency"])
def test_open_data_say_what_they_are(api, counted_here, group):
    answer = api.get(STATS, params={"period": counted_here, "group_by": group, "lang": "en"})
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "public, max-age=60" and answer.headers["Content-Language"] == "en"
    body = answer.json()
    assert (body["licence"], body["basis"], body["group_by"], body["period"]) == ("CC BY 4.0", "received", group, counted_here)
    assert body["province"] and body["as_of"] and body["definitions"] and body["cutoff"] == {"day": 1, "hour": 0}
    figures = [column["figure"] for column in body["columns"]]
    assert set(COUNTS) < set(figures) and all(column["title"] and column["formula"] for column in body["columns"])
    assert all(set(figures) == set(row) - {"code", "name"} for row in body["rows"]) and set(figures) == set(body["total"])
    assert not re.search(r"description|phone|report_id|username", answer.text)
    lines = list(csv.reader(io.StringIO(api.get(CSV, params={"period": counted_here, "group_by": group}).content.decode("utf-8-sig"))))
    assert lines[0] == ["code", "name", *figures, "period", "from", "to", "as_of", "basis", "definitions", "source", "licence"]
    assert [line[0] for line in lines[1:]] == [row["code"] for row in body["rows"]] + ["total"]
    assert lines[-1][2] == str(body["total"]["received"]) and lines[-1][-1] == "CC BY 4.0"


def test_the_page_is_there_in_both_languages(daemon, counted_here):
    found = page("GET", f"{daemon.url}{PAGE}?period={counted_here}&group_by=category", is_open=True)
    assert "Thống kê phản ánh, kiến nghị" in found.says() and "tỷ lệ đúng hạn = H1 / A" in found.says() and "CC BY 4.0" in found.says()
    assert found.forms[PAGE]["asked"] == {"period", "group_by"} and found.forms[PAGE]["fields"] == {"lang": "vi"}
    for headers, query in (({"Accept-Language": "en"}, ""), ({}, "?lang=en")):
        found = page("GET", daemon.url + PAGE + query, lang="en", is_open=True, headers=headers)
        assert "Statistics of citizens' reports" in found.says() and "Rate on time" in found.says()
        assert found.answer.headers["Vary"] == "Accept-Language"
    assert 'lang="vi"' in Api("").get(f"{daemon.url}{PAGE}?lang=vi", headers={"Accept-Language": "en"}).text[:60]


@pytest.mark.parametrize("query, code", [({"period": "2026-13"}, "bad_period"), ({"group_by": "area"}, "bad_choice"), ({"x": 1}, "unknown_field")])
def test_what_is_none_is_refused(api, daemon, query, code):
    answer = api.get(STATS, params=query)
    assert answer.status_code == 422 and answer.json()["errors"][0]["code"] == code
    refused = page("GET", daemon.url + PAGE, 422, lang="en", is_open=None, params=query, headers={"Accept-Language": "en"})
    assert "Not done" in refused.says()


def test_who_has_the_figures_is_told_so(api):
    first = api.get(STATS, params={"period": "2019", "lang": "vi"})
    assert first.headers["ETag"].startswith('W/"')
    assert api.get(STATS, params={"period": "2019", "lang": "vi"}, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert api.get(STATS, params={"period": "2019", "lang": "vi"}, headers={"If-None-Match": '"0"'}).status_code == 200


def test_many_readers_are_one_question(daemon):
    def shared():
        return sum(float(line.split()[-1]) for line in Api(daemon.admin_url).get("/metrics").text.splitlines()
                   if line.startswith("pakn_answers_shared_total"))

    def read(_):
        with Api(daemon.url) as client:
            return [client.get(STATS, params={"period": "2018-Q3", "group_by": "agency"}).content for _ in range(20)]

    before = shared()
    with concurrent.futures.ThreadPoolExecutor(16) as readers:
        bodies = [body for found in readers.map(read, range(16)) for body in found]
    assert len(bodies) == 320 and len(set(bodies)) == 1 and shared() - before == 319

