"""How a use case says no: in words that say what to do first."""


class EnquiryRefused(Exception):
    """The record does not allow this yet; the message says what to do first. Nothing has been changed."""


def refuse_if(problem: str) -> None:
    """Stop here when a rule found something in the way."""
    if problem:
        raise EnquiryRefused(problem)
