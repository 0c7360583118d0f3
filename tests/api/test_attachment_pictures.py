"""What is made of a picture: upright, in three sizes, of its pixels alone."""

import io

import pytest
from PIL import Image

import pictures
from attachments import ALL, SIZES, sender_of
from pictures import PLACE


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_stored_upright(api, upload, send, orientation):
    told = upload(pictures.jpeg(pictures.lying(pictures.scene(600, 400), orientation), orientation))
    assert (told["width"], told["height"]) == (600, 400)
    report = send(attachments=[told["id"]])
    for size in SIZES:
        shown = api.get(f"{ALL}/{told['id']}?size={size}", headers=sender_of(report))
        assert pictures.corners(shown.content) == list(pictures.CORNERS)


@pytest.mark.parametrize("make", [pictures.jpeg, pictures.png])
def test_nothing_but_the_picture_is_stored(daemon, upload, make):
    data = make(pictures.scene(2000, 1000))
    assert data.count(PLACE) >= 3
    before = set((daemon.home / "files").glob("*/??/??/*"))
    upload(data)
    made = set((daemon.home / "files").glob("*/??/??/*")) - before
    assert len(made) == 3
    for path in made:
        stored = path.read_bytes()
        image = Image.open(io.BytesIO(stored))
        assert PLACE not in stored and b"Exif" not in stored and b"xap" not in stored and b"ICC" not in stored
        assert not image.getexif() and not {"exif", "xmp", "icc_profile", "comment", "Comment"} & set(image.info)
        assert stored.count(b"\xff\xd8\xff") == (make is pictures.jpeg), "no picture in the picture"


@pytest.mark.parametrize("width, height, sizes", [
    (5000, 2500, [(4096, 2048), (1280, 640), (320, 160)]),
    (1000, 3000, [(1000, 3000), (427, 1280), (107, 320)]),
    (300, 200, [(300, 200)] * 3),
    (1, 1, [(1, 1)] * 3),
    (3000, 2, [(3000, 2), (1280, 1), (320, 1)]),
])
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_is_kept_in_three_sizes(api, upload, send, width, height, sizes, form):
    told = upload(pictures.encode(pictures.scene(width, height), form))
    report = send(attachments=[told["id"]])
    for size, expected in zip(SIZES, sizes):
        shown = api.get(f"{ALL}/{told['id']}?size={size}", headers=sender_of(report))
        assert Image.open(io.BytesIO(shown.content)).size == expected


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB progressive", "P", "RGBA", "LA", "I", "1"])
def test_a_picture_of_any_colours_looks_as_it_did(api, upload, send, mode):
    grey = mode in ("L", "LA", "I", "1")
    image = pictures.scene(400, 300).convert("L" if mode == "I" else mode.split()[0])
    if mode == "I":
        image = image.convert("I").point(lambda value: value * 256)
    form = "JPEG" if mode in ("L", "CMYK", "RGB progressive") else "PNG"
    told = upload(pictures.encode(image, form, **({"progressive": True} if " " in mode else {})))
    report = send(attachments=[told["id"]])
    shown = api.get(f"{ALL}/{told['id']}", headers=sender_of(report)).content
    assert Image.open(io.BytesIO(shown)).mode == "RGB"
    if not grey:
        assert pictures.corners(shown) == list(pictures.CORNERS)


def test_what_is_transparent_becomes_paper(api, upload, send):
    told = upload(pictures.encode(Image.new("RGBA", (50, 50), (255, 0, 0, 0)), "PNG"))
    report = send(attachments=[told["id"]])
    shown = Image.open(io.BytesIO(api.get(f"{ALL}/{told['id']}", headers=sender_of(report)).content))
    assert shown.getpixel((25, 25)) == (255, 255, 255)
