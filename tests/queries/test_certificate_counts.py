"""Statements of the pages of certificates: the same with one as with fifty."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from apps.elearning.certificate.models import Certificate
from apps.elearning.completion.models import Completion
from tests.elearning.learning import learner, running_class
from tests.factories.accounts import MemberFactory, mentor
from tests.factories.certificate import CertificateFactory
from tests.factories.completion import CompletionFactory
from tests.queries.test_counts import ROWS, counted

# Two for the log-in, one for the unread notices in the head; see tests/queries/test_counts.py.
COUNTS = {
    "/certificates/": {"student": 7},
    "/certificates/{number}/": {"student": 5, "instructor": 5, "staff": 5},
    "/certificates/{number}/certificate.pdf": {"student": 3, "instructor": 4},
    "/certificates/{number}/code.svg": {"student": 3},
    "/certificates/{number}/badge.jwt": {"student": 3},
    "/badges/revoked.json": {"student": 3},
    "/badges/status/0.jwt": {"student": 3},
    "/badges/mark.svg": {"student": 2},
    "/admin/elearning/certificate/": {"staff": 6},
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", ROWS)
def test_pages_of_certificates_take_as_many_statements_as_written(rows: int):
    ContentType.objects.get_for_models(*apps.get_models())
    teacher, student = mentor(email="teacher@example.com"), MemberFactory(email="student@example.com")
    people = {"instructor": teacher, "student": student, "staff": MemberFactory(is_staff=True, is_superuser=True)}
    for _ in range(rows):
        run = running_class(instructors=[teacher])
        CertificateFactory(completion=CompletionFactory(enrolment=learner(run, member=student)))
        CompletionFactory(enrolment=learner(running_class(), member=student))
    assert (Certificate.objects.count(), Completion.objects.count()) == (rows, 2 * rows)
    number = Certificate.objects.latest("pk").number
    found = {
        address: {who: counted(address.format(number=number), people[who]) for who in viewers}
        for address, viewers in COUNTS.items()
    }
    assert found == COUNTS
