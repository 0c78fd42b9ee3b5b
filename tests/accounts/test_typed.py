"""Names and e-mail addresses as people type them, at every door."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from apps.accounts.models import Member
from apps.accounts.services import members, profile, registration
from apps.accounts.states import REQUIRED_CONSENTS, MemberType
from apps.core.errors import Invalid
from tests.accounts.test_profile import TYPED as PROFILE
from tests.accounts.test_signup import sign_up
from tests.api.client import ApiClient, answered
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

SPELLINGS = [
    " student@example.com ",
    "\u3000STUDENT@example.com\t",
    "\ufeffstudent@example.com",
    "ｓｔｕｄｅｎｔ＠ｅｘａｍｐｌｅ．ｃｏｍ",
    "student@\u200bexample.com",
]
SITES = [
    "당첨!http://evil.example/x",
    "www.evil.example",
    "ｈｔｔｐ：／／evil",
    "evil.com 당첨",
    "a\u200b://b",
    "evil.kr/x",
]
NO_SITES = ["O'Neil", "J.R. Kim", "김 www", "St.John", "이서연(Lee)", "A/B", "1:1 상담", "a.b"]
NOTHING = ["\u3164", "\u200b\u2060", "\u2800", "\u202e", "\xa0"]


@pytest.fixture
def confirmed(student):
    Member.objects.filter(pk=student.pk).update(email="student@example.com")
    EmailAddress.objects.create(user=student, email="student@example.com", primary=True, verified=True)
    student.refresh_from_db()
    return student


@pytest.mark.parametrize("typed", SPELLINGS)
def test_an_address_is_known_in_every_spelling(client, confirmed, typed, mailoutbox):
    answered(ApiClient().post("/api/auth/token", {"email": typed, "password": PASSWORD}))
    assert client.post("/accounts/login/", {"login": typed, "password": PASSWORD})["Location"] == "/me/"
    client.logout()
    client.post(reverse("account_reset_password"), {"email": typed})
    assert [mail.to for mail in mailoutbox] == [["student@example.com"]]
    sign_up(client, email=typed)
    assert Member.objects.filter(email__icontains="example.com").count() == 1


@pytest.mark.parametrize("typed", SPELLINGS)
def test_an_address_is_kept_in_plain_lower_case(client, typed):
    sign_up(client, email=typed)
    assert Member.objects.get().email == EmailAddress.objects.get().email == "student@example.com"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("０１０ １２３４ ５６７８", "010-1234-5678"),
        ("\u200b+82–10–1234–5678", "010-1234-5678"),
        ("+1 212 555 0100", "+1 212-555-0100"),
        ("+4420 7946 0958", "+44 20 7946 0958"),
    ],
)
def test_a_phone_is_taken_from_anywhere_in_every_spelling(client, student, typed, kept):
    sign_up(client, phone=typed)
    assert Member.objects.get(email="new.person@example.com").phone == kept
    client.force_login(student)
    client.post(reverse("accounts:profile"), PROFILE | {"phone": typed})
    assert Member.objects.get(pk=student.pk).phone == kept
    client.post(reverse("accounts:profile"), PROFILE | {"phone": kept, "nickname": "다시"})
    again = Member.objects.get(pk=student.pk)
    assert (again.phone, again.nickname) == (kept, "다시")


@pytest.mark.parametrize("name", [*SITES, *NOTHING])
def test_a_name_shows_something_and_is_no_address(client, student, superuser, name):
    sentence = "눈에 보이는 글자로" if name in NOTHING else "이름에는 인터넷 주소를 쓸 수 없습니다."
    for field, missing in {"name": "이름을 입력해 주세요.", "nickname": "별명을 입력해 주세요."}.items():
        said = (missing, sentence)
        page = sign_up(client, **{field: name}).content.decode()
        assert any(one in page for one in said)
        client.force_login(student)
        page = client.post(reverse("accounts:profile"), PROFILE | {field: name}).content.decode()
        assert any(one in page for one in said)
        client.force_login(superuser)
        new = {"email": "x@example.com", "name": "가", "nickname": "나", "member_type": "student", field: name}
        new |= {"password1": "baeumteo-new", "password2": "baeumteo-new", "usable_password": "true"}
        page = client.post(reverse("admin:accounts_member_add"), new).content.decode()
        assert any(one in page for one in said)
        client.logout()
    assert set(Member.objects.values_list("pk", flat=True)) == {student.pk, superuser.pk}
    student.refresh_from_db()
    assert (student.name, student.nickname) == ("이서연", "서연")


@pytest.mark.parametrize("name", [SITES[0], NOTHING[0]])
@pytest.mark.parametrize("field", ["name", "nickname"])
def test_no_service_takes_such_a_name(student, superuser, field, name):
    given = {"name": "가", "nickname": "나", field: name}
    own = {"phone": "\u3164", "introduction": "", "language": "ko"}
    new = {"email": "x@example.com", "password": PASSWORD, "member_type": MemberType.STUDENT, "phone": ""}
    ways = [
        lambda: registration.register_member(**new, **given, consents=REQUIRED_CONSENTS),
        lambda: profile.edit_profile(by=student, **given, **own),
        lambda: members.add_member(by=superuser, **new, **given),
        lambda: members.change_member(by=superuser, member_id=student.pk, **given),
    ]
    for way in ways:
        with pytest.raises(Invalid) as caught:
            way()
        assert (caught.value.field, caught.value.code) == (
            field, "name_missing" if name in NOTHING else "name_has_address",
        )  # fmt: skip


@pytest.mark.parametrize("name", NO_SITES)
def test_a_name_with_a_dot_or_a_slash_is_a_name(client, name):
    sign_up(client, name=name)
    assert Member.objects.get().name == name


def test_no_mail_to_an_address_that_is_not_confirmed_says_what_was_typed(client, student, mailoutbox):
    sign_up(client, email="victim@example.com", name="당첨자님께", nickname="복권당첨")
    client.post(reverse("account_reset_password"), {"email": "victim@example.com"})
    Member.objects.filter(pk=student.pk).update(name="당첨자님께", nickname="복권당첨")
    EmailAddress.objects.create(user=student, email=student.email, primary=True, verified=True)
    client.force_login(student)
    ask = client.post(reverse("account_email"), {"email": "other@example.com", "action_add": ""})["Location"]
    client.post(ask, {"password": PASSWORD}, follow=True)
    assert sorted(mail.to[0] for mail in mailoutbox) == [
        "other@example.com",
        "victim@example.com",
        "victim@example.com",
    ]
    for mail in mailoutbox:
        said = str(mail.message())
        assert not {word for word in ("당첨자님께", "복권당첨") if word in mail.body + mail.subject + said}
