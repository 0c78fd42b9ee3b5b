"""Sessions and applications. The database counts the seats taken by itself (apps.seats.triggers)."""

import datetime as dt

import factory

from apps.core import clock, html, search
from apps.mentoring.models import Application, Attendance, ReportFile, Session, SessionImage, SessionReport
from apps.mentoring.states import ApplicationState, Presence, ReportFileKind, ReportStatus, SessionType
from tests.factories import accounts


class SessionFactory(factory.django.DjangoModelFactory):
    """Open for registration, in three days, 14:00 to 16:00 in Seoul, three seats."""

    class Meta:
        model = Session

    author = factory.LazyFunction(accounts.mentor)
    type = SessionType.PUBLIC
    title = factory.Sequence(lambda n: f"멘토링 {n}")
    content = "<p>함께 이야기합니다.</p>"
    starts_at = factory.LazyFunction(lambda: clock.at(clock.today() + dt.timedelta(days=3), dt.time(14)))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + dt.timedelta(hours=2))
    reg_start = factory.LazyFunction(clock.today)
    reg_end = factory.LazyAttribute(lambda row: clock.local(row.starts_at).date())
    opens_at = factory.LazyAttribute(lambda row: clock.start_of(row.reg_start))
    closes_at = factory.LazyAttribute(
        lambda row: min(clock.start_of(row.reg_end) + dt.timedelta(days=1), row.starts_at)
    )
    capacity = 3
    title_key = factory.LazyAttribute(lambda row: search.title_key(row.title))
    content_key = factory.LazyAttribute(lambda row: search.search_key(html.plain(row.content)))
    excerpt = factory.LazyAttribute(lambda row: html.plain(row.content)[:160])
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.LazyFunction(clock.now)


class ApplicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Application

    session = factory.SubFactory(SessionFactory)
    member = factory.SubFactory(accounts.MemberFactory)
    state = ApplicationState.APPLIED
    holds_seat = factory.LazyAttribute(lambda row: row.state == ApplicationState.APPLIED)
    is_waiting = factory.LazyAttribute(lambda row: row.state == ApplicationState.WAITING)
    applied_at = factory.LazyFunction(clock.now)
    cancelled_at = factory.LazyAttribute(lambda row: clock.now() if row.state == ApplicationState.CANCELLED else None)


class SessionImageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SessionImage

    session = factory.SubFactory(SessionFactory)
    number = 1
    alt = "건물 약도"
    file = "session-images/2026/01/none.jpg"
    width = 400
    height = 300
    created_at = factory.LazyFunction(clock.now)


class AttendanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attendance

    application = factory.SubFactory(ApplicationFactory)
    presence = Presence.PRESENT
    recorded_at = factory.LazyFunction(clock.now)
    changed_at = factory.LazyAttribute(lambda row: row.recorded_at)


class SessionReportFactory(factory.django.DjangoModelFactory):
    """A draft of the report of a session that was held yesterday."""

    class Meta:
        model = SessionReport

    session = factory.SubFactory(
        SessionFactory,
        starts_at=factory.LazyFunction(lambda: clock.at(clock.today() - dt.timedelta(days=1), dt.time(14))),
        reg_start=factory.LazyFunction(lambda: clock.today() - dt.timedelta(days=8)),
        reg_end=factory.LazyFunction(lambda: clock.today() - dt.timedelta(days=2)),
        approved_at=factory.LazyFunction(clock.now),
    )
    status = ReportStatus.DRAFT
    place = "스페이스 A1"
    started_at = factory.LazyAttribute(lambda row: row.session.starts_at)
    ended_at = factory.LazyAttribute(lambda row: row.session.ends_at)
    topic = "첫 프로젝트의 코드 읽기"
    content = " ".join(["함께 코드를 읽고 고칠 곳을 찾았습니다."] * 6)
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.LazyFunction(clock.now)
    submitted_at = factory.LazyAttribute(lambda row: None if row.status == ReportStatus.DRAFT else clock.now())
    decided_at = factory.LazyAttribute(
        lambda row: clock.now() if row.status in (ReportStatus.APPROVED, ReportStatus.RETURNED) else None
    )
    return_reason = factory.LazyAttribute(
        lambda row: "한 일을 더 자세히 적어 주세요." if row.status == ReportStatus.RETURNED else ""
    )


class ReportFileFactory(factory.django.DjangoModelFactory):
    """A photo of a report, whose file is not there; the start photo unless something else is given."""

    class Meta:
        model = ReportFile

    report = factory.SubFactory(SessionReportFactory)
    kind = ReportFileKind.START
    file = "report-files/2026/04/none.jpg"
    size = 12_345
    created_at = factory.LazyFunction(clock.now)
