"""Files given to `pakn import`, and databases of their own for it."""

import os
import subprocess

import psycopg2

SECONDS = 180  # an end, not a measure


def given(daemon, content):
    """Writes a file where the owner of the state, who may not be allowed into the checkout, can read it."""
    path = daemon.home / "given"
    path.write_bytes(content if isinstance(content, bytes) else content.encode() if isinstance(content, str) else content.read_bytes())
    os.chmod(path, 0o644)
    return path


def command(daemon, conninfo, tenant, noun, content, *options):
    """The command that imports a text or a file, and its environment."""
    return {"args": daemon._command("import", noun, given(daemon, content), "--tenant", tenant, "--database", conninfo, *options),
            "env": daemon._environment()}


def run_import(*arguments):
    """Imports; returns how it ended, with what it wrote as it is: text=True would read carriage returns as line ends."""
    done = subprocess.run(**command(*arguments), capture_output=True, timeout=SECONDS)
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
    return done


class Database:
    """A database of its own, migrated and without any province; `close` drops it."""

    def __init__(self, cluster, daemon, name):
        self.cluster, self.name = cluster, name
        self.drop()
        cluster.call("createdb", name)
        self.conninfo = self.conninfo_of("pakn_owner")
        daemon.command("migrate", "--database", self.conninfo)
        self.connection = psycopg2.connect(self.conninfo)
        self.connection.autocommit = True

    def conninfo_of(self, role):
        return self.cluster.call("conninfo", self.name, role).strip()

    def drop(self):
        self.cluster.call("psql", "-d", "postgres", "-qc", f"drop database if exists {self.name} with (force)")

    def ask(self, statement, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def tenant_add(self, tenant_id, code, name, host, default=False):
        self.ask("insert into pakn.tenant (tenant_id, code, name, is_default) values (%s, %s, %s, %s)", tenant_id, code, name, default)
        self.ask("insert into pakn.tenant_host values (%s, %s)", host, tenant_id)

    def close(self):
        self.connection.close()
        self.drop()
