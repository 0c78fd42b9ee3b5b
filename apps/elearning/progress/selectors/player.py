"""The page of a content: what plays or is read, the last position, what completes it, and the contents around it."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from django.core.files.base import File
from django.urls import reverse
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import html
from apps.core.components import Badge
from apps.core.documents import MEGABYTE, OFFICE
from apps.core.errors import refusal_of
from apps.elearning.catalogue.models import Content
from apps.elearning.catalogue.selectors.contents import get_content
from apps.elearning.catalogue.states import ContentType
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access
from apps.elearning.progress import badges, labels, rules
from apps.elearning.progress.models import Progress
from apps.elearning.progress.played import Reached
from apps.elearning.progress.rules import Place
from apps.elearning.progress.selectors.classroom import (
    ContentLine,
    CourseSums,
    contents_with,
    lines_of,
    saved_words,
    sums_of,
)

_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]{1,5})?")
ONLY_SAVED = "application/octet-stream"  # the media type of what no browser opens
MEDIA_TYPES = {
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    **{f".{kind}": ONLY_SAVED for kind in OFFICE},
}


@dataclass(frozen=True)
class ShownContent:
    """What the page shows of a content.

    `video` is an address that plays on the page, `frame` one opened in a frame, `outside` one that opens on its own
    site; `text` is safe HTML.
    """

    video: str = ""
    media_type: str = ""
    captions: str = ""
    frame: str = ""
    download: str = ""
    outside: str = ""
    text: str = ""

    @property
    def other_host(self) -> str:
        """Return the origin of a video on another site: all that the content security policy may name of it."""
        host = urlsplit(self.video).netloc
        return f"https://{host}" if _HOST.fullmatch(host) else ""


@dataclass(frozen=True)
class PlayerPage:
    """The page. `saves`: progress is saved now, otherwise `says` tells why not; `position` in seconds.

    `why` is what is missing before the content can be completed, `missing` which parts of a video were not seen.
    """

    standing: ClassAccess
    content: Content
    shown: ShownContent
    place: str
    meta: list[str]
    status: Badge | None
    rate: int
    position: int
    saved: str
    saves: bool
    says: str
    rule: str
    is_done: bool
    why: str
    missing: str
    sums: CourseSums | None
    lines: list[ContentLine]
    previous: ContentLine | None
    next: ContentLine | None


def player_page(class_id: int, content_id: int, member: Member, now: datetime) -> PlayerPage:
    """Return the page of a content. Statements: 6, one less for those who only run the class.

    Raises CourseClass.DoesNotExist, Content.DoesNotExist (also for a content of another course), NotAllowed
    `not_in_class`, Conflict `not_begun`.
    """
    access = class_access(class_id, member)
    _check_opens(access, now)
    contents, rows = contents_with(access)
    index = next((n for n, row in enumerate(contents) if row.pk == content_id), None)
    if index is None:
        raise Content.DoesNotExist
    content = contents[index]
    row = rows.get(content_id)
    lines = lines_of(access, contents, rows, now, current=content_id)
    refused = _refusal(access, content, row, now)
    return PlayerPage(
        standing=access,
        content=content,
        shown=_shown(access, content),
        place=_("%(all)d개 중 %(n)d번째") % {"n": index + 1, "all": len(contents)},
        meta=lines[index].meta,
        status=badges.status_badge(row, now) if access.enrolment else None,
        rate=row.progress_rate if row else 0,
        position=rules.resume_at(content, row.reached, row.last_position) if row else 0,
        saved=saved_words(row.saved_at, now) if row else "",
        saves=refused is None,
        says="" if refused is None else refused,
        rule=_completes(content),
        is_done=lines[index].is_done,
        why=why_not_yet(content, row, now) if access.enrolment else "",
        missing=labels.missing_text(content, row),
        sums=sums_of(contents, rows) if access.enrolment else None,
        lines=lines,
        previous=lines[index - 1] if index else None,
        next=lines[index + 1] if index + 1 < len(lines) else None,
    )


def get_content_file(
    class_id: int, content_id: int, member: Member, now: datetime, *, field: str
) -> tuple[File, str, str]:
    """Return a content's `file` or `captions`, opened, with its media type and the name to save it under.

    Raises what `player_page` raises, and Content.DoesNotExist if there is no file. Statements: 4.
    """
    access = class_access(class_id, member)
    _check_opens(access, now)
    content = get_content(access.course_class, content_id)
    kept = getattr(content, field)
    ending = PurePath(kept.name or "").suffix.lower()
    if ending not in MEDIA_TYPES:
        raise Content.DoesNotExist
    try:
        opened = kept.open("rb")
    except FileNotFoundError as error:
        raise Content.DoesNotExist from error
    return opened, MEDIA_TYPES[ending], f"{content.title}{ending}"


def _check_opens(access: ClassAccess, now: datetime) -> None:
    rules.check_can_open(runs=access.runs, starts_at=access.course_class.starts_at, now=now)


def _place(access: ClassAccess, content: Content, row: Progress | None) -> Place:
    enrolment, course_class = access.enrolment, access.course_class
    assert enrolment is not None  # noqa: S101 – asked before
    begins, ends = course_class.starts_at, course_class.ends_at
    return Place(enrolment.pk, enrolment.member_id, enrolment.status, begins, ends, content, _reached(row))


def _reached(row: Progress | None) -> Reached:
    return row.reached if row else Reached()


def _refusal(access: ClassAccess, content: Content, row: Progress | None, now: datetime) -> str | None:
    """Return why no progress is saved now; None if it is."""
    if access.enrolment is None:
        return _("미리 보기에서는 진도가 저장되지 않습니다.")
    refused = refusal_of(rules.check_can_learn, _place(access, content, row), now)
    return refused.message if refused else None


def why_not_yet(content: Content, row: Progress | None, now: datetime) -> str:
    """Return what is missing before the content can be completed; '' if nothing is."""
    refused = refusal_of(rules.check_can_complete, content, _reached(row), now)
    return refused.message if refused else ""


def _completes(content: Content) -> str:
    """Return a sentence about what completes the content."""
    if rules.must_be_seen(content):
        return _("%(needed)d%% 이상 보신 뒤 끝까지 보시거나 ‘학습 완료하기’를 누르시면 완료됩니다.") % {
            "needed": rules.COMPLETES_FROM
        }
    if content.least_minutes:
        return _("%(needed)d분 이상 읽으신 뒤 ‘학습 완료하기’를 누르시면 완료됩니다.") % {
            "needed": content.least_minutes
        }
    if content.type != ContentType.DOCUMENT:
        return _("다 보신 뒤 ‘학습 완료하기’를 누르시면 완료됩니다.")
    return _("다 읽으신 뒤 ‘학습 완료하기’를 누르시면 완료됩니다.")


def _shown(access: ClassAccess, content: Content) -> ShownContent:
    where = [access.course_class.pk, content.pk]
    ours = reverse("classes:content_file", args=where) if content.file else ""
    ending = PurePath(content.file.name or urlsplit(content.url).path).suffix.lower()
    given: dict[str, Any] = {"text": html.trusted(content.text)}
    if rules.is_played_here(content):
        given |= {"video": ours or content.url, "media_type": MEDIA_TYPES.get(ending, "")}
        if content.captions:
            given["captions"] = reverse("classes:content_captions", args=where)
    elif content.url:
        given["outside"] = content.url
    if ours:
        given["download"] = f"{ours}?download=1"
    if ours and ending == ".pdf":
        given["frame"] = ours
    if ours and ending == ".txt":
        given["text"] = given["text"] + _read(content)
    return ShownContent(**given)


def _read(content: Content) -> SafeString:
    """Return a plain text file as paragraphs; '' if the file is missing."""
    try:
        with content.file.open("rb") as file:
            words = file.read(MEGABYTE).decode("utf-8-sig", "replace")
    except FileNotFoundError:
        return SafeString("")
    return mark_safe(linebreaks(escape(words)))  # noqa: S308 – escaped
