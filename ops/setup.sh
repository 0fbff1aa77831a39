# Sourced by ./run and ./test from the top folder: makes what a fresh machine lacks, and is silent when nothing is.
set -eu

VENV=.venv
STAMP="$VENV/installed"
PDF_PACKAGES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
export UV_PYTHON_DOWNLOADS=never
# A run starts dozens of Pythons. Where nothing that is compiled is kept, each compiles the product and its packages anew.
unset PYTHONDONTWRITEBYTECODE

# Networks of offices often inspect TLS with a certificate of their own, which only the system's store knows.
if [ -f /etc/ssl/certs/ca-certificates.crt ] || [ "$(uname)" = Darwin ]; then
    export UV_SYSTEM_CERTS=true NODE_USE_SYSTEM_CA=1
fi

say() {
    printf '%s\n' "$*" >&2
}

stop() {
    say "$*"
    exit 1
}

find_python() {
    for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    stop "Python 3.11 or newer is needed, and none was found. Install it, or name it: PYTHON=/path/to/python3 $0"
}

# With root, or with sudo: asking for its password only where a person sits at a terminal.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        sudo "$@"
    else
        return 1
    fi
}

# RUNLEVEL=1: what a package holds is wanted here, not the service that it would start.
apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
        apt-get install --yes --quiet --no-install-recommends "$@" >&2
}

# $1: what it is for. The rest: Debian packages. Fails when they can't be installed from here.
debian_packages() {
    purpose="$1"
    shift
    command -v apt-get >/dev/null || return 1
    say "Installing for $purpose: $*"
    apt_install "$@" 2>/dev/null || { as_root apt-get update --quiet >&2 && apt_install "$@"; }
}

missing_packages() {
    for package in "$@"; do
        if [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
            printf '%s ' "$package"
        fi
    done
}

make_venv() {
    python="$(find_python)"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version="$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
        debian_packages "the virtual environment" "$version" || debian_packages "the virtual environment" python3-venv ||
            stop "$python can't make a virtual environment. As root: apt install $version"
    fi
    say "Making $VENV with $("$python" --version)."
    # A link is somebody else's environment: clearing through it would empty theirs.
    [ ! -L "$VENV" ] || rm "$VENV"
    "$python" -m venv --clear "$VENV"
}

# A moved folder counts as new: scripts in a virtual environment hold the path they were made at.
wanted_stamp() {
    pwd
    cat requirements-dev.txt ops/uv.txt | cksum
}

works() {
    "$VENV/bin/python" -c '' 2>/dev/null
}

was_moved() {
    [ "$(head -n 1 "$STAMP")" != "$(pwd)" ]
}

prepare_python() {
    if works && [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$(wanted_stamp)" ]; then
        return
    fi
    # Without its stamp an environment was never finished: packages that were half copied count as installed, and are not.
    if [ ! -f "$STAMP" ] || was_moved || ! works; then
        make_venv
    fi
    rm -f "$STAMP"
    say "Installing Python packages."
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r ops/uv.txt
    "$VENV/bin/python" -m uv pip install --quiet --python "$VENV/bin/python" --require-hashes -r requirements-dev.txt
    wanted_stamp >"$STAMP"
}

# PDFs need these libraries; everything else works without, so their absence only gets a message.
prepare_pdf() {
    if command -v dpkg-query >/dev/null; then
        missing="$(missing_packages $PDF_PACKAGES)"
        [ -z "$missing" ] || debian_packages "PDFs" $missing ||
            say "PDFs can't be made until these are installed. As root: apt install $missing"
    elif command -v brew >/dev/null; then
        brew list pango >/dev/null 2>&1 || say "PDFs can't be made until Pango is installed: brew install pango"
    fi
}

find_browser() {
    for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        if [ -n "$candidate" ] && command -v "$candidate"; then
            return
        fi
    done
    return 1
}

# The journeys need a browser, the proofs of the production shape a Redis server, those of mail an IMAP server, and those of
# files a ClamAV.
prepare_tests() {
    if ! CHROMIUM="$(find_browser)"; then
        debian_packages "the browser journeys" chromium ||
            stop "The journeys need a browser. Install Chromium (apt install chromium, or brew install --cask chromium)."
        CHROMIUM="$(find_browser)" || stop "Chromium was installed, but no chromium can be found in PATH."
    fi
    export CHROMIUM
    command -v redis-server >/dev/null || debian_packages "the tests of queues" redis-server ||
        stop "The tests need a Redis server. Install it: apt install redis-server, or brew install redis."
    command -v dovecot >/dev/null || [ -x /usr/sbin/dovecot ] || debian_packages "the tests of mail" dovecot-imapd ||
        stop "The tests need the IMAP server Dovecot. Install it: apt install dovecot-imapd, or brew install dovecot."
    PATH="$PATH:/usr/sbin" command -v clamd >/dev/null || debian_packages "the tests of files" clamav-daemon ||
        stop "The tests need ClamAV's clamd. Install it: apt install clamav-daemon, or brew install clamav."
}
