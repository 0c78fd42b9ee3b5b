"""The addresses of attendance."""

from datetime import date

from django.urls import path, register_converter

from apps.elearning.attendance.views import absences, checking_in, files, sheet


class DayConverter:
    """A date in an address, `2026-01-12`; anything that is not a date does not match."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

CLASSES = [
    path("<int:class_id>/attendance/", sheet.attendance, name="attendance"),
    path("<int:class_id>/attendance/<day:class_date>/", sheet.day, name="attendance_day"),
    path("<int:class_id>/attendance/<day:class_date>/mark/", sheet.mark, name="attendance_mark"),
    path("<int:class_id>/attendance/<day:class_date>.csv", files.of_day, {"form": "csv"}, name="attendance_day_csv"),
    path("<int:class_id>/attendance/<day:class_date>.xlsx", files.of_day, {"form": "xlsx"}, name="attendance_day_xlsx"),
    path("<int:class_id>/attendance.csv", files.of_class, {"form": "csv"}, name="attendance_csv"),
    path("<int:class_id>/attendance.xlsx", files.of_class, {"form": "xlsx"}, name="attendance_xlsx"),
    path("<int:class_id>/attendance/upload/", files.upload, name="attendance_upload"),
    path("<int:class_id>/attendance/upload/confirm/", files.confirm, name="attendance_upload_confirm"),
    path("<int:class_id>/attendance/code/", checking_in.code, name="check_in_code"),
    path("<int:class_id>/attendance/code/close/", checking_in.close, name="check_in_close"),
    path("<int:class_id>/check-in/", checking_in.check_in, name="check_in"),
    path("<int:class_id>/absences/<int:request_id>/", absences.decide, name="absence"),
    path("<int:class_id>/absences/<int:request_id>/accept/", absences.accept, name="absence_accept"),
]
ENROLMENTS = [
    path("<int:enrolment_id>/absences/new/", absences.ask, name="absence_new"),
    path("<int:enrolment_id>/absences/<int:request_id>/withdraw/", absences.withdraw, name="absence_withdraw"),
    path("<int:enrolment_id>/absences/<int:request_id>/file/", absences.file, name="absence_file"),
]
