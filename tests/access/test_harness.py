"""The walk itself can fail: it finds what is missing, what leaks, and what answers otherwise than the table says."""

import io
import zipfile

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tests.access import test_walk, world
from tests.access.addresses import filled, places
from tests.access.canaries import canary, found_in, not_allowed, text_of
from tests.access.rules import LOGIN, Row, Shows, Thing, members, public, rule, unknown

CANARIES = {"owner.name": canary("owner", "name"), "owner.phone": "010-7001-4001"}


def test_an_address_without_a_row_and_a_row_without_an_address_are_named():
    assert unknown(["/a/", "/b/"], [Row("/b/"), Row("/b/"), Row("/c/")]) == [
        "/a/ has no row: say in tests/access/table.py who may do what there.",
        "/c/ has a row but no longer exists: take its row away.",
        "/b/ has two rows.",
    ]


def test_a_row_whose_values_lead_elsewhere_is_refused():
    assert places("/mentoring/<int:session_id>/") == ["session_id"]
    assert filled("/mentoring/<int:session_id>/", {"session_id": 7}) == "/mentoring/7/"
    with pytest.raises(AssertionError, match="leads to"):
        filled("/admin/<app_label>/", {"app_label": "no-such-app"})


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{CANARIES['owner.name']}</p>",
        f'{{"name": "{CANARIES["owner.name"].upper()}"}}',
        "".join(f"&#{ord(letter)};" for letter in CANARIES["owner.name"]),
        "".join(f"%{ord(letter):02x}" for letter in CANARIES["owner.name"]),
        f"SUMMARY:{CANARIES['owner.name'][:5]}\r\n {CANARIES['owner.name'][5:]}",
        CANARIES["owner.name"].encode("utf-8-sig"),
    ],
)
def test_a_name_is_found_however_it_is_written(body):
    assert found_in(text_of(HttpResponse(body)), CANARIES) == {"owner.name"}


@pytest.mark.parametrize("written", ["010-7001-4001", "01070014001", "+82 10-7001-4001", "010 7001 4001"])
def test_a_phone_is_found_however_it_is_written(written):
    assert found_in(text_of(HttpResponse(written)), CANARIES) == {"owner.phone"}


def test_a_name_is_found_in_a_header_and_in_a_sheet():
    told = HttpResponse(headers={"Content-Disposition": f"attachment; filename={CANARIES['owner.name']}.csv"})
    assert found_in(text_of(told), CANARIES) == {"owner.name"}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as sheet:
        sheet.writestr("xl/sharedStrings.xml", f"<t>{CANARIES['owner.name']}</t>")
    assert found_in(text_of(HttpResponse(packed.getvalue())), CANARIES) == {"owner.name"}


def test_only_what_the_row_allows_may_be_told():
    row = Row("/", shows=(Shows("mentor.name"), Shows("*", frozenset({"superuser"}))))
    seen = {"owner.name", "mentor.name", "mentor.phone"}
    assert not_allowed(seen, row.allowed("owner")) == ["mentor.phone"]
    assert not_allowed(seen, row.allowed("anonymous")) == ["mentor.phone", "owner.name"]
    assert not_allowed(seen, row.allowed("superuser")) == []


def test_a_rule_says_who_gets_what():
    own, hidden = Thing("own", {}), Thing("hidden", {}, frozenset({"superuser"}))
    edit = rule(200, "own:mentor superuser")
    assert {viewer: edit.code(viewer, own) for viewer in ("anonymous", "stranger", "mentor", "superuser")} == {
        "anonymous": LOGIN, "stranger": 403, "mentor": 200, "superuser": 200,
    }  # fmt: skip
    assert (edit.code("mentor", hidden), edit.code("superuser", hidden)) == (404, 200)
    assert edit.code("mentor", Thing("foreign", {})) == 403
    assert public().code("anonymous", None) == 200
    assert members().except_(302, "owner own").code("owner", own) == 302


def test_a_method_without_a_rule_is_refused():
    hers, all_s = Row("/", get=members()), Row("/", get=public())
    assert [row.agrees(405, "POST", "owner", None) for row in (hers, all_s)] == [True, True]
    assert [row.agrees(LOGIN, "POST", "anonymous", None) for row in (hers, all_s)] == [True, False]
    assert [row.agrees(200, "POST", "anonymous", None) for row in (hers, all_s)] == [False, False]


@pytest.mark.django_db
def test_the_walk_fails_where_the_table_is_wrong_and_where_a_name_leaks(monkeypatch):
    here = world.build()
    assert test_walk.walk(Row("/notices/", get=members(), any_verb=True), here) == []
    wrong = test_walk.walk(Row("/notices/", get=public(), any_verb=True), here)
    assert wrong == [f"{method} /notices/: login instead of 200 – anonymous" for method in ("GET", "HEAD")]

    leaky = HttpResponse(here.canaries["owner.email"])
    leaky.wsgi_request = RequestFactory().get("/notices/")
    monkeypatch.setattr(test_walk.Caller, "ask", lambda *args: leaky)
    told = test_walk.walk(Row("/notices/", get=public(), any_verb=True), here)
    assert told[0] == "GET /notices/: tells owner.email – anonymous stranger mentor instructor linked staff superuser"
