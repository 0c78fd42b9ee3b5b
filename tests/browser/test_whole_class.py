"""A class of one day from its first content to the certificate: by clicking alone, and by the API alone, to the same
end."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from apps.accounts.models import Member
from apps.core import clock
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.certificate.models import Certificate
from apps.elearning.completion.models import Completion
from tests.api.client import ApiClient
from tests.api.flat import flat
from tests.browser.acts import press
from tests.factories.elearning import ContentFactory, CourseClassFactory, CourseFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REACHED = ("status", "completion_date", "attendance_score", "assessment_score", "progress_score", "total_score")
PRINTED = ("course", "hours", "start", "end", "class_number")


def one_day(mentor: Member) -> CourseClass:
    """Today; two documents to read, one meeting; whoever enrols is in at once."""
    course = CourseFactory(title="하루 깃")
    for number in (1, 2):
        ContentFactory(course=course, title=f"{number}장", type="DOCUMENT", text="읽을거리", minutes=10)
    today = clock.today()
    return CourseClassFactory(
        course=course, number=1, start_date=today, end_date=today, apply_start=today - dt.timedelta(days=1),
        apply_end=today, approval="AUTOMATIC", instructors=[mentor], meetings=1,
    )  # fmt: skip


def by_clicking(open_page, course_class: CourseClass, mentor: Member, student: Member) -> None:
    learner = open_page(student).page
    learner.goto(course_class.course.get_absolute_url())
    learner.locator("main").get_by_role("link", name="수강신청하기").first.click()
    press(learner, "수강신청하기")
    learner.get_by_role("link", name="강의실로 가기").click()
    for _content in range(2):
        learner.locator("main").get_by_role("link", name="학습").first.click()
        press(learner, "학습 완료하기")
        learner.get_by_role("link", name="강의실로 돌아가기").first.click()
    expect(learner.locator("main")).to_contain_text("100%")

    teacher = open_page(mentor).page
    teacher.goto(f"/classes/{course_class.pk}/roster/")
    menu = teacher.get_by_role("navigation", name="차수 메뉴")
    menu.get_by_role("link", name="출결").click()
    teacher.locator("main table thead").get_by_role("link").first.click()
    press(teacher, "미기록자 모두 출석")
    expect(teacher.get_by_role("radio", name="출석")).to_be_checked()
    menu.get_by_role("link", name="평가").click()
    teacher.get_by_role("link", name="평가 만들기").first.click()
    teacher.get_by_label("평가명").fill("마무리 과제")
    teacher.get_by_label("유형").select_option("ASSIGNMENT")
    teacher.get_by_label("총점").fill("100")
    teacher.get_by_label("합격 점수").fill("60")
    teacher.locator("[name=start_date]").fill(clock.today().isoformat())
    teacher.locator("[name=end_date]").fill(clock.today().isoformat())
    press(teacher, "평가 만들기")
    menu.get_by_role("link", name="성적").click()
    teacher.locator("main table input[type=text], main table input[inputmode=decimal]").first.fill("95")
    teacher.keyboard.press("Enter")
    expect(teacher.locator("main table")).to_contain_text("95")
    menu.get_by_role("link", name="평가").click()
    teacher.locator("main").get_by_role("link", name="마무리 과제", exact=True).click()
    teacher.get_by_role("link", name="결과 공개하기").click()
    press(teacher, "결과 공개하기")
    menu.get_by_role("link", name="수료", exact=True).click()
    press(teacher, "수료 처리 미리 보기")
    press(teacher, "1명 수료 처리하기")

    learner.goto(f"/classes/{course_class.pk}/completion/")
    press(learner, "수료증 발급받기")
    expect(learner.locator("main")).to_contain_text(Certificate.objects.latest("pk").number)


def by_the_api(course_class: CourseClass, mentor: Member, student: Member) -> None:
    learner, teacher = ApiClient(student), ApiClient(mentor)
    ids = {"course_id": course_class.course_id, "class_id": course_class.pk}
    today = clock.today().isoformat()
    mine = {"enrollment_id": flat(learner.post("/api/v1/enrollments", ids))["enrollment_id"]}
    for content in flat(learner.get(f"/api/v1/progress/enrollment/{mine['enrollment_id']}"))["progresses"]:
        for act in ("start", "complete"):
            flat(learner.patch(f"/api/v1/progress/{act}", {**mine, "content_id": content["content_id"]}))

    day = {"class_date": today, "attendances": [{**mine, "attendance_type": "PRESENT"}]}
    flat(teacher.post("/api/v1/attendance/batch", {**ids, **day}))
    task = {
        "assessment_name": "마무리 과제", "assessment_type": "ASSIGNMENT", "start_date": today, "end_date": today,
        "total_score": 100, "pass_score": 60,
    }  # fmt: skip
    made = flat(teacher.post("/api/v1/assessments", {**ids, **task}))["assessment_id"]
    flat(teacher.post(f"/api/v1/assessments/{made}/results", {**mine, "attempt": 1, "score": 95}))
    assert flat(teacher.post("/api/v1/completions/batch", ids))["processed"] == 1

    completion = flat(learner.get(f"/api/v1/completions/enrollment/{mine['enrollment_id']}"))["completion"]
    issued = flat(learner.post(f"/api/v1/completions/{completion['completion_id']}/certificate", {}))
    found = flat(learner.get(f"/api/v1/completions/certificate/{issued['certificate_no']}"))
    assert found["user"]["user_name"] == student.name


def test_both_doors_lead_from_the_first_content_to_the_same_certificate(open_page, mentor, student, other_student):
    clicked, called = one_day(mentor), one_day(mentor)
    by_clicking(open_page, clicked, mentor, student)
    by_the_api(called, mentor, other_student)
    ends = []
    for course_class in (clicked, called):
        completion = Completion.objects.get(enrolment__course_class=course_class)
        certificate = Certificate.objects.get(course_class=course_class)
        facts = certificate.says["facts"]
        ends.append([*(getattr(completion, name) for name in REACHED), *(facts[name] for name in PRINTED)])
    assert ends[0] == ends[1]
    assert ends[0][0] == "COMPLETED_HONOR"
