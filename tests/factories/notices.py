"""Notices and mails."""

import factory

from apps.core import clock
from apps.notices.models import Notice, OutboxMail
from tests.factories.accounts import MemberFactory


class NoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notice

    member = factory.SubFactory(MemberFactory)
    kind = "mentoring.message"
    params = factory.Sequence(lambda n: {"title": "멘토링", "subject": f"안내 {n}", "text": "준비물을 챙겨 주세요."})
    path = "/mentoring/"
    created_at = factory.LazyFunction(clock.now)


class OutboxMailFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutboxMail

    member = factory.SubFactory(MemberFactory)
    to = factory.LazyAttribute(lambda row: row.member.email if row.member else "someone@example.com")
    subject = factory.Sequence(lambda n: f"안내 {n}")
    text = "안내 말씀\n\n준비물을 챙겨 주세요."
    created_at = factory.LazyFunction(clock.now)
    due_at = factory.LazyFunction(clock.now)
