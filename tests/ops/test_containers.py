"""The container files, as far as they can be read without containers: safe defaults, no secrets, no drift from the settings."""

import re
import stat
from pathlib import Path

import pytest
import yaml

from mash.documents.rules import MEGABYTE, MOST_BYTES, MOST_FILES

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(COMPOSE)["services"]
OURS = {"migrate", "web", "worker", "beat", "relay"}
NAMES_OF_SECRETS = re.compile(r"(SECRET|PASSWORD|_URL)", re.I)

each_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES.keys())


def test_the_whole_shape_is_there():
    assert set(SERVICES) == OURS | {"postgres", "redis", "proxy", "clamd", "freshclam"}


@each_service
def test_each_service_is_closed_in(service):
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


@each_service
def test_each_service_is_watched_or_runs_once(service):
    assert service.get("restart") == "no" or "test" in service["healthcheck"]


@each_service
def test_no_secret_stands_in_the_file(service):
    for name, value in service.get("environment", {}).items():
        if NAMES_OF_SECRETS.search(name) and name != "HEALTH_ADDRESS":
            assert re.search(r"\$\{\w+:?\?", value), name


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_processes_start_by_the_script_that_run_uses(name):
    script, process = SERVICES[name]["command"]
    assert script == "ops/start"
    assert f"    {process})\n" in (ROOT / "ops" / "start").read_text()
    assert (ROOT / "ops" / "start").stat().st_mode & stat.S_IXOTH


def test_only_the_migration_runs_as_the_owner():
    owners = {name for name, service in SERVICES.items() if "mash_owner:" in str(service.get("environment"))}
    assert owners == {"migrate"}


def test_only_the_proxy_is_open_to_outside():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}
    assert {name for name, service in SERVICES.items() if "outward" in service["networks"]} == {"proxy", "relay", "worker", "freshclam"}


def test_files_meet_the_scanner_and_nobody_who_reaches_outside():
    mounts = {name: " ".join(service.get("volumes", [])) for name, service in SERVICES.items()}
    assert {name for name, held in mounts.items() if "scanner:" in held} == {"worker", "clamd"}
    assert SERVICES["clamd"]["networks"] == ["inside"]
    assert SERVICES["freshclam"]["networks"] == ["outward"]
    said = {line.split()[0]: line.split()[1] for line in (ROOT / "deploy" / "clamd.conf").read_text().splitlines() if line[:1].isalpha()}
    assert said["LocalSocket"] == "/tmp/clamd.sock"
    assert "scanner:/tmp" in mounts["clamd"]
    assert "scanner:/run/clamd" in mounts["worker"]
    assert "-/run/clamd/clamd.sock}" in SERVICES["worker"]["environment"]["CLAMD_SOCKET"]
    assert (said["AlertExceedsMax"], said["AlertEncrypted"], said["AlertOLE2Macros"]) == ("yes", "yes", "yes")


def test_the_proxy_lets_ten_files_of_ten_megabytes_through_and_nothing_else_so_large():
    nginx = (ROOT / "deploy" / "nginx.conf").read_text()
    assert [int(size) for size in re.findall(r"client_max_body_size (\d+)m", nginx)] == [25, MOST_FILES * MOST_BYTES // MEGABYTE + 5]
    assert "location = /report/files/ {" in nginx


def test_every_setting_that_production_needs_is_given():
    needed = set(re.findall(r'needed\("(\w+)"\)', (ROOT / "mash" / "settings" / "production.py").read_text()))
    assert needed
    for name in OURS:
        assert needed <= set(SERVICES[name]["environment"])


def test_the_example_names_every_variable_that_has_to_be_set():
    wanted = set(re.findall(r"\$\{(\w+):?\?", COMPOSE))
    example = (ROOT / "deploy" / "env.example").read_text()
    assert set(re.findall(r"^(\w+)=$", example, re.M)) == wanted


def test_the_database_is_durable_and_silent_about_what_people_wrote():
    assert "off" not in SERVICES["postgres"]["command"]
    assert "log_min_error_statement=panic" in SERVICES["postgres"]["command"]


def test_the_image_does_not_run_as_root_and_collects_its_files_before():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    last_stage = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM")) :]
    user = last_stage.index("USER 10001")
    assert any("collectstatic" in line for line in last_stage[:user])
    assert not any(line.startswith(("RUN", "COPY", "ADD")) for line in last_stage[user:])
    assert any(line.startswith("HEALTHCHECK") for line in last_stage[user:])


def test_the_image_holds_every_app():
    let_in = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.M))
    apps = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert apps <= let_in
    assert {"templates", "static", "manage.py"} <= let_in


def test_the_proxy_decides_what_the_application_believes():
    nginx = (ROOT / "deploy" / "nginx.conf").read_text()
    assert "X-Forwarded-For $remote_addr" in nginx
    assert "X-Forwarded-Proto https" in nginx
    logged = re.search(r"log_format doors '([^']*)'", nginx).group(1)
    assert not re.search(r"\$(request|request_uri|uri|args|query_string|http_\w+|remote_addr)\b", logged)
