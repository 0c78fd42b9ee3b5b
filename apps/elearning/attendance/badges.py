"""The words and colours of the states of attendance and of absence requests."""

from apps.core.components import Badge
from apps.elearning.attendance.states import AttendanceType, RequestState

_TYPES = {
    AttendanceType.PRESENT: "open",
    AttendanceType.LATE: "soon",
    AttendanceType.EARLY_LEAVE: "soon",
    AttendanceType.ABSENT: "danger",
    AttendanceType.EXCUSED: "info",
}
_REQUESTS = {
    RequestState.REQUESTED: "wait",
    RequestState.ACCEPTED: "open",
    RequestState.DECLINED: "danger",
    RequestState.WITHDRAWN: "plain",
}


def attendance_badge(attended: str) -> Badge:
    return Badge(str(AttendanceType(attended).label), _TYPES[AttendanceType(attended)])


def request_badge(state: str) -> Badge:
    return Badge(str(RequestState(state).label), _REQUESTS[RequestState(state)])
