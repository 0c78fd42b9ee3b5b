"""A picture is bounded by what it unfolds to, not only by its bytes, and takes nothing along that it said of itself."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.accounts import images
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


def test_a_large_photo_is_shrunk_without_a_copy_of_its_full_size():
    upload = uploaded(Image.new("RGB", (8000, 6000)), "JPEG", quality=10)
    opened = Image.open(upload)
    assert images._smaller(opened).size == (1000 * 2, 750 * 2)


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
