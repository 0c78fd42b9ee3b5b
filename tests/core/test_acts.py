"""How a page answers an act, and what becomes of a refusal."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory
from django.urls import reverse

from apps.core import http
from apps.core.errors import Conflict, Invalid, NotAllowed, Throttled

HOME = reverse("portal:home")


@pytest.fixture
def request_of(student):
    def make(method: str = "post", path: str = "/", **kwargs):
        request = getattr(RequestFactory(), method)(path, **kwargs)
        request.user, request.session = student, {}
        request._messages = FallbackStorage(request)
        return request

    return make


def said(request) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in get_messages(request)]


@pytest.mark.parametrize(
    ("path", "api"),
    [
        ("/api/mentoring", True), ("/api/", True), ("/apiary/", False), ("/mentoring/", False),
        ("/mentoring/generate-code", True), ("/mentoring/verify-code", True), ("/mentoring/add-link", True),
        ("/mentoring/get-links", True), ("/mentoring/remove-link", True), ("/", False),
    ],
)  # fmt: skip
def test_what_belongs_to_the_api(path, api):
    assert http.is_api(path) is api


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ("/me/", "/me/"),
        ("http://testserver/me/", "http://testserver/me/"),
        ("https://evil.example/", "/default/"),
        ("//evil.example/", "/default/"),
        ("javascript:alert(1)", "/default/"),
        ("", "/default/"),
    ],
)
def test_going_on_stays_on_this_site(request_of, asked, goes):
    assert http.safe_next(request_of("get", "/", data={"next": asked}), "/default/") == goes
    assert http.safe_next(request_of("post", "/", data={"next": asked}), "/default/") == goes


def test_where_the_person_came_from(request_of):
    assert (
        http.came_from(request_of(headers={"Referer": "http://testserver/mentoring/"}))
        == "http://testserver/mentoring/"
    )
    assert http.came_from(request_of(headers={"Referer": "http://evil.example/"})) == HOME
    assert http.came_from(request_of()) == HOME


def test_an_act_that_works_says_so_and_goes_on(request_of, student):
    request = request_of()
    response = http.act(request, lambda **given: given, success="‘자바’를 신청했습니다.", to="/me/", number=7)
    assert (response.status_code, response.url, said(request)) == (302, "/me/", [("success", "‘자바’를 신청했습니다.")])

    request = request_of()
    response = http.act(
        request, lambda **given: given, success=lambda made: f"{made['by'].name} {made['number']}번",
        to=lambda made: f"/made/{made['number']}/", number=7,
    )  # fmt: skip
    assert (response.url, said(request)) == ("/made/7/", [("success", f"{student.name} 7번")])


def refuse(error):
    def service(**_given):
        raise error

    return service


@pytest.mark.parametrize(
    "error", [Conflict("full", "찼습니다."), Invalid("x", "찼습니다."), Throttled("x", "찼습니다.", retry_after=5)]
)
def test_a_refused_act_says_why_and_goes_back(request_of, error):
    request = request_of(headers={"Referer": "http://testserver/back/"})
    response = http.act(request, refuse(error), success="됐습니다.", to="/to/", otherwise="/otherwise/")
    assert (response.status_code, response.url, said(request)) == (302, "/otherwise/", [("error", "찼습니다.")])
    assert http.act(request, refuse(error), success="", to="/to/").url == "/to/"
    assert http.act(request, refuse(error), success="", to=lambda made: "/made/").url == "http://testserver/back/"


def test_an_act_that_is_not_the_persons_is_left_to_the_403_page(request_of):
    with pytest.raises(NotAllowed):
        http.act(request_of(), refuse(NotAllowed("x", "안 됩니다.")), success="", to="/")


def test_a_refusal_that_nobody_took(request_of):
    forbidden = http.refusal(request_of(), NotAllowed("x", "운영자만 할 수 있습니다."))
    assert (forbidden.status_code, "운영자만 할 수 있습니다." in forbidden.content.decode()) == (403, True)

    often = http.refusal(request_of(), Throttled("x", "잠시 뒤에 하세요.", retry_after=61))
    assert (often.status_code, often["Retry-After"]) == (429, "61")
    assert "잠시 뒤에 하세요." in often.content.decode()

    shown = http.refusal(request_of("get"), Conflict("x", "이미 끝났습니다."))
    assert (shown.status_code, "이미 끝났습니다." in shown.content.decode()) == (409, True)

    request = request_of(headers={"Referer": "http://testserver/back/"})
    back = http.refusal(request, Conflict("x", "이미 끝났습니다."))
    assert (back.status_code, back.url, said(request)) == (
        302,
        "http://testserver/back/",
        [("error", "이미 끝났습니다.")],
    )


def test_a_refusal_stands_beside_its_field():
    class Form(forms.Form):
        title = forms.CharField(required=False)

    form = Form({})
    http.add_error(form, Invalid("x", "제목을 입력해 주세요.", field="title"))
    http.add_error(form, Invalid("x", "장소가 없습니다.", field="venue"))
    http.add_error(form, Conflict("x", "끝났습니다."))
    assert form.errors == {
        "title": ["제목을 입력해 주세요."],
        "__all__": ["장소가 없습니다.", "끝났습니다."],
    }


class NameForm(forms.Form):
    name = forms.CharField(max_length=3)
    revision = forms.IntegerField(required=False)


def submitted(request, service, **kwargs):
    form = NameForm(http.sent(request))
    return form, http.submit(request, form, service, success="이름이 됨", to="/there/", number=7, **kwargs)


def test_a_form_that_was_not_sent_or_is_not_valid_calls_nothing(request_of):
    def service(**_):
        raise AssertionError("called")

    assert submitted(request_of("get"), service)[1] is None
    form, answer = submitted(request_of("post", data={"name": "long"}), service)
    assert (answer, list(form.errors)) == (None, ["name"])


def test_a_form_kept_from_before_a_log_in_is_not_sent(request_of):
    form = NameForm({"name": "a"})
    assert http.submit(request_of("get"), form, lambda **_: None, success="", to="/") is None


def test_a_valid_form_is_handed_to_the_service_and_answered(request_of, student):
    calls, request = [], request_of("post", data={"name": "a", "revision": "2"})
    _form, answer = submitted(request, lambda **inputs: calls.append(inputs))
    assert calls == [{"by": student, "number": 7, "name": "a", "revision": 2}]
    assert (answer.status_code, answer["Location"]) == (302, "/there/")
    assert said(request) == [("success", "이름이 됨")]


def test_the_arguments_can_be_made_of_the_valid_form(request_of, student):
    calls = []
    submitted(
        request_of("post", data={"name": "a"}), lambda **inputs: calls.append(inputs), given=lambda: {"given": "made"}
    )
    assert calls == [{"by": student, "number": 7, "given": "made"}]


@pytest.mark.parametrize(
    "error",
    [
        Conflict("x", "안 됩니다.", field="name"),
        Invalid("x", "안 됩니다."),
        Throttled("x", "안 됩니다.", retry_after=1),
    ],
)
def test_a_refusal_stands_in_the_form(request_of, error):
    def service(**_):
        raise error

    request = request_of("post", data={"name": "a"})
    form, answer = submitted(request, service)
    assert (answer, said(request)) == (None, [])
    assert form.errors == {error.field or "__all__": ["안 됩니다."]}


def test_a_refusal_can_go_elsewhere(request_of):
    def service(**_):
        raise Conflict("x", "안 됩니다.")

    refusals = []
    form, answer = submitted(request_of("post", data={"name": "a"}), service, refused=refusals.append)
    assert (answer, [error.code for error in refusals], form.errors) == (None, ["x"], {})


def test_who_may_not_gets_the_403_page_from_a_form_too(request_of):
    def service(**_):
        raise NotAllowed("x", "안 됩니다.")

    with pytest.raises(NotAllowed):
        submitted(request_of("post", data={"name": "a"}), service)


@pytest.mark.parametrize(("code", "revision"), [("changed_meanwhile", "5"), ("other", "2")])
def test_a_form_sent_again_after_another_was_faster_is_meant(request_of, code, revision):
    form = NameForm(http.sent(request_of("post", data={"name": "a", "revision": "2"})))
    http.add_error(form, Conflict(code, "안 됩니다."), revision=5)
    assert str(form.data["revision"]) == revision
