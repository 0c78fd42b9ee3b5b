"""Somebody is always left who can give powers."""

import pytest

from apps.accounts.services.members import change_member
from apps.core.errors import Conflict
from tests.factories.accounts import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("power", ["is_active", "is_staff", "is_superuser"])
def test_the_last_one_keeps_what_makes_a_superuser(superuser, power):
    with pytest.raises(Conflict) as refused:
        change_member(by=superuser, member_id=superuser.pk, **{power: False})
    assert refused.value.code == "last_superuser"
    superuser.refresh_from_db()
    assert getattr(superuser, power) is True


def test_one_of_two_may_go(superuser):
    other = MemberFactory(is_staff=True, is_superuser=True)
    assert change_member(by=superuser, member_id=other.pk, is_superuser=False).is_superuser is False


def test_who_is_none_and_what_takes_nothing_away_is_no_matter(superuser, student):
    assert change_member(by=superuser, member_id=student.pk, is_active=False).is_active is False
    assert change_member(by=superuser, member_id=superuser.pk, name="새 이름").name == "새 이름"


def test_the_admin_says_so(client, superuser):
    client.force_login(superuser)
    form = client.get(f"/admin/accounts/member/{superuser.pk}/change/").context["adminform"].form
    data = {name: form[name].value() for name in form.fields if name != "is_superuser"}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    data |= {"consents-TOTAL_FORMS": 0, "consents-INITIAL_FORMS": 0}
    answer = client.post(f"/admin/accounts/member/{superuser.pk}/change/", data, follow=True)
    superuser.refresh_from_db()
    assert (answer.status_code, superuser.is_superuser) == (200, True)
    assert [str(message) for message in answer.context["messages"]] == [
        "마지막 최고 운영자의 권한은 회수할 수 없습니다. 먼저 다른 회원을 최고 운영자로 지정해 주세요."
    ]
