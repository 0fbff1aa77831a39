"""Whether “Protect now” stands beside a case: `{% if user|may_protect:case %}`."""

from django import template

from mash.cases import access

register = template.Library()
register.filter(access.may_protect)
