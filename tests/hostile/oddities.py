"""JSON that is odd in every way that has ever broken something, made from a seed: the same ones in every run."""

import json
from random import Random

LONE, NUL, BIDI, TAGS = "\ud83d", "\x00", "\u202e\u2066\u200f", "\U000e0041\U000e007f"
RARE = "𠮷𬟁𫖯𰻞㐂㛃\ue000"  # outside the basic plane, extension A, private use
HOMOGLYPHS = "аdmin ｐａｙ ѕсоре Ⅷ ℡ ﬁ"
EMOJI = "👨‍👩‍👧‍👦🏳️‍🌈🇨🇳☠️1️⃣"
ZALGO = "a" + "\u0301" * 300
WORDS = ("演示:路灯不亮。", "", " ", "\n\t\r", NUL, LONE, BIDI, TAGS, RARE, HOMOGLYPHS, EMOJI, ZALGO, "null", "NaN",
         "0", "-1", "1e400", "true", "%s%n%x", "{{7*7}}", "${jndi:ldap://x}", "' OR 1=1 --", "\\u0000", "\ufeff演示",
         "a" * 5000, "字" * 5001, "x" * 100_000, "../../etc/passwd", "=1+1", "\x1b[31m", "\u2028\u2029",
         "İıſK")  # fmt: skip
NUMBERS = ("0", "-0", "1e400", "-1e400", "1E+2", "NaN", "Infinity", "-Infinity", "1e-400", "9" * 400, "0.1" + "0" * 400,
           "01", "+1", ".5", "1.", "0x10", "1_000", "２", "97.05", "39.9", "9223372036854775808", "1e16")  # fmt: skip
MEMBERS = ("description", "category", "lat", "lon", "frame", "accuracy", "address", "area", "contact", "anonymous",
           "occurred_at", "photos", "external_id", "joins")  # fmt: skip
STRANGE = ("id", "state", "code", "is_open", "__proto__", "constructor", "class_code", "filed_by", "source", "case",
           "is_integrity", "Description", "description ", "descriptіon")  # fmt: skip
MOMENTS = ("2026-03-02T09:00:00+08:00", "0000-00-00", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59.999999-23:59",
           "2026-03-02T24:00:00Z", "1772416800", "-1", "2026-W10-1", "２０２６-03-02",
           "2026-03-02T09:00:00+99:99")  # fmt: skip


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=True)


def _value(dice: Random, depth: int = 0) -> str:
    kind = dice.randrange(9 if depth < 3 else 6)
    if kind <= 2:
        return _quoted(dice.choice(WORDS))
    if kind == 3:
        return dice.choice(NUMBERS)
    if kind == 4:
        return dice.choice(("null", "true", "false"))
    if kind == 5:
        return _quoted(dice.choice(MOMENTS))
    if kind == 6:
        return "[" + ",".join(_value(dice, depth + 1) for _ in range(dice.choice((0, 1, 2, 12)))) + "]"
    if kind == 7:
        pairs = (f"{_quoted(dice.choice(WORDS[:20]))}:{_value(dice, depth + 1)}" for _ in range(dice.randrange(4)))
        return "{" + ",".join(pairs) + "}"
    return f'{{"name":{_value(dice, 3)},"phone":{_value(dice, 3)},"email":{_value(dice, 3)}}}'


def _members(dice: Random) -> str:
    pairs = [f'"description":{_quoted(dice.choice(WORDS))}'] if dice.random() < 0.8 else []
    for _ in range(dice.randrange(4)):
        name = dice.choice(MEMBERS if dice.random() < 0.85 else STRANGE)
        pairs.append(f"{_quoted(name)}:{_value(dice)}")
    if dice.random() < 0.1:
        pairs += pairs[:1]  # twice the same key
    dice.shuffle(pairs)
    return "{" + ",".join(pairs) + "}"


def _deep(dice: Random) -> str:
    depth = dice.choice((50, 1_000, 10_000, 100_000))
    opened, closed = dice.choice((("[", "]"), ('{"a":', "}"), ('[{"description":', "}]")))
    ends = dice.choice((1, 0))
    return '{"description":' + opened * depth + "1" + closed * depth * ends + "}" * ends


def _bytes(dice: Random) -> bytes:
    whole = _members(dice)
    return dice.choice(
        (
            whole.encode("utf-16"),
            whole.encode("utf-32"),
            b"\xef\xbb\xbf" + whole.encode(),
            whole.encode().replace(b"\\u", b"\xff\xfe\\u") + b"\xc3",
            whole.encode()[: dice.randrange(len(whole))],
            whole.encode() + b"\x00" * dice.randrange(3) + b"{}",
            b"\xed\xa0\x80" + whole.encode(),
            bytes(dice.randrange(256) for _ in range(dice.randrange(60))),
            ('{"description":"\\ud800' + "\\u0000" * dice.randrange(3) + '"}').encode(),
            b'{"description":"\xe5\xad"}',
            "{'description': '演示', }".encode(),
            "// 演示\n{}".encode(),
        )
    )


def bodies(count: int, seed: int = 11) -> list[bytes]:
    """`count` bodies: well-formed ones with odd values most of all, deep ones, and bytes that are no JSON."""
    dice = Random(seed)
    made = []
    for _ in range(count):
        kind = dice.random()
        if kind < 0.75:
            made.append(_members(dice).encode())
        elif kind < 0.8:
            made.append(_deep(dice).encode())
        else:
            made.append(_bytes(dice))
    return made
