"""The benchmark works, and what the READMEs say of it is what it measured."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from support import ROOT

sys.path.append(str(ROOT / "tests/bench"))  # behind tests, some of whose names it has, too
import figures  # noqa: E402

MEASURED = json.loads((ROOT / "tests/bench/figures.json").read_text())


@pytest.mark.parametrize("lang", figures.READMES)
def test_a_readme_quotes_the_figures(lang):
    assert figures.quoted(figures.READMES[lang].read_text()) == figures.quote(MEASURED, lang)


def test_the_tables_are_those_of_the_figures():
    assert (ROOT / "tests/bench/figures.md").read_text() == figures.markdown(MEASURED)


def test_a_figure_below_its_limit_is_told():
    rows = {"pakn 64": [{"rate": 290.0, "cpu": {}}], "fastify 64": [{"rate": 100.0, "cpu": {}}]}
    missed = figures.verdicts({"steps": {"polls": {"pieces": rows}}})
    assert missed == "| queue polls/s of 20 rows / Fastify's | 2.90 | 3 | 5 | **missed** |"


def test_the_peer_names_no_registry():
    assert '"resolved"' not in (ROOT / "tests/bench/fastify/package-lock.json").read_text()


def test_every_step_runs(tmp_path):
    if not shutil.which("wrk"):
        pytest.skip("there is no wrk")
    environment = os.environ | {"TESTS_STATE": str(ROOT / "var-tests-bench"), "BENCH_OUT": str(tmp_path)}
    done = subprocess.run([ROOT / "tests/bench/run", "--check"], text=True, capture_output=True, timeout=300,
                          env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    steps = json.loads((tmp_path / "figures.json").read_text())["steps"]
    counted = [] if shutil.which("valgrind") else ["instructions"]
    assert [*steps, *counted] == list(figures.STEPS)
    assert all(row["rate"] > 0 for step in ("intake", "polls", "tls") for rows in steps[step]["pieces"].values()
               for row in rows)
