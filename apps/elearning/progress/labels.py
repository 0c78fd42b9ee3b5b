"""Words about what was seen of a video, and what was not yet."""

from django.utils.translation import gettext as _

from apps.elearning.catalogue.models import Content
from apps.elearning.progress import rules
from apps.elearning.progress.models import Progress
from apps.elearning.progress.played import Parts

MOST_NAMED = 5  # parts in a sentence


def timecode(seconds: int) -> str:
    """Return `2:05`, from an hour on `1:02:05`, as players write it."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"


def parts_text(parts: Parts) -> str:
    """Return `0:30–1:00, 2:10–2:45`; of many parts the first ones and how many there are besides."""
    named = ", ".join(f"{timecode(start)}–{timecode(end)}" for start, end in parts[:MOST_NAMED])
    more = len(parts) - MOST_NAMED
    return _("%(named)s 외 %(n)d곳") % {"named": named, "n": more} if more > 0 else named


def missing_text(content: Content, row: Progress | None) -> str:
    """Return which parts of a video that was begun were not seen yet; '' if nothing is to be said."""
    if row is None or not (row.progress_rate or row.seen):
        return ""
    left = rules.missing(content, row.reached)
    return _("아직 보지 않은 부분: %(parts)s") % {"parts": parts_text(left)} if left else ""
