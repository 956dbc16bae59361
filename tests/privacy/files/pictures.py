# SPDX-License-Identifier: Apache-2.0
"""Pictures as phones and programs leave them: every hiding place of a kind holds one of the marks."""
import struct
import subprocess
import zlib
from pathlib import Path

GPS = "51.4745"


def rows(width, height):
    """RGB rows of a pattern whose four corners differ, so that a turn shows."""
    for y in range(height):
        yield bytes(v for x in range(width) for v in (x * 255 // width, y * 255 // height, 60 if x < width // 2 else 200))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, extra=(), rgba=None):
    body = b"".join(b"\0" + row for row in (rgba or rows(width, height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 6 if rgba else 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunk(k, d) for k, d in extra)
            + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b""))


def ppm(width, height):
    return b"P6 %d %d 255\n" % (width, height) + b"".join(rows(width, height))


def run(*command, stdin=None):
    done = subprocess.run([str(c) for c in command], input=stdin, capture_output=True)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr.decode(errors='replace')[-300:]}")
    return done.stdout


def tag(path, mark, *more):
    """Writes what a camera writes, and a mark, into `path` by exiftool."""
    run("exiftool", "-q", "-overwrite_original", f"-GPSLatitude={GPS}", "-GPSLatitudeRef=N", "-GPSLongitude=0.0693",
        "-GPSLongitudeRef=W", f"-Make={mark}", f"-SerialNumber={mark}", "-DateTimeOriginal=2024:05:12 21:10:00",
        f"-XMP-dc:Creator={mark}", *more, path)


def jpeg(folder, mark):
    """EXIF with place, camera, a thumbnail of something else and an orientation; XMP; IPTC; a comment; a motion photo's
    film behind the end."""
    path = Path(folder, "photo.jpg")
    path.write_bytes(run("cjpeg", "-quality", "90", stdin=ppm(400, 200)))
    thumb = Path(folder, "thumb.jpg")
    thumb.write_bytes(run("cjpeg", "-quality", "50", stdin=ppm(80, 60)).replace(b"\xff\xdb", b"\xff\xfe" + struct.pack(">H", len(mark) + 2) + mark.encode() + b"\xff\xdb", 1))
    tag(path, mark, f"-IPTC:By-line={mark}", f"-Comment={mark}", f"-ThumbnailImage<={thumb}", "-Orientation#=6")
    whole = path.read_bytes()
    assert whole.count(mark.encode()) >= 5, "the sample holds its marks"
    path.write_bytes(whole + b"\0\0\0\x18ftypmp42" + mark.encode() * 20)
    return path


def progressive_jpeg(folder, mark):
    path = Path(folder, "progressive.jpg")
    path.write_bytes(run("cjpeg", "-progressive", stdin=ppm(320, 240)))
    tag(path, mark)
    return path


def screenshot(folder, mark):
    """Texts packed and plain, EXIF, a time, and the rest of an uncropped picture behind the end."""
    words = mark.encode()
    extra = [(b"tEXt", b"Author\0" + words), (b"zTXt", b"Comment\0\0" + zlib.compress(words * 3)),
             (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x>" + words + b"</x>"), (b"tIME", struct.pack(">HBBBBB", 2024, 5, 12, 21, 10, 0)),
             (b"prVt", words)]
    path = Path(folder, "screen.png")
    path.write_bytes(png(300, 200, extra))
    tag(path, mark)
    path.write_bytes(path.read_bytes() + words + png(20, 20))
    return path


def covered_png(folder, mark):
    """A mark in the colours of pixels that cannot be seen."""
    words = mark.encode()
    line = b"".join(bytes((words[i % len(words)],) * 3) + b"\0" for i in range(64))
    path = Path(folder, "covered.png")
    path.write_bytes(png(64, 64, rgba=[line if y < 32 else bytes((9, 99, 199, 255)) * 64 for y in range(64)]))
    return path


def webp(folder, mark):
    source = Path(folder, "webp.png")
    source.write_bytes(png(300, 200))
    path = Path(folder, "picture.webp")
    run("cwebp", "-quiet", source, "-o", path)
    tag(path, mark)
    path.write_bytes(path.read_bytes() + mark.encode() * 4)
    return path


def gif(folder, mark):
    """One frame of two colours, a comment, an application block and bytes behind the end; LZW without compression."""
    words = mark.encode()
    block = bytes((len(words),)) + words + b"\0"
    width = height = 16
    bits = 0
    length = 0
    codes = bytearray()

    def put(code):
        nonlocal bits, length
        bits |= code << length
        length += 3
        while length >= 8:
            codes.append(bits & 255)
            bits >>= 8
            length -= 8

    for i in range(width * height):
        if i % 2 == 0:
            put(4)
        put(i % 3 % 2)
    put(5)
    codes.append(bits & 255)
    data = b"".join(bytes((len(codes[i:i + 255]),)) + bytes(codes[i:i + 255]) for i in range(0, len(codes), 255)) + b"\0"
    path = Path(folder, "picture.gif")
    path.write_bytes(b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff" + b"\x21\xfe" + block
                     + b"\x21\xff\x0bXMP DataXMP" + block + b"\x2c" + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02" + data + b"\x3b" + words)
    return path


def heic(folder, mark):
    source = Path(folder, "heic.jpg")
    source.write_bytes(run("cjpeg", stdin=ppm(256, 192)))
    tag(source, mark)
    path = Path(folder, "picture.heic")
    run("heif-enc", "-q", "60", source, "-o", path)
    assert mark.encode() in path.read_bytes(), "the sample holds its mark"
    return path


def turned_right(width, height):
    """`photo.jpg` is 400 x 200 and says that it was taken with the phone on its side."""
    return (width, height) == (200, 400)
