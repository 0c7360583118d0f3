"""Faults of the network between the daemon and PostgreSQL."""

import time

import pytest

from processes import LONG_FORM, live_seconds, within
from proxy import FAULTS

BACK_SECONDS = 5  # after the network is well again
HARMLESS = ("slow", "slicing")  # with which everything works, only slower


@pytest.mark.parametrize("fault", FAULTS if LONG_FORM else ["answers_lost", "syncs_lost"])
def test_network_fault_under_load(distant, proxy, load, staff, settle, faults, times, fault):
    with load(url=distant.url) as run, staff(url=distant.url, clients=8, pause=0) as work:
        for number in faults(1, 10):
            run.wait_acknowledged(10)
            proxy.become(fault)
            # Now and then for longer than a write may take.
            end = time.monotonic() + (1.5 if number % 5 else times(1.5, 30))
            while time.monotonic() < end:
                assert live_seconds(distant) < within(0.5)
                time.sleep(0.1)
            if fault in HARMLESS:
                run.wait_acknowledged(3)
            proxy.become("passing")
            healed = time.monotonic()
            run.wait_acknowledged(5)
            assert run.ledger.longest_gap(healed) < within(BACK_SECONDS)
        work.wait_acknowledged(2)
    settle(run, work)


def test_network_that_comes_and_goes(distant, proxy, load, settle, faults):
    """Faults follow each other before the daemon is over the one before."""
    with load(url=distant.url, clients=16) as run:
        for number in faults(8, 200):
            proxy.become((*FAULTS, "passing")[number * 5 % 9])
            time.sleep(0.1 + number * 7 % 10 / 20)
        proxy.become("passing")
        run.wait_acknowledged(20)
    settle(run)
