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


def named_and_missing(db, folder):
    """Tells which files are named, and of those, which are not there or not what they should be."""
    cursor = db.cursor()
    cursor.execute("select distinct tenant_id, encode(sha256, 'hex'), bytes from pakn.attachment_file")
    named = cursor.fetchall()

    def good(tenant, name, size):
        path = folder / str(tenant) / name[:2] / name[2:4] / name
        return path.exists() and path.stat().st_size == size and hashlib.sha256(path.read_bytes()).hexdigest() == name

    return len(named), [row for row in named if not good(*row)]
