"""A real clamd with one signature of our own, and things that only look like one."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from threading import Thread

import pytest

from mash.documents import scanner
from tests.documents.samples import EICAR

CLAMD = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")

SHIPPED = Path(__file__).parents[2] / "deploy" / "clamd.conf"


@dataclass
class Clamd:
    """One clamd that tests may stop and freeze."""

    folder: Path
    process: subprocess.Popen | None = None

    @property
    def socket(self) -> str:
        return str(self.folder / "clamd.sock")

    def start(self) -> None:
        self.process = subprocess.Popen([CLAMD, "--config-file", self.folder / "clamd.conf"], stdout=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while not self._answers():
            assert self.process.poll() is None, "clamd stopped at its start"
            assert time.monotonic() < until, "clamd did not start"
            time.sleep(0.05)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            try:
                line.connect(self.socket)
                line.sendall(b"nPING\n")
                return line.recv(9) == b"PONG\n"
            except OSError:
                return False

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            self.process.wait(20)
            self.process = None
        Path(self.socket).unlink(missing_ok=True)

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="module")
def one_clamd() -> Iterator[Clamd]:
    """As the product ships it, but for its folders. Its signatures are one line that we write: nothing is fetched."""
    # A socket's path may have a hundred letters at most: pytest's own folders are longer.
    daemon = Clamd(Path(mkdtemp(prefix="clamd-")))
    folder = daemon.folder
    (folder / "signatures").mkdir()
    (folder / "signatures" / "ours.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
    ours = {"LocalSocket": daemon.socket, "DatabaseDirectory": f"{folder}/signatures", "TemporaryDirectory": str(folder)}
    shipped = SHIPPED.read_text()
    for name, path in ours.items():
        shipped = re.sub(rf"^{name} .*$", f"{name} {path}", shipped, flags=re.MULTILINE)
    (folder / "clamd.conf").write_text(shipped + ("User root\n" if os.getuid() == 0 else ""))
    yield daemon
    daemon.stop()
    shutil.rmtree(folder)


@pytest.fixture
def clamd(one_clamd: Clamd, settings: object) -> Iterator[Clamd]:
    """Running, and told of."""
    if one_clamd.process is None:
        one_clamd.start()
    settings.CLAMD_SOCKET = one_clamd.socket
    yield one_clamd
    if one_clamd.process:
        one_clamd.thaw()


@pytest.fixture
def parrot(settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], None]]:
    """A daemon that says one thing to everybody, whatever it is shown."""
    folder = Path(mkdtemp(prefix="parrot-"))
    line = socket.socket(socket.AF_UNIX)
    line.bind(str(folder / "s"))
    line.listen(9)

    def says(words: bytes) -> None:
        def talk() -> None:
            caller, _ = line.accept()
            with caller:
                heard = b""
                while not heard.endswith(b"\0\0\0\0"):
                    heard = heard[-9:] + caller.recv(65536)
                caller.sendall(words)

        Thread(target=talk, daemon=True).start()

    settings.CLAMD_SOCKET = str(folder / "s")
    monkeypatch.setattr(scanner, "SECONDS", 1)
    yield says
    line.close()
    shutil.rmtree(folder)
