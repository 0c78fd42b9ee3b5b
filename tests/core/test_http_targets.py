"""Where a person goes on to is an address of ours, whatever a form or a header says."""

import pytest
from django.test import RequestFactory

from apps.core.http import came_from, safe_next

ODD = [
    "", " ", "²", "2026-01-05", "home", "%(x)s", "portal:home", "set_language", "//evil.example", "/\\evil.example",
    "\\\\evil.example", "///evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
    "http:///evil.example", "https://evil.example/", "http://testserver@evil.example/", "\x01//evil.example",
    "http:evil.example", " //evil.example", "/\t/evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", ODD)
def test_anything_else_leads_to_the_default(target):
    assert safe_next(RequestFactory().post("/", {"next": target}), "/default/") == "/default/"
    assert came_from(RequestFactory().get("/", headers={"Referer": target})) == "/"


@pytest.mark.parametrize("target", ["/", "/me/?week=2026-01-05#calendar", "http://testserver/me/", "/멘토링/"])
def test_an_address_of_ours_is_gone_to(target):
    assert safe_next(RequestFactory().post("/", {"next": target}), "/default/") == target
