"""Telephone numbers: what can be dialled is taken, however it is written, and nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitalgrid.foundation.kit.phones import clean_phone, is_phone
from vitalgrid.foundation.kit.problems import Problem

DIGITS = st.text("0123456789", min_size=1, max_size=18)
# The same plan once more, as a list of ranges and lengths instead of patterns.
SERVICES = (("10", "11", "12"), range(3, 7)), (("95", "96"), range(5, 9)), (("400", "800"), range(10, 11))


def oracle(digits: str) -> bool:
    """Whether bare ASCII digits are a number of the plan, digit by digit."""
    size, head = len(digits), digits[:1]
    if digits[:2] == "00":
        return abroad(digits[2:])
    if head == "0":
        area = 3 if digits[1:2] in ("1", "2") else 4
        is_area = digits[:3] == "010" if digits[1:2] == "1" else digits[1:2] not in ("", "0")
        return is_area and size - area in (7, 8)
    if head == "1" and digits[1:2] in tuple("3456789"):
        return size == 11
    if head in tuple("2345678") and size in (7, 8):
        return True
    return any(digits.startswith(heads) and size in sizes for heads, sizes in SERVICES)


def abroad(digits: str) -> bool:
    """Whether the digits behind + are a number: of China by its own plan, else by length alone."""
    if digits.startswith("86"):
        rest = digits[2:]
        is_local = rest[:1] in tuple("2345678") and len(rest) in (7, 8)
        return (oracle(rest) and not is_local and rest[:2] != "00") or (oracle(f"0{rest}") and rest[:1] != "0")
    return digits[:1] not in ("", "0") and 7 <= len(digits) <= 15


@given(DIGITS)
def test_bare_digits_are_judged_as_by_the_plan(digits: str) -> None:
    assert is_phone(digits) == oracle(digits)


@given(st.sampled_from(["13", "0937", "010", "86", "0086", "400", "123", "955", "5"]), DIGITS)
def test_so_are_those_that_begin_well(head: str, digits: str) -> None:
    assert is_phone(head + digits) == oracle(head + digits)
    assert is_phone(f"+{head}{digits}") == abroad(head + digits)


def test_abroad_is_said_once() -> None:
    """Found by chance: + and 00 before one another, which nobody can dial."""
    assert is_phone("0086100") and is_phone("+86100") and not is_phone("+0086100")


@given(st.integers(13 * 10**9, 2 * 10**10 - 1), st.data())
def test_every_mobile_is_one_however_it_is_written(number: int, data: st.DataObject) -> None:
    digits = str(number)
    cut = sorted(data.draw(st.sets(st.integers(1, 10), max_size=3)))
    gap = data.draw(st.sampled_from([" ", "-", "\N{EN DASH}", "."]))
    parts = [digits[a:b] for a, b in zip([0, *cut], [*cut, 11], strict=True)]
    country = data.draw(st.sampled_from(["", "+86 ", "0086", "+86-"]))
    assert is_phone(country + gap.join(parts))
    wide = "".join(chr(ord(c) + 0xFEE0) for c in digits)
    assert is_phone(wide) and not is_phone(digits + "0") and not is_phone(digits[:-1])


@given(st.text(max_size=50))
def test_any_text_has_an_answer_and_a_number_has_digits(text: str) -> None:
    if is_phone(text):
        assert len(re.findall(r"\d", text)) >= 3


@pytest.mark.parametrize(
    "text",
    [
        "0937-5550142-8001", "0937 5550142 转 12", "(010) 12345678", "0937-5550142 ext. 8", "0937－5550142转8", "110",
        "12345", "95588", "400-800-1234", "+49 30 1234567", "+8609375550142", "5550142", "13800000000 分机3",
    ],
)  # fmt: skip
def test_ways_of_writing(text: str) -> None:
    assert clean_phone(f" {text} ") == text


@pytest.mark.parametrize(
    "text",
    [
        "1234567890123456", "12", "12345678", "12800000000", "0937", "+1", "+1234567890123456", "110110200001011234",
        "call me", "13800000000 x", "++8613800000000", "٠١٢٣٤٥٦٧", "-" * 20, "转12", "1" * 41, "13800000000\n110",
    ],
)  # fmt: skip
def test_nobody_can_dial_these(text: str) -> None:
    with pytest.raises(Problem) as refused:
        clean_phone(text, "phone")
    assert refused.value.kind.code == "kit.bad_phone" and refused.value.field == "phone"


def test_no_number_is_none_and_no_fault() -> None:
    assert clean_phone("  ") == ""
