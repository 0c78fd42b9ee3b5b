"""Certificates as a service would have issued them."""

import secrets

import factory

from apps.core import clock
from apps.elearning.certificate import document, rules
from apps.elearning.certificate.models import Certificate, CertificateBook
from tests.factories.completion import CompletionFactory


class CertificateFactory(factory.django.DjangoModelFactory):
    """Valid, with the next number of its class, saying what is true now."""

    class Meta:
        model = Certificate

    completion = factory.SubFactory(CompletionFactory)
    course_class = factory.LazyAttribute(lambda row: row.completion.enrolment.course_class)
    serial = factory.LazyAttribute(lambda row: _next_serial(row.course_class.pk))
    number = factory.LazyAttribute(lambda row: rules.number_of(clock.today().year, row.course_class.pk, row.serial))
    token = factory.LazyFunction(lambda: secrets.token_urlsafe(24))
    says = factory.LazyAttribute(lambda row: document.document_of(row.completion, clock.today(), "salt"))
    issued_at = factory.LazyFunction(clock.now)


def _next_serial(class_id: int) -> int:
    book, _made = CertificateBook.objects.get_or_create(course_class_id=class_id)
    book.last_serial += 1
    book.save()
    return book.last_serial
