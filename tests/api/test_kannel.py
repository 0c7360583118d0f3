"""Messages from phones, handed over as Kannel's smsbox does it: what is made of them, what is written back, and that
none is taken twice.  With a real Kannel in front: faults/test_kannel.py."""

import itertools
import re
import secrets
import time
import unicodedata
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from requests.auth import HTTPBasicAuth

from support import TENANT, Api
from work import done, problem_of

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}\b")
# What each phone shows and counts as one character: of GSM 03.38, what ASCII has, too.
GSM = set("@$_!\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ")
phones = (f"8490{n:07}" for n in itertools.count(4100000))


class Kannel:
    """A gateway that hands over as smsbox does, and counts what it sends."""

    def __init__(self, daemon):
        printed = daemon.command("gateway", "add", "--tenant", TENANT, "--name", "Kannel " + secrets.token_hex(4), "--channel", "sms")
        self.lines = dict(line.split(": ") for line in printed.splitlines())
        self.name = self.lines["Address"].split("/")[2]
        self.path, self.secret = f"/gateways/{self.name}/kannel/mo", self.lines["Secret"]
        self.client = Api(daemon.url)

    def get(self, secret=None, path=None, **parameters):
        parameters = {"id": str(uuid.uuid4()), "to": "8079", "at": int(time.time()), "charset": "UTF-8"} | parameters
        return self.client.get(path or self.path, params=parameters, auth=HTTPBasicAuth("pakn", secret or self.secret))

    def say(self, text, phone=None, **parameters):
        """What the phone gets back, which must be a message that costs one."""
        answer = self.get(text=text, **{"from": phone or next(phones)} | parameters)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert 0 < len(answer.text) <= 160 and set(answer.text) <= GSM, answer.text
        return answer.text

    def report(self, text, phone=None, **parameters):
        """The code of the report that is made of a message."""
        reply = self.say(text, phone, **parameters)
        assert "da nhan phan anh" in reply, reply
        codes = set(CODE.findall(reply))
        assert len(codes) == 1 and reply.endswith(f"TC {codes.copy().pop()} gui 8079.")
        return codes.pop()


@pytest.fixture(scope="module")
def kannel(daemon):
    return Kannel(daemon)


@pytest.fixture
def count(ask):
    return lambda: ask("select count(*) from pakn.report")[0][0]


@pytest.fixture
def stored(ask):
    """stored(code): text, channel, status, observed_at, agency of a report."""
    return lambda code: ask("""select r.description, c.code, r.status, r.observed_at, a.code from pakn.report r
        join pakn.channel c using (channel_id) join pakn.agency a using (tenant_id, agency_id) where r.code = %s""", code)[0]


def test_a_message_becomes_a_report_of_the_desk_and_its_sender_is_sealed(kannel, stored, ask, sign_in):
    sent = int(time.time()) - 3600
    code = kannel.report("PAKN Den duong truoc cho khong sang", "0903 123 456", at=sent)
    text, channel, status, observed, agency = stored(code)
    assert (text, channel, status) == ("Den duong truoc cho khong sang", "sms", "received")
    assert int(observed.timestamp()) == sent
    [(report, phone, named)] = ask("""select s.report_id, s.phone_sealed, s.phone_hash is not null from pakn.report_sender s
        join pakn.report r using (tenant_id, report_id) where r.code = %s""", code)
    assert b"903123456" not in bytes(phone) and named
    looked = sign_in("dispatcher").post(f"/api/v1/cases/{report}/identity", json={"reason": "Gọi lại"})
    assert looked.json()["contact"]["phone"] == "+84903123456"
    assert agency == ask("select a.code from pakn.agency a join pakn.tenant t on t.desk_id = a.agency_id and t.tenant_id = a.tenant_id where t.code = %s", TENANT)[0][0]


# What is written, and what is kept of it.
TEXTS = [("PAKN duong ngap", "duong ngap"), ("pakn duong ngap", "duong ngap"), ("  PaKn:  duong ngap ", "duong ngap"), ("PẢKN - đường ngập", "đường ngập"),
         ("PAKN\nduong ngap\r\nhai ngay", "duong ngap\nhai ngay"), ("duong ngap", "duong ngap"), ("Đường ngập", "Đường ngập"), ("abc", "abc"),
         ("PAKN x", "x"), (unicodedata.normalize("NFD", "PAKN Đường ngập"), "Đường ngập"), ("Huy o so nha 5 bi dien giat", "Huy o so nha 5 bi dien giat"),
         ("BS benh vien khong co mat", "BS benh vien khong co mat"), ("TC xa khong giai quyet", "TC xa khong giai quyet"),
         ("TG lam viec cua xa la may gio", "TG lam viec cua xa la may gio"), ("PAKN a\tb\x07c", "a b c"), ("PAKN '); drop table report; --", "'); drop table report; --"),
         ("PAKN <script>alert(1)</script>", "<script>alert(1)</script>"), ("PAKN 😀 vui", "😀 vui"), ("đèn 100% + a&b=c", "đèn 100% + a&b=c")]


@pytest.mark.parametrize("text, kept", TEXTS)
def test_case_marks_spaces_and_a_missing_keyword_do_not_matter(kannel, stored, text, kept):
    assert stored(kannel.report(text))[0] == kept


# Bytes as they come from phones and networks that do it wrong.
BYTES = [("PAKN+a%FFb", "a\ufffdb"), ("PAKN+a%00b", "a b"), ("PAKN+a%C2%85b", "a  b"), ("PAKN+%E1%BAx", "\ufffd\ufffdx"), ("PAKN+50%25+%2B+%26", "50% + &"), ("%ED%A0%80x", "\ufffd\ufffd\ufffdx")]


@pytest.mark.parametrize("raw, kept", BYTES)
def test_what_is_no_text_is_replaced_and_the_rest_is_kept(kannel, stored, raw, kept):
    query = f"id={uuid.uuid4()}&from={next(phones)}&to=8079&at={int(time.time())}&charset=UTF-8&text={raw}"
    answer = kannel.client.get(f"{kannel.path}?{query}", auth=HTTPBasicAuth("", kannel.secret))
    assert answer.status_code == 200, answer.text
    assert stored(CODE.search(answer.text)[0])[0] == kept


def test_utf_16_that_kannel_could_not_recode_is_read(kannel, stored):
    raw = "PAKN Đường 😀".encode("utf-16-be") + b"\xd8\x3d\x00"
    assert stored(kannel.report(raw, charset="UTF-16BE"))[0] == "Đường 😀\ufffd\ufffd"


def test_a_text_of_any_length_is_taken_and_cut_where_reports_end(kannel, stored):
    assert stored(kannel.report("PAKN " + "đ" * 2500))[0] == "đ" * 2500
    assert stored(kannel.report("a" * 5000))[0] == "a" * 4000


def test_whatever_the_sender_is_called_the_report_is_kept(kannel, ask, sign_in):
    for sender, shown in [("+84903123457", "+84903123457"), ("84 903.123.457", "+84903123457"), ("01203123457", "+84703123457"), ("VIETTEL", "VIETTEL"), ("+4915112345678", "+4915112345678"), ("1" * 60, "1" * 40)]:
        code = kannel.report("PAKN nguoi gui " + secrets.token_hex(3), sender)
        report = ask("select report_id::text from pakn.report where code = %s", code)[0][0]
        looked = sign_in("dispatcher").post(f"/api/v1/cases/{report}/identity", json={"reason": "Thử"})
        assert looked.json()["contact"]["phone"] == shown


# Messages that are no report, and a word of what comes back.
OTHERS = [("TG", "soan PAKN"), ("tg", "soan PAKN"), (" Tg? ", "soan PAKN"), ("TroGiup", "soan PAKN"), ("", "soan PAKN"), ("   ", "soan PAKN"), ("?!", "soan PAKN"), ("👍", "soan PAKN"),
          ("PAKN", "chua co noi dung"), ("pakn :", "chua co noi dung"), ("TC", "soan TC"), ("TC 0000-0000-000 5", "Khong co phan anh"), ("TC H12.45/2024", "Khong co phan anh mang ma so H12-45-2024"),
          ("TC 0000-0000-001", "Ma so 0000-0000-001 go chua dung"), ("DG 0000-0000-000 5", "Khong co phan anh mang ma so 0000-0000-000"), ("dg", "Chua du noi dung"), ("DG 0000-0000-000", "Chua du noi dung"),
          ("BS 00000000000 them anh", "Khong co phan anh"), ("Hủy 0000 0000 000", "Khong co phan anh"), ("ML 0000-0000-000", "Chua du noi dung"), ("TC 0000-0000-000", "Khong co phan anh")]


@pytest.mark.parametrize("text, reply", OTHERS)
def test_what_is_no_report_is_answered_helpfully_and_stores_nothing(kannel, count, text, reply):
    before = count()
    assert reply in kannel.say(text)
    assert count() == before


def plain(text):
    """A text without marks."""
    return unicodedata.normalize("NFD", text.replace("–", "-").replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()


def typed(code):
    """Ways in which a code is typed."""
    return [code, code.lower(), code.replace("-", ""), code.replace("-", " "), f"<{code}>.", code.replace("0", "O").replace("1", "l"), f" {code} cam on"]


def test_a_code_is_found_however_it_is_typed(kannel, api):
    code = kannel.report("PAKN coc o cu " + secrets.token_hex(3))
    agency = api.get(f"/api/v1/reports/{code}").json()["agency"]["name"]
    for text in [f"TC {way}" for way in typed(code)] + [f"tc:{code}", f"TRACUU {code}", f"TC\n{code}", f"Tc({code})"]:
        reply = kannel.say(text)
        assert reply.startswith(f"{code}: Da tiep nhan. ") and "Han tra loi: " in reply, (text, reply)
    assert kannel.say(code).startswith(code)
    assert plain(agency) in kannel.say(f"TC {code}")


def test_a_code_alone_that_nobody_knows_is_a_report(kannel, stored):
    assert stored(kannel.report("0000-0000-000"))[0] == "0000-0000-000"


def answered(sign_in, report):
    """A report that the desk gives to a ward, whose staff answer it and whose head releases that."""
    done(sign_in("dispatcher"), report, "assign", agency="UB09187")
    done(sign_in("staff"), report, "accept")
    done(sign_in("staff"), report, "answer", text="Đã thay bóng đèn [cột số 5], xin cảm ơn ông/bà. " * 6, outcome="fixed")
    return done(sign_in("head"), report, "approve")


def test_who_sent_it_reads_the_answer_and_anybody_else_how_it_stands(kannel, ask, sign_in):
    phone = next(phones)
    code = kannel.report("PAKN den duong", phone)
    report = ask("select report_id::text from pakn.report where code = %s", code)[0][0]
    assert answered(sign_in, report)["status"] == "resolved"
    own, foreign = kannel.say(f"TC {code}", phone), kannel.say(f"TC {code}")
    assert own.startswith(f"{code}: Da giai quyet. Tra loi: Da thay bong den (cot so 5), xin cam on") and own.endswith("...") and len(own) == 160
    assert foreign.startswith(f"{code}: Da giai quyet. ") and "bong den" not in foreign and "Han" not in foreign


def test_a_message_that_comes_again_gets_the_same_reply_and_makes_no_second_report(kannel, count):
    before, message = count(), {"id": str(uuid.uuid4()), "at": int(time.time()), "phone": next(phones)}
    replies = {kannel.say("PAKN hai lan", **message) for _ in range(3)}
    assert len(replies) == 1 and count() == before + 1


def test_hundreds_of_messages_at_once_each_three_times_make_one_report_each(kannel, count):
    before, now = count(), int(time.time())
    messages = [{"id": str(uuid.uuid4()), "at": now - n, "phone": next(phones)} for n in range(60)] * 3
    with ThreadPoolExecutor(24) as pool:
        replies = list(pool.map(lambda m: (m["id"], kannel.say("PAKN cung luc", **m)), messages))
    assert len(set(replies)) == 60 and count() == before + 60


@pytest.mark.parametrize("later, reports", [(0, 1), (1, 1), (30, 1), (59, 1), (60, 1), (61, 2), (3600, 2)])
def test_the_same_words_of_a_phone_within_a_minute_are_one_report(kannel, count, later, reports):
    phone, now = next(phones), int(time.time()) - 4000
    before = count()
    for base in (0, 30):
        text = f"PAKN mat dien {later} {base}"
        codes = {kannel.report(text, phone, at=now + base + more) for more in (0, later, 0)}
        assert len(codes) == reports
    assert count() == before + 2 * reports


def test_the_same_words_of_two_phones_are_two_reports(kannel):
    now = int(time.time())
    assert len({kannel.report("PAKN mat dien ca xom", at=now) for _ in range(3)}) == 3


@pytest.mark.parametrize("at", [0, 253402275599, int(time.time()) - 30 * 86400, int(time.time()) + 3600],
                         ids=["of 1970", "of 9999", "a month ago", "in an hour"])
def test_a_time_that_cannot_be_is_not_kept_and_the_id_tells_messages_apart(kannel, stored, at):
    phone, id = next(phones), str(uuid.uuid4())
    code = kannel.report("PAKN gio sai", phone, id=id, at=at)
    assert stored(code)[3] is None
    assert kannel.report("PAKN gio sai", phone, id=id, at=at) == code
    assert kannel.report("PAKN gio sai", phone, at=at) != code


def test_only_a_gateways_secret_counts(kannel, count):
    before, message = count(), {"from": next(phones), "text": "PAKN ai gui"}
    for text in ("PAKN ai gui", "TG", "TC 0000-0000-000"):
        wrong = kannel.secret[:-3] + ("AA=" if kannel.secret[-3:] != "AA=" else "BA=")
        refused = kannel.get(secret=wrong, **message | {"text": text})
        problem_of(refused, 401, "unauthenticated")
        assert refused.headers["WWW-Authenticate"] == 'Basic realm="pakn"'
    for secret in ("x", kannel.secret.removeprefix("whsec_"), kannel.secret * 4):
        problem_of(kannel.get(secret=secret, **message), 401, "unauthenticated")
    for path in ("pkg_24_999999", "pkg_99_1", "pkg_24", "kannel"):
        problem_of(kannel.get(path=f"/gateways/{path}/kannel/mo", **message), 401, "unauthenticated")
    assert kannel.client.get(kannel.path, headers={"Authorization": "Bearer " + kannel.secret}).status_code == 401
    assert count() == before


def test_a_gateway_that_is_not_where_gateways_are_is_refused(strict, count):
    before, kannel = count(), strict(gateway_networks="10.0.0.0/8, 2001:db8::/32")
    problem_of(kannel.get(text="PAKN tu xa", **{"from": next(phones)}), 403, "forbidden")
    assert count() == before


@pytest.fixture
def strict(daemon, make_daemon):
    """strict(**limits): another daemon, with the same keys; Kannel hands over to it."""
    def started(**limits):
        keys = {name: daemon.settings["PAKN_" + name.upper()] for name in ("code_key", "secret_key", "identity_keys")}
        other = make_daemon(**keys, **limits)
        other.start()
        made.append(other)
        return Kannel(other)

    made = []
    yield started
    for other in made:
        other.stop()


def test_a_phone_that_writes_too_much_is_told_so_and_others_are_heard(strict, count):
    kannel, phone, before = strict(limit_phone="1/3"), next(phones), count()
    replies = [kannel.say(f"PAKN lan {n}", phone) for n in range(5)]
    assert ["da nhan phan anh" in reply for reply in replies] == [True] * 3 + [False] * 2
    assert "qua nhieu tin" in replies[-1] and "qua nhieu tin" in kannel.say("TG", phone) and count() == before + 3
    kannel.report("PAKN nguoi khac")


def test_a_phone_that_guesses_codes_is_slowed_and_who_has_one_is_not(strict):
    kannel, phone = strict(limit_phone="off", limit_miss="1/3"), next(phones)
    code = kannel.report("PAKN cua minh", phone)
    for _ in range(5):
        assert kannel.say(f"TC {code}", phone).startswith(code)
    replies = [kannel.say(f"TC 0000-0000-00{n}", phone) for n in range(5)]
    assert ["qua nhieu tin" in reply for reply in replies] == [False] * 3 + [True] * 2
    assert kannel.say(f"TC {code}").startswith(code)


def test_a_revoked_gateway_is_asked_again_later_and_stores_nothing(daemon, count):
    kannel, before = Kannel(daemon), count()
    assert "soan PAKN" in kannel.say("TG")
    name = daemon.command("gateway", "list", "--tenant", TENANT)
    name = next(line.split("  ")[0] for line in name.splitlines() if kannel.name + " " in line)
    daemon.command("gateway", "revoke", "--tenant", TENANT, "--name", name)
    problem_of(kannel.get(text="PAKN x", **{"from": next(phones)}), 401, "unauthenticated")
    assert count() == before


def test_neither_secret_nor_number_nor_text_is_in_the_log(kannel, daemon):
    phone, word = next(phones), secrets.token_hex(8)
    kannel.report(f"PAKN bi mat {word}", phone)
    kannel.get(secret="whsec_" + word, text=word, **{"from": phone})
    log = (daemon.home / "log").read_text(errors="replace")
    assert "/gateways/:gateway/kannel/mo" in log
    for secret in (kannel.secret, kannel.secret[6:], phone, word):
        assert secret not in log


def test_a_secret_that_is_made_can_stand_in_an_address(daemon):
    for _ in range(8):
        assert not set("/@:%") & set(Kannel(daemon).secret)


def answered_by_desk(code, dispatcher, ask):
    """Has the desk answer a report of a phone."""
    [(case,)] = ask("select report_id from pakn.report where code = %s", code)
    done(dispatcher, case, "answer", text="Đã thay bóng", outcome="fixed")
    done(dispatcher, case, "approve")
    return case


def test_a_phone_rates_reopens_adds_and_withdraws_what_it_sent(kannel, dispatcher, ask):
    phone, other = next(phones), next(phones)
    code = kannel.report("PAKN Den duong truoc cho khong sang", phone)
    case = answered_by_desk(code, dispatcher, ask)
    assert kannel.say(f"DG {code} 9", phone).startswith("Chua du noi dung")
    assert kannel.say(f"DG {code} 1", other).startswith(f"Phan anh {code} khong gui tu so dien thoai nay")
    assert kannel.say(f"hl {code.lower()} 2 van toi", phone).startswith("Da ghi nhan danh gia")
    assert dispatcher.get(f"/api/v1/cases/{case}").json()["follow_up"]["rating"]["score"] == 2
    assert kannel.say(f"BS {code} cot so 5", phone).startswith("Hien khong lam duoc")
    assert kannel.say(f"ML {code} van toi", phone).startswith(f"Phan anh {code} da duoc mo lai")
    shown = dispatcher.get(f"/api/v1/cases/{case}").json()
    assert shown["status"] == "in_progress" and [event["text"] for event in shown["history"] if "text" in event][-2:] == ["2/5: van toi", "van toi"]
    done(dispatcher, case, "request-info", text="Cột số mấy?")
    assert kannel.say(f"BS {code} cot so 5", phone).startswith("Da nhan thong tin bo sung")
    assert kannel.say(f"ML {code} van toi nua", phone).startswith("Hien khong lam duoc")
    assert kannel.say(f"Huy {code}", phone) == f"Phan anh {code} da duoc rut theo yeu cau cua ban."
    assert kannel.say(f"HUY {code} nua", phone).startswith("Hien khong lam duoc")


def test_what_a_phone_does_is_done_once_however_often_it_comes(kannel, dispatcher, ask):
    phone = next(phones)
    code = kannel.report("PAKN Den duong truoc cho khong sang", phone)
    case = answered_by_desk(code, dispatcher, ask)
    sent = int(time.time())
    replies = {kannel.say(f"ML {code} van toi", phone, at=sent) for _ in range(3)}
    assert len(replies) == 1 and "da duoc mo lai" in replies.pop()
    assert [event["type"] for event in dispatcher.get(f"/api/v1/cases/{case}").json()["history"]].count("reopened") == 1
