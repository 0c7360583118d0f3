"""Rollups that are wrong: whoever looks is told so, and the command that counts them anew puts them right."""

import re
import time

import pytest

from support import TENANT

SAMPLE = "figures counted again"


@pytest.fixture
def counted(send, ask):
    """Reports of now are in the rollups."""
    for _ in range(3):
        send()
    end = time.monotonic() + 120
    while ask("select exists (select from pakn.stat_delta where tenant_id = 24)") == [(True,)]:
        assert time.monotonic() < end, "nobody folds"
        time.sleep(0.1)


def doctor(seeded):
    """What the doctor says of the figures."""
    return re.search(rf"^(ok      {SAMPLE}|FINDING {SAMPLE}: .*)$", seeded.doctor(), re.MULTILINE)[0]


def test_rollups_that_were_damaged_are_found_named_and_counted_anew(seeded, counted, ask):
    def rebuild(*options):
        return seeded.command("stats", "rebuild", "--tenant", TENANT, *options)

    def table():
        return seeded.command("stats", "--tenant", TENANT, "--group-by", "agency")

    rebuild()  # whatever others have left here
    whole = table()
    assert doctor(seeded) == f"ok      {SAMPLE}"
    assert rebuild("--check").endswith("Nothing differed.\n")

    ask("update pakn.stat_rollup set in_time = coalesce(in_time, 0) + 1 where tenant_id = 24 and part = 'arrived' and dimension = 'agency'")
    damaged = table()
    assert damaged != whole
    assert re.fullmatch(rf"FINDING {SAMPLE}: .*{TENANT}, .*: agency.*", doctor(seeded))
    said = rebuild("--check")
    assert said.endswith("These rows differ.\n")
    assert re.findall(r"(arrived|received|handled) +([\w,]+) +\d+", said) == [("arrived", "agency")]
    assert table() == damaged

    assert rebuild().endswith("These rows differed.\n")
    assert table() == whole
    assert ask("select action, after->>'figures arrived agency' > '0' from pakn.admin_act where tenant_id = 24 and noun = 'figures' order by act_id desc limit 1") == [("rebuild", True)]
    assert doctor(seeded) == f"ok      {SAMPLE}"
    assert rebuild().endswith("Nothing differed.\n")
