//! Schemas made stricter than the contract writes them: what is not listed is an error, so that a
//! field with a typing mistake is found, in requests and in answers.

use anyhow::Context as _;
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

/// A compiled schema.
pub(super) struct Schema {
    validator: Validator,
    /// The `type` it names, for values that arrive as text.
    pub(super) names_integer: bool,
}

impl Schema {
    /// Compiles a schema against components that were made strict.
    pub(super) fn compile(schema: &Value, components: &Value) -> anyhow::Result<Self> {
        let mut document = json!({ "allOf": [strict(schema)], "components": components });
        if let Some(map) = document.as_object_mut() {
            map.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        }
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&document)
            .map_err(|error| anyhow::anyhow!("{error}"))
            .context("a schema of the contract does not compile")?;
        let names_integer = schema.get("type").and_then(Value::as_str) == Some("integer");
        Ok(Self { validator, names_integer })
    }

    /// Adds what is wrong with a value. Values are not repeated: they may be personal data.
    pub(super) fn check(&self, value: &Value, subject: &str, found: &mut Vec<String>) {
        for error in self.validator.iter_errors(value) {
            let masked = error.masked();
            found.push(format!("{subject}{}: {masked}", error.instance_path()));
        }
    }
}

/// Which way a body goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Response,
}

/// The components of the contract, made strict for one direction.
pub(super) fn strict_components(components: &Value, direction: Direction) -> Value {
    let schemas = components.get("schemas").and_then(Value::as_object).cloned().unwrap_or_default();
    let strict: Map<String, Value> = schemas
        .iter()
        .map(|(name, schema)| {
            let mut schema = merged(schema, &schemas);
            if direction == Direction::Request {
                without_read_only(&mut schema);
            }
            (name.clone(), strict(&schema))
        })
        .collect();
    json!({ "schemas": strict })
}

/// An `allOf` of objects as one object: closing each of them would forbid the others' fields.
fn merged(schema: &Value, schemas: &Map<String, Value>) -> Value {
    let Some(parts) = schema.get("allOf").and_then(Value::as_array) else { return schema.clone() };
    let mut properties = Map::new();
    let mut required = Vec::new();
    for part in parts {
        let name = part.get("$ref").and_then(Value::as_str).and_then(|text| text.rsplit('/').next());
        let part = name.and_then(|name| schemas.get(name)).unwrap_or(part);
        let part = merged(part, schemas);
        if let Some(map) = part.get("properties").and_then(Value::as_object) {
            properties.extend(map.clone());
        }
        if let Some(list) = part.get("required").and_then(Value::as_array) {
            required.extend(list.clone());
        }
    }
    json!({ "type": "object", "properties": properties, "required": required })
}

fn without_read_only(schema: &mut Value) {
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.retain(|_, property| property.get("readOnly") != Some(&Value::Bool(true)));
    }
}

/// The schema with every object closed that lists its properties.
fn strict(schema: &Value) -> Value {
    match schema {
        Value::Object(map) => {
            let mut closed: Map<String, Value> =
                map.iter().map(|(key, value)| (key.clone(), strict(value))).collect();
            let lists = map.get("properties").is_some_and(Value::is_object);
            if lists && !map.contains_key("additionalProperties") {
                closed.insert("additionalProperties".to_owned(), false.into());
            }
            Value::Object(closed)
        }
        Value::Array(items) => Value::Array(items.iter().map(strict).collect()),
        other => other.clone(),
    }
}
