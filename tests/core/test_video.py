import io
import random
import struct

import pytest

from apps.core.video import UnreadableVideo, mp4, read_video, webm
from tests.uploads.films import PLAYABLE, UNPLAYABLE, damaged, film


@pytest.mark.parametrize("name", [*PLAYABLE, *UNPLAYABLE])
def test_a_film_says_its_container_its_codecs_and_its_length(name):
    file = io.BytesIO(film(name))
    file.seek(7)
    container, seconds, picture, sound = (PLAYABLE | UNPLAYABLE)[name]
    facts = read_video(file)
    assert (facts.container, facts.video_codec, facts.audio_codec) == (container, picture, sound)
    assert facts.duration_seconds == pytest.approx(seconds, abs=0.001)
    assert file.tell() == 0


@pytest.mark.parametrize("name", damaged())
def test_what_only_begins_like_a_film_is_not_read(name):
    with pytest.raises(UnreadableVideo):
        read_video(io.BytesIO(damaged()[name]))


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.7", b"RIFF\0\0\0\0AVI LIST", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" * 9])
def test_another_file_is_no_film(raw):
    with pytest.raises(UnreadableVideo):
        read_video(io.BytesIO(raw))


def test_damage_anywhere_is_an_answer_and_never_another_error():
    dice = random.Random(1)
    for name in [*PLAYABLE, *UNPLAYABLE]:
        for turn in range(60):
            raw = bytearray(film(name))
            for _ in range(8):
                raw[dice.randrange(len(raw))] = dice.randrange(256)
            try:
                read_video(io.BytesIO(bytes(raw[: dice.randrange(len(raw))] if turn % 3 == 0 else raw)))
            except UnreadableVideo:
                continue


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content


def test_a_film_of_more_than_four_gigabytes_has_long_sizes():
    raw = film("h264_front.mp4")
    start, end = (
        raw.index(b"mdat") - 4,
        raw.index(b"mdat") - 4 + struct.unpack(">I", raw[raw.index(b"mdat") - 4 :][:4])[0],
    )
    content = raw[start + 8 : end]
    long = struct.pack(">I4sQ", 1, b"mdat", len(content) + 16) + content
    assert read_video(io.BytesIO(raw[:start] + long + raw[end:])) == read_video(io.BytesIO(raw))
    endless = struct.pack(">I4s", 0, b"mdat") + content  # a box of size 0 goes on to the end
    assert read_video(io.BytesIO(raw[:start] + endless)) == read_video(io.BytesIO(raw))


def test_the_work_is_bounded(monkeypatch):
    for module in (mp4, webm):
        monkeypatch.setattr(module, "MOST_BOXES", 1000)
    raw = film("h264_front.mp4")
    with pytest.raises(UnreadableVideo):
        read_video(io.BytesIO(raw + box(b"free", b"") * 1000))
    with pytest.raises(UnreadableVideo):
        read_video(io.BytesIO(film("vp8_opus.webm").replace(b"\x16\x54\xae\x6b", b"\xec\x80" * 1000)))


def test_a_recording_that_ends_before_its_first_cluster_has_no_length():
    raw = film("recorder.webm")
    facts = read_video(io.BytesIO(raw[: raw.index(b"\x1f\x43\xb6\x75")]))
    assert facts.duration_seconds is None


def test_four_bytes_of_a_picture_that_look_like_a_cluster_are_passed_over():
    raw = film("recorder.webm")
    middle = len(raw) - 100
    raw = raw[:middle] + b"\x1f\x43\xb6\x75\x85\x00" + raw[middle + 6 :]
    assert read_video(io.BytesIO(raw)).duration_seconds == pytest.approx(2.008)


def test_a_recording_that_stopped_within_a_block_ends_with_the_one_before():
    facts = read_video(io.BytesIO(film("recorder.webm")[:-30]))
    assert 1.5 < facts.duration_seconds <= 2.008
