"""Files in parts: what is sent of ten bytes, byte for byte."""

import io

import pytest
from django.core.files.base import ContentFile, File
from django.test import RequestFactory

from apps.core import ranges
from apps.core.ranges import Unsatisfiable, file_response, part_of

TEN = b"0123456789"


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-", (0, 9)), ("bytes=4-", (4, 9)), ("bytes=9-", (9, 9)), ("bytes=0-0", (0, 0)), ("bytes=2-5", (2, 5)),
        ("bytes=2-99", (2, 9)), ("bytes=-3", (7, 9)), ("bytes=-99", (0, 9)), ("bytes= 1-2 ", (1, 2)),
        ("", None), ("bytes=", None), ("bytes=-", None), ("bytes=5-2", None), ("bytes=0-1,4-5", None),
        ("lines=0-1", None), ("bytes=a-b", None), ("bytes=٣-", None), ("bytes=" + "9" * 40 + "-", None),
    ],
)  # fmt: skip
def test_what_is_asked_for(header, part):
    assert part_of(header, 10) == part


@pytest.mark.parametrize(("header", "size"), [("bytes=10-", 10), ("bytes=10-20", 10), ("bytes=-0", 10), ("bytes=0-", 0),
                                              ("bytes=-5", 0), ("bytes=9999999999999999999-", 10)])  # fmt: skip
def test_what_lies_behind_the_end(header, size):
    with pytest.raises(Unsatisfiable):
        part_of(header, size)


def test_a_part_without_an_end_is_answered_in_pieces(monkeypatch):
    monkeypatch.setattr(ranges, "OPEN_PART", 4)
    assert [part_of(f"bytes={first}-", 10) for first in (0, 4, 8)] == [(0, 3), (4, 7), (8, 9)]
    assert part_of("bytes=0-9", 10) == (0, 9)


def ask(method="get", *, held=TEN, as_attachment=False, **headers):
    file = File(io.BytesIO(held), name="contents/a.mp4")
    request = getattr(RequestFactory(), method)("/file/", headers=headers)
    response = file_response(request, file, kind="video/mp4", name="1강 ‘첫’.mp4", as_attachment=as_attachment)
    body = response.getvalue() if response.streaming else response.content
    for close in response._resource_closers:  # what `response.close()` does beside its signal
        close()
    return response, body, file


def test_the_whole_file():
    response, body, _file = ask()
    assert (response.status_code, body, response["Content-Length"], response["Accept-Ranges"]) == (
        200, TEN, "10", "bytes",
    )  # fmt: skip
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("video/mp4", "nosniff")
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''1%EA%B0%95")


def test_a_part_is_sent_with_its_place():
    response, body, file = ask(Range="bytes=2-5")
    assert (response.status_code, body) == (206, b"2345")
    assert (response["Content-Range"], response["Content-Length"]) == ("bytes 2-5/10", "4")
    assert file.closed


def test_a_part_longer_than_a_block_is_whole(monkeypatch):
    monkeypatch.setattr(ranges, "_BLOCK", 3)
    assert ask(Range="bytes=1-8")[1] == b"12345678"


def test_a_file_that_is_shorter_than_it_said_ends_the_part():
    assert b"".join(ranges._blocks(ContentFile(TEN), 8, 100)) == b"89"


def test_what_cannot_be_satisfied_says_how_long_the_file_is():
    response, body, file = ask(Range="bytes=10-")
    assert (response.status_code, body, response["Content-Range"]) == (416, b"", "bytes */10")
    assert file.closed
    assert ask(Range="bytes=0-", held=b"")[0].status_code == 416


def test_a_head_has_no_body_and_takes_no_part():
    response, body, file = ask("head", Range="bytes=2-5")
    assert (response.status_code, body, response["Content-Length"]) == (200, b"", "10")
    assert file.closed


def test_a_part_of_another_file_is_the_whole_of_this_one():
    tag = ask()[0]["ETag"]
    assert ask(**{"Range": "bytes=2-5", "If-Range": tag})[0].status_code == 206
    assert ask(**{"Range": "bytes=2-5", "If-Range": '"other"'})[1] == TEN


def test_who_has_the_file_is_told_so():
    tag = ask()[0]["ETag"]
    response, body, file = ask(**{"If-None-Match": tag})
    assert (response.status_code, body, file.closed) == (304, b"", True)
    assert ask(held=TEN + b"x", **{"If-None-Match": tag})[0].status_code == 200


def test_a_download_is_named():
    assert ask(as_attachment=True)[0]["Content-Disposition"].startswith("attachment; filename*=")
