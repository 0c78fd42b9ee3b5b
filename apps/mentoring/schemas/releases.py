"""Output of the endpoints by which a seat is released and taken back, beyond seed 000."""

from pydantic import Field

from apps.core.api.envelope import Out
from apps.mentoring.models import Application
from apps.mentoring.schemas import NoInstantText, instant
from apps.mentoring.schemas.sessions import RELEASED


class ReleaseAnswer(Out):
    apply_sn: int
    qustnr_sn: int
    released_at: NoInstantText = Field(description=RELEASED)


def release_answer(application: Application) -> ReleaseAnswer:
    return ReleaseAnswer(
        apply_sn=application.pk,
        qustnr_sn=application.session_id,
        released_at=instant(application.released_at),
    )
