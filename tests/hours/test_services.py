"""The ledger: once for what was held, further lines for what was wrong, nothing changed or deleted."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.hours import members, rules, services, triggers
from apps.hours.models import HoursEntry
from apps.hours.states import EntryKind
from apps.notices import kinds
from apps.notices.models import Notice
from tests.factories.hours import HoursEntryFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 4, 10)
SOURCE = {"source": "mentoring.session", "source_id": 7}


def record(mentor, minutes=120, by=None) -> HoursEntry | None:
    return services.record_hours(
        mentor=mentor, **SOURCE, title="파이썬 첫걸음", day=DAY, minutes=minutes, kind=EntryKind.REPORT, by=by
    )


def lines() -> list[tuple[int, int, int]]:
    return list(HoursEntry.objects.order_by("pk").values_list("number", "minutes", "total"))


def test_what_was_held_is_recognised_once_and_the_trail_says_so(mentor, superuser):
    first = record(mentor, by=superuser)
    assert record(mentor, minutes=60, by=superuser) == first
    assert lines() == [(1, 120, 120)]
    told = AuditEntry.objects.get(act="hours.recorded")
    assert (told.actor, told.subject_id, told.after["minutes"]) == (superuser, first.pk, 120)
    assert not Notice.objects.exists()


def test_no_time_is_no_line(mentor):
    assert record(mentor, minutes=0) is None
    assert lines() == []


@pytest.mark.parametrize("minutes", [-1, rules.MOST_MINUTES + 1])
def test_nobody_holds_more_than_a_day(mentor, minutes):
    with pytest.raises(Invalid) as refused:
        record(mentor, minutes=minutes)
    assert refused.value.code == "minutes_out_of_range"
    assert record(mentor, minutes=rules.MOST_MINUTES).total == rules.MOST_MINUTES


def test_what_is_taken_back_can_be_recognised_anew(mentor, superuser):
    assert services.take_back_hours(**SOURCE, reason="없던 일", by=superuser) is None
    record(mentor)
    taken = services.take_back_hours(**SOURCE, reason=" 보고를 돌려보냈습니다. ", by=superuser)
    assert (taken.kind, taken.reason, taken.day) == (EntryKind.CORRECTION, "보고를 돌려보냈습니다.", DAY)
    assert services.take_back_hours(**SOURCE, reason="한 번 더", by=superuser) is None
    record(mentor, minutes=90)
    assert lines() == [(1, 120, 120), (2, -120, 0), (3, 90, 90)]
    with pytest.raises(Invalid) as refused:
        services.take_back_hours(**SOURCE, reason=" ", by=superuser)
    assert refused.value.code == "reason_missing"


def test_staff_correct_it_with_a_reason_and_the_mentor_is_told(mentor, superuser):
    first = record(mentor)
    written = services.correct_hours(by=superuser, entry_id=first.pk, minutes=90, reason="30분 늦게 시작")
    services.correct_hours(by=superuser, entry_id=first.pk, minutes=100, reason="10분 더 함")
    assert lines() == [(1, 120, 120), (2, -30, 90), (3, 10, 100)]
    assert AuditEntry.objects.filter(act="hours.corrected", reason="30분 늦게 시작", subject_id=written.pk).exists()
    told = Notice.objects.filter(member=mentor).order_by("pk").first()
    what = kinds.get(told.kind)
    assert what.render_title(told.params).endswith("‘파이썬 첫걸음’의 인정 시간이 120분에서 90분으로 정정되었습니다.")
    assert what.render_body(told.params) == "사유: 30분 늦게 시작\n사실과 다르면 운영자에게 문의해 주세요."


@pytest.mark.parametrize(
    ("minutes", "reason", "kind", "code"),
    [
        (120, "같음", Conflict, "same_minutes"),
        (-10, "모자람", Invalid, "minutes_out_of_range"),
        (60, "", Invalid, "reason_missing"),
    ],
)
def test_a_correction_says_something_and_why(mentor, superuser, minutes, reason, kind, code):
    first = record(mentor)
    with pytest.raises(kind) as refused:
        services.correct_hours(by=superuser, entry_id=first.pk, minutes=minutes, reason=reason)
    assert refused.value.code == code
    assert lines() == [(1, 120, 120)]


def test_no_mentor_corrects_their_own_time_and_staff_who_hold_something_neither(mentor, superuser):
    for by, code in ((mentor, "not_staff"), (superuser, "own_hours")):
        HoursEntryFactory(mentor=by, source_id=by.pk)
        own = HoursEntry.objects.get(mentor=by)
        with pytest.raises(NotAllowed) as refused:
            services.correct_hours(by=by, entry_id=own.pk, minutes=600, reason="더 했습니다")
        assert refused.value.code == code


@pytest.mark.parametrize(
    "act", [lambda rows: rows.update(minutes=600), lambda rows: rows.delete()], ids=["update", "delete"]
)
def test_the_database_keeps_every_line(mentor, act):
    record(mentor)
    with pytest.raises(IntegrityError), transaction.atomic():
        act(HoursEntry.objects.all())
    assert lines() == [(1, 120, 120)]
    assert triggers.list_missing() == []


@pytest.mark.parametrize(
    "line",
    [
        {"minutes": 0},
        {"minutes": -60, "total": 0},
        {"minutes": 60, "total": 120},
        {"kind": EntryKind.CORRECTION, "reason": "첫 줄"},
        {"kind": EntryKind.CORRECTION, "number": 2, "minutes": -60, "total": 60},
        {"number": 2, "minutes": 60, "total": 180},
    ],
)
def test_the_database_refuses_a_line_that_cannot_be(line):
    with pytest.raises(IntegrityError), transaction.atomic():
        HoursEntryFactory(**line)


def test_a_missing_trigger_is_named_and_made_again():
    with connection.cursor() as cursor:
        on = f" ON {HoursEntry._meta.db_table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {triggers.NAMES[1]}{on}")
    assert triggers.list_missing() == [triggers.NAMES[1]]
    triggers.install_triggers()
    assert triggers.list_missing() == []


def test_the_own_data_have_every_line(mentor, stranger):
    record(mentor)
    (row,) = members.export(mentor)
    assert (row["title"], row["minutes"], row["day"]) == ("파이썬 첫걸음", 120, DAY)
    assert members.export(stranger) == []
