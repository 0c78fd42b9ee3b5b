"""The head of a file may be long, deep or of many parts: it is read in linear time, and never comes back whole."""

import cProfile
import io
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.core import captions, sheet_reading
from apps.core.errors import Invalid
from apps.core.video import UnreadableVideo, VideoFacts, read_video
from tests.elearning.learning import learner, running_class
from tests.factories.learning import AssessmentFactory
from tests.uploads.sheets import workbook

TIMES, MOST_GROWTH = 4, 6
MOST_MORE = 20_000  # bytes of an answer beyond that for a short file


def calls(work: Callable[[], Any]) -> int:
    """Return how many calls the work makes, whatever it comes to."""
    profile = cProfile.Profile()
    with suppress(UnreadableVideo, captions.UnreadableCaptions, Invalid):
        profile.runcall(work)
    return sum(entry.callcount for entry in profile.getstats())


# --- Films ------------------------------------------------------------------------------------------------------------


def box(kind: bytes, *inner: bytes) -> bytes:
    body = b"".join(inner)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def element(kind: bytes, *inner: bytes) -> bytes:
    body = b"".join(inner)
    return kind + struct.pack(">Q", 1 << 56 | len(body)) + body


def mp4(*inner: bytes) -> bytes:
    return box(b"ftyp", b"isom") + box(b"moov", *inner)


def nested_boxes(number: int) -> bytes:
    kinds = [b"moov", b"trak"] + [b"mdia"] * number
    return box(b"ftyp", b"isom") + b"".join(
        struct.pack(">I4s", 8 * (len(kinds) - place), kind) for place, kind in enumerate(kinds)
    )


def many_tracks(number: int) -> bytes:
    track = box(b"trak", box(b"tkhd", bytes(12), b"\0\0\0\1"))
    return mp4(track * number, box(b"mvex", box(b"trex", bytes(8), b"\0\0\0\1", bytes(4)) * number))


def many_runs(number: int) -> bytes:
    run = box(b"trun", struct.pack(">II", 0x100, 100), b"\0\0\0\1" * 100)
    return mp4() + box(b"moof", box(b"traf", run)) * number


def webm(*rest: bytes, codec: bytes = b"V_VP8") -> bytes:
    tracks = element(b"\x16\x54\xae\x6b", element(b"\xae", element(b"\x83", b"\1"), element(b"\x86", codec)))
    endless = b"\x18\x53\x80\x67\x01" + b"\xff" * 7
    return element(b"\x1a\x45\xdf\xa3") + endless + tracks + b"\x1f\x43\xb6\x75\x80" + b"".join(rest)


def false_clusters(number: int) -> bytes:
    return webm(b"\x1f\x43\xb6\x75" * number)


def void_elements(number: int) -> bytes:
    return webm(b"\xec\x80" * number)


def long_codec(number: int) -> bytes:
    return webm(codec=b"X" * number)


def facts(raw: bytes) -> VideoFacts:
    return read_video(io.BytesIO(raw))


FILMS = [nested_boxes, many_tracks, many_runs, false_clusters, void_elements, long_codec]


@pytest.mark.parametrize("make", FILMS)
def test_a_film_is_read_in_linear_time(make):
    short, long = (calls(lambda number=number: facts(make(number))) for number in (2_000, 2_000 * TIMES))
    assert long <= MOST_GROWTH * short


@pytest.mark.parametrize(
    ("make", "number"), [(many_tracks, 20_000), (false_clusters, 1_000_000), (void_elements, 500_000)]
)
def test_more_than_a_film_has_is_not_read(make, number):
    if make is many_tracks:
        with pytest.raises(UnreadableVideo):
            facts(make(number))
    assert calls(lambda: facts(make(number))) < 3_000_000


def test_boxes_inside_boxes_are_passed_over():
    assert facts(nested_boxes(100_000)).video_codec == ""


def test_the_samples_of_a_run_are_added_up():
    times = box(b"mdhd", bytes(12), struct.pack(">II", 1_000, 0))
    track = box(b"trak", box(b"tkhd", bytes(12), b"\0\0\0\7"), box(b"mdia", times))
    samples = b"".join(struct.pack(">II", length, 99) for length in (1_000, 2_000, 2_500))
    run = box(b"trun", struct.pack(">II", 0x300, 3), samples)
    raw = mp4(track) + box(b"moof", box(b"traf", box(b"tfhd", struct.pack(">II", 0, 7)), run))
    assert facts(raw).duration_seconds == 5.5


def test_the_name_of_a_codec_is_short():
    assert len(facts(long_codec(1_000_000)).video_codec) == 40


# --- Captions ---------------------------------------------------------------------------------------------------------

HEADS = ["WEBVTT ", "WEBVTT\n", "<sami>", "<sami><sync start=1>", "[script info]\n", "1\n", ""]
TEXTS = ["<sync ", "<p class=", "-->", "00:", "&", "Dialogue: ", "{\\", "Format: ,", "\n", " "]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("text", TEXTS)
def test_captions_are_read_in_linear_time(head, text):
    short, long = (
        calls(lambda number=number: captions.to_webvtt((head + text * number).encode()))
        for number in (2_000, 2_000 * TIMES)
    )
    assert long <= MOST_GROWTH * short


# --- Spreadsheets -----------------------------------------------------------------------------------------------------


def with_sheets(number: int, name: str = "") -> bytes:
    """Return a workbook whose list names its one sheet so often, or whose sheet has such a name."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([["가"], ["1"]]))) as read, zipfile.ZipFile(written, "w") as out:
        for part in read.namelist():
            raw = read.read(part)
            if part == "xl/workbook.xml":
                first = raw[raw.index(b"<sheet ") : raw.index(b"</sheets>")]
                more = b"".join(first.replace(b'name="', b'name="%d' % place) for place in range(1, number))
                named = first.replace(b'name="', b'name="' + name.encode())
                raw = raw.replace(first, named + more)
            out.writestr(part, raw)
    return written.getvalue()


def test_a_book_of_too_many_sheets_is_refused_before_it_is_read():
    assert sheet_reading.read_bytes(with_sheets(sheet_reading.MOST_SHEETS)) == [["가"], ["1"]]
    with pytest.raises(Invalid, match="시트가 너무 많습니다"):
        sheet_reading.read_bytes(with_sheets(sheet_reading.MOST_SHEETS + 1))


LONG = 30_000  # a cell may have 32,767 letters
FILES = {
    "a head of 1 MB in one cell": b"a" * 1_000_000 + b",b\n1,2\n",
    "a head of 1 MB in many cells": b"a," * 500_000 + b"\n1,2\n",
    "a head of long names": ("가" * LONG + ",나" * 300 + "\n1,2\n").encode(),
    "long names": ("가" * 20_000 + "," + "나" * 20_000 + "," + "다" * 20_000 + "\n1,2,3\n").encode(),
    "a name twice": (("ID\u200b" + "\u200b" * 10_000 + ",") * 20 + "\n1,2\n").encode(),
    "a long name of a sheet": with_sheets(1, "가" * 100_000),
    "too many sheets": with_sheets(5_000),
    "nothing but separators": b";" * 1_000_000,
    "nothing but quotes": b'"' * 1_000_000,
    "the line of the separator": b"sep=" + b";" * 1_000_000,
}
ROWS = {
    "long people": ("가" * LONG, "나" * LONG, "다" * 1_000),
    "a long score": ("1", "나", "9" * LONG),
}


@pytest.fixture
def doors(client, superuser, student) -> dict[str, tuple[str, str]]:
    client.force_login(superuser)
    run = running_class(meetings=3, instructors=[superuser])
    learner(run, member=student)
    AssessmentFactory(course_class=run, name="시험")
    return {
        "attendance": (reverse("classes:attendance_upload", args=[run.pk]), "file"),
        "grades": (reverse("classes:grades_import", args=[run.pk]), "file"),
        "admin": (reverse("admin:planner_venue_import"), "import_file"),
    }


def size_of_answer(client, door: tuple[str, str], raw: bytes, name: str = "a.csv") -> int:
    address, field = door
    answer = client.post(address, {field: SimpleUploadedFile(name, raw), "format": "0", "resource": ""})
    assert answer.status_code == 200
    return len(answer.content)


@pytest.mark.parametrize("door", ["attendance", "grades", "admin"])
@pytest.mark.django_db
def test_a_head_does_not_come_back_whole(client, doors, door):
    least = size_of_answer(client, doors[door], b"a,b\n1,2\n")
    wrong = {
        name: more
        for name, raw in FILES.items()
        if (more := size_of_answer(client, doors[door], raw) - least) > MOST_MORE
    }
    heads = {"attendance": "신청 번호,이름,수업일,출결", "grades": "신청 번호,이름,시험", "admin": "이름,구분,안내"}
    for name, row in ROWS.items():
        raw = "\n".join([heads[door], *[",".join(row)] * 20]).encode()
        if (
            len(raw) < sheet_reading.MOST_BYTES
            and (more := size_of_answer(client, doors[door], raw) - least) > MOST_MORE
        ):
            wrong[name] = more
    assert wrong == {}


@pytest.mark.parametrize("door", ["attendance", "grades", "admin"])
@pytest.mark.django_db
def test_the_name_of_a_file_does_not_come_back_whole(client, doors, door):
    least = size_of_answer(client, doors[door], b"a,b\n1,2\n")
    assert size_of_answer(client, doors[door], b"a,b\n1,2\n", "가" * 10_000 + ".csv") - least < 5_000
