"""A certificate as a CTDL-ASN competency framework (Credential Engine), JSON-LD.

Made from the CASE package, so that both name the same things: the framework is the document, every level, domain, task
and requirement is a competency, a child of the one above. No registry is written to; a CTID is the item's own UUID."""

from __future__ import annotations

from typing import Any

CONTEXT = "https://credreg.net/ctdlasn/schema/context/json"
STATUS = {"Adopted": "publicationStatus:Published", "Draft": "publicationStatus:Draft"}


def framework(package: dict[str, Any]) -> dict[str, Any]:
    """The graph of a `case.package`: one CompetencyFramework, then its Competencies in the order of the standard.

    Source of the form: CTDL-ASN, classes ceasn:CompetencyFramework and ceasn:Competency."""
    document = package["CFDocument"]
    above: dict[str, str] = {}
    below: dict[str, list[str]] = {}
    uri_of = {item["identifier"]: item["uri"] for item in [document, *package["CFItems"]]}
    for link in package["CFAssociations"]:
        child, parent = link["originNodeURI"]["identifier"], link["destinationNodeURI"]["identifier"]
        above[child] = parent
        below.setdefault(parent, []).append(child)
    top = document["identifier"]
    head = {
        "@id": document["uri"], "@type": "ceasn:CompetencyFramework", "ceterms:ctid": f"ce-{top}",
        "ceasn:name": _both(document["title"], document["extensions"].get("xgap:en")),
        "ceasn:description": {"zh-CN": document["description"]},
        "ceasn:inLanguage": [document["language"]], "ceasn:creator": document["creator"],
        "ceasn:publisherName": {"zh-CN": document.get("publisher", document["creator"])},
        "ceasn:publicationStatusType": STATUS[document["adoptionStatus"]],
        "ceasn:dateModified": document["lastChangeDateTime"],
        "ceasn:hasTopChild": [uri_of[key] for key in below.get(top, ())],
    }  # fmt: skip
    graph = [head]
    places: dict[str, int] = {}
    for item in package["CFItems"]:
        key, parent = item["identifier"], above[item["identifier"]]
        places[parent] = places.get(parent, 0) + 1
        competency = {
            "@id": item["uri"], "@type": "ceasn:Competency", "ceterms:ctid": f"ce-{key}",
            "ceasn:competencyText": _both(item["fullStatement"], item["extensions"].get("xgap:en")),
            "ceasn:competencyCategory": {"en": item["CFItemType"]}, "ceasn:inLanguage": [item["language"]],
            "ceasn:isPartOf": document["uri"], "ceasn:listID": str(places[parent]),
            "ceasn:codedNotation": item.get("humanCodingScheme"), "ceasn:comment": _note(item),
            "ceasn:hasChild": [uri_of[child] for child in below.get(key, ())],
            "ceasn:dateModified": item["lastChangeDateTime"],
        }  # fmt: skip
        if parent == top:
            competency["ceasn:isTopChildOf"] = document["uri"]
        else:
            competency["ceasn:isChildOf"] = [uri_of[parent]]
        graph.append({name: value for name, value in competency.items() if value not in (None, [], {})})
    return {"@context": CONTEXT, "@id": document["uri"], "@graph": graph}


def _both(zh: str, en: str | None) -> dict[str, str]:
    return {"zh-CN": zh, **({"en": en} if en else {})}


def _note(item: dict[str, Any]) -> dict[str, list[str]] | None:
    return {"zh-CN": [item["notes"]]} if item.get("notes") else None
