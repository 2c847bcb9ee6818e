import type { InvoiceForm } from '../contract';

/** How an invoice is taxed, as one choice instead of the two flags of the API. */
export type Tax = 'exempt' | 'vat' | 'margin' | 'contradiction';

/** The choice for the two flags. Margin scheme without VAT is a contradiction, which the rules refuse. */
export function taxOf(form: Pick<InvoiceForm, 'vatIncluded' | 'marginScheme'>): Tax {
  if (form.marginScheme) return form.vatIncluded ? 'margin' : 'contradiction';
  return form.vatIncluded ? 'vat' : 'exempt';
}

/** Sets the two flags. */
export function chooseTax(form: Pick<InvoiceForm, 'vatIncluded' | 'marginScheme'>, tax: Tax): void {
  form.vatIncluded = tax === 'vat' || tax === 'margin';
  form.marginScheme = tax === 'margin' || tax === 'contradiction';
}
