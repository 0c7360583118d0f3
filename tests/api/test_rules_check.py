"""Rules before they decide: what is wrong with a set (`pakn rules check`), and what another would have made of what came in."""

import subprocess

import pytest

from given import given
from support import TENANT

HEADER = "rule_no,category_code,area_code,agency_code,reason"


@pytest.fixture
def rules(seeded, cluster):
    """rules(verb, text, *options): runs the command on a file, or on the rules in force; returns how it ended."""

    def run(verb, text, *options):
        arguments = [verb] + ([given(seeded, text)] if text else []) + ["--tenant", TENANT, *options]
        return subprocess.run(seeded._command("rules", *arguments), env=seeded._environment(PAKN_DATABASE=cluster.conninfo("pakn_owner")),
                              text=True, capture_output=True, timeout=60)

    return run


@pytest.fixture
def versions(sign_in):
    """versions(): the last version of the rules, to see that nothing was saved."""
    return lambda: sign_in("admin").get("/api/v1/admin/rules/versions", params={"limit": 1}).json()["items"][0]["version"]


def test_the_rules_in_force_are_looked_into_alike_by_command_and_interface(rules, sign_in):
    told = sign_in("admin").get("/api/v1/admin/rules/check").json()
    done = rules("check", None)
    assert (done.returncode, done.stderr) == (1 if told["to_decide"] else 0, "")
    lines = done.stdout.splitlines()[1:-2]
    assert [(line[0] == "!", line.split()[1 if line[0] == "!" else 0]) for line in lines] == [(item["decide"], item["kind"]) for item in told["items"]]
    assert f"{told['uncovered']} of {told['pairs']} pairs" in done.stdout
    [other] = [item for item in told["items"] if item["category"] == "KHAC" and item["kind"] in ("uncovered", "gap")]
    assert told["pairs"] == 99 * 26 and other["detail"]["vi"] and other["communes"] >= 98


def test_a_file_is_looked_into_before_it_is_saved(rules, versions):
    before = versions()
    done = rules("check", HEADER + ",priority\n7801,TN,09187,SXD,Thử,-1\n7802,KHAC,*,SXD,Thử,\n7803,DIEN,09187,commune,Thử,\n")
    assert done.returncode == 1 and "shadowed  7801  TN" in done.stdout and "these come before it: 12" in done.stdout, done.stdout
    assert "uncovered  —     KHAC" not in done.stdout
    assert versions() == before


@pytest.mark.parametrize("verb", [["check"], ["dry-run", "--since", "2026-01-01"]], ids=["check", "dry-run"])
def test_a_file_that_could_not_be_saved_is_told_by_line(rules, versions, verb):
    before = versions()
    done = rules(verb[0], HEADER + "\n7801,TN,09187,SXD,Thử\n7802,TN,*,XX,Thử\n", *verb[1:])
    assert (done.returncode, done.stdout) == (1, "") and done.stderr == 'line 3: agency_code: "XX" is not known in this province\n'
    assert versions() == before


def test_rules_are_looked_at_as_of_a_day(rules):
    text = HEADER + ",valid_from,valid_to\n7801,KHAC,*,SXD,Thử,,2090-01-01\n"
    ended = "ended 7801 KHAC ended on 2090-01-01"
    assert ended not in [" ".join(line.split()) for line in rules("check", text).stdout.splitlines()]
    done = rules("check", text, "--at", "2090-01-01")
    assert ended in [" ".join(line.split()) for line in done.stdout.splitlines()] and "KHAC   no commune has a rule" in done.stdout, done.stdout


def test_a_dry_run_tells_what_would_have_gone_elsewhere(rules, versions, send, sign_in, db):
    before = versions()
    since = send("CSCC", "09205")["received_at"]
    here, there = send("CX", "09205")["code"], send("CX", "07228")["code"]
    rule = {"category_code": "CX", "area_code": "09205", "agency_code": "SXD", "reason": "Thử"}
    done = rules("dry-run", HEADER + "\n7801,CX,09205,SXD,Thử\n", "--since", since, "--cases")
    assert done.returncode == 0, done.stderr
    assert "UB09205  SXD  CX     1\n" in done.stdout and "1 elsewhere (0 to the desk, 0 from it)" in done.stdout, done.stdout
    [case] = [line.split("\t") for line in done.stdout.splitlines() if line.startswith(here)]
    assert case[2:] == ["CX", "09205", "UB09205", "6", "SXD", "7801"] and there not in done.stdout
    told = sign_in("admin").post("/api/v1/admin/rules/dry-run", json={"rules": {"7801": rule}, "since": since, "cases": True}).json()
    assert told["items"] == [{"from": "UB09205", "to": "SXD", "category": "CX", "reports": 1}]
    assert [(case["code"], case["from_rule"], case["to_rule"]) for case in told["cases"]] == [(here, 6, 7801)]
    assert told["reports"] == told["same"] + told["moved"] + told["not_by_rules"] and told["moved"] == 1
    assert versions() == before
    cursor = db.cursor()
    cursor.execute("select count(*) from pakn.routing_rule where rule_id between 7800 and 7899")
    assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("rule, pointer, code", [
    ({"7801": {"category_code": "XX", "area_code": "*", "agency_code": "SXD", "reason": "a"}}, "/rules/7801/category_code", "unknown"),
    ({"7801": {"category_code": "TN", "area_code": "*", "agency_code": "SXD", "reason": "a"}}, "/rules/7801/rule_no", "same_as_rule"),
    ({"7801": {"area_code": "*", "agency_code": "SXD", "reason": "a"}}, "/rules/7801/category_code", "required"),
    ({"7801": 5}, "/rules/7801", "bad_format"),
    ({"7801": {"category_code": "TN", "area_code": "*", "agency_code": "SXD", "reason": "a", "valid_from": "2026-02-30"}}, "/rules", "bad_format"),
])
def test_what_is_wrong_with_rules_of_a_dry_run_is_told_by_pointer(sign_in, rule, pointer, code):
    answer = sign_in("admin").post("/api/v1/admin/rules/dry-run", json={"rules": rule, "since": "2026-01-01T00:00:00+07:00"})
    assert answer.status_code == 422, answer.text
    error = answer.json()["errors"][0]
    assert (error["pointer"], error["code"]) == (pointer, code) and error["detail"]
