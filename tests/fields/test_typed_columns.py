"""What people type is kept in one spelling, whatever door it came through: by the column."""

import pytest
from django.apps import apps
from django.db import models

from apps.accounts.models import Member
from apps.core import columns
from apps.lessons.models import Tutorial
from tests.factories.accounts import MemberFactory
from tests.factories.lessons import TutorialFactory

# Columns of text that no person types: the program writes them, or what they hold is checked letter by letter.
WRITTEN = {
    "accounts.Member": {"password", "phone"},
    "accounts.Consent": {"version"},
    "accounts.TokenFamily": {"refresh_hash", "password_hash", "user_agent"},
    "core.AuditEntry": {"act", "subject_type", "request_id"},
    "core.ThrottleBucket": {"scope", "key"},
    "core.IdempotentAnswer": {"key", "request_hash", "body"},
    "elearning.Course": {"content", "excerpt"},  # HTML, cleaned by core.html
    "elearning.Content": {"text", "url"},
    "elearning.AcceptedAnswer": {"key"},
    "elearning.CheckInCode": {"code"},
    "mentoring.CheckInCode": {"code"},
    "elearning.Certificate": {"number", "token"},
    "following.Follow": {"source", "query"},  # read by the filters of a list, written anew by them
    "following.Watch": {"source"},
    "following.ToldThing": {"source"},
    "hours.HoursEntry": {"source"},
    "linking.TempCode": {"code"},
    "linking.AdminClass": {"group_id"},
    "mentoring.Session": {"content", "excerpt"},
    "notices.Notice": {"kind", "path"},
    "notices.MailChoice": {"kind"},
    "notices.OutboxMail": {"kind", "to", "subject", "text", "path", "error"},
    "planner.Appointment": {"source", "title", "place", "path"},
    "planner.CalendarFeed": {"secret"},
}


def is_typed(field: models.Field) -> bool:
    return isinstance(field, columns.LineField | columns.WordsField | columns.TextField | columns.AddressField)


def text_columns() -> dict[str, list[models.Field]]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
    return {
        model._meta.label: [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and not field.choices
            and not field.name.endswith("_key")
        ]
        for model in ours
    }


def test_every_column_that_people_type_keeps_one_spelling():
    others = {
        label: {field.name for field in fields if not is_typed(field)} - WRITTEN.get(label, set())
        for label, fields in text_columns().items()
    }
    assert {label: names for label, names in others.items() if names} == {}


def test_what_is_listed_as_written_by_the_program_is_there():
    there = {label: {field.name for field in fields} for label, fields in text_columns().items()}
    stale = {label: names - there.get(label, set()) for label, names in WRITTEN.items()}
    assert {label: names for label, names in stale.items() if names} == {}


@pytest.mark.parametrize("model", [model for model in apps.get_models() if model.__module__.startswith("apps.")])
def test_migrations_know_the_columns_as_djangos_own(model):
    paths = {field.deconstruct()[1] for field in model._meta.concrete_fields if is_typed(field)}
    assert all(path.startswith("django.db.models.") for path in paths)


@pytest.mark.django_db
def test_no_way_to_write_a_row_goes_around_the_column():
    member = MemberFactory(name=" \u1112\u1169\u11bc\u3164길동\u200b\t", email="Ｎew@Example.com ")
    assert (member.name, member.email) == ("홍 길동", "new@example.com")
    Member.objects.filter(pk=member.pk).update(nickname="\u202e별\n명\x07")
    assert Member.objects.get(email=" NEW@example.com").nickname == "별 명"
    assert Member.objects.filter(name="홍\xa0길동").exists()
    made = Tutorial(mentor=member, title="가\t나", description="첫\r\n둘\u200b", price=0, duration=10)
    made.created_at = made.updated_at = member.date_joined
    Tutorial.objects.bulk_create([made])
    assert Tutorial.objects.values_list("title", "description").get(pk=made.pk) == ("가 나", "첫\n둘")
    made.title = "\ufeff다"
    Tutorial.objects.bulk_update([made], ["title"])
    assert Tutorial.objects.get(pk=made.pk).title == "다"
    assert TutorialFactory(title="라\u3000마").title == "라 마"
