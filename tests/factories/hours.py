"""Lines of the ledger of recognised time."""

import datetime as dt

import factory

from apps.core import clock
from apps.hours.models import HoursEntry
from apps.hours.states import EntryKind
from tests.factories import accounts


class HoursEntryFactory(factory.django.DjangoModelFactory):
    """Two hours of a session yesterday, the first line of its source."""

    class Meta:
        model = HoursEntry

    mentor = factory.LazyFunction(accounts.mentor)
    source = "mentoring.session"
    source_id = factory.Sequence(lambda n: 900_000 + n)
    number = 1
    title = factory.Sequence(lambda n: f"멘토링 {n}")
    day = factory.LazyFunction(lambda: clock.today() - dt.timedelta(days=1))
    kind = EntryKind.REPORT
    minutes = 120
    total = factory.SelfAttribute("minutes")
    created_at = factory.LazyFunction(clock.now)
