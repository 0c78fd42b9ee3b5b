"""Every write of enrolment that has a rule.

`enrolling.enrol_member`       a seat or a place in the waiting list
`deciding.approve_enrolment`   by instructors and staff; so `.reject_enrolment`, `.approve_waiting_enrolment`, and
                               `.decide_enrolments` with a result for each
`ending.cancel_enrolment`      by the learner, or by instructors and staff with a reason; the worker's
                               `.end_lapsed_offers`
`releasing.release_seat`        by the learner once they cannot cancel; `.take_seat_back`, until somebody has taken it
`restoring.restore_enrolment`  by staff with a reason
`swapping.swap_seat`           by the learner, who gives up what else is on at the meetings
`waiting_list.reorder_line`    by staff; `.hand_out_seats` gives or offers freed seats within another act
`money.record_payment`         by staff; so `.record_refund`
`learners.message_learners`    by instructors and staff; `.follow_class_change` when the class changes

Locks are taken in the order member, venue, class, enrolment. Whoever changes who holds or waits for a seat holds the
class's row; whoever writes an enrolment's state or money holds the enrolment's.
"""
