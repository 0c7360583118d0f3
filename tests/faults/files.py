"""Files to send, each another one; and whether what the database names is on disk."""

import hashlib
import io
import random
import struct

from PIL import Image


def noise(side):
    return Image.effect_noise((side, side), random.uniform(10, 100)).convert("RGB")


def encode(image, form):
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def mp4(size):
    """The beginning of a video, and bytes that no other has."""
    return struct.pack(">I", 24) + b"ftypisom\0\0\2\0isommp41" + struct.pack(">I", size) + b"mdat" + random.randbytes(size - 8)


def digest_of(folder, tenant, name, store=None):
    """Tells what lies under a name, in the folder or else in the store: its digest, or nothing."""
    place = f"{tenant}/{name[:2]}/{name[2:4]}/{name}"
    try:
        data = (folder / place).read_bytes()
    except OSError:
        data = store and store.objects.get(place)
    return hashlib.sha256(data).hexdigest() if data else ""


def missing(db, folder, contents):
    """Names those of the contents that something names, and that are not there or not whole."""
    cursor = db.cursor()
    cursor.execute("select distinct tenant_id, encode(sha256, 'hex') from pakn.attachment_file where encode(sha256, 'hex') = any (%s)",
                   [[hashlib.sha256(data).hexdigest() for data in contents]])
    return [row for row in cursor.fetchall() if digest_of(folder, *row) != row[1]]
