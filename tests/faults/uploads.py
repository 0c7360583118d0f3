"""Clients that send files, and what must be true of files that were acknowledged."""

import asyncio
import dataclasses
import hashlib
import json
import os
import random
import time
import uuid

from files import digest_of, encode, mp4, noise
from load import Clients, Entry

SIZES = (100, 2000, 20000)  # half of a document's bytes


def document():
    return b"%PDF-1.4\n% " + os.urandom(random.choice(SIZES)).hex().encode() + b"\n%%EOF\n"


MADE = (document, document, lambda: mp4(100_000), lambda: encode(noise(200), "JPEG"), lambda: encode(noise(100), "PNG"))


@dataclasses.dataclass
class Upload(Entry):
    """A file, as a citizen's app sends it."""

    sent: str = ""  # its digest

    def identifier(self):
        return json.loads(self.answers[0])["id"]

    def digest(self):
        """What it must be on disk: a picture is made anew."""
        told = json.loads(self.answers[0])
        return told["sha256"] if told["type"].startswith("image/") else self.sent


class Uploads(Clients):
    """Clients that send documents, videos and photos, each one of its own."""

    def __init__(self, url, clients):
        super().__init__(url, clients, pause=0.05)
        self.unnamed = []
        self.began = time.time()

    def upload_new(self):
        key = str(uuid.uuid4())
        data = random.choice(MADE)()
        head = (f"POST /api/v1/attachments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n"
                f"Content-Length: {len(data)}\r\nIdempotency-Key: {key}\r\n\r\n")
        return Upload(key, head.encode() + data, sent=hashlib.sha256(data).hexdigest())

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


def check_files(db, folder, files, store=None):
    """Asserts that what was acknowledged is stored, with all its bytes; that no row since they began names a
    file that is not there; and that each file which a report was to name is that report's."""
    ledger = files.ledger
    uploads = {upload.identifier(): upload for upload in ledger.acknowledged()}
    with db.cursor() as cursor:
        cursor.execute("select attachment_id::text, tenant_id::text, encode(f.sha256, 'hex') from pakn.attachment_file f"
                       " join pakn.attachment a using (tenant_id, attachment_id) where a.created_at >= to_timestamp(%s)", [files.began])
        rows = cursor.fetchall()
    missing = [row for row in rows if digest_of(folder, *row[1:], store) != row[2]]
    assert not ledger.unexpected, f"unexpected answers: {ledger.unexpected[:3]}"
    assert not missing, f"{len(missing)} files are named and not there, or not whole"
    assert not list(folder.glob("pakn*")), "a file has a name before it is whole"
    found = {(attachment, digest) for attachment, _, digest in rows}
    lost = [upload for identifier, upload in uploads.items() if (identifier, upload.digest()) not in found]
    assert not lost, f"lost: {len(lost)} of {len(uploads)} files that were acknowledged"
    with db.cursor() as cursor:
        cursor.execute("select count(report_id) from pakn.attachment where attachment_id = any (%s::uuid[])",
                       (list(uploads),))
        named, = cursor.fetchone()
    assert named == len(uploads) - len(files.unnamed)
    assert all(len(set(upload.answers)) == 1 for upload in uploads.values()), "answers differ"
    print(f"{len(uploads)} files acknowledged, all there; {named} named by reports", dict(ledger.statuses), dict(ledger.errors))
