"""An invented standard in the official layout: what every test document says, and what must be read from it.

The text is ours; the certificate does not exist."""

from __future__ import annotations

from typing import Any

NAME = "智能温室设备运维"
VERSION = "2023年1.0版"
ISSUER = "示例农业装备科技有限公司"
MAJORS = {
    "中等职业学校": ["设施农业生产技术", "农业机械使用与维护"],
    "高等职业学校": ["设施农业与装备", "现代农业装备应用技术", "物联网应用技术"],
    "应用型本科学校": ["农业智能装备工程"],
}
JOBS = ["温室巡检员", "温室设备维护技术员", "温室控制系统调试员"]

LEVELS: dict[str, list[tuple[str, list[tuple[str, list[str]]]]]] = {
    "初级": [
        ("温室巡检", [
            ("环境数据采集", [
                "能按照巡检路线读取温度、湿度和光照传感器的数值，误差不超过仪表最小分度值。",
                "能使用手持终端录入巡检数据，并在10分钟内完成上传。",
                "能识别离线的LoRa节点，并填写故障报告单。",
            ]),
            ("设备外观检查", [
                "能依据点检表检查风机、湿帘与遮阳网的外观状态，不漏检任何一项。",
                "能判断传动链条的松紧程度并做好标记。",
            ]),
        ]),
        ("基础维护", [
            ("清洁与润滑", [
                "能按照作业指导书清洗湿帘，清洗后压差恢复到规定范围。",
                "能选用合适牌号的润滑脂为轴承加注润滑，用量符合手册要求。",
            ]),
            ("易损件更换", [
                "能在断电挂牌后更换风机皮带，更换后空载试运行3分钟无异响。",
                "能更换IP65等级的防水接头，并用万用表测量其通断。",
            ]),
        ]),
    ],
    "中级": [
        ("控制系统调试", [
            ("参数设定", [
                "能根据作物生长阶段在HMI界面设定温湿度上下限，设定值与工艺单一致。",
                "能整定PID参数，使温度波动控制在±1℃以内。",
            ]),
            ("通信配置", [
                "能配置Modbus RTU从站地址与波特率，主站轮询无超时。",
                "能使用MQTT客户端订阅主题并验证上报的数据格式。",
            ]),
        ]),
        ("故障诊断", [
            ("电气故障排查", [
                "能依据电气原理图查找继电器不吸合的原因，并在30分钟内排除。",
                "能使用钳形表测量电机三相电流，判断是否缺相。",
            ]),
        ]),
    ],
    "高级": [
        ("系统优化", [
            ("能耗分析", [
                "能采集一个生产季的用电数据，编写能耗分析报告并提出不少于三条改进措施。",
                "能运用Python编制数据清洗脚本，剔除异常值后的数据完整率不低于98%。",
            ]),
            ("控制策略设计", [
                "能设计补光与遮阳的联动策略，经仿真验证后部署到现场控制器。",
            ]),
        ]),
        ("技术管理", [
            ("培训与指导", [
                "能编制岗位培训方案，指导初级和中级人员完成实操训练。",
            ]),
            ("技术改造", [
                "能组织老旧温室的控制柜改造，改造后一次通过验收。",
                "能评估改造项目的投资回收期，形成可供决策的对比方案。",
            ]),
        ]),
    ],
}  # fmt: skip


def requirements() -> list[dict[str, Any]]:
    """The truth, requirement by requirement."""
    return [
        {"level": level, "domain_code": str(d), "domain": domain, "task_code": f"{d}.{t}", "task": task,
         "code": f"{d}.{t}.{r}", "text": text, "module": None}
        for level, domains in LEVELS.items()
        for d, (domain, tasks) in enumerate(domains, start=1)
        for t, (task, texts) in enumerate(tasks, start=1)
        for r, text in enumerate(texts, start=1)
    ]  # fmt: skip


def full_width(text: str) -> str:
    """ASCII digits and dots as full-width ones."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else "．" if c == "." else c for c in text)


FRONT = [
    f"{NAME}职业技能等级标准", f"（{VERSION}）", f"{ISSUER}  制定", "2023年5月  发布", "目  次",
    "前言\t1", "1 范围\t2", "6 职业技能等级要求\t5", "前言",
    f"本标准按照GB/T 1.1—2020给出的规则起草。本标准起草单位：{ISSUER}、示例职业技术学院。",
    "1 范围", f"本标准规定了{NAME}职业技能等级对应的工作领域、工作任务及职业技能要求。",
    "2 规范性引用文件", "GB/T 23393—2009 设施园艺工程术语", "3 术语和定义", "3.1 智能温室 smart greenhouse",
    "能够自动调节环境的温室。", "4 适用院校专业",
]  # fmt: skip
DIVISION = f"{NAME}职业技能等级分为三个等级：初级、中级、高级，三个级别依次递进，高级别涵盖低级别职业技能要求。"
SCOPES = {
    "初级": "主要面向温室生产企业的巡检岗位，能完成日常巡检和基础维护。",
    "中级": "主要面向温室设备服务企业，能完成控制系统的调试和故障诊断。",
    "高级": "主要面向温室工程企业，能完成系统优化和技术管理。",
}


def body() -> list[str]:
    """Paragraphs between the front matter and the tables."""
    lines = list(FRONT)
    for number, (school, majors) in enumerate(MAJORS.items(), start=1):
        lines += [f"4.{number} {school}", "、".join(majors) + "等专业。"]
    lines += ["5 面向职业岗位（群）", f"主要面向温室生产与服务企业的{'、'.join(JOBS)}等岗位。", "6 职业技能等级要求",
              "6.1 职业技能等级划分", DIVISION]  # fmt: skip
    lines += [f"【{NAME}】（{level}）：{scope}" for level, scope in SCOPES.items()]
    return [*lines, "6.2 职业技能等级要求描述"]
