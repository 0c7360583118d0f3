"""Working on cases through the interface, as staff do."""


def act(client, case, action, version=None, key=None, **body):
    """Does an action; without a version, on the one that the client reads first."""
    headers = {}
    if version is None:
        version = client.get(f"/api/v1/cases/{case}").headers["ETag"]
    if version:
        headers["If-Match"] = version
    if key:
        headers["Idempotency-Key"] = key
    return client.post(f"/api/v1/cases/{case}/{action}", json=body, headers=headers)


def done(client, case, action, **body):
    """Does an action that must succeed; returns the case as it is afterwards."""
    answer = act(client, case, action, **body)
    assert answer.status_code == 200, f"{action}: {answer.status_code} {answer.text}"
    return answer.json()


def queue_items(client, **parameters):
    """Reads a queue to its end, over all pages."""
    items, parameters = [], {"limit": 200} | parameters
    while True:
        page = client.get("/api/v1/queue", params=parameters).json()
        items += page["items"]
        if not page["next_cursor"]:
            return items
        parameters["cursor"] = page["next_cursor"]


def problem_of(answer, status, code):
    """Checks the frame of a problem document; returns it."""
    assert answer.status_code == status, f"{answer.status_code} {answer.text}"
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert document["code"] == code, document
    assert document["type"] == f"urn:pakn:problem:{code}"
    assert document["status"] == status
    assert document["title"]
    assert len(document["trace_id"]) == 32 and set(document["trace_id"]) <= set("0123456789abcdef")
    return document
