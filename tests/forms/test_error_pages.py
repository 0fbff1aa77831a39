"""Pages for when something has gone wrong need nothing that could be what went wrong."""

import pytest
from django.http import HttpResponse
from django.template.backends.django import DjangoTemplates
from django.urls import path

from mash.forms.renderer import OURS

PAGES = ("400", "403", "404", "413", "429", "500", "503", "form_expired", "signed_out")
urlpatterns = [path("leave/", lambda request: HttpResponse(), name="exit")]


@pytest.fixture(autouse=True)
def addresses(settings) -> None:
    settings.ROOT_URLCONF = __name__
    settings.STATIC_URL = "/static/"
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def page(name: str, **context: object) -> str:
    options = {"string_if_invalid": "UNKNOWN VARIABLE %s"}
    engine = DjangoTemplates({"NAME": "strict", "DIRS": [OURS], "APP_DIRS": False, "OPTIONS": options})
    return engine.get_template(f"{name}.html").render(context)


@pytest.mark.parametrize("name", PAGES)
def test_an_error_page_needs_no_context_and_says_what_to_do(name: str) -> None:
    html = page(name)
    assert "UNKNOWN VARIABLE" not in html
    assert "01582 547730" in html
    assert "999" in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("name", PAGES)
def test_the_way_out_comes_before_every_other_link(name: str) -> None:
    links = [part.split(">")[0] for part in page(name).split("<a ")[1:]]
    assert 'href="/leave/"' in links[0]
    assert 'rel="nofollow noreferrer"' in links[0]
    assert 'href="#main"' in links[1]


def test_what_was_typed_is_shown_again_but_never_a_password() -> None:
    html = page("form_expired", typed=[("worry", "He <shouts>\nat her"), ("password", "secret"), ("totp_code", "123")])
    assert "He &lt;shouts&gt;\nat her" in html
    assert "secret" not in html
    assert "123" not in html
