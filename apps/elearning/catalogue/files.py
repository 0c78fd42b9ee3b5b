"""Checks of uploaded contents, by what they hold and not by their names, and the names under which they are kept."""

import math
import uuid
import zipfile
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from apps.core import spelling
from apps.core.captions import UnreadableCaptions, to_webvtt
from apps.core.decoding import Undecodable, decode
from apps.core.errors import Invalid
from apps.core.video import UnreadableVideo, VideoFacts, read_video
from apps.elearning.catalogue.states import ContentType

MEGABYTE = 1024 * 1024
_VIDEOS = ("mp4", "webm")
# Files of office programs are kept as they came, and only ever saved by whoever learns: no browser opens them.
OFFICE = ("hwp", "hwpx", "pptx", "docx", "xlsx", "odt", "odp", "ods", "zip")
MOST_BYTES = {
    **dict.fromkeys(_VIDEOS, 2048 * MEGABYTE),
    **dict.fromkeys(("pdf", *OFFICE), 50 * MEGABYTE),
    "txt": MEGABYTE,
    "vtt": MEGABYTE,
}
TAKEN = {ContentType.VIDEO: _VIDEOS, ContentType.DOCUMENT: ("pdf", "txt", *OFFICE), ContentType.LINK: ()}
_HEAD = 4096
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARTS = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx", "xl/workbook.xml": "xlsx"}
_MIMETYPES = {
    b"application/hwp+zip": "hwpx",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
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
        _check_is_open(upload, actual, index)
    if actual == "txt":
        _recode(upload)
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


def _check_is_open(upload: Any, actual: str, index: int | None) -> None:
    """Check that a file of an office program has neither a password nor macros. Raises Invalid `file_not_open`."""
    sentence = ""
    try:
        with zipfile.ZipFile(upload) as packed:
            parts = packed.infolist()
        if actual != "zip" and any(part.flag_bits & 1 for part in parts):
            sentence = _("암호가 걸린 파일입니다. 암호를 풀고 저장한 뒤 다시 올려 주세요.")
        elif actual != "zip" and any(part.filename.endswith("vbaProject.bin") for part in parts):
            sentence = _("매크로가 든 문서는 올릴 수 없습니다. 매크로 없이 저장한 뒤 다시 올려 주세요.")
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        sentence = _("파일이 잘렸거나 손상되었습니다. 컴퓨터에서 열리는지 확인하고 다시 올려 주세요.")
    finally:
        upload.seek(0)
    if sentence:
        raise Invalid("file_not_open", sentence, field="file", index=index)


def _recode(upload: Any) -> None:
    """Write a text file anew in UTF-8, in which it is shown."""
    text = decode(upload.read()).encode()
    upload.seek(0)
    upload.write(text)
    upload.truncate()
    upload.size = len(text)
    upload.seek(0)


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


def kind_of(upload: Any) -> str | None:
    """Return what a file is by its bytes, as an ending: one of MOST_BYTES, but for captions; None for anything else."""
    upload.seek(0)
    head = upload.read(_HEAD)
    try:
        if head[4:8] in _FILMS:
            return "mp4"
        if head.startswith(b"\x1a\x45\xdf\xa3"):
            return "webm" if b"webm" in head[:64] else None
        if head.startswith(b"%PDF-"):
            return "pdf"
        if head.startswith(b"HWP Document File V"):
            return "hwp"
        if head.startswith(_OLD_OFFICE):
            return "hwp" if _holds(upload, b"HWP Document File") else None
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return _kind_of_archive(upload)
        return "txt" if _is_text(upload) else None
    finally:
        upload.seek(0)


def _holds(upload: Any, words: bytes) -> bool:
    """Return whether some bytes stand anywhere in a file."""
    before = b""
    for chunk in upload.chunks():
        if words in before + chunk:
            return True
        before = chunk[-len(words) :]
    return False


def _kind_of_archive(upload: Any) -> str:
    try:
        with zipfile.ZipFile(upload) as packed:
            names = set(packed.namelist())
            told = (
                packed.read("mimetype") if "mimetype" in names and packed.getinfo("mimetype").file_size < 100 else b""
            )
    except (zipfile.BadZipFile, RuntimeError, ValueError, EOFError, OSError):
        return "zip"  # what is wrong with it is said when it is opened
    return _MIMETYPES.get(told.strip()) or next((kind for part, kind in _PARTS.items() if part in names), "zip")


def _is_text(upload: Any) -> bool:
    """Return whether a file is a text of any usual encoding. One that is too large for a text is judged by its size."""
    upload.seek(0)
    try:
        text = decode(upload.read(MOST_BYTES["txt"] + 1)[: MOST_BYTES["txt"]])
    except Undecodable:
        return False
    return bool(text) and not any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in set(text))


def _check_size(upload: Any, actual: str, field: str, index: int | None) -> None:
    most = MOST_BYTES[actual]
    if upload.size > most:
        raise Invalid(
            "file_too_large",
            _("파일이 너무 큽니다. %(most)dMB까지 올릴 수 있습니다.") % {"most": most // MEGABYTE},
            field=field,
            index=index,
        )
