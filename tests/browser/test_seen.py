"""Pages as a browser shows them, on a phone and on a desk: judged by axe-core, read, and with nothing that the browser complains about."""

import contextlib
import shutil
import subprocess

import pytest

from browser import SIZES, Browser
from links import link_to
from support import ROOT, TENANT, Api
from work import done

REPORTS = 400
PERIOD = "2026-08"


@pytest.fixture(scope="module")
def browser():
    with contextlib.closing(Browser()) as browser:
        yield browser


@pytest.fixture(scope="module")
def history(daemon):
    """Some months of reports, as the demo sends them."""
    lines, key = daemon.home / "history.jsonl", daemon.home / "history_key"
    with lines.open("w") as out:
        subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-v", f"count={REPORTS}", "-f", "sql/seed/history.sql",
                        daemon.cluster.conninfo("pakn_owner")], check=True, cwd=ROOT, stdout=out)
    key.write_text(daemon.command("token", "add", "--tenant", TENANT, "--name", "history", "--role", "importer", "--dates-from", "2026-01-01"))
    shutil.chown(key, daemon.home.owner())
    key.chmod(0o600)
    daemon.command("replay", lines, "--url", daemon.url, "--key-file", key)


@pytest.fixture
def judge(browser):
    """judge(words, complaint): looks at the page that is open, which says these words; a page of an error makes the browser complain."""
    browser.complaints()

    def look(words, complaint=None, sizes=SIZES):
        assert words in browser.says()
        for size in sizes:
            assert browser.faults(size) == [], size
        said = browser.complaints()
        assert len(said) == bool(complaint) and all(complaint in one for one in said), said

    return look


@pytest.fixture
def report(daemon):
    """A report to a ward."""
    answer = Api(daemon.url).post("/api/v1/reports", json={"category": "HTGT", "description": "Nắp rãnh vỡ " + "dài" * 80, "area_code": "09187"})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.mark.parametrize("lang, words", [("vi", "Cách tính"), ("en", "How each figure is found")])
@pytest.mark.parametrize("group", ["level", "category", "agency"])
def test_figures_for_everybody(browser, judge, daemon, history, group, lang, words):
    browser.open(f"{daemon.url}/thong-ke?period={PERIOD}&group_by={group}&lang={lang}")
    judge(words)


@pytest.mark.parametrize("lang, words", [("vi", "Xin quay lại trang trước"), ("en", "Please go back")])
def test_what_is_refused(browser, judge, daemon, lang, words):
    browser.open(f"{daemon.url}/thong-ke?period=2026-13", **{"Accept-Language": lang})
    judge(words, "422")


def test_other_figures_are_chosen_on_the_page(browser, judge, daemon, history):
    browser.open(f"{daemon.url}/thong-ke?period={PERIOD}&lang=en")
    browser.press("Show", group_by="Agency", period="2026-07")
    judge("2026-07, by agency")


def test_an_agency_without_accounts_deals_with_a_case_by_a_link(browser, judge, daemon, report):
    browser.open(f"{daemon.url}/l/{link_to(daemon, report['id'])}/xem")
    judge("Liên kết này chỉ dành cho đơn vị")
    browser.press("Mở hồ sơ")
    judge("Không thuộc đơn vị?")
    browser.press("Nhận xử lý")
    judge("Đã nhận xử lý.")
    browser.press("Gửi trả lời", text="Đã thay nắp rãnh.")
    judge("Đã gửi trả lời")


def test_who_sent_a_report_says_how_content_they_are(browser, judge, daemon, report, sign_in):
    for role, action, body in (("staff", "accept", {}), ("staff", "answer", {"text": "Đã thay nắp rãnh.", "outcome": "fixed"}), ("head", "approve", {})):
        done(sign_in(role), report["id"], action, **body)
    base = f"{daemon.url}/l/{link_to(daemon, report['id'], 'rate')}"
    browser.open(f"{base}/xem")
    judge("Chưa được giải quyết?")
    browser.choose("Hài lòng")
    browser.press("Gửi đánh giá", comment="Cảm ơn")
    judge("Đã đánh giá")
    browser.open(f"{base}/xem")
    browser.press("Báo chưa được giải quyết", reason="Nắp mới lại vỡ")
    judge("mở lại")


def test_a_letter_that_urges_an_agency(browser, judge, daemon, history, sign_in):
    made = sign_in("supervisor").post("/api/v1/urgings", json={"reply_by": "2099-01-05", "text": "Đề nghị khẩn trương."})
    assert made.status_code == 201, made.text
    browser.open(daemon.url + made.json()["urgings"][0]["letter"], Authorization=sign_in("supervisor").headers["Authorization"])
    judge("V/v đôn đốc xử lý", sizes=["desktop"])  # it is for paper


@pytest.mark.parametrize("ended, status, words", [(True, 410, "hết hạn"), (False, 404, "Không có liên kết này")])
def test_a_link_that_is_over_or_none(browser, judge, daemon, report, db, ended, status, words):
    token = link_to(daemon, report["id"])
    db.cursor().execute("update pakn.case_link set expires_at = now() where %s", (ended,))
    browser.open(f"{daemon.url}/l/{token if ended else 'x'}/xem")
    judge(words, str(status))
