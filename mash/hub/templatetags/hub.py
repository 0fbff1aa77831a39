"""The hub's numbers on a page: links to ring, the same in every template, with no context to be handed down."""

from django import template
from django.utils.html import format_html

from mash.hub import contact

register = template.Library()


@register.simple_tag
def hub() -> contact.Hub:
    """`{% hub as hub %}`: number, hours, out-of-hours number (empty where none is known) and email."""
    return contact.hub()


@register.simple_tag
def ring(number: str, classes: str = "govuk-link") -> str:
    """A number that a telephone can ring with one touch."""
    return format_html('<a class="{} mash-nowrap" href="tel:{}">{}</a>', classes, contact.dialled(number), number)


@register.simple_tag
def hub_phone(classes: str = "govuk-link") -> str:
    """The hub's number in its hours."""
    return ring(contact.hub().phone, classes)


@register.simple_tag
def childrens_mash() -> str:
    """The number of the Children's MASH."""
    return ring(contact.CHILDRENS_MASH)


@register.simple_tag
def hub_lines(classes: str = "govuk-link") -> str:
    """The hub's number with its hours, and the number for other times where there is one."""
    known = contact.hub()
    day = format_html("{}, {}", hub_phone(classes), known.hours)
    if not known.out_of_hours:
        return day
    return format_html("{}, or {} at any other time", day, ring(known.out_of_hours, classes))
