//! Checks the events that are posted to receivers against the `webhooks` of the contract.

use super::{ContractCheck, media_type};
use crate::lock::lock;
use crate::message::WebhookAttempt;
use serde_json::Value;

impl ContractCheck {
    /// Checks an attempt to post an event. Keeps its violations and returns them. The data of a test event
    /// is free.
    pub fn check_webhook(&self, attempt: &WebhookAttempt) -> Vec<String> {
        let mut found = Vec::new();
        let subject = attempt.event_type.as_str();
        match self.specification.events.get(subject) {
            None => found.push("the contract has no such event".to_owned()),
            Some(rules) => {
                for parameter in &rules.parameters {
                    match attempt.header(&parameter.name.to_lowercase()) {
                        None if parameter.required => {
                            found.push(format!("the event lacks {}", parameter.name))
                        }
                        None => {}
                        Some(value) => parameter.schema.check(&value.into(), &parameter.name, &mut found),
                    }
                }
                let sent = attempt.header("content-type").map(media_type);
                if sent != Some(rules.content.media_type.as_str()) {
                    found.push(format!("the event is {sent:?}, not {}", rules.content.media_type));
                }
                let schema =
                    if attempt.synthetic { &self.specification.envelope } else { &rules.content.schema };
                match serde_json::from_slice::<Value>(&attempt.body) {
                    Ok(body) => {
                        schema.check(&body, "event", &mut found);
                        let named = attempt.header("x-novatrade-event-id");
                        if named.is_some() && named != body.get("id").and_then(Value::as_str) {
                            found.push("the header names another event than the body".to_owned());
                        }
                    }
                    Err(error) => found.push(format!("the event is not JSON: {error}")),
                }
            }
        }
        let found: Vec<String> = found.into_iter().map(|what| format!("{subject}: {what}")).collect();
        lock(&self.violations).extend(found.iter().cloned());
        found
    }
}
