"""Names of contact persons in folded text: a name counts only beside a word or number to contact somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from scrapers.scrub_text import MASK, apart

SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁"
    "任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴"
    "莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅"
    "童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车连"
    "芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂佟应臧闵苟邬边卞仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘"
    "池查麻苑迟邝官封谈匡鞠惠荆乐冀胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝强阎尧展朴鹿邸逄揭"
    "练项"
)
"""Signs of one-sign surnames, the common ones first."""
_COMPOUND: Final = "欧阳|上官|皇甫|令狐|诸葛|司徒|司马|申屠|夏侯|慕容|尉迟|长孙|宇文|轩辕|端木|公孙|东方|南宫"
_SURNAME: Final = rf"(?:{_COMPOUND}|[{SURNAMES}])"
_HAN: Final = "[一-鿿]"
_TITLE: Final = "(?:先生|女士|小姐|老师|经理|主管|总监|店长|校长|园长|主任|部长|厂长|队长|站长|师傅)"
_SHORT_TITLE: Final = (
    "(?:总(?!部|监|经|公|机|台|结|计|体)|姐(?!妹)|哥|工(?!作|程|厂|资|位|艺|业|人|地|具)|生(?!活|产|效|成|物|意|日|命))"
)
"""Titles of one sign, as in 黄生 and 李姐: after a surname alone, and beside contact data only."""
# ordinary words that begin with the sign of a surname: no name, whatever stands around them
_ORDINARY: Final = re.compile(
    "(?:谢谢|周[一二三四五六七日末边到期年全]|罗湖|金山|江宁|江北|黄岛|安徽|安庆|张家|"
    "原生|原厂|项目|高级|高中|高校|高端|高薪|高新|高职|方案|方式|方法|方便|方向|方面|施工|车间|车辆|"
    "车队|商务|商家|商品|商户|金融|金牌|金属|安全|安装|安排|安防|任职|任课|任教|任何|任务|"
    "华东|华南|华北|华中|华西|江苏|江西|江门|温州|温馨|云南|万科|连锁|单位|单店|计划|包装|"
    "包吃|包住|包括|管理|程序|成功|成本|成熟|成员|应聘|应届|应用|时间|时段|文员|文案|文化|"
    "文职|明确|明星|关注|关键|关系|向上|向您|南京|南昌|南宁|南方|路线|路径|党员|党建|司机|"
    "司法|农业|康复|常务|常规|强大|原因|原则|马上|马云|马鞍|石油|石家|海外|田间|白班|白天|"
    "白领|牛人|宁波|宁夏|尚未|易于|盛大|水平|师范|师傅|官方|官网|伊利|位置|位于|满足|乐于|"
    "路口|广告|广东|边远|游戏|游客|简历|简单|简介|阳光|平台|时尚|季度|年终|房产|房屋|房地|"
    "景区|席位|米其|卫生|宗旨|查看|查询|查阅|封闭|谈判|谈薪|练习|展厅|展会|展览|教学|武汉|"
    "秦皇|唐山|郑州|郑重|徐州|苏州|杭州|贺州|曲靖|柳州|桂林|毕业|沙龙|荣誉|经理|经验|左右|"
    "古典|吉林|吉利|艾灸|童装|兰州|苗木|龙岗|龙华|龙头|余额|林业|黄金|黄埔|黄河|严格|严谨|"
    "白云|齐全|申请|申报|付款|许可|顾问|顾客|梅州|蓝领|管培|管家|解决|解释|成都|成人|成为|"
    "成立|舒适|何时|何种|陆续|陆丰|符合|谢绝|欧美|欧洲|夏令|夏季|石材|雷达|武术|段位|毛利|"
    "毛坯|费用|冷链|冷库|连续|连同|楼下|楼上|楼层|楼盘|景观|原件|原材|劳动|劳务|劳资|储备|"
    "储能|班组|班次|班主|班长|皮具|强电|揭阳|和谐|和平|上海|店铺|店面|全国|全职|向前|万达|"
    "万元)"
)
_NOT_IN_NAME: Final = re.compile("[部司店岗职管员务聘招级经公的是有请可及或和与等电手邮欢女联区市县镇路港]")
_NEXT: Final = (
    "(?=$|[^一-鿿]|电话|手机|座机|联系|微信|邮箱|邮件|职务|部门|地址|邮编|欢迎|有意|可|请|的|或|和|及|与|"
    "传真|投递|简历|工作|公司|上班|应聘|加|咨询|扣扣|企鹅|招聘|面试|先生|女士|小姐|老师|经理|主管|总监|收)"
)
_DATA: Final = rf"(?:{MASK}|\[(?:phone|im|email)\]|\*{{4,}})"
_DEVICE: Final = "(?:(?:联系)?(?:电话|手机|微信|座机|tel|qq|vx)(?:号码|号)?[: ]{0,2})"
_DETAIL: Final = rf"[\s:,;、()/\-的]{{0,4}}{_DEVICE}?[是为]?{_DATA}"
# alternatives begin with plain signs, so that the search leaps from one of them to the next
_ASK: Final = (
    "(?:联 ?系 ?人|联系电话|联系方式|联系手机|联系|联络人|联络|电话|电 话|手机|咨询电话|咨询|致电|拨打|找|"
    "微信|对接人|接待人|接待|负责人|面试官|人事部?|人资|人力资源部?|招聘专员)"
)
_ASK_LATIN: Final = "(?<![a-z])(?:hr|contact|tel)"
_PERSON_WORD: Final = (
    "(?:联 ?系 ?人员?|联络人|招聘负责人|项目负责人|面试负责人|负责人|对接人|接待人|咨询人|收件人|法人|"
    "法定代表人|面试官|招聘专员|人事专员)(?:姓名)?"
)
_PERSON_LATIN: Final = "(?<![A-Za-z])(?:HR|Hr|hr|[Cc]ontact(?: [Pp]erson)?|[Rr]ecruiter)"

_NAME_THEN: Final = rf"(?P<name>{_SURNAME}(?:{_HAN}{{0,2}}?{_TITLE}|{_SHORT_TITLE}|{_HAN}{{1,2}}?{_NEXT}|{_HAN}{{2}}))"
_TITLED_OR_BARE: Final = (
    rf"[\s:,、()/\-是]{{0,4}}(?P<name>{_SURNAME}(?:{_HAN}{{0,2}}?{_TITLE}(?!助理|岗)"
    rf"|{_SHORT_TITLE}(?={_DETAIL}|[)])|{_HAN}{{1,2}}?(?={_DETAIL})))"
)
_LABELLED: Final = re.compile(rf"{_PERSON_WORD}\s{{0,2}}[:\-(]\s{{0,3}}{_NAME_THEN}")
_HALF_LABELLED: Final = re.compile(
    r"(?:(?:联系|咨询|招聘)(?:电话|热线|方式)|(?:人事|招聘)(?:经理|主管|专员))\s?:\s{0,2}"
    rf"(?P<name>{_SURNAME}{_HAN}{{1,2}}?{_NEXT})"
)
_LABELLED_LATIN: Final = re.compile(rf"{_PERSON_LATIN}\s?[:\-]\s?{_NAME_THEN}")
_ASKED: Final = re.compile(_ASK + _TITLED_OR_BARE)
_ASKED_LATIN: Final = re.compile(_ASK_LATIN + _TITLED_OR_BARE)
_IN_OFFICE: Final = re.compile(
    rf"(?:联 ?系 ?人|联系方式|负责人)\s?:\s?(?:hr|{_HAN}{{2,6}}?) ?"
    rf"(?P<name>{_SURNAME}{_HAN}{{1,2}}?){_DETAIL}"
)
_COMMON: Final = f"[{SURNAMES[:160]}]"
"""Where nothing but a number stands beside a name, it must at least be a common one."""
_AFTER_DATA: Final = re.compile(
    rf"{_DATA}(?:[\s:,、;(/\-]{{0,4}}(?P<name>{_SURNAME}"
    rf"(?:{_HAN}{{0,2}}?{_TITLE}|{_SHORT_TITLE}|{_HAN}{{1,2}}?(?=[\s:]{{0,2}}{_DATA})))"
    rf"|[ ,、/(]{{0,2}}(?P<alone>{_COMMON}{_HAN}{{1,2}})(?=$|[\s,.;。)(\[/]))"
)
_LISTED: Final = re.compile(
    rf"[、/, ]{{1,2}}(?P<name>{_SURNAME}"
    rf"(?:{_HAN}{{0,2}}?{_TITLE}|{_HAN}{{1,2}}?(?=$|[\s,.;。)(/:{MASK}]|联系|电话|手机)))"
)
_BEFORE_DATA: Final = re.compile(
    rf"(?P<name>{_SURNAME}(?<!{_HAN}.)(?:{_HAN}{{0,2}}?{_TITLE}|{_SHORT_TITLE})){_DETAIL}"
    rf"|(?P<alone>{_COMMON}(?<!{_HAN}.){_HAN}{{1,2}}?)(?:[ :]{{1,2}}|联系电话[: ]{{0,2}}){_DATA}"
)
_LATIN_NAME: Final = (
    r"\s?:\s{0,2}(?P<name>(?:(?:Mr|Ms|Mrs|Miss|Dr)\b\.? ?)?(?:[A-Z][a-z]{1,11}(?: [A-Z][a-z]{1,11})?"
    rf"|(?<=[rs][. ]){_SURNAME}))(?![A-Za-z]|[ ,][a-z])"
)
_LATIN_AFTER_HAN: Final = re.compile(_PERSON_WORD + _LATIN_NAME)
_LATIN_AFTER_LATIN: Final = re.compile(_PERSON_LATIN + _LATIN_NAME)
_NO_PERSON: Final = frozenset(
    {"Boss", "Java", "Python", "Team", "Manager", "Email", "Mail", "Phone", "Mobile", "Tel", "Wechat",
     "Weixin", "Department", "Office", "Human", "Us", "The", "Please"}
)  # fmt: skip
_HINTS: Final = (
    "联系", "联 系", "联络", "咨询", "电话", "手机", "微信", "致电", "负责人", "面试官", "对接人", "接待", "人事",
    "人资", "找", "法人", "法定", "专员", "收件人", "拨打", "人力资",
)  # fmt: skip
_DATA_SIGNS: Final = (MASK, "[phone]", "[im]", "[email]", "****")
_LATIN_HINTS: Final = ("hr", "contact", "tel", "recruiter")


_NEAR_HINTS: Final = (_LABELLED, _HALF_LABELLED, _ASKED, _IN_OFFICE)
_FAMILIAR: Final = re.compile(
    rf"(?:{_ASK}|hr|咨询|负责人|店长|人事)[\s:,、()]{{0,3}}(?P<name>[小老阿]{_SURNAME})(?={_DETAIL})"
    rf"|{_DATA}[\s:,、(]{{0,2}}(?P<alone>[小老阿]{_SURNAME})(?=$|[\s,.;。)(/])"
)
"""小王, 老李: only beside contact data."""
_NEAR_DATA: Final = (_AFTER_DATA, _BEFORE_DATA, _FAMILIAR)


def name_spans(text: str, cased: str) -> Iterator[tuple[int, int]]:
    """Names of contact persons, in order and apart.

    `text`: folded, lower case, contact data already masked; `cased`: the same before lowering and masking."""
    rules: list[tuple[re.Pattern[str], str]] = []
    if any(hint in text for hint in _HINTS):
        rules += [*((rule, text) for rule in _NEAR_HINTS), (_LATIN_AFTER_HAN, cased)]
    if any(hint in text for hint in _LATIN_HINTS):
        rules += [(_LABELLED_LATIN, cased), (_ASKED_LATIN, text), (_LATIN_AFTER_LATIN, cased)]
    if any(sign in text for sign in _DATA_SIGNS):
        rules += [(rule, text) for rule in _NEAR_DATA]
    found = [span for rule, form in rules for m in rule.finditer(form) if (span := _span(m)) is not None]
    for span in tuple(found):
        found += _listed(text, span[1])
    yield from apart(span for span in found if MASK not in text[slice(*span)])


def _listed(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Names that go on a list: 王女士、李女士."""
    while (m := _LISTED.match(text, at)) and (span := _span(m)):
        yield span
        at = span[1]


_TITLE_AT_END: Final = re.compile(f"(?:{_TITLE}|{_SHORT_TITLE})$")


def _span(m: re.Match[str]) -> tuple[int, int] | None:
    """The name in a match, unless it is an ordinary word that begins like one (方案, 项目经理, 原生)."""
    group = "name" if m["name"] else "alone"
    if m[group].split()[0] in _NO_PERSON:
        return None
    bare = _TITLE_AT_END.sub("", m[group])
    if len(bare) > 1 and _NOT_IN_NAME.search(bare[1:]):
        return None
    return None if _ORDINARY.match(m[group]) else m.span(group)
