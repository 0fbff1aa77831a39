"""The duty desk's questions."""

from .board import AnswerTaskForm, FilterForm, FindForm
from .connections import ConnectionForm, InsteadForm, NewsForm
from .gathering import (
    AdultForm,
    ConsultForm,
    ContactForm,
    HistoryForm,
    SettleStepForm,
    TriageDecisionForm,
)
from .letters import PostLetterForm
from .rating import ConfirmRatingForm, FactorsForm, FactsForm, RatingForm, SignsForm, read_facts, retained

__all__ = [
    "AdultForm", "AnswerTaskForm", "ConfirmRatingForm", "ConnectionForm", "ConsultForm", "ContactForm", "FactorsForm",
    "FactsForm", "FilterForm", "FindForm", "HistoryForm", "InsteadForm", "NewsForm", "PostLetterForm", "RatingForm",
    "SettleStepForm", "SignsForm", "TriageDecisionForm", "read_facts", "retained",
]  # fmt: skip
