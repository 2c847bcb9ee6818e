use super::call::Call;
use super::invoice;
use crate::message::{Handled, Refusal, Reply, fields};
use crate::pdf;
use crate::world::World;
use nt24::{InvoiceSubmit, InvoiceType};

/// `POST /partners/{sellerId}/orders/{uuid}/finalization/final-invoice`: the other path for the invoice of
/// type FINAL.
pub(super) fn submit(world: &mut World, call: &Call<'_>) -> Handled {
    let sent: InvoiceSubmit = fields::read(call.body(), invoice::check)?;
    if sent.kind != InvoiceType::Final {
        return Err(Refusal::field("type", "must be FINAL here", Some(sent.kind.as_str().into())));
    }
    invoice::store(world, call, sent)
}

/// `GET /partners/{sellerId}/orders/{uuid}/finalization/export-file`
pub(super) fn export_file(world: &World, call: &Call<'_>) -> Handled {
    let record = call.order(world)?;
    Ok(Reply::json(200, &record.export.resource(&record.seller, &record.order.uuid, call.moment.behaviour)))
}

/// `GET /partners/{sellerId}/orders/{uuid}/finalization/export-file/download`
pub(super) fn download(world: &World, call: &Call<'_>) -> Handled {
    let run = call.order(world)?.export.run.as_ref();
    let dossier =
        run.and_then(|run| run.dossier.as_ref()).ok_or_else(|| Refusal::not_found("export file"))?;
    Ok(Reply::pdf(pdf::write(dossier)))
}

/// `POST /partners/{sellerId}/orders/{uuid}/finalization/regenerate-export`
pub(super) fn regenerate(world: &mut World, call: &Call<'_>) -> Handled {
    let record = call.order(world)?;
    let (id, status) = (record.order.uuid.clone(), record.rollup.compliance_status.to_string());
    if world.renew_export(&id, "REGENERATION_REQUESTED", call.moment) {
        Ok(Reply::empty(202))
    } else {
        // The documentation names no problem type for an order without a decision.
        Err(Refusal::field("complianceStatus", "there is no decision to record yet", Some(status.into())))
    }
}
