"""Checks of uploaded contents, by what they hold and not by their names, and the names under which they are kept."""

import math
import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from apps.core import spelling
from apps.core.captions import UnreadableCaptions, to_webvtt
from apps.core.documents import LONGEST_TEXT, MEGABYTE, OFFICE, check_is_open, kind_of, recode, too_large
from apps.core.errors import Invalid
from apps.core.video import UnreadableVideo, VideoFacts, read_video
from apps.elearning.catalogue.states import ContentType

_VIDEOS = ("mp4", "webm")
MOST_BYTES = {
    **dict.fromkeys(_VIDEOS, 2048 * MEGABYTE),
    **dict.fromkeys(("pdf", *OFFICE), 50 * MEGABYTE),
    "txt": LONGEST_TEXT,
    "vtt": MEGABYTE,
}
TAKEN = {ContentType.VIDEO: _VIDEOS, ContentType.DOCUMENT: ("pdf", "txt", *OFFICE), ContentType.LINK: ()}
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
    """Check that a file is a video or document of the given kind by what it holds and its size, and rename it.

    The name has nothing of the sender's, and an ending that no browser runs. A video must be one that browsers play:
    any other would be a black picture that counts as seen. Return the seconds of a video, else None. Raises Invalid
    `file_not_taken`, `file_too_large`, `video_not_played`, `file_not_open` (field `file`). A text becomes UTF-8.
    """
    actual = kind_of(upload)
    if actual is None or actual not in TAKEN[ContentType(kind)]:
        words = {
            ContentType.VIDEO: _(
                "동영상은 MP4나 WebM 파일만 올릴 수 있습니다. "
                "다른 형식은 변환 프로그램에서 MP4(영상 H.264, 소리 AAC)로 바꾸어 올려 주세요."
            ),
            ContentType.DOCUMENT: _(
                "문서는 PDF, 한글(HWP·HWPX), Word(DOCX), PowerPoint(PPTX), Excel(XLSX), ODF, ZIP, 텍스트 파일만 "
                "올릴 수 있습니다. 다른 형식은 PDF로 저장해 올려 주세요."
            ),
            ContentType.LINK: _("링크에는 파일을 올릴 수 없습니다."),
        }
        raise Invalid("file_not_taken", words[ContentType(kind)], field="file", index=index)
    _check_size(upload, actual, "file", index)
    seconds = _check_is_played(upload, index).duration_seconds if kind == ContentType.VIDEO else None
    if actual in OFFICE and actual != "hwp":
        check_is_open(upload, actual, index=index)
    if actual == "txt":
        recode(upload)
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
    ) % {"codec": _CODEC_NAMES.get(codec, spelling.line(codec))}


def _not_played(sentence: str, index: int | None) -> Invalid:
    return Invalid("video_not_played", sentence, field="file", index=index)


def seconds_of(content: Any) -> int:
    """Return the length of a stored video in whole seconds, rounded up; 0 if it is missing or does not tell it."""
    try:
        with content.file.open("rb") as file:
            return math.ceil(read_video(file).duration_seconds or 0)
    except (OSError, UnreadableVideo):
        return 0


def captions_of(upload: Any, *, index: int | None = None) -> ContentFile:
    """Return captions of any usual form as the WebVTT file to keep, under a name that has nothing of the sender's.

    Raises Invalid `captions_not_taken`, `file_too_large` (field `captions`).
    """
    _check_size(upload, "vtt", "captions", index)
    upload.seek(0)
    try:
        kept = to_webvtt(upload.read())
    except UnreadableCaptions:
        raise Invalid(
            "captions_not_taken",
            _(
                "자막을 읽을 수 없습니다. WebVTT(.vtt), SRT(.srt), SMI(.smi), ASS(.ass) 파일이고 "
                "시각과 글이 들어 있는지 확인해 주세요."
            ),
            field="captions",
            index=index,
        ) from None
    return ContentFile(kept, name=f"{uuid.uuid4().hex}.vtt")


def _check_size(upload: Any, actual: str, field: str, index: int | None) -> None:
    most = MOST_BYTES[actual]
    if upload.size > most:
        raise too_large(most, field=field, index=index)
