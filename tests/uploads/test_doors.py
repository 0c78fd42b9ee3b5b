"""Every upload of the product takes the files of people's programs rightly, or says how to mend them.

Films, captions, documents and photographs are asked in the tests of their services; here each door is asked for each
kind of file, and a new door without a row fails.
"""

import importlib
import io
import pkgutil
from decimal import Decimal
from html import unescape

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

import apps
from apps.elearning.assessment.models import AssessmentResult
from tests.elearning.learning import learner, running_class
from tests.factories.learning import AssessmentFactory, ResultFactory
from tests.uploads.documents import NOT_CAPTIONS, not_documents
from tests.uploads.films import damaged, film
from tests.uploads.sheets import (
    ENCODINGS,
    SEPARATORS,
    broken_workbooks,
    csv_file,
    other_workbooks,
    workbook,
)

pytestmark = pytest.mark.django_db

# Each field of a form that takes a file, and where its files are asked.
FIELDS = {
    "elearning.attendance.forms.UploadForm.file": "here",
    "elearning.assessment.forms.FileForm.file": "here",
    "core.admin_sheets.SheetImportForm.import_file": "tests/uploads/test_admin_import.py, and here",
    "accounts.forms.ProfileForm.image": "tests/accounts/test_images_limits.py, and here",
    "elearning.attendance.forms.AbsenceForm.file": "here",
    "lessons.forms.notes.WritingForm.file": "tests/lessons/test_views_notes.py",
    "lessons.forms.notes.NoteForm.file": "the same",
    "lessons.forms.notes.HomeworkForm.file": "the same",
    "mentoring.forms.attendees.HandoutForm.file": "here",
    "mentoring.forms.report_files.ReportFileForm.file": "tests/mentoring/test_services_report_files.py",
    "elearning.catalogue.admin_forms.ContentForm.file": "tests/elearning/catalogue/test_services_courses.py, and here",
    "elearning.catalogue.admin_forms.ContentForm.captions": "the same",
    "accounts.admin_forms.MemberChangeForm.profile_image": "no page shows it",
    "core.views_ui.SampleForm.picture": "a picture of a form, which saves nothing",
}


def _forms(of: type) -> set[type]:
    return {below for one in of.__subclasses__() for below in (one, *_forms(one))}


def test_every_field_that_takes_a_file_is_asked():
    for module in pkgutil.walk_packages(apps.__path__, "apps."):
        if not any(part in module.name for part in (".migrations", ".management", ".demo")):
            importlib.import_module(module.name)
    found = {
        f"{form.__module__.removeprefix('apps.')}.{form.__name__}.{name}"
        for form in _forms(forms.BaseForm)
        if form.__module__.startswith("apps.")
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.FileField)
    }
    assert found == set(FIELDS)


# --- Spreadsheets -----------------------------------------------------------------------------------------------------

SHEETS = {
    f"{encoding} {separator!r}": lambda rows, encoding=encoding, separator=separator: csv_file(
        rows, encoding=encoding, separator=separator
    )
    for encoding in ENCODINGS
    for separator in SEPARATORS
} | {"sep=": lambda rows: csv_file(rows, separator=";", says=True), "a workbook": workbook}
SHEETS |= {name: lambda rows, name=name: other_workbooks(rows)[name] for name in other_workbooks([["1"]])}


@pytest.fixture
def run(mentor):
    return running_class(meetings=3, instructors=[mentor])


@pytest.fixture
def mine(run, student):
    return learner(run, member=student)


@pytest.fixture
def as_mentor(client, mentor):
    client.force_login(mentor)
    return client


def sent(client, address: str, raw: bytes, **given):
    return client.post(address, {"file": SimpleUploadedFile("x", raw), **given})


@pytest.mark.parametrize("name", SHEETS)
def test_attendance_is_read_from_the_file_of_every_program(as_mentor, run, mine, name):
    day = run.meetings.first().starts_at.date()
    rows = [["신청 번호", "이름", "수업일", "출결", "입실", "사유"],
            [mine.pk, "이서연", f"{day:%Y. %-m. %-d.}", "지각", "오전 9:05", "버스; 10분, 늦음"]]  # fmt: skip
    page = sent(as_mentor, reverse("classes:attendance_upload", args=[run.pk]), SHEETS[name](rows))
    plan = page.context["plan"]
    assert (plan.bad, [(one.name, one.after) for one in plan.changes]) == ([], [("이서연", "지각")])
    mark = plan.days[day][0].mark
    assert (f"{mark.check_in_time:%H:%M}", mark.absence_reason) == ("09:05", "버스; 10분, 늦음")


@pytest.mark.parametrize("name", SHEETS)
def test_scores_are_read_from_the_file_of_every_program(as_mentor, run, mine, name):
    exam = AssessmentFactory(course_class=run, name="중간; 시험, 1", total_score=2_000)
    page = sent(as_mentor, reverse("classes:grades_import", args=[run.pk]), SHEETS[name](
        [["신청 번호", "이름", exam.name], [mine.pk, "이서연", "1,075.5"]]
    ))  # fmt: skip
    preview = page.context["preview"]
    assert (preview.wrong, [line.after for line in preview.lines]) == ([], ["1075.5"])


@pytest.mark.parametrize("name", broken_workbooks())
@pytest.mark.parametrize("door", ["attendance_upload", "grades_import"])
def test_a_file_that_cannot_be_read_is_refused_with_the_way_out(as_mentor, run, mine, door, name):
    raw, words = broken_workbooks()[name]
    page = sent(as_mentor, reverse(f"classes:{door}", args=[run.pk]), raw)
    assert page.status_code == 200
    assert words in unescape(page.content.decode())


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_grade_book_goes_out_as_numbers_and_comes_in_as_no_change(as_mentor, run, mine, form):
    exam = AssessmentFactory(course_class=run, name="=기말")
    ResultFactory(enrolment=mine, assessment=exam, score=Decimal("80.50"))
    raw = as_mentor.get(reverse(f"classes:grades_{form}", args=[run.pk])).content
    page = sent(as_mentor, reverse("classes:grades_import", args=[run.pk]), raw)
    assert "바뀔 점수가 없습니다." in page.content.decode()
    assert AssessmentResult.objects.count() == 1


# --- Photographs, papers and contents ---------------------------------------------------------------------------------


def _photo(form: str, **options) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (2000, 1500)).save(stream, form, **options)
    return stream.getvalue()


HEIC = b"\0\0\0\x18ftypheic" + bytes(40)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (_photo("JPEG"), ""), (_photo("PNG"), ""), (_photo("WEBP"), ""),
        (_photo("MPO", save_all=True, append_images=[Image.new("RGB", (100, 75))]), ""),
        (HEIC, "높은 호환성"), (_photo("JPEG")[:900], "읽을 수 없는 파일"),
        (b"%PDF-1.7", "JPG, PNG, WebP 사진을 선택해 주세요"),
        (_photo("GIF"), "JPG, PNG, WebP 사진을 선택해 주세요"),
    ],
)  # fmt: skip
def test_a_portrait_is_taken_or_refused_with_the_way_out(client, student, settings, tmp_path, raw, words):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(student)
    given = {"name": student.name, "nickname": student.nickname, "language": "ko"}
    page = client.post(reverse("accounts:profile"), {**given, "image": SimpleUploadedFile("IMG_1.HEIC", raw)})
    if not words:
        assert page.status_code == 302
    else:
        assert words in unescape(page.content.decode())


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (_photo("JPEG"), ""),
        (_photo("PNG"), ""),
        (b"%PDF-1.7", ""),
        (HEIC, "JPEG나 PDF로 저장"),
        (b"MZ", "JPEG나 PDF로"),
    ],
)
def test_evidence_is_taken_or_refused_with_the_way_out(client, mine, settings, tmp_path, raw, words):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(mine.member)
    day = mine.course_class.meetings.last().starts_at.date()
    page = sent(
        client, reverse("enrolments:absence_new", args=[mine.pk]), raw, class_date=day.isoformat(), reason="병원"
    )
    if not words:
        assert page.status_code == 302
    else:
        assert words in unescape(page.content.decode())


CONTENTS = {  # all of them are asked in the tests of the service
    "a film that is cut": ("VIDEO", "file", damaged()["an MP4 that was copied in part"], "잘렸거나 손상되었습니다"),
    "a film that no browser plays": ("VIDEO", "file", film("hevc.mp4"), "HandBrake"),
    "a document with macros": ("DOCUMENT", "file", not_documents()["macros"][0], "매크로 없이 저장"),
    "an old presentation": ("DOCUMENT", "file", not_documents()["an old PPT"][0], "PDF로 저장"),
    "a longer signature": ("VIDEO", "captions", NOT_CAPTIONS["a longer signature"], "시각과 글이 들어 있는지"),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_a_content_that_cannot_be_used_is_refused_beside_its_field(client, superuser, name):
    kind, field, raw, words = CONTENTS[name]
    client.force_login(superuser)
    row = {"title": "첫째", "type": kind, "minutes": "10", "position": "1", field: SimpleUploadedFile("x.mp4", raw)}
    given = {"title": "수영", "type": "ONLINE", "level": "BASIC", "hours": "8", "content": "글"}
    given |= {f"contents-0-{key}": value for key, value in row.items()}
    given |= {"contents-TOTAL_FORMS": "1", "contents-INITIAL_FORMS": "0"}
    page = client.post(reverse("admin:elearning_course_add"), given)
    assert page.status_code == 200
    (errors,) = page.context["inline_admin_formsets"][0].formset.errors
    assert list(errors) == [field]
    assert words in errors[field][0]
