"""Addresses of certificates; those under PROOF are open to anybody, person or program."""

from django.urls import path

from apps.elearning.certificate import views

CERTIFICATES = [
    path("", views.certificate_list, name="list"),
    path("issue/<int:completion_id>/", views.issue_own, name="issue"),
    path("<slug:number>/", views.certificate_detail, name="detail"),
    path("<slug:number>/certificate.pdf", views.certificate_pdf, name="pdf"),
    path("<slug:number>/code.svg", views.certificate_qr, name="qr"),
    path("<slug:number>/badge.jwt", views.certificate_badge, name="badge"),
]
CLASSES = [path("<int:class_id>/certificates/", views.issue_to_class, name="issue_certificates")]
PROOF = [
    path("verify/", views.verify, name="verify"),
    path("verify/<slug:token>/", views.verify_token, name="verify_token"),
    path("badges/issuer.json", views.badge_issuer, name="issuer"),
    path("badges/revoked.json", views.badge_revoked, name="revoked"),
    path("badges/status/<int:number>.jwt", views.badge_status_list, name="status_list"),
    path("badges/mark.svg", views.badge_mark, name="mark"),
    path("badges/keys/<slug:kid>.json", views.badge_key, name="key"),
    path(".well-known/jwks.json", views.badge_keys, name="keys"),
]
