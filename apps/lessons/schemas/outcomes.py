"""What is said after a lesson, and the decision on an objection."""

from typing import Literal

from pydantic import Field

from apps.core.api.fields import Input
from apps.core.rules import LONGEST_REASON

FindingWord = Literal["HELD", "MENTEE", "MENTOR", "NOT_HELD"]


class AbsenceInput(Input):
    """Who did not come, and why one says so."""

    absent: Literal["MENTOR", "MENTEE"]
    reason: str = Field(max_length=LONGEST_REASON, examples=["30분을 기다렸지만 연락이 없었습니다."])


class ObjectionInput(Input):
    reason: str = Field(max_length=LONGEST_REASON, examples=["10분 늦게 들어가 수업을 했습니다."])


class DecisionInput(Input):
    """What staff found, and their answer to the objection."""

    finding: FindingWord
    answer: str = Field(max_length=LONGEST_REASON, examples=["접속 기록을 확인했습니다. 10분 늦은 수업이었습니다."])
