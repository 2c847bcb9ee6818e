import type { InvoiceForm } from '../contract';

/** How an invoice is taxed, as one choice: the two marks of the wire in the words of the trade. */
export type Tax = 'exempt' | 'vat' | 'margin' | 'contradiction';

/** The choice that the two marks stand for. Margin scheme without VAT is none: the rules refuse it. */
export function taxOf(form: Pick<InvoiceForm, 'vatIncluded' | 'marginScheme'>): Tax {
  if (form.marginScheme) return form.vatIncluded ? 'margin' : 'contradiction';
  return form.vatIncluded ? 'vat' : 'exempt';
}

/** Sets the two marks. */
export function chooseTax(form: Pick<InvoiceForm, 'vatIncluded' | 'marginScheme'>, tax: Tax): void {
  form.vatIncluded = tax === 'vat' || tax === 'margin';
  form.marginScheme = tax === 'margin' || tax === 'contradiction';
}
