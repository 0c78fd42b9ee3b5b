"""What other nouns add to the pages of an assessment: the questions and attempts of an online quiz, for one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from apps.elearning.assessment.models import Assessment
from apps.elearning.enrolment.selectors.standing import Standing


@dataclass(frozen=True)
class Action:
    """A way on from an assessment. `is_main` draws it as the button one came for; `note` says what to know before."""

    label: str
    url: str
    is_main: bool = False
    note: str = ""


# Actions of each assessment by its id, for the viewer who stands so towards the class. Asked once for a whole list:
# a fixed number of queries.
Provider = Callable[[Sequence[Assessment], Standing], Mapping[int, Sequence[Action]]]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def actions(assessments: Sequence[Assessment], standing: Standing) -> dict[int, list[Action]]:
    """What all providers add, by the assessment's id."""
    gathered: dict[int, list[Action]] = {one.pk: [] for one in assessments}
    for provider in _providers if assessments else ():
        for pk, added in provider(assessments, standing).items():
            gathered[pk].extend(added)
    return gathered
