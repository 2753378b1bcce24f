"""A certificate's levels as Open Badges 3.0 Achievements (1EdTech), each aligned with its requirements.

Definitions only: nothing is issued and nothing is signed. The alignments point at the items of the CASE package, so
that a badge and the framework speak of the same identifiers."""

from __future__ import annotations

from typing import Any

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)


def achievements(package: dict[str, Any]) -> dict[str, Any]:
    """JSON-LD with one Achievement for each level of a `case.package`, junior first.

    Source of the form: Open Badges 3.0, classes Achievement and Alignment (`targetType` CFItem)."""
    document = package["CFDocument"]
    above = {a["originNodeURI"]["identifier"]: a["destinationNodeURI"]["identifier"] for a in package["CFAssociations"]}
    items = {item["identifier"]: item for item in package["CFItems"]}

    def level_of(key: str) -> str:
        while items[key]["CFItemType"] != "Level":
            key = above[key]
        return key

    aligned: dict[str, list[dict[str, Any]]] = {}
    for key, item in items.items():
        if item["CFItemType"] == "Requirement":
            aligned.setdefault(level_of(key), []).append(_alignment(item, document["title"]))
    creator = {"id": document["uri"], "type": ["Profile"], "name": document["creator"]}
    return {
        "@context": list(CONTEXT),
        "@graph": [
            _achievement(items[key], document, creator, alignments) for key, alignments in aligned.items()
        ],
    }  # fmt: skip


def _alignment(item: dict[str, Any], framework: str) -> dict[str, Any]:
    made = {
        "type": ["Alignment"], "targetType": "CFItem", "targetName": item["fullStatement"], "targetUrl": item["uri"],
        "targetFramework": framework, "targetCode": item.get("humanCodingScheme"),
        "targetDescription": item.get("extensions", {}).get("xgap:en"),
    }  # fmt: skip
    return {name: value for name, value in made.items() if value is not None}


def _achievement(
    level: dict[str, Any], document: dict[str, Any], creator: dict[str, Any], alignments: list[dict[str, Any]]
) -> dict[str, Any]:
    extensions = document["extensions"]
    name = f"{extensions['xgap:name']}（{level['fullStatement']}）"
    english = extensions.get("xgap:en")
    scope = level.get("notes")
    field = {"fieldOfStudy": "；".join(document["subject"])} if document.get("subject") else {}
    return {
        "id": level["uri"], "type": ["Achievement"], "achievementType": "Certificate", "creator": creator,
        "name": f"{name} / {english}, {level['extensions']['xgap:en']}" if english else name,
        "description": f"{scope}\n{document['notes']}" if scope else document["notes"],
        "criteria": {
            "narrative": "达到该等级的全部职业技能要求，见 alignment。 / "
            "All skill requirements of the level; see alignment."
        },
        "inLanguage": document["language"], "version": document["version"],
        "humanCode": f"{extensions['xgap:certificate']}/{level['extensions']['xgap:en']}",
        **field, "alignment": alignments,
    }  # fmt: skip
