"""Members of the demo. The accounts named in the README come first."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password

from apps.accounts.models import Consent, Member, MentorProfile
from apps.accounts.states import CONSENT_VERSIONS, ConsentKind, MemberType, MentorStatus
from apps.core import clock
from apps.portal.demo.topics import OF_MENTORS, topics_of

PASSWORD = "baeumteo-demo"  # noqa: S105 - printed for everyone who starts the demo


@dataclass(frozen=True)
class Person:
    """A member of the demo. `career` makes a mentor; `status` is the state of the request to be one."""

    email: str
    name: str
    nickname: str
    type: MemberType = MemberType.STUDENT
    introduction: str = ""
    career: str = ""
    status: MentorStatus = MentorStatus.APPROVED
    reason: str = ""
    is_staff: bool = False


ACCOUNTS = (
    Person("staff@example.com", "정지우", "운영팀 지우", MemberType.TEACHER, "배움터를 운영합니다.", is_staff=True),
    Person(
        "mentor@example.com", "김하준", "하준", MemberType.TEACHER,
        "백엔드 개발자로 일하며 주말마다 후배들을 만납니다.",
        "12년 차 백엔드 개발자\n결제·정산 시스템 설계와 운영\n사내 신입 교육 과정 6년 진행",
    ),
    Person(
        "mentor2@example.com", "이수아", "수아", MemberType.TEACHER,
        "데이터로 말하는 법을 함께 연습합니다.",
        "데이터 분석가 8년\n공공데이터 활용 교육 강사\n저서 『표 한 장으로 설득하기』",
    ),
    Person("student@example.com", "이서연", "서연", introduction="웹 개발을 배우고 있습니다. 첫 취업을 준비합니다."),
    Person("student2@example.com", "박도윤", "도윤", introduction="데이터 직무로 옮기려고 공부하고 있습니다."),
    Person("parent@example.com", "최은정", "서연 엄마", MemberType.PARENT),
    Person("teacher@example.com", "한상우", "상우쌤", MemberType.TEACHER, "고등학교에서 정보를 가르칩니다."),
)  # fmt: skip

MENTORS = (
    Person(
        "yun.jaehyeon@example.com", "윤재현", "재현", MemberType.TEACHER,
        "화면을 만드는 사람입니다.", "프런트엔드 개발자 9년\n접근성 컨설팅 다수",
    ),
    Person(
        "kang.minseo@example.com", "강민서", "민서", MemberType.TEACHER,
        "묻고 관찰하는 디자인을 합니다.", "UX 디자이너 10년\n공공 서비스 개선 과제 참여",
    ),
    Person(
        "jo.seunghyeon@example.com", "조승현", "승현", MemberType.TEACHER,
        "보안은 습관이라고 믿습니다.", "보안 엔지니어 11년\n모의 해킹과 침해 사고 대응",
    ),
    Person(
        "im.jian@example.com", "임지안", "지안", MemberType.TEACHER,
        "이력서 한 줄을 같이 고민합니다.", "채용 담당자 7년, 직업상담사\n이력서 첨삭 2,000건",
    ),
    Person(
        "bae.seongmin@example.com", "배성민", "성민", MemberType.TEACHER,
        "모델보다 문제를 먼저 봅니다.", "머신러닝 엔지니어 7년\n추천 시스템과 수요 예측",
    ),
    Person(
        "mun.seohyeon@example.com", "문서현", "서현", MemberType.TEACHER,
        "작게 만들어 빨리 보여 드립니다.", "프로덕트 매니저 8년\n창업 두 번, 매각 한 번",
    ),
    Person(
        "na.taeo@example.com", "나태오", "태오", MemberType.TEACHER,
        career="게임 클라이언트 개발자 5년\n인디 게임 두 편 출시", status=MentorStatus.PENDING,
    ),
    Person(
        "seo.boram@example.com", "서보람", "보람", MemberType.TEACHER,
        career="클라우드 엔지니어 6년\n사내 인프라 교육 담당", status=MentorStatus.PENDING,
    ),
    Person(
        "do.hanbyeol@example.com", "도한별", "한별", career="개발 공부 1년",
        status=MentorStatus.REJECTED,
        reason="실무 경력이나 가르친 경험을 확인할 수 있는 내용을 더 적어 다시 신청해 주시기 바랍니다.",
    ),
)  # fmt: skip

MEMBERS = tuple(
    Person(f"{email}@example.com", name, nickname, MemberType(kind))
    for email, name, nickname, kind in (
        ("seo.jiho", "서지호", "지호", "student"),
        ("sin.yerin", "신예린", "예린", "student"),
        ("gwon.taeyun", "권태윤", "태윤", "student"),
        ("hwang.yujin", "황유진", "유진", "student"),
        ("an.siu", "안시우", "시우", "student"),
        ("song.haeun", "송하은", "하은", "student"),
        ("ryu.junseo", "류준서", "준서", "student"),
        ("jeon.dain", "전다인", "다인", "student"),
        ("hong.jimin", "홍지민", "지민", "student"),
        ("go.eunchae", "고은채", "은채", "student"),
        ("nam.dohyeon", "남도현", "도현", "student"),
        ("baek.seunga", "백승아", "승아", "teacher"),
        ("yu.geonu", "유건우", "건우", "student"),
        ("no.yunseo", "노윤서", "윤서", "student"),
        ("ha.taejun", "하태준", "태준", "parent"),
        ("gwak.nayeon", "곽나연", "나연", "student"),
        ("seong.minjae", "성민재", "민재", "student"),
        ("cha.yena", "차예나", "예나", "student"),
        ("u.jinhyeok", "우진혁", "진혁", "student"),
        ("min.sohui", "민소희", "소희", "student"),
        ("jin.haram", "진하람", "하람", "student"),
        ("ju.arin", "주아린", "아린", "student"),
        ("eom.taesik", "엄태식", "태식", "parent"),
        ("pyo.gaeun", "표가은", "가은", "student"),
        ("bong.jihun", "봉지훈", "지훈", "student"),
        ("tak.yeonju", "탁연주", "연주", "teacher"),
    )
)

EVERYONE = (*ACCOUNTS, *MENTORS, *MEMBERS)


def has_foreign_members() -> bool:
    """Tell whether the database has members but none of the demo's accounts: then it belongs to a real site."""
    members = Member.objects.all()
    return members.exists() and not members.filter(email__in=[person.email for person in ACCOUNTS]).exists()


def make_members() -> dict[str, Member]:
    """Make the members that are missing and return all of them by e-mail, each with the mentor profile."""
    rows = Member.objects.filter(email__in=[person.email for person in EVERYONE])
    existing = set(rows.values_list("email", flat=True))
    missing = [(number, person) for number, person in enumerate(EVERYONE) if person.email not in existing]
    if missing:
        password = make_password(PASSWORD)  # once: a hash costs a quarter of a second
        for number, person in missing:
            _make_member(number, person, password)
    return {member.email: member for member in rows.select_related("mentor_profile")}


def _make_member(number: int, person: Person, password: str) -> None:
    joined = clock.now() - timedelta(days=120 - 2 * number)
    member = Member.objects.create(
        email=person.email, name=person.name, nickname=person.nickname, member_type=person.type, password=password,
        phone=f"010-5500-{1000 + number:04d}", introduction=person.introduction,
        is_staff=person.is_staff, is_superuser=person.is_staff,
    )  # fmt: skip
    Member.objects.filter(pk=member.pk).update(date_joined=joined)
    Member.objects.confirm_email(member)
    kinds = [ConsentKind.TERMS, ConsentKind.PRIVACY] + ([ConsentKind.MARKETING] if number % 3 == 0 else [])
    Consent.objects.bulk_create(
        [Consent(member=member, kind=kind, version=CONSENT_VERSIONS[kind], agreed_at=joined) for kind in kinds]
    )
    if person.career:
        is_open = person.status == MentorStatus.PENDING
        asked = clock.now() - timedelta(hours=5 * number) if is_open else joined + timedelta(days=1)
        profile = MentorProfile.objects.create(
            member=member, career=person.career, introduction=person.introduction, status=person.status,
            requested_at=asked, decided_at=None if is_open else asked + timedelta(days=1), reason=person.reason,
        )  # fmt: skip
        profile.topics.set(topics_of(OF_MENTORS.get(person.email.partition("@")[0], ())))
