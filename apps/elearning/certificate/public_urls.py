"""Where anybody, person or program, checks what the site has issued."""

from django.urls import path

from apps.elearning.certificate import views

app_name = "proof"

urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/<slug:token>/", views.verify_token, name="verify_token"),
    path("badges/issuer.json", views.badge_issuer, name="issuer"),
    path("badges/revoked.json", views.badge_revoked, name="revoked"),
    path("badges/keys/<slug:kid>.json", views.badge_key, name="key"),
    path(".well-known/jwks.json", views.badge_keys, name="keys"),
]
