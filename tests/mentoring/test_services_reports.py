"""The report of a session: who writes it and when, what it must say, who decides, what is recognised, who is told."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import translation

from apps.core import clock
from apps.core.errors import DomainError, Invalid
from apps.core.models import AuditEntry
from apps.hours.models import HoursEntry
from apps.hours.services import correct_hours
from apps.mentoring import members
from apps.mentoring.models import Application, Session, SessionReport
from apps.mentoring.rules import reports as rules
from apps.mentoring.selectors.reports import people_of, title_of
from apps.mentoring.services import reports
from apps.mentoring.services.decisions import decline_session
from apps.mentoring.services.sessions import delete_session
from apps.mentoring.states import ApplicationState, Presence, ReportStatus
from apps.notices.models import Notice
from tests.factories.accounts import MemberFactory
from tests.factories.mentoring import ApplicationFactory, AttendanceFactory, SessionFactory, SessionReportFactory

STARTS = dt.datetime(2026, 4, 10, 19, tzinfo=clock.SEOUL)
ENDS = STARTS + dt.timedelta(hours=2)
WHOLE = {
    "place": "스페이스 A1", "start_time": dt.time(19, 10), "end_time": dt.time(21, 10), "excluded_minutes": 20,
    "excluded_reason": "저녁 식사", "topic": "첫 프로젝트의 코드 읽기", "content": "가" * 100,
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel():
    with time_machine.travel(ENDS + dt.timedelta(hours=1), tick=False) as travelled:
        yield travelled


@pytest.fixture
def session(mentor) -> Session:
    return SessionFactory(
        author=mentor, title="코드 리뷰", starts_at=STARTS, reg_start=dt.date(2026, 4, 1), capacity=5,
        venue_text="스페이스 A1", approved_at=STARTS,
    )  # fmt: skip


@pytest.fixture
def present(session, student):
    return AttendanceFactory(application=ApplicationFactory(session=session, member=student))


@pytest.fixture
def submitted(session, present, mentor) -> SessionReport:
    return reports.submit_report(by=mentor, session_id=session.pk, given=WHOLE)


def refused(act, **given) -> str:
    with pytest.raises(DomainError) as error:
        act(**given)
    return error.value.code


def gaps(session, by, **given) -> list[tuple[str, str | None]]:
    """Submit a report that lacks something, and return all that is said of it."""
    with pytest.raises(Invalid) as error:
        reports.submit_report(by=by, session_id=session.pk, given=given)
    assert error.value.code == "report_incomplete"
    for gap in error.value.extra["gaps"]:
        assert gap.message in error.value.message
    return [(gap.code, gap.field) for gap in error.value.extra["gaps"]]


# --- Writing ----------------------------------------------------------------------------------------------------------


def test_a_draft_begins_with_what_the_session_says_and_keeps_what_is_not_complete(session, mentor):
    report = reports.save_report(by=mentor, session_id=session.pk, given={"topic": "  코드  읽기 ", "end_time": None})
    kept = SessionReport.objects.get()
    assert (kept.pk, kept.status, kept.place, kept.started_at, kept.ended_at, kept.topic) == (
        report.pk, "draft", "스페이스 A1", STARTS, None, "코드 읽기",
    )  # fmt: skip
    assert rules.recognised_minutes(kept) == 0
    reports.save_report(by=mentor, session_id=session.pk, given={"content": "한 일", "end_time": dt.time(20, 30)})
    kept.refresh_from_db()
    assert (kept.topic, kept.content, kept.revision) == ("코드 읽기", "한 일", 2)
    assert kept.ended_at == STARTS + dt.timedelta(hours=1, minutes=30)
    assert [entry.act for entry in AuditEntry.objects.order_by("pk")] == [
        "mentoring.report_begun", "mentoring.report_written",
    ]  # fmt: skip
    assert "한 일" not in str(list(AuditEntry.objects.values_list("after", flat=True)))


@pytest.mark.parametrize(
    ("at", "who", "code"),
    [
        (STARTS - dt.timedelta(minutes=1), "mentor", "not_started"),
        (STARTS, "mentor", ""),
        (ENDS + dt.timedelta(days=400), "mentor", ""),
        (ENDS, "superuser", "not_the_author"),
        (ENDS, "student", "not_the_author"),
    ],
)
def test_the_author_writes_it_from_the_start_on(session, travel, request, at, who, code):
    travel.move_to(at)
    act = {"by": request.getfixturevalue(who), "session_id": session.pk, "given": {"topic": "주제"}}
    if code:
        assert refused(reports.save_report, **act) == code
    else:
        reports.save_report(**act)


def test_only_an_approved_session_that_exists_is_reported(session, mentor):
    Session.objects.update(approved_at=None)
    assert refused(reports.save_report, by=mentor, session_id=session.pk, given={}) == "not_approved"
    Session.objects.update(approved_at=STARTS, deleted_at=ENDS)
    with pytest.raises(Session.DoesNotExist):
        reports.save_report(by=mentor, session_id=session.pk, given={})


def test_where_reports_are_not_asked_none_is_written_and_nobody_is_reminded(session, present, mentor, settings, travel):
    settings.MENTORING_REPORTS = False
    assert refused(reports.save_report, by=mentor, session_id=session.pk, given={}) == "reports_not_asked"
    travel.move_to(ENDS + dt.timedelta(days=2, hours=1))
    assert reports.remind_of_reports(clock.now()) == 0


def test_a_second_window_does_not_write_over_the_first(session, mentor):
    act = {"by": mentor, "session_id": session.pk}
    reports.save_report(**act, given={"topic": "첫 창"}, expected_revision=0)
    assert refused(reports.save_report, **act, given={"topic": "둘째 창"}, expected_revision=0) == "changed_meanwhile"
    reports.save_report(**act, given={"topic": "둘째 창"}, expected_revision=1)
    assert SessionReport.objects.get().topic == "둘째 창"


@pytest.mark.parametrize("name", sorted(rules.LONGEST))
def test_no_text_is_longer_than_its_column(session, mentor, name):
    most = rules.LONGEST[name]
    reports.save_report(by=mentor, session_id=session.pk, given={name: "가" * most})
    with pytest.raises(Invalid) as error:
        reports.save_report(by=mentor, session_id=session.pk, given={name: "가" * (most + 1)})
    assert (error.value.code, error.value.field) == ("too_long", name)


# --- Submitting -------------------------------------------------------------------------------------------------------


def test_a_whole_report_is_submitted_and_locked(session, submitted, mentor):
    report = SessionReport.objects.get()
    assert (report.status, report.submitted_at, rules.recognised_minutes(report)) == ("submitted", clock.now(), 100)
    assert refused(reports.save_report, by=mentor, session_id=session.pk, given={}) == "report_locked"
    assert refused(reports.submit_report, by=mentor, session_id=session.pk) == "report_locked"
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.before, entry.after) == (
        "mentoring.report_submitted", {"status": "draft"}, {"status": "submitted", "recognised_minutes": 100},
    )  # fmt: skip


def test_staff_are_told_of_a_submitted_report_but_not_of_their_own(session, present, mentor, superuser):
    other = MemberFactory(is_staff=True, is_superuser=True)
    Session.objects.update(author=other)
    report = reports.submit_report(by=other, session_id=session.pk, given=WHOLE)
    notice = Notice.objects.get(kind="mentoring.report_to_decide")
    assert (notice.member, notice.about) == (superuser, other)
    assert notice.path == f"/admin/mentoring/sessionreport/{report.pk}/change/"


def test_all_that_is_missing_is_said_at_once(session, mentor, student, other_student):
    AttendanceFactory(application=ApplicationFactory(session=session, member=student), presence=Presence.ABSENT)
    ApplicationFactory(session=session, member=other_student)
    given = {"place": " ", "start_time": None, "end_time": None, "topic": "가" * 9, "content": "가" * 99}
    assert gaps(session, mentor, **given) == [
        ("attendance_missing", None),
        ("start_time_missing", "start_time"),
        ("end_time_missing", "end_time"),
        ("place_missing", "place"),
        ("topic_too_short", "topic"),
        ("content_too_short", "content"),
        ("absence_view_missing", "absence_view"),
    ]
    assert not SessionReport.objects.exists()  # what was refused is not kept either


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"end_time": dt.time(19, 10)}, [("ends_before_start", "end_time")]),
        ({"start_time": dt.time(1), "end_time": dt.time(13, 1)}, [("too_long", "end_time")]),
        ({"start_time": dt.time(1), "end_time": dt.time(13)}, []),
        ({"end_time": dt.time(22, 1)}, [("not_over", "end_time")]),
        ({"end_time": dt.time(22)}, []),
        ({"excluded_minutes": 121}, [("excluded_too_long", "excluded_minutes")]),
        ({"excluded_minutes": 120}, []),
        ({"excluded_reason": ""}, [("excluded_reason_missing", "excluded_reason")]),
        ({"excluded_minutes": 0, "excluded_reason": ""}, []),
        ({"start_time": None}, [("start_time_missing", "start_time")]),
        ({"topic": "가" * 10}, []),
    ],
)
def test_times_and_what_does_not_count_must_fit(session, present, mentor, given, found):
    if found:
        assert gaps(session, mentor, **WHOLE | given) == found
    else:
        reports.submit_report(by=mentor, session_id=session.pk, given=WHOLE | given)


def test_a_session_in_which_nobody_had_a_seat_is_not_reported(session, mentor):
    assert gaps(session, mentor, **WHOLE) == [("nobody_had_a_seat", None)]


@pytest.mark.parametrize(
    ("presence", "asked"), [("present", False), ("late", False), ("absent", True), ("excused", True)]
)
def test_the_view_is_asked_where_somebody_was_absent_and_kept_only_then(session, present, mentor, presence, asked):
    present.presence = presence
    present.save()
    if asked:
        assert gaps(session, mentor, **WHOLE) == [("absence_view_missing", "absence_view")]
    report = reports.submit_report(by=mentor, session_id=session.pk, given=WHOLE | {"absence_view": "연락이 없었음"})
    assert report.absence_view == ("연락이 없었음" if asked else "")


def test_who_came_is_read_live_until_it_is_submitted_and_kept_from_then_on(session, present, mentor, superuser):
    draft = reports.save_report(by=mentor, session_id=session.pk, given=WHOLE)
    present.presence = Presence.LATE
    present.save()
    assert [(person.name, person.presence) for person in people_of(draft)] == [("이서연", "late")]
    report = reports.submit_report(by=mentor, session_id=session.pk)
    present.presence = Presence.ABSENT
    present.save()
    assert [(person.name, person.presence) for person in people_of(report)] == [("이서연", "late")]
    assert "이서연" not in str(report.presences)
    seat = Application.objects.filter(pk=present.application_id)
    ended = {"state": ApplicationState.CANCELLED, "holds_seat": False, "cancelled_at": ENDS, "cancel_cause": "author"}
    seat.update(**ended)  # the mentor may do so until the planned end
    assert [(person.name, person.presence) for person in people_of(report)] == [("이서연", "late")]
    seat.update(**{"state": ApplicationState.APPLIED, "holds_seat": True, "cancelled_at": None, "cancel_cause": ""})
    report = reports.return_report(by=superuser, session_id=session.pk, reason="다시 확인")
    assert [(person.name, person.presence) for person in people_of(report)] == [("이서연", "absent")]


def test_the_title_is_drafted_from_the_session(session):
    assert title_of(session) == "[자유 멘토링] 2026년 04월 10일 멘토링 보고"
    with translation.override("en"):
        assert title_of(session).endswith("Session report of 10 Apr 2026")


# --- Deciding ---------------------------------------------------------------------------------------------------------


def test_an_approved_report_has_its_time_recognised_and_its_author_told(session, submitted, mentor, superuser):
    report = reports.approve_report(by=superuser, session_id=session.pk, expected_revision=submitted.revision)
    assert (report.status, report.decided_by, report.decided_at) == ("approved", superuser, clock.now())
    entry = HoursEntry.objects.get()
    assert (entry.mentor, entry.source, entry.source_id, entry.title, entry.day, entry.minutes, entry.by) == (
        mentor, Session.SOURCE, session.pk, "코드 리뷰", STARTS.date(), 100, superuser,
    )  # fmt: skip
    notice = Notice.objects.get(kind="mentoring.report_approved")
    assert (notice.member, notice.params["minutes"], notice.path) == (mentor, 100, f"/mentoring/{session.pk}/report/")
    assert refused(reports.approve_report, by=superuser, session_id=session.pk) == "not_submitted"
    assert refused(reports.save_report, by=mentor, session_id=session.pk, given={}) == "report_locked"


def test_a_report_is_sent_back_with_a_reason_and_submitted_again(session, submitted, mentor, superuser):
    act = {"by": superuser, "session_id": session.pk}
    assert refused(reports.return_report, **act, reason=" ") == "reason_missing"
    assert refused(reports.return_report, **act, reason="늦음", expected_revision=7) == "changed_meanwhile"
    report = reports.return_report(**act, reason="한 일을 더 적어 주세요.")
    assert (report.status, report.return_reason) == ("returned", "한 일을 더 적어 주세요.")
    notice = Notice.objects.get(kind="mentoring.report_returned")
    assert (notice.member, notice.params["reason"]) == (mentor, "한 일을 더 적어 주세요.")
    assert refused(reports.return_report, **act, reason="또") == "not_submitted"
    again = reports.submit_report(by=mentor, session_id=session.pk, given={"content": "나" * 120})
    assert (again.status, again.content) == ("submitted", "나" * 120)
    assert not HoursEntry.objects.exists()


def test_an_approved_report_is_opened_again_and_its_time_counts_no_longer(session, submitted, mentor, superuser):
    act = {"by": superuser, "session_id": session.pk}
    reports.approve_report(**act)
    reports.return_report(**act, reason="시간을 다시 확인해 주세요.")
    assert AuditEntry.objects.filter(act="mentoring.report_reopened", reason="시간을 다시 확인해 주세요.").exists()
    assert list(HoursEntry.objects.order_by("number").values_list("minutes", "total")) == [(100, 100), (-100, 0)]
    reports.submit_report(by=mentor, session_id=session.pk, given={"excluded_minutes": 30})
    reports.approve_report(**act)
    assert list(HoursEntry.objects.order_by("number").values_list("minutes", "total"))[2:] == [(90, 90)]


def test_only_staff_decide_and_not_on_their_own(session, submitted, mentor, superuser, student):
    for act, more in ((reports.approve_report, {}), (reports.return_report, {"reason": "더 자세히"})):
        assert refused(act, by=mentor, session_id=session.pk, **more) == "not_staff"
        with pytest.raises(SessionReport.DoesNotExist):
            act(by=student, session_id=session.pk, **more)
    Session.objects.update(author=superuser)
    assert refused(reports.approve_report, by=superuser, session_id=session.pk) == "own_report"
    Session.objects.update(author=mentor)
    assert refused(reports.approve_report, by=superuser, session_id=session.pk, expected_revision=9) == (
        "changed_meanwhile"
    )


ACTS = {
    "save": (reports.save_report, {"given": {"topic": WHOLE["topic"]}}),
    "submit": (reports.submit_report, {"given": WHOLE}),
    "approve": (reports.approve_report, {}),
    "return": (reports.return_report, {"reason": "더 자세히"}),
}


@pytest.mark.parametrize(
    ("status", "open_to"),
    [
        ("", {"mentor": {"save", "submit"}}),
        ("draft", {"mentor": {"save", "submit"}}),
        ("submitted", {"superuser": {"approve", "return"}}),
        ("returned", {"mentor": {"save", "submit"}}),
        ("approved", {"superuser": {"return"}}),
    ],
)
def test_in_each_status_each_may_do_what_the_table_says_and_nothing_else(
    session, present, mentor, superuser, student, status, open_to
):
    if status:
        SessionReportFactory(session=session, status=status)
    for who in (mentor, superuser, student):
        done = set()
        for name, (act, more) in ACTS.items():
            with transaction.atomic():
                try:
                    act(by=who, session_id=session.pk, **more)
                    done.add(name)
                except (DomainError, SessionReport.DoesNotExist):
                    pass
                transaction.set_rollback(True)
        assert done == open_to.get({mentor.pk: "mentor", superuser.pk: "superuser"}.get(who.pk, "student"), set())


def test_the_mentor_is_told_what_the_ledger_says(session, submitted, mentor, superuser):
    reports.approve_report(by=superuser, session_id=session.pk)
    reports.return_report(by=superuser, session_id=session.pk, reason="더 자세히")
    correct_hours(by=superuser, entry_id=HoursEntry.objects.latest("pk").pk, minutes=45, reason="따로 확인했습니다.")
    reports.submit_report(by=mentor, session_id=session.pk)
    reports.approve_report(by=superuser, session_id=session.pk)
    assert HoursEntry.objects.latest("pk").total == 45
    assert Notice.objects.filter(kind="mentoring.report_approved").latest("pk").params["minutes"] == 45


def test_a_draft_is_not_decided_on(session, present, mentor, superuser):
    reports.save_report(by=mentor, session_id=session.pk, given=WHOLE)
    assert refused(reports.approve_report, by=superuser, session_id=session.pk) == "not_submitted"
    assert refused(reports.return_report, by=superuser, session_id=session.pk, reason="왜") == "not_submitted"


def test_a_session_whose_report_is_with_staff_is_neither_deleted_nor_declined(session, submitted, mentor, superuser):
    assert refused(delete_session, session_id=session.pk, by=mentor) == "has_report"
    Session.objects.update(ends_at=ENDS + dt.timedelta(hours=2))  # it ended earlier than planned
    assert refused(decline_session, session_id=session.pk, by=superuser, reason="아직") == "has_report"
    reports.return_report(by=superuser, session_id=session.pk, reason="더 자세히")
    delete_session(session_id=session.pk, by=mentor)
    assert not SessionReport.objects.visible_to(mentor).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "submitted", "submitted_at": None},
        {"status": "submitted", "ended_at": None},
        {"status": "submitted", "ended_at": STARTS - dt.timedelta(days=30)},
        {"status": "approved", "decided_at": None},
        {"status": "returned", "decided_at": None},
        {"status": "returned", "return_reason": ""},
    ],
)
def test_the_database_holds_no_half_decision(changes):
    whole = {"submitted_at": clock.now(), "decided_at": clock.now(), "return_reason": "사유"}
    report = SessionReportFactory()
    SessionReport.objects.update(**whole | {"status": changes["status"]})
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionReport.objects.filter(pk=report.pk).update(**changes)


# --- Reminding --------------------------------------------------------------------------------------------------------


def remind(travel, days: float) -> int:
    travel.move_to(ENDS + dt.timedelta(days=days))
    return reports.remind_of_reports(clock.now())


def test_the_author_is_reminded_after_two_days_and_after_seven(session, present, mentor, travel):
    assert [remind(travel, days) for days in (1.9, 2, 2.1, 2.9, 4, 6.9, 7, 7.1, 9)] == [0, 1, 0, 0, 0, 0, 1, 0, 0]
    assert [notice.member for notice in Notice.objects.filter(kind="mentoring.report_due")] == [mentor, mentor]
    draft = SessionReport.objects.get()
    assert (draft.status, draft.place, draft.revision, draft.reminded_days) == ("draft", "스페이스 A1", 0, 7)
    reports.save_report(by=mentor, session_id=session.pk, given=WHOLE, expected_revision=0)  # opened before


def test_nobody_is_reminded_of_what_is_with_staff_or_not_asked(session, submitted, mentor, superuser, travel):
    for changes in ({"approved_at": None}, {"deleted_at": ENDS}, {"seats_taken": 0}):
        other = SessionFactory(starts_at=STARTS, reg_start=dt.date(2026, 4, 1), approved_at=STARTS)
        ApplicationFactory(session=other)
        Session.objects.filter(pk=other.pk).update(**changes)
    assert remind(travel, 2) == 0
    reports.return_report(by=superuser, session_id=session.pk, reason="더 자세히")
    assert remind(travel, 2) == 1
    assert SessionReport.objects.get().status == ReportStatus.RETURNED


def test_a_session_that_is_reported_meanwhile_is_left_alone(session, submitted):
    """Another worker, or the author, came first between the look and the lock."""
    assert reports._remind(session.pk, 2, clock.now()) is False


# --- A member's own data ----------------------------------------------------------------------------------------------


def test_a_report_is_among_ones_own_data(session, submitted, mentor, student):
    [row] = members.export(mentor)["reports"]
    assert (row["session_id"], row["topic"], row["status"]) == (session.pk, WHOLE["topic"], "submitted")
    assert members.export(student)["reports"] == []


def test_who_leaves_takes_along_what_was_never_submitted(session, present, mentor):
    reports.save_report(by=mentor, session_id=session.pk, given=WHOLE)
    other = SessionReportFactory(session__author=mentor, status=ReportStatus.SUBMITTED)
    members.empty_drafts_of_reports(mentor, mentor)
    draft = SessionReport.objects.get(session=session)
    assert (draft.place, draft.topic, draft.content, draft.excluded_reason) == ("", "", "", "")
    other.refresh_from_db()
    assert other.topic
