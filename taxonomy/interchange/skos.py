"""A certificate as a SKOS concept scheme (Turtle)."""

from __future__ import annotations

from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef

from taxonomy.interchange import identity
from taxonomy.interchange.rows import WORD_OF_LEVEL, places
from taxonomy.models import LEVELS, Bilingual, Certificate

_LEVEL_EN = {"junior": "Junior level", "intermediate": "Intermediate level", "senior": "Senior level"}


def _label(graph: Graph, node: URIRef, text: Bilingual) -> None:
    graph.add((node, SKOS.prefLabel, Literal(text.zh, lang="zh")))
    if identity.english(text):
        graph.add((node, SKOS.prefLabel, Literal(text.en, lang="en")))


def to_turtle(certificate: Certificate) -> bytes:
    """Scheme with the levels as top concepts, then domains, tasks and requirements, each narrower than its parent."""
    graph, scope = Graph(), identity.scope_of(certificate)
    graph.bind("skos", SKOS)
    graph.bind("dcterms", DCTERMS)

    def node(*steps: str) -> URIRef:
        return URIRef(identity.uri(identity.identifier(*scope, *steps)))

    scheme = node()
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    _label(graph, scheme, certificate.title)
    graph.add((scheme, DCTERMS.creator, Literal(identity.creator(certificate))))
    graph.add((scheme, DCTERMS.identifier, Literal(certificate.code)))
    graph.add((scheme, SKOS.notation, Literal(certificate.code)))
    graph.add((scheme, SKOS.editorialNote, Literal(identity.note(certificate))))
    graph.add((scheme, DCTERMS.hasVersion, Literal(certificate.version)))

    def concept(own: URIRef, text: Bilingual, above: URIRef | None, code: str | None) -> URIRef:
        graph.add((own, RDF.type, SKOS.Concept))
        graph.add((own, SKOS.inScheme, scheme))
        _label(graph, own, text)
        if code:
            graph.add((own, SKOS.notation, Literal(code)))
        if above is None:
            graph.add((own, SKOS.topConceptOf, scheme))
            graph.add((scheme, SKOS.hasTopConcept, own))
        else:
            graph.add((own, SKOS.broader, above))
            graph.add((above, SKOS.narrower, own))
        return own

    tops = {}
    for level in LEVELS:
        if level in certificate.levels:
            tops[level] = concept(node(level), Bilingual(zh=WORD_OF_LEVEL[level], en=_LEVEL_EN[level]), None, level)
            graph.add((tops[level], SKOS.scopeNote, Literal(certificate.levels[level].scope.zh, lang="zh")))
    for place in places(certificate):
        within = (place.level, place.module or "")
        domain, task, item = place.domain, place.task, place.requirement

        def shown(code: str, level: str = place.level) -> str | None:
            real = identity.real_code(code)
            return identity.shown_code(certificate, level, real) if real else None

        above = concept(
            node(*within, "domain", domain.code, domain.name.zh), domain.name, tops[place.level], shown(domain.code)
        )
        above = concept(node(*within, "task", domain.code, task.code, task.name.zh), task.name, above, shown(task.code))
        own = concept(node(*within, domain.code, task.code, item.code), item.text, above, shown(item.code))
        graph.add((own, SKOS.editorialNote, Literal(identity.note(certificate))))
    return graph.serialize(format="turtle", encoding="utf-8")
