"""The masker, measured: how many of the numbers of people that stand in texts of reports it masks (recall), and how much of
what it masks is one (precision).

The texts are others' (../shared/data: condensed from public pages, some as they came without tone marks); the numbers in them
are planted, in forms that were collected before there was a rule (tests/plants.py).  `/usr/bin/python3 -m pytest -s
tests/api/test_masking.py` prints the figures; with TESTS_LONG=1 of ten times as many texts."""

import collections
import csv
import os

import psycopg2
import pytest

import plants

VARIANTS = 60 if os.environ.get("TESTS_LONG") else 6
RECALL, RECALL_OF_ANY, PRECISION = 0.97, 0.94, 0.97  # of all, of the worst kind, of all


@pytest.fixture(scope="module")
def texts(shared):
    """[(text, plants)]: each report's text with numbers in it, in several ways."""
    reports = []
    for name in ("reports_sample.tsv", "reports_sample_accentless.tsv"):
        with shared(name).open(encoding="utf-8", newline="") as lines:
            reports += [row["text"] for row in csv.DictReader(lines, delimiter="\t")]
    assert len(reports) > 60
    return [plants.planted(text, f"{text} {variant}") for text in reports for variant in range(VARIANTS)]


@pytest.fixture(scope="module")
def spans(seeded, cluster, texts):
    """For each text, what is masked: [(kind, start, end)]."""
    connection = psycopg2.connect(cluster.conninfo("pakn_owner"))
    with connection, connection.cursor() as cursor:
        cursor.execute("select t.n, s.kind, s.at - 1, s.at - 1 + s.len from unnest(%s) with ordinality t (text, n), pakn.mask_find(t.text) s",
                       ([text for text, _ in texts],))
        found = collections.defaultdict(list)
        for n, *span in cursor.fetchall():
            found[n - 1].append(span)
    connection.close()
    return found


def people(planted):
    return [plant for plant in planted if not plant.kind.startswith("not ")]


def share(part, whole):
    return f"{part:5} of {whole:5}  {part / whole:7.2%}"


def test_nearly_all_numbers_of_people_are_masked(texts, spans):
    assert len(texts) >= 200
    masked, planted, missed = collections.Counter(), collections.Counter(), []
    for n, (text, all_plants) in enumerate(texts):
        hidden = {at for _, start, end in spans[n] for at in range(start, end)}
        for plant in people(all_plants):
            planted[plant.kind] += 1
            whole = all(at in hidden for at in range(plant.start, plant.end) if text[at].isalnum())
            masked[plant.kind] += whole
            missed += [] if whole else [(plant.kind, text[max(0, plant.start - 30):plant.end + 10])]
    print(f"\nrecall, of {len(texts)} texts")
    for kind in planted:
        print(f"  {kind:15} {share(masked[kind], planted[kind])}")
    print(f"  {'all':15} {share(masked.total(), planted.total())}")
    for miss in missed[:20]:
        print("  missed:", *miss)
    assert masked.total() >= RECALL * planted.total()
    assert all(masked[kind] >= RECALL_OF_ANY * planted[kind] for kind in planted)


def test_hardly_anything_else_is_masked(texts, spans):
    right, made, wrong = collections.Counter(), collections.Counter(), []
    tempting, fallen = collections.Counter(), collections.Counter()
    for n, (text, all_plants) in enumerate(texts):
        for kind, start, end in spans[n]:
            made[kind] += 1
            good = any(plant.start < end and start < plant.end for plant in people(all_plants))
            right[kind] += good
            wrong += [] if good else [(kind, text[max(0, start - 30):start], "|", text[start:end])]
        for plant in all_plants:
            if plant not in people(all_plants):
                tempting[plant.kind] += 1
                fallen[plant.kind] += any(plant.start < end and start < plant.end for _, start, end in spans[n])
    print(f"\nprecision, of {len(texts)} texts")
    for kind in made:
        print(f"  {kind:15} {share(right[kind], made[kind])}")
    print(f"  {'all':15} {share(right.total(), made.total())}")
    print("left alone of what looks like it")
    for kind in sorted(tempting):
        print(f"  {kind[4:]:15} {share(tempting[kind] - fallen[kind], tempting[kind])}")
    for mistake in wrong[:20]:
        print("  wrong:", *mistake)
    assert right.total() >= PRECISION * made.total()
