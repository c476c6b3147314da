"""Makes what people say: descriptions of matters and the remarks written while they are dealt with.

Pure and seeded: the same `Random` gives the same words. The words themselves are data (`texts/`): per sub-class of
matter some cores, things to add, things to ask and ways it ended; per voice how people begin and end. A line may start
with marks and a bar ("农春|…"): it is said only in such a setting (农 village, 城 town, 园 park) and season (春夏秋冬).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

TEXTS = Path(__file__).parent / "texts"
SETTINGS, SEASONS = "农城园", "春夏秋冬"
_MARKED = re.compile(rf"^([{SETTINGS}{SEASONS}]+)\|(.*)$")
_SLOT = re.compile(r"\{(\w+)\}")
_QUESTION = re.compile(r"(吗|咋办|找谁|谁来管|咋申请|多少|准信|啥时候)$|^(能不能|谁|有没有)")
_DIGITS = "〇一二三四五六七八九十"
# What people mix up when they type quickly. At most one of these in a text.
_SLIPS = (("已经", "以经"), ("麻烦", "麻凡"), ("账", "帐"), ("在这", "再这"), ("那里", "哪里"), ("得很", "的很"))
# How somebody else writes down what was said in the first person.
_THIRD = {
    "clerk": (("我们这", "这"), ("我们", "他们"), ("我家", "他家"), ("我", "来电人")),
    "worker": (("我们这", "这"), ("我们", "住户"), ("我家", "住户家"), ("我", "住户")),
}
_TOLD = {"01", "06", "08", "10", "11"}  # classes of which a worker is told rather than sees them
_LASTING = {"02", "03", "04", "05", "07", "10"}  # classes of which people say since when


@dataclass(frozen=True)
class Scene:
    """Where and when something is told: kind of place (农, 城, 园), names as people say them, the local day."""

    setting: str
    place: str  # 富民村, 南街社区, 老市区
    day: date
    group: str = ""  # 三组

    @property
    def season(self) -> str:
        """春 March–May, 夏 June–August, 秋 September–October 24, 冬 else (heating starts at the end of October)."""
        month = self.day.month
        if month == 10 and self.day.day > 24:
            return "冬"
        return {3: "春", 4: "春", 5: "春", 6: "夏", 7: "夏", 8: "夏", 9: "秋", 10: "秋"}.get(month, "冬")


@cache
def _file(name: str) -> Mapping[str, Any]:
    return yaml.safe_load((TEXTS / name).read_text(encoding="utf-8"))


@cache
def _lines(block: str) -> tuple[tuple[str, str], ...]:
    """The lines of a block with their marks: (marks, text)."""
    pairs = []
    for line in block.splitlines():
        marked = _MARKED.match(line)
        pairs.append((marked[1], marked[2]) if marked else ("", line))
    return tuple(pairs)


def _fits(marks: str, scene: Scene) -> bool:
    settings = [mark for mark in marks if mark in SETTINGS]
    seasons = [mark for mark in marks if mark in SEASONS]
    return (not settings or scene.setting in settings) and (not seasons or scene.season in seasons)


def _choices(block: str, scene: Scene) -> list[str]:
    return [text for marks, text in _lines(block) if _fits(marks, scene)]


def subclasses() -> list[str]:
    """The codes of all sub-classes that have texts, in order."""
    files = sorted((TEXTS / "descriptions").glob("*.yaml"))
    return [code for file in files for code in _file(f"descriptions/{file.name}")["subs"]]


def _matter(code: str) -> Mapping[str, str]:
    return _file(f"descriptions/{code[:2]}.yaml")["subs"][code]


def can_happen(code: str, scene: Scene) -> bool:
    """Whether anything of this sub-class is said in such a place and season."""
    return bool(_choices(_matter(code)["cores"], scene))


def _number(dice: Random, low: int, high: int, *, in_words: bool = False) -> str:
    value = dice.randint(low, high)
    return _DIGITS[value] if in_words and value <= 10 else str(value)


def spot(dice: Random, scene: Scene) -> str:
    """A place as people name it, mostly with the village or community: 富民村三组渠边."""
    is_anywhere = dice.random() < 0.08
    chosen = dice.choice(_file("speech.yaml")["spots"]["any" if is_anywhere else scene.setting].splitlines())
    group = scene.group or _DIGITS[dice.randint(1, 6)] + "组"
    chosen = chosen.replace("{group}", group).replace("{n}", str(dice.randint(2, 18)))
    return chosen if is_anywhere or dice.random() < 0.25 else scene.place + chosen


def fill(dice: Random, text: str, scene: Scene, place: str = "") -> str:
    """Put places and numbers into the slots of `text`."""
    in_words = dice.random() < 0.35

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name == "p":
            return place or spot(dice, scene)
        if name == "village":
            return scene.place
        if name == "group":
            return scene.group or "这边"
        if name == "w":
            return str(dice.choice((3, 5, 8, 12, 15, 18, 20, 26, 30, 45, 60, 80, 120, 180, 260, 350)) * 100)
        if name == "s":
            return str(dice.choice((15, 20, 30, 50, 80, 120, 150, 200, 260, 300, 480)))
        if name == "t":
            return dice.choice(("十点多", "十一点多", "半夜一点", "后半夜", "凌晨两三点"))
        if name == "week":
            return dice.choice("一二三四五")
        low, high = _RANGES[name]
        number = _number(dice, low, high, in_words=in_words)
        is_counted = not text[: match.start()].endswith("第") and text[match.end() :][:1] not in {"楼", "号"}
        return "两" if number == "二" and is_counted else number

    return _SLOT.sub(value, text)


_RANGES = {
    "n": (2, 9),
    "m": (11, 60),
    "d": (3, 20),
    "mon": (2, 11),
    "y": (3, 9),
    "age": (67, 88),
    "temp": (13, 16),
    "warm": (19, 22),
}


def describe(dice: Random, code: str, voice: str, scene: Scene, at: str = "") -> str:
    """What somebody with this `voice` says about a matter of the sub-class `code`: 10 to about 140 characters.

    `at` is the spot where it is (`spot`); one is drawn if it is left out.
    """
    matter = _matter(code)
    block = _choices(matter["cores"], scene) or [text for _, text in _lines(matter["cores"])]
    core = dice.choice(block)
    opener, closer, place = _frame(dice, code, voice, scene, core, at)
    shape = dice.random()
    parts = [core]
    is_dated = re.search(r"[天月年]了|今天|昨天|前天|昨晚|今年|去年", core)
    if code[:2] in _LASTING and shape > 0.22 and dice.random() < 0.35 and not is_dated:
        parts.append(dice.choice(_choices(_file("speech.yaml")["since"], scene)))
    if shape > 0.16:
        mores = _choices(matter["mores"], scene)
        parts += dice.sample(mores, min(len(mores), 2 if shape > 0.7 else 1))
    if (shape > 0.45 and voice != "worker") or (shape > 0.9 and voice == "worker"):
        parts.append(dice.choice(_choices(matter["asks"], scene)))
    parts = [_third_person(part, voice) for part in parts]
    body = _join(dice, [fill(dice, part, scene, place or at) for part in parts])
    text = opener + body + (closer if dice.random() < 0.55 else "")
    return text if voice in _THIRD else _typed(dice, text, voice)


def _frame(dice: Random, code: str, voice: str, scene: Scene, core: str, at: str) -> tuple[str, str, str]:
    """Opener, closer, and the word for the place once the opener has named it."""
    words = _file("speech.yaml")["voices"][voice]
    openers, closers = _choices(words["openers"], scene), _choices(words["closers"], scene)
    is_personal = "我" in core or "家里" in core
    if voice == "worker":  # what somebody said to the worker is told as such
        is_told = is_personal or code[:2] in _TOLD
        openers = [one for one in openers if ("反映" in one or "来说" in one or "听到" in one) == is_told]
        closers = [one for one in closers if code[:2] in _LASTING or "围挡" not in one]
    if voice == "clerk" and code[:2] in ("12", "13"):  # neither called many times nor withheld
        openers = [one for one in openers if "{n}" not in one]
        closers = [one for one in closers if "姓名" not in one]
    opener = dice.choice(openers)
    closer = fill(dice, dice.choice(closers), scene)
    if voice not in _THIRD and (dice.random() < 0.4 or (voice == "shopkeeper" and is_personal)):
        return "", closer, ""
    named = "店门口" if voice == "shopkeeper" and "店" in opener else "这里" if "{p}" in opener else ""
    return fill(dice, opener, scene, at), closer, named


def _third_person(text: str, voice: str) -> str:
    for mine, theirs in _THIRD.get(voice, ()):
        text = text.replace(mine, theirs)
    return text


def _join(dice: Random, parts: list[str]) -> str:
    """Sentences out of clauses: a stop or a comma between them, a question mark where one is asked."""
    text = ""
    for index, part in enumerate(parts):
        is_last = index == len(parts) - 1
        end = "？" if _QUESTION.search(part) else ("。" if is_last or dice.random() < 0.6 else "，")
        text += part + end
    return text


def _typed(dice: Random, text: str, voice: str) -> str:
    """A few texts show that they were typed on a phone: a wrong character, blanks for commas, no stop at the end."""
    chance = {"elder": 0.2, "farmer": 0.2, "youth": 0.1}.get(voice, 0.05)
    if dice.random() > chance:
        return text
    kind = dice.random()
    if kind < 0.5:
        slips = [slip for slip in _SLIPS if slip[0] in text]
        return text.replace(*dice.choice(slips), 1) if slips else text.rstrip("。")
    return text.replace("，", " ").rstrip("。") if kind < 0.8 else text.replace("。", "，").rstrip("，")


def echo(dice: Random, scene: Scene, place: str) -> str:
    """What another person says about a matter that was told before."""
    return fill(dice, dice.choice(_choices(_file("steps.yaml")["spoken"], scene)), scene, place) + "。"


def remark(dice: Random, key: str, scene: Scene, *, of: str = "") -> str:
    """A remark for a verb of the loop (`texts/steps.yaml`); `of` names the cause, ground or class if several."""
    block = _file("steps.yaml")[key]
    if isinstance(block, dict):
        block = block.get(of) or block["any"]
    return fill(dice, dice.choice(_choices(block, scene)), scene) + "。"


def remarks_for(key: str) -> list[str]:
    """The kinds that `remark(key, of=…)` knows."""
    return list(_file("steps.yaml")[key])


def parts_of_split(dice: Random) -> list[str]:
    """Two parts into which a matter is taken apart."""
    return list(dice.choice(_file("steps.yaml")["split"]))


def progress(dice: Random, code: str, scene: Scene) -> str:
    """What a unit writes while it works on a matter of this class."""
    return fill(dice, dice.choice(_choices(_file(f"descriptions/{code[:2]}.yaml")["works"], scene)), scene) + "。"


def result(dice: Random, code: str, scene: Scene, *, is_done: bool = True) -> str:
    """How it ended: done, or not possible and explained."""
    block = _matter(code)["done"] if is_done else _file(f"descriptions/{code[:2]}.yaml")["explained"]
    text = fill(dice, dice.choice(_choices(block, scene)), scene) + "。"
    if dice.random() < 0.35:
        text += dice.choice(("已电话告知反映人。", "已当面说明。", "照片已上传。", "后续纳入巡查。", "欢迎继续监督。"))
    return text
