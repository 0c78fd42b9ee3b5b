"""The words and colours of the phases of a class."""

from apps.core.components import Badge
from apps.elearning.catalogue.states import ClassPhase

_KINDS = {
    ClassPhase.OPEN: "open",
    ClassPhase.SOON: "soon",
    ClassPhase.FULL: "full",
    ClassPhase.UPCOMING: "next",
    ClassPhase.RUNNING: "info",
    ClassPhase.CLOSED: "done",
    ClassPhase.ENDED: "done",
    ClassPhase.CALLED_OFF: "danger",
}


def phase_badge(phase: ClassPhase) -> Badge:
    return Badge(str(phase.label), _KINDS[phase])
