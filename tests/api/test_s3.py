"""A store beside the folder of files: what is copied there, what comes back, what is deleted, and what its absence does.
The store: s3_store.py, which checks every signature."""

import contextlib
import re
import secrets

import psycopg2
import pytest
from PIL import Image

import pictures
from s3_store import Store, signature
from support import Api
from test_attachments import ALL, metric, sender_of, until
from work import problem_of


@pytest.fixture(scope="module")
def store():
    store = Store(region="bac-ninh-1", secret="một bí mật/+=")
    yield store
    store.stop()


@pytest.fixture(scope="module")
def here(make_daemon, store, seeded):
    """A daemon that copies soon, and keeps on disk nothing that the store has.  It ends with these tests: what ceases to be
    named is told to one courier, which deletes it in its own folder."""
    daemon = make_daemon(outbound_loopback="yes", files_s3=store.url, files_s3_region=store.region, files_s3_key=store.key,
                         files_s3_secret=store.secret, files_s3_ms=2000, files_s3_walk_s=1, files_local_hours=0, files_grace_s=1)
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
    store.down, store.secret = False, "một bí mật/+="


@pytest.fixture
def sent(client, places):
    """sent(data): a report with a file; returns it, and what is told of the file."""

    def post(data=None):
        data = data or pictures.encode(Image.effect_noise((64, 64), secrets.randbelow(90) + 10).convert("RGB"), "PNG")
        told = client.post(ALL, data=data)
        assert told.status_code == 201, told.text
        report = client.post("/api/v1/reports", json={"category": "HTGT", "description": "Nắp cống vỡ", "location": places["09187"],
                                                      "attachments": [told.json()["id"]]})
        assert report.status_code == 201, report.text
        return report.json(), told.json()

    return post


def on_disk(here, sha256):
    return list((here.home / "files").glob(f"*/??/??/{sha256}"))


def stored(store, sha256):
    return [name for name in store.objects if name.endswith(f"/{sha256[:2]}/{sha256[2:4]}/{sha256}")]


def gone_to_the_store(here, store, sha256):
    return until(lambda: stored(store, sha256) and not on_disk(here, sha256), 30)


def test_the_store_of_these_tests_signs_as_amazon_does():
    """The example "GET Object" of Amazon's description of Signature Version 4."""
    headers = {"host": "examplebucket.s3.amazonaws.com", "range": "bytes=0-9", "x-amz-date": "20130524T000000Z",
               "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}
    assert signature("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "GET", "/test.txt", headers, sorted(headers), "20130524", "us-east-1") \
        == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"


def test_a_file_goes_to_the_store_and_comes_back_when_it_is_asked_for(here, store, client, sent):
    data = pictures.mp4(3_000_000) + secrets.token_bytes(9)
    report, told = sent(data)
    path, sender = f"{ALL}/{told['id']}", sender_of(report)
    assert client.get(path, headers=sender).content == data, "whether it has gone yet or not"
    assert gone_to_the_store(here, store, told["sha256"])
    assert store.objects[stored(store, told["sha256"])[0]] == data
    assert client.get(path, headers=sender).content == data
    part = client.get(path, headers=sender | {"Range": "bytes=1000000-1000009"})
    assert (part.status_code, part.content) == (206, data[1000000:1000010])
    assert client.get(path, headers=sender | {"If-None-Match": f'"{told["sha256"]}"'}).status_code == 304
    assert metric(here, "pakn_files_copied_total") >= 1
    assert {status for _, _, status in store.seen} == {200}, "and no request was badly signed"


def test_the_same_bytes_again_are_taken_as_if_they_had_never_left(here, store, client, sent):
    data = pictures.pdf() + secrets.token_bytes(9)
    _, told = sent(data)
    assert gone_to_the_store(here, store, told["sha256"])
    report, told = sent(data)
    assert client.get(f"{ALL}/{told['id']}", headers=sender_of(report)).content == data
    assert gone_to_the_store(here, store, told["sha256"])


def test_while_the_store_is_away_files_are_taken_and_those_on_disk_are_shown(here, store, client, sent):
    report, told = sent()
    assert gone_to_the_store(here, store, told["sha256"])
    store.down = True
    problem_of(client.get(f"{ALL}/{told['id']}", headers=sender_of(report)), 503, "unavailable")
    newer, kept = sent()
    assert until(lambda: ("PUT", 503) in [(method, status) for method, _, status in store.seen])
    assert on_disk(here, kept["sha256"])
    assert client.get(f"{ALL}/{kept['id']}", headers=sender_of(newer)).status_code == 200
    store.down = False
    assert gone_to_the_store(here, store, kept["sha256"])
    assert client.get(f"{ALL}/{told['id']}", headers=sender_of(report)).status_code == 200


def test_a_store_that_knows_another_secret_gets_nothing(here, store, sent):
    store.secret = "another"
    _, told = sent()
    assert until(lambda: ("PUT", 403) in [(method, status) for method, _, status in store.seen])
    assert on_disk(here, told["sha256"]) and not stored(store, told["sha256"])
    assert until(lambda: re.search(r'"store_away".*\b403\b', here.log_text()))
    assert "một bí mật" not in here.log_text()


DAMAGED = {"other bytes": lambda data: data[:-1] + bytes([data[-1] ^ 1]), "too few": lambda data: data[:-1], "too many": lambda data: data + b"x",
           "none": lambda data: b""}


@pytest.mark.parametrize("how", DAMAGED)
def test_what_comes_back_damaged_is_not_shown(here, store, client, sent, how):
    report, told = sent()
    assert gone_to_the_store(here, store, told["sha256"])
    name = stored(store, told["sha256"])[0]
    whole = store.objects[name]
    store.objects[name] = DAMAGED[how](whole)
    problem_of(client.get(f"{ALL}/{told['id']}", headers=sender_of(report)), 503, "unavailable")
    store.objects[name] = whole
    assert client.get(f"{ALL}/{told['id']}", headers=sender_of(report)).content == whole


def test_what_nothing_names_any_more_is_deleted_in_the_store(here, store, client, sent, db):
    report, told = sent()
    other, kept = sent()
    assert gone_to_the_store(here, store, told["sha256"]) and gone_to_the_store(here, store, kept["sha256"])
    db.cursor().execute("select pakn.attachment_remove(24, %s)", (told["id"],))
    assert until(lambda: not stored(store, told["sha256"]), 30)
    problem_of(client.get(f"{ALL}/{told['id']}", headers=sender_of(report)), 404, "not_there")
    assert client.get(f"{ALL}/{kept['id']}", headers=sender_of(other)).status_code == 200
