"""Public holidays: filled in by the worker, kept by staff, named before something is set on one."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import translation

from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed, refusal_of
from apps.core.models import AuditEntry
from apps.planner import rules, selectors, services
from apps.planner.forms import HolidaysField
from apps.planner.models import Holiday
from tests.factories.accounts import MemberFactory
from tests.factories.planner import HolidayFactory

pytestmark = pytest.mark.django_db
NOW = clock.at(dt.date(2026, 6, 15), dt.time(9))
CHRISTMAS, NEW_YEAR = dt.date(2026, 12, 25), dt.date(2027, 1, 1)


# --- Filled in --------------------------------------------------------------------------------------------------------


def test_the_years_ahead_are_filled_once_in_the_words_of_people():
    assert services.fill_holidays(NOW) == Holiday.objects.count() > 40
    assert {day.year for day in Holiday.objects.values_list("date", flat=True)} == {2026, 2027, 2028}
    assert selectors.holiday_names(CHRISTMAS, NEW_YEAR) == {CHRISTMAS: "성탄절", NEW_YEAR: "신정"}
    assert Holiday.objects.get(date="2026-03-02").name == "삼일절 대체공휴일"
    with translation.override("en"):
        assert selectors.holiday_names(CHRISTMAS, CHRISTMAS) == {CHRISTMAS: "Christmas Day"}
    assert services.fill_holidays(NOW) == 0


def test_what_staff_changed_or_switched_off_stays():
    HolidayFactory(date=CHRISTMAS, name="우리 잔치", is_closed=False)
    HolidayFactory(date=NEW_YEAR, is_active=False)
    services.fill_holidays(NOW)
    assert selectors.holiday_names(CHRISTMAS, NEW_YEAR) == {CHRISTMAS: "우리 잔치"}
    assert Holiday.objects.get(date=CHRISTMAS).is_closed is False


def test_without_english_the_korean_name_is_shown():
    with translation.override("en"):
        assert HolidayFactory(name="개교기념일", name_en="").label == "개교기념일"


# --- Kept by staff ----------------------------------------------------------------------------------------------------


def keeper(codename: str):
    member = MemberFactory(is_staff=True)
    member.user_permissions.add(Permission.objects.get(codename=codename, content_type__app_label="planner"))
    return member


def test_staff_add_and_change_a_holiday(superuser):
    row = services.save_holiday(by=keeper("add_holiday"), holiday=Holiday(date=CHRISTMAS, name="  임시 공휴일 "))
    assert (row.name, row.is_closed, row.is_active) == ("임시 공휴일", True, True)
    row.is_closed = False
    services.save_holiday(by=keeper("change_holiday"), holiday=row)
    acts = AuditEntry.objects.filter(act__startswith="planner.holiday").order_by("pk")
    assert [(entry.act, (entry.before or {}).get("is_closed")) for entry in acts] == [
        ("planner.holiday_added", None), ("planner.holiday_changed", True),
    ]  # fmt: skip


def test_a_day_has_one_holiday_with_a_name_kept_by_who_may(superuser, student):
    HolidayFactory(date=CHRISTMAS)
    for by, given, kind, code in (
        (superuser, {"date": NEW_YEAR, "name": " "}, Invalid, "holiday_name_missing"),
        (superuser, {"date": CHRISTMAS, "name": "성탄"}, Invalid, "holiday_taken"),
        (student, {"date": NEW_YEAR, "name": "신정"}, NotAllowed, "not_staff"),
        (keeper("view_holiday"), {"date": NEW_YEAR, "name": "신정"}, NotAllowed, "not_staff"),
    ):
        refused = refusal_of(services.save_holiday, by=by, holiday=Holiday(**given))
        assert (type(refused), refused.code) == (kind, code)


def test_the_admin_saves_through_the_service_and_deletes_nothing(client, superuser):
    client.force_login(superuser)
    row = HolidayFactory(date=CHRISTMAS)
    page = reverse("admin:planner_holiday_change", args=[row.pk])
    client.post(page, {"date": "2026.12.25", "name": "성탄절", "name_en": "", "is_active": "on"})
    row.refresh_from_db()
    assert (row.is_closed, AuditEntry.objects.filter(act="planner.holiday_changed").count()) == (False, 1)
    taken = client.post(reverse("admin:planner_holiday_add"), {"date": "2026-12-25", "name": "또", "is_active": "on"})
    assert "이날은 이미 있습니다" in taken.content.decode()
    assert client.post(reverse("admin:planner_holiday_delete", args=[row.pk])).status_code == 403


# --- Named before something is set on one -----------------------------------------------------------------------------


def test_who_has_not_read_of_a_holiday_is_told_and_may_go_on():
    HolidayFactory(date=CHRISTMAS), HolidayFactory(date=NEW_YEAR, name="신정")
    HolidayFactory(date=dt.date(2027, 3, 1), is_active=False)
    days = [CHRISTMAS, NEW_YEAR, dt.date(2027, 3, 1), dt.date(2027, 1, 2)]
    with clock.pretending(NOW):
        first = refusal_of(services.check_holidays, days, [], index=3)
        second = refusal_of(services.check_holidays, days, [CHRISTMAS])
    assert isinstance(first, Conflict)
    assert (first.code, first.field, first.extra) == ("holiday", "date", {"days": [CHRISTMAS, NEW_YEAR], "index": 3})
    assert first.message.startswith("공휴일입니다: 12월 25일 (금) 성탄절, 2027년 1월 1일 (금) 신정.")
    assert second.extra["days"] == [NEW_YEAR]
    services.check_holidays(days, [CHRISTMAS, NEW_YEAR])
    services.check_holidays(days, None)
    services.check_holidays([], [])


def test_a_holiday_that_staff_opened_takes_lessons():
    rules.check_not_closed([HolidayFactory.build(is_closed=False)])
    with clock.pretending(NOW):
        refused = refusal_of(rules.check_not_closed, [HolidayFactory.build(date=CHRISTMAS)])
    assert (refused.code, refused.field) == ("holiday_closed", "date")
    assert refused.message == "공휴일에는 수업을 쉽니다: 12월 25일 (금) 성탄절. 다른 날을 선택해 주세요."


def test_what_no_page_of_ours_named_is_left_out():
    assert HolidaysField().clean("2026-12-25 <script> 2027-01-01") == [CHRISTMAS, NEW_YEAR]
    assert HolidaysField().clean(None) == []
