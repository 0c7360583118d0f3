"""What a run of the tests of faults comes to: lines of progress, and a table at its end."""

import time

PROGRESS_SECONDS = 10
HEADINGS = ("faults", "sent", "201", "202", "once", "twice", "lost", "acts", "once", "twice", "lost", "seconds")


class Faults:
    """faults(short, long): numbers from 1 to how many this form makes, counted, with a line of progress now and then."""

    def __init__(self, name, times):
        self.name, self.times = name, times
        self.count, self.started = 0, time.monotonic()

    def __call__(self, short, long):
        told, wanted = time.monotonic(), self.times(short, long)
        for number in range(1, wanted + 1):
            self.count += 1
            yield number
            if time.monotonic() > told + PROGRESS_SECONDS:
                told = time.monotonic()
                print(f"{self.name}: {number} of {wanted}", flush=True)

    def row(self, counts, work):
        """Ends a row of the table, and begins the next."""
        row = (self.name, self.count, counts.sent, counts.acknowledged - counts.promised, counts.promised, counts.once,
               counts.doubled, counts.lost, work.acts, work.once, work.doubled, work.lost,
               round(time.monotonic() - self.started))
        self.count, self.started = 0, time.monotonic()
        return row


def table(rows):
    """The lines of the table, with a sum."""
    lines = [*rows, ("sum", *map(sum, zip(*(figures for _, *figures in rows))))]
    width = max(len(line[0]) for line in lines)
    yield " " * width + "".join(f"{heading:>8}" for heading in HEADINGS)
    for name, *figures in lines:
        yield f"{name:{width}}" + "".join(f"{figure:8}" for figure in figures)
