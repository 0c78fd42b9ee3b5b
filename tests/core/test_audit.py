"""The audit trail says what changed, plainly."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from apps.core import audit, clock
from apps.core.logs import request_id
from apps.core.models import AuditEntry
from apps.mentoring.models import Session
from tests.factories.mentoring import SessionFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)


@time_machine.travel(NOW, tick=False)
def test_only_what_differs_is_kept(mentor):
    session = SessionFactory(title="새 제목")
    token = request_id.set("request-1")
    try:
        audit.record(
            by=mentor, act="mentoring.edited", subject=session, reason="까닭",
            before={"title": "옛 제목", "type": "public", "gone": 1},
            after={"title": "새 제목", "type": "public", "added": NOW},
        )  # fmt: skip
    finally:
        request_id.reset(token)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.act, entry.subject_type, entry.subject_id) == (
        mentor,
        "mentoring.edited",
        "mentoring.session",
        session.pk,
    )
    assert entry.before == {"title": "옛 제목", "gone": 1}
    assert entry.after == {"title": "새 제목", "added": "2026-01-05T09:00:00+09:00"}
    assert (entry.at, entry.reason, entry.request_id) == (NOW, "까닭", "request-1")
    assert str(entry) == f"mentoring.edited mentoring.session#{session.pk}"


def test_the_system_acts_without_a_person_and_may_name_a_row_by_its_number(mentor):
    entry = audit.entry(by=None, act="x", subject=(Session, 7), at=NOW, after={"by": mentor, "n": Decimal("1.50")})
    assert (entry.actor_id, entry.subject_type, entry.subject_id, entry.at) == (None, "mentoring.session", 7, NOW)
    assert entry.after == {"by": mentor.pk, "n": "1.50"}
    audit.record_many([entry, audit.entry(by=None, act="y", subject=(Session, 8))])
    assert list(AuditEntry.objects.order_by("id").values_list("act", flat=True)) == ["x", "y"]


def test_a_snapshot_names_related_rows_by_their_number():
    session = SessionFactory(reg_start=dt.date(2026, 1, 1))
    assert audit.snapshot(session, ("author", "venue", "capacity", "reg_start")) == {
        "author": session.author_id,
        "venue": None,
        "capacity": 3,
        "reg_start": "2026-01-01",
    }
