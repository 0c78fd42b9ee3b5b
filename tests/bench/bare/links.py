"""Looking up a link code by hand: the floor beside `codes.verify_code`. Also the URL configuration."""

from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import JsonResponse
from django.urls import path


@login_required
def verify(request):
    """Expired codes, the code under its lock, the link, the claim; guesses are not counted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM mentoring_temp_code_tb WHERE expire_at <= now()")
        cursor.execute(
            "SELECT m.id, m.nickname, m.member_type, m.email FROM mentoring_temp_code_tb c"
            " JOIN accounts_member m ON m.id = c.member_id"
            " WHERE c.code = %s AND c.expire_at > now() AND m.is_active FOR NO KEY UPDATE OF c",
            [request.GET["code"]],
        )
        found = cursor.fetchone()
        if found is None or found[0] == request.user.pk:
            return JsonResponse({"success": "no match"})
        pair = [request.user.pk, found[0]]
        cursor.execute(
            "SELECT 1 FROM mentoring_account_link_tb WHERE (member_id, linked_member_id) IN ((%s, %s), (%s, %s))",
            [*pair, *reversed(pair)],
        )
        if cursor.fetchone():
            return JsonResponse({"success": "over"})
        cursor.execute(
            "INSERT INTO linking_verifiedclaim (member_id, owner_id, verified_at) VALUES (%s, %s, now())"
            " ON CONFLICT (member_id, owner_id) DO UPDATE SET verified_at = now()",
            pair,
        )
    pk, nickname, member_type, email = found
    info = {"nickname": nickname, "memberType": member_type, "email": email}
    return JsonResponse({"success": True, "data": {"mentorId": pk, "info": info}})


urlpatterns = [path("verify/", verify)]
