"""The texts of completion, the same for learners, instructors, staff, pages and files."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.elearning.assessment.rules import plain
from apps.elearning.completion.rules import Account, Ask, Need


@dataclass(frozen=True)
class NeedLabels:
    """The texts of one need. `bar` is the percent of its bar, None without a bar."""

    label: str
    asked: str
    reached: str
    state: str
    kind: str
    bar: int | None = None
    least: int | None = None


def percent(score: Decimal | None) -> str:
    """Return `85%`, `72.5%`; `–` for a part that the class does not have."""
    return "–" if score is None else f"{plain(score)}%"


def points(score: Decimal | None) -> str:
    return "–" if score is None else _("%(n)s점") % {"n": plain(score)}


def needs(account: Account) -> list[NeedLabels]:
    return [_need(need) for need in account.needs]


def _need(need: Need) -> NeedLabels:
    state, kind = {
        True: (_("충족"), "open"),
        False: (_("부족"), "danger"),
        None: (_("결과 공개 전"), "wait"),
    }[need.is_met]
    if need.ask == Ask.ASSESSMENT:
        reached = {True: _("합격"), False: _("아직 합격하지 못함"), None: state}[need.is_met]
        if need.is_met is False and not need.is_graded:
            reached, state, kind = _("아직 채점 전"), _("채점 전"), "wait"
        return NeedLabels(_("평가 ‘%(name)s’") % {"name": need.name}, _("합격"), reached, state, kind)
    return NeedLabels(
        label=_label(need.ask),
        asked=_at_least(need.ask, need.least),
        reached=_score(need.ask, need.reached),
        state=state,
        kind=kind,
        bar=None if need.reached is None else int(need.reached),
        least=int(need.least),
    )


def _label(ask: Ask) -> str:
    return {Ask.PROGRESS: _("진도"), Ask.ATTENDANCE: pgettext("heading", "출석"), Ask.TOTAL: _("수료 총점")}[ask]


def _score(ask: Ask, score: Decimal | None) -> str:
    return points(score) if ask == Ask.TOTAL else percent(score)


def _at_least(ask: Ask, least: Decimal) -> str:
    return _("%(score)s 이상") % {"score": _score(ask, least)}


def missing(account: Account) -> str:
    """Return `진도 65%(80% 이상 필요), 평가 ‘중간고사’ 미합격`; '' where nothing is missing."""
    return ", ".join(_missing(need) for need in account.missing)


def _missing(need: Need) -> str:
    if need.ask == Ask.ASSESSMENT:
        words = _("평가 ‘%(name)s’ 미합격") if need.is_graded else _("평가 ‘%(name)s’ 아직 채점 전")
        return words % {"name": need.name}
    return _("%(label)s %(reached)s(%(asked)s 필요)") % {
        "label": _label(need.ask),
        "reached": _score(need.ask, need.reached),
        "asked": _at_least(need.ask, need.least),
    }


def unmet(account: Account) -> str:
    """Return the sentence that says why the class is not completed yet."""
    return _("수료 기준을 채우지 못했습니다: %(missing)s.") % {"missing": missing(account)}
