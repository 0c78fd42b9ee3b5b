"""The OpenAPI document and its page."""

import sys
from collections import Counter
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from apps.core.api import documentation
from config.api import api
from tests.api.client import ApiClient

pytestmark = pytest.mark.django_db


def test_one_document_for_everyone_in_korean_as_it_is_written(client):
    response = client.get("/api/openapi.json")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert '"summary":"멘토링 목록"' in response.content.decode()


def test_the_page_shows_every_endpoint(client):
    response = client.get("/api/docs")
    assert response.status_code == 200
    page = response.content.decode()
    paths = api.get_openapi_schema()["paths"]
    assert [path for path in paths if f"<code>{path}</code>" not in page] == []
    assert "&quot;registrationPeriod&quot;: {" in page
    assert "https://" not in page.replace("https://www.w3.org", "")


def test_every_write_of_a_member_says_that_it_takes_an_idempotency_key():
    operations = [
        (method, path, operation)
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, operation in methods.items()
    ]
    missing = [
        (method, path)
        for method, path, operation in operations
        if method != "get"
        and "security" in operation
        and "Idempotency-Key" not in [parameter["name"] for parameter in operation["parameters"]]
    ]
    assert missing == []


def test_no_two_parts_of_the_document_share_a_name():
    named = {}
    for module in [name for name in sys.modules if name.startswith("apps.") and name.endswith(".schemas")]:
        for name, part in vars(sys.modules[module]).items():
            if isinstance(part, type) and issubclass(part, BaseModel):
                named.setdefault(name, set()).add(part.__module__)
    assert {name: modules for name, modules in named.items() if len(modules) > 1} == {}


def test_examples_stand_in_the_schema_of_a_parameter():
    operations = [one for methods in api.get_openapi_schema()["paths"].values() for one in methods.values()]
    parameters = [one for operation in operations for one in operation.get("parameters", ())]
    assert any(one["schema"].get("examples") for one in parameters)
    assert [one for one in parameters if "examples" in one] == []


def test_the_document_is_built_once_per_language(client, monkeypatch):
    for language in ("ko", "en"):
        assert client.get("/api/openapi.json", headers={"accept-language": language}).status_code == 200
    monkeypatch.setattr(documentation, "finish", lambda schema: pytest.fail("the document was built again"))
    korean, english = (
        client.get("/api/openapi.json", headers={"accept-language": language}).json() for language in ("ko", "en")
    )
    assert client.get("/api/docs").status_code == 200
    summaries = [document["paths"]["/api/mentoring"]["get"]["summary"] for document in (korean, english)]
    assert summaries == ["멘토링 목록", "List sessions"]
    for document in (korean, english):  # the page of the API names its parts by them
        named = [one["summary"] for methods in document["paths"].values() for one in methods.values()]
        assert sorted(name for name in set(named) if named.count(name) > 1) == []


def test_documents_are_only_read():
    assert ApiClient().post("/api/docs").status_code == 405
    assert ApiClient().post("/api/openapi.json").json()["success"] is False


def below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def test_no_two_shapes_have_one_name():
    """The document keeps shapes by their names: of two with one name it would describe one, and answer both."""
    api.get_openapi_schema()
    ours = {(kind.__name__, kind.__module__) for kind in below(BaseModel) if kind.__module__.startswith("apps.")}
    names = Counter(name for name, _module in ours)
    assert len(names) > 100
    assert [name for name, times in names.items() if times > 1] == []
