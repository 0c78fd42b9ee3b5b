"""Every write of enrolment that has a rule.

`enrolling.enrol`                                    a seat or a place in the waiting list
`deciding.approve`, `.reject`, `.approve_waiting`    by instructors and staff; `.decide_many` with a result per person
`ending.cancel`                                      by the learner, or by instructors and staff with a reason
`line.reorder_line`                                  by staff; `line.promote` gives freed seats within another act
`money.record_payment`, `.record_refund`             by staff
`classes.message_learners`                           by instructors and staff; the rest follows what happens to a class

Locks are taken in the order member, venue, class, enrolment. Whoever changes who holds or waits for a seat holds the
class's row; whoever writes an enrolment's state or money holds the enrolment's.
"""
