# One image for every process of the product; which one it is, is said at its start: ops/start web | worker | ...

FROM node:24-bookworm-slim AS assets
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY ops/assets.sh ops/assets.sh
COPY static static
RUN sh ops/assets.sh

FROM python:3.13-slim-bookworm AS packages
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy
WORKDIR /src
COPY ops/uv.txt requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r uv.txt \
 && python -m venv --without-pip /opt/venv \
 && python -m uv pip install --no-cache --compile-bytecode --python /opt/venv/bin/python --require-hashes -r requirements.txt

FROM python:3.13-slim-bookworm
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin mash \
 && mkdir -p /srv/var/beat /srv/var/anchor \
 && chown mash: /srv/var/beat /srv/var/anchor
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=mash.settings.production \
    VAR_DIR=/srv/var \
    BIND=0.0.0.0:8000
WORKDIR /srv/app
COPY --from=packages /opt/venv /opt/venv
COPY . .
COPY --from=assets /src/static/built static/built
# Collecting needs settings that load, not ones that reach anything. What it leaves belongs to root: nobody serves what they can write.
RUN DJANGO_SETTINGS_MODULE=mash.settings.local SECRET_KEY=for-collecting-only DATABASE_URL=postgresql:///none \
        python manage.py collectstatic --no-input --verbosity 0 \
 && rm -rf /srv/var/broker \
 && python -m compileall -q .
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "ops/healthcheck.py"]
CMD ["ops/start", "web"]
