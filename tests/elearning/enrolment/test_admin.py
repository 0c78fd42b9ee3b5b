"""Staff act on enrolments and their money from the admin: through the services, row by row, with permission."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import clock, text
from apps.elearning.enrolment.models import Payment, Refund
from apps.elearning.enrolment.sheets import EnrolmentResource, PaymentResource, RefundResource
from tests.factories.elearning import CourseClassFactory, CourseFactory, EnrolmentFactory, PaymentFactory, RefundFactory
from tests.mentoring import reading

pytestmark = pytest.mark.django_db

LIST = "admin:elearning_enrolment_changelist"


def act(client, action, *rows, **fields):
    given = {"action": action, "_selected_action": [row.pk for row in rows], **fields}
    return client.post(reverse(LIST), given)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def office(client, superuser):
    client.force_login(superuser)
    return client


@pytest.fixture
def course_class(db):
    return CourseClassFactory(
        course=CourseFactory(title="응급 처치"), number=2, capacity=2, fee=50_000, promotion="MANUAL"
    )


def state(row) -> tuple[str, str, str]:
    row.refresh_from_db()
    return row.status, row.payment_status, row.refund_status


def test_approving_says_what_happened_to_each(office, course_class, student, other_student):
    one = EnrolmentFactory(course_class=course_class, member=student)
    waits = EnrolmentFactory(course_class=course_class, member=other_student, waiting=True)
    assert said(act(office, "approve", one, waits)) == [
        "수강신청 1건을 승인하고 학습자에게 알렸습니다.",
        "박도윤 · 응급 처치 2차: 지금 상태가 ‘대기’입니다. 자리가 나면 대기자 승인으로 자리를 줄 수 있습니다.",
    ]
    assert state(one) == ("APPROVED", "WAITING", "NONE")


def test_a_free_seat_goes_to_the_first_in_line_of_those_chosen(office, course_class):
    EnrolmentFactory(course_class=course_class)
    second = EnrolmentFactory(course_class=course_class, waiting=True)
    first = EnrolmentFactory(course_class=course_class, waiting=True, line_position=0)
    response = act(office, "approve_waiting", second, first)
    assert said(response)[0] == "대기 1건에 자리를 주고 승인했습니다."
    assert (state(first)[0], state(second)[0]) == ("APPROVED", "PENDING")


@pytest.mark.parametrize(
    ("action", "ended", "words"),
    [
        ("reject", "REJECTED", "수강신청 1건을 거부하고 학습자에게 알렸습니다."),
        ("cancel", "CANCELLED", "수강 1건을 취소하고 학습자에게 알렸습니다."),
    ],
)
def test_ending_asks_for_a_reason_first(office, course_class, student, action, ended, words):
    row = EnrolmentFactory(course_class=course_class, member=student)
    page = act(office, action, row)
    assert (page.status_code, state(row)[0]) == (200, "PENDING")
    assert said(act(office, action, row, reason="중복 신청")) == [words]
    assert (state(row)[0], student.notices.get().params["reason"]) == (ended, "중복 신청")


def test_a_payment_left_open_is_all_that_is_left(office, course_class, student, other_student):
    part = EnrolmentFactory(course_class=course_class, member=student, status="APPROVED", paid=20_000)
    paid = EnrolmentFactory(course_class=course_class, member=other_student, status="APPROVED", paid=50_000)
    page = act(office, "record_payment", part, paid)
    assert "카드 번호는 쓰지 말아 주세요." in page.content.decode()
    given = {"amount": "", "method": "BANK_TRANSFER", "day": "", "reference": "입금 1"}
    assert said(act(office, "record_payment", part, paid, **given)) == [
        "결제 1건을 기록했습니다.",
        "박도윤 · 응급 처치 2차: 수강료가 이미 모두 결제되었습니다.",
    ]
    found = part.payments.latest("pk")
    assert (found.amount, found.method, found.reference) == (30_000, "BANK_TRANSFER", "입금 1")
    assert state(part) == ("APPROVED", "COMPLETED", "NONE")


def test_a_payment_of_another_day_is_recorded_at_its_noon(office, course_class):
    row = EnrolmentFactory(course_class=course_class, status="APPROVED")
    yesterday = clock.today() - clock.ONE_DAY
    given = {"amount": "10000", "method": "CARD", "reference": ""}
    act(office, "record_payment", row, day=yesterday.isoformat(), **given)
    act(office, "record_payment", row, day=clock.today().isoformat(), **given)
    days = [clock.local(payment.paid_at) for payment in row.payments.all()]
    assert (days[0].date(), days[0].hour, days[1].date()) == (yesterday, 12, clock.today())


def test_what_is_recorded_already_is_not_said_to_be_recorded(office, course_class):
    row = EnrolmentFactory(course_class=course_class, status="APPROVED")
    given = {"amount": "10000", "method": "CARD", "day": "", "reference": "승인 7"}
    assert said(act(office, "record_payment", row, **given)) == ["결제 1건을 기록했습니다."]
    assert "이미 기록했습니다" in said(act(office, "record_payment", row, **given))[-1]
    back = {"amount": "1000", "reason": "일부", "day": "", "reference": "R 7"}
    act(office, "record_refund", row, **back)
    assert "이미 기록했습니다" in said(act(office, "record_refund", row, **back))[-1]
    assert (row.payments.count(), row.refunds.count()) == (1, 1)


@pytest.mark.parametrize(
    "given", [{"method": "GOLD", "amount": "1"}, {"method": "CARD", "amount": "-1"}, {"method": "CARD", "day": "어제"}]
)
def test_what_is_no_payment_is_asked_for_again(office, course_class, given):
    row = EnrolmentFactory(course_class=course_class, status="APPROVED")
    assert act(office, "record_payment", row, **given).status_code == 200
    assert Payment.objects.count() == 0


def test_a_refund_left_open_is_all_that_is_due(office, course_class, student):
    row = EnrolmentFactory(
        course_class=course_class, member=student, status="CANCELLED", paid=50_000, refund_due=35_000
    )
    page = act(office, "record_refund", row)
    assert (page.status_code, Refund.objects.count()) == (200, 0)
    given = {"amount": "", "reason": "환불 기준", "day": "", "reference": "환불 1"}
    assert said(act(office, "record_refund", row, **given)) == ["환불 1건을 기록하고 학습자에게 알렸습니다."]
    assert (row.refunds.get().amount, state(row)) == (35_000, ("CANCELLED", "COMPLETED", "COMPLETED"))
    name = "이서연 · 응급 처치 2차"
    assert said(act(office, "record_refund", row, **given))[-1] == (
        f"{name}: 환불하기로 정해진 금액이 남아 있지 않습니다. 금액을 직접 입력해 주세요."
    )
    more = {**given, "amount": "20000", "reference": "환불 2"}
    assert said(act(office, "record_refund", row, **more))[-1] == (
        f"{name}: 환불할 수 있는 금액은 15,000원입니다. 그보다 많이 환불할 수 없습니다."
    )


def test_each_act_asks_for_its_own_permission(client, bare_staff, course_class):
    row = EnrolmentFactory(course_class=course_class)
    for codename in ("view_enrolment", "change_enrolment"):
        bare_staff.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(bare_staff)
    page = client.get(reverse(LIST)).content.decode()
    offered = [name for name in ("approve", "cancel", "record_payment", "record_refund") if f'"{name}"' in page]
    assert offered == ["approve", "cancel"]
    act(client, "record_payment", row, amount="50000", method="CARD")
    act(client, "record_refund", row, amount="1", reason="시험")
    assert (Payment.objects.count(), Refund.objects.count()) == (0, 0)


def test_rows_cannot_be_added_changed_or_deleted_by_hand(office, course_class):
    row = EnrolmentFactory(course_class=course_class, paid=1_000)
    for name, pk in (("enrolment", row.pk), ("payment", row.payments.get().pk)):
        assert office.get(reverse(f"admin:elearning_{name}_add")).status_code == 403
        assert office.post(reverse(f"admin:elearning_{name}_change", args=[pk]), {"fee": "0"}).status_code == 403
        assert office.post(reverse(f"admin:elearning_{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403


def test_one_row_shows_its_place_its_money_and_the_way_to_the_site(office, course_class):
    EnrolmentFactory(course_class=course_class, waiting=True)
    row = EnrolmentFactory(course_class=course_class, waiting=True)
    page = reading.words(office.get(reverse("admin:elearning_enrolment_change", args=[row.pk])).content.decode())
    assert "대기 순서: 2" in page
    paid = EnrolmentFactory(course_class=course_class, status="CANCELLED", paid=9_000, refund_due=5_000)
    RefundFactory(enrolment=paid, amount=1_000)
    whole = office.get(reverse("admin:elearning_enrolment_change", args=[paid.pk])).content.decode()
    assert [amount in whole for amount in ("9,000원", "5,000원", "1,000원", f"/classes/{course_class.pk}/roster/")] == (
        [True] * 4
    )


def test_the_standings_can_be_told_apart(office, course_class, student, other_student):
    EnrolmentFactory(course_class=course_class, member=student)
    EnrolmentFactory(course_class=course_class, member=other_student, waiting=True)
    found = {}
    for standing in ("pending", "waiting", "approved", "nonsense"):
        page = office.get(reverse(LIST), {"standing": standing}, follow=True).content.decode()
        found[standing] = [name for name in ("이서연", "박도윤") if name in page]
    assert found == {
        "pending": ["이서연"], "waiting": ["박도윤"], "approved": [], "nonsense": ["이서연", "박도윤"],
    }  # fmt: skip


def exported(client, resource: type) -> list[list[str]]:
    model = resource._meta.model._meta.model_name
    chosen = {f"{resource.__name__.lower()}_{name}": "on" for name in resource.fields}
    chosen |= {"format": "1", "resource": "", "reason_for_export": "정산"}
    response = client.post(reverse(f"admin:elearning_{model}_export"), chosen)
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_what_is_exported_reads_as_people_write_it(office, course_class, student):
    row = EnrolmentFactory(
        course_class=course_class, member=student, status="REJECTED", rejection_reason="=1+1", paid=5_000
    )
    refund = RefundFactory(enrolment=row, amount=1_000, reason="=2")
    payment = row.payments.get()
    found = exported(office, EnrolmentResource)[1]
    assert (found[:5], found[-1]) == ([str(row.pk), "응급 처치", "2", "이서연", student.email], "'=1+1")
    assert found[5:11] == ["거부", "", "50000", "결제 완료", "해당 없음", "0"]
    assert found[11] == text.moment(row.applied_at)
    payments, refunds = exported(office, PaymentResource), exported(office, RefundResource)
    assert payments[0] == [
        "번호", "신청 번호", "과정", "차수", "이름", "금액(원)", "결제 방법", "거래 정보", "결제일시", "기록한 사람"
    ]  # fmt: skip
    assert payments[1][:8] == [
        str(payment.pk), str(row.pk), "응급 처치", "2", "이서연", "5000", "카드", payment.reference
    ]  # fmt: skip
    assert refunds[1][:7] == [str(refund.pk), str(row.pk), "응급 처치", "2", "이서연", "1000", "'=2"]


@pytest.mark.parametrize("model", ["enrolment", "payment", "refund"])
@pytest.mark.parametrize("query", ["", "?q=응급"])
def test_lists_cost_the_same_for_one_row_and_for_many(office, model, query):
    counts = []
    for number in (1, 5):
        for _ in range(number):
            row = EnrolmentFactory(course_class=CourseClassFactory(course=CourseFactory(title="응급 처치")))
            PaymentFactory(enrolment=row)
            RefundFactory(enrolment=row)
        with CaptureQueriesContext(connection) as asked:
            assert office.get(reverse(f"admin:elearning_{model}_changelist") + query).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
