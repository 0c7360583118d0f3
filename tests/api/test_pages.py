"""The pages and files that an administrator reads fit each other and the daemon.  (The commands of deploy/install.md and
deploy/runbook.md are run by tests/install/run.)"""

import os
import re
import subprocess

import pytest
import requests

from support import ROOT

CODE = re.compile(r"^```\w*.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)]+)\)")
HEADING = re.compile(r"^(#+) (.*)$", re.MULTILINE)
PAGES = sorted(page.relative_to(ROOT).as_posix()
               for pattern in ("*.md", "*/*.md", "sql/seed/*.md") for page in ROOT.glob(pattern)
               if not page.relative_to(ROOT).as_posix().startswith(("build", "var")))
ENGLISH, VIETNAMESE = ((ROOT / name).read_text() for name in ("README.md", "README.vi.md"))


def prose(text):
    return CODE.sub("", text)


def table_rows(text):
    """How many cells each row of each table has."""
    return [line.count("|") for line in prose(text).splitlines() if line.startswith("|")]


def anchor(heading):
    """What GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("part", [
    CODE.findall,
    lambda text: sorted(set(LINK.findall(prose(text))) - {"README.md", "README.vi.md"}),
    lambda text: [marks for marks, _ in HEADING.findall(prose(text))],
    table_rows,
    lambda text: sorted(set(re.findall(r"`[^`\n]+`", re.sub(r"\s*\n", " ", prose(text))))),
], ids=["blocks of code", "links", "levels of headings", "tables", "names in code"])
def test_both_readmes_have_the_same(part):
    assert part(ENGLISH) == part(VIETNAMESE)


def test_each_readme_leads_to_the_other():
    assert "[Tiếng Việt](README.vi.md)" in ENGLISH and "[English](README.md)" in VIETNAMESE


def test_the_readme_names_every_command(seeded):
    named = re.search(r"`pakn (serve, [^`]*)`", ENGLISH)[1].split(", ")
    assert named == re.findall(r"^  (\w+) ", seeded.command("--help"), re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page):
    for link in LINK.findall(prose((ROOT / page).read_text())):
        if link.startswith("http"):
            continue
        path, _, part = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.exists(), link
        if part:
            assert part in [anchor(text) for _, text in HEADING.findall(prose(target.read_text()))], link


def test_every_figure_of_an_alarm_is_one_of_the_daemon(daemon):
    shown = requests.get(daemon.admin_url + "/metrics", timeout=10).text
    names = set(re.findall(r"^# TYPE (\w+)", shown, re.MULTILINE))
    for name in re.findall(r"\bpakn_\w+", (ROOT / "deploy/alarms.yml").read_text()):
        assert re.sub(r"_bucket$", "", name) in names, name


def test_every_alarm_is_explained_in_the_runbook():
    alarms = re.findall(r"- alert: (\w+)", (ROOT / "deploy/alarms.yml").read_text())
    runbook = (ROOT / "deploy/runbook.md").read_text()
    explained = re.findall(r"^\| (`Pakn.*?) \|", runbook, re.MULTILINE)
    assert sorted(alarms) == sorted(re.findall(r"`(\w+)`", " ".join(explained)))
    assert f"SUCCESS: {len(alarms)} rules found" in runbook


def test_every_reason_of_readiness_is_explained_in_the_runbook():
    checks = re.findall(r'^\t\{ "(\w+)", &q_', (ROOT / "server/admin.c").read_text(), re.MULTILINE)
    runbook = (ROOT / "deploy/runbook.md").read_text()
    assert checks and re.findall(r"^\| `unready`, reason `(\w+) …` \|", runbook, re.MULTILINE) == checks


def test_the_sample_of_settings_is_accepted(seeded):
    sample = seeded.home / "sample.conf"
    text = (ROOT / "deploy/pakn.conf").read_text()
    sample.write_text(re.sub(r"^;(?=\w+ = )", "", text, flags=re.MULTILINE))
    # Those of the tests are in the environment and would hide what the file says.
    bare = {name: text for name, text in os.environ.items() if not name.startswith("PAKN_")}
    done = subprocess.run(seeded._command("config", "--config", sample), env=bare, text=True, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "The settings are good.\n"), done.stderr
