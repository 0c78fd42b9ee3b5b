"""Staff find links and end them with a reason; they never read a code."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from apps.linking.models import AccountLink
from apps.notices.models import Notice
from tests.factories.linking import TempCodeFactory, VerifiedClaimFactory, linked

pytestmark = pytest.mark.django_db


def page(client, model: str, query: str = "") -> str:
    response = client.get(reverse(f"admin:linking_{model}_changelist") + query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_link_is_found_by_either_name_and_ended_with_a_reason(client, superuser, student, parent):
    link = linked(parent, student)
    client.force_login(superuser)
    for word in ("이서연", "최은정", "seoyeon@", str(link.pk)):
        assert "최은정" in page(client, "accountlink", f"?q={word}")
    assert "최은정" not in page(client, "accountlink", "?q=없는말")
    address = reverse("admin:linking_accountlink_changelist")
    chosen = {"action": "unlink", "_selected_action": [link.pk]}
    assert "연동을 해제하는 사유" in client.post(address, chosen).content.decode()
    assert AccountLink.objects.exists()
    done = client.post(address, {**chosen, "reason": "잘못된 연동"}, follow=True)
    assert "연동 1건을 해제하고 두 사람에게 알렸습니다." in done.content.decode()
    assert not AccountLink.objects.exists()
    assert Notice.objects.filter(kind="linking.ended_by_staff").count() == 2


def test_staff_without_the_permission_are_not_offered_the_act(client, bare_staff, student, parent):
    bare_staff.user_permissions.add(Permission.objects.get(codename="view_accountlink"))
    linked(parent, student)
    client.force_login(bare_staff)
    text = page(client, "accountlink")
    assert ("최은정" in text, 'value="unlink"' in text) == (True, False)


def test_a_code_is_nowhere_in_the_admin(client, superuser, student):
    row = TempCodeFactory(member=student)
    client.force_login(superuser)
    one = client.get(reverse("admin:linking_tempcode_change", args=[student.pk])).content.decode()
    assert "이서연" in page(client, "tempcode", "?q=이서연")
    assert row.code not in page(client, "tempcode") + one
    assert 'id="result_list"' not in page(client, "tempcode", f"?q={row.code}")  # nor can it be searched for


@pytest.mark.parametrize(("query", "shown"), [("?live=yes", True), ("?live=no", False), ("?live=x", True)])
def test_codes_are_filtered_by_whether_they_live(client, superuser, student, query, shown):
    TempCodeFactory(member=student)
    client.force_login(superuser)
    assert ("이서연" in page(client, "tempcode", query)) is shown


@pytest.mark.parametrize(("query", "number"), [("", 2), ("?group=yes", 1), ("?group=no", 1), ("?group=x", 2)])
def test_who_looks_after_whom_is_filtered_by_group(client, superuser, student, teacher, query, number):
    linked(teacher, student, group="1반")
    client.force_login(superuser)
    assert page(client, "adminclass", query).count('class="field-use_yn"') == number


def test_look_ups_are_shown(client, superuser, student, parent):
    VerifiedClaimFactory(member=parent, owner=student)
    client.force_login(superuser)
    assert "최은정" in page(client, "verifiedclaim", "?q=이서연")
