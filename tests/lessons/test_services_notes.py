"""Notes and homework of a lesson: who writes what until when, who is told, what is kept and what goes."""

import datetime as dt
import io
import os

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.core import clock
from apps.core.errors import DomainError, Invalid
from apps.core.models import AuditEntry
from apps.lessons import members
from apps.lessons.models import LessonNote, NoteFile
from apps.lessons.portal_parts import today
from apps.lessons.rules import notes as rules
from apps.lessons.selectors.notes import get_note_part
from apps.lessons.services import homework, note_files, notes
from apps.lessons.states import LessonStatus, NoteKind
from apps.notices.models import Notice
from tests.factories.lessons import LessonFactory, TutorialFactory
from tests.people import fresh

START = dt.datetime(2026, 1, 5, 14, 0, tzinfo=clock.SEOUL)
DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
DUE = dt.date(2026, 1, 9)
PAPER = b"%PDF-1.7\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(START, tick=False) as travel:
        yield travel.move_to


@pytest.fixture
def lesson(at, mentor, student):
    tutorial = TutorialFactory(mentor=mentor, title="자바")
    return LessonFactory(tutorial=tutorial, mentee=student, starts_at=START, status=LessonStatus.APPROVED)


def paper(name: str = "풀이.pdf", raw: bytes = PAPER) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw)


def photo() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (3000, 20)).save(stream, "PNG")
    return stream.getvalue()


def write(lesson, by, kind=NoteKind.SHARED, **given) -> LessonNote:
    return notes.write_note(lesson_id=lesson.pk, by=by, kind=kind, **{"text": "첫 시간에 한 것", **given})


def set_homework(lesson, by, **given) -> LessonNote:
    return write(lesson, by, NoteKind.HOMEWORK, **{"text": "예제 풀기", "due_on": DUE, **given})


def edit(note, by, **given) -> LessonNote:
    return notes.edit_note(lesson_id=note.lesson_id, note_id=note.pk, by=by, **given)


def remove(note, by):
    return notes.remove_note(lesson_id=note.lesson_id, note_id=note.pk, by=by)


def hand_in(note, by, **given) -> LessonNote:
    return homework.hand_in(lesson_id=note.lesson_id, note_id=note.pk, by=by, **{"text": "풀었습니다", **given})


def see(note, by, answer="") -> LessonNote:
    return homework.mark_seen(lesson_id=note.lesson_id, note_id=note.pk, by=by, answer=answer)


def refused(act, *args, **given) -> str:
    with pytest.raises(DomainError) as error:
        act(*args, **given)
    return error.value.code


def told() -> list[tuple[int, str]]:
    return list(Notice.objects.order_by("id").values_list("member_id", "kind"))


def test_each_writes_what_is_theirs_and_the_other_is_told(lesson, mentor, student, stranger, superuser):
    for person in (student, stranger, superuser):
        assert refused(write, lesson, person) == "not_yours"
        assert refused(set_homework, lesson, person) == "not_yours"
    for person in (stranger, superuser):
        assert refused(write, lesson, person, NoteKind.PRIVATE) == "not_yours"
    for person in (mentor, student):
        write(lesson, person, NoteKind.PRIVATE)
    assert told() == []
    note = write(lesson, mentor)
    assert note.get_absolute_url() == f"/lessons/{lesson.pk}/notes/{note.pk}/"
    assert Notice.objects.get().path == note.get_absolute_url()
    set_homework(lesson, mentor)
    assert told() == [(student.pk, "lessons.note_written"), (student.pk, "lessons.homework_set")]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.after) == ("lessons.note_written", {"kind": "homework", "due_on": "2026-01-09"})
    assert not AuditEntry.objects.filter(after__icontains="예제").exists()


@pytest.mark.parametrize("status", LessonStatus)
def test_only_of_an_agreed_lesson_anything_is_written(lesson, mentor, status):
    other = LessonFactory(tutorial=lesson.tutorial, mentee=lesson.mentee, starts_at=START + DAY, status=status)
    if status in {"APPROVED", "IN_PROGRESS", "COMPLETED"}:
        assert write(other, mentor).lesson == other
    else:
        assert refused(write, other, mentor) == "wrong_state"


def test_thirty_days_after_the_lesson_nothing_is_written_any_more(at, lesson, mentor, student):
    note, task = write(lesson, mentor), set_homework(lesson, mentor)
    assert rules.last_day(lesson) == dt.date(2026, 2, 4)
    end_of_last_day = clock.start_of(dt.date(2026, 2, 5))
    at(end_of_last_day - SECOND)
    edit(note, mentor, text="고친 것")
    at(end_of_last_day)
    for act, *given in (
        (write, lesson, mentor),
        (edit, note, mentor),
        (remove, note, mentor),
        (hand_in, task, student),
    ):
        assert refused(act, *given) == "too_late"


def test_what_is_written_has_words_or_files_and_not_too_much(lesson, mentor, monkeypatch):
    assert refused(write, lesson, mentor, text=" ") == "text_missing"
    assert refused(write, lesson, mentor, text="가" * (rules.LONGEST_TEXT + 1)) == "text_too_long"
    monkeypatch.setattr(rules, "MOST_FILES", 1)
    assert refused(write, lesson, mentor, file=[paper(), paper()]) == "files_too_many"
    assert write(lesson, mentor, text="", file=[paper()]).files.count() == 1


def test_homework_is_due_on_a_day_that_can_still_come(at, lesson, mentor, student):
    for due_on, code in (
        (None, "due_missing"), (dt.date(2026, 1, 4), "due_is_past"), (dt.date(2026, 2, 5), "due_too_late"),
    ):  # fmt: skip
        assert refused(set_homework, lesson, mentor, due_on=due_on) == code
    assert refused(write, lesson, mentor, due_on=DUE) == "due_unwanted"
    for due_on in (dt.date(2026, 1, 5), dt.date(2026, 2, 4)):
        set_homework(lesson, mentor, due_on=due_on)
    task = set_homework(lesson, mentor)
    Notice.objects.all().delete()
    at(START + 9 * DAY)
    assert edit(task, mentor, text="예제와 연습 문제").due_on == DUE  # it may stay
    assert told() == []
    edit(task, mentor, due_on=DUE + 9 * DAY)
    assert told() == [(student.pk, "lessons.homework_moved")]


def test_only_the_author_changes_and_deletes_until_something_was_handed_in(
    lesson, mentor, student, superuser, stranger, django_capture_on_commit_callbacks
):
    note = write(lesson, mentor, file=[paper("하나.pdf"), paper("둘.pdf")])
    for person in (student, superuser):
        for act in (edit, remove):
            assert refused(act, note, person) == "not_yours"
    with pytest.raises(LessonNote.DoesNotExist):
        remove(note, stranger)
    first, second = note.files.all()
    with django_capture_on_commit_callbacks(execute=True):
        edit(note, mentor, text="고친 것", remove=[first.pk], file=[paper("셋.pdf")])
    note.refresh_from_db()
    assert (note.text, note.edited_at, [row.name for row in note.files.all()]) == (
        "고친 것",
        START,
        ["둘.pdf", "셋.pdf"],
    )
    assert [default_storage.exists(row.upload.name) for row in (first, second)] == [False, True]
    assert (AuditEntry.objects.latest("pk").act, AuditEntry.objects.latest("pk").after) == (
        "lessons.note_edited", {"kind": "shared", "files": 2},
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert remove(note, mentor) == lesson
    assert (NoteFile.objects.count(), default_storage.exists(second.upload.name)) == (0, False)
    task = set_homework(lesson, mentor)
    hand_in(task, student)
    for act in (edit, remove):
        assert refused(act, task, mentor) == "handed_in"


def test_what_is_sent_as_it_was_changes_nothing(at, lesson, mentor, student):
    note, task = write(lesson, mentor), set_homework(lesson, mentor)
    hand_in(task, student)
    entries = AuditEntry.objects.count()
    at(START + DAY)
    assert edit(note, mentor, text=f" {note.text} ").edited_at is None
    assert edit(note, mentor).edited_at is None
    hand_in(task, student)
    assert LessonNote.objects.get(homework=task).edited_at is None
    assert AuditEntry.objects.count() == entries


def test_a_window_that_is_behind_writes_over_nothing(lesson, mentor, student):
    def changed() -> None:
        raise Invalid("changed_meanwhile", "그사이 바뀌었습니다.")

    note, task = write(lesson, mentor), set_homework(lesson, mentor)
    assert refused(edit, note, mentor, text="나중", unchanged=changed) == "changed_meanwhile"
    assert refused(hand_in, task, student, unchanged=changed) == "changed_meanwhile"


def test_homework_is_handed_in_changed_seen_and_answered(lesson, mentor, student, stranger, superuser):
    task, note = set_homework(lesson, mentor), write(lesson, mentor)
    Notice.objects.all().delete()
    assert refused(see, task, mentor) == "not_handed_in"
    for person in (mentor, superuser):
        assert refused(hand_in, task, person) == "not_yours"
    for person, one in ((stranger, task), (student, note)):
        with pytest.raises(LessonNote.DoesNotExist):
            hand_in(one, person)
    assert refused(hand_in, task, student, text="") == "text_missing"
    hand_in(task, student, file=[paper()])
    kept = LessonNote.objects.get(homework=task).files.get()
    hand_in(task, student, text="", remove=[])  # with its file
    assert [row.pk for row in LessonNote.objects.get(homework=task).files.all()] == [kept.pk]
    assert told() == [(mentor.pk, "lessons.homework_handed_in")]
    for person in (student, superuser):
        assert refused(see, task, person) == "not_yours"
    assert refused(see, task, mentor, answer="가" * 501) == "answer_too_long"
    see(task, mentor, answer=" 잘했습니다. ")
    row = LessonNote.objects.get(homework=task)
    assert (row.answer, row.seen_at, row.edited_at, row.author) == ("잘했습니다.", START, START, student)
    assert row.get_absolute_url() == task.get_absolute_url()
    assert told()[1:] == [(student.pk, "lessons.homework_seen")]
    assert refused(see, task, mentor) == "already_seen"
    assert refused(hand_in, task, student) == "already_seen"
    assert refused(edit, row, student) == "already_seen"
    assert [entry.act for entry in AuditEntry.objects.filter(subject_id=row.pk).order_by("pk")[:3]] == [
        "lessons.homework_handed_in", "lessons.homework_handed_in", "lessons.homework_seen",
    ]  # fmt: skip


def test_that_staff_read_notes_is_recorded_of_the_lesson(lesson, superuser):
    notes.record_reading(lesson, by=superuser)
    entry = AuditEntry.objects.get(act="lessons.notes_read")
    assert (entry.actor, entry.subject_type, entry.subject_id) == (superuser, "lessons.lesson", lesson.pk)


def test_a_note_to_oneself_is_nobody_elses(lesson, mentor, student, superuser):
    own = {person: write(lesson, person, NoteKind.PRIVATE) for person in (mentor, student)}
    shared = write(lesson, mentor)
    for person in (mentor, student, superuser):
        seen = set(LessonNote.objects.visible_to(fresh(person)))
        assert seen == {shared, *([own[person]] if person in own else [])}


def test_my_page_says_what_is_to_hand_in_and_what_to_look_at(at, lesson, mentor, student):
    task = set_homework(lesson, mentor)
    now = clock.now()
    [todo] = today.homework_to_do(student, now)
    assert (todo.title, todo.url, todo.note, todo.due) == (
        "과제 제출하기", task.get_absolute_url(), "자바", clock.start_of(DUE + DAY),
    )  # fmt: skip
    assert today.homework_to_do(mentor, now) == []
    assert today.homework_to_do(student, lesson.ends_at + 30 * DAY) == []
    hand_in(task, student)
    [todo] = today.homework_to_do(mentor, now)
    assert (todo.title, todo.note, todo.due) == ("제출한 과제 확인하기", "자바 · 이서연 님", None)
    assert today.homework_to_do(student, now) == []
    see(task, mentor)
    assert today.homework_to_do(mentor, now) == []


def test_a_photo_is_drawn_again_and_any_other_file_refused_by_its_name(lesson, mentor):
    note = write(lesson, mentor, file=[paper("사진.png", photo())])
    row = note.files.get()
    with row.upload.open() as file, Image.open(file) as kept:
        assert (row.name, kept.format, kept.width, row.size) == ("사진.jpg", "JPEG", 2000, row.upload.size)
    with pytest.raises(Invalid, match=r"‘b\.exe’: PDF") as error:
        write(lesson, mentor, file=[paper(), paper("b.exe", b"MZ\x00")])
    assert (error.value.code, error.value.field) == ("file_not_taken", "file")
    with pytest.raises(Invalid, match=r"^HEIC"):
        write(lesson, mentor, file=[paper("a.heic", b"\x00\x00\x00\x18ftypheic")])


def test_a_file_may_not_be_large(lesson, mentor, monkeypatch):
    monkeypatch.setattr(note_files, "MOST_BYTES", len(PAPER) - 1)
    assert refused(write, lesson, mentor, file=[paper()]) == "file_too_large"


def test_files_of_acts_that_were_taken_back_are_swept_up(at, lesson, mentor):
    row = write(lesson, mentor, file=[paper()]).files.get()
    lost = default_storage.save("lesson-notes/2026/01/lost.pdf", paper())
    os.utime(default_storage.path(lost), times=(START.timestamp(),) * 2)
    assert [note_files.delete_lost_files(START + ahead) for ahead in (DAY - SECOND, DAY + SECOND)] == [0, 1]
    assert [default_storage.exists(name) for name in (lost, row.upload.name)] == [False, True]


def test_who_leaves_takes_the_words_and_the_files_along(lesson, mentor, student, django_capture_on_commit_callbacks):
    shared = write(lesson, mentor, file=[paper()])
    task, open_task = set_homework(lesson, mentor, file=[paper()]), set_homework(lesson, mentor)
    hand_in(task, student, file=[paper("내 풀이.pdf")])
    see(task, mentor, "잘했습니다.")
    own = members.export(student)["notes"]
    assert [(row["text"], row["answer"], row["files"]) for row in own] == [
        ("풀었습니다", "잘했습니다.", ["내 풀이.pdf"])
    ]
    assert [row["kind"] for row in members.export(mentor)["notes"]] == ["shared", "homework", "homework"]
    names = [row.upload.name for row in NoteFile.objects.filter(note__in=[shared, task])]
    with django_capture_on_commit_callbacks(execute=True):
        notes.erase_notes_of(mentor)
    assert [default_storage.exists(name) for name in names] == [False, False]
    assert not LessonNote.objects.filter(pk__in=[shared.pk, open_task.pk]).exists()
    task.refresh_from_db()
    handed_in = LessonNote.objects.get(homework=task)
    assert (task.text, handed_in.text, handed_in.answer, handed_in.files.count()) == ("", "풀었습니다", "", 1)
    notes.erase_notes_of(student)
    assert list(LessonNote.objects.all()) == [task]
    assert NoteFile.objects.count() == 0


def test_the_page_of_a_lesson_names_what_was_written_and_offers_to_write(lesson, mentor, student, superuser):
    assert get_note_part(LessonFactory(), mentor, clock.now()) is None
    task = set_homework(lesson, mentor, text="\n예제 풀기\n둘째 줄", file=[paper()])
    parts = {person: get_note_part(lesson, person, clock.now()) for person in (mentor, student, superuser)}
    assert [[act.name for act in part.acts] for part in parts.values()] == [
        ["note_new", "homework_new"],
        ["note_new"],
        [],
    ]
    for person, words in (
        (mentor, "예제 풀기"),
        (student, "예제 풀기"),
        (superuser, "열어서 읽기 (읽은 기록이 남습니다)"),
    ):
        [line] = parts[person].lines
        assert (line.words, line.meta) == (words, "멘토 · 1월 5일 (월) · 1월 9일 (금)까지 · 파일 1개")
    assert [badge.kind for badge in parts[student].lines[0].badges] == ["next", "todo"]
    hand_in(task, student)
    [line] = get_note_part(lesson, mentor, clock.now()).lines
    edited = edit(write(lesson, mentor, text="", file=[paper()]), mentor, file=[paper()])
    assert get_note_part(lesson, mentor, clock.now()).lines[1].words == "파일만 있는 글"
    assert edited.edited_at == START
    assert [badge.text for badge in line.badges] == ["과제", "확인 전"]
