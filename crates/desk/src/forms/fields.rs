//! Maps names of fields: from the wire and from `rules` to the forms.

use crate::contract::{FieldProblem, Finding, Form};
use crate::forms::form::papers;

/// Findings of `rules`, with the form's names of fields.
pub(super) fn from_rules(findings: impl IntoIterator<Item = rules::Finding>) -> Vec<Finding> {
    findings
        .into_iter()
        .map(|finding| Finding { field: form_name(&finding.field), ..Finding::from(finding) })
        .collect()
}

/// Fields that NT24 refused, with the form's names of fields.
pub(crate) fn to_form_fields(form: &Form, problems: Vec<FieldProblem>) -> Vec<FieldProblem> {
    let has_address = matches!(form, Form::Buyer(_) | Form::BuyerChange(_));
    problems
        .into_iter()
        .map(|problem| {
            let mut field = form_name(&problem.field);
            if !has_address && let Some(rest) = field.strip_prefix("address.") {
                field = rest.to_owned();
            }
            if field == "papers" && papers(form).is_empty() {
                field = String::new();
            }
            FieldProblem { field, ..problem }
        })
        .collect()
}

/// `vins[0].purchaseAmount.value` is `vehicles[0].amount` in the form.
pub(crate) fn form_name(wire: &str) -> String {
    let wire = wire.strip_suffix(".value").or_else(|| wire.strip_suffix(".currency")).unwrap_or(wire);
    if let Some(rest) = wire.strip_prefix("vins") {
        let rest = rest
            .replace(".purchaseAmount", ".amount")
            .replace(".firstRegistrationDate", ".firstRegistration");
        return if rest.is_empty() { "vehicles".to_owned() } else { format!("vehicles{rest}") };
    }
    if let Some(rest) = wire.strip_prefix("responsibleContact") {
        return format!("responsible{rest}");
    }
    match wire {
        "street" | "postCode" | "city" | "country" => format!("address.{wire}"),
        "buyerId" => "buyer".to_owned(),
        "total" | "totalAmount" => "total".to_owned(),
        "driverIdentification" => "driver".to_owned(),
        "file" => "papers".to_owned(),
        "type" => String::new(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::form_name;

    #[test]
    fn wire_names_become_form_names() {
        for (wire, form) in [
            ("vins[0].purchaseAmount.value", "vehicles[0].amount"),
            ("vins[1].firstRegistrationDate", "vehicles[1].firstRegistration"),
            ("vins", "vehicles"),
            ("responsibleContact.email", "responsible.email"),
            ("address.city", "address.city"),
            ("city", "address.city"),
            ("amount.currency", "amount"),
            ("invoiceNumber", "invoiceNumber"),
        ] {
            assert_eq!(form_name(wire), form);
        }
    }
}
