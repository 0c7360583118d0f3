"""The process that looks into files: replaced when it dies, bounded in time, memory and number, or not there at all."""

import concurrent.futures
import os
import pathlib
import signal

import pytest
from PIL import Image

import pictures
from attachments import ALL, metric, until
from support import Api, sanitized
from work import problem_of


def media_pids(daemon):
    children = pathlib.Path(f"/proc/{daemon.process.pid}/task/{daemon.process.pid}/children").read_text().split()
    return [int(pid) for pid in children if pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == "pakn media"]


def test_the_media_process_is_replaced_when_it_dies(daemon, upload):
    restarts = metric(daemon, "pakn_process_restarts_total")
    [pid] = media_pids(daemon)
    os.kill(pid, signal.SIGKILL)
    assert upload()["type"] == "image/jpeg", "an order waits for the next one"
    assert metric(daemon, "pakn_process_restarts_total") == restarts + 1


def test_a_file_that_takes_too_long_costs_itself_alone(make_daemon):
    daemon = make_daemon(media_ms=100, image_pixels_max=1000000000)
    daemon.start()
    with Api(daemon.url) as api:
        slow = pictures.png_bomb(12000, 12000)
        problem_of(api.post(ALL, data=slow), 422, "unreadable_file")
        assert metric(daemon, "pakn_media_deaths_total") == 1
        # Of a process that is new, on a machine that is busy, a small one may take as long.
        assert until(lambda: api.post(ALL, data=pictures.pdf()).status_code == 201)
    daemon.stop()


@pytest.mark.skipif(sanitized(), reason="the address sanitizer takes any amount of memory")
def test_a_file_that_wants_too_much_memory_costs_itself_alone(make_daemon):
    daemon = make_daemon(media_memory=256 << 20, image_pixels_max=1000000000)
    daemon.start()
    with Api(daemon.url) as api:
        problem_of(api.post(ALL, data=pictures.png_bomb(11000, 11000)), 422, "unreadable_file")
        assert api.post(ALL, data=pictures.jpeg()).status_code == 201
    daemon.stop()


def test_what_waits_to_be_looked_into_is_bounded(make_daemon):
    daemon = make_daemon(media_jobs=1, media_queue_max=1, uploads_per_address_max=50)
    daemon.start()
    data = pictures.encode(Image.effect_noise((700, 700), 50).convert("RGB"), "PNG")
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: Api(daemon.url).post(ALL, data=data), range(10)))
    assert {answer.status_code for answer in answers} == {201, 503}
    assert all("Retry-After" in answer.headers for answer in answers if answer.status_code == 503)
    daemon.stop()


def test_where_no_files_are_taken_that_is_said(make_daemon, api):
    daemon = make_daemon(files_dir="")
    daemon.start()
    with Api(daemon.url) as off:
        problem_of(off.post(ALL, data=pictures.jpeg()), 501, "files_off")
        assert off.get("/api/v1/categories").status_code == 200 and not media_pids(daemon)
    assert daemon.stop() == 0
