"""Saving, starting and completing: what is kept, what is added, who is refused."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import Content
from apps.elearning.catalogue.services import courses
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.progress import services
from apps.elearning.progress.models import Progress
from apps.elearning.progress.rules import AHEAD, GRACE, Packet
from tests.elearning.learning import course_of, learner, running_class
from tests.factories.elearning import ContentFactory, CourseClassFactory
from tests.factories.learning import ProgressFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 15, 9, 0, tzinfo=clock.SEOUL)


@pytest.fixture
def travel():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def content(travel):
    """A required video of half an hour, the second of three contents."""
    course = course_of(10)
    video = ContentFactory(course=course, type="VIDEO", url="https://example.com/video.mp4", minutes=30)
    ContentFactory(course=course)
    return video


@pytest.fixture
def enrolment(content, student):
    return learner(running_class(course=content.course), member=student)


@pytest.fixture
def save(enrolment, content, student):
    def act(rate=0, position=0, seconds=0, parts=None, length=None, **given):
        given = {"by": student, "enrolment_id": enrolment.pk, "content_id": content.pk, **given}
        return services.save_progress(packet=Packet(rate, position, seconds, parts, length), **given)

    return act


def stored(row: Progress) -> tuple:
    kept = Progress.objects.get(pk=row.pk)
    return kept.progress_rate, kept.last_position, kept.learning_time


def test_the_first_save_begins_and_what_is_returned_is_what_is_kept(save, content):
    row = save(10, 120, 30)
    kept = Progress.objects.get()
    assert stored(row) == (10, 120, 30) == (row.progress_rate, row.last_position, row.learning_time)
    assert (row.pk, row.content) == (kept.pk, content)
    assert (kept.started_at, kept.saved_at, kept.completed_at) == (NOW, NOW, None)
    assert (row.started_at, row.saved_at, row.completed_at) == (NOW, NOW, None)


def test_the_rate_never_falls_and_the_position_goes_where_the_learner_goes(save, travel):
    save(40, 600)
    travel.shift(30)
    assert stored(save(20, 90)) == (40, 90, 0)
    travel.shift(30)
    assert stored(save(41, 5)) == (41, 5, 0)


def test_learning_time_adds_up(save, travel):
    for seconds in (10, 15, 20):
        travel.shift(20)
        row = save(seconds=seconds)
    assert stored(row) == (0, 0, 45)


def test_the_first_save_is_believed_as_far_as_the_grace(save):
    assert stored(save(seconds=3600)) == (0, 0, GRACE)


def test_after_a_start_the_clock_runs(save, enrolment, content, student, travel):
    services.start_content(by=student, enrolment_id=enrolment.pk, content_id=content.pk)
    travel.shift(300)
    assert stored(save(seconds=300)) == (0, 0, 300)


def test_no_more_is_added_than_the_time_since_the_last_save(save, enrolment, content, student, travel):
    services.start_content(by=student, enrolment_id=enrolment.pk, content_id=content.pk)
    travel.shift(3600)
    save(seconds=0)
    travel.shift(100)
    assert stored(save(seconds=3600))[2] == 100 + GRACE


def test_many_saves_in_one_moment_have_the_grace_once(save):
    for _ in range(5):
        row = save(seconds=50)
    assert stored(row)[2] == GRACE


def test_saves_close_together_lose_nothing(save, travel):
    """Whole seconds of the clock on both sides: 100 saves of one second, 999 ms apart, are 99.9 s of learning."""
    for _ in range(100):
        travel.shift(0.999)
        row = save(seconds=1)
    assert stored(row)[2] == 100


def test_a_save_whose_clock_is_behind_takes_nothing_away(save, travel):
    travel.shift(100)
    save(50, 10, 60)
    travel.shift(-50)
    row = save(10, 20, 60)
    assert stored(row) == (50, 20, 60)
    assert Progress.objects.get().saved_at == NOW + dt.timedelta(seconds=100)


def test_a_start_again_keeps_the_first_and_where_one_was(save, enrolment, content, student, travel):
    save(30, 500, 40)
    travel.shift(7200)
    row = services.start_content(by=student, enrolment_id=enrolment.pk, content_id=content.pk)
    assert stored(row) == (30, 500, 40)
    assert (row.started_at, row.saved_at) == (NOW, NOW + dt.timedelta(hours=2))
    assert stored(save(30, 500, 3600))[2] == 40 + GRACE  # the two hours away are no time learned


def test_a_whole_save_completes_once(save, student, travel):
    row = save(100, 1800)
    travel.shift(60)
    again = save(100, 0)
    assert (row.completed_at, again.completed_at) == (NOW, NOW)
    assert stored(save(3, 7)) == (100, 7, 0)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor_id, entry.subject_id) == ("elearning.content_completed", student.pk, row.pk)


def test_a_position_past_the_end_of_a_video_is_its_end(save):
    assert stored(save(position=80_000)) == (0, 80_000, 0)  # nobody knows its length
    assert stored(save(position=80_000, length=1750.4)) == (0, 1751, 0)


def test_completing_a_document_that_was_never_opened(student, travel):
    enrolment = learner(running_class(course=course_of(10)), member=student)
    given = {"by": student, "enrolment_id": enrolment.pk, "content_id": Content.objects.get().pk}
    row = services.complete_content(**given)
    assert (row.progress_rate, row.started_at, row.completed_at) == (100, NOW, NOW)
    travel.shift(60)
    assert services.complete_content(**given).completed_at == NOW
    assert AuditEntry.objects.count() == 1


def test_completing_a_required_video(save, enrolment, content, student):
    given = {"by": student, "enrolment_id": enrolment.pk, "content_id": content.pk}
    save(89)
    with pytest.raises(Conflict) as refused:
        services.complete_content(**given)
    assert refused.value.code == "not_seen_enough"
    save(90, 77)
    assert stored(services.complete_content(**given)) == (100, 77, 0)


def test_a_content_of_another_course_is_none(save):
    with pytest.raises(Content.DoesNotExist):
        save(content_id=ContentFactory().pk)
    with pytest.raises(Content.DoesNotExist):
        save(content_id=987_654_321)


def test_an_enrolment_that_is_not_ones_own(save, content, stranger, superuser, mentor, enrolment):
    enrolment.course_class.instructors.add(mentor)
    for outsider in (stranger,):
        with pytest.raises(Enrolment.DoesNotExist):
            save(by=outsider)
    for looker in (superuser, mentor):
        with pytest.raises(NotAllowed) as refused:
            save(by=looker)
        assert refused.value.code == "not_your_enrolment"
    with pytest.raises(Enrolment.DoesNotExist):
        save(enrolment_id=987_654_321)
    assert not Progress.objects.exists()


@pytest.mark.parametrize("act", ["save_progress", "start_content", "complete_content"])
@pytest.mark.parametrize("state", ["waiting", "pending", "cancelled", "early", "late"])
def test_each_act_asks_whether_one_may_learn(act, state, content, student, travel):
    when = {"early": {"start_date": clock.today() + dt.timedelta(days=1)}}.get(state)
    course_class = CourseClassFactory(course=content.course, **when) if when else running_class(course=content.course)
    more = {
        "waiting": {"status": EnrolmentStatus.PENDING, "is_waiting": True, "holds_seat": False, "approved_at": None},
        "pending": {"status": EnrolmentStatus.PENDING, "approved_at": None},
        "cancelled": {"status": EnrolmentStatus.CANCELLED},
    }.get(state, {})
    enrolment = learner(course_class, member=student, **more)
    if state == "late":
        travel.move_to(course_class.ends_at)
    given = {"by": student, "enrolment_id": enrolment.pk, "content_id": content.pk}
    if act == "save_progress":
        given["packet"] = Packet(1, 1, 1)
    with pytest.raises(Conflict) as refused:
        getattr(services, act)(**given)
    assert refused.value.code == {"early": "not_begun", "late": "ended"}.get(state, "not_approved")
    assert not Progress.objects.exists()


def test_a_packet_out_of_bounds_writes_nothing(save):
    with pytest.raises(Invalid):
        save(101)
    assert not Progress.objects.exists()


def test_a_save_takes_two_statements(save, django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(2):
            save(1, 2, 3)


# --- What was seen of a video -----------------------------------------------------------------------------------------


@pytest.fixture
def minute(content):
    """The content becomes a file of ours of 60 seconds, for which staff typed 30 minutes."""
    Content.objects.filter(pk=content.pk).update(file="contents/a.mp4", url="", seconds=60)


def test_halves_in_any_order_on_two_visits_are_the_whole(save, minute, travel):
    save()
    travel.shift(32)
    row = save(100, 60, 30, [(30, 60)])  # its end was reached, half of it was not seen
    assert (row.progress_rate, row.seen, row.completed_at) == (50, [[30, 60]], None)
    travel.shift(86_400)
    save()
    travel.shift(31)
    row = save(0, 30, 30, [(0, 29.4)])
    assert (row.progress_rate, row.seen, row.completed_at) == (100, [[0, 60]], clock.now())


def test_the_same_half_twice_is_a_half(save, minute, travel):
    save()
    for _ in range(2):
        travel.shift(40)
        row = save(100, 60, 30, [(30, 60)])
    assert (row.progress_rate, row.completed_at) == (50, None)


@pytest.mark.parametrize("claim", [{"rate": 100}, {"parts": [(0, 60)]}, {"rate": 100, "parts": [(0, 60)]}])
def test_one_call_is_believed_no_more_than_its_time(save, minute, claim):
    for _ in range(3):
        row = save(**claim)
    assert (row.seen, row.completed_at) == ([[0, AHEAD]], None)
    assert row.progress_rate == AHEAD * 100 // 60


def test_a_bare_rate_is_the_beginning_of_the_video_and_grows_with_the_time(save, minute, travel):
    save()
    travel.shift(20)
    assert stored(save(50))[0] == 50
    assert stored(save(90))[0] == 100 * (30 + AHEAD) // 60
    travel.shift(20)
    row = save(100)
    assert (row.progress_rate, row.completed_at) == (100, clock.now())


def test_what_was_not_believed_is_once_time_has_passed(save, minute, travel):
    save()
    travel.shift(10)
    assert save(parts=[(0, 60)]).seen == [[0, 2 * 10 + AHEAD]]
    travel.shift(15)
    assert save(parts=[(0, 60)]).seen == [[0, 60]]


def test_two_tabs_unite(save, minute, travel):
    save()
    travel.shift(60)
    save(parts=[(0, 20)])
    assert save(parts=[(15, 25.5), (50, 52)]).seen == [[0, 26], [50, 52]]


def test_what_another_tab_saved_meanwhile_is_read_again(save, minute, travel, monkeypatch):
    save()
    travel.shift(60)
    place, meanwhile = services._place, [lambda: save(parts=[(40, 50)])]

    def look(*args):
        seen = place(*args)
        if meanwhile:
            meanwhile.pop()()
        return seen

    monkeypatch.setattr(services, "_place", look)
    assert save(parts=[(0, 10)]).seen == [[0, 10], [40, 50]]


def test_a_rate_kept_before_there_were_parts_is_the_beginning(save, minute, travel, enrolment, content):
    ProgressFactory(enrolment=enrolment, content=content, progress_rate=50)
    travel.shift(60)
    row = save(parts=[(45, 60)])
    assert (row.progress_rate, row.seen) == (75, [[0, 30], [45, 60]])


def test_who_completed_stays_completed(save, minute, enrolment, content):
    done = ProgressFactory(enrolment=enrolment, content=content, progress_rate=100)
    row = save(3, 7, 0, [])
    assert (row.progress_rate, row.completed_at) == (100, done.completed_at)


def test_the_length_of_the_file_wins(save, minute, travel):
    save()
    travel.shift(60)
    row = save(position=172, parts=[(0, 30)], length=30)
    assert (row.progress_rate, row.last_position) == (50, 60)


def test_a_video_elsewhere_has_the_length_that_the_player_says(save, travel):
    save()
    travel.shift(60)
    row = save(0, 88, 60, [(0, 80)], length=90.2)
    assert (row.progress_rate, row.length) == (87, 91)
    assert save(100, 90, 0, [(0, 88)], length=90.2).completed_at == clock.now()


# --- The least time of a document -------------------------------------------------------------------------------------


def test_a_document_is_completed_once_it_was_read_for_its_least_time(student, travel):
    enrolment = learner(running_class(course=course_of(10, least_minutes=2)), member=student)
    given = {"by": student, "enrolment_id": enrolment.pk, "content_id": Content.objects.get().pk}
    with pytest.raises(Conflict) as refused:
        services.complete_content(**given)
    assert refused.value.code == "not_read_enough"
    row = services.save_progress(**given, packet=Packet(100, 0, 60))
    assert (row.progress_rate, row.learning_time, row.completed_at) == (99, 60, None)
    travel.shift(119)
    row = services.save_progress(**given, packet=Packet(99, 0, 119))
    with pytest.raises(Conflict):
        services.complete_content(**given)
    travel.shift(1)
    row = services.save_progress(**given, packet=Packet(100, 0, 1))
    assert (row.progress_rate, row.completed_at) == (100, clock.now())
    assert services.complete_content(**given).completed_at == clock.now()


def test_a_class_that_runs_keeps_the_least_time_of_its_start(student, superuser, travel):
    enrolment = learner(running_class(course=course_of(10)), member=student)
    content = Content.objects.get()
    given = {"by": student, "enrolment_id": enrolment.pk, "content_id": content.pk}
    content.least_minutes = 10
    courses.save_content(by=superuser, content=content)
    assert services.complete_content(**given).completed_at == NOW
    late = learner(running_class(course=content.course, number=2), member=student)
    with pytest.raises(Conflict):
        services.complete_content(**{**given, "enrolment_id": late.pk})
