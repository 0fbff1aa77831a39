"""HTML into an accessible PDF, with nothing fetched from anywhere."""

from django.template.loader import render_to_string


class PdfUnavailable(Exception):
    """The machine lacks the libraries that draw PDFs. The message says which package to install."""


def render(template: str, context: dict[str, object]) -> bytes:
    """A tagged PDF (PDF/UA-1) of a template. Only what the template itself holds can appear in it."""
    try:
        # Late: the import takes a second and 40 MB, and fails where Pango is missing.
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as fault:
        raise PdfUnavailable("Install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0, then try again.") from fault

    class Nothing(URLFetcher):
        """Refuses every address: a PDF made of people's words must not open files or pages."""

        def fetch(self, url: str, headers: dict | None = None) -> None:
            raise ValueError(f"A PDF may not fetch anything: {url[:80]}")

    html = render_to_string(template, context)
    return HTML(string=html, base_url=None, url_fetcher=Nothing()).write_pdf(pdf_variant="pdf/ua-1")
