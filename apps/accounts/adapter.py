"""Where allauth asks how this product does things."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request, user, form, commit=True):
        user.email = form.cleaned_data["email"].lower()
        for field in ("name", "nickname", "member_type", "phone"):
            setattr(user, field, form.cleaned_data[field])
        user.set_password(form.cleaned_data["password1"])
        if commit:
            user.save()
        return user
