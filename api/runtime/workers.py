"""Several processes that answer on one listening socket, watched by one that does nothing else."""

import multiprocessing
import multiprocessing.connection
import signal
import socket
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from types import FrameType

from linkage.settings import Settings

Serve = Callable[[Settings, socket.socket], None]
PAUSE = 1.0
"""Seconds before a process that ended by itself is started anew."""


class Workers:
    """The processes; one that ends by itself is started anew, and all end when this one is told to."""

    def __init__(self, serve: Serve, settings: Settings, listener: socket.socket, count: int) -> None:
        """`serve` is a function of a module: every process imports it anew, and ends when it returns."""
        self._serve, self._settings, self._listener = serve, settings, listener
        self._ending = False
        self._context = multiprocessing.get_context("spawn")  # threads of libraries do not outlive a fork
        self._processes: list[BaseProcess] = [self._started() for _ in range(count)]

    def _started(self) -> BaseProcess:
        process = self._context.Process(target=self._serve, args=(self._settings, self._listener))
        process.start()
        return process

    def run(self) -> None:
        """Watch them until told to stop."""
        for told in (signal.SIGTERM, signal.SIGINT):
            signal.signal(told, self._end)
        while not self._ending:
            multiprocessing.connection.wait([each.sentinel for each in self._processes], PAUSE)
            if not self._ending and any(not each.is_alive() for each in self._processes):
                time.sleep(PAUSE)
                self._mend()
        for each in self._processes:
            each.join()

    def _mend(self) -> None:
        for at, each in enumerate(self._processes):
            if not (self._ending or each.is_alive()):
                self._processes[at] = self._started()

    def _end(self, _: int, __: FrameType | None) -> None:
        self._ending = True
        for each in self._processes:
            each.terminate()
