"""Each role from the sign-in to something done, in the product as it is served; how long it took goes to the results.

The tutorial walks intake, dispatch, a department, inspection, a full-time worker and a resident; `test_desks` the
information room, village head, leader and ruling desk. Here is everybody else.
"""

import json
import time
from typing import Any

import pytest
import yaml

from tests.browser.serving import Demonstration
from tests.browser.stage import Stage
from tests.browser.tutorial import door, lamp
from tests.browser.walking import Walk
from tests.house.source import ROOT

RESULTS = ROOT / "benchmarks" / "results" / "roles.json"
PATHS: dict[str, str] = {
    "hotline1": """
- press: 接电话
- write: {什么事: 演示：来电人说，老年食堂门口结冰，有人滑倒。}
- press: 登记
- see: 已登记
- empty: 什么事
""",
    "assessment1": """
- press: 指标
- press: 按时办结率
- see: "分子"
""",
    "petitions1": """
- press: 接电话
- write: {什么事: 演示：上次的答复没有说清楚，想再问一次。}
- press: 登记
- see: 已登记
- empty: 什么事
""",
    "discipline1": """
- see: 在我们手上
- press: 指标
- see: 按时办结率
""",
    "auditor1": """
- press: 日志
- see: 封存
- press: 查看
- see: 演示·
""",
    "privacy1": """
- press: 未办结
- see: 事件
""",
    "admin1": """
- press: 账号
- press: 开通账号
- write: {账号: yanshi.xin, 姓名: 演示·新人}
- press: 开通账号
- see: yanshi.xin
""",
    "part.620981109201-02-1.1": """
- press: 上报
- write: {什么事: 演示：巷口的井盖松了，踩上去响。}
- press: 发送
- see: 演示：巷口的井盖松了，踩上去响
""",
    "resident1": """
- open: /
- press: 我的反映
- see: 我的反映
""",
}


@pytest.mark.parametrize("who", PATHS)
def test_from_sign_in_to_done(demonstration: Demonstration, chromium_browser: Any, tmp_path: Any, who: str) -> None:
    """A role that nobody walks is the one whose page broke."""
    stages: list[Stage] = []
    walk = Walk(enter=door(demonstration, chromium_browser, stages, "zh-hans"), photo=lamp(tmp_path))
    began = time.perf_counter()
    walk.do_as(who)
    for step in yaml.safe_load(PATHS[who]):
        walk.take(step)
    _write_down(who, time.perf_counter() - began, walk.presses)
    complaints = [complaint for one in stages for complaint in one.complaints]
    for one in stages:
        one.close()
    assert not complaints, "\n".join(complaints)


def _write_down(who: str, seconds: float, presses: int) -> None:
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    known[who] = {"seconds_with_sign_in": round(seconds, 2), "presses": presses}
    RESULTS.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
