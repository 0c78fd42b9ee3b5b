"""Every write of attendance that has a rule.

`marking.record`, `.change`, `.record_all`, `.record_days`   by instructors and staff
`absences.ask`, `.withdraw`, `.accept`, `.decline`           asked by the learner, decided by instructors and staff
`checking_in.open_code`, `.close_code`, `.check_in`          a code for some minutes, and who gives it

Whoever writes a record of a class, decides on one, or opens and closes its code holds the class's row.
"""

from apps.elearning.attendance.services.marking import change, record, record_all
from apps.elearning.attendance.services.sheet import Entry

__all__ = ["Entry", "change", "record", "record_all"]
