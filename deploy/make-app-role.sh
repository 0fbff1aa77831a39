#!/bin/sh
# Run once by the PostgreSQL container when its data is first made: the plain role that the application serves as.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set password="$APP_DATABASE_PASSWORD" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE mash_app LOGIN PASSWORD :'password';
SQL
