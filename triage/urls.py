"""Addresses of the duty desk."""

from django.urls import path

from .views import actions, board, connections, letters, rating, required, self_check, triage

app_name = "triage"
urlpatterns = [
    path("thresholds/try/", self_check.self_check, name="self_check"),
    path("thresholds/versions/<int:matrix_id>/try/", self_check.try_version, name="try_version"),
    path("board/", board.board, name="board"),
    path("tasks/", board.tasks, name="tasks"),
    path("tasks/answer/", board.answer, name="answer_work_item"),
    path("tasks/letters/<uuid:letter>/", letters.post_letter, name="post_letter"),
    path("tasks/letters/<uuid:letter>/pdf/", letters.print_letter, name="print_letter"),
    path("cases/<reference:reference>/rating/", rating.rate, name="rate_concern"),
    path("cases/<reference:reference>/rating/confirm/", rating.confirm, name="confirm_rating"),
    path("cases/<reference:reference>/triage/", triage.triage, name="triage"),
    path("cases/<reference:reference>/triage/contact/", triage.contact, name="log_contact"),
    path("cases/<reference:reference>/triage/adult/", triage.adult, name="speak_with_adult"),
    path("cases/<reference:reference>/triage/advocacy/", triage.advocacy, name="advocacy"),
    path("cases/<reference:reference>/triage/history/", triage.history, name="check_history"),
    path("cases/<reference:reference>/triage/consultation/", triage.consultation, name="consult"),
    path("intelligence/", actions.intelligence, name="intelligence"),
    path("intelligence/<reference:intelligence>/", actions.answer_contracts, name="answer_intelligence"),
    path("cases/<reference:reference>/triage/contracts/", actions.contracts, name="tell_contracts"),
    path("cases/<reference:reference>/triage/required/<slug:code>/", required.required, name="answer_required"),
    path("cases/<reference:reference>/triage/actions/<int:action_id>/", actions.answer, name="answer_action"),
    path("connections/", connections.by_service, name="connections_by_service"),
    path("cases/<reference:reference>/triage/connections/", connections.connections, name="connections"),
    path("cases/<reference:reference>/triage/connections/offer/", connections.offer, name="connect"),
    path("cases/<reference:reference>/triage/connections/<reference:connection>/", connections.connection, name="connection"),
    path("cases/<reference:reference>/triage/connections/<reference:connection>/instead/", connections.instead, name="answer_bounce"),
    path("cases/<reference:reference>/triage/steps/<slug:name>/", triage.step, name="settle_step"),
    path("cases/<reference:reference>/triage/decision/", triage.decision, name="decide_triage"),
]
