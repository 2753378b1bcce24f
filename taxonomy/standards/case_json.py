"""CASE 1.1 packages, as xgap writes them, back into a reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from taxonomy.standards.errors import StandardError
from taxonomy.standards.model import Item, Reading
from taxonomy.standards.wording import level_of


def is_package(content: Any) -> bool:
    """Whether a JSON document is a CFPackage (with or without the wrapper that some services put around it)."""
    inner = content.get("CFPackage", content) if isinstance(content, dict) else None
    return isinstance(inner, dict) and "CFDocument" in inner


def read(content: dict[str, Any], path: Path) -> Reading:
    """Items of the type requirement with their task and domain; raises StandardError when a parent is missing."""
    package = content.get("CFPackage", content)
    document, items = package["CFDocument"], {i["identifier"]: i for i in package.get("CFItems", [])}
    order, above = {}, {}
    for link in package.get("CFAssociations", []):
        if link.get("associationType") == "isChildOf":
            above[link["originNodeURI"]["identifier"]] = link["destinationNodeURI"]["identifier"]
            order[link["originNodeURI"]["identifier"]] = link.get("sequenceNumber", 0)
    own = document.get("extensions", {})
    reading = Reading(
        certificate=own.get("xgap:name") or document["title"], version=document.get("version"),
        issuer=own.get("xgap:issuer"), basis=own.get("xgap:basis", "official"), code=own.get("xgap:certificate"),
        majors=own.get("xgap:majors", []), jobs=own.get("xgap:jobs", []),
    )  # fmt: skip
    for item in items.values():
        level = level_of(" ".join(item.get("educationLevel", [])) or item["fullStatement"])
        if item.get("CFItemType") == "Level" and level and item.get("notes"):
            reading.scopes[level] = item["notes"]
    for identifier, item in items.items():
        if item.get("CFItemType") == "Requirement":
            reading.requirements.append(_requirement(identifier, items, above, path))
    return reading


def _requirement(identifier: str, items: dict[str, Any], above: dict[str, str], path: Path) -> Item:
    item, chain, at = items[identifier], [], identifier
    while at in above and above[at] in items:
        at = above[at]
        chain.append(items[at])
    by_type = {c.get("CFItemType"): c for c in chain}
    if "Task" not in by_type or "Domain" not in by_type:
        raise StandardError(
            path,
            f"CFItem {identifier} has no task and domain above it",
            f"CFItem {identifier} 缺少上级工作任务或工作领域",
        )
    task, domain = by_type["Task"], by_type["Domain"]

    def said(of: dict[str, Any], key: str) -> Any:
        return of.get("extensions", {}).get(key)

    return Item(
        level=level_of(" ".join(item.get("educationLevel", []))), module=said(item, "xgap:module"),
        domain_code=said(domain, "xgap:code"), domain=domain["fullStatement"], domain_en=said(domain, "xgap:en"),
        task_code=said(task, "xgap:code"), task=task["fullStatement"], task_en=said(task, "xgap:en"),
        code=said(item, "xgap:code"), text=item["fullStatement"], text_en=said(item, "xgap:en"),
        where=f"CFItem {identifier}",
    )  # fmt: skip
