"""Whatever long text is typed or sent, every door answers soon, shortly, and never with a fault of its own."""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth import hashers
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from apps.accounts.admin_forms import LimitedPasswords
from apps.accounts.forms import LabelledForm
from apps.core import stale
from apps.core.api import documentation
from config.api import api
from tests.access import world as worlds
from tests.access.addresses import filled
from tests.access.rules import Row
from tests.access.table import ROWS
from tests.access.test_walk import Caller, undone

# What is repeated: what patterns, particles, HTML and cells are made of.
WORST = ("가)[을/를]", " (", "<a ")
LONG = 100_000
FORM = "application/x-www-form-urlencoded"
MOST_MORE = 20_000  # bytes of an answer beyond the page itself
LIMITED = {LabelledForm, LimitedPasswords}
CALM = {200, 302, 400, 401, 403, 404, 405, 409, 413, 414, 429}
READERS = ("superuser", "mentor", "instructor", "owner", "anonymous")
TYPED = {"text", "search", "email", "tel", "url", "password", "number", "date", "time", "datetime-local", "hidden"}


@dataclass
class Shown:
    """A form as a page shows it: its fields with their values, and how much the browser lets one type."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    lengths: dict[str, int | None] = field(default_factory=dict)


class FormReader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.found, self.form, self.area = address, [], None, ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.address, given.get("action", "") or self.address)
            self.form = Shown(action, given.get("method", "get").lower())
            self.found.append(self.form)
        form = next((one for one in self.found if given.get("form")), self.form)
        name = given.get("name", "")
        if form is None or not name:
            return
        if tag == "textarea" or (tag == "input" and given.get("type", "text") in TYPED):
            marks = 4000 if name == stale.FIELD else None  # hidden, so the browser knows no length
            form.lengths[name] = int(given["maxlength"]) if given.get("maxlength") else marks
            form.values[name] = given.get("value", "")
        elif (tag == "input" and given.get("type") in {"radio", "checkbox"}) or tag in {"button", "select"}:
            form.values.setdefault(name, given.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None


def forms_of(address: str, page: str) -> list[Shown]:
    reader = FormReader(address)
    reader.feed(page)
    return reader.found


def reader_of(row: Row, thing) -> str:
    """Return somebody who may read the page, '' if nobody can be named."""
    return next((viewer for viewer in READERS if row.expected("GET", viewer, thing) == 200), "")


PAGES = [row for row in ROWS if not row.api and row.get is not None]


def ask(caller: Caller, shown: Shown, values: dict[str, str]):
    caller.client.cookies.clear()
    if caller.session:
        caller.client.cookies[settings.SESSION_COOKIE_NAME] = caller.session
    path = urlsplit(shown.action)
    if shown.method == "get":
        return caller.client.get(f"{path.path}?{urlencode(values)}")
    return caller.client.post(
        path.path + (f"?{path.query}" if path.query else ""),
        urlencode(values),
        content_type=FORM,
    )


def size_of(answer) -> int:
    """Return the length of an answer, after reading it whole."""
    return sum(map(len, answer.streaming_content)) if answer.streaming else len(answer.content)


def wrong_with(status: int, more: int, shown: Shown) -> str:
    """Say what is wrong with an answer that is so many bytes longer than the page."""
    if status not in CALM:
        return f"status {status}"
    # A field is shown again up to twice its length, in letters of up to six bytes.
    kept = sum(12 * (length or 200) for length in shown.lengths.values())
    return f"{more} bytes more" if more > MOST_MORE + kept else ""


def walk(row: Row, world: worlds.World, *, one_by_one: bool = False) -> list[str]:
    thing = world.things[row.things][0] if row.things else None
    viewer = reader_of(row, thing)
    if not viewer:
        return []
    path = filled(row.address, {**world.values, **(thing.values if thing else {})}) + row.query
    caller = Caller(row, world, viewer)
    page = caller.ask("GET", path)
    before = size_of(page)
    if page.streaming or not page.headers.get("Content-Type", "").startswith("text/html"):
        return []
    found = []
    for shown in forms_of(path, page.content.decode()):
        names = [name for name in shown.lengths if "csrf" not in name]
        if not shown.action.startswith("/"):
            continue
        for some in [[name] for name in names] if one_by_one else [names]:
            text = long_text((LONG if shown.method == "post" else 500) // max(1, len(some)))
            with undone():
                answer = ask(caller, shown, {**shown.values, **dict.fromkeys(some, text)})
                size = size_of(answer)
            if wrong := wrong_with(answer.status_code, size - before, shown):
                found.append(f"{shown.method} {shown.action} {some}: {wrong}")
    return found


def long_text(length: int) -> str:
    return "".join(part * (length // len(WORST) // len(part)) for part in WORST)


def of_pages(*, admin: bool):
    rows = [row for row in PAGES if row.address.startswith("/admin/") == admin]
    return pytest.mark.parametrize("row", rows, ids=lambda row: row.address)


@pytest.mark.deep
@of_pages(admin=True)
def test_long_text_in_every_form_of_the_admin(row: Row, world: worlds.World):
    """Fill all fields at once: Django's forms know the length of each."""
    assert walk(row, world) == []


@pytest.mark.deep
@of_pages(admin=False)
def test_long_text_in_each_field_alone(row: Row, world: worlds.World):
    assert walk(row, world, one_by_one=True) == []


@pytest.mark.deep
@pytest.mark.parametrize("row", [row for row in ROWS if not row.api and row.post], ids=lambda row: row.address)
def test_long_text_in_what_a_script_or_a_button_sends(row: Row, world: worlds.World):
    thing = world.things[row.things][0] if row.things else None
    viewer = next((one for one in READERS if row.expected("POST", one, thing) in {200, 302, 204}), "superuser")
    path = filled(row.address, {**world.values, **(thing.values if thing else {})}) + row.query
    body = row.bodies.get("POST", {})
    body = body(world) if callable(body) else body
    given = {name: "(가 " * (LONG // 3) if isinstance(value, str | int) else value for name, value in body.items()}
    caller = Caller(row, world, viewer)
    caller.client.cookies.clear()
    if caller.session:
        caller.client.cookies[settings.SESSION_COOKIE_NAME] = caller.session
    with undone():
        answer = caller.client.post(path, {**given, "next": "/" + "가" * LONG}, headers={"Referer": "/" * LONG})
        size_of(answer)
    assert answer.status_code in CALM
    assert len(answer.headers.get("Location", "")) < 1000


# --- Lengths that stand in the code -----------------------------------------------------------------------------------


def classes_below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from classes_below(one)


def test_every_text_field_of_every_form_says_its_length():
    """Those of Django and allauth get theirs when ours are made of them (`core.fields.limit_text`)."""
    ours = {kind for kind in classes_below(forms.BaseForm) if kind.__module__.startswith("apps.")}
    assert len(ours) > 50
    without = {
        f"{kind.__name__}.{name}"
        for kind in ours
        for name, one in getattr(kind, "base_fields", {}).items()
        if isinstance(one, forms.CharField) and one.max_length is None and not LIMITED & set(kind.__mro__)
    }
    assert without == {"CourseForm.content", "ContentForm.text"}  # limited when they are made, by their own rules


# --- The API ----------------------------------------------------------------------------------------------------------


def operations() -> list:
    document = api.get_openapi_schema()
    parts = document["components"]["schemas"]
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            body = documentation._sample(schema, parts) if schema else None
            queries = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
            names = re.sub(r"{\w+}", "1", path)
            found.append(pytest.param(method.upper(), names, body, queries, id=f"{method} {path}"))
    return found


def sent(world: worlds.World, method: str, path: str, body: object = None, **headers: str):
    text = "" if body is None else json.dumps(body, ensure_ascii=False)
    with undone():
        return Client().generic(
            method,
            path,
            text,
            content_type="application/json",
            headers={"Authorization": f"Bearer {world.tokens['superuser']}", **headers},
        )


def with_long_values(value: object, text: str) -> Iterator[object]:
    """Yield the body with each of its values, and one unknown name, replaced by a long text."""
    if isinstance(value, dict):
        for name in value:
            yield {**value, name: text}
            yield from ({**value, name: inner} for inner in with_long_values(value[name], text))
        yield {**value, text: 1}
    elif isinstance(value, list):
        yield [text]
        yield from ([inner] for part in value[:1] for inner in with_long_values(part, text))
    else:
        yield text


@pytest.mark.sqlite
@pytest.mark.parametrize(("method", "path", "body", "queries"), operations())
def test_long_text_in_every_value_of_the_api(method, path, body, queries, world: worlds.World):
    wrong = []
    for name in queries:
        answer = sent(world, method, f"{path}?{urlencode({name: '가)' * 400})}", body)
        if answer.status_code not in CALM or len(answer.content) > MOST_MORE:
            wrong.append(f"?{name}: {answer.status_code}, {len(answer.content)} bytes")
    for changed in with_long_values(body, long_text(LONG)) if body is not None else ():
        answer = sent(world, method, path, changed)
        if answer.status_code not in CALM or len(answer.content) > 2000:
            wrong.append(f"{str(changed)[:100]}: {answer.status_code}, {len(answer.content)} bytes")
    assert wrong == []


TOO_MANY = "본문에 값이 너무 많습니다. 한 번에 10000개까지 나누어 보내 주세요."


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ("[" * 22 + "]" * 22, 400, "본문의 괄호가 너무 깊습니다. 20겹까지 쓸 수 있습니다."),
        ('{"a":' * 200 + "1" + "}" * 200, 400, "본문의 괄호가 너무 깊습니다. 20겹까지 쓸 수 있습니다."),
        ("[" + "1," * 10_000 + "1]", 413, TOO_MANY),
        ("{" + ",".join(f'"{n}": 1' for n in range(20_000)) + "}", 413, TOO_MANY),
        ('"' + "가" * 999_999 + '"', 413, "본문이 너무 큽니다. 나누거나 줄여서 보내 주세요."),
    ],
    ids=["deep", "deeper", "many", "many names", "large"],
)
def test_a_body_that_is_too_much(db, client, body, status, sentence):
    answer = client.post("/api/auth/token", body, content_type="application/json")
    assert (answer.status_code, answer.json()["message"]) == (status, sentence)


@pytest.mark.parametrize(
    "name",
    ["Authorization", "Accept", "Accept-Language", "User-Agent", "Referer", "Range", "If-None-Match", "Cookie",
     "X-Request-ID", "X-Forwarded-For", "Idempotency-Key", "Origin", "Sec-Purpose"],
)  # fmt: skip
def test_long_text_in_every_header(db, client, name):
    texts = ("a" * LONG, "Bearer " + "a." * (LONG // 2), "en;q=0.1," * (LONG // 9), "bytes=" + "1-" * (LONG // 2))
    for path, text in itertools.product(("/api/auth/me", "/", "/accounts/login/", "/mentoring/?q=a"), texts):
        answer = client.get(path, headers={name: text})
        assert answer.status_code in CALM
        assert all(len(value) < 2000 for value in answer.headers.values())


# --- Bodies and addresses above their limits --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/i18n/setlang/"]
)
def test_a_visitor_sends_no_large_form(db, client, path):
    answer = client.post(path, {"email": "가" * 200_000, "login": "a" * 200_000})
    assert answer.status_code == 413
    assert "너무 커서 받지 못했습니다" in answer.content.decode()
    assert len(answer.content) < MOST_MORE


def test_a_member_sends_no_form_larger_than_its_fields_may_be(client, student):
    client.force_login(student)
    answer = client.post("/accounts/profile/", urlencode({"introduction": "a" * 2_500_000}), FORM)
    assert (answer.status_code, "너무 커서" in answer.content.decode()) == (413, True)
    answer = client.post("/accounts/profile/", {"introduction": "a" * 2_600_000})  # in parts, like an upload
    assert (answer.status_code, "너무 커서" in answer.content.decode()) == (413, True)
    answer = client.post("/accounts/profile/", urlencode([("name", "a")] * 1001), FORM)
    assert (answer.status_code, "너무 커서" in answer.content.decode()) == (413, True)


def test_what_is_too_long_for_a_field_does_not_come_back_whole(client, student):
    client.force_login(student)
    answer = client.post("/accounts/profile/", urlencode({"introduction": "a" * 1_000_000, "name": "b" * 1000}), FORM)
    page = answer.content.decode()
    assert (answer.status_code, page.count("a" * 2000), page.count("a" * 2001)) == (200, 1, 0)
    assert (page.count("b" * 100), page.count("b" * 101)) == (1, 0)


def test_an_address_that_is_too_long(db, client):
    assert client.get("/mentoring/?q=" + "a" * 7000).status_code == 200
    answer = client.get("/mentoring/?q=" + "a" * 8000)
    assert (answer.status_code, "주소가 너무 깁니다." in answer.content.decode()) == (414, True)
    answer = client.get("/api/mentoring?q=" + "a" * 8000)
    assert (answer.status_code, answer.json()["message"][:11]) == (414, "주소가 너무 깁니다.")


def test_staff_search_for_no_more_words_than_a_database_takes(client, superuser):
    client.force_login(superuser)
    assert client.get("/admin/accounts/member/?q=" + "+".join("a" * 50)).status_code == 200
    answer = client.get("/admin/accounts/member/?q=" + "+".join("a" * 3000))
    assert (answer.status_code, "검색어는 100자까지" in answer.content.decode()) == (400, True)


def test_a_choice_that_is_not_offered_is_not_repeated():
    many, one = forms.MultipleChoiceField(choices=[("a", "a")]), forms.ChoiceField(choices=[("a", "a")])
    for asked, given in ((many, ["x" * 1000]), (one, "x" * 1000)):
        with pytest.raises(forms.ValidationError) as refused:
            asked.clean(given)
        assert refused.value.messages == ["목록에 없는 값입니다. 목록에 있는 것을 선택해 주세요."]


# --- Passwords --------------------------------------------------------------------------------------------------------


@pytest.fixture
def hashed(monkeypatch) -> list[int]:
    """The lengths of what was hashed."""
    seen = []
    encode_password = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher,
        "encode",
        lambda self, password, salt: seen.append(len(password)) or encode_password(self, password, salt),
    )
    return seen


@pytest.mark.parametrize("email", ["owner", "nobody@example.com"])
def test_a_long_password_is_never_hashed(client, student, superuser, hashed, email):
    email = student.email if email == "owner" else email
    long = "a" * 5000
    page = client.post("/accounts/login/", {"login": email, "password": long})
    token = client.post("/api/auth/token", {"email": email, "password": long}, "application/json")
    again = client.post("/admin/login/", {"username": email, "password": long})
    assert (page.status_code, token.status_code, again.status_code) == (200, 400, 302)
    new = {"password1": long, "password2": long}
    client.post("/accounts/signup/", {**new, "email": "new@example.com", "name": "가", "nickname": "나"})
    client.force_login(student)
    client.post("/accounts/password/change/", {**new, "oldpassword": long})
    client.post("/accounts/leave/", {"password": long, "understood": "on"})
    client.post("/accounts/reauthenticate/", {"password": long})
    client.force_login(superuser)
    staff = client.post(f"/admin/accounts/member/{student.pk}/password/", {**new, "usable_password": "true"})
    assert "4096" in staff.content.decode()
    client.post("/admin/accounts/member/add/", {**new, "email": "x@example.com", "name": "가", "nickname": "나"})
    assert not [length for length in hashed if length > 4096]
    assert student.check_password(long) is False
    client.logout()
    client.post("/accounts/login/", {"login": student.email, "password": "a" * 4096})
    assert 4096 in hashed


def test_the_longest_password_works(client, student):
    student.set_password("가" * 4096)
    student.save()
    assert student.check_password("가" * 4096)
    with pytest.raises(ValidationError, match="4,096자까지"):
        validate_password("a1" * 2049, student)
    validate_password("a1" * 2048, student)
