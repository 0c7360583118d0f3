"""A database of its own for what would spoil the common one, and what the tests of it need."""

import secrets
import subprocess

import psycopg2

from support import ROOT, TENANT, Api


def database_fill(daemon, conninfo):
    """Migrates an empty database and loads the demo's province, as its owner."""
    daemon.command("migrate", "--database", conninfo)
    subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", ROOT / "sql/seed/bac_ninh.sql", conninfo],
                   check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def connect(conninfo):
    connection = psycopg2.connect(conninfo)
    connection.autocommit = True
    return connection


def account_token(daemon, conninfo, role, agency):
    """Makes an account and signs it in; returns its token."""
    username, password = role + secrets.token_hex(3), secrets.token_urlsafe(15)
    daemon.command("user", "add", "--tenant", TENANT, "--username", username, "--role", role, "--agency", agency,
                   "--password-stdin", "--database", conninfo, stdin=password + "\n")
    with Api(daemon.url) as session:
        return session.post("/api/v1/session", json={"username": username, "password": password}).json()["token"]
