# SPDX-License-Identifier: Apache-2.0
"""Speaks to the file worker as the gateway does (gateway/files/wire.hpp)."""
import os
import signal
import struct
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = Path(os.environ.get("EARSHOT", ROOT / "build/release/earshot")).with_name("earshot-file-worker")
MEDIA = {"J": "jpg", "P": "png", "T": "txt", "O": "ogg"}


class Answer:
    """`parts`: [(suffix, bytes)]; `refused`: the code, or None; `signal`: what ended it; `seconds` it took."""

    def __init__(self, kind, data, within=25):
        began = time.monotonic()
        done = subprocess.run([str(PROGRAM), kind], input=data, capture_output=True, timeout=within)
        self.seconds = time.monotonic() - began
        self.signal = signal.Signals(-done.returncode).name if done.returncode < 0 else None
        self.code = done.returncode
        self.noise = done.stderr
        self.raw = done.stdout
        self.parts = []
        self.refused = None
        self.whole = False
        said = done.stdout
        while len(said) >= 5:
            letter, length = chr(said[0]), struct.unpack_from("<I", said, 1)[0]
            content, said = said[5:5 + length], said[5 + length:]
            if letter == "E":
                self.whole = not said
                break
            if letter == "R":
                self.refused = content.decode()
            else:
                self.parts.append((MEDIA[letter], content))

    def __str__(self):
        return f"code {self.code} signal {self.signal} refused {self.refused} parts {[(s, len(b)) for s, b in self.parts]} {self.noise[:200]!r}"


def misbehave(how):
    """The signal that ended a locked-down worker which tried `how`."""
    done = subprocess.run([str(PROGRAM), "--try", how], stdin=subprocess.DEVNULL, capture_output=True, timeout=10)
    return signal.Signals(-done.returncode).name if done.returncode < 0 else f"exit {done.returncode}"
