"""The list of a member's own enrolments, newest first, with filters."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.components import AppliedRow
from apps.core.errors import allowed
from apps.core.paging import Page, page_of
from apps.core.prepared import PreparedForFew
from apps.elearning.attendance.selectors.records import attended_in_words
from apps.elearning.completion.selectors.enrolment_outcomes import EnrolmentOutcome, outcomes_of
from apps.elearning.enrolment import badges, rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors import labels
from apps.elearning.enrolment.states import LIVE, EnrolmentStatus, PaymentStatus

PAGE_SIZE = 10

# The filters of the list, by their name in the address.
SHOWN: dict[str, tuple[Callable[[], str], Q]] = {
    "": (lambda: _("전체"), Q()),
    "waiting": (lambda: _("대기"), Q(is_waiting=True)),
    "pending": (lambda: _("승인 대기"), Q(status=EnrolmentStatus.PENDING, is_waiting=False)),
    "approved": (lambda: _("승인"), Q(status=EnrolmentStatus.APPROVED)),
    "unpaid": (lambda: _("결제 대기"), Q(status__in=LIVE, payment_status=PaymentStatus.WAITING)),
    "ended": (lambda: _("거부·취소"), ~Q(status__in=LIVE)),
}


def shown_by(asked: str | None) -> str:
    """Return the name of the filter in the address; '' (all) for any other value."""
    return asked if asked in SHOWN else ""


def tabs(shown: str) -> list[dict[str, Any]]:
    list_url = reverse("enrolments:list")
    return [
        {"label": label(), "url": f"{list_url}?show={name}" if name else list_url, "current": name == shown}
        for name, (label, _rows) in SHOWN.items()
    ]


def enrolment_page(member: Member, shown: str, number: int, now: datetime) -> Page:
    """Return one page of the member's enrolments, newest first. Statements: 6."""
    rows = Enrolment.objects.of(member).filter(SHOWN[shown][1]).newest_first()
    return page_of(rows, number, size=PAGE_SIZE, load=lambda keys: _rows(keys, member, now))


_listed = PreparedForFew(
    lambda keys: Enrolment.objects.filter(pk__in=keys).select_related("course_class__course").with_place()
)


def _rows(keys: list[int], member: Member, now: datetime) -> list[AppliedRow]:
    by_key = {row.pk: row for row in _listed(keys)}
    found = [by_key[key] for key in keys if key in by_key]
    prefetch_related_objects(found, "course_class__instructors")
    ids = [row.pk for row in found]
    ends, attended = outcomes_of(ids), attended_in_words(ids, PAGE_SIZE)
    return [_row(row, ends.get(row.pk), attended.get(row.pk, []), member, now) for row in found]


def _row(
    row: Enrolment, outcome: EnrolmentOutcome | None, attended: list[str], member: Member, now: datetime
) -> AppliedRow:
    course_class = row.course_class
    can_cancel = allowed(rules.check_can_cancel, member, row, course_class, teaches=False, now=now)
    is_over = now >= course_class.ends_at
    status = badges.status_badge(row, row.place, took_part=is_over)
    reason = row.rejection_reason or row.cancel_reason
    return AppliedRow(
        number=row.pk,
        title=course_class.label,
        url=row.get_absolute_url(),
        badges=[status, *([outcome.badge] if outcome else []), *badges.money_badges(row)],
        when=spoken.when_period(course_class.start_date, course_class.end_date, today=clock.local(now).date()),
        meta=[*filter(None, [labels.instructor_names(course_class)]), text.fee(row.fee)],
        applied=text.moment(row.applied_at),
        notes=[*attended, *([_("사유: %(reason)s") % {"reason": reason}] if reason else [])],
        ask_url=row.get_absolute_url() if rules.takes_offer(course_class, row, now) else "",
        ask_label=_("자리 제안에 답하기"),
        cancel_url=reverse("enrolments:cancel", args=[row.pk]) if can_cancel else "",
        cancel_label=labels.cancel_label(row, now),
        is_past=row.status not in LIVE or is_over,
    )
