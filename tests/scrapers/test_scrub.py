"""Personal data goes, everything that merely looks like it stays."""

from __future__ import annotations

import time

import pytest

from scrapers.scrub import PLACEHOLDERS, scrub, without_contacts
from scrapers.scrub_text import fold

GONE = [
    # mobile
    ("电话13812345678", "电话[PHONE]"),
    ("请致电 138 1234 5678 王女士", "请致电 [PHONE] [NAME]"),
    ("手机：138-1234-5678。", "手机：[PHONE]。"),
    ("1381234 5678", "[PHONE]"),
    ("1381-234-5678", "[PHONE]"),
    ("13812 345678", "[PHONE]"),
    ("138.1234.5678", "[PHONE]"),
    ("138 12 345 678", "[PHONE]"),
    ("+86 13812345678", "[PHONE]"),
    ("+86-138-1234-5678", "[PHONE]"),
    ("(86)13812345678", "[PHONE]"),
    ("008613812345678", "[PHONE]"),
    ("１３８１２３４５６７８（微信同号）", "[PHONE]（微信同号）"),
    ("VX13812345678", "VX[PHONE]"),
    ("tel:13812345678/13912345678", "tel:[PHONE]/[PHONE]"),
    ("1381234567813912345678", "[PHONE]"),
    ("13812345678028-66667777", "[PHONE]"),
    ("联系电话：一三八一二三四五六七八", "联系电话：[PHONE]"),
    ("幺三八零零零零零零零零", "[PHONE]"),
    # landline and service numbers
    ("010-12345678转801", "010-12345678转801"),  # no exchange of Beijing begins with 1
    ("010-62345678转801", "[PHONE]"),
    ("(0755)2876 7633", "[PHONE]"),
    ("传真：0755－28767633-808", "传真：[PHONE]"),
    ("021 6234 5678", "[PHONE]"),
    ("座机02062345678", "座机[PHONE]"),
    ("电话：52210092", "电话：[PHONE]"),
    ("电话：52210092、52210093", "电话：[PHONE]、[PHONE]"),
    ("400-820-1234", "[PHONE]"),
    ("热线4008201234", "热线[PHONE]"),
    ("400-8201-234", "[PHONE]"),
    ("800 820 1234", "[PHONE]"),
    ("call +65 9123 4567 today", "call [PHONE] today"),
    ("TEL: 13800000000", "TEL: [PHONE]"),
    # e-mail
    ("简历发至hr@example.com", "简历发至[EMAIL]"),
    ("hr@example.com.cn，谢谢", "[EMAIL]，谢谢"),
    ("ＨＲ＠ｅｘａｍｐｌｅ．ｃｏｍ", "[EMAIL]"),
    ("hr＠example.com", "[EMAIL]"),
    ("hr#163.com（请将#换成@）", "[EMAIL]（请将#换成@）"),
    ("zhaopin(at)example.com", "[EMAIL]"),
    ("zhaopin [at] example [dot] com.Duties: testing", "[EMAIL].Duties: testing"),
    ("邮箱：zhaopin at example dot com", "邮箱：[EMAIL]"),
    ("hr @ example.com", "[EMAIL]"),
    ("hr@example.com.Responsibilities", "[EMAIL].Responsibilities"),
    ("12345678@qq.com", "[EMAIL]"),
    # messengers
    ("微信：hr_zhaopin2024", "微信：[IM]"),
    ("加微信hrzhaopin", "加微信[IM]"),
    ("微信号 zhaopin88", "微信号 [IM]"),
    ("VX:abc12345", "VX:[IM]"),
    ("V信 abc_12345", "V信 [IM]"),
    ("wx：abcdef88", "wx：[IM]"),
    ("V：hr202401", "V：[IM]"),
    ("QQ：12345678", "QQ：[IM]"),
    ("QQ号12345", "QQ号[IM]"),
    ("ＱＱ：１２３４５６７８", "ＱＱ：[IM]"),
    ("扣扣12345678", "扣扣[IM]"),
    ("QQ群：123456789", "QQ群：[IM]"),
    ("QQ：12345678、23456789，34567890", "QQ：[IM]、[IM]，[IM]"),
    ("QQ：[IM]、23456789", "QQ：[IM]、[IM]"),
    ("wxid_a1b2c3d4e5f6", "[IM]"),
    # identity cards: the check digit is right
    ("身份证11010519491231002X", "身份证[ID]"),
    ("证件 440524 19800101 0013", "证件 [ID]"),
    ("身份证号：110105491231002", "身份证号：[ID]"),
    # names of contact persons
    ("联系人：张三丰电话：13812345678", "联系人：[NAME]电话：[PHONE]"),
    ("联系人：李明", "联系人：[NAME]"),
    ("联系人：欧阳小姐", "联系人：[NAME]"),
    ("联系人：李先生（人事部）", "联系人：[NAME]（人事部）"),
    ("有意者请联系王经理", "有意者请联系[NAME]"),
    ("咨询张老师，13812345678", "咨询[NAME]，[PHONE]"),
    ("HR 陈女士：13812345678", "HR [NAME]：[PHONE]"),
    ("13812345678（李生）", "[PHONE]（[NAME]）"),
    ("13812345678（田小原）", "[PHONE]（[NAME]）"),
    ("刘主任：13812345678", "[NAME]：[PHONE]"),
    ("请直接到车间找吕主管面试", "请直接到车间找[NAME]面试"),
    ("联系方式：黄慧 [PHONE]", "联系方式：[NAME] [PHONE]"),
    ("联系人：Lily，电话面谈", "联系人：[NAME]，电话面谈"),
    ("联系人: Ms. Wang", "联系人: [NAME]"),
    ("Contact: John Smith", "Contact: [NAME]"),
    ("负责人：孙晓 微信:sunxiao88", "负责人：[NAME] 微信:[IM]"),
]

STAYS = [
    "月薪8000-12000元，年底双薪",
    "综合薪资5000-8000",
    "底薪4000+绩效2000+提成",
    "电话销售 5000-8000元/月",
    "400-800元餐补，800-1200元房补",
    "注册资本15000000000元",
    "营业额达13800138000元",
    "年产值4008001234元",
    "2024年9月1日至2025-09-01",
    "20240901",
    "职位编号：13912345678",
    "岗位编号 ZP202103170005",
    "ISBN 978-7-111-40701-0",
    "ISBN 7-302-02368-9",
    "执行GB/T 12345-2008与GB/T 19001-2016标准",
    "ISO 9001:2015、IATF 16949",
    "Vue 3.4.21，lodash@4.17.21，JDK 1.8.0_281",
    "服务器192.168.100.100:8080，掩码255.255.255.0",
    "统一社会信用代码91110108551385082Q",
    "订单号110105194912310021",  # wrong check digit
    "熟悉C#.NET、C#/ASP.NET、VB#ASP.NET开发",
    "熟悉@Autowired等Spring注解",
    "借用@纯银 的一句话",
    "git clone git@github.com:example/demo.git",
    "https://example.com/p/13812345678",
    "www.example.com/2013812345678",
    "微信小程序、微信公众号运营",
    "微信 android开发、微信H5开发",
    "熟悉微信JavaScript SDK",
    "微信支付v3接口，wx.request封装",
    "QQ浏览器、QQ音乐业务",
    "微信群500人以上，QQ用户100000人",
    "WeChat Pay integration",
    "微信分享",
    "女士优先，先生亦可",
    "形象好的先生/女士均可",
    "汇报给产品经理，配合项目经理",
    "联系项目经理和客户经理沟通需求",
    "负责联系高校老师",
    "联系人：人事部",
    "负责人：高级经理",
    "咨询施工方案",
    "电话咨询顾问",
    "负责检查过程中的咨询解答工作",
    "微信原生小程序开发",
    "对接原厂工作，连接人工智能产业链",
    "面试流程：HR电话初面-经管总监1面",
    "联系人：[NAME] 电话：[PHONE] 邮箱：[EMAIL] QQ：[IM] 身份证：[ID]",
    "电话：***********",
    "3.13812345678",
    "一三五七九",
    "招1380013800人",
    "电话：2024-09-01 前投递",
    "每天接听电话100个，外呼8000次",
    "5-10年经验，25-35岁，1-3年",
    "",
]


@pytest.mark.parametrize(("text", "clean"), GONE)
def test_personal_data_is_replaced(text: str, clean: str) -> None:
    assert scrub(text).text == clean


@pytest.mark.parametrize("text", STAYS)
def test_what_merely_looks_like_it_stays(text: str) -> None:
    assert scrub(text).text == text
    assert scrub(text).spans == ()


@pytest.mark.parametrize("text", [text for text, _ in GONE] + STAYS)
def test_scrubbing_twice_changes_nothing_more(text: str) -> None:
    once = scrub(text)
    assert scrub(once.text) == type(once)(once.text)


def test_spans_name_the_places_in_the_original() -> None:
    text = "联系人：李明，手机１３８１２３４５６７８，hr@example.com"
    scrubbed = scrub(text)
    assert [(text[start:end], kind) for start, end, kind in scrubbed.spans] == [
        ("李明", "name"),
        ("１３８１２３４５６７８", "phone"),
        ("hr@example.com", "email"),
    ]


def test_spans_rebuild_the_clean_text() -> None:
    text = "；".join(text for text, _ in GONE)
    scrubbed = scrub(text)
    rebuilt, last = "", 0
    for start, end, kind in scrubbed.spans:
        assert last <= start < end
        rebuilt += text[last:start] + PLACEHOLDERS[kind]
        last = end
    assert rebuilt + text[last:] == scrubbed.text


def test_folding_keeps_every_position() -> None:
    text = "ＡＢ，（１２）İ【x】—\u3000＠"
    assert fold(text) == "AB,(12)İ[x]- @"
    assert scrub("İ" * 5 + "13812345678").text == "İ" * 5 + "[PHONE]"


def test_long_runs_cost_no_time() -> None:
    """No rule may go quadratic on text that nobody wrote by hand."""
    nasty = [
        "1" * 50_000,
        "a" * 50_000 + "@",
        "微信" * 20_000,
        "1 " * 30_000,
        "(" * 30_000,
        "a.b-" * 15_000 + "#@",
    ]
    started = time.process_time()
    for text in nasty:
        scrub(text)
    assert time.process_time() - started < 3


def test_fields_named_for_contacts_are_left_out_at_any_depth() -> None:
    record = {
        "title": "钳工",
        "联系人": "李明",
        "applicationContact": {"telephone": "1"},
        "employer": {"name": "甲公司", "email": "a@b.cn"},
        "list": [{"phone": "1", "kept": 2}],
    }
    assert without_contacts(record) == {
        "title": "钳工",
        "employer": {"name": "甲公司"},
        "list": [{"kept": 2}],
    }
