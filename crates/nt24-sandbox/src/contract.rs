//! Checks every exchange against the contract itself, `nt24::OPENAPI_YAML`. Client and sandbox share their
//! wire types, so both could be wrong together; this check does not use those types.

mod event;
mod schema;
mod specification;

use crate::fault::FaultKind;
use crate::lock::lock;
use crate::message::{Exchange, Observer, Part, RequestBody, WebhookAttempt};
use serde_json::{Map, Value};
use specification::{OperationRules, Specification};
use std::sync::{Arc, Mutex};

/// An [`Observer`] that collects violations of the contract.
pub struct ContractCheck {
    specification: Arc<Specification>,
    violations: Mutex<Vec<String>>,
}

impl ContractCheck {
    /// Reads the contract.
    ///
    /// # Errors
    /// If it is no `OpenAPI` document that this check understands.
    pub fn new() -> anyhow::Result<Self> {
        // Read once per process: the contract never changes, and reading it takes longer than most tests.
        static READ: Mutex<Option<Arc<Specification>>> = Mutex::new(None);
        let mut read = lock(&READ);
        let specification = match &*read {
            Some(specification) => specification.clone(),
            None => read.insert(Arc::new(Specification::read(nt24::OPENAPI_YAML)?)).clone(),
        };
        Ok(Self { specification, violations: Mutex::default() })
    }

    /// All violations so far, each with its operation.
    #[must_use]
    pub fn violations(&self) -> Vec<String> {
        lock(&self.violations).clone()
    }

    /// Checks one exchange. Keeps its violations and returns them.
    pub fn check(&self, exchange: &Exchange) -> Vec<String> {
        let mut found = Vec::new();
        match exchange.operation.and_then(|id| self.specification.operations.get(id)) {
            None => found.push("the contract has no such operation".to_owned()),
            Some(rules) => {
                check_request(rules, exchange, &mut found);
                // A fault spoils the answer on purpose.
                if matches!(exchange.fault, None | Some(FaultKind::Latency(_))) {
                    self.check_response(rules, exchange, &mut found);
                }
            }
        }
        let subject = exchange.operation.unwrap_or("unknown");
        let found: Vec<String> = found
            .into_iter()
            .map(|what| format!("{subject}: {} {}: {what}", exchange.method, exchange.path))
            .collect();
        lock(&self.violations).extend(found.iter().cloned());
        found
    }

    fn check_response(&self, rules: &OperationRules, exchange: &Exchange, found: &mut Vec<String>) {
        let Some(response) = rules.responses.get(&exchange.status.to_string()) else {
            found.push(format!("the status {} is not listed", exchange.status));
            return;
        };
        let common = if rules.is_api { self.specification.common_headers.as_slice() } else { &[] };
        for header in response.headers.iter().chain(common) {
            match exchange.response_header(&header.name) {
                None => found.push(format!("the answer lacks {}", header.name)),
                Some(value) => {
                    header.schema.check(&specification::typed(value, &header.schema), &header.name, found);
                }
            }
        }
        let sent = exchange.response_header("content-type").map(media_type);
        match (&response.content, sent) {
            (None, None) if exchange.response_body.is_empty() => {}
            (None, _) => found.push("the answer has a body that is not listed".to_owned()),
            (Some(content), sent) => {
                if sent != Some(content.media_type.as_str()) {
                    found.push(format!("the answer is {sent:?}, not {}", content.media_type));
                } else if content.media_type.ends_with("json") {
                    match serde_json::from_slice(&exchange.response_body) {
                        Ok(body) => {
                            content.schema.check(&body, "answer", found);
                            check_problem_type(&response.problem_types, &body, found);
                        }
                        Err(error) => found.push(format!("the answer is not JSON: {error}")),
                    }
                }
            }
        }
    }
}

impl Observer for ContractCheck {
    fn exchange(&self, exchange: &Exchange) {
        self.check(exchange);
    }

    fn webhook_attempt(&self, attempt: &WebhookAttempt) {
        self.check_webhook(attempt);
    }
}

fn check_problem_type(listed: &[String], body: &Value, found: &mut Vec<String>) {
    let slug = body.get("type").and_then(Value::as_str).and_then(|uri| uri.rsplit('/').next());
    if let Some(slug) = slug
        && !listed.is_empty()
        && !listed.iter().any(|one| one == slug)
    {
        found.push(format!("the problem {slug} is not listed for this status"));
    }
}

fn check_request(rules: &OperationRules, exchange: &Exchange, found: &mut Vec<String>) {
    for parameter in &rules.parameters {
        let value = match parameter.place.as_str() {
            "path" => path_value(&rules.path, &exchange.path, &parameter.name),
            "query" => query_value(exchange, &parameter.name),
            _ => exchange.request_header(&parameter.name.to_lowercase()).map(str::to_owned),
        };
        match value {
            None if parameter.required => found.push(format!("the request lacks {}", parameter.name)),
            None => {}
            Some(value) => {
                let value = specification::typed(&value, &parameter.schema);
                parameter.schema.check(&value, &parameter.name, found);
            }
        }
    }
    for (name, _) in query_pairs(exchange) {
        if !rules.parameters.iter().any(|p| p.place == "query" && p.name == name) {
            found.push(format!("the query parameter {name} is not listed"));
        }
    }
    check_request_body(rules, exchange, found);
}

fn check_request_body(rules: &OperationRules, exchange: &Exchange, found: &mut Vec<String>) {
    let declared = exchange.request_header("content-type").map(media_type);
    match (&rules.body, &exchange.request_body) {
        (None, RequestBody::Empty) | (_, RequestBody::Unread) => {}
        (None, _) => found.push("the request has a body that is not listed".to_owned()),
        (Some(body), RequestBody::Empty) => {
            if body.required {
                found.push("the request lacks a body".to_owned());
            }
        }
        (Some(body), sent) => {
            if declared != Some(body.content.media_type.as_str()) {
                found.push(format!("the request is {declared:?}, not {}", body.content.media_type));
                return;
            }
            let value = match sent {
                RequestBody::Upload(parts) => Some(form_of_parts(parts)),
                RequestBody::Bytes(bytes) if body.content.media_type.ends_with("json") => {
                    serde_json::from_slice(bytes).ok()
                }
                RequestBody::Bytes(bytes) => Some(form_of_pairs(bytes)),
                RequestBody::Empty | RequestBody::Unread => None,
            };
            match value {
                Some(value) => body.content.schema.check(&value, "request", found),
                None => found.push("the request is not JSON".to_owned()),
            }
        }
    }
}

/// An upload as the object that its schema describes. The schema takes any text for the file.
fn form_of_parts(parts: &[Part]) -> Value {
    let pairs =
        parts.iter().map(|part| (part.name.clone(), Value::String(part.text.clone().unwrap_or_default())));
    Value::Object(pairs.collect::<Map<_, _>>())
}

fn form_of_pairs(form: &[u8]) -> Value {
    let pairs = url::form_urlencoded::parse(form);
    Value::Object(pairs.map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect())
}

fn media_type(header: &str) -> &str {
    header.split(';').next().unwrap_or(header).trim()
}

fn path_value(template: &str, path: &str, name: &str) -> Option<String> {
    let path = path.strip_prefix("/v1").unwrap_or(path);
    let wanted = format!("{{{name}}}");
    template.split('/').zip(path.split('/')).find(|(part, _)| *part == wanted).map(|(_, v)| v.to_owned())
}

fn query_pairs(exchange: &Exchange) -> Vec<(String, String)> {
    let query = exchange.query.as_deref().unwrap_or("");
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn query_value(exchange: &Exchange, name: &str) -> Option<String> {
    query_pairs(exchange).into_iter().find(|(n, _)| n == name).map(|(_, value)| value)
}
