"""Every column that can hold personal data is exported, erased and watched, or the table says why not.

The table is held against what happens: in the world of the access walk each such column gets words that stand nowhere
else, the people export their data, and all of them leave.
"""

import copy
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from django.db import IntegrityError, models, transaction

from apps.accounts import export
from apps.accounts.models import Member
from apps.accounts.services.leaving import end_membership
from apps.core import clock
from apps.core.models import IdempotentAnswer
from apps.elearning.certificate.models import Certificate
from apps.hours.triggers import drop_triggers
from apps.lessons.models import Lesson
from apps.mentoring.models import Session
from tests.access import world as worlds
from tests.access.canaries import canary
from tests.fields.columns import canaries_in, columns_to_members, to_json, worded_columns
from tests.fields.personal_data import COLUMNS, MEMBERS, Owns, Words

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("personal data")]  # one worker tells the story

STAY = {"staff", "superuser"}
WORDS = {name: entry for name, entry in COLUMNS.items() if isinstance(entry, Words)}


@dataclass
class Story:
    """What the world was, and what is left of it."""

    sections: set[str]
    walked: dict[str, set[str]]
    marks: dict[str, dict[str, str]] = field(default_factory=dict)  # by column: person → words
    exported: dict[str, str] = field(default_factory=dict)  # by person
    left: dict[str, set[str]] = field(default_factory=dict)  # by column: people whose words are still there
    rows_before: dict[str, set[str]] = field(default_factory=dict)  # by column to a member: people with rows
    rows_after: dict[str, set[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker) -> Story:
    with django_db_blocker.unblock(), transaction.atomic():
        story = _tell()
        transaction.set_rollback(True)
    return story


def _tell() -> Story:
    world = worlds.build()
    people = world.people
    _add_what_the_walk_has_not(people["owner"])
    columns, to_members = worded_columns(), columns_to_members()
    owner = people["owner"]
    story = Story(set(export.export_all(owner)), {name: canaries_in(columns[name], world.canaries) for name in WORDS})
    story.rows_before = _owners(to_members, people)
    drop_triggers()  # what is marked here is never changed by anybody else
    for name in WORDS:
        story.marks[name] = _mark(columns[name], WORDS[name].of, people)
    story.exported = {
        name: to_json(export.export_all(Member.objects.get(pk=person.pk))) for name, person in people.items()
    }
    # Nobody may leave who has something to run; the rest of what is theirs stays as it is.
    Session.objects.filter(deleted_at=None).update(deleted_at=clock.now())
    Lesson.objects.filter(status="APPROVED").update(status="PENDING", approved_at=None)
    gone = {name: person for name, person in people.items() if name not in STAY}
    for person in gone.values():
        end_membership(by=Member.objects.get(pk=person.pk))
    for name, marks in story.marks.items():
        story.left[name] = canaries_in(
            columns[name], {person: words for person, words in marks.items() if person in gone}
        )
    story.rows_after = _owners(to_members, gone)
    return story


def _add_what_the_walk_has_not(owner: Member) -> None:
    now = clock.now()
    IdempotentAnswer.objects.create(
        member=owner, key="key", request_hash="0" * 64, status=200, body="{}", created_at=now,
    )  # fmt: skip
    Certificate.objects.filter(completion__enrolment__member=owner).update(
        status="REVOKED", ended_at=now, ended_by=owner, end_reason="x"
    )


def _owners(columns: dict[str, models.Field], people: dict[str, Member]) -> dict[str, set[str]]:
    return {
        name: {who for who, person in people.items() if column.model._base_manager.filter(**{column.name: person})}
        for name, column in columns.items()
    }


def _mark(column: models.Field, of: str, people: dict[str, Member]) -> dict[str, str]:
    """Put words that stand nowhere else into one row of each person. JSON keeps its shape."""
    marks = {}
    for number, (name, person) in enumerate(people.items()):
        rows = column.model._base_manager.filter(**{of or "pk": person.pk})
        row = rows.exclude(**{column.name: ""}).last() or rows.last()
        if row is not None:
            words = canary(name, column.attname)[: column.max_length]
            if column.max_length and column.max_length < 8:
                words = f"Zq{number:04d}"
            # A row that the database lets hold no words, as a student's row in no group, says nothing of anybody.
            with suppress(IntegrityError), transaction.atomic():
                column.model._base_manager.filter(pk=row.pk).update(**{column.name: _with_words(row, column, words)})
                marks[name] = words
    return marks


def _with_words(row: models.Model, column: models.Field, words: str) -> object:
    if not isinstance(column, models.JSONField):
        return words
    held = copy.deepcopy(getattr(row, column.name))
    if isinstance(held, dict) and "facts" in held:  # a certificate
        held["facts"]["name"] = words
        return held
    return {**held, "text": words} if isinstance(held, dict) else words


def test_every_column_of_words_has_a_line():
    assert sorted(worded_columns().keys() ^ COLUMNS.keys()) == []


def test_every_column_that_leads_to_a_member_has_a_line():
    assert sorted(columns_to_members().keys() ^ MEMBERS.keys()) == []


@pytest.mark.parametrize("name", WORDS)
def test_words_of_a_person(name, story):
    marks, entry = story.marks[name], WORDS[name]
    assert marks, "no row of this table in the world of the access walk: make one there"
    exported = {person for person, words in marks.items() if words in story.exported[person]}
    assert exported == (set() if entry.not_exported else set(marks)), "in the person's own data"
    assert bool(story.left[name]) == bool(entry.kept), f"after leaving: {story.left[name]}"
    assert bool(story.walked[name]) != bool(entry.no_canary), f"canaries of the access walk: {story.walked[name]}"


@pytest.mark.parametrize("name", [name for name, entry in MEMBERS.items() if isinstance(entry, Owns)])
def test_what_a_member_owns(name, story):
    entry = MEMBERS[name]
    assert entry.section.startswith("none: ") or entry.section in story.sections
    assert story.rows_before[name], "no row of this table in the world of the access walk: make one there"
    assert bool(story.rows_after[name]) == bool(entry.kept), f"after leaving: {story.rows_after[name]}"
