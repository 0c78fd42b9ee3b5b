"""Films of one or two seconds, as programs write them. They were made with FFmpeg (PyAV); 64 × 48 points, silent sound.

What can be made from another film is made here, so that few bytes are kept.
"""

import pathlib

_FOLDER = pathlib.Path(__file__).with_name("films")

# name: container, seconds, picture, sound
PLAYABLE = {
    "h264_aac.mp4": ("mp4", 1.003, "h264", "aac"),  # the table of contents stands at the end
    "h264_front.mp4": ("mp4", 1.003, "h264", "aac"),
    "h264_pieces.mp4": ("mp4", 2.0, "h264", ""),  # fragmented; its head says no length
    "h264_mp3.mp4": ("mp4", 1.008, "h264", "mp3"),
    "h264_aac.mov": ("mp4", 1.003, "h264", "aac"),
    "h264_silent.mov": ("mp4", 1.0, "h264", ""),
    "vp9.mp4": ("mp4", 1.0, "vp9", "opus"),
    "vp8_opus.webm": ("webm", 1.008, "vp8", "opus"),
    "vp9_opus.webm": ("webm", 1.008, "vp9", "opus"),
    "av1.webm": ("webm", 1.0, "av1", ""),
    "recorder.webm": ("webm", 2.008, "vp8", "opus"),  # as a browser records: no length, clusters without a size
}
UNPLAYABLE = {
    "hevc.mp4": ("mp4", 1.003, "hevc", "aac"),
    "prores.mov": ("mp4", 1.0, "prores", ""),
    "mpeg4.mp4": ("mp4", 1.003, "mpeg4", "aac"),
    "h264_ten_bits.mp4": ("mp4", 1.0, "h264-high10", ""),
    "h264_pcm.mov": ("mp4", 1.003, "h264", "pcm"),
    "h264.mkv": ("matroska", 1.023, "h264", "aac"),
    "sound.m4a": ("mp4", 1.003, "", "aac"),
}


def film(name: str) -> bytes:
    """Return the bytes of a film."""
    if name == "h264_pcm.mov":
        return (_FOLDER / "h264_aac.mov").read_bytes().replace(b"mp4a", b"sowt")
    return (_FOLDER / name).read_bytes()


def damaged() -> dict[str, bytes]:
    """Return what begins like a film and is none, or not the whole of one."""
    front, last, recorded = film("h264_front.mp4"), film("h264_aac.mp4"), film("vp8_opus.webm")
    return {
        "only the first bytes of an MP4": front[:32],
        "an MP4 that was copied in part": front[: len(front) * 2 // 3],
        "an MP4 whose end with the table of contents is lost": last[: last.index(b"moov") - 4],
        "an MP4 with a box that is longer than the file": front[: front.index(b"moov") - 4] + b"\x7f\0\0\0moov",
        "an MP4 with a box without a size": front[: front.index(b"moov") - 4] + b"\0\0\0\x03moov",
        "an MP4 with a table that is cut": front.replace(b"stsd\0\0\0\0", b"stsd"),
        "only the first bytes of a WebM": recorded[:40],
        "a WebM that was copied in part": recorded[: len(recorded) // 2],
        "a WebM without tracks": recorded.replace(b"\x16\x54\xae\x6b", b"\x16\x54\xae\x6c"),
        "a WebM with an element without a size": recorded[:48] + b"\x00" * 64,
    }
