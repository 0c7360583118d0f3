"""Clients that send files, and what must be true of files that were acknowledged."""

import asyncio
import dataclasses
import hashlib
import json
import os
import random
import time
import uuid

from load import Clients, Entry

SIZES = (100, 2000, 20000)  # half of a document's bytes


@dataclasses.dataclass
class Upload(Entry):
    """A file, as a citizen's app sends it."""

    digest: str = ""

    def identifier(self):
        return json.loads(self.answers[0])["id"]


class Uploads(Clients):
    """Clients that send documents, each one of its own."""

    def __init__(self, url, clients):
        super().__init__(url, clients, pause=0.05)
        self.unnamed = []
        self.began = time.time()

    def upload_new(self):
        key = str(uuid.uuid4())
        data = b"%PDF-1.4\n% " + os.urandom(random.choice(SIZES)).hex().encode() + b"\n%%EOF\n"
        head = (f"POST /api/v1/attachments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/pdf\r\n"
                f"Content-Length: {len(data)}\r\nIdempotency-Key: {key}\r\n\r\n")
        return Upload(key, head.encode() + data, digest=hashlib.sha256(data).hexdigest())

    async def _client(self, number):
        connections = self.connections()
        while not self.stopping:
            upload = self.upload_new()
            await self._send(upload, connections)
            if upload.answers:
                self.unnamed.append(upload.identifier())
            await asyncio.sleep(self.pause)
        for connection in connections:
            connection.close()

    def attachment(self):
        """Members for a report: one of the files that no report has named yet, or none."""
        return {"attachments": [self.unnamed.pop()]} if self.unnamed else {}


def digest_of(path):
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def check_files(db, folder, files):
    """Asserts that what was acknowledged is stored, with all its bytes; that no row since they began names a
    file that is not there; and that each file which a report was to name is that report's."""
    ledger = files.ledger
    uploads = {upload.identifier(): upload for upload in ledger.acknowledged()}
    with db.cursor() as cursor:
        cursor.execute("select tenant_id::text, attachment_id::text, encode(f.sha256, 'hex') from pakn.attachment_file f"
                       " join pakn.attachment a using (tenant_id, attachment_id) where a.created_at >= to_timestamp(%s)", [files.began])
        rows = {attachment: (tenant, digest) for tenant, attachment, digest in cursor}
    missing = [row for row in rows.values() if digest_of(folder / row[0] / row[1][:2] / row[1][2:4] / row[1]) != row[1]]
    assert not ledger.unexpected, f"unexpected answers: {ledger.unexpected[:3]}"
    assert not missing, f"{len(missing)} files are named and not there, or not whole"
    lost = [upload for identifier, upload in uploads.items() if rows.get(identifier, ("", ""))[1] != upload.digest]
    assert not lost, f"lost: {len(lost)} of {len(uploads)} files that were acknowledged"
    with db.cursor() as cursor:
        cursor.execute("select count(report_id) from pakn.attachment where attachment_id = any (%s::uuid[])",
                       (list(uploads),))
        named, = cursor.fetchone()
    assert named == len(uploads) - len(files.unnamed)
    assert all(len(set(upload.answers)) == 1 for upload in uploads.values()), "answers differ"
    print(f"{len(uploads)} files acknowledged, all there; {named} named by reports", dict(ledger.statuses), dict(ledger.errors))
