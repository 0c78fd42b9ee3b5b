"""What it would change if a class that runs took over the contents that its course has today.

The preview and the act call the same function. It never lowers anybody: what would is not part of the plan.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from apps.core import text
from apps.elearning.catalogue.models import Content, CourseClass
from apps.elearning.catalogue.selectors.contents import contents_of
from apps.elearning.completion import rules
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.progress.models import Progress
from apps.elearning.progress.rules import course_rate


@dataclass(frozen=True)
class Weight:
    """What a class would keep of a content."""

    content_id: int
    minutes: int
    least_minutes: int
    is_required: bool


@dataclass(frozen=True)
class Renewal:
    """The plan. `weights` in their order; `lines`: what changes, as (title, words).

    `spared`: how many learners would fall if everything were taken over as the course has it; then new contents come in
    as optional ones and nothing else changes. `code` stands for the plan: another plan has another.
    """

    course_class: CourseClass
    weights: list[Weight]
    lines: list[tuple[str, str]]
    spared: int

    @property
    def code(self) -> str:
        return hashlib.sha256(repr(self.weights).encode()).hexdigest()[:16]


def plan_renewal(course_class: CourseClass, now: datetime) -> Renewal:
    """Return what the class would ask for. Queries: 3. Raises Conflict of `rules.check_can_renew`."""
    own, offered = contents_of(course_class), list(Content.objects.filter(course_id=course_class.course_id))
    kept, wanted = _weights(own), _weights(offered)
    reached = _reached(course_class)
    spared = _how_many_fall(reached, kept, wanted)
    if spared:
        known = {weight.content_id for weight in kept}
        new = [weight for weight in wanted if weight.content_id not in known]
        wanted = [*kept, *(replace(weight, is_required=False) for weight in new)]
    rules.check_can_renew(course_class, now, changes=kept != wanted, fall=_how_many_fall(reached, kept, wanted))
    titles = {content.pk: content.title for content in (*own, *offered)}
    return Renewal(course_class, wanted, _lines(titles, kept, wanted), spared)


def _weights(contents: Iterable[Content]) -> list[Weight]:
    return [Weight(content.pk, content.minutes, content.least_minutes, content.is_required) for content in contents]


def _reached(course_class: CourseClass) -> list[dict[int, int]]:
    """Return the rates of each approved learner who began, by content."""
    rows = Progress.objects.filter(
        enrolment__course_class=course_class, enrolment__status=EnrolmentStatus.APPROVED
    ).values_list("enrolment_id", "content_id", "progress_rate")
    learners: dict[int, dict[int, int]] = defaultdict(dict)
    for enrolment_id, content_id, rate in rows:
        learners[enrolment_id][content_id] = rate
    return list(learners.values())


def _how_many_fall(reached: list[dict[int, int]], before: list[Weight], after: list[Weight]) -> int:
    return sum(_rate(rates, after) < _rate(rates, before) for rates in reached)


def _rate(rates: dict[int, int], weights: list[Weight]) -> int:
    def sums(counted: list[Weight]) -> tuple[int, int]:
        return sum(rates.get(one.content_id, 0) * one.minutes for one in counted), sum(one.minutes for one in counted)

    return course_rate(required=sums([one for one in weights if one.is_required]), any_=sums(weights))


def _lines(titles: dict[int, str], before: list[Weight], after: list[Weight]) -> list[tuple[str, str]]:
    old, new = {one.content_id: one for one in before}, {one.content_id: one for one in after}
    lines = [(titles[pk], _("추가: %(what)s") % {"what": _words(one)}) for pk, one in new.items() if pk not in old]
    lines += [(titles[pk], _("빠짐")) for pk in old if pk not in new]
    changed = [pk for pk in old if pk in new and old[pk] != new[pk]]
    return lines + [(titles[pk], f"{_words(old[pk])} → {_words(new[pk])}") for pk in changed]


def _words(weight: Weight) -> str:
    long = text.length(weight.minutes)
    if weight.least_minutes:
        long = _("%(long)s(최소 %(least)s)") % {"long": long, "least": text.length(weight.least_minutes)}
    return f"{long} · {_('필수') if weight.is_required else _('선택')}"
