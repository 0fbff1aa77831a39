"""The public form in the words of somebody who is worried about themselves: "you", never "the adult"."""

from django import forms

from ..states import Voice

MINE = {
    "worry": ("What are you worried about?", "Tell us in your own words what is happening to you. One sentence is enough."),
    "danger": (
        "Are you or anyone else in danger now?",
        "In danger means that you or someone else could be badly hurt today. If you are not sure, say so: we read it just as"
        " carefully.",
    ),
    "adult_name": ("Your name, or what people call you", ""),
    "adult_whereabouts": ("Where you live or can be found", "An address, or a place where you often are"),
    "adult_other": (
        "Anything else that would help us find you", "For example your age, or somebody you trust who knows where you are"
    ),
    "adult_unknown": ("I do not want to say who or where I am", ""),
    "care_needs": ("What help do you need day to day?", "For example because of age, illness, disability, or drink or drugs"),
    "desired_outcomes": ("What do you want to happen?", "What would make things better or safer for you"),
    "source_words": ("Who might be causing you harm?", "A person or an organisation, and whether you share a home"),
    "contact_risk": ("Could it put you at risk if we contact you?", ""),
    "safe_contact": ("How and when can we contact you safely?", "Such as a time of day, a place, or through somebody you trust"),
    "children_at_risk": ("Could any children be at risk?", ""),
}  # fmt: skip
NOT_SAID = "Say if you or anyone else is in danger now. If you cannot tell, choose “Not sure”"
NOT_ASKED = ("adult_knows", "referrer_name")
"""They know, and have said who they are."""


def in_voice(form: forms.Form, voice: Voice) -> forms.Form:
    """The same questions, worded for who is answering them."""
    if voice != Voice.SELF:
        return form
    form.nothing_said = "Give a name, a place or a description, or tick that you do not want to say"
    for name in NOT_ASKED:
        form.fields.pop(name, None)
    if "danger" in form.fields:
        form.fields["danger"].error_messages["required"] = NOT_SAID
    for name in form.fields.keys() & MINE.keys():
        form.fields[name].label, form.fields[name].help_text = MINE[name]
    return form
