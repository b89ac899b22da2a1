"""The forms that `verify` relies on in the documents of a release, as JSON Schema.

They say only what the checks need; unknown keys are left alone, so that a release may say more.
"""

from __future__ import annotations

from typing import Any

from publish.proof.statement import PREDICATE_TYPE, STATEMENT_TYPE

TEXT = {"type": "string", "minLength": 1, "maxLength": 20_000}
NAME = {"type": "string", "pattern": "^[a-z][a-z0-9-]*$", "maxLength": 100}
VERSION = {"type": "string", "pattern": r"^(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){2}$"}
MOMENT = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$",
}
SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
BOUND = {"type": ["string", "number"], "maxLength": 100}
NAMES = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 100},
    ]
}

FIELD: dict[str, Any] = {
    "type": "object",
    "required": ["name", "type"],
    "properties": {
        "name": TEXT,
        "type": {"type": "string"},
        "constraints": {
            "type": "object",
            "properties": {
                "required": {"type": "boolean"},
                "unique": {"type": "boolean"},
                "pattern": {"type": "string", "maxLength": 2_000},
                "minimum": BOUND,
                "maximum": BOUND,
                "enum": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 100_000,
                    "items": {"type": ["string", "number", "boolean"]},
                },
            },
        },
    },
}
TABLE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["fields"],
    "properties": {
        "fields": {"type": "array", "minItems": 1, "maxItems": 2_000, "items": FIELD},
        "primaryKey": NAMES,
        "uniqueKeys": {"type": "array", "items": NAMES},
        "missingValues": {
            "type": "array",
            "items": {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "required": ["value"],
                        "properties": {"value": {"type": "string"}},
                    },
                ]
            },
        },
        "foreignKeys": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["fields", "reference"],
                "properties": {
                    "fields": NAMES,
                    "reference": {
                        "type": "object",
                        "required": ["fields"],
                        "properties": {"fields": NAMES, "resource": {"type": "string"}},
                    },
                },
            },
        },
    },
}
DESCRIPTOR: dict[str, Any] = {
    "type": "object",
    "required": ["name", "version", "id", "created", "resources"],
    "properties": {
        "name": NAME,
        "version": VERSION,
        "id": TEXT,
        "created": MOMENT,
        "resources": {
            "type": "array",
            "minItems": 1,
            "maxItems": 5_000,
            "items": {
                "type": "object",
                "required": ["name", "path", "format", "bytes", "hash"],
                "if": {"properties": {"format": {"const": "csv"}}},
                "then": {"required": ["schema"]},
                "properties": {
                    "name": TEXT,
                    "path": TEXT,
                    "format": TEXT,
                    "bytes": {"type": "integer", "minimum": 0},
                    "hash": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
                    "schema": TABLE_SCHEMA,
                    "formulaEscape": {
                        "type": "object",
                        "required": ["prefix", "pattern"],
                        "properties": {
                            "prefix": {"type": "string", "minLength": 1, "maxLength": 1},
                            "pattern": {"type": "string", "maxLength": 2_000},
                        },
                    },
                },
            },
        },
    },
}
CHANGES: dict[str, Any] = {
    "type": "object",
    "required": ["version", "previous", "level"],
    "properties": {
        "version": VERSION,
        "previous": {"anyOf": [{"type": "null"}, VERSION]},
        "highest": VERSION,
        "level": {"enum": [None, "major", "minor", "patch"]},
    },
}
VERSIONS: dict[str, Any] = {
    "type": "object",
    "required": ["package", "versions"],
    "properties": {
        "package": NAME,
        "versions": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["version", "id"],
                "properties": {
                    "version": VERSION,
                    "id": {"type": ["string", "null"]},
                    "previous": {"anyOf": [{"type": "null"}, VERSION]},
                    "checksums_sha256": SHA256,
                },
            },
        },
    },
}
TOMBSTONE: dict[str, Any] = {
    "type": "object",
    "required": ["date", "reason"],
    "properties": {
        "date": TEXT,
        "reason": TEXT,
        "replaced_by": {"type": ["string", "null"]},
    },
}
DIGESTS = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{40,128}$"},
}
STATEMENT: dict[str, Any] = {
    "type": "object",
    "required": ["_type", "subject", "predicateType", "predicate"],
    "properties": {
        "_type": {"const": STATEMENT_TYPE},
        "predicateType": {"const": PREDICATE_TYPE},
        "subject": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "digest"],
                "properties": {
                    "name": TEXT,
                    "digest": {
                        "type": "object",
                        "required": ["sha256"],
                        "properties": {"sha256": SHA256},
                    },
                },
            },
        },
        "predicate": {
            "type": "object",
            "required": ["buildDefinition", "runDetails"],
            "properties": {
                "buildDefinition": {
                    "type": "object",
                    "required": [
                        "buildType",
                        "externalParameters",
                        "internalParameters",
                        "resolvedDependencies",
                    ],
                    "properties": {
                        "buildType": {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*:\S+$"},
                        "externalParameters": {
                            "type": "object",
                            "required": ["package", "version", "created", "environment"],
                            "properties": {
                                "package": NAME,
                                "version": VERSION,
                                "created": MOMENT,
                                "asOf": {"type": ["string", "null"]},
                                "environment": {
                                    "type": "object",
                                    "additionalProperties": {"type": "string"},
                                },
                            },
                        },
                        "internalParameters": {
                            "type": "object",
                            "required": ["signing"],
                            "properties": {
                                "signing": {
                                    "type": "object",
                                    "required": ["signed"],
                                    "properties": {
                                        "signed": {"type": "boolean"},
                                        "keyId": {"type": "string", "pattern": "^[0-9A-F]{16}$"},
                                    },
                                    "if": {"properties": {"signed": {"const": True}}},
                                    "then": {"required": ["keyId"]},
                                }
                            },
                        },
                        "resolvedDependencies": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["name", "digest"],
                                "properties": {"name": TEXT, "digest": DIGESTS},
                            },
                        },
                    },
                },
                "runDetails": {
                    "type": "object",
                    "required": ["builder"],
                    "properties": {
                        "builder": {
                            "type": "object",
                            "required": ["id"],
                            "properties": {
                                "id": {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*:\S+$"}
                            },
                        }
                    },
                },
            },
        },
    },
}
"""in-toto Statement v1 and SLSA Provenance v1, as far as their texts require, and what we add."""
