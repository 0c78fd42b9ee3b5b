"""Plans of the demo's sessions. Day 0 is the day the demo is started."""

from dataclasses import dataclass

from apps.mentoring.states import Phase
from apps.portal.demo.places import ONLINE

HALL = "강의장 C"
LECTURES = frozenset(
    ("payment", "race", "opendata", "stats", "security", "llm", "startup", "ml", "writing", "network", "phishing")
)


@dataclass(frozen=True)
class SessionPlan:
    """The plan of a session and of what happens to it.

    `key` is a text's key and a number; `author`, `who` (hold a seat), `line` (wait, in this order), `left` (applied and
    cancelled again), `moved_up` (waited and got a seat) and `asked` (waited and are offered one, because they go to
    something else then) name people by the part of their e-mail before the @; `taken`, `waiting` count further people.
    `regs` are the first and last day of registration.
    """

    key: str
    author: str
    want: Phase
    day: int
    start: str
    minutes: int
    venue: str
    capacity: int
    taken: int = 0
    waiting: int = 0
    who: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    moved_up: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    regs: tuple[int, int] | None = None
    stamped: bool = True
    moved_from: str = ""
    message: str = ""
    offer_hours: int | None = None

    @property
    def text(self) -> str:
        return self.key.partition("#")[0]

    @property
    def type(self) -> str:
        return "lecture" if self.text in LECTURES else "public"

    @property
    def registration(self) -> tuple[int, int]:
        """The days of registration that lead to the wanted phase."""
        if self.regs is not None:
            return self.regs
        past = (self.day - 12, self.day - 1)
        return {Phase.CLOSED: (-9, -1), Phase.ENDED: past, Phase.RUNNING: (-8, 0)}.get(self.want, (-7, self.day))


OPEN = (
    SessionPlan("git#1", "mentor", Phase.OPEN, 5, "14:00", 120, "스페이스 A1", 6, 1, who=("student",)),
    SessionPlan("django#1", "mentor", Phase.OPEN, 9, "19:00", 120, ONLINE, 8, 2, who=("student2",), left=("student",)),
    SessionPlan("race#1", "mentor", Phase.OPEN, 12, "19:30", 90, HALL, 40, 13, who=("student2",)),
    SessionPlan(
        "viz#1", "mentor2", Phase.OPEN, 4, "19:00", 120, "세미나실 B1", 20, 8, who=("student",), moved_from="18:00"
    ),
    SessionPlan("opendata#1", "mentor2", Phase.OPEN, 8, "10:00", 180, "세미나실 B2", 24, 6),
    # At the same time as git#1, to which `student` goes: the page warns of the clash.
    SessionPlan("react#1", "yun.jaehyeon", Phase.OPEN, 5, "15:00", 120, "스페이스 A2", 6, 2),
    SessionPlan("a11y#1", "yun.jaehyeon", Phase.OPEN, 11, "13:00", 120, "스페이스 A2", 8, 3),
    SessionPlan("ux_interview#1", "kang.minseo", Phase.OPEN, 6, "19:00", 120, "스페이스 A2", 8, 3, who=("student2",)),
    SessionPlan("wireframe#1", "kang.minseo", Phase.OPEN, 13, "10:00", 120, "스페이스 A1", 6, 1),
    SessionPlan("security#1", "jo.seunghyeon", Phase.OPEN, 7, "19:00", 150, "세미나실 B1", 20, 11),
    SessionPlan("phishing#1", "jo.seunghyeon", Phase.OPEN, 10, "11:00", 60, HALL, 60, 7, who=("parent",)),
    SessionPlan("cover_letter#1", "im.jian", Phase.OPEN, 3, "10:30", 90, ONLINE, 4, 1),
    SessionPlan("salary#1", "im.jian", Phase.OPEN, 15, "20:00", 60, ONLINE, 12, 5),
    SessionPlan("ml#1", "bae.seongmin", Phase.OPEN, 6, "14:00", 150, "세미나실 B2", 24, 10),
    SessionPlan("llm#1", "bae.seongmin", Phase.OPEN, 14, "15:00", 90, HALL, 60, 14, who=("teacher",)),
    SessionPlan("pm#1", "mun.seohyeon", Phase.OPEN, 4, "10:00", 120, "신촌역 2번 출구 앞 공유 사무실", 5, 2),
    SessionPlan("startup#1", "mun.seohyeon", Phase.OPEN, 16, "19:00", 90, HALL, 60),
    SessionPlan("school#1", "staff", Phase.OPEN, 9, "15:00", 120, "세미나실 B1", 20, 2, who=("teacher",)),
    SessionPlan("review#2", "mentor", Phase.OPEN, 17, "19:00", 90, "스페이스 A1", 4, stamped=False, regs=(-1, 17)),
    SessionPlan(
        "opendata#2", "mentor2", Phase.OPEN, 18, "10:00", 180, "세미나실 B2", 24, 1, stamped=False, regs=(-1, 18)
    ),
    SessionPlan("css#2", "yun.jaehyeon", Phase.OPEN, 19, "20:00", 60, ONLINE, 6, stamped=False, regs=(-1, 19)),
    SessionPlan(
        "pm#2", "mun.seohyeon", Phase.OPEN, 17, "10:00", 120, "스페이스 A2", 5, 1, stamped=False, regs=(-1, 17)
    ),
)

SOON = (
    SessionPlan("resume#1", "mentor", Phase.SOON, 2, "19:00", 120, "스페이스 A1", 3, 2),
    SessionPlan("pandas#1", "mentor2", Phase.SOON, 2, "14:00", 120, ONLINE, 10, 4, regs=(-7, 0)),
    SessionPlan("css#1", "yun.jaehyeon", Phase.SOON, 2, "20:00", 60, ONLINE, 6, 5),
    SessionPlan("portfolio_ux#1", "kang.minseo", Phase.SOON, 2, "19:00", 120, "세미나실 B2", 20, 6, regs=(-7, 0)),
    SessionPlan("interview#1", "im.jian", Phase.SOON, 4, "16:00", 60, "상담실 D", 2, 1),
    SessionPlan("math#1", "bae.seongmin", Phase.SOON, 3, "20:00", 90, ONLINE, 10, 9),
)

FULL = (
    SessionPlan(
        "review#1", "mentor", Phase.FULL, 6, "19:00", 90, "스페이스 A1", 4, 4, 1,
        line=("student2", "student"), regs=(-7, 6),
    ),
    # At the same time as git#1: the seat is offered to `student`.
    SessionPlan(
        "a11y#2", "yun.jaehyeon", Phase.FULL, 5, "13:30", 90, ONLINE, 4, 3, asked=("student",), offer_hours=48,
    ),
    SessionPlan("sql#1", "mentor", Phase.FULL, 10, "19:00", 120, "스페이스 A1", 6, 5, who=("student",)),
    SessionPlan("writing#1", "mentor", Phase.FULL, 14, "19:00", 90, ONLINE, 5, 4, 1, moved_up=("student",)),
    SessionPlan("data_job#1", "mentor2", Phase.FULL, 5, "19:00", 120, ONLINE, 3, 3, 1, line=("student2",)),
    SessionPlan("interview_front#1", "yun.jaehyeon", Phase.FULL, 3, "19:00", 60, ONLINE, 3, 3, 3),
    SessionPlan("security_career#1", "jo.seunghyeon", Phase.FULL, 4, "20:00", 60, ONLINE, 6, 6),
    SessionPlan("women#1", "im.jian", Phase.FULL, 8, "11:00", 120, "스페이스 A2", 6, 6, 2),
    SessionPlan("network#1", "jo.seunghyeon", Phase.FULL, 12, "10:00", 120, "세미나실 B2", 10, 10, 1),
)  # fmt: skip

CLOSED = (
    SessionPlan(
        "payment#1", "mentor", Phase.CLOSED, 1, "19:30", 90, HALL, 40, 14, who=("student",),
        message="정문은 저녁 7시에 닫힙니다. 그 뒤에는 오른쪽 옆문으로 들어오시기 바랍니다.",
    ),
    SessionPlan("stats#1", "mentor2", Phase.CLOSED, 3, "19:00", 120, "세미나실 B1", 20, 13),
    SessionPlan("cover_letter#2", "im.jian", Phase.CLOSED, 2, "19:00", 90, ONLINE, 4, 3),
    SessionPlan("llm#2", "bae.seongmin", Phase.CLOSED, 1, "10:00", 90, "세미나실 B1", 20, 12),
)  # fmt: skip

UPCOMING = (
    SessionPlan("django#2", "mentor", Phase.UPCOMING, 20, "19:00", 120, ONLINE, 8, regs=(5, 20)),
    SessionPlan("viz#2", "mentor2", Phase.UPCOMING, 22, "19:00", 120, "세미나실 B1", 20, regs=(7, 22)),
    SessionPlan("react#2", "yun.jaehyeon", Phase.UPCOMING, 18, "15:00", 120, "스페이스 A2", 6, regs=(3, 17)),
    SessionPlan("security#2", "jo.seunghyeon", Phase.UPCOMING, 25, "19:00", 150, "세미나실 B1", 20, regs=(10, 25)),
    SessionPlan("ml#2", "bae.seongmin", Phase.UPCOMING, 21, "14:00", 150, "세미나실 B2", 24, regs=(4, 20)),
    SessionPlan("startup#2", "mun.seohyeon", Phase.UPCOMING, 28, "19:00", 90, HALL, 60, regs=(14, 28)),
)

RUNNING = (
    SessionPlan("git#2", "mentor", Phase.RUNNING, 0, "", 120, "스페이스 A1", 6, 4),
    SessionPlan("ux_interview#2", "kang.minseo", Phase.RUNNING, 0, "", 120, ONLINE, 8, 5, who=("student2",)),
)

DECLINED = (
    SessionPlan("payment#2", "mentor", Phase.DECLINED, 11, "19:30", 90, "세미나실 B2", 24, 2, who=("student2",)),
    SessionPlan("salary#2", "im.jian", Phase.DECLINED, 13, "20:00", 60, ONLINE, 12),
)

DELETED = (
    SessionPlan("sql#2", "mentor", Phase.DELETED, 7, "19:00", 120, "스페이스 A1", 6, 2, who=("student",)),
    SessionPlan("pandas#2", "mentor2", Phase.DELETED, 9, "14:00", 120, ONLINE, 10, 1),
)

ENDED = (
    SessionPlan("git#3", "mentor", Phase.ENDED, -1, "19:00", 120, "스페이스 A1", 6, 6),
    SessionPlan("django#4", "mentor", Phase.ENDED, -5, "20:00", 90, ONLINE, 6, 3, who=("student2",)),
    SessionPlan("django#3", "mentor", Phase.ENDED, -9, "19:00", 120, ONLINE, 8, 5, who=("student",)),
    SessionPlan("race#3", "mentor", Phase.ENDED, -16, "19:30", 90, HALL, 40, 16, who=("student2",)),
    SessionPlan("resume#3", "mentor", Phase.ENDED, -23, "19:00", 120, "스페이스 A1", 3, 3, left=("student",)),
    SessionPlan("viz#3", "mentor2", Phase.ENDED, -3, "19:00", 120, "세미나실 B1", 20, 9, who=("student",)),
    SessionPlan("stats#3", "mentor2", Phase.ENDED, -12, "19:00", 120, "세미나실 B1", 20, 8, who=("student2",)),
    SessionPlan("react#3", "yun.jaehyeon", Phase.ENDED, -5, "15:00", 120, "스페이스 A2", 6, 4, removed=("student",)),
    SessionPlan("a11y#3", "yun.jaehyeon", Phase.ENDED, -18, "13:00", 120, "스페이스 A2", 8, 6),
    SessionPlan("ux_interview#3", "kang.minseo", Phase.ENDED, -7, "19:00", 120, "스페이스 A2", 8, 8),
    SessionPlan("security#3", "jo.seunghyeon", Phase.ENDED, -10, "19:00", 150, "세미나실 B1", 20, 12),
    SessionPlan("interview#3", "im.jian", Phase.ENDED, -2, "16:00", 60, "상담실 D", 2, 1, who=("student",)),
    SessionPlan("ml#3", "bae.seongmin", Phase.ENDED, -14, "14:00", 150, "세미나실 B2", 24, 11),
    SessionPlan("startup#3", "mun.seohyeon", Phase.ENDED, -20, "19:00", 90, HALL, 60, 15),
    SessionPlan("phishing#3", "jo.seunghyeon", Phase.ENDED, -28, "11:00", 60, HALL, 60, 9, who=("parent",)),
    SessionPlan("school#3", "staff", Phase.ENDED, -33, "15:00", 120, "세미나실 B1", 20, 3, who=("teacher",)),
    SessionPlan("pm#3", "mun.seohyeon", Phase.ENDED, -36, "10:00", 120, "스페이스 A2", 5, 4, who=("student2",)),
)

PLANS = (*ENDED, *DECLINED, *DELETED, *RUNNING, *CLOSED, *FULL, *SOON, *OPEN, *UPCOMING)
