"""The duty desk's questions."""

from .actions import AnswerForm, ContractsAnswerForm, ProviderForm
from .board import AnswerTaskForm, FilterForm, FindForm
from .connections import ConnectionForm, InsteadForm, NewsForm
from .gathering import (
    AdultForm,
    AdvocacyForm,
    ConsultForm,
    ContactForm,
    HistoryForm,
    SettleStepForm,
    TriageDecisionForm,
)
from .letters import PostLetterForm
from .rating import (
    INDICATORS,
    ConfirmRatingForm,
    FactorsForm,
    FactsForm,
    RatingForm,
    SignsForm,
    TriedFactsForm,
    how_soon,
    read_facts,
    retained,
)
from .required import RequiredForm

__all__ = [
    "INDICATORS", "AdultForm", "AdvocacyForm", "AnswerForm", "AnswerTaskForm", "ConfirmRatingForm", "ConnectionForm", "ConsultForm", "ContactForm", "ContractsAnswerForm", "FactorsForm",
    "FactsForm", "FilterForm", "FindForm", "HistoryForm", "InsteadForm", "NewsForm", "PostLetterForm", "ProviderForm", "RatingForm", "RequiredForm",
    "SettleStepForm", "SignsForm", "TriageDecisionForm", "TriedFactsForm", "how_soon", "read_facts", "retained",
]  # fmt: skip
