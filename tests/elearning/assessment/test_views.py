"""The pages of assessments and the grade book, by their buttons and without a script."""

import datetime as dt
import io
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from apps.core import clock
from apps.core.sheet_reading import MOST_BYTES, MOST_ROWS
from apps.elearning.assessment import services
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.catalogue.models import CourseClass
from tests.elearning.learning import learner, running_class
from tests.factories.elearning import CourseFactory
from tests.factories.learning import AssessmentFactory, ResultFactory
from tests.mentoring import reading

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)
GIVEN = {
    "name": "중간 시험", "type": "EXAM", "start_date": "2026-06-10", "end_date": "2026. 6. 12.", "total_score": "50",
    "pass_score": "30.5", "attempt_limit": "2", "weight": "3", "is_required": "on",
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def run(mentor):
    return running_class(course=CourseFactory(title="응급 처치"), number=2, instructors=[mentor])


@pytest.fixture
def mine(run, student):
    return learner(run, member=student)


@pytest.fixture
def exam(run):
    return AssessmentFactory(course_class=run, name="중간 시험")


@pytest.fixture
def as_mentor(client, mentor):
    client.force_login(mentor)
    return client


@pytest.fixture
def as_student(client, student):
    client.force_login(student)
    return client


def at(name: str, *args) -> str:
    return reverse(f"classes:{name}", args=args)


def text_of(response) -> str:
    return reading.words(response.content.decode())


# --- Assessments ------------------------------------------------------------------------------------------------------


def test_an_instructor_makes_and_edits_an_assessment(as_mentor, run):
    assert "아직 평가가 없습니다" in text_of(as_mentor.get(at("assessments", run.pk)))
    response = as_mentor.post(at("assessment_new", run.pk), {**GIVEN, "counting": "ALL"})
    made = Assessment.objects.get()
    assert response.url == at("assessment", run.pk, made.pk)
    kept = (made.name, made.total_score, made.pass_score, made.time_limit, made.weight, made.is_required)
    assert kept == ("중간 시험", 50, Decimal("30.5"), None, 3, True)
    assert (made.start_date, made.end_date) == (dt.date(2026, 6, 10), dt.date(2026, 6, 12))
    edit = at("assessment_edit", run.pk, made.pk)
    assert 'value="30.5"' in as_mentor.get(edit).content.decode()
    as_mentor.post(edit, {**GIVEN, "name": "기말 시험", "revision": "0"})
    late = as_mentor.post(edit, {**GIVEN, "name": "다른 시험", "revision": "0"})
    assert "그사이 다른 사람이 수정했습니다." in text_of(late)
    assert 'name="revision" value="1"' in late.content.decode()
    made.refresh_from_db()
    assert (made.name, made.revision) == ("기말 시험", 1)


@pytest.mark.parametrize("name", ["assessment_new", "assessment_edit"])
def test_what_makes_no_sense_is_said_beside_its_field(as_mentor, run, exam, name):
    args = (run.pk,) if name == "assessment_new" else (run.pk, exam.pk)
    shown = as_mentor.post(at(name, *args), {**GIVEN, "pass_score": "51", "revision": "0"})
    assert "합격 점수는 0점 이상, 총점 이하여야 합니다." in text_of(shown)
    assert Assessment.objects.count() == 1


def test_switching_off_publishing_and_deleting(as_mentor, run, exam):
    as_mentor.post(at("assessment_switch", run.pk, exam.pk), {"on": "0"})
    exam.refresh_from_db()
    assert not exam.is_active
    assert "학습자에게 보이기" in text_of(as_mentor.get(at("assessment", run.pk, exam.pk)))
    as_mentor.post(at("assessment_switch", run.pk, exam.pk), {"on": "1"})
    assert "다시 숨길 수 없습니다" in text_of(as_mentor.get(at("assessment_publish", run.pk, exam.pk)))
    as_mentor.post(at("assessment_publish", run.pk, exam.pk))
    exam.refresh_from_db()
    assert (exam.is_active, exam.published_at) == (True, NOW)
    assert "‘중간 시험’ 평가를 삭제할까요?" in text_of(as_mentor.get(at("assessment_delete", run.pk, exam.pk)))
    response = as_mentor.post(at("assessment_delete", run.pk, exam.pk))
    assert (response.url, Assessment.objects.count()) == (at("assessments", run.pk), 0)


def test_one_with_results_is_not_deleted(as_mentor, run, mine, exam):
    ResultFactory(enrolment=mine, assessment=exam)
    assert "결과가 등록된 평가는 삭제할 수 없습니다." in text_of(as_mentor.get(at("assessment", run.pk, exam.pk)))
    response = as_mentor.post(at("assessment_delete", run.pk, exam.pk), follow=True)
    assert response.redirect_chain == [(at("assessment", run.pk, exam.pk), 302)]
    assert Assessment.objects.exists()


def test_the_list_says_how_far_grading_is(as_mentor, run, mine, exam):
    for attempt, score in ((1, 60), (2, 80), (3, None)):
        ResultFactory(enrolment=mine, assessment=exam, attempt=attempt, score=score and Decimal(score))
    learner(run)
    shown = text_of(as_mentor.get(at("assessments", run.pk)))
    assert "2명 중 1명 채점 평균 80점 · 채점할 응시 1건 · 결과 공개 전" in shown


@pytest.mark.parametrize(
    ("dates", "active", "word"),
    [
        (("2026-06-10", "2026-06-10"), True, "진행 중"),
        (("2026-06-11", "2026-06-12"), True, "시작 전"),
        (("2026-06-01", "2026-06-09"), True, "기간 끝남"),
        (("2026-06-10", "2026-06-10"), False, "숨김"),
    ],
)
def test_where_an_assessment_stands(as_mentor, run, dates, active, word):
    start, end = map(dt.date.fromisoformat, dates)
    AssessmentFactory(course_class=run, start_date=start, end_date=end, is_active=active)
    assert word in text_of(as_mentor.get(at("assessments", run.pk)))


def test_what_a_learner_sees_before_and_after_publishing(as_student, mentor, run, mine, exam):
    pages = [at("assessments", run.pk), at("assessment", run.pk, exam.pk)]

    def shown() -> list[str]:
        return [text_of(as_student.get(page)) for page in pages]

    listed, detail = shown()
    assert "응시 3회 남음 (총 3회)" in listed
    assert "아직 결과 없음" in listed
    assert "아직 등록된 결과가 없습니다." in detail
    ResultFactory(enrolment=mine, assessment=exam, score=Decimal("72.5"), feedback="<b>잘했습니다.</b>")
    ResultFactory(enrolment=mine, assessment=exam, score=None, attempt=3)
    listed, detail = shown()
    assert "결과 공개 전" in listed
    assert "응시 0회 남음 (총 3회)" in listed
    assert "강사가 공개하면" in detail
    assert "72.5" not in listed + detail
    services.publish_results(assessment_id=exam.pk, by=mentor)
    listed, detail = shown()
    assert "72.5 / 100점 합격" in listed
    assert "1번째 72.5 / 100점 합격 (반영)" in detail
    assert "3번째 채점 전" in detail
    assert "&lt;b&gt;잘했습니다.&lt;/b&gt;" in as_student.get(pages[1]).content.decode()


def test_an_ungraded_published_result_says_so(as_student, run, mine, exam):
    Assessment.objects.update(published_at=NOW)
    ResultFactory(enrolment=mine, assessment=exam, score=None)
    assert "채점 전" in text_of(as_student.get(at("assessments", run.pk)))


def test_a_learner_does_not_see_what_is_switched_off(as_student, run, mine):
    off = AssessmentFactory(course_class=run, is_active=False)
    assert "강사가 시험이나 과제를 만들면" in text_of(as_student.get(at("assessments", run.pk)))
    assert as_student.get(at("assessment", run.pk, off.pk)).status_code == 404


def test_an_assessment_of_another_class_is_not_there(as_mentor, mentor, run):
    other = AssessmentFactory(course_class=running_class(instructors=[mentor]))
    for name in ("assessment", "assessment_edit", "assessment_delete", "result_new"):
        assert as_mentor.get(at(name, run.pk, other.pk)).status_code == 404


# --- Results ----------------------------------------------------------------------------------------------------------


def test_entering_a_result_for_who_is_named(as_mentor, run, mine, exam):
    ResultFactory(enrolment=mine, assessment=exam)
    page = f"{at('result_new', run.pk, exam.pk)}?enrolment={mine.pk}"
    assert f'<option value="{mine.pk}" selected>' in as_mentor.get(page).content.decode()
    given = {"enrolment_id": mine.pk, "attempt": "2", "score": "59.5", "passed": "Y", "feedback": "한 번 더\r\n보세요."}
    assert as_mentor.post(page, given).url == at("assessment", run.pk, exam.pk)
    row = AssessmentResult.objects.get(attempt=2)
    assert (row.score, row.passed, row.feedback) == (Decimal("59.5"), True, "한 번 더\n보세요.")
    again = text_of(as_mentor.post(page, given))
    assert "2번째 응시 결과가 이미 있습니다." in again


def test_grading_shows_every_change(as_mentor, mentor, run, mine, exam):
    given = services.ResultInput(mine.pk, score=Decimal(50))
    row = services.add_result(assessment_id=exam.pk, by=mentor, given=given)
    page = at("result", run.pk, exam.pk, row.pk)
    as_mentor.post(page, {"score": "70", "passed": "N", "feedback": "좋습니다.", "revision": "0"})
    as_mentor.post(page, {"score": "", "passed": "", "feedback": "좋습니다.", "revision": "1"})
    late = as_mentor.post(page, {"score": "80", "passed": "", "revision": "1"})
    assert "그사이 다른 사람이 수정했습니다." in text_of(late)
    assert 'name="revision" value="2"' in late.content.decode()
    steps = reading.words(reading.part(late, 'class="assessment-history">', "</ol>"))
    when = f"2026-06-10(수) 12:00 · {mentor.name}"
    assert steps == (
        f"{when} 점수: 70 → – 합격 여부: 불합격 → – {when} 점수: 50 → 70 피드백을 수정함 "
        f"{when} 점수: 50 합격 여부: 불합격"
    )


def test_only_how_one_passes_can_change(as_mentor, mentor, run, mine, exam):
    given = services.ResultInput(mine.pk, score=Decimal(70), passed=True)
    row = services.add_result(assessment_id=exam.pk, by=mentor, given=given)
    page = at("result", run.pk, exam.pk, row.pk)
    assert '<option value="Y" selected>' in as_mentor.get(page).content.decode()
    as_mentor.post(page, {"score": "70", "passed": "", "revision": "0"})
    assert "합격 여부를 정하는 방법을 바꿈" in text_of(as_mentor.get(page))


def test_a_result_before_any_change_is_on_record(as_mentor, run, mine, exam):
    row = ResultFactory(enrolment=mine, assessment=exam)
    assert "기록된 변경이 없습니다." in text_of(as_mentor.get(at("result", run.pk, exam.pk, row.pk)))


# --- The grade book ---------------------------------------------------------------------------------------------------


def save(client, run, enrolment, *, script: bool = False, **cells):
    sent = {
        "enrolment": getattr(enrolment, "pk", enrolment),
        **{name.replace("_", "-"): v for name, v in cells.items()},
    }
    headers = {"Accept": "application/json"} if script else {}
    return client.post(at("grades_save", run.pk), sent, headers=headers)


def test_the_grade_book_of_an_empty_class(as_mentor, run):
    assert "아직 평가가 없습니다" in text_of(as_mentor.get(at("grades", run.pk)))
    AssessmentFactory(course_class=run)
    assert "아직 승인된 수강생이 없습니다" in text_of(as_mentor.get(at("grades", run.pk)))


def test_the_grade_book_draws_each_cell(as_mentor, run, mine, exam):
    talk = AssessmentFactory(course_class=run, name="<구술>", weight=0, is_required=True)
    ResultFactory(enrolment=mine, assessment=exam, score=Decimal("59.5"), revision=3)
    ResultFactory(enrolment=mine, assessment=exam, score=None, attempt=2)
    drawn = as_mentor.get(at("grades", run.pk)).content.decode()
    assert f'name="s-{exam.pk}-1-3" value="59.5"' in drawn
    assert f'aria-labelledby="p{mine.pk} a{exam.pk}" class="is-failed" data-waits' in drawn
    assert f'name="s-{talk.pk}-1-new" value=""' in drawn
    assert "&lt;구술&gt;" in drawn
    assert "100점 · 합계 제외 · 필수" in drawn


def test_a_row_is_saved_by_its_own_button(as_mentor, run, mine, exam):
    other = AssessmentFactory(course_class=run)
    response = save(as_mentor, run, mine, **{f"s-{exam.pk}-1-new": " ８５.５ ", f"s-{other.pk}-1-new": "–"})
    assert response.url == f"{at('grades', run.pk)}#learner-{mine.pk}"
    assert AssessmentResult.objects.get().score == Decimal("85.5")
    said = as_mentor.get(at("grades", run.pk))
    assert "점수를 저장했습니다." in text_of(said)
    save(as_mentor, run, mine, **{f"s-{exam.pk}-1-0": "85.50"})
    assert "바뀐 점수가 없습니다." in text_of(as_mentor.get(at("grades", run.pk)))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("팔십", "점수를 85나 85.5처럼 숫자로 입력해 주세요."),
        ("1e2", "점수를 85나"),
        ("-1", "점수는 0 이상 100 이하여야 합니다."),
        ("85%", "점수를 85나"),
        ("NaN", "점수를 85나"),
        ("100.5", "점수는 0 이상 100 이하여야 합니다."),
        ("1.234", "점수는 소수점 아래 두 자리까지 쓸 수 있습니다."),
    ],
)
@pytest.mark.parametrize("script", [True, False])
def test_what_is_no_score_is_refused(as_mentor, run, mine, exam, typed, said, script):
    response = save(as_mentor, run, mine, script=script, **{f"s-{exam.pk}-1-new": typed})
    if script:
        assert response.json()["message"].startswith(said)
    else:
        assert said in text_of(as_mentor.get(response.url))
    assert not AssessmentResult.objects.exists()


def test_the_script_is_answered_with_what_stands_now(as_mentor, run, mine, exam):
    learner(run)
    answer = save(as_mentor, run, mine, script=True, **{f"s-{exam.pk}-1-new": "50"}).json()
    assert answer == {
        "total": "50", "mean": "50", "means": {str(exam.pk): "50"},
        "cells": {str(exam.pk): {"name": f"s-{exam.pk}-1-0", "score": "50", "failed": True}},
    }  # fmt: skip


def test_the_script_is_told_of_a_change_by_another(as_mentor, run, mine, exam):
    ResultFactory(enrolment=mine, assessment=exam, score=Decimal(85), revision=2)
    response = save(as_mentor, run, mine, script=True, **{f"s-{exam.pk}-1-1": "90"})
    assert response.json()["code"] == "changed_meanwhile"
    assert response.json()["now"]["cells"][str(exam.pk)]["score"] == "85"
    assert AssessmentResult.objects.get().score == 85


@pytest.mark.parametrize("who", [0, "", "9" * 30, "x"])
def test_a_learner_who_is_not_there(as_mentor, run, exam, who):
    response = save(as_mentor, run, who, script=True, **{f"s-{exam.pk}-1-new": "90"})
    assert response.json()["message"] == "없는 수강신청입니다."


def test_whose_enrolment_ended_is_not_in_the_book(as_mentor, run, exam):
    gone = learner(run, status="CANCELLED")
    assert save(as_mentor, run, gone, script=True).json()["total"] == ""


def test_an_assessment_of_another_class_is_not_written(as_mentor, run, mine):
    other = AssessmentFactory()
    assert save(as_mentor, run, mine, **{f"s-{other.pk}-1-new": "90"}).status_code == 404


# --- By file ----------------------------------------------------------------------------------------------------------


def csv_of(*lines: str, name: str = "성적.csv", encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\r\n".join(lines).encode(encoding))


def xlsx_of(*lines: list) -> SimpleUploadedFile:
    book, stream = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(stream)
    return SimpleUploadedFile("성적.xlsx", stream.getvalue())


def upload(client, run, file):
    return client.post(at("grades_import", run.pk), {"file": file})


def token_of(response) -> str:
    preview = response.context["preview"]
    return preview.token if preview else ""


def test_the_book_goes_out_and_comes_back(as_mentor, run, mine, exam):
    ResultFactory(enrolment=mine, assessment=exam, score=Decimal("85.5"))
    talk = AssessmentFactory(course_class=run, name="=구술")
    csv = as_mentor.get(at("grades_csv", run.pk)).content
    head, line = csv.decode("utf-8-sig").splitlines()
    assert head == f"신청 번호,이름,중간 시험 (#{exam.pk}),'=구술 (#{talk.pk}),평가 합계(100점 환산)"
    assert line == f"{mine.pk},이서연,85.5,,42.75"
    sheet = load_workbook(io.BytesIO(as_mentor.get(at("grades_xlsx", run.pk)).content)).active
    assert [[cell.value for cell in row] for row in sheet][1] == [mine.pk, "이서연", 85.5, None, 42.75]
    changed = csv.decode("utf-8-sig").replace("85.5,,", "85.5,70,")
    shown = upload(as_mentor, run, SimpleUploadedFile("a.csv", changed.encode()))
    assert [(line.assessment, line.before, line.after) for line in shown.context["preview"].lines] == [
        ("=구술", "–", "70")
    ]
    assert not AssessmentResult.objects.filter(assessment=talk).exists()
    done = as_mentor.post(at("grades_apply", run.pk), {"token": token_of(shown)}, follow=True)
    assert "점수 1건을 저장했습니다." in text_of(done)
    assert AssessmentResult.objects.get(assessment=talk).score == 70


def test_every_bad_row_is_named_and_nothing_can_be_saved(as_mentor, run, mine, exam):
    other = learner(run)
    shown = upload(
        as_mentor, run,
        csv_of(
            "신청 번호,이름,중간 시험", f"{mine.pk},이서연,90", f"{other.pk},{other.member.name},백점", "",
            f"{mine.pk},이서연,80", "0,아무개,80", "번호,아무개,80", f"{other.pk},이서연,70",
        ),
    )  # fmt: skip
    wrong = shown.context["preview"].wrong
    assert [one.line for one in wrong] == [3, 5, 6, 7, 8]
    said = text_of(shown)
    assert f"3번째 줄 {other.member.name} – 중간 시험 ‘백점’: 점수를 85나 85.5처럼" in said
    assert "5번째 줄 이서연 – 2번째 줄에 이미 있는 학습자입니다." in said
    assert "신청 번호 ‘번호’는 이 차수의 수강생이 아닙니다." in said
    assert token_of(shown) == ""


def test_what_the_rules_refuse_and_names_that_differ_are_named(as_mentor, run, mine, exam):
    shown = upload(as_mentor, run, csv_of("신청 번호,이름,중간 시험", f"{mine.pk},이서연,100.5"))
    assert "2번째 줄 이서연 – 중간 시험: 점수는 0 이상 100 이하여야 합니다." in text_of(shown)
    shown = upload(as_mentor, run, csv_of("신청 번호,이름,중간 시험", f"{mine.pk},박도윤,90"))
    assert "이 번호의 수강생은 이서연 님입니다." in text_of(shown)


def test_a_file_that_changes_nothing(as_mentor, run, mine, exam):
    ResultFactory(enrolment=mine, assessment=exam)
    shown = upload(as_mentor, run, csv_of("신청 번호,이름,중간 시험", f"{mine.pk},이서연,80.0", f"{mine.pk}"))
    shown = upload(as_mentor, run, csv_of("신청 번호,이름,중간 시험", f"{mine.pk},이서연"))
    assert "바뀔 점수가 없습니다." in text_of(shown)
    assert token_of(shown) == ""


def test_files_of_korean_spreadsheets(as_mentor, run, mine, exam):
    lines = ["신청 번호,이름,중간 시험", f"{mine.pk},이서연,90"]
    assert token_of(upload(as_mentor, run, csv_of(*lines, encoding="cp949")))
    for score in (90, 90.0, "90", 90.25):
        shown = upload(as_mentor, run, xlsx_of(["신청 번호", "이름", "중간 시험"], [mine.pk, "이서연", score]))
        assert shown.context["preview"].lines[0].after in {"90", "90.25"}


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (csv_of("신청 번호,이름,기말 시험", "1,이서연,90"), "이 차수의 평가를 찾지 못했습니다."),
        (csv_of("신청 번호,이름,중간 시험,중간 시험"), "이 차수의 평가를 찾지 못했습니다."),
        (csv_of(" "), "이 차수의 평가를 찾지 못했습니다."),
        (SimpleUploadedFile("a.csv", b"\xff\xfe\x00\xd8"), "CSV나 Excel(.xlsx) 파일만"),
        (SimpleUploadedFile("a.csv", b'a,"' + b"b" * 200_000), "1행: 칸의 글이 너무 깁니다."),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04 not a workbook"), "파일이 손상되어 읽을 수 없습니다."),
        (SimpleUploadedFile("a.csv", b"1" * (MOST_BYTES + 1)), "파일이 너무 큽니다."),
        (csv_of(*["신청 번호,이름,중간 시험"] * (MOST_ROWS + 2)), "줄까지 올릴 수 있습니다."),
        (SimpleUploadedFile("a.csv", b""), "입력하신 파일은 빈 파일입니다."),
    ],
    ids=["head", "twice", "blank", "bytes", "field", "workbook", "large", "long", "empty"],
)
def test_files_that_cannot_be_taken(as_mentor, run, mine, exam, file, said):
    assert said in text_of(upload(as_mentor, run, file))


def test_a_workbook_that_unpacks_to_too_much(as_mentor, run, mine, exam, monkeypatch):
    monkeypatch.setattr("apps.core.sheet_reading.MOST_UNPACKED", 100)
    shown = upload(as_mentor, run, xlsx_of(["신청 번호", "이름", "중간 시험"]))
    assert "파일이 너무 큽니다." in text_of(shown)


def test_what_a_preview_showed_is_not_saved_once_it_is_old(as_mentor, mentor, run, mine, exam):
    shown = upload(as_mentor, run, csv_of("신청 번호,이름,중간 시험", f"{mine.pk},이서연,90"))
    services.enter_scores(assessment_id=exam.pk, by=mentor, cells=[services.ScoreEntry(mine.pk, Decimal(10))])
    done = as_mentor.post(at("grades_apply", run.pk), {"token": token_of(shown)}, follow=True)
    assert "저장하지 않았습니다. 파일을 다시 올려 확인해 주세요. 그사이 다른 사람이" in text_of(done)
    assert AssessmentResult.objects.get().score == 10


def test_a_preview_is_good_for_who_made_it_for_this_class_and_an_hour(client, as_mentor, mentor, run, mine, exam):
    shown = upload(as_mentor, run, csv_of("신청 번호,이름,중간 시험", f"{mine.pk},이서연,90"))
    other = running_class(instructors=[mentor])
    for path, token in ((at("grades_apply", other.pk), token_of(shown)), (at("grades_apply", run.pk), "x")):
        assert "미리 보기가 만료되었습니다." in text_of(as_mentor.post(path, {"token": token}, follow=True))
    with time_machine.travel(NOW + dt.timedelta(hours=1, seconds=2), tick=False):
        old = as_mentor.post(at("grades_apply", run.pk), {"token": token_of(shown)}, follow=True)
        assert "미리 보기가 만료되었습니다." in text_of(old)
    assert not AssessmentResult.objects.exists()
    assert CourseClass.objects.count() == 2
