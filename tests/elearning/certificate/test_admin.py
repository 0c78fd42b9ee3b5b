"""Certificates in the admin: found, revoked and corrected with a reason, exported; never written by hand."""

import pytest

from apps.elearning.certificate.models import Certificate
from tests.elearning.learning import learner, running_class
from tests.factories.certificate import CertificateFactory
from tests.factories.completion import CompletionFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/elearning/certificate/"


@pytest.fixture
def row(student):
    return CertificateFactory(completion=CompletionFactory(enrolment=learner(running_class(), member=student)))


@pytest.fixture
def office(client, superuser):
    client.force_login(superuser)
    return client


def act(office, action: str, *rows, **more):
    return office.post(LIST, {"action": action, "_selected_action": [one.pk for one in rows], **more}, follow=True)


def test_it_is_found_by_number_name_and_course(office, row, student):
    for word in (row.number, student.name, student.email, row.says["facts"]["course"]):
        assert row.number in office.get(LIST, {"q": word}).content.decode()
    assert row.number not in office.get(LIST, {"q": "없는말"}).content.decode()


def test_the_page_of_one_says_what_it_says(office, row):
    page = office.get(f"{LIST}{row.pk}/change/").content.decode()
    for words in (row.number, "교육 시간: 총 10시간", f'href="{row.get_absolute_url()}"'):
        assert words in page
    assert (row.token in page, row.says["salt"] in page) == (False, False)


@pytest.mark.parametrize(
    ("action", "status", "said"),
    [("revoke", "REVOKED", "1건의 발급을 취소하고"), ("correct", "REPLACED", "1건을 지금의 내용으로 다시 발급하고")],
)
def test_an_act_asks_for_its_reason_and_says_what_came_of_it(office, row, action, status, said):
    asked = act(office, action, row)
    assert 'name="reason"' in asked.content.decode()
    row.refresh_from_db()
    assert row.is_valid
    answer = act(office, action, row, reason="이름이 틀렸습니다")
    assert said in answer.content.decode()
    row.refresh_from_db()
    assert (row.status, row.end_reason) == (status, "이름이 틀렸습니다")
    again = act(office, "revoke", row, reason="또")
    assert "유효한 수료증만 발급을 취소할 수 있습니다" in again.content.decode()


def test_the_page_names_the_one_that_came_after(office, row):
    act(office, "correct", row, reason="오타")
    new = Certificate.objects.get(replaces=row)
    assert new.number in office.get(f"{LIST}{row.pk}/change/").content.decode()
    assert row.number in office.get(f"{LIST}{new.pk}/change/").content.decode()


def test_they_go_out_as_a_file_without_what_is_secret(office, row):
    act(office, "revoke", row, reason="=HYPERLINK(1)")
    answer = office.post(f"{LIST}export/", {"format": "1", "resource": "0", "reason_for_export": "점검", **_fields()})
    text = answer.content.decode("utf-8-sig")
    assert row.number in text
    assert "'=HYPERLINK(1)" in text
    assert row.token not in text


def _fields() -> dict[str, str]:
    names = (
        "number", "name", "course", "class_number", "completed", "status", "issued", "issued_by", "ended", "reason",
    )  # fmt: skip
    return {f"certificateresource_{name}": "on" for name in names}
