"""The pages of completion: the class to those who run it, the dry run and the act, one by hand, one's own account."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from apps.core import clock
from apps.elearning.assessment.models import AssessmentResult
from apps.elearning.completion import members
from apps.elearning.completion.models import Completion
from apps.elearning.completion.sheets import CompletionResource
from tests.elearning.completion.completing import assessment_of, finished_class, learner_with
from tests.elearning.learning import course_of, running_class
from tests.factories.completion import CompletionFactory
from tests.factories.elearning import CourseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course_class(mentor):
    course_class = finished_class(instructors=[mentor])
    assessment_of(course_class, is_required=True)
    return course_class


@pytest.fixture
def enrolment(course_class, student):
    return learner_with(course_class, member=student, score=80)


@pytest.fixture
def behind(course_class):
    return learner_with(course_class, member__name="미달이", progress=65, score=10)


@pytest.fixture
def teacher(client, mentor):
    client.force_login(mentor)
    return client


def page(course_class, name="completion") -> str:
    return reverse(f"classes:{name}", args=[course_class.pk])


def words_of(answer) -> str:
    return " ".join(answer.content.decode().split())


# --- Those who run the class ------------------------------------------------------------------------------------------


def test_the_class_with_everyone_s_scores_and_what_is_missing(teacher, course_class, enrolment, behind):
    CompletionFactory(enrolment=enrolment, is_manual=True, memo="보강")
    said = words_of(teacher.get(page(course_class)))
    assert "진도 65%(80% 이상 필요), 수료 총점 53.5점(60점 이상 필요), 평가 ‘중간고사’ 미합격" in said
    assert all(word in said for word in ("기준 미달", "직접 정함", "85점", enrolment.member.name))
    assert f'value="{behind.member_id}"' in said
    assert f'value="{enrolment.member_id}"' not in said  # completed already: nothing to choose


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("", {"가", "나", "다", "라", "마"}), ("open", {"가", "마"}), ("completed", {"나"}), ("conditional", {"다"}),
        ("failed", {"라"}), ("nonsense", {"가", "나", "다", "라", "마"}),
    ],
)  # fmt: skip
def test_narrowed_to_a_state(teacher, course_class, show, names):
    states = {"나": "COMPLETED_HONOR", "다": "CONDITIONAL", "라": "FAILED", "마": "PENDING"}
    for name in ("가", *states):
        one = learner_with(course_class, member__name=name)
        if name in states:
            CompletionFactory(enrolment=one, status=states[name])
    shown = teacher.get(page(course_class), {"show": show}).context["page"].page
    assert {row.name for row in shown} == names


def test_nobody_yet_and_nobody_in_this_state(teacher, course_class):
    assert "아직 승인된 수강생이 없습니다" in words_of(teacher.get(page(course_class)))
    assert "이 상태의 수강생이 없습니다" in words_of(teacher.get(page(course_class), {"show": "failed"}))


def test_while_the_class_runs_nobody_is_completed(teacher, mentor):
    run = running_class(instructors=[mentor], meetings=2, course=course_of(30))
    learner_with(run)
    said = words_of(teacher.get(page(run)))
    assert "마지막 날인 " in said
    assert "disabled" in said
    answer = teacher.get(page(run, "completion_preview"), follow=True)
    assert "마지막 날인 " in words_of(answer)


def test_a_dry_run_changes_nothing_and_the_act_does_what_it_said(teacher, course_class, enrolment, behind):
    answer = teacher.get(page(course_class, "completion_preview"))
    said = words_of(answer)
    assert "1명 수료 처리하기" in said
    assert "수료 기준을 채우지 못했습니다: 진도 65%(80% 이상 필요)" in said
    assert not Completion.objects.exists()
    form = answer.context["form"].initial
    assert form == {"completion_date": clock.today(), "chosen": str(enrolment.member_id)}
    done = teacher.post(page(course_class, "complete"), form, follow=True)
    assert done.redirect_chain == [(page(course_class), 302)]
    assert "1명을 수료 처리하고 알렸습니다" in words_of(done)
    assert Completion.objects.get().enrolment == enrolment
    again = teacher.post(page(course_class, "complete"), form, follow=True)
    assert "0명을 수료 처리했고, 1명은 처리하지 못했습니다" in words_of(again)
    assert "수료 처리했고" not in words_of(teacher.get(page(course_class)))  # said once


def test_a_dry_run_of_some(teacher, course_class, enrolment, behind):
    answer = teacher.get(page(course_class, "completion_preview"), {"chosen": [behind.member_id, "x", "9" * 30]})
    assert answer.context["done"] == []
    assert [line["name"] for line in answer.context["skipped"]] == ["미달이"]
    assert "지금 수료 처리할 수 있는 수강생이 없습니다." in words_of(answer)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"completion_date": "", "chosen": "1"}, "필수"),
        ({"completion_date": "2026-01-01", "chosen": "1,x"}, "다시 선택해 주세요"),
        ({"completion_date": "2020-01-01", "chosen": "1"}, "오늘까지 가운데 하루여야 합니다"),
    ],
)
def test_an_act_that_cannot_be_leads_back_to_the_dry_run(teacher, course_class, enrolment, given, said):
    answer = teacher.post(page(course_class, "complete"), given, follow=True)
    assert answer.redirect_chain == [(page(course_class, "completion_preview"), 302)]
    assert said in words_of(answer)


def test_the_result_names_a_member_who_is_not_of_the_class(teacher, course_class, stranger):
    given = {"completion_date": clock.today().isoformat(), "chosen": str(stranger.pk)}
    answer = teacher.post(page(course_class, "complete"), given, follow=True)
    assert f"회원 {stranger.pk}" in words_of(answer)
    assert stranger.name not in words_of(answer)


def test_files_hold_what_the_page_says(teacher, course_class, enrolment, behind):
    CompletionFactory(enrolment=enrolment, is_manual=True, memo="=1+1")
    text = teacher.get(page(course_class, "completion_csv")).content.decode("utf-8-sig")
    head, first, second = text.splitlines()
    assert head.startswith("신청 번호,이름,수료 상태,수료일,출석(%)")
    assert f"{enrolment.pk},{enrolment.member.name},수료,{clock.today()},90,80,85,85,,예,'=1+1" == first
    assert second.startswith(f"{behind.pk},미달이,처리 전,,100,10,65,53.5,")
    book = load_workbook(io.BytesIO(teacher.get(page(course_class, "completion_xlsx")).content))
    assert [cell.value for cell in book.active[2]][1] == enrolment.member.name


# --- One by hand ------------------------------------------------------------------------------------------------------


def test_deciding_by_hand_and_changing_it(teacher, enrolment, behind):
    address = reverse("enrolments:completion", args=[behind.pk])
    opened = teacher.get(address)
    assert "수료 기준으로는 지금 ‘미수료’입니다." in words_of(opened)
    given = {"completion_status": "CONDITIONAL", "revision": "0"}
    refused = teacher.post(address, given)
    assert refused.context["form"].errors["memo"] == [
        "수료 기준으로 계산한 것과 다르게 정할 때에는 메모에 이유를 적어 주세요."
    ]
    done = teacher.post(address, {**given, "memo": "재평가 예정"}, follow=True)
    assert "미달이 님의 수료 정보를 저장했습니다." in words_of(done)
    row = Completion.objects.get(enrolment=behind)
    assert (row.status, row.memo, row.is_manual) == ("CONDITIONAL", "재평가 예정", True)
    form = teacher.get(address).context["form"]
    shown = [form.initial[name] for name in ("completion_status", "completion_date", "memo", "revision")]
    assert shown == ["CONDITIONAL", row.completion_date, "재평가 예정", 1]
    teacher.post(
        address, {"completion_status": "COMPLETED", "total_score": "61", "memo": "재평가 61점", "revision": "1"}
    )
    row.refresh_from_db()
    assert (row.status, row.total_score, row.revision) == ("COMPLETED", 61, 2)
    assert teacher.get(address).context["form"].initial["total_score"] == 61
    late = teacher.post(address, {"completion_status": "FAILED", "memo": "늦게", "revision": "1"})
    assert "그사이 다른 사람이" in words_of(late)


def test_what_was_decided_by_the_rule_stands_beside_the_form(teacher, enrolment):
    CompletionFactory(enrolment=enrolment)
    opened = teacher.get(reverse("enrolments:completion", args=[enrolment.pk]))
    assert "수료 기준에 따름" in words_of(opened)
    assert opened.context["form"].initial["total_score"] == enrolment.completion.total_score


# --- One's own --------------------------------------------------------------------------------------------------------


def own(client, enrolment):
    client.force_login(enrolment.member)
    return words_of(client.get(reverse("classes:completion", args=[enrolment.course_class_id])))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("COMPLETED", "수료했습니다"), ("COMPLETED_HONOR", "우수한 성적으로 수료했습니다"),
        ("CONDITIONAL", "조건부로 수료했습니다"), ("FAILED", "수료하지 못했습니다"),
        ("PENDING", "수료를 정하지 않고 보류했습니다"),
    ],
)  # fmt: skip
def test_a_learner_reads_what_was_decided(client, enrolment, status, said):
    CompletionFactory(enrolment=enrolment, status=status, memo="알림 사항")
    shown = own(client, enrolment)
    assert said in shown
    assert "담당자 메모: 알림 사항" in shown
    assert ("85점" in shown) is (status != "PENDING")


def test_a_learner_sees_the_same_words_as_the_instructor(client, mentor, behind):
    seen = own(client, behind)
    client.force_login(mentor)
    by_teacher = words_of(client.get(reverse("enrolments:completion", args=[behind.pk])))
    for words in ("기준 80% 이상 · 지금 65%", "기준 합격 · 지금 아직 합격하지 못함", "기준 60점 이상 · 지금 53.5점"):
        assert words in seen
        assert words in by_teacher
    assert "수료 기준을 채우지 못했습니다" in seen


def test_what_nobody_has_graded_is_not_said_to_be_failed(client, course_class, behind):
    AssessmentResult.objects.filter(enrolment=behind).delete()
    shown = own(client, behind)
    assert "기준 합격 · 지금 아직 채점 전" in shown
    assert "평가 ‘중간고사’ 아직 채점 전" in shown
    assert "미합격" not in shown


def test_before_anything_was_decided(client, mentor, enrolment, student):
    assert "수료 기준을 모두 채웠습니다" in own(client, enrolment)
    run = running_class(instructors=[mentor], meetings=2, course=course_of(30))
    assert "지금까지 이만큼 왔습니다" in own(client, learner_with(run, member=student))
    free = finished_class(course=CourseFactory(), meetings=0)
    assert "이 차수는 강사가 수료를 정합니다" in own(client, learner_with(free, member=student, days=""))


def test_results_that_are_not_published_are_not_given_away(client, mentor, course_class, behind, enrolment):
    course_class.assessments.update(published_at=None)
    shown = own(client, behind)
    assert "평가 결과를 확인하고 있습니다" in shown
    assert "53.5" not in shown
    assert "미합격" not in shown
    CompletionFactory(enrolment=enrolment, status="PENDING")
    assert "85점" not in own(client, enrolment)
    client.force_login(mentor)
    assert "53.5점" in words_of(client.get(page(course_class)))


# --- Where else it is said --------------------------------------------------------------------------------------------


def test_one_s_enrolments_say_what_became_of_them(client, enrolment, behind):
    CompletionFactory(enrolment=enrolment, completion_date=dt.date(2026, 1, 14), status="COMPLETED_HONOR")
    client.force_login(enrolment.member)
    assert "우수 수료" in words_of(client.get(reverse("enrolments:list")))
    steps = client.get(enrolment.get_absolute_url()).context["page"].steps
    assert (steps[-1].label, steps[-1].state, steps[-1].note) == ("우수 수료", "done", "수료일 2026-01-14(수)")
    client.force_login(behind.member)
    steps = client.get(behind.get_absolute_url()).context["page"].steps
    assert (steps[-1].label, steps[-1].state) == ("수료", "now")
    CompletionFactory(enrolment=behind, status="FAILED")
    assert client.get(behind.get_absolute_url()).context["page"].steps[-1].state == "stopped"


# --- The admin, one's own data ----------------------------------------------------------------------------------------


def test_staff_complete_chosen_rows_class_by_class(client, superuser, mentor, enrolment, behind):
    on_hold = [CompletionFactory(enrolment=one, status="PENDING") for one in (enrolment, behind)]
    run = running_class(instructors=[mentor], course=course_of(30))
    on_hold.append(CompletionFactory(enrolment=learner_with(run, days=""), status="PENDING"))
    client.force_login(superuser)
    chosen = {"action": "complete", "_selected_action": [row.pk for row in on_hold]}
    said = words_of(client.post(reverse("admin:elearning_completion_changelist"), chosen, follow=True))
    assert Completion.objects.get(enrolment=enrolment).status == "COMPLETED_HONOR"
    assert Completion.objects.get(enrolment=behind).status == "PENDING"
    assert "수료 기준을 채우지 못했습니다" in said
    assert "마지막 날인 " in said


def test_staff_take_completions_along(client, superuser, enrolment):
    row = CompletionFactory(enrolment=enrolment, is_manual=True, memo="보강")
    client.force_login(superuser)
    opened = words_of(client.get(reverse("admin:elearning_completion_change", args=[row.pk])))
    assert reverse("enrolments:completion", args=[enrolment.pk]) in opened
    chosen = {f"completionresource_{name}": "on" for name in CompletionResource.fields}
    given = {"format": "1", "resource": "", "reason_for_export": "보고", **chosen}
    text = client.post(reverse("admin:elearning_completion_export"), given).content.decode("utf-8-sig")
    assert f",{enrolment.member.name},수료," in text
    assert ",예,보강," in text


def test_one_s_own_data_and_who_sees_it(client, enrolment, behind, student):
    assert members.facts_for_instructors(student) == []
    CompletionFactory(enrolment=enrolment)
    assert [label for label, _value in members.facts_for_instructors(student)] == ["수료"]
    assert members.export(student)[0]["total_score"] == 85
    CompletionFactory(enrolment=behind, status="PENDING")
    assert members.export(behind.member)[0]["total_score"] is None
