"""What the tests of files share: addresses, kinds, and what one waits for."""

import re
import secrets
import time

from PIL import Image

import pictures
from support import Api

ALL = "/api/v1/attachments"
SIZES = {"full": 4096, "medium": 1280, "small": 320}
TAKEN = {"image/jpeg": pictures.jpeg, "image/png": pictures.png, "video/mp4": pictures.mp4, "video/3gpp": pictures.gp3,
         "video/webm": pictures.webm, "application/pdf": pictures.pdf}


def sender_of(report):
    """The header of who has the report's secret."""
    return {"Authorization": "Bearer " + report["secret"]}


def until(condition, seconds=60):
    """Waits for what the courier does; tells whether it did."""
    end = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def metric(daemon, name):
    """Tells the sum of a figure over all processes."""
    text = Api(daemon.admin_url).get("/metrics").text
    return sum(float(line.split()[-1]) for line in text.splitlines() if re.match(name + r"[ {]", line))


def unique(kind="PNG"):
    """A picture that no other is."""
    return pictures.encode(Image.effect_noise((64, 64), secrets.randbelow(90) + 10).convert("RGB"), kind)
