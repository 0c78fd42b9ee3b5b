"""What a film file says of itself: its container, its codecs, its own length.

Only the tables of the file are read, never a frame, and each walk is bounded. The libraries that were tried do not
serve an upload: FFmpeg (PyAV) is 100 MB under GPL, and MediaInfo never returns from some damaged files.
Sources: ISO/IEC 14496-12 and 14496-15 (MP4), RFC 8794 (EBML), RFC 9559 (Matroska).
"""

import struct
from typing import IO

from apps.core.video.mp4 import FIRST_BOXES, Mp4File
from apps.core.video.reading import UnreadableVideo, VideoFacts
from apps.core.video.webm import EBML, WebmFile

__all__ = ["UnreadableVideo", "VideoFacts", "read_video"]


def read_video(file: IO[bytes]) -> VideoFacts:
    """Return the facts of an opened MP4, MOV, WebM or Matroska file, whose position is then its beginning again.

    A film that was written in pieces or by a recorder of a browser has its length nowhere: it is measured. Raises
    UnreadableVideo.
    """
    try:
        file.seek(0)
        head = file.read(12)
        if head.startswith(EBML):
            return WebmFile(file).facts()
        if head[4:8] in FIRST_BOXES:
            return Mp4File(file).facts()
    except (struct.error, IndexError, OverflowError, ZeroDivisionError) as error:
        raise UnreadableVideo("damaged") from error
    finally:
        file.seek(0)
    raise UnreadableVideo("no film")
