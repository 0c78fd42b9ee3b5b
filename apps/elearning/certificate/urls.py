"""Addresses under /certificates/."""

from django.urls import path

from apps.elearning.certificate import views

app_name = "certificates"

urlpatterns = [
    path("", views.certificate_list, name="list"),
    path("issue/<int:completion_id>/", views.issue_own, name="issue"),
    path("<slug:number>/", views.certificate_detail, name="detail"),
    path("<slug:number>/certificate.pdf", views.certificate_pdf, name="pdf"),
    path("<slug:number>/code.svg", views.certificate_qr, name="qr"),
    path("<slug:number>/badge.jwt", views.certificate_badge, name="badge"),
]
