"""Addresses under /mentoring/."""

from django.urls import path

from apps.mentoring.views import (
    applications,
    attendance,
    attendees,
    feedback,
    handouts,
    releasing,
    report_files,
    reports,
    series,
    session_forms,
    sessions,
)

app_name = "mentoring"

urlpatterns = [
    path("", sessions.session_list, name="list"),
    path("<int:session_id>/", sessions.session_detail, name="detail"),
    path("<int:session_id>/images/<int:number>/", sessions.session_image, name="image"),
    # Applying, cancelling
    path("<int:session_id>/apply/", applications.apply, name="apply"),
    path("<int:session_id>/swap/", applications.swap, name="swap"),
    path("applications/<int:application_id>/cancel/", applications.cancel, name="cancel"),
    path("applications/<int:application_id>/release/", releasing.release, name="release"),
    path("applications/<int:application_id>/keep/", releasing.keep, name="keep"),
    path("history/", applications.application_history, name="history"),
    # For those who may open and manage sessions
    path("new/", session_forms.session_new, name="new"),
    path("<int:session_id>/edit/", session_forms.session_edit, name="edit"),
    path("<int:session_id>/copy/", session_forms.session_copy, name="copy"),
    path("<int:session_id>/delete/", session_forms.session_delete, name="delete"),
    path("<int:session_id>/series/move/", series.series_move, name="series_move"),
    path("<int:session_id>/series/end/", series.series_end, name="series_end"),
    # The file for the attendees of a session
    path("<int:session_id>/handout/", handouts.handout, name="handout"),
    path("<int:session_id>/handout/edit/", handouts.handout_edit, name="handout_edit"),
    path("<int:session_id>/handout/remove/", handouts.handout_remove, name="handout_remove"),
    # The applicants of a session, for its author and staff
    path("<int:session_id>/attendees/", attendees.attendee_list, name="attendees"),
    path("<int:session_id>/attendees/sheet/", attendees.attendee_sheet, name="attendee_sheet"),
    path("<int:session_id>/attendees.csv", attendees.attendee_file, {"form": "csv"}, name="attendee_csv"),
    path("<int:session_id>/attendees.xlsx", attendees.attendee_file, {"form": "xlsx"}, name="attendee_xlsx"),
    path("<int:session_id>/attendees/message/", attendees.attendee_message, name="message"),
    path("applications/<int:application_id>/remove/", attendees.application_remove, name="remove"),
    # What those who came say of it
    path("<int:session_id>/feedback/", feedback.feedback_give, name="feedback"),
    path("<int:session_id>/feedback/results/", feedback.feedback_results, name="feedback_results"),
    # Who came
    path("<int:session_id>/attendance/", attendance.attendance_list, name="attendance"),
    path("<int:session_id>/attendance/code/", attendance.code, name="check_in_code"),
    path("<int:session_id>/attendance/code/close/", attendance.code_close, name="check_in_close"),
    path("<int:session_id>/check-in/", attendance.check_in, name="check_in"),
    path("applications/<int:application_id>/object/", attendance.objection_new, name="object"),
    path("applications/<int:application_id>/objection/", attendance.objection, name="objection"),
    # What was done
    path("reports/", reports.report_list, name="reports"),
    path("<int:session_id>/report/", reports.report, name="report"),
    path("<int:session_id>/report/edit/", reports.report_edit, name="report_edit"),
    path("<int:session_id>/report/approve/", reports.report_approve, name="report_approve"),
    path("<int:session_id>/report/return/", reports.report_return, name="report_return"),
    path("<int:session_id>/report/files/", report_files.report_files_edit, name="report_files"),
    path("<int:session_id>/report/files/<int:file_id>/", report_files.report_file, name="report_file"),
    path(
        "<int:session_id>/report/files/<int:file_id>/remove/",
        report_files.report_file_remove,
        name="report_file_remove",
    ),
    path("<int:session_id>/report/evidence.pdf", report_files.evidence, name="evidence"),
]
