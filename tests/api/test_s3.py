"""A store beside the folder of files: what is copied there, what comes back, what is deleted, and what a store that is away or
does wrong costs.  The store: s3_store.py, which checks every signature."""

import concurrent.futures
import contextlib
import hashlib
import io
import re
import secrets

import psycopg2
import pytest
from PIL import Image

import pictures
from attachments import ALL, metric, sender_of, unique, until
from s3_store import MANNERS, REFUSALS, Store, signature
from support import Api, free_port
from work import problem_of

SECRET = "một bí mật/+="
KEPT_MAX = 2000  # bytes of fetched files


@pytest.fixture(scope="module")
def store():
    store = Store(region="bac-ninh-1", key="bac-ninh-7f3a", secret=SECRET)
    yield store
    store.stop()


@pytest.fixture(scope="module")
def here(make_daemon, store, seeded):
    """A daemon that copies soon, and keeps on disk nothing that the store has.  It ends with these tests: what ceases to be
    named is told to one courier, which deletes it in its own folder."""
    daemon = make_daemon(outbound_loopback="yes", files_s3=store.url, files_s3_region=store.region, files_s3_key=store.key,
                         files_s3_secret=store.secret, files_s3_ms=3000, files_s3_walk_s=1, files_local_hours=0, files_grace_s=1,
                         files_fetched_max=KEPT_MAX, log_level="debug")
    daemon.start()
    yield daemon
    daemon.stop()
    connection = psycopg2.connect(daemon.cluster.conninfo("pakn_owner"))
    connection.autocommit = True
    connection.cursor().execute("delete from pakn.file_stored")
    connection.close()


@pytest.fixture(scope="module")
def client(here):
    with contextlib.closing(Api(here.url)) as client:
        yield client


@pytest.fixture(autouse=True)
def well(store):
    """The store as it should be."""
    yield
    store.fault, store.secret = None, SECRET
    store.turns.clear()


@pytest.fixture(scope="module")
def sent(client, places):
    """sent(data): a report with a file; returns it, and what is told of the file."""

    def post(data=None):
        told = client.post(ALL, data=data or unique())
        assert told.status_code == 201, told.text
        report = client.post("/api/v1/reports", json={"category": "HTGT", "description": "Nắp cống vỡ", "location": places["09187"],
                                                      "attachments": [told.json()["id"]]})
        assert report.status_code == 201, report.text
        return report.json(), told.json()

    return post


@pytest.fixture(scope="module")
def left(here, store, sent):
    """A report and its file, which is in the store only."""
    report, told = sent()
    assert gone_to_the_store(here, store, told["sha256"])
    return report, told


def on_disk(here, sha256):
    return list((here.home / "files").glob(f"*/??/??/{sha256}"))


def stored(store, sha256):
    return [name for name in store.objects if name.endswith(f"/{sha256[:2]}/{sha256[2:4]}/{sha256}")]


def gone_to_the_store(here, store, sha256):
    return until(lambda: stored(store, sha256) and not on_disk(here, sha256))


def asked(store, method, sha256=""):
    """Tells how the store answered such requests."""
    return [status for said, path, status in store.seen if said == method and path.endswith(sha256)]


def shown(client, report, told, **headers):
    return client.get(f"{ALL}/{told['id']}", headers=sender_of(report) | headers)


def test_the_store_of_these_tests_signs_as_amazon_does():
    """The example "GET Object" of Amazon's description of Signature Version 4."""
    headers = {"host": "examplebucket.s3.amazonaws.com", "range": "bytes=0-9", "x-amz-date": "20130524T000000Z",
               "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}
    assert signature("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "GET", "/test.txt", headers, sorted(headers), "20130524", "us-east-1") \
        == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"


def test_a_file_goes_to_the_store_and_comes_back_when_it_is_asked_for(here, store, client, sent):
    data = pictures.mp4(3_000_000) + secrets.token_bytes(9)
    report, told = sent(data)
    assert shown(client, report, told).content == data, "whether it has gone yet or not"
    assert gone_to_the_store(here, store, told["sha256"])
    assert store.objects[stored(store, told["sha256"])[0]] == data
    assert shown(client, report, told).content == data
    part = shown(client, report, told, Range="bytes=1000000-1000009")
    assert (part.status_code, part.content) == (206, data[1000000:1000010])
    assert shown(client, report, told, **{"If-None-Match": f'"{told["sha256"]}"'}).status_code == 304
    assert metric(here, "pakn_files_copied_total") >= 1
    assert {status for _, _, status in store.seen} == {200}, "and no request was badly signed"


@pytest.fixture
def keeping(here):
    """The daemon, which keeps what it has fetched for longer than these tests take."""
    here.restart(files_grace_s=3600)
    yield here
    here.restart(files_grace_s=1)


def small():
    """A file that is kept, but not with another one."""
    return pictures.pdf() + secrets.token_bytes(KEPT_MAX // 2)


def test_what_was_fetched_is_kept_for_whoever_asks_next(keeping, store, client, sent):
    data = small()
    report, told = sent(data)
    other = sent(small())
    assert gone_to_the_store(keeping, store, told["sha256"]) and gone_to_the_store(keeping, store, other[1]["sha256"])
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda at: shown(Api(keeping.url), report, told, Range=f"bytes={at}-{at + 99}"), range(0, 800, 100)))
    assert b"".join(answer.content for answer in answers) == data[:800]
    store.fault = "busy"
    assert shown(client, report, told).content == data
    assert asked(store, "GET", told["sha256"]) == [200], "those who waited for it at once have waited for one"
    store.fault = None
    assert shown(client, *other).status_code == 200
    assert shown(client, report, told).content == data
    assert asked(store, "GET", told["sha256"]) == [200, 200], "the other one took its room"
    assert not on_disk(keeping, told["sha256"])


def test_what_was_fetched_is_kept_no_longer_than_what_is_deleted(here, store, client, sent):
    report, told = sent(small())
    assert gone_to_the_store(here, store, told["sha256"])
    assert until(lambda: shown(client, report, told).status_code == 200 and len(asked(store, "GET", told["sha256"])) == 2)


def test_the_same_bytes_again_are_taken_as_if_they_had_never_left(here, store, client, sent):
    data = pictures.pdf() + secrets.token_bytes(9)
    _, told = sent(data)
    assert gone_to_the_store(here, store, told["sha256"])
    report, told = sent(data)
    assert shown(client, report, told).content == data
    assert gone_to_the_store(here, store, told["sha256"])


@pytest.mark.parametrize("fault", [*REFUSALS, *MANNERS])
def test_a_store_that_does_wrong_costs_those_files_alone_that_are_there_only(here, store, client, sent, left, fault):
    restarts = metric(here, "pakn_process_restarts_total")
    store.fault = fault
    problem_of(shown(client, *left), 503, "unavailable")
    newer = sent()
    assert shown(client, *newer).status_code == 200
    store.fault = None
    answer = shown(client, *left)
    assert hashlib.sha256(answer.content).hexdigest() == left[1]["sha256"]
    assert metric(here, "pakn_process_restarts_total") == restarts


def test_files_that_are_sent_while_the_store_does_wrong_get_there_in_the_end(here, store, client, sent):
    before, faults = metric(here, "pakn_store_failures_total"), [*REFUSALS, *MANNERS]
    store.turns[:] = faults
    files = [sent() for _ in faults]
    for report, told in files:
        assert gone_to_the_store(here, store, told["sha256"])
        assert hashlib.sha256(store.objects[stored(store, told["sha256"])[0]]).hexdigest() == told["sha256"]
        assert shown(client, report, told).status_code == 200
    assert not store.turns and metric(here, "pakn_store_failures_total") >= before + len(faults)


def test_one_file_that_the_store_never_takes_holds_up_no_other(here, store, client, sent):
    report, told = sent()
    store.never.add(told["sha256"])
    others = [sent() for _ in range(3)]
    assert all(gone_to_the_store(here, store, other["sha256"]) for _, other in others)
    assert until(lambda: len(asked(store, "PUT", told["sha256"])) > 1), "it is tried again"
    assert shown(client, report, told).status_code == 200
    store.never.clear()
    assert gone_to_the_store(here, store, told["sha256"])


def test_the_daemon_ends_at_once_while_the_store_is_silent(here, store, sent):
    _, told = sent()
    store.fault = "silent"
    before = len(asked(store, "PUT"))
    here.restart(files_s3_ms=600000)
    assert until(lambda: len(asked(store, "PUT")) > before)
    here.settings["PAKN_FILES_S3_MS"] = "3000"
    assert here.stop() == 0
    here.start()
    store.fault = None
    assert gone_to_the_store(here, store, told["sha256"])


def test_a_store_that_knows_another_secret_gets_nothing_and_no_log_has_ours(here, store, sent):
    store.secret = "another"
    _, told = sent()
    assert until(lambda: 403 in asked(store, "PUT", told["sha256"]))
    assert on_disk(here, told["sha256"]) and not stored(store, told["sha256"])
    assert until(lambda: re.search(r'"store_away".*"status":403,"code":"SignatureDoesNotMatch"', here.log_text()))
    said = (here.home / "log").read_text() + here.doctor() + here.command("config", "--print-config")
    assert SECRET not in said and store.key not in said and "AWS4-HMAC" not in said


DAMAGED = {"other bytes": lambda data: data[:-1] + bytes([data[-1] ^ 1]), "too few": lambda data: data[:-1], "too many": lambda data: data + b"x",
           "none": lambda data: b""}


@pytest.mark.parametrize("how", DAMAGED)
def test_what_comes_back_damaged_is_not_shown(store, client, left, how):
    name = stored(store, left[1]["sha256"])[0]
    whole = store.objects[name]
    store.objects[name] = DAMAGED[how](whole)
    problem_of(shown(client, *left), 503, "unavailable")
    store.objects[name] = whole
    assert shown(client, *left).content == whole


def test_what_nothing_names_any_more_is_deleted_in_the_store(here, store, client, sent, db):
    report, told = sent()
    other, kept = sent()
    assert gone_to_the_store(here, store, told["sha256"]) and gone_to_the_store(here, store, kept["sha256"])
    db.cursor().execute("select pakn.attachment_remove(24, %s)", (told["id"],))
    assert until(lambda: not stored(store, told["sha256"]))
    problem_of(shown(client, report, told), 404, "not_there")
    assert shown(client, other, kept).status_code == 200


def test_a_photo_that_is_in_the_store_only_is_covered_and_its_open_copies_are_deleted_there(here, store, client, sent, member):
    image = Image.effect_noise((1600, 1200), 40).convert("RGB")
    report, told = sent(pictures.encode(image, "JPEG"))
    desk = {"Authorization": member("dispatcher", "TT1022").headers["Authorization"]}
    case = f"/api/v1/cases/{report['id']}"
    before = {size: hashlib.sha256(client.get(f"{ALL}/{told['id']}?size={size}", headers=desk).content).hexdigest() for size in ("full", "medium", "small")}
    assert all(gone_to_the_store(here, store, name) for name in before.values())
    answer = client.post(f"{case}/attachments/{told['id']}/cover", json={"rectangles": [{"x": 0, "y": 0, "width": 800, "height": 1200}]}, headers=desk)
    assert answer.status_code == 200, answer.text
    assert until(lambda: not stored(store, before["medium"]) and not stored(store, before["small"]))
    data = client.get(f"{ALL}/{told['id']}", headers=desk).content
    assert gone_to_the_store(here, store, hashlib.sha256(data).hexdigest()) and stored(store, before["full"]), "the original stays"
    assert Image.open(io.BytesIO(client.get(f"{ALL}/{told['id']}?size=small", headers=desk).content)).getpixel((40, 120)) == (0, 0, 0)
    with contextlib.closing(Api(here.url)) as anybody:
        for more in ("", "?size=original"):
            problem_of(anybody.get(f"{ALL}/{told['id']}{more}"), 404, "not_there")


# The doctor.

SAID = {
    None: "ok      store",
    "busy": "does not take a trial file: 503 SlowDown\n        it fails by itself: ask who runs it",
    "denied": "does not take a trial file: 403 AccessDenied\n        let files_s3_key put, get and delete",
    "skewed": "403 RequestTimeTooSkewed\n        this machine's clock is wrong",
    "unknown": "403 InvalidAccessKeyId\n        it does not know files_s3_key",
    "empty": "404 NoSuchBucket\n        make the bucket",
    "elsewhere": "301 PermanentRedirect\n        files_s3_region",
    "silent": "does not take a trial file: late, ",
    "closing": "does not take a trial file: unreachable, ",
}


@pytest.mark.parametrize("fault", SAID)
def test_the_doctor_tries_the_store_and_says_what_to_do(here, store, fault):
    store.fault, before = fault, set(store.objects)
    assert SAID[fault] in here.doctor()
    assert fault or set(store.objects) == before, "nothing is left of the trial"


WRONG = [
    ({"PAKN_FILES_S3_SECRET": "other"}, "403 SignatureDoesNotMatch\n        files_s3_secret is not the secret"),
    ({"PAKN_FILES_S3_REGION": "other"}, "403 InvalidAccessKeyId"),
    ({"PAKN_FILES_S3_SECRET": ""}, "FINDING store: the setting files_s3_key or files_s3_secret is missing\n"),
    ({"PAKN_FILES_S3": "https://example.vn/pakn/"}, "FINDING store: the setting files_s3 must end with the bucket's name\n"),
    ({"PAKN_FILES_S3": "http://example.vn/pakn"}, "forbidden, forbidden\n        files_s3 must be an address that begins with https://"),
    ({"PAKN_FILES_S3": f"http://127.0.0.1:{free_port()}/pakn"}, "unreachable, Failed to connect"),
]


@pytest.mark.parametrize("settings, said", WRONG)
def test_the_doctor_knows_wrong_settings_of_the_store(here, store, settings, said):
    assert said in here.doctor(**settings)


def test_the_doctor_names_each_right_that_the_key_lacks(here, store):
    store.lacks = {"GET", "DELETE"}
    said = here.doctor()
    store.lacks = set()
    assert "it does not give back a trial file: 403 AccessDenied" in said and "it does not delete a trial file: 403 AccessDenied" in said
