//! The parts of an `OpenAPI` document that exchanges are checked against.

use super::schema::{Compiler, Direction, Schema};
use anyhow::Context as _;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) struct Specification {
    pub(super) operations: BTreeMap<String, OperationRules>,
    /// Rules for events that are posted to receivers, by event type.
    pub(super) events: BTreeMap<String, EventRules>,
    /// Schema of every event, without its data.
    pub(super) envelope: Arc<Schema>,
    /// Headers of every answer of the API.
    pub(super) common_headers: Vec<HeaderRule>,
}

pub(super) struct OperationRules {
    /// Path below the base, with `{names}`.
    pub(super) path: String,
    /// False for the token call, which belongs to another host.
    pub(super) is_api: bool,
    pub(super) parameters: Vec<ParameterRule>,
    pub(super) body: Option<BodyRule>,
    pub(super) responses: BTreeMap<String, ResponseRule>,
}

pub(super) struct EventRules {
    pub(super) parameters: Vec<ParameterRule>,
    pub(super) content: Content,
}

pub(super) struct ParameterRule {
    pub(super) name: String,
    pub(super) place: String,
    pub(super) required: bool,
    pub(super) schema: Arc<Schema>,
}

pub(super) struct BodyRule {
    pub(super) required: bool,
    pub(super) content: Content,
}

pub(super) struct ResponseRule {
    pub(super) headers: Vec<HeaderRule>,
    pub(super) content: Option<Content>,
    pub(super) problem_types: Vec<String>,
}

pub(super) struct HeaderRule {
    /// In lower case.
    pub(super) name: String,
    pub(super) schema: Arc<Schema>,
}

pub(super) struct Content {
    pub(super) media_type: String,
    pub(super) schema: Arc<Schema>,
}

/// Converts a value that arrived as text into the type that its schema names.
pub(super) fn typed(text: &str, schema: &Schema) -> Value {
    match text.parse::<i64>() {
        Ok(number) if schema.names_integer => number.into(),
        _ => text.into(),
    }
}

impl Specification {
    pub(super) fn read(yaml: &str) -> anyhow::Result<Self> {
        let document: Value = serde_saphyr::from_str(yaml)?;
        let components = document.get("components").context("no components")?;
        let reader = Reader {
            document: &document,
            requests: Compiler::new(components, Direction::Request),
            responses: Compiler::new(components, Direction::Response),
        };
        let common = document.get("x-common-response-headers").context("no common headers")?;
        let common_headers = reader.headers(common)?;
        let mut operations = BTreeMap::new();
        for (path, item) in document.get("paths").and_then(Value::as_object).context("no paths")? {
            for method in ["get", "post", "patch", "put", "delete"] {
                if let Some(operation) = item.get(method) {
                    let id =
                        operation.get("operationId").and_then(Value::as_str).context("no operationId")?;
                    let rules = reader.operation(path, item, operation).with_context(|| id.to_owned())?;
                    operations.insert(id.to_owned(), rules);
                }
            }
        }
        let mut events = BTreeMap::new();
        for (kind, item) in document.get("webhooks").and_then(Value::as_object).context("no webhooks")? {
            let rules = reader.event(item).with_context(|| kind.to_owned())?;
            events.insert(kind.to_owned(), rules);
        }
        let envelope = serde_json::json!({ "$ref": "#/components/schemas/EventEnvelope" });
        let envelope = reader.responses.compile(&envelope)?;
        Ok(Self { operations, events, envelope, common_headers })
    }
}

struct Reader<'a> {
    document: &'a Value,
    requests: Compiler,
    responses: Compiler,
}

impl<'a> Reader<'a> {
    /// The object itself, or the one that it refers to.
    fn resolve(&self, value: &'a Value) -> anyhow::Result<&'a Value> {
        match value.get("$ref").and_then(Value::as_str) {
            None => Ok(value),
            Some(reference) => {
                let pointer = reference.strip_prefix('#').context("a reference out of the document")?;
                self.document.pointer(pointer).with_context(|| format!("no value at {reference}"))
            }
        }
    }

    fn operation(&self, path: &str, item: &'a Value, operation: &'a Value) -> anyhow::Result<OperationRules> {
        let lists = [item.get("parameters"), operation.get("parameters")];
        let parameters = lists.into_iter().flatten().filter_map(Value::as_array).flatten();
        let mut responses = BTreeMap::new();
        let listed = operation.get("responses").and_then(Value::as_object).context("no responses")?;
        for (status, response) in listed {
            responses.insert(status.clone(), self.response(self.resolve(response)?)?);
        }
        Ok(OperationRules {
            path: path.to_owned(),
            is_api: item.get("servers").is_none(),
            parameters: parameters.map(|value| self.parameter(value)).collect::<anyhow::Result<_>>()?,
            body: operation.get("requestBody").map(|body| self.body(body)).transpose()?,
            responses,
        })
    }

    fn event(&self, item: &'a Value) -> anyhow::Result<EventRules> {
        let post = item.get("post").context("an event that is not posted")?;
        let parameters = post.get("parameters").and_then(Value::as_array).into_iter().flatten();
        let content = post.pointer("/requestBody/content").context("an event without content")?;
        Ok(EventRules {
            parameters: parameters.map(|value| self.parameter(value)).collect::<anyhow::Result<_>>()?,
            content: content_rule(content, &self.responses)?,
        })
    }

    fn parameter(&self, value: &'a Value) -> anyhow::Result<ParameterRule> {
        let value = self.resolve(value)?;
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let schema = self.resolve(value.get("schema").context("a parameter without a schema")?)?;
        Ok(ParameterRule {
            name: text("name").context("a parameter without a name")?,
            place: text("in").context("a parameter without a place")?,
            required: value.get("required") == Some(&Value::Bool(true)),
            schema: self.requests.compile(schema)?,
        })
    }

    fn body(&self, value: &'a Value) -> anyhow::Result<BodyRule> {
        let content = value.get("content").context("a body without content")?;
        Ok(BodyRule {
            required: value.get("required") == Some(&Value::Bool(true)),
            content: content_rule(content, &self.requests)?,
        })
    }

    fn response(&self, value: &'a Value) -> anyhow::Result<ResponseRule> {
        let types = value.get("x-problem-types").and_then(Value::as_array);
        Ok(ResponseRule {
            headers: self.headers(value)?,
            content: value.get("content").map(|c| content_rule(c, &self.responses)).transpose()?,
            problem_types: types.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
        })
    }

    fn headers(&self, value: &'a Value) -> anyhow::Result<Vec<HeaderRule>> {
        let Some(headers) = value.get("headers").and_then(Value::as_object) else { return Ok(Vec::new()) };
        headers
            .iter()
            .map(|(name, header)| {
                let schema = self.resolve(header)?.get("schema").context("a header without a schema")?;
                let schema = self.responses.compile(schema)?;
                Ok(HeaderRule { name: name.to_lowercase(), schema })
            })
            .collect()
    }
}

fn content_rule(content: &Value, compiler: &Compiler) -> anyhow::Result<Content> {
    let (media_type, value) =
        content.as_object().and_then(|map| map.iter().next()).context("content without a media type")?;
    let schema = value.get("schema").context("content without a schema")?;
    Ok(Content { media_type: media_type.clone(), schema: compiler.compile(schema)? })
}
