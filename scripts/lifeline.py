"""A child process that cannot outlive its parent, whatever ends the parent. Linux only; elsewhere it does nothing."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int, how: signal.Signals) -> None:
    """Ask the kernel to send `how` to this process when its parent ends."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked
        os.kill(os.getpid(), how)


def tied(how: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """For Popen(preexec_fn=…): tie the child to the process that starts it."""
    parent = os.getpid()
    return lambda: die_with_parent(parent, how)
