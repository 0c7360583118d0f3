"""What was measured, as tables: figures.md with each round, and what the READMEs quote of it.

figures.json holds the rounds as they were measured, by step and piece; everything else is made from it, so that a
test can compare."""

import json
import pathlib
import statistics

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
STEPS = ("intake", "polls", "tls", "idle", "instructions")
READMES = {"en": ROOT / "README.md", "vi": ROOT / "README.vi.md"}
BEGIN, END = "<!-- figures: tests/bench/run --publish writes them -->", "<!-- end of figures -->"


def rows(figures, step, piece):
    return figures["steps"].get(step, {}).get("pieces", {}).get(piece, [])


def ratios(figures, step, one, other, value):
    """One piece's value to another's in each round."""
    return [value(a) / value(b) for a, b in zip(rows(figures, step, one), rows(figures, step, other))]


def rate(row):
    return row["rate"]


def p99(row):
    return row["p99"]


def cpu(row):
    return sum(row["cpu"].values())


def single(step, name):
    """A figure that is measured once."""
    return lambda figures: [figures["steps"][step][name]] if step in figures["steps"] else []


def to(step, one, other, value):
    return lambda figures: ratios(figures, step, one, other, value)


# What must be reached, what is aimed at, and whether less is better.
TARGETS = [
    ("durable 201/s at 64 connections / pgbench at 64 clients", to("intake", "pakn 64", "pgbench 64", rate), 1.5, 2.5, False),
    ("durable 201/s at 256 connections / pgbench at 64 clients", to("intake", "pakn 256", "pgbench 64", rate), 2, 3, False),
    ("durable 201/s / Fastify + pg, at 64", to("intake", "pakn 64", "fastify 64", rate), 3, 5, False),
    ("durable 201/s / Fastify + pg, at 256", to("intake", "pakn 256", "fastify 256", rate), 3.5, 6, False),
    ("p99 at 256 / Fastify's", to("intake", "pakn 256", "fastify 256", p99), 0.3, 0.12, True),
    ("core-µs an intake at 64 / Fastify's", to("intake", "pakn 64", "fastify 64", cpu), 0.25, 0.15, True),
    ("core-µs an intake at 256 / Fastify's", to("intake", "pakn 256", "fastify 256", cpu), 0.25, 0.15, True),
    ("instructions of an intake in the daemon", single("instructions", "an_intake"), 150000, 100000, True),
    ("queue polls/s of 20 rows / Fastify's", to("polls", "pakn 64", "fastify 64", rate), 3, 5, False),
    ("MB for 10,000 idle connections", single("idle", "plain"), 30, 20, True),
    ("MB for 10,000 idle connections with TLS", single("idle", "tls"), 200, 165, True),
]

NAMES = {
    "en": {"pakn 1": "PAKN, 1 connection", "pakn 64": "PAKN, 64 connections", "pakn 256": "PAKN, 256 connections",
           "pgbench 64": "pgbench, 64 clients", "fastify 1": "Fastify + pg, 1 connection",
           "fastify 64": "Fastify + pg, 64 connections", "fastify 256": "Fastify + pg, 256 connections"},
    "vi": {"pakn 1": "PAKN, 1 kết nối", "pakn 64": "PAKN, 64 kết nối", "pakn 256": "PAKN, 256 kết nối",
           "pgbench 64": "pgbench, 64 kết nối", "fastify 1": "Fastify + pg, 1 kết nối",
           "fastify 64": "Fastify + pg, 64 kết nối", "fastify 256": "Fastify + pg, 256 kết nối"},
}

QUOTE = {
    "en": """\
Measured on {when} with `make bench` on {cores} cores that also ran the clients: reports of {kb} kB, each with an API key,
an idempotency key, its commune found by polygon, its agency by rule, its deadline, first event, work item and figures, on
disk (`fsync` on) before the 201. In the same rounds pgbench with 64 clients, and a tuned service of Fastify and pg, have one
SQL function do the same, one report a call.

| | reports a second | times pgbench | times Fastify | p50 / p99 ms | core-µs a report |
|---|---|---|---|---|---|
{table}

The µs are those of the service and of PostgreSQL. For a report the daemon runs {instructions} instructions, counted by callgrind.
A queue's first 20 rows are polled {polls} times a second, {polls_ratio} times as often as from Fastify; where each poll finds a
change, {anew} times, {anew_ratio} times as often. Over TLS {tls} requests a
second are answered on connections that stay open, and {handshakes} on new ones. 10,000 idle connections take {plain} MB, with
TLS {tls_mb} MB. Absolute rates vary with the machine; the ratios are medians of {rounds} interleaved rounds. All of them, and
what had to be reached: [tests/bench/figures.md](tests/bench/figures.md).
""",
    "vi": """\
Đo ngày {when} bằng `make bench` trên {cores} nhân chạy luôn cả phía gửi: phản ánh {kb} kB, mỗi phản ánh kèm khóa API, khóa chống
trùng, xã phường tìm theo ranh giới, cơ quan tìm theo quy tắc, thời hạn, sự kiện đầu tiên, việc cần làm và số liệu, tất cả đã nằm
trên đĩa (`fsync` bật) trước khi trả lời 201. Trong cùng các lượt đo, pgbench với 64 kết nối và một dịch vụ Fastify + pg đã tinh
chỉnh làm đúng những việc ấy bằng một hàm SQL, mỗi lần gọi một phản ánh.

| | phản ánh mỗi giây | gấp mấy lần pgbench | gấp mấy lần Fastify | p50 / p99 ms | µs CPU mỗi phản ánh |
|---|---|---|---|---|---|
{table}

Số µs là của dịch vụ và của PostgreSQL. Mỗi phản ánh, dịch vụ chạy {instructions} lệnh máy, đếm bằng callgrind. 20 dòng đầu của hàng
việc được hỏi {polls} lần mỗi giây, gấp {polls_ratio} lần Fastify; khi lần hỏi nào cũng thấy thay đổi thì {anew} lần, gấp
{anew_ratio} lần. Qua TLS, dịch vụ trả lời {tls} yêu cầu mỗi giây trên kết nối giữ
mở và {handshakes} trên kết nối mới. 10.000 kết nối để không chiếm {plain} MB, với TLS là {tls_mb} MB. Con số tuyệt đối tùy máy; các tỷ
lệ là trung vị của {rounds} lượt đo xen kẽ. Toàn bộ, kèm mức phải đạt: [tests/bench/figures.md](tests/bench/figures.md).
""",
}


def number(value, digits=0, lang="en"):
    text = f"{value:,.{digits}f}"
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))


def middle(values, digits=0, lang="en"):
    return number(statistics.median(values), digits, lang) if values else ""


def in_rounds(values, digits):
    """The median, and what each round had."""
    if len(values) < 2:
        return middle(values, digits)
    return f"**{middle(values, digits)}** ({' '.join(number(value, digits) for value in values)})"


def spent(measured, lang="en"):
    """Core-microseconds of the service, where there is one, and of PostgreSQL; who only stood beside is left out."""
    medians = [statistics.median([row["cpu"][name] for row in measured]) for name in measured[0]["cpu"]]
    return " + ".join(number(value, 0, lang) for value in medians)


def table(figures, lang="en", every_round=False):
    """A line of the intake's table for each piece."""
    lines = []
    for piece, name in NAMES[lang].items():
        measured = rows(figures, "intake", piece)
        if not measured:
            continue
        own = piece.startswith("pakn")
        beside = [ratios(figures, "intake", piece, other, rate) if own else []
                  for other in ("pgbench 64", piece.replace("pakn", "fastify"))]
        times = [in_rounds(values, 2) if every_round else middle(values, 1, lang) for values in beside]
        waited = " / ".join(middle([row[p] for row in measured], 1, lang) for p in ("p50", "p99") if p in measured[0])
        lines.append(f"| {name} | {middle([row['rate'] for row in measured], 0, lang)} | {times[0]} | {times[1]} | "
                     f"{waited} | {spent(measured, lang)} |")
    return "\n".join(lines)


def verdicts(figures):
    """A line for each target: what was measured, and whether that is enough."""
    lines = []
    for name, values, must, aim, less in TARGETS:
        measured = values(figures)
        if not measured:
            continue
        digits = 2 if must < 100 and aim < 10 else 0
        middle_value = statistics.median(measured)
        word = next((word for limit, word in ((aim, "aim"), (must, "must"))
                     if (middle_value <= limit if less else middle_value >= limit)), "**missed**")
        lines.append(f"| {name} | {in_rounds(measured, digits)} | {must:,} | {aim:,} | {word} |")
    return "\n".join(lines)


def markdown(figures):
    """All of it, with each round."""
    machine = figures["machine"]
    lines = [
        "# Figures", "",
        f"{machine['cores']} cores ({machine['cpu']}), {machine['system']}, PostgreSQL {machine['postgresql']}, "
        + (f"Node {machine['node']}, " if machine["node"] else "") + "everything on one machine; fsync and "
        "synchronous_commit on.  Of an intake nothing is switched off.  Medians of interleaved rounds, and each round "
        "in brackets.  Written by `tests/bench/run`.", "",
        "| step | measured on | rounds | seconds each |", "|---|---|---|---|"]
    lines += [f"| {name} | {step['when']} | {step.get('rounds', '')} | {step.get('seconds', '')} |"
              for name, step in figures["steps"].items()]
    lines += ["", "## What it must show", "", "| figure | measured | must | aim | reached |", "|---|---|---|---|---|",
              verdicts(figures)]
    if "intake" in figures["steps"]:
        step = figures["steps"]["intake"]
        memory = ", ".join(f"{name} {mb:.0f}" for name, mb in step["memory"].items())
        lines += ["", "## Intake", "", "| | a second | times pgbench | times Fastify | p50 / p99 ms | core-µs |",
                  "|---|---|---|---|---|---|", table(figures, every_round=True), "",
                  f"Bodies of {number(step['body_bytes'])} bytes.  core-µs: user and system time of the service and of "
                  "PostgreSQL for each report.  After each measurement the rows in `report` were those that were "
                  f"answered.  Memory at the end, in MB: {memory}."]
    for step, title in (("polls", "Polls of a queue's 20 rows"), ("tls", "Requests that need no database")):
        if step in figures["steps"]:
            lines += ["", f"## {title}", "", "| | a second | p50 / p99 ms | core-µs |", "|---|---|---|---|"]
            lines += [f"| {piece.replace(' 64', ', 64 connections')} | {middle([row['rate'] for row in measured])} | "
                      f"{middle([row['p50'] for row in measured], 1)} / {middle([row['p99'] for row in measured], 1)} | "
                      f"{spent(measured)} |" for piece, measured in figures["steps"][step]["pieces"].items()]
    return "\n".join(lines) + "\n"


def quote(figures, lang):
    """What a README says of it."""
    steps = figures["steps"]

    def of(step, piece):
        return middle([row["rate"] for row in rows(figures, step, piece)], 0, lang)

    return QUOTE[lang].format(
        when=steps["intake"]["when"], cores=figures["machine"]["cores"], rounds=steps["intake"]["rounds"],
        kb=number(steps["intake"]["body_bytes"] / 1000, 1, lang), table=table(figures, lang),
        instructions=number(steps["instructions"]["an_intake"], 0, lang), polls=of("polls", "pakn 64"),
        polls_ratio=middle(ratios(figures, "polls", "pakn 64", "fastify 64", rate), 1, lang),
        anew=of("polls", "pakn 64 anew"),
        anew_ratio=middle(ratios(figures, "polls", "pakn 64 anew", "fastify 64", rate), 1, lang),
        tls=of("tls", "tls 64"), handshakes=of("tls", "handshakes 64"),
        plain=number(steps["idle"]["plain"], 0, lang), tls_mb=number(steps["idle"]["tls"], 0, lang))


def quoted(text):
    """What stands between the marks in a README."""
    return text.partition(BEGIN + "\n")[2].partition(END)[0]


def publish(figures):
    """Writes the files that are kept, and what the READMEs quote."""
    missing = [step for step in STEPS if step not in figures["steps"]]
    assert not missing, f"not measured: {' '.join(missing)}"
    (FOLDER / "figures.json").write_text(json.dumps(figures, indent=1) + "\n")
    (FOLDER / "figures.md").write_text(markdown(figures))
    for lang, path in READMES.items():
        text = path.read_text()
        path.write_text(text.replace(quoted(text), quote(figures, lang)))
