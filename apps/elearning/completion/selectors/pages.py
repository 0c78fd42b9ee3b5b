"""The pages of completion: a class for those who run it, a learner's own account, one learner to decide on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.components import Badge
from apps.core.errors import refusal_of
from apps.core.paging import Page, page_of
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.selectors.labels import completion_rule
from apps.elearning.completion import badges, rules
from apps.elearning.completion.models import Completion
from apps.elearning.completion.rules import Account, Scores
from apps.elearning.completion.selectors import accounts, labels
from apps.elearning.completion.selectors.accounts import LearnerAccount
from apps.elearning.completion.states import COMPLETED, DATED, CompletionStatus
from apps.elearning.enrolment.models import Enrolment

PAGE_SIZE = 50

# The filters of a class's list, by their name in the address.
FILTERS: dict[str, tuple[Callable[[], str], Q]] = {
    "": (lambda: _("전체"), Q()),
    "open": (lambda: _("처리 전"), Q(completion=None) | Q(completion__status=CompletionStatus.PENDING)),
    "completed": (lambda: _("수료"), Q(completion__status__in=sorted(COMPLETED))),
    "conditional": (lambda: _("조건부 수료"), Q(completion__status=CompletionStatus.CONDITIONAL)),
    "failed": (lambda: _("미수료"), Q(completion__status=CompletionStatus.FAILED)),
}


@dataclass(frozen=True)
class CompletionRow:
    """One learner of a class. `scores` are those of the decision, or of today where there is none."""

    member_id: int
    name: str
    url: str
    badge: Badge
    scores: list[tuple[str, str]]
    missing: str
    decided: str
    is_manual: bool
    can_be_chosen: bool


@dataclass(frozen=True)
class ClassPage:
    """The completions of a class. `refused`: why nobody can be completed now, '' where somebody can."""

    course_class: CourseClass
    page: Page
    facts: list[tuple[str, str]]
    rule: list[str]
    refused: str


def chosen_filter(asked: str | None) -> str:
    """Return the filter named in the address, '' (all) for any other name."""
    return asked if asked in FILTERS else ""


def filters(class_id: int, shown: str) -> list[dict[str, Any]]:
    url = reverse("classes:completion", args=[class_id])
    return [
        {"label": label(), "url": f"{url}?show={name}" if name else url, "current": name == shown}
        for name, (label, _rows) in FILTERS.items()
    ]


def class_page(class_id: int, shown: str, number: int, now: datetime) -> ClassPage:
    """Return a page of a class's learners in the order in which they applied. Queries: 11."""
    course_class = accounts.class_with_course(class_id)
    rows = accounts.learners(class_id).filter(FILTERS[shown][1])
    refused = refusal_of(rules.check_is_last_day, course_class, now)
    return ClassPage(
        course_class=course_class,
        page=page_of(rows, number, size=PAGE_SIZE, load=lambda keys: _load(course_class, keys, now)),
        facts=_facts(class_id),
        rule=completion_rule(course_class),
        refused=refused.message if refused else "",
    )


def accounts_of_class(class_id: int, now: datetime) -> list[LearnerAccount]:
    """Return the accounts of all learners of a class, for its files. Queries: 8."""
    course_class = accounts.class_with_course(class_id)
    return accounts.learner_accounts(course_class, accounts.learners(class_id), now)


def _load(course_class: CourseClass, keys: list[int], now: datetime) -> list[CompletionRow]:
    rows = accounts.learners(course_class.pk).filter(pk__in=keys)
    return [row_of(row, course_class, now) for row in accounts.learner_accounts(course_class, rows, now)]


def row_of(learner: LearnerAccount, course_class: CourseClass, now: datetime) -> CompletionRow:
    decided, enrolment = learner.completion, learner.enrolment
    return CompletionRow(
        member_id=enrolment.member_id,
        name=enrolment.member.name,
        url=reverse("enrolments:completion", args=[enrolment.pk]),
        badge=badge_of(decided, learner.account, course_class, now),
        scores=score_labels(_scores_of(decided) if decided else learner.account.scores),
        missing="" if decided and decided.is_completed else labels.missing(learner.account),
        decided=_decided_label(decided) if decided else "",
        is_manual=decided is not None and decided.is_manual,
        can_be_chosen=decided is None or decided.status not in DATED,
    )


def _facts(class_id: int) -> list[tuple[str, str]]:
    """Return how many of the learners each filter shows. 1 query."""
    groups = {f"n_{name}": Count("pk", filter=where) for name, (_label, where) in FILTERS.items() if name}
    rows = accounts.learners(class_id).order_by()
    counts = rows.aggregate(n_=Count("pk"), **groups)
    return [(label(), _("%(n)d명") % {"n": counts[f"n_{name}"]}) for name, (label, _where) in FILTERS.items()]


def badge_of(decided: Completion | None, account: Account, course_class: CourseClass, now: datetime) -> Badge:
    if decided is not None:
        return badges.status_badge(decided.status)
    return badges.account_badge(account, is_over=now >= course_class.ends_at)


def _scores_of(row: Completion) -> Scores:
    return Scores(**{name: getattr(row, f"{name}_score") for name in rules.SCORES})


def score_labels(scores: Scores) -> list[tuple[str, str]]:
    return [
        (pgettext("heading", "출석"), labels.percent(scores.attendance)),
        (_("평가"), labels.percent(scores.assessment)),
        (_("진도"), labels.percent(scores.progress)),
        (_("수료 총점"), labels.points(scores.total)),
    ]


def _decided_label(row: Completion) -> str:
    day = row.completion_date
    return _("수료일 %(day)s") % {"day": text.day(day)} if day else text.moment(row.decided_at)


# --- A learner's own --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnPage:
    """The learner's own account.

    `completion` is None while nothing is decided; `scores` are those that the learner may see.
    """

    course_class: CourseClass
    enrolment: Enrolment
    completion: Completion | None
    badge: Badge
    kind: str
    title: str
    sentence: str
    needs: list[labels.NeedLabels]
    scores: list[tuple[str, str]]
    rule: list[str]
    is_sealed: bool


def own_page(enrolment: Enrolment, member: Member, now: datetime) -> OwnPage:
    """Return the account of an approved learner, as the learner sees it. Queries: 8."""
    course_class, learner = _learner_account(enrolment, now)
    seen, decided = learner.seen_by(member), learner.completion
    tells = decided is not None and rules.tells_scores(decided)
    kind, title, sentence = _standing(decided, seen, course_class, now)
    return OwnPage(
        course_class=course_class,
        enrolment=learner.enrolment,
        completion=decided,
        badge=badge_of(decided, seen, course_class, now),
        kind=kind,
        title=title,
        sentence=sentence,
        needs=labels.needs(_as_decided(seen, decided)),
        scores=score_labels(_scores_of(decided) if decided and tells else seen.scores),
        rule=completion_rule(course_class),
        is_sealed=seen.is_sealed,
    )


def _as_decided(seen: Account, decided: Completion | None) -> Account:
    """Return the account without what it lacks today, for one who was completed: the decision stands."""
    if decided is None or not decided.is_completed:
        return seen
    return replace(seen, needs=tuple(need for need in seen.needs if need.is_met is not False))


def _learner_account(enrolment: Enrolment, now: datetime) -> tuple[CourseClass, LearnerAccount]:
    course_class = accounts.class_with_course(enrolment.course_class_id)
    rows = Enrolment.objects.select_related("member", "completion").filter(pk=enrolment.pk)
    (account,) = accounts.learner_accounts(course_class, rows, now)
    return course_class, account


def _standing(
    decided: Completion | None, seen: Account, course_class: CourseClass, now: datetime
) -> tuple[str, str, str]:
    """Return the kind of the callout, its title and its sentence."""
    if decided is not None:
        return _decided_standing(decided)
    if not seen.needs:
        return "info", _("이 차수는 강사가 수료를 정합니다"), _("정해지면 알림과 메일로 알려 드립니다.")
    if now < course_class.ends_at and not (seen.is_met and now >= rules.last_day_of(course_class)):
        sentence = _("수료는 차수의 마지막 날인 %(day)s부터 처리됩니다.") % {"day": text.day(course_class.end_date)}
        return "info", _("지금까지 이만큼 왔습니다"), sentence
    if seen.is_sealed:
        return "info", _("평가 결과를 확인하고 있습니다"), _("결과가 공개되면 수료 기준을 채웠는지 볼 수 있습니다.")
    if seen.is_met:
        sentence = _("강사나 운영자가 수료를 처리하면 알림과 메일로 알려 드립니다.")
        return "done", _("수료 기준을 모두 채웠습니다"), sentence
    sentence = _("부족한 항목: %(missing)s") % {"missing": labels.missing(seen)}
    return "warn", _("수료 기준을 채우지 못했습니다"), sentence


def _decided_standing(row: Completion) -> tuple[str, str, str]:
    day = spoken.say_day(row.completion_date, today=clock.today()) if row.completion_date else ""
    if row.status == CompletionStatus.COMPLETED_HONOR:
        return "done", _("우수한 성적으로 수료했습니다"), _("수료일: %(day)s") % {"day": day}
    if row.status == CompletionStatus.COMPLETED:
        return "done", _("수료했습니다"), _("수료일: %(day)s") % {"day": day}
    if row.status == CompletionStatus.CONDITIONAL:
        return "warn", _("조건부로 수료했습니다"), _("조건을 채우면 강사나 운영자가 수료로 바꿉니다.")
    if row.status == CompletionStatus.FAILED:
        return "warn", _("수료하지 못했습니다"), _("사실과 다르면 강사에게 문의해 주세요.")
    return "info", _("수료를 정하지 않고 보류했습니다"), _("정해지면 알림과 메일로 알려 드립니다.")


# --- One learner, to decide on ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DecidePage:
    """One learner to decide on. `computed`: what the class's rule gives; `decided`: label and value of the decision."""

    course_class: CourseClass
    enrolment: Enrolment
    completion: Completion | None
    badge: Badge
    needs: list[labels.NeedLabels]
    account: Account
    computed: str
    scores: list[tuple[str, str]]
    decided: list[tuple[str, str]]


def decide_page(enrolment_id: int, member: Member, teaches: bool, now: datetime) -> DecidePage:
    """Return the page on which one learner is decided. Raises Enrolment.DoesNotExist, NotAllowed. Queries: 9."""
    rules.check_can_decide(member, teaches=teaches)
    enrolment = Enrolment.objects.visible_to(member).get(pk=enrolment_id)
    course_class, learner = _learner_account(enrolment, now)
    row = learner.completion
    return DecidePage(
        course_class=course_class,
        enrolment=learner.enrolment,
        completion=row,
        badge=badge_of(row, learner.account, course_class, now),
        needs=labels.needs(learner.account),
        account=learner.account,
        computed=str(learner.account.status.label),
        scores=score_labels(learner.account.scores),
        decided=_decided_facts(row) if row else [],
    )


def _decided_facts(row: Completion) -> list[tuple[str, str]]:
    facts = [(_("상태"), str(row.get_status_display()))]
    if row.completion_date:
        facts.append((_("수료일"), text.day(row.completion_date)))
    facts += score_labels(_scores_of(row))
    facts.append((_("처리"), _("직접 정함") if row.is_manual else _("수료 기준에 따름")))
    if row.memo:
        facts.append((_("메모"), row.memo))
    return [*facts, (_("처리 일시"), text.moment(row.decided_at))]


# --- The dry run ------------------------------------------------------------------------------------------------------


def batch_result(class_id: int, planned: list[Any]) -> dict[str, Any]:
    """Return how many were completed and a line for each, in a form that the session can keep until the next page."""
    lines = [batch_line(entry) for entry in planned]
    return {
        "class": class_id,
        "lines": lines,
        "done": sum(line["is_done"] for line in lines),
        "refused": sum(not line["is_done"] for line in lines),
    }


def batch_line(entry: Any) -> dict[str, Any]:
    name = entry.enrolment.member.name if entry.enrolment else _("회원 %(id)d") % {"id": entry.member_id}
    if entry.refusal is not None:
        return {"name": name, "sentence": entry.refusal.message, "is_done": False}
    sentence = _("%(state)s · 수료 총점 %(score)s") % {
        "state": entry.account.status.label,
        "score": labels.points(entry.account.scores.total),
    }
    return {"name": name, "sentence": sentence, "is_done": True}
