"""The photos and files of a report: who adds and removes them and when, what is kept of them, when they go."""

import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from apps.core import clock
from apps.core.errors import DomainError, Invalid
from apps.core.models import AuditEntry
from apps.mentoring import members
from apps.mentoring.models import ReportFile, SessionReport
from apps.mentoring.rules import report_files as rules
from apps.mentoring.services import report_files, reports
from apps.mentoring.services.pictures import delete_lost_files
from apps.mentoring.states import ReportFileKind, ReportStatus, SessionType
from tests.factories.mentoring import (
    ApplicationFactory,
    AttendanceFactory,
    ReportFileFactory,
    SessionFactory,
    SessionReportFactory,
)

pytestmark = pytest.mark.django_db
START, END, PHOTO, FILE = ReportFileKind
GPS = 0x8825


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def report(mentor) -> SessionReport:
    """The draft of a lecture of the mentor, which one person came to."""
    draft = SessionReportFactory(session__author=mentor, session__type=SessionType.LECTURE)
    AttendanceFactory(application=ApplicationFactory(session=draft.session))
    return draft


def photo(size: tuple[int, int] = (40, 30), **options) -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", size, "teal").save(stream, "JPEG", **options)
    return SimpleUploadedFile("../../김하준 집.jpg", stream.getvalue())


def pdf(name: str = "발표 자료.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\n")


def add(report, kind=START, file=None, by=None) -> ReportFile:
    author = by or report.session.author
    return report_files.add_report_file(by=author, session_id=report.session_id, kind=kind, file=file or photo())


def remove(report, row, by=None) -> None:
    author = by or report.session.author
    report_files.remove_report_file(by=author, session_id=report.session_id, file_id=row.pk)


def refused(act, *args, **given) -> str:
    with pytest.raises(DomainError) as error:
        act(*args, **given)
    return error.value.code


def test_a_photo_is_kept_without_what_the_camera_noted_and_under_a_name_of_nobodys(report):
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(GPS)[1] = "N"
    row = add(report, file=photo((3000, 2000), exif=exif))
    with row.file.open() as kept:
        picture = Image.open(kept)
        assert (max(picture.size), picture.format, dict(picture.getexif())) == (1600, "JPEG", {})
    assert "김하준" not in row.file.name
    assert row.file.name.startswith("report-files/")
    assert (row.name, row.size) == ("", row.file.size)
    entry = AuditEntry.objects.get(act="mentoring.report_file_added")
    assert entry.after == {"file_kind": "start", "bytes": row.size}


def test_a_file_keeps_a_name_that_says_what_it_is(report):
    row = add(report, FILE, pdf("../..\\발표\n자료.exe"))
    assert row.name.endswith(".pdf")
    assert "/" not in row.name
    assert "\n" not in row.name
    assert refused(add, report, FILE, SimpleUploadedFile("x.pdf", b"MZ\0\0")) == "file_not_taken"


def test_another_start_photo_replaces_the_first(report, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = add(report)
        second = add(report)
    assert list(report.files.all()) == [second]
    assert [default_storage.exists(row.file.name) for row in (first, second)] == [False, True]
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportFileFactory(report=report)


@pytest.mark.parametrize(("kind", "file"), [(PHOTO, photo), (FILE, pdf)])
def test_there_is_room_for_some_of_a_kind(report, kind, file):
    for _number in range(rules.MOST[kind]):
        ReportFileFactory(report=report, kind=kind, name="" if kind == PHOTO else "자료.pdf")
    assert refused(add, report, kind, file()) == "files_too_many"


def test_what_is_no_photo_or_too_large_is_refused(report, monkeypatch):
    assert refused(add, report, START, pdf()) == "image_unreadable"
    assert refused(add, report, "selfie") == "kind_unknown"
    monkeypatch.setattr(rules, "MOST_PHOTO_BYTES", 10)
    assert refused(add, report) == "image_too_large"
    assert not ReportFile.objects.exists()


def test_only_the_author_adds_and_removes_and_only_before_it_is_submitted(report, stranger, superuser):
    row = add(report)
    for person in (stranger, superuser):
        assert refused(add, report, by=person) == "not_the_author"
        assert refused(remove, report, row, by=person) == "not_the_author"
    SessionReport.objects.update(status=ReportStatus.SUBMITTED, submitted_at=clock.now())
    assert (refused(add, report), refused(remove, report, row)) == ("report_locked", "report_locked")
    assert list(report.files.all()) == [row]


def test_a_photo_begins_the_report_of_a_session_that_has_none(mentor):
    session = SessionReportFactory(session__author=mentor).session
    SessionReport.objects.all().delete()
    row = report_files.add_report_file(by=mentor, session_id=session.pk, kind=START, file=photo())
    assert (row.report.status, row.report.revision) == (ReportStatus.DRAFT, 0)
    ahead = SessionFactory(author=mentor, approved_at=clock.now())
    with pytest.raises(DomainError) as error:
        report_files.add_report_file(by=mentor, session_id=ahead.pk, kind=START, file=photo())
    assert error.value.code == "not_started"


def test_what_was_removed_is_gone_and_stays_so(report, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = add(report)
        remove(report, row)
        row.pk = 987_654
        remove(report, row)
    assert not default_storage.exists(row.file.name)
    assert AuditEntry.objects.get(act="mentoring.report_file_removed").before == {"file_kind": "start"}


def test_a_lecture_is_not_reported_without_its_two_photos(report):
    author = report.session.author
    with pytest.raises(Invalid) as error:
        reports.submit_report(by=author, session_id=report.session_id)
    assert [gap.code for gap in error.value.extra["gaps"]] == ["start_photo_missing", "end_photo_missing"]
    add(report, START), add(report, END)
    assert reports.submit_report(by=author, session_id=report.session_id).status == ReportStatus.SUBMITTED


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (SessionType.LECTURE, ReportStatus.APPROVED, ""),
        (SessionType.LECTURE, ReportStatus.SUBMITTED, ""),
        (SessionType.LECTURE, ReportStatus.DRAFT, "no_evidence"),
        (SessionType.PUBLIC, ReportStatus.APPROVED, "no_evidence"),
    ],
)
def test_there_is_evidence_of_a_lecture_that_was_reported(kind, status, code):
    report = SessionReportFactory(session__type=kind, status=status)
    if code:
        assert refused(rules.check_has_evidence, report) == code
    else:
        rules.check_has_evidence(report)


def test_who_leaves_takes_along_all_but_what_was_approved(report, mentor, superuser):
    kept = ReportFileFactory(report=SessionReportFactory(session__author=mentor, status=ReportStatus.APPROVED))
    add(report)
    members.empty_drafts_of_reports(mentor, superuser)
    assert list(ReportFile.objects.all()) == [kept]


def test_a_file_that_no_row_names_is_erased_after_a_day(report):
    row = add(report)
    folder = row.file.name.rpartition("/")[0]
    lost = default_storage.save(f"{folder}/lost.jpg", ContentFile(b"x"))
    assert delete_lost_files(clock.now() + dt.timedelta(hours=25)) == 1
    assert [default_storage.exists(name) for name in (lost, row.file.name)] == [False, True]
