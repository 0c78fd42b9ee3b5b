"""Statements that are made once answer as the queryset they are made of."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db.models import DateTimeField, F, FilteredRelation, Q

from apps.accounts.models import Member
from apps.core import clock
from apps.core.prepared import Given, Prepared
from apps.lessons.models import Lesson
from apps.lessons.selectors.detail import get_lesson
from apps.mentoring.models import Session
from tests.factories.accounts import MemberFactory
from tests.factories.lessons import LessonFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import VenueFactory

pytestmark = pytest.mark.django_db


def test_a_prepared_statement_is_made_once_and_answers_for_each_value():
    early, late = (SessionFactory(starts_at=clock.now() + dt.timedelta(days=days)) for days in (1, 9))
    built = []

    def build():
        built.append(1)
        rows = Session.objects.filter(starts_at__gt=Given("after", DateTimeField()), author_id=Given("author"))
        return rows.order_by("pk").values_list("pk", "starts_at", "declined_at", named=True)

    asked = Prepared(build)
    for author, after, expected in (
        (early.author_id, clock.now(), [early]),
        (late.author_id, clock.now(), [late]),
        (early.author_id, clock.now() + dt.timedelta(days=5), []),
    ):
        rows = asked(author=author, after=after)
        assert [(row.pk, row.starts_at, row.declined_at) for row in rows] == [
            (session.pk, session.starts_at, None) for session in expected
        ]
    assert built == [1]


def test_a_value_that_was_not_given_is_a_fault_of_ours():
    asked = Prepared(lambda: Session.objects.filter(pk=Given("pk")))
    with pytest.raises(KeyError, match="pk"):
        asked()


@pytest.mark.parametrize("pk", [2**63, -(2**63), 10**30])
def test_a_number_that_no_column_holds_is_found_nowhere(pk):
    asked = Prepared(lambda: Session.objects.filter(pk=Given("pk")))
    assert (asked(pk=pk), asked.first(pk=pk)) == ([], None)


def test_a_row_is_the_instance_that_the_queryset_gives(django_assert_num_queries):
    made = SessionFactory(title="이름", venue=VenueFactory())
    own = ApplicationFactory(session=made)
    asked = Prepared(
        lambda: (
            Session.objects.filter(pk=made.pk)
            .annotate(
                own=FilteredRelation("applications", condition=Q(applications__member_id=Given("member"))),
                twice=F("capacity") * 2,
            )
            .select_related("author__mentor_profile", "venue", "own")
            .defer("title_key")
        )
    )
    with django_assert_num_queries(1):
        row = asked.first(member=own.member_id)
        assert (row, row.title, row.starts_at, row.twice) == (made, "이름", made.starts_at, made.capacity * 2)
        assert (row.venue.name, row.author.name) == (made.venue.name, made.author.name)
        assert row.author.mentor_profile.status == made.author.mentor_profile.status
        assert (row.own, row.own.session) == (own, made)
    with django_assert_num_queries(1):
        assert row.title_key == made.title_key
    assert asked.first(member=made.author_id).own is None


def test_single_values_come_as_they_are():
    made = SessionFactory(title="이름")
    asked = Prepared(lambda: Session.objects.filter(pk=Given("pk")).values_list("title", flat=True))
    assert (asked(pk=made.pk), asked.first(pk=made.pk + 1)) == (["이름"], None)


@pytest.mark.parametrize("permission", ["view_lesson", "change_lesson"])
def test_one_of_the_permissions_is_enough(permission):
    lesson, staff = LessonFactory(), MemberFactory(is_staff=True)
    with pytest.raises(Lesson.DoesNotExist):
        get_lesson(lesson.pk, staff)
    staff.user_permissions.add(Permission.objects.get(codename=permission, content_type__app_label="lessons"))
    assert get_lesson(lesson.pk, Member.objects.get(pk=staff.pk)) == lesson
