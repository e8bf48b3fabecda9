#include "engine/report/schema_plan.h"

#include <cassert>

namespace jada {
namespace {

constexpr std::string_view kPlanSchema = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "jada-reconcile plan",
  "description": "Everything found apart and what would be done about it. Keys are always present, null when empty.",
  "type": "object",
  "additionalProperties": false,
  "required": ["format_version", "tool_version", "plan_id", "created_at", "expires_at", "mode", "desired", "state",
               "scope", "observations", "changes", "drift", "guards", "diagnostics", "summary", "exit_code"],
  "properties": {
    "format_version": {
      "description": "The second number grows with new keys, the first when old ones change.",
      "const": "1.0"
    },
    "tool_version": {"type": "string"},
    "plan_id": {
      "description": "Equal for equal plans, whatever the time.",
      "type": "string",
      "pattern": "^sha256:[0-9a-f]{64}$"
    },
    "created_at": {"$ref": "#/$defs/time"},
    "expires_at": {"description": "After this a saved plan is refused.", "$ref": "#/$defs/time"},
    "mode": {"enum": ["plan", "apply", "drift"]},
    "desired": {
      "type": "object",
      "additionalProperties": false,
      "required": ["path", "sha256"],
      "properties": {"path": {"$ref": "#/$defs/text"}, "sha256": {"$ref": "#/$defs/text"}}
    },
    "state": {
      "type": "object",
      "additionalProperties": false,
      "required": ["path", "lineage", "serial", "schema_version"],
      "properties": {
        "path": {"$ref": "#/$defs/text"},
        "lineage": {"$ref": "#/$defs/text"},
        "serial": {"type": "integer", "minimum": 0},
        "schema_version": {"type": "integer", "minimum": 0}
      }
    },
    "scope": {
      "type": "object",
      "additionalProperties": false,
      "required": ["select", "exclude", "complete"],
      "properties": {
        "select": {"type": "array", "items": {"type": "string"}},
        "exclude": {"type": "array", "items": {"type": "string"}},
        "complete": {"description": "Nothing was left out.", "type": "boolean"}
      }
    },
    "observations": {"type": "array", "items": {"$ref": "#/$defs/observation"}},
    "changes": {"description": "What has an action.", "type": "array", "items": {"$ref": "#/$defs/change"}},
    "drift": {
      "description": "What moved other than in the file.",
      "type": "array",
      "items": {"$ref": "#/$defs/change"}
    },
    "guards": {"type": "array", "items": {"$ref": "#/$defs/guard"}},
    "diagnostics": {"type": "array", "items": {"$ref": "#/$defs/diagnostic"}},
    "summary": {
      "description": "Counts by action of what an apply would carry out, and by cause of everything found.",
      "type": "object",
      "additionalProperties": false,
      "required": ["create", "update", "delete", "refresh", "copy", "run", "raise", "resolve", "by_cause"],
      "properties": {
        "create": {"$ref": "#/$defs/count"}, "update": {"$ref": "#/$defs/count"},
        "delete": {"$ref": "#/$defs/count"}, "refresh": {"$ref": "#/$defs/count"},
        "copy": {"$ref": "#/$defs/count"}, "run": {"$ref": "#/$defs/count"},
        "raise": {"$ref": "#/$defs/count"}, "resolve": {"$ref": "#/$defs/count"},
        "by_cause": {
          "type": "object",
          "additionalProperties": false,
          "required": ["edit", "drift", "both", "expiry", "schedule", "unmanaged"],
          "properties": {
            "edit": {"$ref": "#/$defs/count"}, "drift": {"$ref": "#/$defs/count"},
            "both": {"$ref": "#/$defs/count"}, "expiry": {"$ref": "#/$defs/count"},
            "schedule": {"$ref": "#/$defs/count"}, "unmanaged": {"$ref": "#/$defs/count"}
          }
        }
      }
    },
    "exit_code": {"type": "integer", "minimum": 0, "maximum": 255}
  },
  "$defs": {
    "time": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$"},
    "time_or_null": {"anyOf": [{"$ref": "#/$defs/time"}, {"type": "null"}]},
    "text": {"type": ["string", "null"]},
    "count": {"type": "integer", "minimum": 0},
    "ordinal_or_null": {"type": ["integer", "null"], "minimum": 1},
    "cause": {"enum": ["edit", "drift", "both", "expiry", "schedule", "unmanaged"]},
    "place": {
      "type": "object",
      "additionalProperties": false,
      "required": ["file", "line", "column"],
      "properties": {
        "file": {"$ref": "#/$defs/text"},
        "line": {"$ref": "#/$defs/ordinal_or_null"},
        "column": {"description": "In code points, from 1.", "$ref": "#/$defs/ordinal_or_null"}
      }
    },
    "observation": {
      "description": "One look at one replica of one resource.",
      "type": "object",
      "additionalProperties": false,
      "required": ["address", "replica", "status", "observed_at", "error"],
      "properties": {
        "address": {"type": "string"},
        "replica": {"$ref": "#/$defs/text"},
        "status": {"enum": ["ok", "unknown"]},
        "observed_at": {"description": "Of the last good look.", "$ref": "#/$defs/time_or_null"},
        "error": {"$ref": "#/$defs/text"}
      }
    },
    "change": {
      "type": "object",
      "additionalProperties": false,
      "required": ["id", "address", "item", "replica", "kind", "action", "cause", "reason", "severity", "source",
                   "preconditions", "diffs", "first_seen", "depends_on", "blocked_by", "outcome", "error",
                   "remedy"],
      "properties": {
        "id": {"type": "string"},
        "address": {"description": "kind.name of the resource; item and replica stand beside it.", "type": "string"},
        "item": {"$ref": "#/$defs/text"},
        "replica": {"$ref": "#/$defs/text"},
        "kind": {"type": "string"},
        "action": {
          "description": "null: reported, never acted on.",
          "enum": ["create", "update", "delete", "refresh", "copy", "run", "raise", "resolve", null]
        },
        "cause": {"anyOf": [{"$ref": "#/$defs/cause"}, {"type": "null"}]},
        "reason": {"$ref": "#/$defs/text"},
        "severity": {"enum": ["info", "warning", "error"]},
        "source": {"anyOf": [{"$ref": "#/$defs/place"}, {"type": "null"}]},
        "preconditions": {
          "description": "Must still hold when a saved plan is applied.",
          "type": "array",
          "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["path", "expected"],
            "properties": {"path": {"type": "string"}, "expected": {"type": "string"}}
          }
        },
        "diffs": {"type": "array", "items": {"$ref": "#/$defs/diff"}},
        "first_seen": {"$ref": "#/$defs/time_or_null"},
        "depends_on": {"type": "array", "items": {"type": "string"}},
        "blocked_by": {"description": "Why it would not be carried out now.", "$ref": "#/$defs/text"},
        "outcome": {"description": "null before apply.", "enum": ["not_tried", "done", "conflict", "failed", null]},
        "error": {"$ref": "#/$defs/text"},
        "remedy": {"description": "What a person does about the error; null: another apply tries again.", "$ref": "#/$defs/text"}
      }
    },
    "diff": {
      "description": "One field apart. A secret is {\"$secret\": \"sha256:…\"}.",
      "type": "object",
      "additionalProperties": false,
      "required": ["path", "op", "before", "after", "cause"],
      "properties": {
        "path": {
          "description": "`address.city`, `tags[2]`, `\"a.b\"`; empty: the item itself, which has no attributes.",
          "type": "string"
        },
        "op": {"enum": ["add", "change", "remove"]},
        "before": {"description": "As observed, null when absent."},
        "after": {"description": "As desired, null when absent."},
        "cause": {"$ref": "#/$defs/cause"}
      }
    },
    "guard": {
      "description": "One limit that the plan meets or goes past.",
      "type": "object",
      "additionalProperties": false,
      "required": ["name", "address", "limit", "actual", "population", "refused", "allow", "allowed_by"],
      "properties": {
        "name": {"type": "string"},
        "address": {"type": "string"},
        "limit": {"$ref": "#/$defs/text"},
        "actual": {"$ref": "#/$defs/count"},
        "population": {"$ref": "#/$defs/count"},
        "refused": {"type": "boolean"},
        "allow": {"description": "The --allow expression that lets it pass.", "$ref": "#/$defs/text"},
        "allowed_by": {"description": "The --allow expression that did.", "$ref": "#/$defs/text"}
      }
    },
    "diagnostic": {
      "type": "object",
      "additionalProperties": false,
      "required": ["severity", "message", "file", "line", "column", "length", "hint", "snippet", "also"],
      "properties": {
        "severity": {"enum": ["error", "warning", "note"]},
        "message": {"type": "string"},
        "file": {"$ref": "#/$defs/text"},
        "line": {"$ref": "#/$defs/ordinal_or_null"},
        "column": {"$ref": "#/$defs/ordinal_or_null"},
        "length": {"$ref": "#/$defs/ordinal_or_null"},
        "hint": {"$ref": "#/$defs/text"},
        "snippet": {"$ref": "#/$defs/text"},
        "also": {"type": "array", "items": {"$ref": "#/$defs/place"}}
      }
    }
  }
})json";

}  // namespace

Json plan_schema() {
  auto schema = parse_json(kPlanSchema);
  assert(schema);
  return std::move(*schema);
}

}  // namespace jada
