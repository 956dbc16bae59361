# SPDX-License-Identifier: Apache-2.0
"""Recordings with a mark in every kind of tag."""
import math
import struct
from pathlib import Path

from pictures import png, run


def wav_bytes(seconds, mark=""):
    samples = b"".join(struct.pack("<h", int(9000 * math.sin(i / 9))) for i in range(8000 * seconds))
    chunks = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16) + b"data" + struct.pack("<I", len(samples)) + samples
    if mark:
        words = mark.encode() + b"\0" * (2 - len(mark) % 2)
        info = b"INFO" + b"".join(k + struct.pack("<I", len(words)) + words for k in (b"IART", b"ICMT", b"INAM"))
        chunks += b"LIST" + struct.pack("<I", len(info)) + info
        bext = words.ljust(602, b"\0")
        chunks += b"bext" + struct.pack("<I", len(bext)) + bext
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks


def wav(folder, mark):
    path = Path(folder, "voice.wav")
    path.write_bytes(wav_bytes(1, mark) + mark.encode())
    return path


def cover(folder, mark):
    path = Path(folder, "cover.png")
    path.write_bytes(png(16, 16, [(b"tEXt", b"Author\0" + mark.encode())]))
    return path


def plain(folder):
    path = Path(folder, "plain.wav")
    path.write_bytes(wav_bytes(1))
    return path


def flac(folder, mark):
    path = Path(folder, "voice.flac")
    run("flac", "-s", "-f", "-T", f"ARTIST={mark}", "-T", f"LOCATION={mark}", f"--picture={cover(folder, mark)}", plain(folder), "-o", path)
    return path


def mp3(folder, mark):
    path = Path(folder, "voice.mp3")
    run("lame", "--quiet", "--ta", mark, "--tc", mark, "--ti", cover(folder, mark), "--add-id3v2", plain(folder), path)
    path.write_bytes(path.read_bytes() + b"APETAGEX" + mark.encode())
    return path


def ogg(folder, mark):
    path = Path(folder, "voice.ogg")
    run("oggenc", "-Q", "-a", mark, "-c", f"LOCATION={mark}", plain(folder), "-o", path)
    return path
