"""Small words for templates. Dates and money are formatted by `apps.core.text`."""

from django import template

register = template.Library()
