"""Certificates in formats that other programs read: CASE 1.1, tables, SKOS.

What we wrote ourselves says so in every format (creator, notes, basis), so that it cannot pass for the issuer's."""
