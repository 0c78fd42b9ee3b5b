"""The pages: two link with each other, a code is in no address, and refusals say what to do."""

import datetime as dt
import logging

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.core.models import AuditEntry
from apps.linking.models import AccountLink, AdminClass, TempCode, VerifiedClaim
from apps.notices.models import Notice
from tests.factories.accounts import MemberFactory
from tests.factories.linking import TempCodeFactory, VerifiedClaimFactory, linked

pytestmark = pytest.mark.django_db

CODE, ENTER, CONFIRM, LIST = (reverse(f"linking:{name}") for name in ("code", "enter", "confirm", "list"))


def as_(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def body(response) -> str:
    return response.content.decode()


# --- Linking two


def test_two_link_with_each_other(student, parent):
    made = as_(student).post(CODE, follow=True)
    code = TempCode.objects.get().code
    assert made.redirect_chain == [(CODE, 302)]
    assert f"<span>{code[:3]}</span><span>{code[3:]}</span>" in body(made)
    assert f'value="{code}"' in body(made)
    other = as_(parent)
    found = other.post(ENTER, {"code": f"  {code[:3]} {code[3:]}\n"}, follow=True)
    assert found.redirect_chain == [(CONFIRM, 302)]
    shown = body(found)
    assert [word in shown for word in ("서연", "학생", student.email, student.name, student.phone, code)] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
    done = other.post(CONFIRM, {"mentor": student.pk}, follow=True)
    assert done.redirect_chain == [(LIST, 302)]
    assert said(done) == ["서연 님과 계정을 연동했습니다."]
    assert AccountLink.objects.count() == 1
    assert other.post(CONFIRM, {"mentor": student.pk}).url == LIST  # sent twice


def test_the_time_until_which_a_code_lives_is_in_words(student):
    with time_machine.travel(dt.datetime(2026, 6, 1, 5, 2, tzinfo=dt.UTC), tick=False) as traveller:
        page = as_(student).post(CODE, follow=True)
        assert "오후 2시 7분까지 한 번 쓸 수 있습니다." in body(page)
        assert 'data-seconds="300"' in body(page)
        traveller.shift(300)
        assert "지금 쓸 수 있는 코드가 없습니다" in body(as_(student).get(CODE))


@pytest.mark.parametrize("path", [CODE, ENTER, CONFIRM])
def test_browsers_keep_none_of_these_pages_and_tell_nobody_where_they_were(student, path):
    VerifiedClaimFactory(member=student)
    response = as_(student).get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


def test_a_code_in_an_address_is_not_looked_at(student, parent):
    code = TempCodeFactory(member=student).code
    response = as_(parent).get(f"{ENTER}?code={code}")
    assert response.context["form"].is_bound is False
    assert not VerifiedClaim.objects.exists()


def test_the_input_leaves_what_is_typed_alone(student):
    page = body(as_(student).get(ENTER))
    for word in ('autocomplete="off"', 'autocapitalize="none"', 'autocorrect="off"', 'spellcheck="false"'):
        assert word in page


def test_a_wrong_code_says_what_to_do_and_stays(parent):
    response = as_(parent).post(ENTER, {"code": "zzzzzz"})
    assert response.status_code == 200
    assert "유효하지 않은 코드입니다. 대문자와 소문자를 확인하고" in body(response)
    assert 'value="zzzzzz"' in body(response)


def test_each_other_refusal_has_its_sentence(student, parent):
    linked(parent, student)
    for owner, sentence in ((parent, "자신과 연동할 수 없습니다."), (student, "이미 연동된 계정입니다.")):
        response = as_(parent).post(ENTER, {"code": TempCodeFactory(member=owner).code})
        assert sentence in body(response)


def test_no_code_is_no_guess(parent):
    response = as_(parent).post(ENTER, {"code": "  "})
    assert response.context["form"].errors["code"]


def test_after_too_many_wrong_ones_the_page_says_when_to_go_on(student, parent):
    client = as_(parent)
    for _ in range(10):
        assert client.post(ENTER, {"code": "zzzzzz"}).status_code == 200
    response = client.post(ENTER, {"code": TempCodeFactory(member=student).code})
    assert response.status_code == 429
    assert int(response["Retry-After"]) in range(3500, 3601)
    assert "60분 뒤에 다시 시도해 주세요" in body(response)
    assert not VerifiedClaim.objects.exists()


def test_addresses_count_as_the_trusted_proxy_says(settings, student):
    settings.TRUSTED_PROXY_COUNT = 1
    for number in range(6):
        client = as_(MemberFactory())
        for _ in range(10):
            client.post(ENTER, {"code": "zzzzzz"}, headers={"X-Forwarded-For": f"10.0.0.{number}, 198.51.100.7"})
    code = TempCodeFactory(member=student).code
    fresh = as_(MemberFactory(member_type="parent"))
    assert fresh.post(ENTER, {"code": code}, headers={"X-Forwarded-For": "1.2.3.4, 198.51.100.7"}).status_code == 429
    assert fresh.post(ENTER, {"code": code}, headers={"X-Forwarded-For": "1.2.3.4, 198.51.100.8"}).status_code == 302


def test_without_a_look_up_there_is_nothing_to_say_yes_to(student, parent):
    response = as_(parent).get(CONFIRM, follow=True)
    assert response.redirect_chain == [(ENTER, 302)]
    assert said(response) == ["확인한 코드가 없거나 5분이 지났습니다. 코드를 다시 입력해 주세요."]
    for given in (str(student.pk), "", "x", "٣", "9" * 30):
        response = as_(parent).post(CONFIRM, {"mentor": given}, follow=True)
        assert response.redirect_chain == [(ENTER, 302)]
        assert said(response) == ["유효하지 않은 코드입니다"]


def test_the_code_stands_in_no_log_no_session_and_no_audit_entry(student, parent, caplog):
    caplog.set_level(logging.DEBUG)
    page, other = as_(student), as_(parent)
    page.post(CODE)
    code = TempCode.objects.get().code
    other.post(ENTER, {"code": code})
    other.post(ENTER, {"code": "zzzzzz"})
    other.get(f"/mentoring/verify-code?code={code}")
    other.post(CONFIRM, {"mentor": student.pk})
    kept = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert code not in "\n".join(kept)
    assert code not in str(dict(other.session)) + str(dict(page.session))
    entries, notices = list(AuditEntry.objects.values()), list(Notice.objects.values())
    assert (len(kept) > 0, len(entries) > 0, len(notices) > 0) == (True, True, True)
    assert code not in str(entries) + str(notices)


# --- My links


def test_unlinking_is_asked_first_and_twice_is_once(student, parent):
    linked(parent, student)
    client, path = as_(student), reverse("linking:remove", args=[parent.pk])
    page = body(client.get(path))
    assert "은정 님과의 연동을 해제할까요?" in page
    assert "연동 유지" in page
    assert AccountLink.objects.exists()
    assert said(client.post(path, follow=True)) == ["연동을 해제했습니다."]
    assert said(client.post(path, follow=True)) == ["이미 해제된 연동입니다."]
    assert client.get(path).status_code == 404
    assert Notice.objects.count() == 1


def test_the_list_says_who_and_what_each_side_sees(student, parent, teacher):
    linked(parent, student)
    page = body(as_(parent).get(LIST))
    assert reverse("portal:record", args=[student.pk]) in page
    page = body(as_(student).get(LIST))
    assert reverse("portal:record", args=[parent.pk]) not in page
    assert reverse("portal:record", args=[student.pk]) in page  # one's own, to check
    assert "아직 연동된 계정이 없습니다" in body(as_(teacher).get(LIST))


def test_the_record_closes_at_the_next_request_after_unlinking(student, parent):
    linked(parent, student)
    client, path = as_(parent), reverse("portal:record", args=[student.pk])
    assert client.get(path).status_code == 200
    as_(student).post(reverse("linking:remove", args=[parent.pk]))
    assert client.get(path).status_code == 404


# --- Pictures


def test_a_picture_opens_without_a_session_by_its_address_alone(student, parent, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xd9")
    student.profile_image = "a.jpg"
    student.save()
    link = linked(parent, student)
    (shown,) = as_(parent).get(LIST).context["links"]
    response = Client().get(shown.picture)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in response["Cache-Control"]
    assert b"".join(response.streaming_content) == b"\xff\xd8\xff\xd9"
    (tmp_path / "a.jpg").unlink()
    assert Client().get(shown.picture).status_code == 404
    link.delete()
    assert Client().get(shown.picture).status_code == 404
    assert Client().get(reverse("linking:picture", args=["x:y:z"])).status_code == 404


# --- Groups


@pytest.fixture
def students(teacher):
    found = [MemberFactory(nickname=name) for name in "가나다"]
    for student in found:
        linked(teacher, student)
    return found


def test_a_teacher_makes_edits_and_removes_a_group(teacher, students):
    a, b, _c = students
    client = as_(teacher)
    made = client.post(reverse("linking:group_new"), {"name": "1반", "students": [a.pk]}, follow=True)
    group_id = AdminClass.objects.get(group_name="1반").group_id
    assert made.redirect_chain == [(reverse("portal:group_record", args=[group_id]), 302)]
    edit = reverse("linking:group_edit", args=[group_id])
    assert "checked" in body(client.get(edit))
    done = client.post(edit, {"name": "심화반", "students": [b.pk]}, follow=True)
    assert said(done) == ["그룹을 수정했습니다."]
    assert set(AdminClass.objects.filter(group_name="심화반").values_list("target_member_id", flat=True)) == {b.pk}
    assert "심화반" in body(client.get(reverse("linking:groups")))
    delete = reverse("linking:group_delete", args=[group_id])
    assert "‘심화반’ 그룹을 삭제할까요?" in body(client.get(delete))
    assert said(client.post(delete, follow=True)) == ["그룹을 삭제했습니다. 학생과의 연동은 그대로입니다."]
    for path in (edit, delete, reverse("portal:group_record", args=[group_id])):
        assert client.get(path).status_code == 404
        if path != reverse("portal:group_record", args=[group_id]):
            assert client.post(path, {"name": "1반", "students": [a.pk]}).status_code == 404


def test_refusals_stand_beside_the_field(teacher, students, stranger):
    a, b, _c = students
    client, new = as_(teacher), reverse("linking:group_new")
    client.post(new, {"name": "1반", "students": [a.pk]})
    group_id = AdminClass.objects.get(group_name="1반").group_id
    client.post(new, {"name": "2반", "students": [b.pk]})
    for path in (new, reverse("linking:group_edit", args=[group_id])):
        form = client.post(path, {"name": "2반", "students": [a.pk]}).context["form"]
        assert form.errors["name"] == ["같은 이름의 그룹이 이미 있습니다. 다른 이름을 써 주세요."]
        assert client.post(path, {"name": "3반"}).context["form"].errors["students"]
        assert client.post(path, {"name": "3반", "students": [stranger.pk]}).context["form"].errors["students"]
    label = [words for _pk, words in client.get(new).context["form"].fields["students"].choices]
    assert label == ["가 (지금 그룹: 1반)", "나 (지금 그룹: 2반)", "다"]


def test_one_without_students_is_told_where_to_begin(teacher, parent):
    client = as_(teacher)
    assert "학생과 먼저 연동해야" in body(client.get(reverse("linking:groups")))
    assert "학생과 먼저 연동해야" in body(client.get(reverse("linking:group_new")))
    for name in ("groups", "group_new"):
        response = as_(parent).get(reverse(f"linking:{name}"))
        assert response.status_code == 403
        assert "학생 그룹은 선생님 회원만 만들 수 있습니다." in body(response)


def test_records_side_by_side_are_the_groups_own(teacher, students):
    client = as_(teacher)
    client.post(reverse("linking:group_new"), {"name": "1반", "students": [students[0].pk]})
    group_id = AdminClass.objects.get(group_name="1반").group_id
    page = body(client.get(reverse("portal:group_record", args=[group_id])))
    assert reverse("portal:record", args=[students[0].pk]) in page
    assert reverse("portal:record", args=[students[1].pk]) not in page
