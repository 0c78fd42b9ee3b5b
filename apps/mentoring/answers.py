"""What members answer from mails about mentoring: to cancel, to leave the line, to take a seat or not."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.errors import refusal_of
from apps.core.text import whole_numbers
from apps.mentoring import notices, rules
from apps.mentoring.forms.feedback import FeedbackForm
from apps.mentoring.models import Application
from apps.mentoring.rules import releases
from apps.mentoring.selectors import detail
from apps.mentoring.selectors import feedback as feedback_selectors
from apps.mentoring.selectors.swap import swap_page
from apps.mentoring.selectors.ticket import note_on_taking
from apps.mentoring.services import applications, feedback, releasing, swapping
from apps.mentoring.states import ApplicationState
from apps.notices.answering import CLASH_OF_APPLYING, Answer, Asked, ask_expected, ask_knowing, number_in
from apps.notices.kinds import DAY_BEFORE, HOUR_BEFORE
from apps.planner import selectors as planner
from apps.seats.selectors import place_in_line


def _find(member: Member, path: str) -> int | None:
    """Return the member's live application to the session of that page. Statements: 1."""
    session_id = number_in(path, "session_id")
    own = Application.objects.of(member).exclude(state=ApplicationState.CANCELLED)
    return own.filter(session_id=session_id).values_list("pk", flat=True).first() if session_id else None


def _get(member: Member, number: int) -> Application:
    return detail.get_own_application(number, member)


def _say(application: Application, **more: Any) -> Asked:
    session = application.session
    when = spoken.say_span(session.starts_at, session.ends_at, today=clock.today())
    facts = [(_("일시"), when)]
    if application.offered_until is not None:
        facts.append((_("자리 제안 기한"), spoken.say_until(application.offered_until, today=clock.today())))
    if session.venue_name:
        facts.append((_("장소"), session.venue_name))
    path = session.get_absolute_url()
    return Asked(title=session.title, facts=facts, state=_state(application), path=path, **more)


def _state(application: Application) -> str:
    if application.offered_until is not None:
        is_open = application.has_open_offer(clock.now())
        return _("자리를 맡아 두었습니다.") if is_open else _("자리 제안의 기한이 지났습니다.")
    if application.is_waiting:
        return _("지금 %(place)s입니다.") % {"place": text.place_in_line(place_in_line(application))}
    if application.state == ApplicationState.CANCELLED:
        return _("취소된 신청입니다.")
    if releases.is_released(application, application.session, clock.now()):
        return _("자리를 내놓았습니다.")
    return _("신청이 완료되어 있습니다.")


def _ask_cancel(application: Application, member: Member, now: datetime) -> Asked:
    if application.is_waiting or application.state == ApplicationState.CANCELLED:
        return _say(application, can=False)
    refused = refusal_of(rules.check_can_cancel, member, application, application.session, now=now)
    note = _("취소하면 되돌릴 수 없습니다. 대기 중인 분이 있으면 자리가 바로 넘어갑니다.")
    return _say(application, can=refused is None, refused=refused.message if refused else "", note=note)


def _ask_release(application: Application, member: Member, now: datetime) -> Asked:
    """Before the deadline one cancels: then nothing is said of releasing."""
    refused = refusal_of(releases.check_can_release, member, application, application.session, now=now)
    note = _("다른 분이 받을 때까지 자리는 그대로입니다. 누가 받으면 신청이 취소되고 알려 드립니다.")
    return _say(application, can=refused is None, refused=refused.message if refused else "", note=note)


def _ask_leave(application: Application, member: Member, now: datetime) -> Asked:
    note = _("취소한 뒤 다시 대기하면 맨 뒤로 갑니다.")
    return _say(application, can=application.is_waiting and not application.is_offered, note=note)


def _ask_decline(application: Application, member: Member, now: datetime) -> Asked:
    note = _("자리는 다음 분에게 넘어가고 대기도 끝납니다.")
    return _say(application, can=application.has_open_offer(now), note=note)


def _ask_take(application: Application, member: Member, now: datetime) -> Asked:
    session = application.session
    can = rules.takes_offer(session, application, now)
    clashes = can and planner.list_appointments_between(member, session.starts_at, session.ends_at)
    return _say(
        application,
        can=can,
        refused="" if can or not application.is_waiting else _("지금은 받을 수 있는 자리가 없습니다."),
        note=note_on_taking(session, application, now),
        clash=CLASH_OF_APPLYING if clashes else "",
    )


def _ask_swap(application: Application, member: Member, now: datetime) -> Asked:
    """Name what is given up: nobody should give up what they do not see, and the mail has said what is on then."""
    page = swap_page(application.session_id, member, now)
    asked = _say(
        application,
        can=not page.refused,
        refused=page.refused,
        note=page.note,
        choices=((page.expected, ""),),
    )
    return replace(asked, facts=[*asked.facts, *((_("취소할 일정"), words) for words in page.gives_up)])


def _swap(application: Application, member: Member, form: Any) -> None:
    expected = whole_numbers(form.cleaned_data["expected"].split(","))
    swapping.swap_seat(session_id=application.session_id, by=member, expected=expected)


def _cancel(application: Application, member: Member, form: Any) -> None:
    applications.cancel_application(application_id=application.pk, session_id=application.session_id, by=member)


def _release(application: Application, member: Member, form: Any) -> None:
    releasing.release_seat(application_id=application.pk, by=member)


def _take(application: Application, member: Member, form: Any) -> None:
    knowing = form.cleaned_data["knowing"]
    applications.apply_to_session(session_id=application.session_id, by=member, knowing=knowing)


_OF_AN_OFFER = frozenset({notices.SEAT_OFFERED, notices.OFFER_DUE})
_OF_A_SEAT = frozenset({notices.APPLIED, notices.PROMOTED, notices.CHANGED, DAY_BEFORE, HOUR_BEFORE})


def _ask_feedback(application: Application, member: Member, now: datetime) -> Asked:
    refused = feedback_selectors.refusal_to_give(application.session, member, now)
    note = _("답은 한 번만 받고 바꿀 수 없습니다. 누가 언제 답했는지는 아무에게도 보이지 않습니다.")
    return _say(application, can=refused is None, refused=refused.message if refused else "", note=note)


def _feedback_form(data: QueryDict | None, asked: Asked) -> FeedbackForm:
    return FeedbackForm(data)


def _give_feedback(application: Application, member: Member, form: Any) -> None:
    feedback.give_feedback(session_id=application.session_id, by=member, **form.cleaned_data)


ANSWERS = (
    Answer(
        "mentoring.feedback",
        gettext_lazy("만족도 답하기"),
        frozenset({notices.FEEDBACK_ASKED}),
        find=_find,
        get=_get,
        ask=_ask_feedback,
        act=_give_feedback,
        form=_feedback_form,
    ),
    Answer(
        "mentoring.take_seat",
        gettext_lazy("자리 받기"),
        _OF_AN_OFFER,
        find=_find,
        get=_get,
        ask=_ask_take,
        act=_take,
        form=ask_knowing,
        private=frozenset({"clash"}),
    ),
    Answer(
        "mentoring.swap_seat",
        gettext_lazy("자리 받고 다른 일정 취소하기"),
        _OF_AN_OFFER,
        find=_find,
        get=_get,
        ask=_ask_swap,
        act=_swap,
        form=ask_expected,
        is_danger=True,
    ),
    Answer(
        "mentoring.decline_seat",
        gettext_lazy("자리 받지 않기"),
        _OF_AN_OFFER,
        find=_find,
        get=_get,
        ask=_ask_decline,
        act=_cancel,
        is_danger=True,
    ),
    Answer(
        "mentoring.leave_line",
        gettext_lazy("대기 취소하기"),
        frozenset({notices.WAITING}),
        find=_find,
        get=_get,
        ask=_ask_leave,
        act=_cancel,
        is_danger=True,
    ),
    Answer(
        "mentoring.release_seat",
        gettext_lazy("자리 내놓기"),
        _OF_A_SEAT,
        find=_find,
        get=_get,
        ask=_ask_release,
        act=_release,
        is_danger=True,
    ),
    Answer(
        "mentoring.cancel",
        gettext_lazy("신청 취소하기"),
        _OF_A_SEAT,
        find=_find,
        get=_get,
        ask=_ask_cancel,
        act=_cancel,
        is_danger=True,
    ),
)
