"""What a certificate says, in both languages.

It is made once, when the certificate is issued, and kept with it. A later change of a name, a course or a translation
does not change it.
"""

import hashlib
import unicodedata
from datetime import date
from typing import Any, cast

from django.conf import settings
from django.utils import dateformat, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from apps.core import spelling, text
from apps.elearning.completion.models import Completion
from apps.elearning.completion.states import CompletionStatus

LANGUAGES = ("ko", "en")


def document_of(completion: Completion, issued_on: date, salt: str) -> dict[str, Any]:
    """Return the text of a new certificate, for a completion with its enrolment's member, class and course.

    It holds `facts`, the text in each language, and two digests under `salt`: one of the name, which the public check
    compares, and one of the e-mail address, by which a badge knows its owner.
    """
    enrolment = completion.enrolment
    course_class, member = enrolment.course_class, enrolment.member
    facts = {
        "name": one_line(member.name),
        "course": one_line(course_class.course.title),
        "class_number": course_class.number,
        "start": course_class.start_date.isoformat(),
        "end": course_class.end_date.isoformat(),
        "hours": course_class.course.hours,
        "completed_on": cast(date, completion.completion_date).isoformat(),
        "issued_on": issued_on.isoformat(),
        "honor": completion.status == CompletionStatus.COMPLETED_HONOR,
    }
    says: dict[str, Any] = {
        "facts": facts,
        "salt": salt,
        "name": name_digest(member.name, salt),
        "email": digest(member.email, salt),
    }
    for language in LANGUAGES:
        with translation.override(language):
            says[language] = _texts(facts)
    return says


def without_person(says: dict[str, Any]) -> dict[str, Any]:
    """Return what stays of a text when the learner leaves: the name is masked in the middle.

    The holder of the paper can still have it checked, by the digest of the name; nobody can read here who it was.
    """
    return {**says, "facts": {**says["facts"], "name": text.mask_name(says["facts"]["name"])}, "email": ""}


def digest(words: str, salt: str) -> str:
    """Return the SHA-256 of the text with the salt behind it, as Open Badges 3.0 defines it (IdentityObject)."""
    return hashlib.sha256((words + salt).encode()).hexdigest()


def name_digest(name: str, salt: str) -> str:
    """Return the digest of a name as anybody may type it: by what it looks like, without case and blanks."""
    return digest(spelling.squeezed(name), salt)


def early_name_digest(name: str, salt: str) -> str:
    """Return the digest of a name on certificates of before names were compared by what they look like."""
    return digest("".join(unicodedata.normalize("NFC", name).split()).casefold(), salt)


def one_line(words: str) -> str:
    """Return the text with composed letters and single blanks."""
    return " ".join(unicodedata.normalize("NFC", words).split())


def _texts(facts: dict[str, Any]) -> dict[str, Any]:
    start, end, completed, issued = (
        date.fromisoformat(facts[name]) for name in ("start", "end", "completed_on", "issued_on")
    )
    with_honor = _("위 사람은 위 과정을 우수한 성적으로 수료하였기에 이 증서를 드립니다.")
    plain = _("위 사람은 위 과정을 수료하였기에 이 증서를 드립니다.")
    return {
        "title": pgettext("the document's own title", "수료증"),
        "distinction": _("우수 수료") if facts["honor"] else "",
        "number_label": _("증서 번호"),
        "facts": [
            [_("과정"), facts["course"]],
            [_("차수"), _("제%(n)d차") % {"n": facts["class_number"]}],
            [_("교육 기간"), _("%(start)s~%(end)s") % {"start": long_day(start), "end": long_day(end)}],
            [_("교육 시간"), ngettext("총 %(n)d시간", "총 %(n)d시간", facts["hours"]) % {"n": facts["hours"]}],
            [_("수료일"), long_day(completed)],
        ],
        "sentence": with_honor if facts["honor"] else plain,
        "day": long_day(issued),
        "issuer": _("배움터"),
    }


def long_day(day: date) -> str:
    """Return `2026년 1월 5일`: a day without its weekday, as documents write it."""
    if translation.get_language() == "en":
        return dateformat.format(day, "j F Y")
    return f"{day.year}년 {day.month}월 {day.day}일"


def site_name() -> str:
    """Return the address of the site as people read it, without `https://`."""
    return settings.SITE_URL.partition("://")[2]
