# ruff: noqa: E501 - one kind of form is one line
"""Forms as no browser sends them: broken boundaries, a thousand parts, fields for files and files for fields."""

from dataclasses import dataclass
from random import Random

from vitalgrid.foundation.files.tests.factories import camera_photo

EDGE = "edge"
FIELDS = ("description", "category", "photos", "area", "address", "name", "phone", "email", "anonymous", "lon", "lat",
          "key", "joins", "csrfmiddlewaretoken", "more")  # fmt: skip
NAMES = ("a.jpg", "../../../etc/cron.d/x.jpg", "..\\..\\x.jpg", "/etc/passwd", "C:\\x.jpg", "x\x00.jpg", "照片.jpg", "", "a" * 400 + ".jpg",
         "con.jpg", ".htaccess", "a.jpg;x=y", 'q".jpg', "a\r\nSet-Cookie: a=b.jpg", "‮gpj.exe", "%2e%2e%2fx.jpg")  # fmt: skip
VALUES = (
    "演示:路灯不亮。",
    "",
    "\x00",
    "字" * 6000,
    "on",
    "97.05",
    "NaN",
    "1e999",
    "0404",
    "<script>",
    "\ud7ff",
    "a\r\nb",
    "  ",
    "null",
)
PHOTO = camera_photo()


@dataclass(frozen=True)
class Form:
    """One body with the type that its sender claims."""

    body: bytes
    kind: str


def _part(head: str, value: bytes, dice: Random) -> bytes:
    ends = dice.choice((b"\r\n",) * 8 + (b"\n", b"\r"))
    return b"--" + EDGE.encode() + ends + head.encode("utf-8", "replace") + ends + ends + value + ends


def _field(dice: Random) -> bytes:
    name, value = dice.choice(FIELDS), dice.choice(VALUES).encode("utf-8", "surrogatepass")
    extra = dice.choice(("",) * 6 + ("\r\nContent-Type: text/plain; charset=utf-7", "\r\nContent-Transfer-Encoding: base64",
                                     "\r\nContent-Type: text/plain; charset=nonsense", "\r\nX: " + "y" * 9000))  # fmt: skip
    return _part(f'Content-Disposition: form-data; name="{name}"{extra}', value, dice)


def _file(dice: Random) -> bytes:
    name = dice.choice(("photos",) * 6 + ("description", "category", "anonymous", "lon", ""))
    data = dice.choice((PHOTO, PHOTO[:100], b"", b"\x00" * 100, b"<svg/>", b"--" + EDGE.encode()))
    shown = dice.choice(NAMES)
    head = dice.choice(
        (f'filename="{shown}"', f"filename*=UTF-8''{shown}", f'filename="{shown}"; filename="b.jpg"', "filename=")
    ) + dice.choice(("", "; size=-1"))
    kind = dice.choice(
        ("image/jpeg", "text/html", "application/x-www-form-urlencoded", "multipart/mixed; boundary=x", "é", "")
    )
    return _part(f'Content-Disposition: form-data; name="{name}"; {head}\r\nContent-Type: {kind}', data, dice)


def _many(dice: Random) -> bytes:
    count = dice.choice((101, 999, 1001, 10_000))
    one = f'--{EDGE}\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n'
    if dice.random() < 0.5:
        one = f'--{EDGE}\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n1\r\n'
    return one.encode() * count


def _kind(dice: Random) -> str:
    return dice.choice(
        (f"multipart/form-data; boundary={EDGE}",) * 20
        + ("multipart/form-data", "multipart/form-data; boundary=", f"multipart/form-data; boundary={'b' * 300}",
           'multipart/form-data; boundary="a b"', "multipart/form-data; boundary=\x00", f"multipart/mixed; boundary={EDGE}",
           "application/x-www-form-urlencoded", "application/json", "text/plain", "", "multipart/form-data; boundary=other",
           f"multipart/form-data; boundary={EDGE}; charset=utf-16", f"MULTIPART/FORM-DATA; BOUNDARY={EDGE}")
    )  # fmt: skip


def forms(count: int, seed: int = 12) -> list[Form]:
    """`count` forms."""
    dice = Random(seed)
    made = []
    for _ in range(count):
        if dice.random() < 0.03:
            body = _many(dice)
        else:
            body = b"".join(dice.choice((_field, _field, _file))(dice) for _ in range(dice.randint(0, 6)))
            if dice.random() < 0.5:  # else most have no words at all, and nothing behind them is tried
                body += _part('Content-Disposition: form-data; name="description"', "演示:井盖。".encode(), Random(1))
        body += dice.choice((f"--{EDGE}--\r\n",) * 8 + ("", f"--{EDGE}", f"--{EDGE}-", "\x00" * 100)).encode()
        if dice.random() < 0.1:
            body = body[: dice.randrange(len(body) + 1)]
        made.append(Form(body, _kind(dice)))
    return made
