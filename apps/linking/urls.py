"""Addresses under /links/. What a link opens, the records, is made from several domains: see apps.portal.urls."""

from django.urls import path

from apps.linking.views import codes, groups, links

app_name = "linking"

urlpatterns = [
    path("", links.link_list, name="list"),
    path("<int:member_id>/remove/", links.remove, name="remove"),
    path("pictures/<str:key>/", links.picture, name="picture"),
    # Linking two
    path("code/", codes.code, name="code"),
    path("enter/", codes.enter, name="enter"),
    path("enter/confirm/", codes.confirm, name="confirm"),
    # A teacher's groups
    path("groups/", groups.group_list, name="groups"),
    path("groups/new/", groups.group_new, name="group_new"),
    path("groups/<slug:group_id>/edit/", groups.group_edit, name="group_edit"),
    path("groups/<slug:group_id>/delete/", groups.group_delete, name="group_delete"),
]
