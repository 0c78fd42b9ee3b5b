"""Plans of the demo's tutorials and lessons. Day 0 is the day the demo is started."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from apps.lessons.states import Finding, LessonStatus
from apps.planner.weekly_hours import WeeklySpan

PENDING, APPROVED, REJECTED = LessonStatus.PENDING, LessonStatus.APPROVED, LessonStatus.REJECTED
RUNNING, COMPLETED, CANCELLED = LessonStatus.IN_PROGRESS, LessonStatus.COMPLETED, LessonStatus.CANCELLED


class Offered(NamedTuple):
    """The plan of a tutorial: `price` in KRW, `minutes` of a lesson."""

    mentor: str
    title: str
    description: str
    price: int
    minutes: int
    is_open: bool = True


TUTORIALS = {
    "django": Offered(
        "mentor", "장고 일대일: 내 서비스 처음부터 끝까지",
        "만들고 싶은 작은 서비스를 하나 정해, 모델을 그리는 것부터 배포까지 함께 갑니다.\n\n"
        "매번 지난 시간에 막힌 곳에서 시작합니다. 코드를 대신 짜 드리지는 않고, 왜 그렇게 짜는지를 함께 찾습니다.\n\n"
        "이런 분께 권합니다\n- 파이썬 문법은 알지만 서비스를 끝까지 만들어 본 적이 없는 분\n"
        "- 강의를 듣고도 혼자 시작하기 어려웠던 분\n\n온라인 화면 공유로 만나며, 노트북과 마이크가 필요합니다.",
        50_000, 60,
    ),
    "code": Offered(
        "mentor", "과제 전형 코드 리뷰",
        "채용 과제를 내기 전이나 낸 뒤에, 실제 리뷰처럼 한 줄씩 읽어 드립니다.\n\n"
        "저장소 주소를 신청 메시지에 적어 주세요. 미리 읽고 고칠 점을 세 가지로 추려 가겠습니다.",
        30_000, 30,
    ),
    "career": Offered(
        "mentor", "백엔드 개발자 진로 상담",
        "지금 있는 곳과 가고 싶은 곳 사이에 무엇이 있는지 함께 적어 봅니다. 처음 오시는 분은 무료입니다.\n\n"
        "이력서가 있으면 좋지만 없어도 괜찮습니다.",
        0, 30,
    ),
    "design": Offered(
        "mentor", "결제 시스템 설계 과외",
        "멱등성, 정산, 환불까지. 실무에서 겪은 사고를 문제로 바꾸어 함께 풉니다.",
        120_000, 120, is_open=False,
    ),
    "sql": Offered(
        "mentor2", "데이터 분석가를 위한 SQL 집중 과외",
        "집계, 윈도 함수, 코호트까지 여섯 번에 나누어 배웁니다. 회사나 공공데이터의 실제 표로 연습합니다.\n\n"
        "첫 시간에 지금 실력을 함께 확인하고 순서를 정합니다.",
        40_000, 60,
    ),
    "report": Offered(
        "mentor2", "보고서 한 장 고치기",
        "쓰고 계신 보고서 한 장을 가져오시면, 읽는 사람의 눈으로 함께 고칩니다. 차트 하나, 문장 하나까지 봅니다.",
        25_000, 45,
    ),
    "react": Offered(
        "yun.jaehyeon", "리액트와 접근성",
        "키보드와 화면 낭독기로 쓸 수 있는 화면을 만듭니다. 만든 화면을 함께 써 보며 고칩니다.",
        45_000, 90,
    ),
    "resume": Offered(
        "im.jian", "이력서 일대일 첨삭",
        "지원하려는 공고와 이력서를 보내 주시면, 채용 담당자가 보는 순서대로 읽으며 문장을 다시 씁니다.",
        20_000, 40,
    ),
    "ml": Offered(
        "bae.seongmin", "머신러닝을 위한 수학",
        "선형대수와 확률을 손으로 풀며 모델의 식을 읽습니다. 고등학교 수학에서 멈춘 분도 따라올 수 있습니다.",
        35_000, 60,
    ),
    "ux": Offered(
        "kang.minseo", "포트폴리오로 말하는 UX",
        "화면보다 먼저, 왜 그렇게 정했는지를 한 문장으로 쓰는 연습을 합니다.",
        30_000, 60,
    ),
}  # fmt: skip


def _spans(days: tuple[int, ...], start: int, end: int) -> list[WeeklySpan]:
    """Return the same hours on some weekdays (0: Monday)."""
    return [WeeklySpan(day, dt.time(start), dt.time(end % 24)) for day in days]


# Apart from the evening sessions of the same mentors. The second mentor gives lessons at any time.
HOURS = {
    "mentor": [*_spans((0, 2, 4), 21, 24), *_spans((5,), 8, 13)],
    "yun.jaehyeon": _spans((1, 3), 20, 23),
    "im.jian": [*_spans((0, 1, 2, 3, 4), 7, 9), *_spans((6,), 13, 18)],
    "bae.seongmin": _spans((5, 6), 8, 12),
}

# When members are usually free.
FREE_HOURS = {
    "student": [*_spans((0, 1, 2, 3), 19, 23), *_spans((5, 6), 9, 18)],
    "student2": _spans((1, 3, 5), 18, 22),
}

# First and last day, counted from today, and the mentor's own note.
DAYS_OFF = {"mentor": (24, 26, "가족 여행"), "mentor2": (31, 31, "건강 검진"), "im.jian": (17, 21, "")}


@dataclass(frozen=True)
class LessonPlan:
    """The plan of a lesson and of the state it is in.

    It is held on the first day from `day` on (for past ones: back) on which its mentor gives lessons. `ended_by`: who
    cancelled it. `missed`: nobody answered in time. `mentor_offers`, `mentee_offers`: how many days later the times are
    that one of them offers instead. `is_confirmed`: its mentee said that it took place. `absence`: why its mentor said
    that the mentee did not come, `objection`: the mentee's answer, `decision`: what staff found and why. `is_paid`: its
    mentor recorded that it was paid.
    """

    key: str
    tutorial: str
    mentee: str
    day: int
    start: str
    want: LessonStatus
    message: str = ""
    reason: str = ""
    ended_by: str = ""
    missed: bool = False
    mentor_offers: tuple[int, ...] = ()
    mentee_offers: tuple[int, ...] = ()
    is_confirmed: bool = False
    absence: str = ""
    objection: str = ""
    decision: tuple[Finding, str] | None = None
    is_paid: bool = False

    @property
    def is_ahead(self) -> bool:
        """Whether the lesson leaves its planned state as time passes."""
        return not self.missed and self.want in {PENDING, APPROVED, RUNNING}


LESSONS = (
    LessonPlan("done#1", "django", "student", -23, "21:00", COMPLETED,
             "예약 서비스를 만들고 싶은데 모델에서 막혔습니다.", is_confirmed=True, is_paid=True),
    LessonPlan("done#2", "django", "student", -16, "21:00", COMPLETED, "지난번에 이어 회원 기능을 보고 싶습니다."),
    LessonPlan("done#3", "career", "student2", -12, "22:30", COMPLETED),
    LessonPlan("done#4", "sql", "student2", -9, "20:00", COMPLETED, "윈도 함수를 처음부터 배우고 싶습니다."),
    LessonPlan("done#5", "sql", "seo.jiho", -4, "21:00", COMPLETED,
             absence="30분을 기다렸지만 들어오지 않으셨고 연락도 없었습니다.",
             objection="접속 주소가 열리지 않아 들어가지 못했습니다. 그때 메일을 보냈습니다."),
    LessonPlan("done#7", "resume", "student2", -11, "08:00", COMPLETED,
             absence="수업 시간이 끝날 때까지 들어오지 않으셨습니다.",
             objection="안내받은 주소로 들어가 기다렸습니다. 화면을 갈무리해 두었습니다.",
             decision=(Finding.NOT_HELD, "서로 다른 주소에서 기다리신 것을 확인했습니다. 불참으로 세지 않습니다.")),
    LessonPlan("done#6", "resume", "student", -6, "08:00", COMPLETED, "신입 공고 한 건을 준비하고 있습니다."),
    LessonPlan("done#7", "django", "sin.yerin", -29, "23:00", COMPLETED),
    LessonPlan("done#8", "django", "gwon.taeyun", -21, "23:00", COMPLETED, "주문 기능을 만들고 있습니다."),
    LessonPlan("done#9", "django", "hwang.yujin", -14, "23:00", COMPLETED),
    LessonPlan(
        "rejected#1", "code", "student", -10, "21:30", REJECTED, "과제 마감이 내일인데 봐 주실 수 있을까요?",
        reason="해당 시간에 다른 일정이 있습니다. 금요일 밤이나 토요일 오전으로 다시 신청해 주시기 바랍니다.",
    ),
    LessonPlan(
        "rejected#2", "report", "parent", -5, "10:00", REJECTED, "학교 공모전 보고서입니다.",
        reason="신청하신 내용은 제가 도와드리기 어렵습니다.",
    ),
    LessonPlan(
        "cancelled#1", "django", "student", 6, "22:00", CANCELLED, "배포를 배우고 싶습니다.",
        reason="다른 일정이 생겼습니다.", ended_by="student",
    ),
    LessonPlan(
        "cancelled#2", "report", "student2", 5, "11:00", CANCELLED, "분기 보고서 초안이 있습니다.",
        reason="급한 일이 생겨 수업을 할 수 없게 되었습니다. 다음 주에 꼭 다시 뵙겠습니다.", ended_by="mentor2",
    ),
    LessonPlan("missed#1", "career", "nam.dohyeon", -2, "23:00", CANCELLED, "비전공자도 가능할까요?", missed=True),
    LessonPlan("running#1", "sql", "student", 0, "", RUNNING, "코호트 분석을 해 보고 싶습니다."),
    LessonPlan("approved#1", "django", "student", 3, "21:00", APPROVED, "배포 환경을 함께 보고 싶습니다."),
    LessonPlan("approved#4", "sql", "student2", 12, "10:00", APPROVED, "쿼리를 다듬습니다.", mentee_offers=(2, 9)),
    LessonPlan("approved#2", "report", "student", 7, "13:00", APPROVED, "포트폴리오에 넣을 분석 보고서입니다."),
    LessonPlan("approved#3", "react", "student2", 4, "20:30", APPROVED),
    LessonPlan(
        "pending#1", "django", "student2", 4, "22:00", PENDING,
        "파이썬은 알고 웹은 처음입니다.\n예약을 받는 작은 가게 홈페이지를 만들어 보고 싶습니다.",
    ),
    LessonPlan("pending#2", "django", "song.haeun", 4, "22:30", PENDING, "실습 위주로 배우고 싶습니다."),
    LessonPlan("pending#3", "code", "hong.jimin", 8, "21:30", PENDING, "저장소: https://example.com/jimin/todo"),
    LessonPlan("pending#4", "sql", "student", 6, "20:00", PENDING, "지난 시간에 이어 부탁드립니다.",
             mentor_offers=(7, 14)),
    LessonPlan("pending#5", "ml", "student", 9, "09:00", PENDING, "확률부터 다시 배우고 싶습니다."),
    LessonPlan("pending#6", "report", "teacher", 10, "18:00", PENDING,
             "학생들의 탐구 보고서를 함께 읽어 주실 수 있을까요?"),
)  # fmt: skip
