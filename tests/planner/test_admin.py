"""Venues and appointments in the admin."""

import datetime as dt
import io

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from apps.core import clock
from apps.core.models import AuditEntry
from apps.planner.models import Venue
from tests.factories.planner import AppointmentFactory, VenueFactory

pytestmark = pytest.mark.django_db
LIST, APPOINTMENTS = (reverse(f"admin:planner_{model}_changelist") for model in ("venue", "appointment"))
FIELDS = {"name": "세미나실", "group": "본관", "note": "3층", "seats": "12", "is_active": "on"}


@pytest.fixture
def office(client, superuser):
    client.force_login(superuser)
    return client


@pytest.mark.parametrize("address", [LIST, f"{LIST}?is_active__exact=1", APPOINTMENTS, f"{APPOINTMENTS}?live=coming"])
@pytest.mark.parametrize("count", [1, 30])
def test_lists_cost_the_same_for_one_row_and_for_many(office, address, count, django_assert_max_num_queries):
    for _number in range(count):
        AppointmentFactory(venue=VenueFactory())
    office.get(address)
    with django_assert_max_num_queries(8):
        assert office.get(address).status_code == 200


def test_staff_add_and_change_a_venue_through_the_service(office):
    office.post(reverse("admin:planner_venue_add"), FIELDS)
    venue = Venue.objects.get()
    assert (venue.name, venue.seats, venue.is_online) == ("세미나실", 12, False)
    office.post(reverse("admin:planner_venue_change", args=[venue.pk]), {**FIELDS, "seats": "20"})
    venue.refresh_from_db()
    assert venue.seats == 20
    assert [entry.act for entry in AuditEntry.objects.order_by("pk")] == [
        "planner.venue_added",
        "planner.venue_changed",
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "이름을 입력해 주세요"),
        ({"name": "강의장"}, "같은 이름의 장소가 이미 있습니다"),
        ({"seats": "0"}, "좌석 수는 1 이상이어야 합니다"),
        ({"is_online": "on"}, "예정된 일정이 1건 있어 온라인 여부를 바꿀 수 없습니다"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_field(office, change, sentence):
    VenueFactory(name="강의장")
    venue = VenueFactory(name="세미나실", seats=12)
    AppointmentFactory(place="세미나실", venue=venue)
    answer = office.post(reverse("admin:planner_venue_change", args=[venue.pk]), {**FIELDS, **change})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    venue.refresh_from_db()
    assert (venue.name, venue.seats, venue.is_online) == ("세미나실", 12, False)


def test_only_what_was_never_used_can_be_deleted(office):
    used, free = VenueFactory(), VenueFactory()
    AppointmentFactory(venue=used)
    assert office.post(reverse("admin:planner_venue_delete", args=[used.pk]), {"post": "yes"}).status_code == 403
    assert office.post(reverse("admin:planner_venue_delete", args=[free.pk]), {"post": "yes"}).status_code == 302
    assert list(Venue.objects.all()) == [used]
    assert "delete_selected" not in office.get(LIST).content.decode()


def test_the_actions_switch_venues_off_and_on(office):
    venues = VenueFactory.create_batch(2)
    chosen = [venue.pk for venue in venues]
    answer = office.post(LIST, {"action": "switch_off", "_selected_action": chosen}, follow=True)
    assert "2곳을 그만 쓰도록 했습니다." in answer.content.decode()
    assert Venue.objects.filter(is_active=False).count() == 2
    office.post(LIST, {"action": "switch_on", "_selected_action": chosen[:1]})
    assert Venue.objects.filter(is_active=False).count() == 1


def _sheet(*rows) -> SimpleUploadedFile:
    book, content = Workbook(), io.BytesIO()
    for row in (("이름", "구분", "좌석 수", "온라인", "사용", "안내"), *rows):
        book.active.append(row)
    book.save(content)
    return SimpleUploadedFile("venues.xlsx", content.getvalue())


def _import(office, sheet):
    return office.post(reverse("admin:planner_venue_import"), {"import_file": sheet, "format": "0", "resource": ""})


def test_a_sheet_is_shown_before_it_is_taken_in(office):
    VenueFactory(name="강의장", seats=20, note="그대로")
    shown = _import(office, _sheet(("강의장", "본관", 30, "아니요", "예", "그대로"), ("줌", "", None, "예", "예", "")))
    assert shown.status_code == 200
    assert shown.context["result"].totals["new"] == 1
    assert shown.context["result"].totals["update"] == 1
    assert Venue.objects.count() == 1
    confirmed = shown.context["confirm_form"].initial
    office.post(reverse("admin:planner_venue_process_import"), confirmed, follow=True)
    rows = Venue.objects.order_by("name").values_list("name", "group", "seats", "is_online", "is_active", "note")
    assert list(rows) == [("강의장", "본관", 30, False, True, "그대로"), ("줌", "", None, True, True, "")]
    assert AuditEntry.objects.filter(act__startswith="planner.venue").count() == 2


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("", "본관", 30, "아니요", "예", ""), "이름: 비워 둘 수 없습니다"),
        (("세미나실", "본관", 0, "아니요", "예", ""), "좌석 수는 1 이상이어야 합니다"),
        (("세미나실", "본관", "많음", "아니요", "예", ""), "숫자로 적거나 비워 두세요"),
        (("세미나실", "본관", 3, "글쎄", "예", ""), "‘예’나 ‘아니요’로 적어 주세요"),
        (("강의장", "본관", 3, "예", "예", ""), "온라인 여부를 바꿀 수 없습니다"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken_in(office, row, sentence):
    venue = VenueFactory(name="강의장", seats=3, group="본관")
    AppointmentFactory(place="강의장", venue=venue, starts_at=clock.now() + dt.timedelta(hours=1))
    shown = _import(office, _sheet(("줌", "", None, "예", "예", ""), row))
    assert sentence in shown.content.decode()
    assert "confirm_form" not in shown.context
    assert list(Venue.objects.all()) == [venue]


def test_the_export_is_a_sheet_that_can_be_taken_in_again(office):
    VenueFactory(name="강의장", group="본관", seats=20)
    VenueFactory(name="=1+1", group="", is_online=True, is_active=False)
    answer = office.post(
        reverse("admin:planner_venue_export"),
        {"format": "0", "resource": "", **{f"venueresource_{name}": "on" for name in _columns()}},
    )
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("이름", "구분", "좌석 수", "온라인", "사용", "안내")
    assert ("강의장", "본관", 20, "아니요", "예", None) in rows
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def _columns() -> tuple[str, ...]:
    return ("name", "group", "seats", "is_online", "is_active", "note")


def test_who_may_only_look_imports_nothing(client, bare_staff):
    bare_staff.user_permissions.add(Permission.objects.get(codename="view_venue"))
    client.force_login(bare_staff)
    assert client.get(LIST).status_code == 200
    assert client.get(reverse("admin:planner_venue_import")).status_code == 403


@pytest.mark.parametrize(("live", "title"), [("coming", "올 것"), ("past", "지난 것"), ("cancelled", "취소한 것")])
def test_appointments_are_found_by_their_state_and_only_read(office, live, title):
    AppointmentFactory(title="올 것")
    AppointmentFactory(title="지난 것", starts_at=clock.now() - dt.timedelta(days=2))
    cancelled = AppointmentFactory(title="취소한 것", cancelled_at=clock.now())
    shown = office.get(APPOINTMENTS, {"live": live})
    assert [row.title for row in shown.context["cl"].queryset] == [title]
    page = office.get(reverse("admin:planner_appointment_change", args=[cancelled.pk])).content.decode()
    assert 'name="_save"' not in page
