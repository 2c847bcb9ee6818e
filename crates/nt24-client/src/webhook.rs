use crate::query::query;
use crate::{Answer, Client, Error, Fetched, Written};
use nt24::{
    DeliveryId, Operation, WebhookCreate, WebhookDeliveryFilter, WebhookDeliveryPage, WebhookEndpoint,
    WebhookId, WebhookTestRequest, WebhookUpdate,
};

impl Client {
    /// All webhook endpoints of the organization.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn webhooks(&self) -> Result<Fetched<Vec<WebhookEndpoint>>, Error> {
        self.read(Operation::ListWebhooks, &[], &[]).await
    }

    /// One webhook endpoint.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn webhook(&self, webhook: &WebhookId) -> Result<Fetched<WebhookEndpoint>, Error> {
        self.read(Operation::GetWebhook, &[webhook.as_str()], &[]).await
    }

    /// One page of what was delivered to an endpoint in the last 30 days; all of it with
    /// [`all_webhook_deliveries`](Client::all_webhook_deliveries).
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
    /// Registers an endpoint. Its secret is shown in this answer and never again.
    create_webhook()(body: &WebhookCreate) -> Written<WebhookEndpoint> = json CreateWebhook;

    /// Changes an endpoint, or resumes one that was paused. There is no version to name: the last
    /// change wins.
    update_webhook(webhook: WebhookId)(body: &WebhookUpdate) -> Written<WebhookEndpoint>
        = json UpdateWebhook;

    /// Removes an endpoint. The answer has no body.
    delete_webhook(webhook: WebhookId)() -> Answer = empty DeleteWebhook;

    /// Has an event delivered once more, with the same event id. The answer has no body.
    replay_webhook_delivery(webhook: WebhookId, delivery: DeliveryId)() -> Answer
        = empty ReplayWebhookDelivery;

    /// Has a made-up event delivered, signed, whatever the endpoint subscribed to. The answer has no
    /// body.
    test_webhook(webhook: WebhookId)(body: &WebhookTestRequest) -> Answer = json TestWebhook;
}
