"""The page of photos and files, the files themselves, and the evidence, by their addresses."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from apps.core.models import AuditEntry
from apps.mentoring.models import ReportFile, SessionReport
from apps.mentoring.services import report_files, reports
from apps.mentoring.states import ReportFileKind, SessionType
from tests.factories.mentoring import ApplicationFactory, AttendanceFactory, SessionReportFactory
from tests.mentoring import reading

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def report(mentor) -> SessionReport:
    draft = SessionReportFactory(session__author=mentor, session__type=SessionType.LECTURE)
    AttendanceFactory(application=ApplicationFactory(session=draft.session))
    return draft


def photo() -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(stream, "PNG")
    return SimpleUploadedFile("사진.png", stream.getvalue())


def pages_of(report) -> dict[str, str]:
    names = {"files": "report_files", "edit": "report_edit", "page": "report", "evidence": "evidence"}
    return {key: reverse(f"mentoring:{name}", args=[report.session_id]) for key, name in names.items()}


def test_a_lecture_is_photographed_submitted_and_evidenced(client, report, mentor, superuser):
    pages = pages_of(report)
    client.force_login(mentor)
    assert "시작 사진과 종료 사진이 있어야" in reading.words(client.get(pages["edit"]).content.decode())
    sent = {"kind": "start", "file": photo()}
    assert reading.messages(client.post(pages["files"], sent, follow=True)) == ["시작 사진을 올렸습니다."]
    report_files.add_report_file(by=mentor, session_id=report.session_id, kind="end", file=photo())
    listed = client.get(pages["files"]).content.decode()
    assert ("시작 사진: 올린 사진" in listed, "종료 사진: 올린 사진" in listed) == (True, True)
    assert client.get(pages["evidence"]).status_code == 409  # not submitted yet
    reports.submit_report(by=mentor, session_id=report.session_id)
    assert client.get(pages["files"])["Location"] == pages["page"]
    assert pages["evidence"] in client.get(pages["page"]).content.decode()
    client.force_login(superuser)
    answer = client.get(pages["evidence"])
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert f"-{report.session_id}.pdf" in answer["Content-Disposition"]
    assert AuditEntry.objects.get(act="mentoring.evidence_downloaded").actor == superuser


def test_what_is_no_photo_is_said_beside_the_field(client, report, mentor):
    client.force_login(mentor)
    sent = {"kind": "start", "file": SimpleUploadedFile("a.png", b"no picture")}
    page = client.post(pages_of(report)["files"], sent).content.decode()
    assert "사진으로 읽을 수 없는 파일입니다" in page
    assert not ReportFile.objects.exists()


def test_a_photo_is_shown_and_a_file_saved_under_its_name(client, report, mentor, stranger):
    row = report_files.add_report_file(by=mentor, session_id=report.session_id, kind="start", file=photo())
    given = SimpleUploadedFile('나"쁜\r\n이름.pdf', b"%PDF-1.7\n")
    paper = report_files.add_report_file(by=mentor, session_id=report.session_id, kind=ReportFileKind.FILE, file=given)
    shown, saved = (reverse("mentoring:report_file", args=[report.session_id, one.pk]) for one in (row, paper))
    client.force_login(mentor)
    answer = client.get(shown)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer.getvalue().startswith(b"\xff\xd8")
    answer = client.get(saved)
    assert answer.getvalue() == b"%PDF-1.7\n"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "\n" not in answer["Content-Disposition"]
    client.force_login(stranger)
    assert [client.get(one).status_code for one in (shown, saved)] == [404, 404]
    row.file.storage.delete(row.file.name)
    client.force_login(mentor)
    assert client.get(shown).status_code == 404


def test_a_photo_is_removed_by_its_button(client, report, mentor):
    row = report_files.add_report_file(by=mentor, session_id=report.session_id, kind="photo", file=photo())
    client.force_login(mentor)
    address = reverse("mentoring:report_file_remove", args=[report.session_id, row.pk])
    assert reading.messages(client.post(address, follow=True)) == ["삭제했습니다."]
    assert not ReportFile.objects.exists()


def test_a_session_that_has_not_begun_has_no_photos_yet(client, report, mentor, stranger):
    session = report.session
    report.delete()
    session.approved_at = None
    session.save(update_fields=["approved_at"])
    address = reverse("mentoring:report_files", args=[session.pk])
    client.force_login(mentor)
    assert client.get(address)["Location"] == session.get_absolute_url()
    client.force_login(stranger)
    assert client.get(address).status_code in (403, 404)
