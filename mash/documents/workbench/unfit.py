"""What a tool says of a file that it will not make anew."""


class Unfit(Exception):
    """Carries one word of mash.documents.states.Refusal."""
