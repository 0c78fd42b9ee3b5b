"""Addresses under /hours/."""

from django.urls import path

from apps.hours import views

app_name = "hours"

urlpatterns = [
    path("", views.month_list, name="list"),
    path("<int:year>/<int:month>/", views.month, name="month"),
    path("<int:year>/<int:month>.csv", views.month_file, {"form": "csv"}, name="month_csv"),
    path("<int:year>/<int:month>.xlsx", views.month_file, {"form": "xlsx"}, name="month_xlsx"),
]
