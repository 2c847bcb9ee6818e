use crate::client::Client;
use crate::error::Error;
use crate::exchange::answer::{Answer, Fetched, Written};
use crate::resource::query::query;
use nt24::{
    DeliveryId, Operation, WebhookCreate, WebhookDeliveryFilter, WebhookDeliveryPage, WebhookEndpoint,
    WebhookId, WebhookTestRequest, WebhookUpdate,
};

impl Client {
    /// Reads all webhook endpoints of the organization.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn webhooks(&self) -> Result<Fetched<Vec<WebhookEndpoint>>, Error> {
        self.read(Operation::ListWebhooks, &[], &[]).await
    }

    /// Reads one webhook endpoint.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn webhook(&self, webhook: &WebhookId) -> Result<Fetched<WebhookEndpoint>, Error> {
        self.read(Operation::GetWebhook, &[webhook.as_str()], &[]).await
    }

    /// Reads one page of the deliveries to an endpoint in the last 30 days.
    /// [`all_webhook_deliveries`](Client::all_webhook_deliveries) reads all pages.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn webhook_deliveries(
        &self,
        webhook: &WebhookId,
        filter: &WebhookDeliveryFilter,
    ) -> Result<Fetched<WebhookDeliveryPage>, Error> {
        self.read(Operation::ListWebhookDeliveries, &[webhook.as_str()], &query(filter)?).await
    }
}

writes! {
    /// Registers an endpoint. Only this answer shows its secret.
    create_webhook()(body: &WebhookCreate) -> Written<WebhookEndpoint> = json CreateWebhook;

    /// Changes an endpoint, or resumes a paused one. Endpoints have no version: the last change wins.
    update_webhook(webhook: WebhookId)(body: &WebhookUpdate) -> Written<WebhookEndpoint>
        = json UpdateWebhook;

    /// Deletes an endpoint. The answer has no body.
    delete_webhook(webhook: WebhookId)() -> Answer = empty DeleteWebhook;

    /// Delivers an event again, with the same event id. The answer has no body.
    replay_webhook_delivery(webhook: WebhookId, delivery: DeliveryId)() -> Answer
        = empty ReplayWebhookDelivery;

    /// Delivers a signed test event, of any type, subscribed or not. The answer has no body.
    test_webhook(webhook: WebhookId)(body: &WebhookTestRequest) -> Answer = json TestWebhook;
}
