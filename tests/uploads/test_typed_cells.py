"""Every cell of every sheet that the admin reads in is taken as what it looks like, and nothing unseen is kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.planner.models import Venue
from tests.access.test_typed_text import MARK, NOTHING, UNSEEN, kept_unseen, respelled
from tests.factories.elearning import ContentFactory, CourseClassFactory, CourseFactory
from tests.factories.planner import VenueFactory
from tests.uploads.sheets import csv_file
from tests.uploads.test_admin_import import PLACES

pytestmark = pytest.mark.django_db
# Their words have no digits: a text keeps those that were typed, and a number does not.
ROWS = {
    "planner_venue": lambda: VenueFactory(name="큰 강의장", group="본관", note="북쪽 끝", seats=30),
    "elearning_course": lambda: CourseFactory(title="파이썬 입문"),
    "elearning_content": lambda: ContentFactory(title="첫 시간", text="읽을 거리"),
    "elearning_courseclass": lambda: CourseClassFactory(),
}
COLUMNS = [(place, str(field.column_name)) for place, kind in PLACES.items() for field in kind().get_import_fields()]


def exported(place: str) -> tuple[list[str], list[str]]:
    """Return the head and the one row that leaves the admin."""
    resource = PLACES[place]()
    kept = ROWS[place]()
    data = resource.export(type(kept).objects.all())
    return list(data.headers), [str(cell) for cell in data[0]]


def looked_at(client, place: str, head: list[str], row: list[str]):
    raw = SimpleUploadedFile("x.csv", csv_file([head, row], encoding="utf-8"))
    page = client.post(reverse(f"admin:{place}_import"), {"import_file": raw, "format": "0", "resource": ""})
    assert page.status_code == 200
    return page


def outcome(page) -> tuple:
    """Return what the preview says: what is new, changed or the same, what is refused, and which cells are wrong."""
    result = page.context.get("result")
    if result is None:
        return ("refused", page.content.decode().count("errorlist"))
    errors = sorted(name for row in result.invalid_rows for name in row.field_specific_errors)
    totals = result.totals
    return totals["new"], totals["update"], totals["skip"], totals["error"], totals["invalid"], errors


@pytest.mark.parametrize(("place", "column"), COLUMNS)
def test_every_cell_is_read_by_its_looks(client, superuser, place, column):
    client.force_login(superuser)
    head, row = exported(place)
    assert column in head
    at = head.index(column)

    def given(cell: str):
        return looked_at(client, place, head, [*row[:at], cell, *row[at + 1 :]])

    assert outcome(given(respelled(row[at]))) == outcome(given(row[at]))
    assert outcome(given(NOTHING.replace("\x07", ""))) == outcome(given(""))
    page = given(UNSEEN.replace("\x00", ""))
    if "confirm_form" in page.context:
        initial = page.context["confirm_form"].initial
        sent = {name: value for name, value in initial.items() if value is not None}
        client.post(reverse(f"admin:{place}_process_import"), sent, follow=True)
    assert kept_unseen() == []


def test_the_walk_sees_what_is_kept(client, superuser):
    client.force_login(superuser)
    head, row = exported("planner_venue")
    row[head.index("안내")] = UNSEEN.replace("\x00", "")
    page = looked_at(client, "planner_venue", head, row)
    initial = page.context["confirm_form"].initial
    sent = {name: value for name, value in initial.items() if value is not None}
    client.post(reverse("admin:planner_venue_process_import"), sent, follow=True)
    assert MARK in Venue.objects.get().note
