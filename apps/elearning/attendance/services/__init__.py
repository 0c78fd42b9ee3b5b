"""Every write of attendance that has a rule.

`marking.record_attendance`     by instructors and staff; so `.change_attendance`, `.record_day`, `.record_days`
`absences.request_absence`      by the learner; so `.withdraw_absence`
`absences.accept_absence`       by instructors and staff; so `.decline_absence`
`checking_in.open_code`         by instructors and staff; so `.close_code`
`checking_in.check_in`          by the learner, with the code

Whoever writes a record of a class, decides on one, or opens and closes its code holds the class's row.
"""

from apps.elearning.attendance.services.locked_day import Entry
from apps.elearning.attendance.services.marking import change_attendance, record_attendance, record_day

__all__ = ["Entry", "change_attendance", "record_attendance", "record_day"]
