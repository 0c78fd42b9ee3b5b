"""Whatever leaves as a file about somebody else is recorded."""

import pytest
from django.http import HttpRequest

from apps.core import downloads, sheets
from apps.core.models import AuditEntry
from tests.factories.mentoring import SessionFactory

pytestmark = pytest.mark.django_db
ROWS = [["이름"], ["김하준"], ["박도윤"]]


@pytest.fixture
def asked(mentor) -> HttpRequest:
    request = HttpRequest()
    request.method, request.user = "GET", mentor
    return request


def sheet(request: HttpRequest, form: str, **facts):
    words = {"what": "applicants", "name": f"명단.{form}", "title": "명단"}
    return downloads.sheet_response(request, ROWS, form, about=SessionFactory(), widths=(8,), **words, **facts)


@pytest.mark.parametrize(
    ("form", "kind", "start"), [("csv", sheets.CSV, b"\xef\xbb\xbf"), ("xlsx", sheets.XLSX, b"PK")]
)
def test_a_file_says_its_kind_and_is_kept_by_no_cache(asked, form, kind, start):
    answer = sheet(asked, form)
    assert (answer["Content-Type"], answer["Cache-Control"]) == (kind, "no-store")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.content.startswith(start)


def test_the_trail_says_who_took_what_and_how_many_rows(asked, mentor):
    sheet(asked, "csv", day="2026-01-05")
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.act, entry.subject_type) == (
        mentor,
        "mentoring.applicants_downloaded",
        "mentoring.session",
    )
    assert entry.after == {"rows": 2, "form": "csv", "day": "2026-01-05"}


def test_the_head_of_an_answer_takes_nothing_along(asked):
    asked.method = "HEAD"
    sheet(asked, "csv")
    assert not AuditEntry.objects.exists()


def test_ones_own_file_needs_no_entry(asked, mentor, student):
    session = SessionFactory()
    downloads.record(asked, session, "paper", whose=mentor.pk)
    assert not AuditEntry.objects.exists()
    downloads.record(asked, session, "paper", whose=student.pk)
    assert AuditEntry.objects.get().act == "mentoring.paper_downloaded"
