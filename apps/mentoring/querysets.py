"""Querysets of sessions and applications."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from apps.accounts.models import Member
from apps.core import search
from apps.mentoring.states import CAME, REPORT_LOCKED, ReportStatus
from apps.seats.querysets import SeatClaimQuerySet, offered_count, waiting_count
from apps.topics.selectors import MOST_FOUND, find_things


class SessionQuerySet(QuerySet):
    def existing(self) -> "SessionQuerySet":
        return self.filter(deleted_at=None)

    def undecided(self) -> "SessionQuerySet":
        """Return the sessions that staff have neither approved nor declined."""
        return self.existing().filter(approved_at=None, declined_at=None)

    def visible_to(self, member: Any) -> "SessionQuerySet":
        """Return the sessions that the member may see. A declined one is visible to its author and staff only."""
        rows = self.existing()
        if not member.is_authenticated:
            return rows.filter(declined_at=None)
        if member.may("mentoring.view_session"):
            return rows
        return rows.filter(Q(declined_at=None) | Q(author_id=member.pk))

    def open_at(self, now: datetime) -> "SessionQuerySet":
        """Return the sessions that are 접수중: registration is open and a seat is left (as states.OPEN_PHASES).

        Registration closes before the start; the start is asked too only so that its index bounds the search.
        """
        return self.filter(
            deleted_at=None,
            declined_at=None,
            starts_at__gt=now,
            opens_at__lte=now,
            closes_at__gt=now,
            seats_taken__lt=F("capacity"),
        )

    def closed_at(self, now: datetime) -> "SessionQuerySet":
        """Return the sessions that are 마감: all that are not open."""
        return self.filter(
            Q(opens_at__gt=now)
            | Q(closes_at__lte=now)
            | Q(seats_taken__gte=F("capacity"))
            | Q(declined_at__isnull=False)
        )

    def found_in(self, field: str, word: str) -> "SessionQuerySet":
        """Return the sessions with each word in `field`: title, author or content (see core.search)."""
        word = search.normalise_word(word)
        if not word:
            return self
        if field == "author":
            # Members first: there are thousands of them, but millions of sessions.
            named = search.each_word(word, lambda each: search.name_has("name", each))
            return self.filter(
                author_id__in=list(self._authors().filter(named).values_list("pk", flat=True)[:MOST_FOUND])
            )
        has = search.title_has if field == "title" else search.text_has
        return self.filter(search.each_word(word, lambda each: has(field, each)))

    def found_anywhere(self, typed: str) -> "SessionQuerySet":
        """Return the sessions that have each word in the title, the content, the mentor's name or a topic.

        Names and topics are looked up first, so that the indexes of title and content can answer the rest. Queries: 2,
        one more if a topic has a word.
        """
        words = search.words_of(search.normalise_word(typed))
        if not words:
            return self
        named = Q(*(search.name_has("name", word) for word in words), _connector=Q.OR)
        authors = list(self._authors().filter(named).values_list("pk", "name")[:MOST_FOUND])
        session: Any = self.model
        tagged = find_things(session.topics.through, "session", words)
        return self.filter(
            *(
                search.title_has("title", word)
                | search.text_has("content", word)
                | Q(author_id__in=[pk for pk, name in authors if search.name_matches(name, word)])
                | Q(pk__in=sessions)
                for word, sessions in zip(words, tagged, strict=True)
            )
        )

    def _authors(self) -> Any:
        """Return the members who opened a session: few of many."""
        opened = self.model._default_manager.filter(author_id=OuterRef("pk"), deleted_at=None)
        return Member.objects.filter(Exists(opened))

    def with_waiting(self) -> "SessionQuerySet":
        """Annotate `waiting`: the number of applications that wait for a seat."""
        return self.annotate(waiting=waiting_count(self.model._meta.get_field("applications").related_model))

    def without_report(self) -> "SessionQuerySet":
        """Return the approved sessions that somebody had a seat in and whose report is not with staff."""
        asked = self.existing().filter(approved_at__isnull=False, seats_taken__gt=0)
        return asked.exclude(report__status__in=REPORT_LOCKED)

    def to_report(self, author: Any, now: datetime) -> "SessionQuerySet":
        """Return the sessions of an author that began, and that have a report or ask for one."""
        asks = Q(approved_at__isnull=False, seats_taken__gt=0) | Q(report__isnull=False)
        return self.existing().filter(asks, author_id=author.pk, starts_at__lte=now)

    def rest_of(self, session: Any, now: datetime) -> "SessionQuerySet":
        """Return what is still to begin of a session's series, from that session on."""
        ahead = self.existing().filter(declined_at=None, starts_at__gt=now, starts_at__gte=session.starts_at)
        return ahead.filter(series=session.series, series__isnull=False)

    def with_offered(self) -> "SessionQuerySet":
        """Annotate `offered`: the number of those who wait and are offered a seat."""
        return self.annotate(offered=offered_count(self.model._meta.get_field("applications").related_model))

    def newest_first(self) -> "SessionQuerySet":
        return self.order_by("-starts_at", "-pk")


class ApplicationQuerySet(SeatClaimQuerySet):
    def active(self) -> "ApplicationQuerySet":
        """Return the applications that hold a seat or wait for one."""
        return self.filter(Q(holds_seat=True) | Q(is_waiting=True))

    def attended(self) -> "ApplicationQuerySet":
        """Return the seats of those who came: present or late, or all of them where nothing is recorded of anybody."""
        records: Any = self.model._meta.get_field("attendance").related_model
        recorded = records.objects.filter(application__session=OuterRef("session"))
        return self.filter(Q(attendance__presence__in=CAME) | ~Exists(recorded), holds_seat=True)

    def of(self, member: Any) -> "ApplicationQuerySet":
        return self.filter(member_id=member.pk)


class AttendanceQuerySet(QuerySet):
    def visible_to(self, member: Any) -> "AttendanceQuerySet":
        """Return the records of the member, of the sessions that the member runs, and for staff all.

        None of a session that was deleted: its pages are gone with it.
        """
        rows = self.filter(application__session__deleted_at=None)
        if member.may("mentoring.view_session"):
            return rows
        return rows.filter(Q(application__member_id=member.pk) | Q(application__session__author_id=member.pk))

    def contested(self) -> "AttendanceQuerySet":
        """Return the records with an objection that waits for its decision."""
        return self.filter(objected_at__isnull=False, decided_at=None)


class ReportQuerySet(QuerySet):
    def visible_to(self, member: Any) -> "ReportQuerySet":
        """Return the reports of the member's own sessions, and for staff all; none of a session that was deleted."""
        rows = self.filter(session__deleted_at=None)
        if member.may("mentoring.view_sessionreport"):
            return rows
        return rows.filter(session__author_id=member.pk)

    def to_decide(self) -> "ReportQuerySet":
        """Return the reports that wait for staff, the oldest first."""
        return self.filter(status=ReportStatus.SUBMITTED).order_by("submitted_at", "pk")
