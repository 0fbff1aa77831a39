"""A real IMAP server over a maildir, for one person, on this machine only."""

import getpass
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.referrals.mails import Postbox

CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
ssl = no
disable_plaintext_auth = no
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{home}/mail
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}
}}
"""


def _owner() -> pwd.struct_passwd:
    """Dovecot hands out no mail as root."""
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwnam(getpass.getuser())


class Server:
    """What runs, and where."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port, self.process = home, port, None
        self.postbox = Postbox(home / "mail")
        self.url = f"imap://mash%40example.org:secret@127.0.0.1:{port}/INBOX"

    def start(self) -> None:
        who = {"user": _owner().pw_uid, "group": _owner().pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
        command = [shutil.which("dovecot") or "/usr/sbin/dovecot", "-F", "-c", str(self.home / "dovecot.conf")]
        self.process = subprocess.Popen(command, **who)
        self._wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)

    def _wait(self) -> None:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                if line.recv(10).startswith(b"* OK"):
                    return
            time.sleep(0.05)
        raise RuntimeError((self.home / "log").read_text())


@contextmanager
def open_server() -> Iterator[Server]:
    """The server, running; gone with its folder afterwards."""
    home = Path(tempfile.mkdtemp(prefix="imap-", dir="/tmp"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server, owner = Server(home, port), _owner()
    words = {"user": owner.pw_name, "group": grp.getgrgid(owner.pw_gid).gr_name, "uid": owner.pw_uid, "gid": owner.pw_gid}
    (home / "dovecot.conf").write_text(CONFIG.format(home=home, port=port, **words))
    for path in (home, *home.rglob("*")):
        os.chown(path, owner.pw_uid, owner.pw_gid)
        path.chmod(0o777 if path.is_dir() else 0o644)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(home)
