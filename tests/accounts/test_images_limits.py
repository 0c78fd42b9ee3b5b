"""A picture is bounded by what it unfolds to, not only by its bytes, and takes nothing along that it said of itself."""

import io
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.accounts import images
from apps.core import images as core_images
from apps.core.errors import Invalid


def uploaded(picture: Image.Image, form: str, **options) -> SimpleUploadedFile:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return SimpleUploadedFile("picture", out.getvalue())


def test_a_few_kilobytes_that_unfold_to_a_gigabyte_are_refused():
    upload = uploaded(Image.new("P", (8000, 8000)), "PNG")
    assert upload.size < 10_000
    with pytest.raises(Invalid) as refused:
        images.portrait(upload)
    assert (refused.value.code, refused.value.field) == ("image_too_wide", "image")


@pytest.mark.parametrize(("mode", "form"), [("P", "PNG"), ("RGBA", "PNG"), ("I;16", "PNG"), ("L", "JPEG")])
def test_every_kind_of_large_picture_becomes_a_small_portrait(mode, form):
    upload = uploaded(Image.new(mode, (6000, 4000)), form)
    with Image.open(images.portrait(upload)) as made:
        assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (512, 512))


def test_the_greys_of_a_scan_stay_grey():
    upload = uploaded(Image.new("I;16", (60, 60), 0x4000), "PNG")
    with Image.open(images.portrait(upload)) as made:
        assert made.getpixel((256, 256)) == (64, 64, 64)


def test_a_large_photo_is_shrunk_without_a_copy_of_its_full_size():
    upload = uploaded(Image.new("RGB", (8000, 6000)), "JPEG", quality=10)
    opened = Image.open(upload)
    assert core_images._smaller(opened, images.SIDE).size == (1000 * 2, 750 * 2)


def test_a_large_photo_held_sideways_is_turned_upright():
    picture = Image.new("RGB", (4000, 4000), "black")
    picture.paste("white", (0, 0, 4000, 2000))
    exif = picture.getexif()
    exif[0x0112] = 6  # to be turned by 90° clockwise: the top becomes the right side
    for form in ("JPEG", "PNG"):
        with Image.open(images.portrait(uploaded(picture, form, exif=exif))) as made:
            assert (made.getpixel((10, 256))[0] < 30, made.getpixel((500, 256))[0] > 225) == (True, True)


def test_comment_place_and_profile_stay_behind():
    picture = Image.new("RGB", (600, 600))
    exif = picture.getexif()
    exif[0x010F] = "SECRET-CAMERA"
    upload = uploaded(picture, "JPEG", exif=exif, comment=b"SECRET-COMMENT", xmp=b"SECRET-XMP", icc_profile=b"SECRET-I")
    assert upload.read().count(b"SECRET-") == 4
    upload.seek(0)
    assert images.portrait(upload).read().count(b"SECRET-") == 0


def test_a_phone_writes_several_pictures_into_one_file():
    picture = Image.new("RGB", (8160, 6120), "red")
    upload = uploaded(picture, "MPO", save_all=True, append_images=[Image.new("RGB", (100, 75), "blue")])
    with Image.open(images.portrait(upload)) as made:
        assert (made.format, made.size) == ("JPEG", (512, 512))
        assert made.getpixel((256, 256))[0] > 200


def test_a_phone_photographs_more_points_than_a_screen_has():
    with Image.open(images.portrait(uploaded(Image.new("L", (12_000, 9_000)), "JPEG", quality=5))) as made:
        assert made.size == (512, 512)


@pytest.mark.parametrize(("size", "options"), [((15_000, 15_000), {}), ((9_000, 8_000), {"progressive": True})])
def test_what_cannot_be_decoded_in_parts_is_bounded(size, options):
    with pytest.raises(Invalid) as refused:
        images.portrait(uploaded(Image.new("L", size), "JPEG", quality=5, **options))
    assert refused.value.code == "image_too_wide"


@pytest.mark.parametrize("notes", [b"Exif\0\0II*\0\x08\0\0\0\xff\xff", b"Exif\0\0" + b"\xff" * 40, b"Exif\0\0MM\0*"])
def test_broken_notes_of_a_camera_do_not_matter(notes):
    with Image.open(images.portrait(uploaded(Image.new("RGB", (2000, 1500)), "JPEG", exif=notes))) as made:
        assert made.size == (512, 512)


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_what_a_phone_of_apple_writes_is_refused_with_the_way_out(brand):
    upload = SimpleUploadedFile("IMG_1.HEIC", b"\0\0\0\x18ftyp" + brand + bytes(40))
    with pytest.raises(Invalid, match="높은 호환성"):
        images.portrait(upload)


def test_a_damaged_picture_is_refused_whatever_the_library_meets_in_it():
    raw = bytearray(uploaded(Image.new("P", (60, 40)), "PNG", bits=1).read())
    raw[28] = 1  # interlaced, it says: the library raises TypeError
    raw[29:33] = zlib.crc32(raw[12:29]).to_bytes(4)
    with pytest.raises(Invalid) as refused:
        images.portrait(SimpleUploadedFile("picture", bytes(raw)))
    assert refused.value.code == "image_unreadable"
