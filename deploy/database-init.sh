#!/bin/sh
# Runs once in the database's container (docker-compose.yml): roles, database, passwords.
set -eu
psql -X -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -f /pakn/roles.sql
psql -X -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -v name=pakn -f /pakn/database.sql
psql -X -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" <<'END'
\getenv owner_password PAKN_OWNER_PASSWORD
\getenv app_password PAKN_APP_PASSWORD
alter role pakn_owner password :'owner_password';
alter role pakn_app password :'app_password';
END
