"""Signing in, choosing a password, and letting a colleague in."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms

from mash.forms.fields import Choose, Day, Email, Line, Moment, Pick, Words

from .roles import Role
from .states import AccountState


class SignInForm(LoginForm):
    """Two questions and nothing else to read."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        plain(self, {"login": "Email address", "password": "Password"})
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class AskForPasswordForm(ResetPasswordForm):
    """Where to send the link. The page answers alike for addresses it knows and those it doesn't."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        plain(self, {"email": "Email address"})


class ChoosePasswordForm(ResetPasswordKeyForm):
    """Length is what makes a password strong (NCSC), so it is the one thing asked for."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        plain(self, {"password1": "New password", "password2": "New password again"})
        self.fields["password1"].help_text = "At least 15 characters. Three or four unrelated words work well."


def plain(form: forms.Form, labels: dict[str, str]) -> None:
    """Our words for the questions, and no hint inside the box that vanishes with the first letter."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["class"] = "govuk-!-width-two-thirds"
        field.error_messages["required"] = f"Enter your {label.lower()}"


class InvitePersonForm(forms.Form):
    """Who the new colleague is and what they will do."""

    dense = True

    name = Line(label="Full name", max_length=150, width="two-thirds", missing="Enter the person's name")
    email = Email(label="Work email address", help_text="They sign in with it. Shared mailboxes can't have an account.")
    role = Pick(label="Role", missing="Choose a role")
    organisation = Choose(label="Organisation or team", missing="Choose where they work")

    def __init__(self, *args: object, roles: list[Role], organisations: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["organisation"].choices = organisations


class FindPeopleForm(forms.Form):
    """Which accounts to show. It is posted: a name never stands in an address."""

    dense = True
    mark_optional = False
    name = Line(label="Name or email address", required=False, width=20)
    role = Choose(label="Role", choices=Role.choices(), required=False, empty="Any role")
    state = Choose(label="State", choices=AccountState.choices(), required=False, empty="Any state")


class ChangeAccountForm(forms.Form):
    """What somebody does from now on, where, and why."""

    dense = True
    role = Pick(label="Role", missing="Choose a role")
    organisation = Choose(label="Organisation or team", missing="Choose where they work")
    reason = Line(
        label="Why", max_length=300, width="two-thirds", missing="Say why the account changes",
        help_text="It is kept on record with your name.",
    )  # fmt: skip

    def __init__(self, *args: object, roles: list[Role], organisations: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["organisation"].choices = organisations


class PersonForm(forms.Form):
    """Whom it is about."""

    person = forms.IntegerField(widget=forms.HiddenInput)


NOBODY = "0"


class CoverForm(forms.Form):
    """Who is away, from when until when, and who stands in."""

    dense = True
    mark_optional = False
    away = Choose(label="Who is away?", missing="Choose who is away")
    from_on = Day(label="First day away", missing="Enter the first day away")
    until_on = Day(label="Last day away", missing="Enter the last day away", future_only=True)
    stand_in = Choose(
        label="Who stands in?", missing="Choose who stands in",
        help_text="They are told what would have been told to the person who is away. They must have the same role or above.",
    )  # fmt: skip

    def __init__(
        self, *args: object, people: list[tuple[str, str]], stand_ins: list[tuple[str, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["away"].choices = people
        self.fields["stand_in"].choices = [*stand_ins, (NOBODY, "Nobody: the MASH Manager is told instead")]
        if len(people) == 1:
            self.fields["away"].initial = people[0][0]

    def clean(self) -> dict[str, object]:
        answers = self.cleaned_data
        if not self.errors and answers["until_on"] < answers["from_on"]:
            self.add_error("until_on", "The last day must be the first day or after it")
        if answers.get("away") and answers.get("away") == answers.get("stand_in"):
            self.add_error("stand_in", "Nobody stands in for themselves. Choose somebody else")
        return answers


class EndCoverForm(forms.Form):
    """Whose absence ends."""

    cover = forms.IntegerField(widget=forms.HiddenInput)


class MakeKeyForm(forms.Form):
    """Whose system it is, and which."""

    dense = True

    agency = Choose(label="Agency", missing="Choose the agency")
    name = Line(
        label="Which of its systems", max_length=80, width="two-thirds", missing="Say which system it is for",
        help_text="Such as “Crime recording”. It shows beside every concern that comes by this key.",
    )  # fmt: skip

    def __init__(self, *args: object, agencies: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = agencies


class EndKeyForm(forms.Form):
    """Which key ends."""

    key = forms.IntegerField(widget=forms.HiddenInput)


class ApproveForm(forms.Form):
    """From when something that somebody else proposed holds."""

    dense = True
    begins = Pick(
        label="When does it come into force?", choices=[("now", "At once"), ("later", "At a later time")],
        missing="Choose when it comes into force",
    )  # fmt: skip
    starts_at = Moment(label="At what time?", required=False, future_only=True, help_text="Only if it comes into force later")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("begins") == "later" and not self.cleaned_data.get("starts_at") and "starts_at" not in self.errors:
            self.add_error("starts_at", "Enter when it comes into force")
        if self.cleaned_data.get("begins") == "now":
            self.cleaned_data["starts_at"] = None
            self.errors.pop("starts_at", None)
        return self.cleaned_data


class SendBackForm(forms.Form):
    """Why a proposal does not come."""

    dense = True
    why = Words(label="Why do you send it back?", rows=3, missing="Say why you send it back")
