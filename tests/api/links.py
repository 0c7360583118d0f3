"""Links that messages bring, made in the database: who has no account shows one."""

import base64
import contextlib
import hashlib
import secrets

import psycopg2

from support import Api


def link_to(daemon, report_id, purpose="handle", tenant=24):
    """Makes a link to a report, for the agency that has it or for its sender; returns the token."""
    token = f"pkl_{tenant}_{purpose[0]}_" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    with contextlib.closing(psycopg2.connect(daemon.cluster.conninfo("pakn_owner"))) as connection, connection, connection.cursor() as cursor:
        cursor.execute("insert into pakn.case_link (tenant_id, digest, purpose, report_id, agency_id, subscription_id, outbox_id, expires_at)"
                       " select r.tenant_id, %s, %s, r.report_id, case when %s = 'handle' then r.agency_id end, 0, gen_random_uuid(), now() + interval '1 day'"
                       " from pakn.report r where r.tenant_id = %s and r.report_id = %s",
                       (hashlib.sha256(token.encode()).digest(), purpose, purpose, tenant, report_id))
        assert cursor.rowcount == 1
    return token


def link_client(daemon, report_id, purpose="handle"):
    """A client that shows such a link."""
    client = Api(daemon.url)
    client.headers["Authorization"] = "Bearer " + link_to(daemon, report_id, purpose)
    return client


def purpose_of(path):
    """What a link is for that does what a path says."""
    return "rate" if path.endswith(("/rating", "/reopen")) else "handle"
