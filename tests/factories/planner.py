"""Venues, appointments, free hours and public holidays."""

import datetime as dt

import factory

from apps.core import clock
from apps.planner.models import Appointment, AppointmentRole, FreeHours, Holiday, Venue
from tests.factories.accounts import MemberFactory


class FreeHoursFactory(factory.django.DjangoModelFactory):
    """Mondays, 19:00 to 22:00."""

    class Meta:
        model = FreeHours

    member = factory.SubFactory(MemberFactory)
    weekday = 0
    start_time = dt.time(19)
    end_time = dt.time(22)


class HolidayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Holiday

    date = factory.Sequence(lambda n: dt.date(2001, 1, 1) + dt.timedelta(days=n))
    name = "성탄절"
    name_en = "Christmas Day"


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"스페이스 A{n}")
    group = "스페이스"


class AppointmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appointment

    member = factory.SubFactory(MemberFactory)
    source = "test.thing"
    source_id = factory.Sequence(lambda n: n + 1)
    role = AppointmentRole.GUEST
    title = "다른 일정"
    path = "/me/"
    starts_at = factory.LazyFunction(lambda: clock.now() + dt.timedelta(days=3))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + dt.timedelta(hours=2))
    changed_at = factory.LazyFunction(clock.now)
