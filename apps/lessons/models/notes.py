"""What is written about a lesson: notes, homework, and the files that belong to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns
from apps.core.attachments import LONGEST_NAME
from apps.lessons.models.lessons import Lesson
from apps.lessons.querysets import LessonNoteQuerySet
from apps.lessons.states import NoteKind

MEMBER = settings.AUTH_USER_MODEL


class LessonNote(models.Model):
    """A note for both people of a lesson or for its author alone, homework, or what was handed in for homework.

    What was handed in is a row of its own, which names its `homework`; the mentor marks it as seen, with an answer.
    """

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="notes", verbose_name=_("수업"))
    author = models.ForeignKey(MEMBER, models.CASCADE, related_name="lesson_notes", verbose_name=_("쓴 사람"))
    kind = models.CharField(_("종류"), max_length=9, choices=NoteKind)
    text = columns.TextField(_("내용"), max_length=5000, blank=True)
    due_on = models.DateField(_("제출 기한"), null=True, blank=True)
    homework = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="handed_in", verbose_name=_("과제")
    )
    written_at = models.DateTimeField(_("쓴 시각"))
    edited_at = models.DateTimeField(_("수정한 시각"), null=True, blank=True)
    seen_at = models.DateTimeField(_("멘토가 확인한 시각"), null=True, blank=True)
    answer = columns.WordsField(_("멘토의 답"), max_length=500, blank=True)

    objects = LessonNoteQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "수업 노트와 과제")
        verbose_name_plural = pgettext_lazy("records", "수업 노트와 과제")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=NoteKind.HANDED_IN, homework__isnull=False)
                | (~Q(kind=NoteKind.HANDED_IN) & Q(homework=None, seen_at=None)),
                name="lessons_note_answers_homework",
            ),
            models.CheckConstraint(
                condition=Q(kind=NoteKind.HOMEWORK, due_on__isnull=False)
                | (~Q(kind=NoteKind.HOMEWORK) & Q(due_on=None)),
                name="lessons_note_homework_is_due",
            ),
            models.CheckConstraint(condition=Q(answer="") | Q(seen_at__isnull=False), name="lessons_note_answer_seen"),
        ]
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.lesson_id} · {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Return the address of its page; what was handed in stands on that of its homework."""
        return reverse("lessons:note", args=[self.lesson_id, self.homework_id or self.pk])


class NoteFile(models.Model):
    """A file that belongs to a note. It goes with the note, and with its author."""

    note = models.ForeignKey(LessonNote, models.CASCADE, related_name="files", verbose_name=_("수업 노트와 과제"))
    upload = models.FileField(_("파일"), upload_to="lesson-notes/%Y/%m")
    name = columns.LineField(_("파일 이름"), max_length=LONGEST_NAME)
    size = models.PositiveIntegerField(_("크기(바이트)"))

    class Meta:
        verbose_name = pgettext_lazy("record", "수업 파일")
        verbose_name_plural = pgettext_lazy("records", "수업 파일")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.note_id} · {self.pk}"
