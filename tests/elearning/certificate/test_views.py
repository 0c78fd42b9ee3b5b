"""The pages: one's own certificates, the files, issuing, and the public check, which gives nothing away."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core.logs import redact
from apps.core.models import ThrottleHit
from apps.elearning.certificate import rules, services
from apps.elearning.certificate.models import Certificate
from apps.elearning.completion.states import CompletionStatus
from tests.api.client import ApiClient
from tests.elearning.learning import learner, running_class
from tests.factories.certificate import CertificateFactory
from tests.factories.completion import CompletionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course_class(mentor):
    return running_class(instructors=[mentor])


@pytest.fixture
def completion(course_class, student):
    student.name = "홍길동"
    student.save()
    return CompletionFactory(enrolment=learner(course_class, member=student))


@pytest.fixture
def row(completion):
    return CertificateFactory(completion=completion)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# --- One's own --------------------------------------------------------------------------------------------------------


def test_who_has_completed_gets_a_certificate_by_a_button(client, student, completion):
    client.force_login(student)
    page = client.get("/certificates/")
    assert f'action="/certificates/issue/{completion.pk}/"' in page.content.decode()
    answer = client.post(f"/certificates/issue/{completion.pk}/")
    row = Certificate.objects.get()
    assert answer["Location"] == f"/certificates/{row.number}/"
    shown = text_of(client.get(answer["Location"]))
    for words in (row.number, "홍길동", row.says["ko"]["sentence"], row.says["ko"]["day"]):
        assert words in shown
    assert "발급받을 수 있는 수료증" not in text_of(client.get("/certificates/"))


def test_a_refusal_is_said_on_the_list(client, student, row, superuser):
    services.revoke_certificate(by=superuser, certificate_id=row.pk, reason="잘못 발급")
    client.force_login(student)
    answer = client.post(f"/certificates/issue/{row.completion_id}/", follow=True)
    assert answer.redirect_chain == [("/certificates/", 302)]
    assert "발급이 취소된 수료증입니다" in text_of(answer)
    assert "잘못 발급" in text_of(client.get(row.get_absolute_url()))


def test_the_list_is_empty_in_words(client, stranger):
    client.force_login(stranger)
    assert "아직 발급받은 수료증이 없습니다" in text_of(client.get("/certificates/"))


def test_a_corrected_one_leads_to_its_history(client, student, row, superuser):
    new = services.correct_certificate(by=superuser, certificate_id=row.pk, reason="이름 정정")
    client.force_login(student)
    assert row.number not in text_of(client.get("/certificates/"))
    page = client.get(new.get_absolute_url())
    assert f'href="/certificates/{row.number}/"' in page.content.decode()
    old = text_of(client.get(row.get_absolute_url()))
    assert ("유효하지 않은 수료증입니다" in old, "이름 정정" in old) == (True, True)


@pytest.mark.parametrize(
    ("query", "language", "words"),
    [
        ("?lang=ko", "ko", b"/Lang (ko"),
        ("?lang=en", "ko", b"/Lang (en"),
        ("", "en", b"/Lang (en"),
        ("?lang=fr", "en", b"/Lang (ko"),
    ],
)
def test_the_pdf_comes_in_the_language_asked_for(client, student, row, query, language, words):
    client.force_login(student)
    answer = client.get(f"/certificates/{row.number}/certificate.pdf{query}", headers={"Accept-Language": language})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("attachment")
    assert words.replace(b" ", b"") in answer.content.replace(b" ", b"")


def test_a_name_that_the_pdf_cannot_show_is_said_and_the_page_prints_it(client, student, completion):
    student.name = "洪길동"
    student.save()
    completion.refresh_from_db()
    row = CertificateFactory(completion=completion)
    client.force_login(student)
    answer = client.get(f"/certificates/{row.number}/certificate.pdf", follow=True)
    assert answer.redirect_chain == [(row.get_absolute_url(), 302)]
    assert "PDF 글꼴에 없는 글자(洪)" in text_of(answer)
    assert "洪길동" in text_of(answer)


def test_the_badge_is_a_file_of_the_learners_alone(client, student, mentor, row):
    client.force_login(student)
    answer = client.get(f"/certificates/{row.number}/badge.jwt")
    assert (answer["Content-Type"], answer.content.count(b".")) == ("application/jwt", 2)
    client.force_login(mentor)
    assert client.get(f"/certificates/{row.number}/badge.jwt").status_code == 404
    assert "배지" not in text_of(client.get(row.get_absolute_url()))


def test_without_a_badge_it_says_so(client, student, row, settings):
    settings.BADGE_SIGNING_KEY = ""
    client.force_login(student)
    answer = client.get(f"/certificates/{row.number}/badge.jwt", follow=True)
    assert "디지털 배지가 없습니다" in text_of(answer)
    assert "badge.jwt" not in answer.content.decode()


# --- A class ----------------------------------------------------------------------------------------------------------


def test_the_instructor_issues_to_the_class_from_its_page(client, mentor, course_class, completion):
    client.force_login(mentor)
    here = f"/classes/{course_class.pk}/completion/"
    assert "수료증 1건 발급하기" in text_of(client.get(here))
    answer = client.post(f"/classes/{course_class.pk}/certificates/", follow=True)
    assert answer.redirect_chain == [(here, 302)]
    assert "수료증 1건을 발급했습니다." in text_of(answer)
    assert Certificate.objects.get().number in text_of(answer)
    assert "발급하기" not in text_of(answer)


def test_each_one_that_gets_none_is_named(client, mentor, course_class, completion):
    other = CompletionFactory(enrolment=learner(course_class), status=CompletionStatus.FAILED)
    client.force_login(mentor)
    chosen = [str(completion.pk), str(other.pk), "x", "9" * 30]
    answer = client.post(f"/classes/{course_class.pk}/certificates/", {"chosen": chosen}, follow=True)
    said = text_of(answer)
    assert "수료증 1건을 발급했습니다." in said
    assert f"{other.enrolment.member.name}: 지금 상태가 ‘미수료’입니다." in said


def test_too_many_at_once_are_refused(client, mentor, course_class, completion, monkeypatch):
    monkeypatch.setattr(rules, "MOST_AT_ONCE", 0)
    client.force_login(mentor)
    answer = client.post(f"/classes/{course_class.pk}/certificates/", follow=True)
    assert "한 번에 0건까지" in text_of(answer)


def test_a_learner_sees_the_way_to_it_where_the_class_says_completed(client, student, course_class, completion):
    client.force_login(student)
    here = f"/classes/{course_class.pk}/completion/"
    assert f'action="/certificates/issue/{completion.pk}/"' in client.get(here).content.decode()
    row = CertificateFactory(completion=completion)
    assert f'href="{row.get_absolute_url()}"' in client.get(here).content.decode()


# --- The public check -------------------------------------------------------------------------------------------------


def check(client, number, name="홍길동"):
    return client.post("/verify/", {"number": number, "name": name})


def shown(answer) -> str:
    """What the answer says, without what was typed and what is never twice the same."""
    page = re.sub(r'value="[^"]*"', "", answer.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_number_and_name_together_are_answered_with_a_masked_name(client, row):
    answer = check(client, row.number, " 홍 길동")
    said = shown(answer)
    facts = row.says["facts"]
    for words in ("유효한 수료증입니다", row.number, "홍*동", facts["course"], "확인했습니다"):
        assert words in said
    assert ("홍길동" in said, row.completion.enrolment.member.email in said) == (False, False)
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}", "{2}"])
def test_a_number_fits_however_it_is_typed(client, row, typed):
    number = row.number
    typed = typed.format(number, number.replace("-", "–"), number.replace("-", " - "))
    assert "유효한 수료증입니다" in shown(check(client, typed))


def test_a_wrong_name_and_a_number_that_is_not_there_are_answered_alike(client, row, superuser):
    revoked = CertificateFactory(completion=CompletionFactory())
    services.revoke_certificate(by=superuser, certificate_id=revoked.pk, reason="비밀")
    answers = [check(client, number, "홍길둥") for number in (row.number, revoked.number, "2026-9999-999999", "x")]
    assert len({shown(answer) for answer in answers}) == 1
    assert {answer.status_code for answer in answers} == {200}
    assert "맞는 수료증이 없습니다" in shown(answers[0])


def test_a_wrong_name_costs_as_many_statements_as_a_wrong_number(client, row):
    check(client, "2026-9999-000001")  # the first try from an address makes its bucket
    counts = []
    for number in (row.number, "2026-9999-999999"):
        with CaptureQueriesContext(connection) as queries:
            check(client, number, "홍길둥")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (services.revoke_certificate, "발급이 취소된 수료증입니다"),
        (services.correct_certificate, "더 이상 유효하지 않은 수료증입니다"),
    ],
)
def test_what_counts_no_more_is_said_without_the_reason(client, row, superuser, act, words):
    new = act(by=superuser, certificate_id=row.pk, reason="비밀 사유")
    for answer in (check(client, row.number), client.get(f"/verify/{row.token}/")):
        said = shown(answer)
        assert words in said
        assert ("비밀" in said, new.number in said) == (False, new == row)


def test_the_code_needs_no_name_and_says_no_more(client, row):
    answer = client.get(f"/verify/{row.token}/")
    said = shown(answer)
    assert ("유효한 수료증입니다" in said, "홍*동" in said, "홍길동" in said) == (True, True, False)
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert "확인되지 않는 수료증입니다" in shown(client.get(f"/verify/{row.token[:-1]}/"))


def test_the_check_speaks_english_too(client, row):
    answer = client.get(f"/verify/{row.token}/", headers={"Accept-Language": "en"})
    said = shown(answer)
    assert ("This certificate is valid" in said, row.says["en"]["facts"][2][1] in said) == (True, True)


def test_nothing_typed_is_asked_for_again(client):
    answer = client.post("/verify/", {"number": "", "name": ""})
    assert answer.content.decode().count("is-invalid") >= 2
    assert not ThrottleHit.objects.exists()


def test_guessing_ends(client, row):
    for _ in range(rules.CHECKS_OF_NUMBER[0].times):
        assert check(client, row.number, "아무개").status_code == 200
    answer = check(client, row.number)
    assert (answer.status_code, "Retry-After" in answer) == (429, True)
    assert "유효한 수료증입니다" not in shown(answer)
    assert check(client, "2026-9999-999999").status_code == 200  # another number, the same address


def test_an_address_has_an_end_too(client, row, monkeypatch):
    for number in range(rules.CHECKS_OF_NETWORK[0].times):
        check(client, f"2026-0001-{number:06d}", "아무개")
    assert check(client, row.number).status_code == 429


def test_codes_are_looked_at_so_often_and_no_more(client, monkeypatch, row):
    monkeypatch.setattr(
        "apps.elearning.certificate.views.LOOKS_OF_NETWORK", (rules.Limit(1, rules.timedelta(hours=1)),)
    )
    ways = [{"REMOTE_ADDR": f"2001:db8:1:2::{number}"} for number in range(2)]  # one customer, two addresses
    assert [client.get(f"/verify/{row.token}/", **way).status_code for way in ways] == [200, 429]


def test_many_addresses_of_one_customer_are_one_for_the_check(client, row, monkeypatch):
    monkeypatch.setattr(
        "apps.elearning.certificate.views.CHECKS_OF_NETWORK", (rules.Limit(1, rules.timedelta(hours=1)),)
    )
    typed = [{"number": f"2026-0001-{number:06d}", "name": "아무개"} for number in range(2)]
    answers = [client.post("/verify/", sent, REMOTE_ADDR=f"2001:db8:1:2::{n}") for n, sent in enumerate(typed)]
    assert [answer.status_code for answer in answers] == [200, 429]


def test_no_log_keeps_the_address_of_a_code(row):
    kept = redact(f'"GET /verify/{row.token}/ HTTP/1.1" 200')
    assert ("GET /verify/" in kept, row.token in kept) == (True, False)


def test_every_page_has_the_way_to_the_check(client):
    cache.clear()
    assert 'href="/verify/"' in client.get("/").content.decode()
    assert "Disallow: /verify/" in client.get("/robots.txt").content.decode()


# --- Over HTTP --------------------------------------------------------------------------------------------------------


def test_the_api_says_what_was_frozen_and_what_is_true_today(client, row, student, superuser):
    new = services.correct_certificate(by=superuser, certificate_id=row.pk, reason="이름 정정")
    student.name = "홍바름"
    student.save()
    body = ApiClient(student)("GET", f"/api/v1/completions/certificate/{row.number}").json()
    typed = row.number.replace("-", "\N{EN DASH}")
    assert ApiClient(student)("GET", f"/api/v1/completions/certificate/{typed}").json() == body
    frozen = body["certificate"]
    assert (frozen["certificate_status"], frozen["user_name"], frozen["end_reason"]) == (
        "REPLACED",
        "홍길동",
        "이름 정정",
    )
    assert (frozen["replaced_by_no"], frozen["replaces_no"]) == (new.number, None)
    assert body["user"]["user_name"] == "홍바름"
    assert frozen["verify_url"].endswith(row.check_path)
    again = ApiClient(student)("POST", f"/api/v1/completions/{row.completion_id}/certificate").json()
    assert (again["certificate_no"], again["certificate_url"]) == (
        new.number, f"http://testserver/certificates/{new.number}/",
    )  # fmt: skip
