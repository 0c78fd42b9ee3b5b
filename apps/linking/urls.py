"""Addresses under /links/. The records that a link opens are pages of several domains: see apps.portal.urls."""

from django.urls import path

from apps.linking.views import codes, groups, links

app_name = "linking"

urlpatterns = [
    path("", links.link_list, name="list"),
    path("<int:member_id>/remove/", links.link_remove, name="remove"),
    path("pictures/<str:key>/", links.linked_picture, name="picture"),
    # Linking two
    path("code/", codes.code_detail, name="code"),
    path("enter/", codes.code_enter, name="enter"),
    path("enter/confirm/", codes.link_confirm, name="confirm"),
    # A teacher's groups
    path("groups/", groups.group_list, name="groups"),
    path("groups/new/", groups.group_new, name="group_new"),
    path("groups/<slug:group_id>/edit/", groups.group_edit, name="group_edit"),
    path("groups/<slug:group_id>/delete/", groups.group_delete, name="group_delete"),
]
