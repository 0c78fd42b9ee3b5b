"""The evidence of a lecture: what its report said, its two photos, everybody with a seat, on one page or more."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from apps.core import clock
from apps.mentoring import paper
from apps.mentoring.models import SessionReport
from apps.mentoring.states import Presence, ReportFileKind, ReportStatus, SessionType
from tests.factories.accounts import MemberFactory, mentor
from tests.factories.mentoring import (
    ApplicationFactory,
    AttendanceFactory,
    ReportFileFactory,
    SessionFactory,
    SessionReportFactory,
)
from tests.pdfs import letters, pages, streams

pytestmark = pytest.mark.django_db
STARTS = dt.datetime(2026, 4, 10, 19, tzinfo=clock.SEOUL)


@pytest.fixture(autouse=True)
def there(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(STARTS + dt.timedelta(days=1), tick=False):
        yield


def jpeg(size: tuple[int, int], colour: str) -> ContentFile:
    stream = io.BytesIO()
    picture = Image.new("RGB", size, colour)
    ImageDraw.Draw(picture).ellipse((10, 10, size[0] - 10, size[1] - 10), fill="white")
    picture.save(stream, "JPEG")
    return ContentFile(stream.getvalue(), name=f"{colour}.jpg")


def reported(people: int = 2, title: str = "현업 개발자가 말하는 첫 직장", name: str = "홍길동") -> SessionReport:
    session = SessionFactory(
        author=mentor(name="김하준"), title=title, type=SessionType.LECTURE, starts_at=STARTS, capacity=people,
        reg_start=dt.date(2026, 4, 1), approved_at=STARTS,
    )  # fmt: skip
    presences = {}
    for number in range(people):
        application = ApplicationFactory(session=session, member=MemberFactory(name=f"{name}{number or ''}"))
        presence = list(Presence)[number % 4]
        AttendanceFactory(application=application, presence=presence)
        presences[str(application.pk)] = presence
    report = SessionReportFactory(
        session=session, status=ReportStatus.SUBMITTED, presences=presences, excluded_minutes=20,
        excluded_reason="저녁 식사",
    )  # fmt: skip
    ReportFileFactory(report=report, kind=ReportFileKind.START, file=jpeg((900, 600), "teal"))
    ReportFileFactory(report=report, kind=ReportFileKind.END, file=jpeg((600, 900), "maroon"))
    return report


def test_it_says_what_was_reported_with_both_photos_and_the_font_inside():
    report = reported()
    file = paper.evidence_of(report, "ko")
    words = "멘토 특강 증빙 현업 개발자가 말하는 첫 직장 김하준 2026-04-10(금) 스페이스 A1 시작 사진 종료 사진 홍길동"
    words += " 참석 지각 저녁 식사 1시간 40분"
    assert set(words) - {" "} <= letters(file)
    inside = streams(file)
    assert (pages(file), inside.count(b"/Subtype /Image") or inside.count(b"/Subtype/Image")) == (1, 2)
    assert b"pdfuaid" in inside
    assert b"Pretendard" in inside
    assert paper.evidence_of(report, "ko") == file
    assert set("Evidence") <= letters(paper.evidence_of(report, "en"))


def test_it_does_not_change_with_what_is_recorded_later():
    report = reported()
    file = paper.evidence_of(report, "ko")
    for application in report.session.applications.all():
        application.attendance.presence = Presence.ABSENT
        application.attendance.save()
    assert paper.evidence_of(report, "ko") == file


@pytest.mark.parametrize(("people", "least"), [(1, 1), (60, 2)])
def test_a_long_list_goes_on_over_the_page(people, least):
    assert pages(paper.evidence_of(reported(people), "ko")) >= least


def test_what_people_wrote_is_never_a_command_and_a_letter_without_a_picture_does_not_stop_it():
    report = reported(title="#panic() $x^2$ @ref " * 4, name="洪길동")
    file = paper.evidence_of(report, "ko")
    assert set("#panic()$@길동") <= letters(file)
    assert pages(file) == 1


def test_a_photo_whose_file_is_damaged_is_said_to_be_missing():
    report = reported()
    photo = report.files.get(kind=ReportFileKind.START)
    photo.file.storage.delete(photo.file.name)
    photo.file.storage.save(photo.file.name, ContentFile(b"\xff\xd8\xff\xd9"))
    assert set("사진파일이없습니다") <= letters(paper.evidence_of(report, "ko"))
