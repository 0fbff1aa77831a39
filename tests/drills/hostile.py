"""What a hostile or unlucky browser sends: values, whole forms, addresses, headers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote_plus

VALUES = {
    "nothing": "", "blanks": "   \t\r\n", "NUL": "a\x00b", "NUL alone": "\x00", "half a surrogate": "x\ud800y",
    "bidi": "\u202eeman\u2066 a\u2069", "zero width": "\u200b", "combining": "e" + "\u0301" * 500, "emoji": "👩‍🦽" * 50,
    "100 kB": "word " * 20_000, "one long word": "x" * 50_000, "300 letters": "y" * 300, "2^31": "2147483648",
    "2^63": "9223372036854775808", "-2^63-1": "-9223372036854775809", "negative": "-1", "zero": "0", "fraction": "1.5",
    "exponent": "1e309", "NaN": "NaN", "other digits": "٣", "superscript": "²", "5,000 digits": "9" * 5000,
    "year 0": "0000", "year 10000": "10000", "month 13": "13", "day 32": "32", "29 February": "29", "date": "2026-02-30",
    "no reference": "M-0000-0000", "half a reference": "R-00", "uuid": "00000000-0000-0000-0000-000000000000",
    "no uuid": "not-a-uuid", "list": "[]", "object": '{"a": 1}', "null": "null", "true": "true", "quote": "' OR 1=1 --",
    "like": "%_\\", "markup": "<script>alert(1)</script>", "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "path": "../../etc/passwd", "header": "x\r\nBcc: all@example.org", "email": "a@b@example.org",
    "long email": "a" * 300 + "@example.org", "percent": "%00%ff%zz",
}  # fmt: skip
FIVE_MEGABYTES = "long story " * 480_000
METHODS = ("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")
FORM = "application/x-www-form-urlencoded"
BODIES = {
    "JSON": ("application/json", b'{"worry": "x"}'),
    "broken JSON": ("application/json", b'{"worry": '),
    "multipart without boundary": ("multipart/form-data", b"--x\r\n"),
    "broken multipart": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"'),
    "multipart with a file": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="worry"; filename="a\x00.txt"\r\n\r\nwords\r\n--x--\r\n',
    ),
    "broken base64": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n',
    ),
    "unknown charset": (f"{FORM}; charset=klingon", b"worry=x"),
    "UTF-16": (f"{FORM}; charset=utf-16", "worry=x".encode("utf-16")),
    "bytes": (FORM, bytes(range(256))),
    "half an escape": (FORM, b"worry=%&version=%1&once=%zz"),
    "1,001 fields": (FORM, "&".join(f"f{n}=x" for n in range(1001)).encode()),
    "1,001 of one field": (FORM, b"&".join([b"version=1"] * 1001)),
    "21 MB": (FORM, b"worry=" + b"x" * 21 * 1024 * 1024),
    "no type": ("", b"worry=x"),
}
QUERIES = (
    "?next=//elsewhere.example.org/", "?next=%2Fboard%2F%0d%0aSet-Cookie:x=1", "?{}=%00", "?{}=a%ED%A0%80", "?{}=9223372036854775808",
    "?{}=-1", "?{}=%E2%80%AE", "?{}=" + "x" * 4000, "?{}[]=1&{}=2&{}=3", "?=&&&=", "?{}=%ff%fe", "?" + "a=1&" * 1001,
)  # fmt: skip
HEADERS = (
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "::::"}, {"HTTP_REFERER": "\x80\xff"}, {"HTTP_COOKIE": "sessionid=\x00; a"},
    {"HTTP_COOKIE": "messages=rubbish; csrftoken=" + "x" * 5000}, {"HTTP_HOST": "a..b"}, {"CONTENT_LENGTH": "-5"},
    {"CONTENT_LENGTH": "many"}, {"HTTP_ACCEPT_LANGUAGE": "x" * 6000}, {"HTTP_X_FORWARDED_FOR": "' --"}, {"HTTP_RANGE": "bytes=9-1"},
    {"HTTP_IF_MODIFIED_SINCE": "Sat, 31 Feb 0000 99:99:99 GMT"}, {"HTTP_CONTENT_ENCODING": "gzip"},
)  # fmt: skip


@dataclass(frozen=True)
class Attempt:
    """One request, and why it is hostile."""

    why: str
    path: str
    method: str = "GET"
    body: bytes | Callable[[], bytes] = b""
    kind: str = FORM
    headers: dict[str, str] = field(default_factory=dict)
    strict: bool = False


def encode(fields) -> bytes:
    """A form's body. Half a surrogate goes out as the three bytes that no decoder of UTF-8 accepts."""
    pairs = fields.items() if isinstance(fields, dict) else fields
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs).encode()


def _quoted(text: str) -> str:
    return quote_plus(text.encode("utf-8", "surrogatepass"))


def aimed_at_page(path: str, queries):
    """What any address must bear, form or none."""
    for method in METHODS:
        yield Attempt(method, path, method, b"a=b")
    for name in [*queries, "page"]:
        for query in QUERIES:
            yield Attempt(f"query {query[:20]}", path + query.replace("{}", name))
    for headers in HEADERS:
        yield Attempt(f"header {[*headers]}", path, headers=headers)
    for why, (kind, body) in BODIES.items():
        yield Attempt(why, path, "POST", body, kind)
    yield Attempt("empty form", path, "POST")
    yield Attempt("no token", path, "POST", partial(encode, {"worry": "words"}), strict=True)


def aimed_at_form(path: str, fields: dict[str, list[str]]):
    """One wrong answer among right ones, all wrong, each missing, each twice, too many, replayed."""
    right = {name: values[0] for name, values in fields.items()}
    for name in right:
        for why, value in VALUES.items():
            yield Attempt(f"{name}: {why}", path, "POST", partial(encode, right | {name: value}))
        yield Attempt(f"{name}: missing", path, "POST", partial(encode, {k: v for k, v in right.items() if k != name}))
        yield Attempt(f"{name}: twice", path, "POST", partial(encode, [*right.items(), (name, "other")]))
        for value in fields[name]:
            yield Attempt(f"{name}: as offered", path, "POST", partial(encode, right | {name: value}))
    for why, value in VALUES.items():
        yield Attempt(f"everything: {why}", path, "POST", partial(encode, dict.fromkeys(right, value)))
    for name in list(right)[:2]:
        yield Attempt(f"{name}: 5 MB", path, "POST", partial(encode, right | {name: FIVE_MEGABYTES}))
    yield Attempt("right", path, "POST", partial(encode, right))
    yield Attempt("right, without its token", path, "POST", partial(encode, right), strict=True)


def aimed_at_address(path: str, segments: list[str]):
    """The same address with each of its parts made strange."""
    for part in segments:
        for strange in (
            "M-0000-0000",
            "m-7k4m-2qxp",
            "9" * 30,
            "-1",
            "nothing-like-it",
            "%00",
            "%ED%A0%80",
            "a" * 3000,
            "..",
            "%F0%9F%98%80",
        ):
            for method in ("GET", "POST"):
                yield Attempt(f"address part {strange[:12]}", path.replace(part, strange), method)


def aimed_at_other_cases(path: str, fields: dict[str, list[str]], versions: dict[str, int]):
    """A form that is right for one case, sent to each other one: most are at another stage."""
    right = {name: values[0] for name, values in fields.items()}
    mine = next((reference for reference in versions if reference in path), None)
    for reference, version in versions.items() if mine else ():
        fitting = right | ({"version": str(version)} if "version" in right else {})
        yield Attempt(f"made for {mine}", path.replace(mine, reference), "POST", partial(encode, fitting))
