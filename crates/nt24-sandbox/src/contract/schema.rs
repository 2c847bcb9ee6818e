//! Schemas made stricter than in the contract: a field that is not listed is an error, so that a misspelled
//! field is found, in requests and in answers.

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Compiles schemas against strict components. The contract uses a few schemas many times, so each is
/// compiled once.
pub(super) struct Compiler {
    schemas: Map<String, Value>,
    compiled: RefCell<BTreeMap<String, Arc<Schema>>>,
}

impl Compiler {
    pub(super) fn new(components: &Value, direction: Direction) -> Self {
        Self { schemas: strict_schemas(components, direction), compiled: RefCell::default() }
    }

    pub(super) fn compile(&self, schema: &Value) -> anyhow::Result<Arc<Schema>> {
        let key = schema.to_string();
        if let Some(known) = self.compiled.borrow().get(&key) {
            return Ok(known.clone());
        }
        let compiled = Arc::new(Schema::compile(schema, &self.schemas)?);
        self.compiled.borrow_mut().insert(key, compiled.clone());
        Ok(compiled)
    }
}

/// A compiled schema.
pub(super) struct Schema {
    validator: Validator,
    /// Whether its `type` is `integer`, for values that arrive as text.
    pub(super) names_integer: bool,
}

impl Schema {
    fn compile(schema: &Value, schemas: &Map<String, Value>) -> anyhow::Result<Self> {
        let schema = strict(&merged(schema, schemas));
        // The compiler walks all components it gets, so it gets only those that are referred to.
        let mut needed = Map::new();
        collect(&schema, schemas, &mut needed);
        let document = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [schema],
            "components": { "schemas": needed },
        });
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&document)
            .map_err(|error| anyhow::anyhow!("a schema of the contract does not compile: {error}"))?;
        let names_integer = schema.get("type").and_then(Value::as_str) == Some("integer");
        Ok(Self { validator, names_integer })
    }

    /// Adds the violations of a value. They do not repeat the value: it may be personal data.
    pub(super) fn check(&self, value: &Value, subject: &str, found: &mut Vec<String>) {
        for error in self.validator.iter_errors(value) {
            let masked = error.masked();
            found.push(format!("{subject}{}: {masked}", error.instance_path()));
        }
    }
}

/// Direction of a body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Response,
}

/// Adds the schemas that this one refers to, and those that they refer to.
fn collect(schema: &Value, schemas: &Map<String, Value>, needed: &mut Map<String, Value>) {
    match schema {
        Value::Object(map) => {
            let reference = map.get("$ref").and_then(Value::as_str);
            let name = reference.and_then(|text| text.strip_prefix("#/components/schemas/"));
            if let Some(name) = name
                && !needed.contains_key(name)
                && let Some(target) = schemas.get(name)
            {
                needed.insert(name.to_owned(), target.clone());
                collect(target, schemas, needed);
            }
            map.values().for_each(|value| collect(value, schemas, needed));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, schemas, needed)),
        _ => {}
    }
}

/// The schemas of the contract, made strict for one direction.
fn strict_schemas(components: &Value, direction: Direction) -> Map<String, Value> {
    let schemas = components.get("schemas").and_then(Value::as_object).cloned().unwrap_or_default();
    schemas
        .iter()
        .map(|(name, schema)| {
            let mut schema = merged(schema, &schemas);
            if direction == Direction::Request {
                without_read_only(&mut schema);
            }
            (name.clone(), strict(&schema))
        })
        .collect()
}

/// Merges an `allOf` of objects into one: closing each of them would forbid the others' fields.
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

/// Closes every object of the schema that lists its properties.
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
