"""Reports of the demo: one in each state for the mentor of the README, and one more for staff to decide on."""

from dataclasses import dataclass
from datetime import timedelta

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import DomainError
from apps.mentoring.models import Session, SessionReport
from apps.mentoring.services import report_files, reports
from apps.mentoring.states import ReportFileKind, ReportStatus, SessionType
from apps.portal.demo.earlier_starts import ids_by_key
from apps.portal.demo.pictures import photo_of_hall
from apps.portal.demo.sessions import LAID


@dataclass(frozen=True)
class ReportPlan:
    """The report of the session of that `key`. `late`: how many minutes longer than planned it was held."""

    key: str
    status: ReportStatus
    topic: str
    content: str
    excluded_minutes: int = 0
    excluded_reason: str = ""
    absence_view: str = ""
    late: int = 0


ABSENT = "한 분은 연락 없이 오지 않았고, 한 분은 회사 일정을 미리 알려 주었습니다. 두 분께 자료를 보냈습니다."
RETURN_REASON = "무엇을 함께 고쳤는지 알기 어렵습니다. 다룬 모델과 페이지, 질문과 답을 두세 문장 더 적어 주세요."
PLANS = (
    ReportPlan(
        "race#3",
        ReportStatus.APPROVED,
        "동시에 누른 신청 하나만 받는 법",
        "마지막 한 자리를 두 사람이 같은 순간에 누르는 예제로 시작했습니다. 읽고 나서 쓰는 코드를 직접 실행해 "
        "한 자리에 두 명이 앉는 것을 확인하고, 행 잠금과 조건부 갱신으로 고친 결과를 비교했습니다. "
        "마지막 20분은 각자의 프로젝트에서 같은 문제가 생길 곳을 찾아 함께 살펴보았습니다.",
        absence_view=ABSENT,
        late=10,
    ),
    ReportPlan(
        "resume#3",
        ReportStatus.SUBMITTED,
        "신입 개발자 이력서를 한 장으로 다시 쓰기",
        "세 분의 이력서를 차례로 화면에 띄우고 함께 읽었습니다. 맡은 일을 나열한 문장을 상황, 행동, 결과로 나누어 "
        "고쳐 쓰고, 지원하려는 공고와 관계없는 내용을 덜어 냈습니다. 고친 이력서는 일주일 안에 한 번 더 "
        "봐 드리기로 했습니다.",
        excluded_minutes=10,
        excluded_reason="중간 휴식",
    ),
    ReportPlan(
        "django#3",
        ReportStatus.RETURNED,
        "첫 장고 앱의 모델과 폼",
        "각자 만들어 온 첫 장고 앱을 열어 모델을 읽고, 질문이 많았던 관계 필드를 함께 고쳤습니다. "
        "입력값을 확인하지 않던 폼도 찾아 고치고, 남은 시간에는 배포하는 방법을 짧게 소개했습니다.",
        absence_view=ABSENT,
    ),
    ReportPlan("django#4", ReportStatus.DRAFT, "관리자 페이지 꾸미기", "목록에 보일 열을 정하는 법을 다루었습니다."),
    ReportPlan(
        "security#3",
        ReportStatus.SUBMITTED,
        "웹 취약점 다섯 가지를 공격하고 막아 보기",
        "일부러 약하게 만든 연습용 서비스를 두 모둠으로 나누어 공격해 보았습니다. 주입 공격과 잘못된 권한 검사는 "
        "모두 찾았고, 로그에 남은 비밀은 설명을 듣고 찾았습니다. 이어서 코드를 고치고 같은 공격을 다시 해서 "
        "막혔는지 확인했습니다.",
        absence_view=ABSENT,
    ),
)


def make_reports(members: dict[str, Member]) -> None:
    """Make the reports that are missing, each in the days after its session."""
    laid = ids_by_key(LAID)
    sessions = Session.objects.select_related("author").filter(report=None, deleted_at=None).in_bulk(laid.values())
    for plan in PLANS:
        session = sessions.get(laid.get(plan.key, 0))
        if session is not None:
            _make(plan, session, members["staff@example.com"])


def _make(plan: ReportPlan, session: Session, staff: Member) -> SessionReport | None:
    ends = session.ends_at + timedelta(minutes=plan.late)
    given = {
        "topic": plan.topic, "content": plan.content, "end_time": clock.local(ends).time(),
        "excluded_minutes": plan.excluded_minutes, "excluded_reason": plan.excluded_reason,
        "absence_view": plan.absence_view,
    }  # fmt: skip
    act = {"session_id": session.pk}
    written, decided = (min(session.ends_at + timedelta(hours=hours), clock.now()) for hours in (14, 38))
    try:
        with clock.pretending(written):
            if session.type == SessionType.LECTURE:
                _add_photos(session)
            if plan.status == ReportStatus.DRAFT:
                return reports.save_report(**act, by=session.author, given=given)
            report = reports.submit_report(**act, by=session.author, given=given)
        with clock.pretending(decided):
            if plan.status == ReportStatus.APPROVED:
                return reports.approve_report(**act, by=staff)
            if plan.status == ReportStatus.RETURNED:
                return reports.return_report(**act, by=staff, reason=RETURN_REASON)
        return report
    except DomainError:
        return None  # someone who uses the demo changed what the report builds on


def _add_photos(session: Session) -> None:
    """Add the photos of a lecture: one of its start and one of its end, when some had gone home."""
    photos = {ReportFileKind.START: photo_of_hall(3), ReportFileKind.END: photo_of_hall(2, upright=True)}
    for kind, photo in photos.items():
        report_files.add_report_file(by=session.author, session_id=session.pk, kind=kind, file=photo)
