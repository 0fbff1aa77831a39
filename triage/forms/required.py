"""What came of something that the matrix asks for whatever the level."""

from typing import Any

from mash.cases.services.required import Came
from mash.forms.fields import Line, Moment, Pick, Words
from mash.forms.worded import WordedForm

DONE, NOT_NEEDED = "done", "not_needed"


class RequiredForm(WordedForm):
    """Done, with whom and when; or not needed, and why. Nothing is chosen beforehand."""

    mark_optional = False  # what is needed hangs on the first answer, and the hints say so

    came = Pick(label="Is it done?", choices=[(DONE, "Yes, it is done"), (NOT_NEEDED, "It is not needed")], missing="Say whether it is done or not needed")
    with_whom = Line(label="With whom, or who did it", max_length=150, required=False, help_text="A name, and the service. Needed if it is done.")
    done_at = Moment(label="When", required=False, past_only=True, help_text="Needed if it is done.")
    words = Words(label="What came of it, or why it is not needed", rows=4, missing="Say what came of it, or why it is not needed")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("came") == DONE:
            for name, missing in (("with_whom", "Say with whom it was done"), ("done_at", "Enter when it was done")):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        return self.cleaned_data

    def said(self) -> Came:
        """It, as a value."""
        said = self.cleaned_data
        return Came(said["came"] == DONE, said["words"], said["with_whom"], said["done_at"])
