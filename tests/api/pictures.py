"""Files as citizens send them: made here, byte by byte where that matters."""

import io
import struct
import zlib

from PIL import Image

PLACE = b"21.186-106.076 BACNINH"  # stands in every bit of metadata; nothing that is stored may hold it
CORNERS = {"red": (220, 30, 30), "green": (30, 200, 30), "blue": (30, 30, 220), "white": (245, 245, 245)}


def scene(width=64, height=48):
    """A picture whose corners tell how it lies: red, green, blue, white, row by row."""
    image = Image.new("RGB", (width, height))
    for (column, row), colour in zip(((0, 0), (1, 0), (0, 1), (1, 1)), CORNERS.values()):
        image.paste(colour, (column * width // 2, row * height // 2, (column + 1) * width // 2, (row + 1) * height // 2))
    return image


def lying(image, orientation):
    """The same picture, stored so that this orientation (EXIF 2.32, tag 0x0112) shows it upright."""
    turn = {1: None, 2: Image.FLIP_LEFT_RIGHT, 3: Image.ROTATE_180, 4: Image.FLIP_TOP_BOTTOM, 5: Image.TRANSPOSE,
            6: Image.ROTATE_90, 7: Image.TRANSVERSE, 8: Image.ROTATE_270}[orientation]
    return image if turn is None else image.transpose(turn)


def corners(data):
    """Reads the names of the corners' colours back, row by row."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    width, height = image.size
    points = [(width // 4, height // 4), (3 * width // 4, height // 4), (width // 4, 3 * height // 4), (3 * width // 4, 3 * height // 4)]
    nearest = lambda colour: min(CORNERS, key=lambda name: sum((a - b) ** 2 for a, b in zip(CORNERS[name], colour)))
    return [nearest(image.getpixel(point)) for point in points]


def encode(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def ifd(entries, offset, following=0):
    """A directory of TIFF at an offset: {tag: (type, count, bytes)}."""
    body, data = b"", b""
    at = offset + 2 + 12 * len(entries) + 4
    for tag, (kind, count, value) in sorted(entries.items()):
        if len(value) > 4:
            body += struct.pack(">HHII", tag, kind, count, at + len(data))
            data += value + b"\0" * (len(value) % 2)
        else:
            body += struct.pack(">HHI", tag, kind, count) + value.ljust(4, b"\0")
    return struct.pack(">H", len(entries)) + body + struct.pack(">I", following) + data


def exif(orientation=1, thumbnail=None):
    """An APP1 segment with a camera, a place, a comment and a thumbnail."""
    degrees = struct.pack(">6I", 21, 1, 11, 1, 10, 1)
    gps = {1: (2, 2, b"N\0"), 2: (5, 3, degrees), 3: (2, 2, b"E\0"), 4: (5, 3, degrees), 0x1D: (2, len(PLACE) + 1, PLACE + b"\0")}
    thumbnail = thumbnail or encode(scene(16, 16), "JPEG") + PLACE
    main = lambda at: {0x0112: (3, 1, struct.pack(">H", orientation)), 0x010F: (2, len(PLACE) + 1, PLACE + b"\0"),
                       0x8825: (4, 1, struct.pack(">I", at))}
    first_len = len(ifd(main(0), 8))
    gps_at = 8 + first_len
    gps_bytes = ifd(gps, gps_at)
    second_at = gps_at + len(gps_bytes)
    second = lambda at: {0x0103: (3, 1, struct.pack(">H", 6)), 0x0201: (4, 1, struct.pack(">I", at)), 0x0202: (4, 1, struct.pack(">I", len(thumbnail)))}
    second_len = len(ifd(second(0), second_at))
    tiff = b"MM\0*\0\0\0\x08" + ifd(main(gps_at), 8, second_at) + gps_bytes + ifd(second(second_at + second_len), second_at) + thumbnail
    return segment(0xE1, b"Exif\0\0" + tiff)


def segment(marker, payload):
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def jpeg(image=None, orientation=1, metadata=True, **options):
    """A JPEG as a phone writes it: EXIF, XMP, a colour profile, a comment, and something behind its end."""
    plain = encode(image or lying(scene(), orientation), "JPEG", quality=95, **options)
    if not metadata:
        return plain
    extra = exif(orientation) + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + PLACE + b"</x:xmpmeta>")
    extra += segment(0xE2, b"ICC_PROFILE\0\x01\x01" + PLACE) + segment(0xFE, PLACE)
    return plain[:2] + extra + plain[2:] + PLACE


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(image=None, extra=True):
    """A PNG with a comment, EXIF, and something behind its end."""
    plain = encode(image or scene(), "PNG")
    if not extra:
        return plain
    head, rest = plain[:33], plain[33:]
    return head + chunk(b"tEXt", b"Comment\0" + PLACE) + chunk(b"eXIf", exif()[10:]) + rest + PLACE


def png_head(width, height, rows=b"", bits=8, colour=2):
    """A PNG that says that it is so large, whatever it holds."""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def png_bomb(width, height):
    """A small PNG that becomes large: all its rows are zeros."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + 3 * width)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return png_head(width, height, rows)


def jpeg_head(width, height):
    """A JPEG whose head says that it is so large."""
    plain = encode(scene(), "JPEG")
    at = plain.index(b"\xff\xc0")
    return plain[:at + 5] + struct.pack(">HH", height, width) + plain[at + 9:]


def mp4(size=2000):
    """The beginning of a video, and bytes."""
    return struct.pack(">I", 24) + b"ftypisom\0\0\2\0isommp41" + struct.pack(">I", size) + b"mdat" + PLACE + bytes(range(256)) * (size // 256)


def gp3():
    return struct.pack(">I", 20) + b"ftyp3gp4\0\0\2\0" + b"3gp4" + struct.pack(">I", 16) + b"mdat" + b"\0" * 8


def webm():
    return bytes.fromhex("1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff") + b"\0" * 64


def pdf():
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
