"""The page for developers that shows every component in every state. Staff only."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.core.components import PersonCard, Select, Ticket
from apps.core.errors import NotAllowed
from apps.core.month import Entry, month_of
from apps.core.paging import Page, window

BADGES = [
    ("open", "접수중"),
    ("soon", "마감임박"),
    ("full", "정원마감"),
    ("next", "접수예정"),
    ("todo", "답변 대기"),
    ("wait", "대기 3번"),
    ("done", "종료"),
    ("danger", "개설 반려"),
    ("info", "새 소식"),
    ("plain", "멘토 특강"),
]


COLOURS = (
    "paper sheet stone-wash line ink ink-2 ink-3 pine pine-wash crimson crimson-wash amber amber-wash plum plum-wash "
    "rose indigo indigo-wash"
)


TICKET = Ticket(
    day="12월 7일 (월)",
    hours="저녁 7시–8시 30분",
    exact="2026-12-07(월) 19:00~20:30",
    state="신청함",
    kind="open",
    icon="check2-circle",
    note="6일 뒤에 만납니다. 하루 전과 한 시간 전에 다시 알려 드립니다.",
    facts=[("장소", "스페이스 A1", "2층 안내 데스크 왼쪽"), ("준비물", "노트북", "")],
)
PERSON_CARD = PersonCard("김하준 멘토", "결제 시스템을 만듭니다.", "#b", more="다른 멘토링 2개", more_url="#b")


class SampleForm(forms.Form):
    title = forms.CharField(
        label="제목",
        help_text="목록에 그대로 보입니다. 60자까지 쓰실 수 있습니다.",
        max_length=60,
    )
    day = forms.CharField(
        label="진행 날짜",
        help_text="예: 2026-01-05, 2026.1.5, 20260105, 2026년 1월 5일",
        max_length=50,
        widget=forms.TextInput(attrs={"data-date": "", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label="유형",
        choices=[("public", "자유 멘토링"), ("lecture", "멘토 특강")],
        widget=forms.RadioSelect,
    )
    place = forms.ChoiceField(label="장소", choices=[("", "---------"), ("a1", "스페이스 A1"), ("w", "온라인(Webex)")])
    content = forms.CharField(label="내용", max_length=1000, widget=forms.Textarea(attrs={"rows": 5}), required=False)
    picture = forms.FileField(label="사진", required=False, help_text="JPG, PNG. 5 MB까지 올리실 수 있습니다.")
    agreed = forms.BooleanField(label="개인정보 수집과 이용에 동의합니다.")
    news = forms.BooleanField(label="새 멘토링 소식을 메일로 받겠습니다.", required=False)


FILTERS = [
    Select("status", "상태", [("", "전체", False), ("open", "접수중", True)]),
    Select("type", "유형", [("", "전체", True), ("lecture", "멘토 특강", False)]),
    Select("period", "기간", [("", "전체", False), ("month", "이번 달", True)]),
]


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    if not request.user.is_staff:
        raise NotAllowed("not_staff", _("운영자만 볼 수 있는 페이지입니다."))
    if "messages" in request.GET:
        messages.success(request, "신청했습니다. 신청 번호는 20260613-0042입니다. 일정은 내 배움터에 기록했습니다.")
        messages.error(request, "이미 신청한 멘토링입니다. 신청 내역에서 확인해 주세요.")
        messages.info(request, "장소가 스페이스 A1에서 스페이스 S로 바뀌었습니다.")
    return render(request, "core/components.html", samples(clock.today()))


def samples(today: date) -> dict[str, Any]:
    """Return invented content that is the same every day except for the dates."""
    refused = SampleForm({"title": "", "day": "2월 30일", "kind": "public"}, prefix="bad")
    refused.add_error("day", "없는 날짜입니다. 2026-03-01처럼 써 주세요.")
    return {
        "crumbs": [("첫 화면", "/"), ("구성 요소", "")],
        "colours": COLOURS.split(),
        "badges_shown": BADGES,
        "ticket": TICKET,
        "person_card": PersonCard(
            "김하준 멘토", "결제 시스템을 만듭니다.", "#b", more="다른 멘토링 2개", more_url="#b"
        ),
        "form": SampleForm(),
        "refused": refused,
        "filters": FILTERS,
        "chips": [{"label": "상태: 접수중", "url": "?period=month"}, {"label": "이번 달", "url": "?status=open"}],
        "page": Page([], 6, 10, 128, window=window(6, 13)),
        "first_page": Page([], 1, 10, 24, window=window(1, 3)),
        "facts": [
            ("일시", "2026-06-13(토) 14:00~16:00"),
            ("장소", "스페이스 A1", "본관 12층, 신분증을 가져오세요"),
            ("접수 기간", "2026-06-01(월) ~ 06-12(금)"),
            ("취소", "6월 13일 (토) 오후 2시까지"),
        ],
        "steps": [
            {"label": "신청", "when": "2026-06-01(월) 10:12", "state": "done"},
            {"label": "승인", "when": "2026-06-02(화) 09:30", "state": "done"},
            {"label": "진행", "when": "2026-06-13(토) 14:00", "state": "now", "note": "오늘 오후 2시에 시작합니다."},
            {"label": "완료", "state": "todo"},
        ],
        "stopped": [
            {"label": "신청", "when": "2026-06-01(월) 10:12", "state": "done"},
            {
                "label": "취소",
                "when": "2026-06-03(수) 18:40",
                "state": "stopped",
                "note": "멘토의 사정으로 취소되었습니다.",
            },
        ],
        "people": [
            {"name": "박도윤", "note": "백엔드 12년 · 데이터베이스", "badge": "멘토", "kind": "open", "url": "#people"},
            {"name": "이서연", "note": "연수생 · 신청완료"},
            {"name": "Alexandra Featherstonehaugh", "note": "연수생 · 대기 2번", "badge": "대기", "kind": "wait"},
        ],
        "tabs": [
            {"label": "전체", "url": "#tabs", "current": True, "count": 24},
            {"label": "신청한 것", "url": "#tabs", "count": 3},
            {"label": "내가 연 것", "url": "#tabs", "count": 0},
        ],
        "segments": [
            {"label": "목록", "url": "#tabs", "icon": "list-ul", "current": True},
            {"label": "달력", "url": "#tabs", "icon": "calendar3"},
        ],
        "head": ["번호", "제목", "진행일시", "상태"],
        "rows": [
            ["42", "PostgreSQL 잠금을 눈으로 보기", "2026-06-13(토) 14:00~16:00", "신청완료"],
            ["37", "포트폴리오 일대일 점검 (백엔드)", "2026-06-15(월) 10:00~12:00", "대기 3번"],
            ["12", "면접에서 시스템 설계를 설명하는 법", "2026-06-04(목) 19:00~21:00", "신청취소"],
        ],
        "month": sample_month(today),
        "now": {
            "label": "3시간 20분 뒤 시작",
            "title": "주니어 개발자의 첫 코드 리뷰, 무엇을 보고 어떻게 말할까",
            "url": "#now",
            "meta": ["저녁 7시–9시", "스페이스 A1 (12층)", "참여"],
            "exact": "2026-06-12(금) 19:00~21:00",
            "button": "자세히 보기",
            "button_url": "#now",
        },
        "sample_day": date(2026, 6, 12),
    }


def sample_month(today: date) -> Any:
    first = today.replace(day=1)
    many = [
        Entry("#month", "10:00", "포트폴리오 일대일 점검", "full", "정원마감"),
        Entry("#month", "14:00", "PostgreSQL 잠금을 눈으로 보기", "open", "접수중"),
        Entry("#month", "19:00", "주니어 개발자의 첫 코드 리뷰, 무엇을 보고 어떻게 말할까", "soon", "마감임박"),
        Entry("#month", "20:00", "작은 팀의 배포", "next", "접수예정"),
        Entry("#month", "21:00", "회고 모임", "open", "접수중"),
    ]
    entries = {
        first + timedelta(days=11): many,
        first + timedelta(days=4): many[2:3],
        first + timedelta(days=20): many[1:3],
    }
    return month_of(first.year, first.month, entries, today=today, more_url="?day=%s#month")
