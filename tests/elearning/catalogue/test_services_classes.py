"""Classes: written with their instructors, meetings and refund steps, called off, copied, deleted."""

import datetime as dt

import pytest

from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.elearning.catalogue import notices
from apps.elearning.catalogue.models import ClassMeeting, CourseClass, RefundStep
from apps.elearning.catalogue.services import classes, copying
from apps.elearning.catalogue.signals import ClassChange, class_changed
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.notices.models import Notice
from apps.planner.models import Appointment, AppointmentRole
from tests.factories.accounts import MemberFactory
from tests.factories.elearning import ClassMeetingFactory, CourseClassFactory, CourseFactory
from tests.factories.planner import AppointmentFactory, HolidayFactory, VenueFactory

pytestmark = pytest.mark.django_db


def draft(**fields) -> CourseClass:
    """A class that nobody has kept yet, from ten days on."""
    first = clock.today() + dt.timedelta(days=10)
    given = {
        "course": fields.pop("course", None) or CourseFactory(title="축구 지도"), "number": 1, "start_date": first,
        "end_date": first + dt.timedelta(days=30), "apply_start": clock.today(), "apply_end": first, "capacity": 10,
        "is_published": True,
    }  # fmt: skip
    return CourseClass(**{**given, **fields})


def day(row: CourseClass, days: int = 0, hour: int = 14, hours: int = 2, **fields) -> ClassMeeting:
    starts_at = clock.at(row.start_date + dt.timedelta(days=days), dt.time(hour))
    return ClassMeeting(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=hours), **fields)


def fresh(row: CourseClass) -> CourseClass:
    return CourseClass.objects.get(pk=row.pk)


def enrolled(row: CourseClass) -> Enrolment:
    """Somebody who holds a seat."""
    now = clock.now()
    return Enrolment.objects.create(
        course_class=row, member=MemberFactory(), status=EnrolmentStatus.APPROVED, holds_seat=True, fee=row.fee,
        applied_at=now, approved_at=now,
    )  # fmt: skip


def hosted(row: CourseClass) -> list[tuple[int, int | None]]:
    """Who has which meetings in the planner as the one who teaches, and holds which place."""
    live = Appointment.objects.filter(source=CourseClass.SOURCE, role=AppointmentRole.HOST, cancelled_at=None)
    mine = live.filter(source_id__in=row.meetings.values("pk"))
    return list(mine.order_by("source_id", "member_id").values_list("member_id", "venue_id"))


def told(member) -> list[str]:
    return list(Notice.objects.filter(member=member).order_by("pk").values_list("kind", flat=True))


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


@pytest.fixture
def heard(monkeypatch):
    """What is sent to the nouns above, in place of sending it."""
    seen: list[ClassChange] = []
    monkeypatch.setattr(class_changed, "send", lambda sender, change: seen.append(change))
    return seen


# --- A new one --------------------------------------------------------------------------------------------------------


def test_a_class_is_kept_with_everything_it_has(superuser, mentor, heard):
    row, venue = draft(), VenueFactory()
    second = MemberFactory()
    steps = [RefundStep(days_before=3, percent=50), RefundStep(days_before=10, percent=100)]
    days = [day(row, venue=venue), day(row, 1, venue_text="  운동장   A ")]
    classes.save_class(by=superuser, course_class=row, instructors=[mentor, second], meetings=days, refund_steps=steps)
    row = fresh(row)
    assert row.starts_at == clock.start_of(row.start_date)
    assert row.ends_at == clock.start_of(row.end_date) + clock.ONE_DAY
    assert row.closes_at == clock.start_of(row.apply_end) + clock.ONE_DAY
    assert [meeting.venue_name for meeting in row.meetings.all()] == [venue.name, "운동장 A"]
    assert [(step.days_before, step.percent) for step in row.refund_steps.all()] == [(10, 100), (3, 50)]
    # The first of them holds the place, which holds one thing at a time.
    assert hosted(row) == [(mentor.pk, venue.pk), (second.pk, None), (mentor.pk, None), (second.pk, None)]
    appointment = Appointment.objects.filter(member=mentor).first()
    assert (appointment.title, appointment.path) == ("축구 지도 1차", f"/classes/{row.pk}/")
    assert told(mentor) == told(second) == [notices.TEACHES]
    assert acts() == ["elearning.class_added"]
    assert heard == []


def test_who_writes_it_is_not_told_of_teaching_it(superuser):
    classes.save_class(by=superuser, course_class=draft(), instructors=[superuser])
    assert told(superuser) == []


def test_only_staff_keep_classes(mentor, bare_staff):
    row = CourseClassFactory(instructors=[mentor])
    for member in (mentor, bare_staff):
        for act in (
            lambda: classes.save_class(by=member, course_class=fresh(row)),  # noqa: B023
            lambda: classes.set_class_published(by=member, class_id=row.pk, published=False),  # noqa: B023
            lambda: classes.call_off_class(by=member, class_id=row.pk, reason="사유"),  # noqa: B023
            lambda: copying.copy_class(by=member, class_id=row.pk, start_date=clock.today()),  # noqa: B023
            lambda: classes.delete_class(by=member, class_id=row.pk),  # noqa: B023
        ):
            with pytest.raises(NotAllowed, match="not_staff"):
                raise_code(act)


def raise_code(act) -> None:
    """Call, and let a refusal say its code instead of its sentence."""
    try:
        act()
    except (NotAllowed, Invalid, Conflict) as error:
        raise type(error)(error.code, error.code, field=error.field, **error.extra) from None


def refused(act) -> tuple[str, str | None, int | None]:
    """The code, the field and the index of the refusal."""
    with pytest.raises((Invalid, Conflict)) as caught:
        act()
    return caught.value.code, caught.value.field, caught.value.extra.get("index")


def test_a_number_is_given_once_in_a_course(superuser):
    row = CourseClassFactory(number=3)
    act = lambda: classes.save_class(by=superuser, course_class=draft(course=row.course, number=3))  # noqa: E731
    assert refused(act) == ("number_taken", "number", None)
    classes.save_class(by=superuser, course_class=draft(course=row.course, number=4))
    assert classes.next_number(row.course_id) == 5
    assert classes.next_number(CourseFactory().pk) == 1


def test_a_time_that_somebody_teaches_elsewhere_is_refused_by_its_index(superuser, mentor):
    row = draft()
    days = [day(row), day(row, 1)]
    AppointmentFactory(member=mentor, role=AppointmentRole.HOST, starts_at=days[1].starts_at, ends_at=days[1].ends_at)
    act = lambda: classes.save_class(by=superuser, course_class=row, instructors=[mentor], meetings=days)  # noqa: E731
    assert refused(act) == ("host_busy", "starts_at", 1)
    assert not CourseClass.objects.exists()


def test_a_second_instructor_who_teaches_elsewhere_is_refused(superuser, taught, mentor):
    meeting, second = taught.meetings.all()[1], MemberFactory()
    assert second.pk > mentor.pk
    AppointmentFactory(member=second, role=AppointmentRole.HOST, starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    act = lambda: classes.save_class(by=superuser, course_class=taught, instructors=[mentor, second])  # noqa: E731
    assert refused(act)[:2] == ("host_busy", "starts_at")
    assert list(taught.instructors.all()) == [mentor]


def test_a_place_that_is_taken_is_refused_by_its_index(superuser, mentor):
    row, venue = draft(), VenueFactory()
    days = [day(row), day(row, 1, venue=venue)]
    AppointmentFactory(role=AppointmentRole.HOST, venue=venue, starts_at=days[1].starts_at, ends_at=days[1].ends_at)
    # What another goes to as a guest, or runs in an online place, is in nobody's way.
    AppointmentFactory(member=mentor, starts_at=days[0].starts_at, ends_at=days[0].ends_at)
    act = lambda: classes.save_class(by=superuser, course_class=row, instructors=[mentor], meetings=days)  # noqa: E731
    assert refused(act) == ("venue_taken", "venue", 1)


def test_a_place_needs_somebody_who_teaches_there(superuser):
    row = draft()
    days = [day(row, venue=VenueFactory(is_online=True)), day(row, 1, venue=VenueFactory())]
    act = lambda: classes.save_class(by=superuser, course_class=row, meetings=days)  # noqa: E731
    assert refused(act) == ("place_without_instructor", "venue", 1)
    classes.save_class(by=superuser, course_class=row, meetings=days[:1])


def test_nobody_who_left_is_named_to_teach(superuser):
    act = lambda: classes.save_class(  # noqa: E731
        by=superuser, course_class=draft(), instructors=[MemberFactory(is_active=False)]
    )
    assert refused(act) == ("instructor_left", "instructors", None)


def test_what_took_place_is_kept_but_not_planned(superuser, mentor):
    past = clock.today() - dt.timedelta(days=20)
    row = draft(start_date=past, apply_start=past, apply_end=past)
    classes.save_class(
        by=superuser, course_class=row, instructors=[mentor], meetings=[day(row, venue=VenueFactory()), day(row, 30)]
    )
    assert row.meetings.count() == 2
    assert hosted(row) == [(mentor.pk, None)]


# --- A changed one ----------------------------------------------------------------------------------------------------


@pytest.fixture
def taught(superuser, mentor) -> CourseClass:
    """A class of two meetings in a place, taught by 하준, with a learner in the first meeting."""
    row = draft()
    venue = VenueFactory(name="체육관")
    days = [day(row, venue=venue), day(row, 1, venue=venue)]
    classes.save_class(by=superuser, course_class=row, instructors=[mentor], meetings=days)
    learner = MemberFactory(name="배우는 이")
    for meeting in days:
        AppointmentFactory(
            member=learner, source=CourseClass.SOURCE, source_id=meeting.pk, starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
        )  # fmt: skip
    Notice.objects.all().delete()
    AuditEntry.objects.all().delete()
    return fresh(row)


def test_left_out_is_left_as_it_was(superuser, mentor, taught, heard):
    taught.fee = 30_000
    before = hosted(taught)
    classes.save_class(by=superuser, course_class=taught)
    row = fresh(taught)
    assert (row.fee, row.revision, row.meetings.count()) == (30_000, 1, 2)
    assert hosted(row) == before
    assert told(mentor) == []
    assert Appointment.objects.filter(sequence__gt=0).count() == 0
    entry = AuditEntry.objects.get()
    assert (entry.before, entry.after) == ({"fee": 0}, {"fee": 30_000})
    (change,) = heard
    assert (change.before.fee, change.course_class.fee, change.rescheduled, change.added) == (0, 30_000, False, ())


def test_another_time_and_place_go_to_everyone(superuser, mentor, taught, heard):
    first, second = taught.meetings.all()
    old_second = second.starts_at
    # The first takes the second's time, the second a later day: neither is in the other's way.
    first.starts_at, first.ends_at = second.starts_at, second.ends_at
    second.starts_at, second.ends_at = (moment + dt.timedelta(days=1) for moment in (second.starts_at, second.ends_at))
    second.venue, second.venue_text = None, "운동장"
    classes.save_class(by=superuser, course_class=taught, meetings=[first, second])
    learner = Appointment.objects.get(member__name="배우는 이", source_id=first.pk)
    assert (learner.starts_at, learner.place, learner.sequence) == (old_second, "체육관", 1)
    assert Appointment.objects.get(member__name="배우는 이", source_id=second.pk).place == "운동장"
    assert hosted(taught) == [(mentor.pk, first.venue_id), (mentor.pk, None)]
    assert told(mentor) == [notices.TAUGHT_CHANGED]
    assert heard[0].rescheduled


def test_meetings_change_places(superuser, taught, mentor):
    first, second = taught.meetings.all()
    for name in ("starts_at", "ends_at"):
        one, other = getattr(first, name), getattr(second, name)
        setattr(first, name, other)
        setattr(second, name, one)
    classes.save_class(by=superuser, course_class=taught, meetings=[first, second])
    assert list(taught.meetings.values_list("pk", flat=True)) == [second.pk, first.pk]
    assert len(hosted(taught)) == 2


def test_a_new_and_a_removed_meeting(superuser, mentor, taught, heard):
    first, second = taught.meetings.all()
    new = day(taught, 5)
    classes.save_class(by=superuser, course_class=taught, meetings=[first, new])
    gone = Appointment.objects.filter(source_id=second.pk)
    assert (gone.count(), gone.filter(cancelled_at=None).count()) == (2, 0)
    assert len(hosted(taught)) == 2
    assert heard[0].added == (new,)
    assert not Appointment.objects.filter(source_id=new.pk, role=AppointmentRole.GUEST).exists()


def test_another_class_s_meeting_is_not_taken_along(superuser, taught):
    foreign = ClassMeetingFactory()
    with pytest.raises(ClassMeeting.DoesNotExist):
        classes.save_class(by=superuser, course_class=taught, meetings=[foreign])
    assert ClassMeeting.objects.filter(pk=foreign.pk, course_class=foreign.course_class).exists()


def test_another_first_instructor_takes_the_places_over(superuser, mentor, taught):
    first, second = MemberFactory(), MemberFactory()
    venue_id = taught.meetings.first().venue_id
    classes.save_class(by=superuser, course_class=taught, instructors=[first, second])
    assert hosted(taught) == [(first.pk, venue_id), (second.pk, None)] * 2
    assert (told(mentor), told(first)) == ([notices.TEACHES_NO_MORE], [notices.TEACHES])
    classes.save_class(by=superuser, course_class=fresh(taught), instructors=[first])
    assert hosted(taught) == [(first.pk, venue_id)] * 2


def test_what_is_over_stays(superuser, taught, time_machine):
    first, second = taught.meetings.all()
    time_machine.move_to(first.ends_at)
    act = lambda: classes.save_class(by=superuser, course_class=taught, meetings=[second])  # noqa: E731
    assert refused(act)[:2] == ("meeting_is_over", "starts_at")
    first.venue_text, first.venue = "다른 곳", None
    act = lambda: classes.save_class(by=superuser, course_class=taught, meetings=[second, first])  # noqa: E731
    assert refused(act) == ("meeting_is_over", "starts_at", 1)
    first.refresh_from_db()
    second.starts_at, second.ends_at = clock.now() - dt.timedelta(hours=5), clock.now() - dt.timedelta(hours=4)
    act = lambda: classes.save_class(by=superuser, course_class=taught, meetings=[first, second])  # noqa: E731
    assert refused(act) == ("in_the_past", "starts_at", 1)


def test_two_who_edit_at_once(superuser, taught):
    other = fresh(taught)
    classes.save_class(by=superuser, course_class=taught)
    assert refused(lambda: classes.save_class(by=superuser, course_class=other))[0] == "changed_meanwhile"
    other = fresh(taught)
    act = lambda: classes.save_class(by=superuser, course_class=other, expected_revision=0)  # noqa: E731
    assert refused(act)[0] == "changed_meanwhile"
    classes.save_class(by=superuser, course_class=other, expected_revision=1)


def test_a_new_number_is_in_the_planners_too(superuser, taught):
    taught.number = 7
    classes.save_class(by=superuser, course_class=taught)
    assert set(Appointment.objects.filter(role=AppointmentRole.HOST).values_list("title", flat=True)) == {
        "축구 지도 7차"
    }


def test_other_dates_are_announced(superuser, mentor, taught, heard):
    taught.end_date += dt.timedelta(days=1)
    classes.save_class(by=superuser, course_class=taught)
    assert heard[0].rescheduled
    assert told(mentor) == [notices.TAUGHT_CHANGED]


def test_refund_steps_stay_once_somebody_agreed_to_them(superuser, taught):
    steps = [RefundStep(days_before=5, percent=80)]
    classes.save_class(by=superuser, course_class=taught, refund_steps=steps)
    enrolled(taught)
    same = [RefundStep(days_before=5, percent=80)]
    classes.save_class(by=superuser, course_class=fresh(taught), refund_steps=same)
    act = lambda: classes.save_class(by=superuser, course_class=fresh(taught), refund_steps=[])  # noqa: E731
    assert refused(act)[0] == "refund_agreed"
    assert taught.refund_steps.count() == 1


def test_never_fewer_seats_than_are_held(superuser, taught):
    for _number in range(2):
        enrolled(taught)
    row = fresh(taught)
    row.capacity = 1
    assert refused(lambda: classes.save_class(by=superuser, course_class=row)) == (
        "capacity_below_seats", "capacity", None,
    )  # fmt: skip
    row.capacity = 2
    classes.save_class(by=superuser, course_class=row)
    assert fresh(row).is_full


# --- Published, called off, copied, deleted ---------------------------------------------------------------------------


def test_publishing_and_hiding(superuser, taught):
    assert not classes.set_class_published(by=superuser, class_id=taught.pk, published=False).is_published
    classes.set_class_published(by=superuser, class_id=taught.pk, published=True)
    enrolled(taught)
    act = lambda: classes.set_class_published(by=superuser, class_id=taught.pk, published=False)  # noqa: E731
    assert refused(act)[:2] == ("class_in_use", "is_published")


def test_calling_off_empties_the_planners_and_tells(superuser, mentor, taught, heard):
    classes.call_off_class(by=superuser, class_id=taught.pk, reason=" 신청이 적습니다. ")
    row = fresh(taught)
    assert (row.called_off_reason, row.phase_at(clock.now())) == ("신청이 적습니다.", "called_off")
    assert not Appointment.objects.filter(cancelled_at=None).exists()
    assert told(mentor) == [notices.TAUGHT_CALLED_OFF]
    assert acts() == ["elearning.class_called_off"]
    (change,) = heard
    assert (change.called_off, change.reason, change.before.called_off_at) == (True, "신청이 적습니다.", None)
    act = lambda: classes.call_off_class(by=superuser, class_id=taught.pk, reason="또")  # noqa: E731
    assert refused(act)[0] == "called_off"
    assert refused(lambda: classes.save_class(by=superuser, course_class=row))[0] == "called_off"


def test_what_is_over_is_not_called_off_and_nothing_without_a_reason(superuser, taught, time_machine):
    act = lambda: classes.call_off_class(by=superuser, class_id=taught.pk, reason=" ")  # noqa: E731
    assert refused(act)[:2] == ("reason_missing", "reason")
    act = lambda: classes.call_off_class(by=superuser, class_id=taught.pk, reason="가" * 501)  # noqa: E731
    assert refused(act)[:2] == ("reason_too_long", "reason")
    time_machine.move_to(taught.ends_at)
    act = lambda: classes.call_off_class(by=superuser, class_id=taught.pk, reason="사유")  # noqa: E731
    assert refused(act)[0] == "ended"


def test_a_copy_is_the_same_so_many_days_later(superuser, mentor, taught):
    classes.save_class(by=superuser, course_class=taught, refund_steps=[RefundStep(days_before=5, percent=80)])
    start = taught.start_date + dt.timedelta(days=70)
    copy = fresh(copying.copy_class(by=superuser, class_id=taught.pk, start_date=start))
    assert (copy.number, copy.start_date, copy.is_published) == (2, start, False)
    assert copy.apply_end == taught.apply_end + dt.timedelta(days=70)
    assert [meeting.starts_at for meeting in copy.meetings.all()] == [
        meeting.starts_at + dt.timedelta(days=70) for meeting in taught.meetings.all()
    ]
    assert list(copy.instructors.all()) == [mentor]
    assert copy.refund_steps.get().percent == 80
    assert len(hosted(copy)) == 2


def test_a_copy_whose_days_are_not_free_can_be_made_without_them(superuser, taught):
    act = lambda: copying.copy_class(  # noqa: E731
        by=superuser, class_id=taught.pk, start_date=taught.start_date + dt.timedelta(days=1)
    )
    assert refused(act)[0] == "host_busy"
    start = taught.start_date + dt.timedelta(days=1)
    copy = copying.copy_class(by=superuser, class_id=taught.pk, start_date=start, number=9, with_meetings=False)
    assert (copy.number, copy.meetings.count()) == (9, 0)


def test_meetings_on_new_days_that_are_holidays_are_asked_about(superuser):
    row = draft()
    meetings = [day(row), day(row, 1), day(row, 1, hour=17), day(row, 2)]
    for days in (1, 2):
        HolidayFactory(date=row.start_date + dt.timedelta(days=days))
    read = [row.start_date + dt.timedelta(days=days) for days in (1, 2)]
    act = lambda: classes.save_class(by=superuser, course_class=row, meetings=meetings, holidays=[])  # noqa: E731
    with pytest.raises(Conflict) as error:
        act()
    assert (error.value.field, error.value.extra) == ("starts_at", {"index": 1, "days": read})
    assert classes.save_class(by=superuser, course_class=row, meetings=meetings, holidays=read).meetings.count() == 4
    kept = list(row.meetings.all())
    kept[3].ends_at += dt.timedelta(hours=1)  # the same day: nothing to ask
    classes.save_class(by=superuser, course_class=fresh(row), meetings=kept, holidays=[])
    later = row.start_date + dt.timedelta(days=1)
    with pytest.raises(Conflict):
        copying.copy_class(by=superuser, class_id=row.pk, start_date=later, holidays=[])
    assert copying.copy_class(by=superuser, class_id=row.pk, start_date=later).meetings.count() == 4


def test_only_what_nobody_applied_for_is_deleted(superuser, taught):
    used = CourseClassFactory(course=taught.course)
    enrolled(used)
    assert refused(lambda: classes.delete_class(by=superuser, class_id=used.pk))[0] == "class_was_used"
    classes.delete_class(by=superuser, class_id=taught.pk)
    assert list(CourseClass.objects.all()) == [used]
    assert not Appointment.objects.filter(cancelled_at=None).exists()
    assert acts()[-1] == "elearning.class_deleted"


def test_meetings_are_joined_at_their_own_address_or_that_of_the_class(superuser, mentor, heard):
    row = draft(join_url="https://meet.example.com/class")
    own = "https://meet.example.com/own"
    days = [day(row), day(row, 1, join_url=own), day(row, 2, venue=VenueFactory())]
    row = classes.save_class(by=superuser, course_class=row, instructors=[mentor], meetings=days)
    assert joined(row) == ["https://meet.example.com/class", own, ""]
    row.join_url = "https://meet.example.com/other"
    classes.save_class(by=superuser, course_class=row)
    assert joined(row) == ["https://meet.example.com/other", own, ""]
    assert list(Appointment.objects.order_by("starts_at").values_list("sequence", flat=True)) == [1, 0, 0]
    assert heard[-1].rescheduled
    copied = copying.copy_class(by=superuser, class_id=row.pk, start_date=row.start_date + dt.timedelta(days=40))
    assert joined(copied) == joined(row)


def joined(row: CourseClass) -> list[str]:
    rows = Appointment.objects.filter(source=CourseClass.SOURCE, source_id__in=row.meetings.values("pk"))
    return list(rows.order_by("starts_at").values_list("join_url", flat=True))


def test_an_address_that_is_not_https_is_refused_with_its_meeting(superuser):
    row = draft()
    with pytest.raises(Invalid) as refused:
        classes.save_class(
            by=superuser, course_class=row, meetings=[day(row), day(row, 1, join_url="http://a.example")]
        )
    assert (refused.value.code, refused.value.extra) == ("join_url_not_https", {"index": 1})


def test_a_room_has_a_seat_for_everybody_in_the_class(superuser, mentor):
    room, row = VenueFactory(seats=10), draft(capacity=11)
    meetings = [day(row), day(row, 1, venue=room)]
    with pytest.raises(Invalid) as refused:
        classes.save_class(by=superuser, course_class=row, instructors=[mentor], meetings=meetings)
    assert (refused.value.code, refused.value.field, refused.value.extra) == ("room_too_small", "venue", {"index": 1})
    row.capacity = 10
    classes.save_class(by=superuser, course_class=row, instructors=[mentor], meetings=meetings)
    room.seats = 5
    room.save()
    classes.save_class(by=superuser, course_class=fresh(row))  # what was agreed stays
    row = fresh(row)
    row.capacity = 11
    with pytest.raises(Invalid):
        classes.save_class(by=superuser, course_class=row)
