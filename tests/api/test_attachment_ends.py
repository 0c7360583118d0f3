"""What becomes of files that nothing wants, and what pakn doctor says of those that are missing."""

import os
import re
import secrets
import shutil
import time

import pytest

import pictures
from attachments import ALL, sender_of, unique, until
from support import Api
from work import done, problem_of


@pytest.fixture(scope="module")
def tidy(daemon):
    """The daemon, with a courier that deletes soon; afterwards as it was."""
    before = dict(daemon.settings)
    daemon.restart(files_grace_s=1)
    yield daemon
    daemon.stop()
    daemon.settings = before
    daemon.start()


def test_what_no_report_has_named_in_time_is_deleted(tidy, api, upload, send, files, ask):
    told, named = upload(unique()), upload(unique())
    report = send(attachments=[named["id"]])
    ask("update pakn.attachment set created_at = now() - interval '25 hours' where attachment_id in (%s, %s)", told["id"], named["id"])
    assert until(lambda: told["sha256"] not in files() and not list((tidy.home / "files/trash").iterdir()))
    assert not ask("select from pakn.attachment where attachment_id = %s", told["id"]) and named["sha256"] in files()
    assert api.get(f"{ALL}/{named['id']}", headers=sender_of(report)).status_code == 200


def test_a_file_that_two_have_stays_until_both_are_gone(tidy, dispatcher, api, upload, send, files):
    data = unique()
    first, second = upload(data), upload(data)
    reports = [send(attachments=[told["id"]]) for told in (first, second)]

    def redact(report, told):
        done(dispatcher, report["id"], "redact", part="attachment", attachment=told["id"], reason="Có mặt người")

    redact(reports[0], first)
    problem_of(api.get(f"{ALL}/{first['id']}", headers=sender_of(reports[0])), 404, "not_there")
    time.sleep(4)  # two rounds of the courier
    assert api.get(f"{ALL}/{second['id']}", headers=sender_of(reports[1])).status_code == 200
    redact(reports[1], second)
    assert until(lambda: second["sha256"] not in files())
    case = dispatcher.get(f"/api/v1/cases/{reports[0]['id']}").json()
    assert [(file["id"], file["release"], "links" in file) for file in case["attachments"]] == [(first["id"], "removed", False)]


def test_what_is_named_again_comes_back_out_of_the_trash(tidy, api, upload, send, ask, files):
    told = upload(unique())
    report = send(attachments=[told["id"]])
    ask("insert into pakn.file_unused values (24, decode(%s, 'hex'))", told["sha256"])
    time.sleep(3)
    assert told["sha256"] in files(), "what is named does not even get there"
    place = next((tidy.home / "files").glob(f"*/*/*/{told['sha256']}"))
    trash = tidy.home / "files/trash"
    trash.mkdir(exist_ok=True, mode=0o700)
    os.chown(trash, place.stat().st_uid, place.stat().st_gid)
    place.rename(trash / f"24-{told['sha256']}")
    assert api.get(f"{ALL}/{told['id']}", headers=sender_of(report)).status_code == 200, "found there, too"
    assert until(lambda: told["sha256"] in files())


def test_who_wishes_to_be_forgotten_takes_their_files_along(tidy, api, staff, upload, send, files):
    told, film = upload(unique()), upload(pictures.mp4() + secrets.token_bytes(9))
    answer = upload(unique(), client=staff)
    report = send(attachments=[told["id"], film["id"]], contact={"phone": "0977000777"})
    done(staff, report["id"], "accept")
    done(staff, report["id"], "answer", text="Đã vá mặt đường.", attachments=[answer["id"]])
    assert api.delete(f"/api/v1/reports/{report['code']}/contact", headers=sender_of(report)).status_code == 204
    assert until(lambda: not {told["sha256"], film["sha256"]} & files())
    assert answer["sha256"] in files()
    case = staff.get(f"/api/v1/cases/{report['id']}").json()
    assert [(file["part"], file["release"]) for file in case["attachments"]] == [("report", "removed")] * 2 + [("answer", "hidden")]


def test_time_alone_takes_what_still_tells_who_made_it(tidy, staff, ask, upload, send, files):
    photo, film = upload(unique()), upload(pictures.mp4() + secrets.token_bytes(9))
    report = send(attachments=[photo["id"], film["id"]], contact={"phone": "0977000778"})
    ask("select pakn.sender_erase(r, gen_random_uuid(), 'system', null, null, null, 'retention', 'purpose_ended') from pakn.report r where report_id = %s", report["id"])
    assert until(lambda: film["sha256"] not in files())
    assert photo["sha256"] in files()


def test_doctor_tells_of_files_that_are_missing_and_of_those_that_nothing_names(make_daemon, ask):
    daemon = make_daemon()
    daemon.start()
    with Api(daemon.url) as api:
        told = api.post(ALL, data=unique()).json()
    daemon.stop()
    folder = daemon.home / "files"

    def said(name, **settings):
        return re.search(rf"^(ok      {name}$|FINDING {name}: .*$)", daemon.doctor(**settings), re.MULTILINE)[0]

    [[all_of_them]] = ask("select count(distinct sha256) from pakn.attachment_file")
    here = len(list(folder.glob("*/*/*/*")))
    assert said("folder of files") == "ok      folder of files" and said("lost files") == "ok      lost files"
    assert said("files") == f"FINDING files: {all_of_them - here} that something names are not there", "those of the other daemon's folder"
    place = next(folder.glob(f"*/*/*/{told['sha256']}"))
    lost = place.with_name(place.name[:4] + place.name[:3:-1])
    shutil.copyfile(place, lost)
    shutil.copystat(place, lost)
    assert said("lost files") == "ok      lost files", "it may be of an upload under way"
    os.utime(lost, (time.time() - 4000,) * 2)
    assert said("lost files") == "FINDING lost files: 1 that nothing names"
    place.unlink()
    assert said("files") == f"FINDING files: {all_of_them - here + 1} that something names are not there"
    assert said("folder of files", PAKN_FILES_DIR="/nonexistent").startswith("FINDING")
