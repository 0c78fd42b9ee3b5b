"""The product's members, as far as a log-in needs them."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Person(AbstractBaseUser):
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=50)
    is_active = models.BooleanField(default=True)

    objects = BaseUserManager()
    USERNAME_FIELD = "email"

    class Meta:
        managed = False
        db_table = "accounts_member"

    def __str__(self) -> str:
        return self.email
