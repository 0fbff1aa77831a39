"""Forms of partners: asking an agency, answering, and taking events out of an answer."""

from .answering import ANSWER_FORMS, SharedForm
from .asking import AskPartnerForm, ChooseAgenciesForm
from .events import TakeEventForm

__all__ = ["ANSWER_FORMS", "AskPartnerForm", "ChooseAgenciesForm", "SharedForm", "TakeEventForm"]
