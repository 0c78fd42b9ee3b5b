"""The audit trail says what changed, plainly."""

import datetime as dt
import re
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
import time_machine

from apps.core import audit, audit_words, clock
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
    assert str(entry) == f"멘토링을 수정함 · 멘토링 {session.pk}"


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


def test_every_act_is_said_in_words():
    named = re.compile(r'act="([a-z]+\.[a-z_]+)"')
    acts = {act for path in Path("apps").rglob("*.py") for act in named.findall(path.read_text(encoding="utf-8"))}
    assert len(acts) > 80
    assert sorted(act for act in acts if audit_words.name_act(act) == act) == []


def test_subjects_columns_and_values_are_said_in_words():
    assert audit_words.name_act("gone.done") == "gone.done"
    assert [audit_words.name_subject(kind) for kind in ("mentoring.session", "gone.thing", "gone")] == [
        "멘토링", "gone.thing", "gone",
    ]  # fmt: skip
    assert audit_words.name_field("mentoring.session", "capacity") == "정원"
    named = [("mentoring.session", "mail"), ("gone.thing", "mail"), ("elearning.attempt", "points 4"), ("gone", "gone")]
    assert [audit_words.name_field(*key) for key in named] == ["답한 메일 번호", "답한 메일 번호", "점수 4", "gone"]
    say = partial(audit_words.say_value, "mentoring.session")
    assert [say("title", value) for value in (None, "", "제목", True, False)] == ["–", "–", "제목", "예", "아니요"]
    assert say("title", "가" * 201) == "가" * 200 + "…"
    assert (say("type", "public"), say("type", "gone")) == ("자유 멘토링", "gone")
    assert say("starts_at", "2026-01-05T10:00:00+00:00") == "2026-01-05(월) 19:00"
    assert [say("starts_at", broken) for broken in ("soon", "2026-13-05T10:00")] == ["soon", "2026-13-05T10:00"]


def test_numbers_of_other_rows_are_said_by_their_names(student, django_assert_num_queries):
    with django_assert_num_queries(3):
        said = [
            audit_words.say_value("elearning.enrolment", "member", student.pk),
            audit_words.say_value("elearning.courseclass", "instructors", f"[{student.pk}, 987654321]"),
            audit_words.say_value("accounts.member", "mentor", student.pk),
            audit_words.say_value("mentoring.application", "cause", "staff"),
            audit_words.say_value("mentoring.session", "topics", "협업"),
        ]
    named = f"{student} ({student.pk})"
    assert said == [named, f"{named}, 987654321", named, "운영자가 취소", "협업"]
