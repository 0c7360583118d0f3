"""Measures queues that are polled and claimed.  Started by `pollers`, which says how.  The pollers are ../pollers.py; each
agency has a field and a rule of its own, so that a report's field says whose it is."""

import argparse
import asyncio
import os
import sys
import time

from stand import OUT, ROOT, TENANT, Served, Stand

sys.path.insert(0, str(ROOT / "tests"))
from pollers import Crowd, sessions  # noqa: E402

SOON_S = 1.0    # what the 99th percentile shall stay under


class Queues(Stand):
    """The bench with agencies, each of which has a field; the connections of all come from one address."""

    def start_with(self, agencies, each):
        super().start()
        self.daemon.stop()
        codes = [f"P{i:03}" for i in range(agencies)]
        files = {"agencies": ["code,name,short_name,level,kind"] + [f"{c},Đơn vị {c},{c},province,department" for c in codes],
                 "categories": ["code,name,deadline_class"] + [f"{c},Lĩnh vực {c},normal" for c in codes],
                 "rules": ["rule_no,category_code,area_code,agency_code,reason"] + [
                     f"{100000 + i},{c},*,{c},Của đơn vị." for i, c in enumerate(codes)]}
        for noun, lines in files.items():
            path = self.cluster.home() / f"{noun}.csv"
            path.write_text("\n".join(lines) + "\n")
            self.daemon.command("import", noun, "--database", self.owner, "--tenant", TENANT, path)
        with self.db.cursor() as cursor:
            tokens = {code: sessions(cursor, 24, code, each) for code in codes}
        everybody = agencies * each + 200
        self.daemon = Served(self.cluster, workers=0, conns_max=everybody, conns_per_address_max=everybody, limit_session_write="off")
        self.daemon.start()
        self.trees["pakn"] = self.daemon.master()
        body = {"description": "Đèn đường trước cổng trường tắt đã ba ngày, tối đi lại rất khó.", "location": {"lat": 21.1833, "lon": 106.0667}}
        return [(body | {"category": code}, tokens[code]) for code in codes]


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def table(crowd, cpu, memory, load):
    delays = crowd.delays
    rows = [("reports, a second", f"{len(crowd.sent):,}, {len(crowd.sent) / crowd.seconds:.0f}"),
            ("of them told to come back later", f"{crowd.put_off:,}"),
            ("polls answered", f"{crowd.polls:,}"),
            ("claims; reports claimed", f"{crowd.claims:,}; {len(crowd.claimed):,}")]
    rows += [(name, f"{count:,}") for name, count in crowd.faults().items()]
    rows += [("receipt to delivery, median", f"{percentile(delays, 0.5) * 1e3:.0f} ms"),
             ("99th percentile", f"{percentile(delays, 0.99) * 1e3:.0f} ms ({'under' if percentile(delays, 0.99) < SOON_S else 'not under'} a second)"),
             ("longest", f"{max(delays) * 1e3:.0f} ms")]
    rows += [(f"CPU of {name}", f"{seconds / crowd.seconds:.2f} cores, {seconds / len(crowd.sent) * 1e3:.2f} ms a report")
             for name, seconds in cpu.items()]
    rows += [(f"memory of {name}", f"{megabytes:.0f} MB") for name, megabytes in memory.items()]
    rows.append(("load of the machine before and after", load))
    return "| | |\n|---|---|\n" + "".join(f"| {name} | {value} |\n" for name, value in rows)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--agencies", type=int, default=200)
    parser.add_argument("--each", type=int, default=5)
    parser.add_argument("--rate", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    bench = Queues(options.seconds)
    try:
        agencies = bench.start_with(options.agencies, options.each)
        load, before, clock = f"{os.getloadavg()[0]:.1f}", bench.cpu(), time.process_time()
        crowd = Crowd(bench.daemon.url, bench.key, agencies)
        asyncio.run(crowd.run(options.rate, options.seconds))
        cpu = bench.spent(before, 1e6) | {"the pollers": time.process_time() - clock}
        memory = {name: tree.memory() for name, tree in bench.trees.items()}
        text = table(crowd, cpu, memory, f"{load}, {os.getloadavg()[0]:.1f}")
    finally:
        bench.close(options.keep)
    (OUT / "pollers.md").write_text(text)
    print(text, end="")
    sys.exit(any(crowd.faults().values()))


if __name__ == "__main__":
    main()
