"""What a mentee answers from the mail of a completed lesson: a review."""

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import text
from apps.lessons import notices
from apps.lessons.answers.shared import find_lesson, of_mentee, say
from apps.lessons.forms import ReviewFields
from apps.lessons.models import Lesson
from apps.lessons.selectors import reviews as selectors
from apps.lessons.services import reviews
from apps.lessons.states import Role
from apps.notices.answering import Answer, Asked


def _ask_review(lesson: Lesson, member: Member, now: datetime) -> Asked:
    review = selectors.get_own_review(lesson.tutorial_id, member)
    refused = selectors.refusal_to_review(lesson.tutorial_id, member, review, now)
    note = _(
        "과외 페이지에서 누구나 읽습니다. 이름은 ‘%(name)s’처럼 가려서 보이고, 멘토와 운영자는 누가 썼는지 압니다."
    )
    return say(
        lesson, Role.MENTEE, can=review is None and refused is None, note=note % {"name": text.mask_name(member.name)}
    )


def _review_form(data: QueryDict | None, asked: Asked) -> ReviewFields:
    return ReviewFields(data)


def _review(lesson: Lesson, member: Member, form: Any) -> None:
    reviews.write_review(tutorial_id=lesson.tutorial_id, by=member, **form.cleaned_data)


ANSWERS = (
    Answer(
        "lessons.review",
        gettext_lazy("후기 쓰기"),
        frozenset({notices.COMPLETED}),
        find=find_lesson,
        get=of_mentee,
        ask=_ask_review,
        act=_review,
        form=_review_form,
    ),
)
