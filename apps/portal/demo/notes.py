"""Notes and homework of the demo's lessons: written after one, to be done before the next."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import DomainError
from apps.lessons.models import Lesson, LessonNote
from apps.lessons.services import homework, notes
from apps.lessons.states import NoteKind
from apps.portal.demo.earlier_starts import ids_by_key
from apps.portal.demo.lessons import LAID

# The audit entry by which a later start knows of which lessons everything was written.
NOTED = "demo.lesson_noted"

_PLAN = """수업에서 함께 그린 모델입니다.

주문 1 : N 주문 항목
상품 1 : N 주문 항목
회원 1 : N 주문
"""
_QUERY = """select week, count(distinct member_id) as members
from visits
group by week
order by week;
"""


@dataclass(frozen=True)
class NotePlan:
    """Something that the mentor of a lesson writes `after` so many hours of its end (before the lesson: of now).

    `due`: in how many days homework is to be handed in; `handed_in`: what its mentee hands in a day before that, with
    the file `paper` (its name and words); `answer`: what the mentor answers. `by_mentee`: a note of the mentee's.
    """

    lesson: str
    kind: NoteKind
    text: str
    after: int = 1
    due: int = 0
    handed_in: str = ""
    paper: tuple[str, str] | None = None
    answer: str = ""
    by_mentee: bool = False


NOTES = (
    NotePlan(
        "done#1", NoteKind.SHARED,
        "오늘은 쇼핑몰의 주문 모델을 함께 그렸습니다.\n\n"
        "- 주문과 상품은 바로 잇지 않고 ‘주문 항목’을 사이에 둡니다.\n"
        "- 가격은 주문할 때의 값을 주문 항목에 복사해 둡니다.\n\n"
        "참고: https://docs.djangoproject.com/en/5.2/topics/db/models/",
        paper=("주문 모델.txt", _PLAN),
    ),
    NotePlan(
        "done#1", NoteKind.HOMEWORK,
        "장바구니 모델을 직접 그려 오세요. 로그인하지 않은 손님의 장바구니도 생각해 주세요.",
        after=2, due=6,
        handed_in="손님은 세션 키로, 회원은 회원 번호로 이었습니다. 두 장바구니를 합치는 때가 헷갈립니다.",
        answer="잘 나누었습니다. 합치는 때는 로그인한 순간이면 됩니다. 다음 시간에 코드로 옮겨 봅시다.",
    ),
    NotePlan(
        "done#2", NoteKind.PRIVATE,
        "인증은 이해가 빠름. 권한 부분에서 자주 막히니 다음에는 작은 예제부터 시작할 것.",
    ),
    NotePlan(
        "done#2", NoteKind.SHARED, "회원 가입과 로그인을 마쳤습니다. 비밀번호는 직접 저장하지 않고 늘 해시로 둡니다.",
    ),
    NotePlan(
        "done#2", NoteKind.PRIVATE, "다음에 물어볼 것: 소셜 로그인, 비밀번호 재설정 메일", after=3, by_mentee=True,
    ),
    NotePlan(
        "approved#1", NoteKind.HOMEWORK,
        "수업 전에 배포할 저장소를 준비해 주세요. 환경 변수로 뺄 값을 목록으로 적어 오시면 됩니다.", due=2,
    ),
    NotePlan(
        "done#4", NoteKind.HOMEWORK, "주마다 다시 방문한 회원 수를 윈도 함수로 구해 보세요.", due=8,
        handed_in="윈도 함수 없이 먼저 풀어 보았습니다. 이어서 바꾸어 보겠습니다.", paper=("풀이.txt", _QUERY),
    ),
)  # fmt: skip


def make_notes(members: dict[str, Member], now: datetime) -> None:
    """Write the notes of the lessons of which nothing was written yet. What people changed stays."""
    laid, noted = ids_by_key(LAID), ids_by_key(NOTED)
    lessons = Lesson.objects.select_related("mentor", "mentee").in_bulk(laid.values())
    for key in dict.fromkeys(plan.lesson for plan in NOTES):
        lesson = lessons.get(laid.get(key, 0))
        if lesson is None or noted.get(key) == lesson.pk:
            continue
        for plan in NOTES:
            if plan.lesson == key:
                with suppress(DomainError):  # someone who uses the demo changed what it builds on
                    _make_note(plan, lesson, now)
        audit.record(by=None, act=NOTED, subject=lesson, after={"key": key})


def _make_note(plan: NotePlan, lesson: Lesson, now: datetime) -> None:
    base = min(lesson.ends_at, now - timedelta(hours=20))
    due_on = clock.local(base).date() + timedelta(days=plan.due) if plan.due else None
    file = () if plan.handed_in else _papers(plan)
    author = lesson.mentee if plan.by_mentee else lesson.mentor
    note = _at(
        base + timedelta(hours=plan.after),
        lambda: notes.write_note(
            lesson_id=lesson.pk, by=author, kind=plan.kind, text=plan.text, due_on=due_on, file=file
        ),
    )
    if plan.handed_in:
        done = min(base + timedelta(days=plan.due - 1), now - timedelta(hours=2))
        _at(
            done,
            lambda: homework.hand_in(
                lesson_id=lesson.pk, note_id=note.pk, by=lesson.mentee, text=plan.handed_in, file=_papers(plan)
            ),
        )
        if plan.answer:
            _at(
                done + timedelta(hours=1),
                lambda: homework.mark_seen(lesson_id=lesson.pk, note_id=note.pk, by=lesson.mentor, answer=plan.answer),
            )


def _papers(plan: NotePlan) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(plan.paper[0], plan.paper[1].encode())] if plan.paper else []


def _at(moment: datetime, act: Callable[[], LessonNote]) -> LessonNote:
    with clock.pretending(moment):
        return act()
