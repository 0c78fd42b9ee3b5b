"""Checks of uploaded contents, by their first bytes and not by their names, and the names under which they are kept."""

import codecs
import math
import uuid
from typing import Any

from django.utils.translation import gettext as _

from apps.core.errors import Invalid
from apps.core.video import UnreadableVideo, VideoFacts, read_video
from apps.elearning.catalogue.states import ContentType

MEGABYTE = 1024 * 1024
MOST_BYTES = {"mp4": 2048 * MEGABYTE, "webm": 2048 * MEGABYTE, "pdf": 50 * MEGABYTE, "txt": MEGABYTE, "vtt": MEGABYTE}
TAKEN = {ContentType.VIDEO: ("mp4", "webm"), ContentType.DOCUMENT: ("pdf", "txt"), ContentType.LINK: ()}
_HEAD = 4096
_FILMS = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")  # old cameras begin a film without `ftyp`
# What the browsers of today play: picture and sound by container. No sound is no fault.
_PLAYED = {
    "mp4": ({"h264", "vp9", "av1"}, {"", "aac", "mp3", "opus", "flac"}),
    "webm": ({"vp8", "vp9", "av1"}, {"", "opus", "vorbis"}),
}
_CODEC_NAMES = {
    "hevc": "H.265(HEVC)", "prores": "ProRes", "mpeg4": "MPEG-4 Visual", "mjpeg": "Motion JPEG",
    "h264-high10": "H.264 10bit", "h264-high422": "H.264 4:2:2", "h264-high444": "H.264 4:4:4", "h263": "H.263",
    "pcm": "PCM", "ac3": "AC-3", "eac3": "E-AC-3", "alac": "ALAC", "amr": "AMR",
}  # fmt: skip


def check_file(kind: str, upload: Any, *, index: int | None = None) -> float | None:
    """Check that a file is a video or document of the given kind by its first bytes and size, and rename it.

    The name has nothing of the sender's, and an ending that no browser runs. A video must be one that browsers play:
    any other would be a black picture that counts as seen. Return the seconds of a video, else None. Raises Invalid
    `file_not_taken`, `file_too_large`, `video_not_played` (field `file`).
    """
    actual = kind_of(upload)
    if actual is None or actual not in TAKEN[ContentType(kind)]:
        words = {
            ContentType.VIDEO: _(
                "동영상은 MP4나 WebM 파일만 올릴 수 있습니다. "
                "다른 형식은 변환 프로그램에서 MP4(영상 H.264, 소리 AAC)로 바꾸어 올려 주세요."
            ),
            ContentType.DOCUMENT: _("문서는 PDF나 텍스트(UTF-8) 파일만 올릴 수 있습니다."),
            ContentType.LINK: _("링크에는 파일을 올릴 수 없습니다."),
        }
        raise Invalid("file_not_taken", words[ContentType(kind)], field="file", index=index)
    _check_size(upload, actual, "file", index)
    seconds = _check_is_played(upload, index).duration_seconds if kind == ContentType.VIDEO else None
    upload.name = f"{uuid.uuid4().hex}.{actual}"
    return seconds


def _check_is_played(upload: Any, index: int | None) -> VideoFacts:
    """Check that browsers play the codecs of a video. Raises Invalid `video_not_played`."""
    try:
        facts = read_video(upload)
    except UnreadableVideo:
        raise _not_played(
            _("동영상이 잘렸거나 손상되었습니다. 컴퓨터에서 끝까지 재생되는지 확인하고 다시 올려 주세요."), index
        ) from None
    if not facts.video_codec:
        raise _not_played(_("영상이 없는 파일입니다. 소리만 있는 파일은 올릴 수 없습니다."), index)
    if facts.duration_seconds is None:
        raise _not_played(_("동영상에 담긴 장면이 없습니다. 컴퓨터에서 재생되는지 확인하고 다시 올려 주세요."), index)
    pictures, sounds = _PLAYED[facts.container]
    if facts.video_codec not in pictures:
        raise _not_played(_not_played_words(facts.video_codec), index)
    if facts.audio_codec not in sounds:
        raise _not_played(_not_played_words(facts.audio_codec), index)
    return facts


def _not_played_words(codec: str) -> str:
    return _(
        "브라우저에서 재생할 수 없는 형식(%(codec)s)입니다. "
        "HandBrake 같은 변환 프로그램에서 MP4(영상 H.264, 소리 AAC)로 바꾸어 다시 올려 주세요."
    ) % {"codec": _CODEC_NAMES.get(codec, codec)}


def _not_played(sentence: str, index: int | None) -> Invalid:
    return Invalid("video_not_played", sentence, field="file", index=index)


def seconds_of(content: Any) -> int:
    """Return the length of a stored video in whole seconds, rounded up; 0 if it is missing or does not tell it."""
    try:
        with content.file.open("rb") as file:
            return math.ceil(read_video(file).duration_seconds or 0)
    except (OSError, UnreadableVideo):
        return 0


def check_captions(upload: Any, *, index: int | None = None) -> None:
    """Check that captions are WebVTT, and rename the file.

    Raises Invalid `captions_not_taken`, `file_too_large` (field `captions`).
    """
    if kind_of(upload) != "vtt":
        raise Invalid(
            "captions_not_taken", _("자막은 WebVTT(.vtt) 파일만 올릴 수 있습니다."), field="captions", index=index
        )
    _check_size(upload, "vtt", "captions", index)
    upload.name = f"{uuid.uuid4().hex}.vtt"


def kind_of(upload: Any) -> str | None:
    """Return `mp4`, `webm`, `pdf`, `vtt` or `txt` by the first bytes of the file; None for anything else."""
    upload.seek(0)
    head = upload.read(_HEAD)
    upload.seek(0)
    if head[4:8] in _FILMS:
        return "mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm" if b"webm" in head[:64] else None
    if head.startswith(b"%PDF-"):
        return "pdf"
    try:
        # Not final: the last character may be cut in two.
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return None
    if not text or any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in text):
        return None
    return "vtt" if text.startswith("WEBVTT") else "txt"


def _check_size(upload: Any, actual: str, field: str, index: int | None) -> None:
    most = MOST_BYTES[actual]
    if upload.size > most:
        raise Invalid(
            "file_too_large",
            _("파일이 너무 큽니다. %(most)dMB까지 올릴 수 있습니다.") % {"most": most // MEGABYTE},
            field=field,
            index=index,
        )
