"""A real Kannel before the daemon: messages that come twice, answers that get lost, a database that is restarted
meanwhile.  Every phone gets its reply, and every message is one report."""

import itertools
import re
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from kannel_boxes import LINES, Kannel, Lossy, installed
from processes import within
from support import TENANT

CODE = re.compile(r"ma so ([0-9A-Z-]{13})\.")

pytestmark = pytest.mark.skipif(not installed(), reason="kannel and kannel-extras are not installed")


@pytest.fixture
def gateway(daemon):
    """Its name and its secret."""
    printed = daemon.command("gateway", "add", "--tenant", TENANT, "--name", "Kannel " + secrets.token_hex(4), "--channel", "sms")
    lines = dict(line.split(": ") for line in printed.splitlines())
    return lines["Address"].split("/")[2], lines["Secret"]


@pytest.fixture
def lossy(daemon):
    proxy = Lossy(daemon.url, every=10)
    yield proxy
    proxy.stop()


@pytest.fixture
def kannel(lossy, gateway, tmp_path):
    kannel = Kannel(tmp_path, lossy.url, *gateway)
    kannel.start()
    yield kannel
    kannel.stop()


def spoken(kannel, messages, meanwhile=None):
    """Sends messages (text of fakesmsc, times) over all lines at once; {message: replies}.  meanwhile: run when a third
    of them is through."""
    queue, replies, lock = iter(messages), {}, threading.Lock()
    third = threading.Event()

    def line(number):
        while True:
            with lock:
                message, times = next(queue, (None, 0))
            if not message:
                return
            got = kannel.send(number, message, times)
            with lock:
                replies[message] = got
                if len(replies) > len(messages) // 3:
                    third.set()

    with ThreadPoolExecutor(LINES) as pool:
        lines = [pool.submit(line, number) for number in range(LINES)]
        if meanwhile:
            assert third.wait(120)
            meanwhile()
        for done in lines:
            done.result()
    return replies


def reports(db, word, count):
    """{code: text} of the reports whose text has a word; what is in the journal has some time to get there."""
    db.reconnect()
    end, found = time.monotonic() + within(20), {}
    while len(found) < count and time.monotonic() < end:
        time.sleep(0.1)
        with db.cursor() as cursor:
            cursor.execute("select r.code, r.description from pakn.report r join pakn.channel c using (channel_id) where c.code = 'sms' and r.description like %s", (f"%{word}%",))
            found = dict(cursor.fetchall())
    return found


def test_messages_of_which_a_tenth_comes_twice_with_the_database_restarted(kannel, lossy, db, server, times):
    word, texts = secrets.token_hex(4), times(63, 180)
    phones = (f"849031{n:05}" for n in itertools.count(10000))
    messages = [(f"{next(phones)} 8079 text PAKN {word} so {n}", 2 if n % 9 == 0 else 1) for n in range(texts)]
    assert sum(often for _, often in messages) == times(70, 200)

    def restart():
        server.stop_immediately()
        time.sleep(3)
        server.start()

    replies = spoken(kannel, messages, restart)
    stored = reports(db, word, texts)
    assert sorted(stored.values()) == sorted(message.split(" PAKN ")[1] for message, _ in messages)
    for message, often in messages:
        codes = [CODE.search(reply)[1] for reply in replies[message] if CODE.search(reply)]
        assert len(codes) == often and len(set(codes)) == 1, (message, replies[message])
        assert stored[codes[0]] == message.split(" PAKN ")[1]
    print(f"{sum(map(len, replies.values()))} replies, {len(stored)} reports, {lossy.lost} answers lost, {len(lossy.ids)} requests of {len(set(lossy.ids))} messages")
    assert lossy.lost >= times(4, 15) and len(lossy.ids) > len(set(lossy.ids))


@pytest.fixture
def journaling(make_alike, gateway, tmp_path):
    """A Kannel before a daemon with a journal."""
    daemon = make_alike()
    daemon.settings["PAKN_JOURNAL"] = str(daemon.home / "journal")
    daemon.start()
    kannel = Kannel(tmp_path, daemon.url, *gateway)
    kannel.start()
    yield kannel
    kannel.stop()
    daemon.stop()


def test_without_a_database_the_code_is_told_all_the_same_and_is_good_afterwards(journaling, db, server):
    kannel, word, phone = journaling, secrets.token_hex(4), "84903212344"
    kannel.send(0, f"{phone} 8079 text TG")  # a gateway that the database knows
    server.stop_immediately()
    replies = kannel.send(0, f"{phone} 8079 text PAKN {word} mat dien", times=2)
    server.start()
    codes = {CODE.search(reply)[1] for reply in replies}
    assert len(replies) == 2 and len(codes) == 1
    assert reports(db, word, 1) == {codes.copy().pop(): f"{word} mat dien"}
    [reply] = kannel.send(0, f"{phone} 8079 text TC {codes.pop()}")
    assert "Da tiep nhan" in reply


def test_parts_are_joined_and_marks_arrive(kannel, db):
    word, phone = secrets.token_hex(4), "84903212345"
    parts = [f"{phone} 8079 udh-text %05%00%03%2A%02%0{n} {text}" for n, text in ((1, f"PAKN {word} phan mot, "), (2, "phan hai"))]
    assert kannel.send(0, parts[0], replies=0) == []
    [reply] = kannel.send(0, parts[1])
    marked = "".join(f"%{byte:02X}" for byte in f"pakn {word} Đường ngập 😀".encode("utf-16-be"))
    [second] = kannel.send(1, f"{phone} 8079 ucs2 {marked}")
    stored = reports(db, word, 2)
    assert stored == {CODE.search(reply)[1]: f"{word} phan mot, phan hai", CODE.search(second)[1]: f"{word} Đường ngập 😀"}


def test_a_report_is_looked_up_and_help_is_given(kannel):
    phone = "84903212346"
    code = CODE.search(kannel.send(0, f"{phone} 8079 text PAKN {secrets.token_hex(4)}")[0])[1]
    [reply] = kannel.send(0, f"{phone} 8079 text tc {code.lower().replace('-', ' ')}")
    assert re.fullmatch(rf"8079 {phone} text {code}: Da tiep nhan\. .* Han tra loi: .*", reply)
    for text, words in (("TG", "soan PAKN <noi dung"), ("?", "soan PAKN <noi dung"), (f"DG {code} 5", "Hien khong lam duoc viec nay")):
        [reply] = kannel.send(0, f"{phone} 8079 text {text}")
        assert words in reply


def test_binary_junk_is_answered_and_not_asked_again(kannel, lossy):
    [reply] = kannel.send(0, "84903212347 8079 data %00%00%01%02%ff%fe")
    assert "soan PAKN <noi dung" in reply
    asked = len(lossy.ids)
    time.sleep(2.5)
    assert len(lossy.ids) == asked
