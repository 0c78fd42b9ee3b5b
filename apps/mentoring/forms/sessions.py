"""The form of a session: the shape of the input. The rules are asked by the services."""

from itertools import groupby
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_prose_editor.widgets import ProseEditorWidget

from apps.core import html, text, text_images
from apps.core.fields import (
    DayField,
    HalfHourField,
    JoinUrlField,
    LineField,
    NumberField,
    RichTextInput,
    WordsField,
    choice_field,
    offered,
)
from apps.mentoring.image_slots import ImageSlots
from apps.mentoring.models import Session
from apps.mentoring.rules import LONGEST_CONTENT, LONGEST_PREPARATION, LONGEST_TITLE
from apps.mentoring.services.pictures import NewImage
from apps.mentoring.services.sessions import FIELDS, SessionInput, input_of
from apps.mentoring.states import DEFAULT_CAPACITY, SessionType
from apps.planner.forms import HolidaysField
from apps.planner.models import Venue
from apps.planner.rules import LONGEST_VENUE
from apps.seats.states import OFFER_HOURS
from apps.topics.forms import TopicsField, topics_field

OTHER_VENUE = "__other__"


EDITOR = {  # What html.clean keeps, the editor keeps too (tests/browser/test_editor.py).
    "extensions": {
        "Bold": True,
        "Italic": True,
        "Underline": True,
        "Strike": True,
        "Code": True,
        "Heading": {"levels": [2, 3, 4]},
        "BulletList": True,
        "OrderedList": True,
        "ListItem": True,
        "Blockquote": True,
        "CodeBlock": True,
        "HorizontalRule": True,
        "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
        "HardBreak": True,
        "History": True,
        "Menu": {
            "groups": [
                {"group": group}
                for group in ("headings", "marks", "lists", "nodes -lists -headings", "link", "history")
            ]
        },
    }
}


class ContentInput(RichTextInput, ProseEditorWidget):
    """The editor over a box that takes plain text where no script runs."""

    def __init__(self, *, config: dict[str, Any], preset: str, attrs: dict[str, Any]) -> None:
        super().__init__(attrs)
        self.config, self.preset = config, preset


def editor_words() -> dict[str, str]:
    """Return the texts of the editor, by the names of its buttons and the English words of its dialog."""
    return {
        "toolbar": _("글 꾸미기"),
        "heading2": _("큰 제목"),
        "heading3": _("작은 제목"),
        "heading4": _("더 작은 제목"),
        "bold": _("굵게"),
        "italic": _("기울임"),
        "underline": _("밑줄"),
        "strike": _("취소선"),
        "code": _("글 속의 코드"),
        "codeBlock": _("여러 줄의 코드"),
        "bulletList": _("글머리 목록"),
        "orderedList": _("번호 목록"),
        "blockquote": _("인용"),
        "paragraph": _("보통 글"),
        "horizontalRule": _("가로줄"),
        "link": _("링크 넣기"),
        "unlink": _("링크 해제"),
        "history:undo": _("되돌리기"),
        "history:redo": _("다시 하기"),
        "Edit Link": _("링크"),
        "URL": _("주소"),
        "Title": _("설명"),
        "Update": _("링크 넣기"),
        "Cancel": _("그만두기"),
        "lost picture": _("그림은 붙여 넣을 수 없어 빠졌습니다. 아래 ‘글에 그림 넣기’에서 파일로 올려 주세요."),
        "lost table": _("표는 넣을 수 없어 칸 안의 글만 남았습니다."),
        "lost media": _("동영상이나 다른 사이트의 화면은 넣을 수 없어 빠졌습니다. 주소를 링크로 넣어 주세요."),
    }


class SessionForm(forms.Form):
    """The form to open, edit or copy a session. By `revision` an edit notices that somebody else saved first."""

    title = LineField(
        label=gettext_lazy("제목"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("목록에서 먼저 보이는 글입니다. 무엇을 배우고 나누는지 드러나게 써 주세요."),
    )
    type = forms.ChoiceField(
        label=gettext_lazy("유형"),
        choices=[
            (SessionType.PUBLIC, gettext_lazy("자유 멘토링 – 적은 인원이 함께 이야기합니다.")),
            (SessionType.LECTURE, gettext_lazy("멘토 특강 – 멘토가 한 가지 주제를 이야기합니다.")),
        ],
        initial=SessionType.PUBLIC,
        widget=forms.RadioSelect,
    )
    date = DayField(label=gettext_lazy("진행일"), help_text=gettext_lazy("예: 2026-01-05, 2026.1.5, 2026년 1월 5일"))
    start_time = HalfHourField(label=gettext_lazy("시작 시각"))
    end_time = HalfHourField(label=gettext_lazy("종료 시각"))
    venue = forms.ChoiceField(label=gettext_lazy("장소"), required=False)
    venue_text = LineField(
        label=gettext_lazy("장소 직접 입력"),
        required=False,
        max_length=LONGEST_VENUE,
        help_text=gettext_lazy("목록에 없는 장소나 온라인 회의실 이름을 써 주세요."),
    )
    join_url = JoinUrlField(
        label=gettext_lazy("참여 주소"),
        help_text=gettext_lazy(
            "온라인으로 모일 때 들어갈 주소입니다. 자리를 받은 사람에게만 알려 드립니다. 새로 열 때 비워 두면 "
            "멘토 소개에 적은 기본 주소를 씁니다."
        ),
    )
    capacity = NumberField(
        label=gettext_lazy("정원"),
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "input-s", "inputmode": "numeric"}),
    )
    reg_start = DayField(
        label=gettext_lazy("접수 시작일"),
        required=False,
        help_text=gettext_lazy("이날 0시에 접수가 시작됩니다. 비워 두면 진행일입니다."),
    )
    reg_end = DayField(
        label=gettext_lazy("접수 종료일"),
        required=False,
        help_text=gettext_lazy("이날 자정 또는 시작 시각까지 받습니다. 비워 두면 진행일입니다."),
    )
    offer_hours = NumberField(
        label=gettext_lazy("자리 제안 기한(시간)"),
        required=False,
        min_value=1,
        help_text=gettext_lazy(
            "먼저 확인해야 하는 대기자에게 자리를 맡아 두는 시간입니다. 비워 두면 24시간이고, "
            "시작이 가까우면 짧아집니다."
        ),
        widget=forms.NumberInput(attrs={"class": "input-s", "inputmode": "numeric"}),
    )
    content = forms.CharField(
        label=gettext_lazy("내용"),
        required=False,
        max_length=LONGEST_CONTENT,
        help_text=gettext_lazy("다룰 내용과 권하는 분을 적어 주세요. 한 줄을 비우면 문단이 나뉩니다."),
        widget=ContentInput(config=EDITOR, preset="configurable", attrs={"rows": 14}),
    )
    preparation = WordsField(
        label=gettext_lazy("준비물"),
        required=False,
        max_length=LONGEST_PREPARATION,
        help_text=gettext_lazy(
            "가져오거나 미리 해 둘 것입니다. 신청을 알리는 메일과 하루 전, 한 시간 전 알림에도 적힙니다."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    topics = TopicsField()
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    writer = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    holidays = HolidaysField()

    GROUPS: tuple[Any, ...] = (
        (gettext_lazy("무엇을"), ("title", "type", "content", "preparation", "topics")),
        (gettext_lazy("언제, 어디서"), ("date", ("start_time", "end_time"), "venue", "venue_text", "join_url")),
        (gettext_lazy("모집"), ("capacity", ("reg_start", "reg_end"), "offer_hours")),
    )

    def __init__(
        self, *args: Any, session: Session | None = None, source: Session | None = None, **kwargs: Any
    ) -> None:
        """`source` is the session that a new one is copied from."""
        self.session = session
        super().__init__(*args, **kwargs)
        self.images = ImageSlots(self, session or source, edits=session is not None)
        if self.initial.get("content"):
            self.initial["content"] = text_images.to_marks(self.initial["content"])
        topics_field(self).offer(session.topics.all() if session else ())
        kept = self.initial.get("venue_name") or (session.venue_name if session else "")
        choice_field(self, "venue").choices = _venue_choices(session.venue if session else None)
        if "venue_name" in self.initial:
            self.initial.update(_venue_initial(kept, offered(self, "venue")))
        self.fields["capacity"].help_text = _(
            "비워 두면 자유 멘토링은 %(public)d명, 멘토 특강은 %(lecture)d명입니다."
        ) % {"public": DEFAULT_CAPACITY[SessionType.PUBLIC], "lecture": DEFAULT_CAPACITY[SessionType.LECTURE]}
        for name in ("start_time", "end_time"):
            if self.initial.get(name):
                cast(HalfHourField, self.fields[name]).offer(self.initial[name])

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        self.images.clean(given)
        if given.get("venue") == OTHER_VENUE and not given.get("venue_text"):
            self.add_error("venue_text", _("장소를 입력하거나, 위에서 ‘장소 미정’을 선택해 주세요."))
        return given

    def clean_content(self) -> str:
        return text_images.of_marks(self.cleaned_data["content"], self.images.numbers())

    def new_images(self) -> list[NewImage]:
        return self.images.given(self.cleaned_data)

    def new_alts(self) -> dict[int, str]:
        return self.images.alts(self.cleaned_data)

    @property
    def shows_html(self) -> bool:
        """Whether the box shows HTML, because text alone would lose some of what is kept."""
        return html.editable(self["content"].value() or "").is_html

    @property
    def venue_name(self) -> str:
        chosen = self.cleaned_data["venue"]
        return self.cleaned_data["venue_text"] if chosen == OTHER_VENUE else chosen

    def given(self) -> SessionInput:
        """Return the input of the session to open."""
        values = {name: self.cleaned_data[name] for name in FIELDS if name != "venue"}
        if self.session is None:
            values["join_url"] = values["join_url"] or None
        return SessionInput(**values, venue=self.venue_name)

    @property
    def _session(self) -> Session:
        return cast(Session, self.session)  # asked of an edit only

    def changes(self) -> dict[str, Any]:
        """Return the fields that differ from the session as it is, for an edit."""
        given, kept = self.given(), input_of(self._session)
        changed = {name: getattr(given, name) for name in FIELDS if getattr(given, name) != getattr(kept, name)}
        for name in _defaults(kept):
            if changed.get(name, kept) is None:  # left empty as the page showed it
                del changed[name]
        if _typed(given.content) == _typed(kept.content):
            changed.pop("content", None)
        return changed

    def differing(self) -> list[tuple[str, str]]:
        """Return label and present value of each field that saving would overwrite, after somebody else saved first."""
        kept = input_of(self._session)
        shown = {
            "type": SessionType(kept.type).label,
            "date": text.day(kept.date),
            "start_time": f"{kept.start_time:%H:%M}",
            "end_time": f"{kept.end_time:%H:%M}",
            "venue": kept.venue or _("장소 미정"),
            "reg_start": text.day(self._session.reg_start),
            "reg_end": text.day(self._session.reg_end),
            "content": html.plain(text_images.to_marks(kept.content)),
            "topics": ", ".join(kept.topics),
        }
        names = self.changes()
        fields = [(str(self.fields[name].label), str(shown.get(name, getattr(kept, name)))) for name in names]
        return fields + self.images.differing(self.cleaned_data)

    def groups(self) -> list[tuple[str, list[list[forms.BoundField]]]]:
        """Return the fields in rows under headings, as the page shows them."""
        return [
            (str(label), [[self[name] for name in ([row] if isinstance(row, str) else row)] for row in rows])
            for label, rows in self.GROUPS
        ]


def _typed(content: str) -> str:
    """Return a text as it is typed, so that what is said of its pictures makes no difference."""
    return html.clean(text_images.to_marks(text_images.clean(content)))


def _defaults(kept: SessionInput) -> set[str]:
    """Return the fields that stand at their default."""
    defaults = {
        "capacity": DEFAULT_CAPACITY[SessionType(kept.type)],
        "reg_start": kept.date,
        "reg_end": kept.date,
        "offer_hours": OFFER_HOURS,
    }
    return {name for name, value in defaults.items() if getattr(kept, name) == value}


def initial_of(session: Session, *, copy: bool = False) -> dict[str, Any]:
    """Return the initial values of the form for a session. A copy leaves out the days.

    What stands at its default is shown empty, as it was before it was saved, because it follows the date or the type.
    """
    kept = input_of(session)
    initial: dict[str, Any] = {name: getattr(kept, name) for name in FIELDS} | dict.fromkeys(_defaults(kept))
    initial["venue_name"] = initial.pop("venue")
    if copy:
        for name in ("date", "reg_start", "reg_end"):
            initial[name] = None
    else:
        initial["revision"] = session.revision
    return initial


def _venue_choices(kept: Venue | None) -> list[tuple[str, Any]]:
    """Return the venues a session may choose from, by group.

    The venue that the session has stays among them even if it is no longer in use. Before them stands no venue, after
    them a venue to type in.
    """
    venues = list(Venue.objects.filter(is_active=True))
    if kept is not None and kept not in venues:
        venues.append(kept)
    grouped = [
        (group or _("그 밖의 장소"), [(venue.name, _venue_label(venue)) for venue in members])
        for group, members in groupby(venues, key=lambda venue: venue.group)
    ]
    return [("", _("장소 미정")), *grouped, (OTHER_VENUE, _("직접 입력"))]


def _venue_label(venue: Venue) -> str:
    return _("%(name)s (%(seats)d석)") % {"name": venue.name, "seats": venue.seats} if venue.seats else venue.name


def _venue_initial(name: str, choices: list[tuple[str, Any]]) -> dict[str, str]:
    known = {value for _group, members in choices if isinstance(members, list) for value, _label in members}
    if not name or name in known:
        return {"venue": name}
    return {"venue": OTHER_VENUE, "venue_text": name}
