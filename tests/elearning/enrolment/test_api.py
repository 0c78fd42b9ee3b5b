"""The ten calls of enrolment over HTTP, beyond what tests/contract shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.elearning.enrolment.models import Enrolment, Payment, Refund
from tests.api.client import ApiClient, refused
from tests.elearning.enrolment.enrolling import fill, waiting
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory, RefundFactory
from tests.factories.planner import AppointmentFactory

pytestmark = pytest.mark.django_db
ALL = "/api/v1/enrollments"
OWN = f"{ALL}/me"


def given(response) -> dict:
    assert response.status_code == 200, response.content.decode()
    return response.json()


def numbers(response) -> list[int]:
    return [row["enrollment_id"] for row in given(response)["enrollments"]]


def enrolling(row: CourseClassFactory, **more) -> dict:
    return {"course_id": row.course_id, "class_id": row.pk, **more}


# --- 3-01


def test_enrolling_answers_the_number_and_whether_one_waits(student, other_student):
    row = CourseClassFactory(capacity=1)
    first, second = (given(ApiClient(who).post(ALL, enrolling(row))) for who in (student, other_student))
    kept = {enrolment.member: enrolment.pk for enrolment in Enrolment.objects.all()}
    assert (first["enrollment_id"], first["is_waiting"], first["waiting_number"]) == (kept[student], False, 0)
    assert (second["enrollment_id"], second["is_waiting"], second["waiting_number"]) == (kept[other_student], True, 1)
    assert "승인을 기다려" in first["message"]
    assert "대기 1번" in second["message"]


def test_a_class_that_approves_by_itself_says_so_and_names_a_clash(student):
    row = CourseClassFactory(approval="AUTOMATIC", meetings=1)
    AppointmentFactory(member=student, starts_at=row.meetings.get().starts_at)
    message = given(ApiClient(student).post(ALL, enrolling(row)))["message"]
    assert message == "수강이 확정되었습니다. 같은 시간에 다른 일정이 있습니다."


def test_staff_enrol_another_and_nobody_else_does(student, other_student, superuser):
    row = CourseClassFactory()
    refused(ApiClient(student).post(ALL, enrolling(row, user_id=other_student.pk)), 403)
    given(ApiClient(superuser).post(ALL, enrolling(row, user_id=other_student.pk)))
    assert Enrolment.objects.get().member == other_student
    given(ApiClient(student).post(ALL, enrolling(row, user_id=None)))
    assert "회원" in refused(ApiClient(superuser).post(ALL, enrolling(row, user_id=987_654)), 400)


@pytest.mark.parametrize(
    "body",
    [
        {"class_id": 1},
        {"course_id": 1},
        {"course_id": "1", "class_id": 1},
        {"course_id": 1, "class_id": 0},
        {"course_id": 1, "class_id": 1, "fee": 0},
        {"courseId": 1, "classId": 1},
        [],
    ],
)
def test_what_is_not_meant_is_refused(student, body):
    refused(ApiClient(student).post(ALL, body), 400)


def test_a_class_that_is_not_there_or_of_another_course_is_missing(student):
    row, hidden = CourseClassFactory(), CourseClassFactory(is_published=False)
    for body in (
        enrolling(row) | {"course_id": hidden.course_id},
        enrolling(hidden),
        enrolling(row) | {"class_id": 9_876},
    ):
        refused(ApiClient(student).post(ALL, body), 404)


def test_a_full_class_without_a_waiting_list_is_a_conflict(student):
    row = CourseClassFactory(capacity=1, has_waiting_list=False)
    fill(row)
    assert "정원" in refused(ApiClient(student).post(ALL, enrolling(row)), 409)


def test_the_same_key_enrols_once_and_answers_the_same(student):
    row, client = CourseClassFactory(), ApiClient(student, Idempotency_Key="한번".encode().hex())
    first, again = client.post(ALL, enrolling(row)), client.post(ALL, enrolling(row))
    assert (first.json(), again["Idempotent-Replayed"]) == (again.json(), "true")
    assert Enrolment.objects.count() == 1
    refused(client.post(ALL, enrolling(CourseClassFactory())), 409)


# --- 3-02


def test_one_enrolment_as_it_stands(student, superuser):
    row = CourseClassFactory(capacity=1, fee=30_000, number=7, course__title="체력 측정")
    fill(row)
    waiting(row, 1)
    mine = EnrolmentFactory(course_class=row, member=student, waiting=True)
    item = given(ApiClient(student).get(f"{ALL}/{mine.pk}"))["enrollment"]
    assert {name: item[name] for name in ("user_id", "user_name", "course_title", "class_number", "fee")} == {
        "user_id": student.pk, "user_name": "이서연", "course_title": "체력 측정", "class_number": 7, "fee": 30_000,
    }  # fmt: skip
    assert (item["status"], item["is_waiting"], item["waiting_number"]) == ("PENDING", True, 2)
    assert (item["approved_at"], item["cancelled_at"], item["cancel_reason"]) == (None, None, "")


def test_the_money_of_one_is_what_its_records_say(student):
    row = CourseClassFactory(fee=30_000)
    mine = EnrolmentFactory(course_class=row, member=student, status="CANCELLED", paid=20_000, refund_due=14_000)
    RefundFactory(enrolment=mine, amount=4_000)
    RefundFactory(enrolment=mine, amount=1_000)
    item = given(ApiClient(student).get(f"{ALL}/{mine.pk}"))["enrollment"]
    assert (item["paid_amount"], item["refund_due"], item["refunded_amount"]) == (20_000, 14_000, 5_000)
    assert item["cancelled_at"].endswith("+09:00")


# --- 3-03 and 3-04


@pytest.fixture
def known(mentor, student, other_student):
    """The instructor's class has two, one of whom waits; the foreign class one, and the instructor learns there."""
    own, foreign = CourseClassFactory(instructors=[mentor], capacity=1), CourseClassFactory()
    rows = {
        "seated": EnrolmentFactory(course_class=own, member=student),
        "waiting": EnrolmentFactory(course_class=own, member=other_student, waiting=True),
        "ended": EnrolmentFactory(course_class=own, member=student, status="CANCELLED"),
        "foreign": EnrolmentFactory(course_class=foreign, member=student, status="APPROVED"),
        "instructor's": EnrolmentFactory(course_class=foreign, member=mentor),
    }
    return own, foreign, {name: row.pk for name, row in rows.items()}


def test_an_instructor_sees_their_classes_and_staff_all_newest_first(mentor, superuser, known):
    _own, _foreign, pk = known
    assert numbers(ApiClient(mentor).get(ALL)) == [pk["ended"], pk["waiting"], pk["seated"]]
    assert numbers(ApiClient(superuser).get(ALL)) == sorted(pk.values(), reverse=True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=PENDING", ["instructor's", "waiting", "seated"]),
        ("is_waiting=true", ["waiting"]),
        ("is_waiting=false&status=PENDING", ["instructor's", "seated"]),
        ("class_id={own}", ["ended", "waiting", "seated"]),
        ("course_id={course}", ["instructor's", "foreign"]),
        ("user_id={student}&class_id={own}", ["ended", "seated"]),
        ("user_id={student}&course_id={course}&status=APPROVED", ["foreign"]),
        ("status=REJECTED", []),
    ],
)
def test_a_list_is_of_what_was_asked_for(superuser, student, known, query, found):
    own, foreign, pk = known
    asked = query.format(own=own.pk, course=foreign.course_id, student=student.pk)
    assert numbers(ApiClient(superuser).get(f"{ALL}?{asked}")) == [pk[name] for name in found]


def test_an_instructor_who_asks_for_a_foreign_class_finds_nothing(mentor, known):
    _own, foreign, _pk = known
    assert numbers(ApiClient(mentor).get(f"{ALL}?class_id={foreign.pk}")) == []


@pytest.mark.parametrize(
    "query", ["status=APPLIED", "is_waiting=1", "user_id=0", "class_id=x", "page=0", "size=0", "size=101"]
)
def test_what_cannot_be_asked_for_is_refused(superuser, query):
    refused(ApiClient(superuser).get(f"{ALL}?{query}"), 400)


def test_ones_own_are_ones_own_whoever_one_is(mentor, student, known):
    _own, _foreign, pk = known
    assert numbers(ApiClient(mentor).get(OWN)) == [pk["instructor's"]]
    assert numbers(ApiClient(student).get(OWN)) == [pk["foreign"], pk["ended"], pk["seated"]]
    assert numbers(ApiClient(student).get(f"{OWN}?status=APPROVED")) == [pk["foreign"]]
    refused(ApiClient(student).get(f"{OWN}?status=approved"), 400)


def test_pages_are_as_long_as_asked_for(superuser):
    rows = [EnrolmentFactory(course_class=CourseClassFactory()) for _ in range(5)]
    newest = [row.pk for row in reversed(rows)]
    client = ApiClient(superuser)
    assert numbers(client.get(f"{ALL}?size=2")) == newest[:2]
    last = client.get(f"{ALL}?size=2&page=3")
    assert (numbers(last), last.json()["paging"]) == (newest[4:], {"page": 3, "size": 2, "total": 5, "pages": 3})
    beyond = client.get(f"{ALL}?size=2&page=9")
    assert (numbers(beyond), beyond.json()["paging"]) == ([], {"page": 9, "size": 2, "total": 5, "pages": 3})
    assert client.get(ALL).json()["paging"]["size"] == 20


# --- 3-05 to 3-08


def test_each_act_does_what_it_says(mentor):
    row = CourseClassFactory(instructors=[mentor], capacity=2, promotion="MANUAL")
    one, two = fill(row)
    first, second = waiting(row, 2)
    client = ApiClient(mentor)
    given(client.patch(f"{ALL}/{one.pk}/approve"))
    given(client.patch(f"{ALL}/{two.pk}/reject", {"rejection_reason": "요건 미달"}))
    passed = given(client.patch(f"{ALL}/{second.pk}/approve-waiting", {}))
    assert "먼저 기다리던 사람이 1명" in passed["message"]
    given(client.patch(f"{ALL}/{one.pk}/cancel", {"cancel_reason": "장기 결석"}))
    assert given(client.patch(f"{ALL}/{first.pk}/approve-waiting"))["message"] == "대기자를 승인했습니다."
    states = {
        pk: (status, reason) for pk, status, reason in Enrolment.objects.values_list("pk", "status", "cancel_reason")
    }
    assert states == {
        one.pk: ("CANCELLED", "장기 결석"), two.pk: ("REJECTED", ""),
        first.pk: ("APPROVED", ""), second.pk: ("APPROVED", ""),
    }  # fmt: skip


def test_a_wrong_state_is_a_conflict_that_names_it(mentor):
    row = CourseClassFactory(instructors=[mentor], capacity=1)
    one, (first,) = EnrolmentFactory(course_class=row, status="APPROVED"), waiting(row, 1)
    client = ApiClient(mentor)
    assert "‘승인’" in refused(client.patch(f"{ALL}/{one.pk}/approve"), 409)
    assert "‘승인’" in refused(client.patch(f"{ALL}/{one.pk}/reject", {"rejection_reason": "까닭"}), 409)
    assert "‘대기’" in refused(client.patch(f"{ALL}/{first.pk}/approve"), 409)
    assert "남은 자리가 없습니다" in refused(client.patch(f"{ALL}/{first.pk}/approve-waiting"), 409)


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("approve", {"reason": "?"}),
        ("approve-waiting", {"force": True}),
        ("reject", None),
        ("reject", {}),
        ("reject", {"rejection_reason": " "}),
        ("reject", {"rejection_reason": "가" * 501}),
        ("cancel", {"cancel_reason": ""}),
        ("cancel", {"reason": "까닭"}),
        ("cancel", {"cancel_reason": None}),
    ],
)
def test_an_act_takes_its_own_words_alone(mentor, act, body):
    row = CourseClassFactory(instructors=[mentor])
    one = EnrolmentFactory(course_class=row)
    refused(ApiClient(mentor).patch(f"{ALL}/{one.pk}/{act}", body), 400)
    one.refresh_from_db()
    assert one.status == "PENDING"


def test_a_learner_cancels_without_a_word_and_learns_what_comes_back(student):
    mine = EnrolmentFactory(
        member=student, status="APPROVED", paid=30_000, course_class=CourseClassFactory(fee=30_000)
    )  # fmt: skip
    message = given(ApiClient(student).patch(f"{ALL}/{mine.pk}/cancel"))["message"]
    assert message == "수강을 취소했습니다. 환불할 금액은 30,000원입니다."
    assert "‘취소’" in refused(ApiClient(student).patch(f"{ALL}/{mine.pk}/cancel"), 409)


# --- 3-09 and 3-10


def test_money_is_recorded_once_for_one_reference(superuser):
    row = EnrolmentFactory(status="APPROVED", course_class=CourseClassFactory(fee=30_000))
    client, path = ApiClient(superuser), f"{ALL}/{row.pk}/payment"
    paid = {"payment_amount": 30_000, "payment_method": "BANK_TRANSFER", "payment_info": "입금 7"}
    said = [given(client.post(path, paid))["message"] for _ in range(2)]
    assert ["이미 기록한 결제" in one for one in said] == [False, True]
    assert Payment.objects.count() == 1
    refused(client.post(path, {**paid, "payment_amount": 20_000}), 409)
    refused(client.post(path, {**paid, "payment_info": "입금 8"}), 409)
    back = {"refund_amount": 10_000, "refund_reason": "일부 환불"}
    given(client.post(f"{ALL}/{row.pk}/refund", back))
    again = {**back, "refund_info": "R1"}
    said = [given(client.post(f"{ALL}/{row.pk}/refund", again))["message"] for _ in range(2)]
    assert ["이미 기록한 환불" in one for one in said] == [False, True]
    assert Refund.objects.count() == 2
    assert "10,000원" in refused(client.post(f"{ALL}/{row.pk}/refund", {**back, "refund_amount": 10_001}), 409)


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("payment", {"payment_amount": 1, "payment_method": "CASH", "payment_info": "x"}),
        ("payment", {"payment_amount": -1, "payment_method": "CARD", "payment_info": "x"}),
        ("payment", {"payment_amount": 1.5, "payment_method": "CARD", "payment_info": "x"}),
        ("payment", {"payment_amount": 0, "payment_method": "CARD", "payment_info": "x"}),
        ("payment", {"payment_amount": 1, "payment_method": "CARD", "payment_info": ""}),
        ("payment", {"payment_amount": 1, "payment_method": "CARD"}),
        ("payment", {"payment_amount": 1, "payment_method": "CARD", "payment_info": "x", "card_number": "4111"}),
        ("refund", {"refund_amount": 0, "refund_reason": "까닭"}),
        ("refund", {"refund_amount": 1, "refund_reason": " "}),
        ("refund", {"refund_amount": 1}),
    ],
)
def test_what_is_no_money_is_refused(superuser, act, body):
    row = EnrolmentFactory(status="APPROVED", course_class=CourseClassFactory(fee=10), paid=5)
    refused(ApiClient(superuser).post(f"{ALL}/{row.pk}/{act}", body), 400)
    assert (Payment.objects.count(), Refund.objects.count()) == (1, 0)


# --- How many queries: the token is one of them


def cost(client: ApiClient, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        given(client.get(path))
    return len(queries)


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize(
    ("path", "queries"),
    [(f"{ALL}?size=100", 4), (f"{ALL}?status=PENDING&is_waiting=true&size=100", 4)],
)
def test_the_list_costs_staff_the_same_for_one_and_fifty(superuser, rows, path, queries):
    _some_of_each(CourseClassFactory(fee=30_000, capacity=rows), rows)
    assert cost(ApiClient(superuser), path) == queries


@pytest.mark.parametrize("rows", [1, 50])
def test_and_an_instructor_and_a_learner(mentor, student, rows):
    row = CourseClassFactory(fee=30_000, capacity=rows, instructors=[mentor])
    _some_of_each(row, rows)
    for _ in range(rows):
        EnrolmentFactory(member=student, course_class=CourseClassFactory())
    assert cost(ApiClient(mentor), f"{ALL}?size=100&class_id={row.pk}") == 5
    assert cost(ApiClient(student), f"{OWN}?size=100") == 4


def test_one_enrolment_costs_little(student, mentor):
    mine = EnrolmentFactory(member=student, course_class=CourseClassFactory(instructors=[mentor]))
    assert (cost(ApiClient(student), f"{ALL}/{mine.pk}"), cost(ApiClient(mentor), f"{ALL}/{mine.pk}")) == (2, 2)


def _some_of_each(row, number: int) -> None:
    for _ in range(number):
        EnrolmentFactory(course_class=row, paid=30_000)
        EnrolmentFactory(course_class=row, waiting=True)
