"""What the five calls do beside the seed's words (see tests/contract): limits, pictures, repeats, nonsense."""

import pytest
from django.test import Client

from apps.linking.models import AccountLink, TempCode
from tests.api.client import ApiClient, answered, refused
from tests.factories.linking import TempCodeFactory, VerifiedClaimFactory, linked

pytestmark = pytest.mark.django_db

VERIFY = "/mentoring/verify-code?code="


def test_after_ten_wrong_codes_it_says_when_to_ask_again(student, parent):
    client = ApiClient(parent)
    for code in ("zzzzzz", "", "0O1lIo", "가나다라마바", "x" * 99) * 2:
        assert client.get(VERIFY + code).json()["success"] == "no match"
    response = client.get(VERIFY + TempCodeFactory(member=student).code)
    assert "뒤에 다시 시도해 주세요" in refused(response, 429)
    assert 3500 <= int(response["Retry-After"]) <= 3600


def test_the_same_limit_holds_at_both_doors(student, parent):
    page = Client()
    page.force_login(parent)
    for _ in range(5):
        page.post("/links/enter/", {"code": "zzzzzz"})
        ApiClient(parent).get(VERIFY + "zzzzzz")
    refused(ApiClient(parent).get(VERIFY + TempCodeFactory(member=student).code), 429)


def test_answers_are_kept_by_nobody(student):
    assert ApiClient(student).post("/mentoring/generate-code")["Cache-Control"] == "no-store"


def test_a_picture_is_an_absolute_address_that_opens_without_a_token(student, parent, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xd9")
    student.profile_image = "a.jpg"
    student.save()
    linked(parent, student)
    mine, theirs = answered(ApiClient(parent).get("/mentoring/get-links"))
    assert mine["profileImageUrl"] is None
    assert theirs["profileImageUrl"].startswith(settings.SITE_URL + "/links/pictures/")
    path = theirs["profileImageUrl"].removeprefix(settings.SITE_URL)
    assert Client().get(path).getvalue() == b"\xff\xd8\xff\xd9"
    ApiClient(student).delete("/mentoring/remove-link", {"linkedMemberId": parent.pk})
    assert Client().get(path).status_code == 404


def test_a_repeat_with_the_same_key_acts_once(student, parent):
    VerifiedClaimFactory(member=parent, owner=student)
    client = ApiClient(parent, Idempotency_Key="k1")
    for _ in range(2):
        assert client.post("/mentoring/add-link", {"mentorId": student.pk}).json() == {"success": True}
    assert AccountLink.objects.count() == 1
    client = ApiClient(parent, Idempotency_Key="k2")
    first, again = (client.post("/mentoring/generate-code").json() for _ in range(2))
    assert first == again
    assert TempCode.objects.get().code == first["data"]["code"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/mentoring/verify-code", None), ("POST", "/mentoring/add-link", {}),
        ("POST", "/mentoring/add-link", {"mentorId": "1"}), ("POST", "/mentoring/add-link", {"mentorId": 0}),
        ("POST", "/mentoring/add-link", {"mentorId": 1, "force": True}),
        ("POST", "/mentoring/add-link", {"mentorId": 2**63}),
        ("DELETE", "/mentoring/remove-link", {}), ("DELETE", "/mentoring/remove-link", {"linkedMemberId": None}),
        ("GET", "/mentoring/verify-code?code=%00", None),
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_the_envelope(parent, method, path, body):
    refused(ApiClient(parent)(method, path, body), 400)
