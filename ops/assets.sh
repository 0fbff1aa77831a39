#!/bin/sh
# Builds the style sheet and fetches the scripts of the design systems into static/built/. Does nothing when nothing changed.
set -eu
cd "$(dirname "$0")/.."

# One line of shell decides in milliseconds whether there is work: what went in is what went in last time.
inputs="package-lock.json .npmrc ops/assets.sh $(find static/scss -type f | sort)"
mark=$(cat $inputs | cksum)
built=static/built
if [ "$(cat "$built/.stamp" 2>/dev/null)" = "$mark" ] && [ -f "$built/app.css" ] && [ -f "$built/moj-frontend.min.js" ]; then
    exit 0
fi

if [ -x .venv/bin/node ]; then PATH="$PWD/.venv/bin:$PATH"; fi
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo "Node is missing: run ./run once (it installs Node into .venv), or install Node 20 or newer." >&2
    exit 1
fi

lock=$(cat package-lock.json .npmrc | cksum)
if [ "$(cat node_modules/.lock 2>/dev/null)" != "$lock" ]; then
    npm ci --loglevel=error
    echo "$lock" > node_modules/.lock
fi

govuk=node_modules/govuk-frontend/dist/govuk
moj=node_modules/@ministryofjustice/frontend/moj
fresh="$built.$$"
trap 'rm -rf "$fresh"' EXIT
mkdir -p "$fresh/images" "$built"
node node_modules/sass/sass.js --load-path=. --style=compressed --no-source-map --quiet-deps static/scss/app.scss "$fresh/app.css"
# Source maps aren't shipped, so the line that names them would break the fingerprinting of static files.
for script in "$govuk/govuk-frontend.min.js" "$moj/moj-frontend.min.js"; do
    sed 's|//# sourceMappingURL=.*$||' "$script" > "$fresh/$(basename "$script")"
done
cp "$moj/assets/images/icon-document.svg" "$fresh/images/"
cp -R "$fresh/." "$built/"
echo "$mark" > "$built/.stamp"
echo "Style sheet and scripts built."
