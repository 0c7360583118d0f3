"""Runs the marked blocks of the runbook in a booted system and compares what they print; prints TAP.

A block ```sh run``` is run in a fresh root shell, ```sh fetch``` likewise with the network of this machine.  Where a block
```text``` follows, each of its lines must be found in what was printed, in this order; `…` stands for anything.
"""

import argparse
import re
import subprocess
import sys

FENCE = re.compile(r"^```(\w*) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SECONDS = 900


class Step:
    """One block, the heading above it, and the lines that it must print."""

    def __init__(self, heading, network, commands):
        self.heading, self.network, self.commands, self.prints = heading, network, commands, []


def steps_of(path):
    """Reads the steps of a page."""
    with open(path, encoding="utf-8") as page:
        text = page.read()
    steps, end = [], 0
    for fence in FENCE.finditer(text):
        language, words, body = fence.groups()
        between, end = text[end:fence.start()], fence.end()
        if language == "sh" and words in ("run", "fetch"):
            outside = FENCE.sub(lambda block: "\n" * block.group().count("\n"), text[:fence.start()])
            steps.append(Step(HEADING.findall(outside)[-1], words == "fetch", body))
        elif language == "text" and steps and not between.strip().startswith("#"):
            steps[-1].prints = body.splitlines()
    return steps


def namespaces(init, network):
    names = ["mount", "uts", "ipc", "pid", "cgroup"] + ([] if network else ["net"])
    return ["nsenter", "--target", init, *(f"--{name}" for name in names), "env", "-i", "TERM=dumb", "HOME=/root",
            "USER=root", f"PATH={PATH}"]


def inside(init, commands, network=False):
    """Runs commands as an administrator would paste them, but stops at the first that fails."""
    return subprocess.run([*namespaces(init, network), "bash", "-euo", "pipefail", "-c", "cd; " + commands], text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS)


def first_missing(prints, output):
    """The first of the lines that was not printed behind the ones above it, or None."""
    lines = iter(output.splitlines())
    for wanted in prints:
        pattern = ".*".join(re.escape(part) for part in wanted.strip().split("…"))
        if not any(re.fullmatch(pattern, line.strip()) for line in lines):
            return wanted
    return None


class Report:
    """Counts and prints TAP."""

    def __init__(self):
        self.number = self.failed = 0

    def add(self, name, problem):
        self.number += 1
        self.failed += bool(problem)
        print(f"{'not ok' if problem else 'ok'} {self.number} - {name}", flush=True)
        for line in (problem or "").splitlines():
            print("#", line)


def step_run(init, step, log):
    """Runs a step; says what is wrong, or nothing."""
    done = inside(init, step.commands, step.network)
    log.write(f"\n##### {step.heading}\n{step.commands}----- status {done.returncode}\n{done.stdout}")
    log.flush()
    missing = first_missing(step.prints, done.stdout)
    if done.returncode:
        return f"status {done.returncode} of:\n{step.commands}{done.stdout[-3000:]}"
    return f"did not print: {missing}\n{step.commands}{done.stdout[-3000:]}" if missing else None


# What must hold for each process of the daemon under its unit: a line of /proc/PID/status, as a pattern.
RESTRICTIONS = [
    ("runs as a user of its own", r"Uid:\t(?!0\b)(\d+)\t\1\t\1\t\1"),
    ("can gain no privileges", r"NoNewPrivs:\t1"),
    ("has no capabilities", r"CapEff:\t0{16}"),
    ("can get no capabilities", r"CapBnd:\t0{16}"),
    ("filters its system calls", r"Seccomp:\t2"),
]

# Commands that succeed where the unit is as tight as it says; {pid} is the daemon's.
CHECKS = [
    ("the unit's exposure is below 2.0",
     "systemd-analyze security --offline=true --threshold=20 --no-pager /usr/local/lib/systemd/system/pakn.service"),
    ("the units are without errors", "systemd-analyze verify /usr/local/lib/systemd/system/pakn*.service"
     " /usr/local/lib/systemd/system/pakn*.timer /usr/local/lib/systemd/system/pakn*.socket 2>&1 | tee /dev/stderr |"
     " { ! grep pakn; }"),
    ("the daemon sees a system that it cannot write to",
     "nsenter -t {pid} -m -- sh -c '! touch /usr/x && ! touch /etc/x && ! touch /var/x && touch /var/lib/pakn/x && rm /var/lib/pakn/x'"),
    ("the daemon sees no home folders", "nsenter -t {pid} -m -- sh -c '! ls /root/ 2>/dev/null | grep .'"),
    ("its user cannot read the keys", "! setpriv --reuid=pakn --regid=pakn --clear-groups cat /etc/pakn/secrets/{code_key,secret_key,identity_keys} 2>/dev/null | grep ."),
    ("its user is let into the database as pakn_app",
     "setpriv --reuid=pakn --regid=pakn --clear-groups psql -XAtc 'select current_user' 'dbname=pakn user=pakn_app' | grep -x pakn_app"),
    ("its user cannot become the owner",
     "! setpriv --reuid=pakn --regid=pakn --clear-groups psql -XAtc 'select 1' 'dbname=pakn user=pakn_owner' 2>/dev/null"),
    ("another user is not let in",
     "! setpriv --reuid=nobody --regid=nogroup --clear-groups psql -XAtc 'select 1' 'dbname=pakn user=pakn_app' 2>/dev/null"),
    ("a photo is taken, looked into behind the unit's walls and those of its own, and stored",
     "echo iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg== | base64 -d |"
     " curl -sS -o /dev/null -w '%{http_code}' --data-binary @- -H 'Content-Type: image/png' http://127.0.0.1:8080/api/v1/attachments | grep -x 201"),
    ("no unit failed", "systemctl list-units --failed --no-legend --plain 'pakn*' | tee /dev/stderr | { ! grep .; }"),
    ("the log has no errors", """journalctl -u pakn --no-pager | { ! grep '"level":"error"'; }"""),
]


def restrictions_check(init, report):
    """Looks at the daemon as systemd runs it."""
    pids = inside(init, "cat /sys/fs/cgroup/system.slice/pakn.service/cgroup.procs").stdout.split()
    report.add("the daemon has its processes", None if len(pids) > 2 else f"found {pids}")
    for name, pattern in RESTRICTIONS:
        statuses = [inside(init, f"cat /proc/{pid}/status").stdout for pid in pids]
        bad = [status for status in statuses if not re.search(f"^{pattern}$", status, re.MULTILINE)]
        report.add(f"each process {name}", "".join(bad))
    for name, commands in CHECKS:
        done = inside(init, commands.replace("{pid}", pids[0] if pids else "0"))
        report.add(name, done.returncode and f"status {done.returncode}\n{done.stdout[-3000:]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--init", required=True, help="process id of the system's init")
    parser.add_argument("--log", required=True)
    parser.add_argument("pages", nargs="+")
    arguments = parser.parse_args()
    report = Report()
    with open(arguments.log, "w", encoding="utf-8") as log:
        for page in arguments.pages:
            for step in steps_of(page):
                problem = step_run(arguments.init, step, log)
                first = step.commands.splitlines()[0]
                report.add(f"{page.rsplit('/', 1)[1]}, {step.heading}: {first}", problem)
                if problem:
                    log.write(inside(arguments.init, "journalctl --no-pager -n 200").stdout)
                    print(f"1..{report.number}\nBail out! the next steps need this one; the journal is in the log")
                    return 1
    restrictions_check(arguments.init, report)
    print(f"1..{report.number}")
    return report.failed > 0


if __name__ == "__main__":
    sys.exit(main())
