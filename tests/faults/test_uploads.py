"""Files that citizens send, and reports that name them, while the daemon dies: what was acknowledged is whole on disk."""

import random
import time

from load import Load
from processes import couriers, daemon_kill, kill, workers
from staff import PLACE
from uploads import Uploads, check_files


def test_daemon_killed_while_files_are_sent_loses_none(make_receiver, daemon, db, settle, faults):
    receiver = make_receiver()
    with Uploads(receiver.url, 6) as files, Load(receiver.url, [PLACE], 4, more=files.attachment) as run:
        for number in faults(4, 100):
            files.wait_acknowledged(10)
            time.sleep(random.random() * 0.2)
            if number % 2:
                kill(random.choice(workers(receiver) + couriers(receiver)))
            else:
                daemon_kill(receiver)
                receiver.start()
    check_files(db, receiver.folder, files)
    settle(run)
