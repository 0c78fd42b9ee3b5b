"""The pages of notes and homework, as the two of a lesson and staff walk them."""

import datetime as dt
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.core import clock
from apps.core.models import AuditEntry
from apps.lessons.models import LessonNote, NoteFile
from apps.lessons.states import LessonStatus, NoteKind
from apps.notices.models import Notice
from tests.access.page_forms import form_with
from tests.api.client import ApiClient
from tests.factories.lessons import LessonFactory, NoteFactory, TutorialFactory

pytestmark = pytest.mark.django_db
PAPER = b"%PDF-1.7\n"


@pytest.fixture
def lesson(mentor, student, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    tutorial = TutorialFactory(mentor=mentor, title="자바")
    return LessonFactory(tutorial=tutorial, mentee=student, status=LessonStatus.APPROVED)


def paper(name: str = "풀이.pdf", raw: bytes = PAPER) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw)


def text_of(page) -> str:
    return unescape(page.content.decode())


def test_a_lesson_from_the_note_to_the_seen_homework(lesson, mentor, student, client):
    client.force_login(mentor)
    page = client.get(lesson.get_absolute_url())
    assert {reverse(f"lessons:{name}", args=[lesson.pk]) for name in ("note_new", "homework_new")} <= {
        act.url for act in page.context["page"].notes.acts
    }
    new = reverse("lessons:note_new", args=[lesson.pk])
    assert "kind" in client.get(new).context["form"].fields
    done = client.post(
        new, {"kind": "shared", "text": "첫 시간\nhttps://example.com/a", "file": [paper("가.pdf"), paper("나.pdf")]}
    )
    note = LessonNote.objects.get()
    assert (done["Location"], [file.name for file in note.files.all()]) == (
        note.get_absolute_url(),
        ["가.pdf", "나.pdf"],
    )
    shown = text_of(client.get(done["Location"]))
    assert 'href="https://example.com/a"' in shown
    due_on = clock.today() + dt.timedelta(days=7)
    assert "제출 기한" in text_of(client.post(reverse("lessons:homework_new", args=[lesson.pk]), {"text": "예제"}))
    done = client.post(
        reverse("lessons:homework_new", args=[lesson.pk]), {"text": "예제", "due_on": due_on.isoformat()}
    )
    task = LessonNote.objects.get(kind=NoteKind.HOMEWORK)
    assert done["Location"] == task.get_absolute_url()

    client.force_login(student)
    assert "kind" not in client.get(new).context["form"].fields
    client.post(new, {"text": "물어볼 것", "kind": "shared"})
    assert LessonNote.objects.latest("pk").kind == NoteKind.PRIVATE
    address = reverse("lessons:hand_in", args=[lesson.pk, task.pk])
    assert address in text_of(client.get(task.get_absolute_url()))
    assert "예제" in text_of(client.get(address))
    assert client.post(address, {"text": "", "file": [paper()]}).status_code == 302
    kept = NoteFile.objects.latest("pk")
    again = client.get(address)
    form = form_with(again.content.decode(), "text", "remove")
    assert client.post(address, form.typed(text="풀었습니다", remove=[str(kept.pk)])).status_code == 302
    row = LessonNote.objects.get(homework=task)
    assert (row.text, row.files.count()) == ("풀었습니다", 0)
    assert client.get(reverse("lessons:note", args=[lesson.pk, row.pk]))["Location"] == task.get_absolute_url()

    client.force_login(mentor)
    seen = reverse("lessons:seen", args=[lesson.pk, task.pk])
    assert "풀었습니다" in text_of(client.get(seen))
    assert client.post(seen, {"answer": "잘했습니다."})["Location"] == task.get_absolute_url()
    together = text_of(client.get(reverse("lessons:notes", args=[lesson.pk])))
    assert all(words in together for words in ("첫 시간", "예제", "풀었습니다", "잘했습니다.", "확인함"))
    assert "물어볼 것" not in together
    late = client.get(reverse("lessons:note_edit", args=[lesson.pk, task.pk]), follow=True)
    assert "이미 제출한 과제는 수정하거나 삭제할 수 없습니다." in text_of(late)
    client.force_login(student)
    late = client.get(seen)
    assert late.status_code == 403
    assert "멘토가 이미 확인한 과제입니다." in text_of(client.get(address, follow=True))


def test_a_note_is_changed_and_deleted_by_its_pages(lesson, mentor, client):
    note = NoteFactory(lesson=lesson, text="처음")
    client.force_login(mentor)
    edit = reverse("lessons:note_edit", args=[lesson.pk, note.pk])
    first, second = (form_with(client.get(edit).content.decode(), "text") for _window in range(2))
    assert client.post(edit, first.typed(text="먼저")).status_code == 302
    behind = text_of(client.post(edit, second.typed(text="나중")))
    assert ("먼저" in behind, "나중" in behind) == (True, True)
    refused = client.post(edit, {"text": "셋", "file": [paper(), paper("b.exe", b"MZ\x00")]})
    assert "‘b.exe’: PDF" in text_of(refused)
    remove = reverse("lessons:note_remove", args=[lesson.pk, note.pk])
    assert "이 글을 삭제할까요?" in text_of(client.get(remove))
    assert client.post(remove)["Location"] == lesson.get_absolute_url()
    assert not LessonNote.objects.exists()


def test_staff_read_what_is_for_both_and_the_trail_says_so(lesson, mentor, student, superuser, client):
    client.force_login(mentor)
    client.post(reverse("lessons:note_new", args=[lesson.pk]), {"kind": "shared", "text": "함께", "file": [paper()]})
    note, private = LessonNote.objects.get(), NoteFactory(lesson=lesson, kind=NoteKind.PRIVATE, text="비밀")
    file = reverse("lessons:note_file", args=[lesson.pk, note.pk, note.files.get().pk])
    client.force_login(student)
    got = client.get(file)
    assert (got.getvalue(), got["X-Content-Type-Options"]) == (PAPER, "nosniff")
    assert got["Content-Disposition"].startswith("attachment")
    client.get(note.get_absolute_url())
    assert not AuditEntry.objects.filter(act__in=("lessons.notes_read", "lessons.note_file_downloaded")).exists()
    client.force_login(superuser)
    assert "함께" not in text_of(client.get(lesson.get_absolute_url()))
    client.head(note.get_absolute_url())
    assert not AuditEntry.objects.filter(act="lessons.notes_read").exists()
    for address in (note.get_absolute_url(), reverse("lessons:notes", args=[lesson.pk])):
        page = text_of(client.get(address))
        assert ("함께" in page, "비밀" in page) == (True, False)
        entry = AuditEntry.objects.latest("pk")
        assert (entry.act, entry.actor, entry.subject_id) == ("lessons.notes_read", superuser, lesson.pk)
    assert client.get(file).getvalue() == PAPER
    assert AuditEntry.objects.latest("pk").act == "lessons.note_file_downloaded"
    assert client.get(private.get_absolute_url()).status_code == 404
    default = note.files.get().upload
    default.storage.delete(default.name)
    assert client.get(file).status_code == 404


def test_the_api_reads_and_writes_what_is_written_and_gives_the_addresses_of_files(lesson, mentor, student, superuser):
    as_mentor, as_student = ApiClient(mentor), ApiClient(student)
    address = f"/api/lessons/{lesson.pk}/notes"
    made = as_mentor.post(address, {"kind": "HOMEWORK", "text": "예제", "dueOn": clock.today().isoformat()}).json()[
        "data"
    ]
    assert (made["kind"], made["author"], made["dueOn"], made["handedIn"]) == (
        "HOMEWORK", "MENTOR", clock.today().isoformat(), None,
    )  # fmt: skip
    one = f"{address}/{made['noteId']}"
    assert as_mentor.patch(one, {"text": "예제와 문제"}).json()["data"]["text"] == "예제와 문제"
    as_student.post(address, {"kind": "PRIVATE", "text": "나만"})
    assert as_student.put(f"{one}/hand-in", {"text": "풀이"}).json()["data"]["handedIn"]["text"] == "풀이"
    assert as_mentor.put(f"{one}/seen", {}).json()["data"]["handedIn"]["answer"] is None
    refused = as_mentor.delete(one)
    assert (refused.status_code, refused.json()["message"]) == (
        409,
        "이미 제출한 과제는 수정하거나 삭제할 수 없습니다.",
    )
    counts = [len(ApiClient(person).get(address).json()["data"]["notes"]) for person in (mentor, student, superuser)]
    assert counts == [1, 2, 1]
    assert AuditEntry.objects.filter(act="lessons.notes_read").count() == 1
    [own] = [row for row in as_student.get(address).json()["data"]["notes"] if row["kind"] == "PRIVATE"]
    assert as_student.delete(f"{address}/{own['noteId']}").status_code == 200
    assert Notice.objects.filter(kind="lessons.homework_set").count() == 1
