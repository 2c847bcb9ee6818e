/** Why a rule exists and what to do, by its id. The ids are those of crates/rules, and of the desk's own findings. */
export const whys = {
  required:
    'NT24 refuses the entry without this field. Fill it in; you can also save now and complete it later.',
  'date.future':
    'Only what has happened can be proven. Enter the day on the document, or wait until it has happened.',
  'date.format':
    'A day that cannot be read would be lost. Write day, month and year, for example 31/12/2026.',
  'contact.email': 'NT24 writes to this address. One without @ or with a blank reaches nobody.',
  'contact.phone':
    'International numbers consist of + and digits. Letters or notes are not dialled: leave them out.',
  'vat.prefix': 'The two letters say which state issued the number; VIES needs them to check it.',
  'vat.country':
    'A sale is exempt only if the buyer has a VAT number of a member state. Ask the buyer for the number used in trade within the EU.',
  'vat.gb':
    'Great Britain left the VAT area; VIES no longer knows GB numbers. Traders in Northern Ireland have a number with XI.',
  'vat.oss':
    'These numbers are for declaring sales to consumers in one place. They do not prove that the buyer is a business.',
  'vat.format':
    'Each state has its own length and order of digits. A number that does not fit cannot be right, and VIES rejects it.',
  'vat.likely':
    'The number fits if one part is added or left out. Use the offer only after comparing it with the buyer’s documents.',
  'vat.symbol':
    'The number is an old form that NT24’s interface does not take. The tax office has given a newer one.',
  'vat.check_digit':
    'Most states hide a check digit in the number. Some real numbers fail it, so it is a hint: the VIES check decides.',
  'vat.normalised': 'Blanks, dots and labels are dropped, because NT24 takes only letters and digits.',
  'vin.length':
    'Since 1981 every VIN has 17 characters. A missing one makes the evidence for the whole sale worthless.',
  'vin.character':
    'I, O and Q are never used, because they look like 1 and 0. Read the VIN again from the vehicle document.',
  'vin.check_digit':
    'Vehicles for North America and China carry a check digit in place 9. If the document says the same, go on.',
  'money.format':
    'An amount that can be misread is never guessed. Write it with digits, and a comma or dot for cents.',
  'money.ambiguous':
    '18.500 can be eighteen thousand five hundred or eighteen and a half. Write 18500 or 18500.00.',
  'money.negative': 'Invoices and payments are positive. A credit note is not part of this form.',
  'money.decimals': 'The currency has fewer decimals than you typed, so a part would be cut off.',
  'money.too_large': 'Amounts of this size cannot be computed exactly. It is most likely a typing mistake.',
  'money.currency': 'Currencies are written with the three letters of ISO 4217.',
  'number.format': 'Only whole numbers count here; a decimal or a range would be read wrongly.',
  'iban.format': 'An IBAN begins with two letters and two digits. Copy it from the bank statement.',
  'iban.length':
    'Each country has one length. A digit was left out or typed twice: compare in groups of four.',
  'iban.check_digits':
    'The two digits after the country prove the rest. One of the digits is wrong or two are swapped.',
  'iban.unknown_country':
    'This version does not know the country’s IBANs. If the bank confirms the number, go on.',
  'iban.country':
    'Tax and money laundering audits ask who paid. An account in a third country needs an explanation by the buyer: file it with the payment.',
  'iban.new':
    'Fraudsters send new account details by e-mail. Call the buyer on a number that you know before you rely on it.',
  'buyer.country':
    'The invoice must show the buyer’s address. Number and address are usually in the same state.',
  'buyer.same_state':
    'Only a supply to another member state is exempt. With a number of your own state it is taxed.',
  'buyer.kyc_mode': 'NT24 must know who checks the buyer: NT24 itself, or your organization.',
  'buyer.exists': 'NT24 keeps one buyer for each VAT number. Open the existing one instead.',
  'buyer.blocked': 'Your organization or NT24 has blocked this buyer. Ask there before you sell.',
  'buyer.gone':
    'This desk withdrew the buyer before NT24 had it. An order needs a buyer that is at NT24 or waits to be sent.',
  'order.no_vehicle': 'An order is about at least one vehicle.',
  'order.multi_vin':
    'NT24 has not enabled orders with several vehicles for your organization. It can do so on request.',
  'order.vin_twice': 'One vehicle is sold once. One of the two lines is a mistake.',
  'order.vin_open':
    'The same vehicle cannot be sold twice at a time. Cancel the other order first, or check the VIN.',
  'order.vin_earlier': 'You have sold this vehicle before. That is fine if you bought it back.',
  'order.amount': 'NT24 takes no vehicle for nothing.',
  'order.price_window':
    'Most prices outside of this range are off by a factor of 100. If the price is right, go on.',
  'order.total': 'NT24 compares the total with the sum of the prices.',
  'order.currency': 'NT24 adds up the prices, and can do so only in one currency.',
  'order.exists':
    'The order number identifies the order at NT24. Choose another one, or open the existing order.',
  'value.kept': 'A change can only set values at NT24. Only NT24 can remove one.',
  'order.same_state': 'The exemption needs a transport from one member state to another.',
  'order.not_member':
    'Sales to other countries are exports with customs documents; NT24 does not prove those.',
  'order.registration_late':
    'A used vehicle was registered before it was sold. One of the two dates is probably wrong.',
  'order.mileage': 'The number is unusual for a vehicle: perhaps metres, or a digit too many.',
  'order.new_vehicle':
    'A vehicle of up to 6 months or 6,000 km is a new means of transport, whatever the dealer calls it. It is taxed in the state of arrival, and the margin scheme is excluded.',
  'order.new_vehicle_near':
    'Close to the limit the exact day and kilometres decide about the tax. Note them with a photo of the odometer.',
  'order.new_vehicle_unknown': 'Without both values nobody can tell whether the vehicle counts as new.',
  'order.not_known_yet':
    'A change needs the version of the order at NT24. It is there when the order was sent.',
  'invoice.amount': 'An invoice without an amount proves nothing.',
  'invoice.total': 'NT24 compares invoice and order. A difference stops the decision on the exemption.',
  'invoice.total_with_vat':
    'NT24 does not say whether the order total includes VAT. If only the VAT makes the difference, it can be right.',
  'invoice.currency': 'NT24 compares invoice and order in one currency.',
  'invoice.margin_exempt':
    'A sale under the margin scheme is never exempt. The court decided so for used cars that were invoiced with both. Choose what the purchase of the vehicle allows.',
  'invoice.new_vehicle_margin':
    'The margin scheme is for second-hand goods; a new means of transport is excluded by law.',
  'invoice.new_vehicle_taxed': 'The buyer pays the VAT in the state of arrival, so the invoice has none.',
  'invoice.exempt_vat_number':
    'The buyer must have told you a VAT number of another member state before the sale. Without it, charge VAT.',
  'invoice.before_purchase': 'Invoices usually follow the contract. If it was paid in advance, go on.',
  'invoice.before_preliminary': 'The final invoice replaces the preliminary one, so it cannot be older.',
  'invoice.export_with_vat':
    'NT24 has decided that the sale is exempt. An invoice with VAT would owe that VAT.',
  'invoice.taxed_without_vat':
    'NT24 has decided that VAT is due. Without it on the invoice you would pay it yourself.',
  'invoice.undecided': 'The decision says whether the final invoice has VAT. Wait for it where you can.',
  'invoice.not_decided':
    'The decision says whether the final invoice has VAT, and NT24 takes no final invoice before.',
  'invoice.pdf_missing': 'NT24 files the PDF as evidence. You can send the form now and add it later.',
  'payment.negative': 'A repayment is not part of this form.',
  'payment.total': 'NT24 compares payment and order. A difference stops the decision on the exemption.',
  'payment.invoice': 'NT24 compares payment and invoice. Correct the one that is wrong.',
  'payment.not_total':
    'NT24 compares payment and order. VAT that is held as a deposit, for example, is on the invoice and not in the order.',
  'payment.not_invoice':
    'NT24 compares payment and invoice. Correct the invoice if it is the one that is wrong.',
  'payment.currency': 'NT24 compares payment, invoice and order in one currency.',
  'payment.iban_unused': 'The account belongs to a bank payment, and you entered none.',
  'payment.proof_missing': 'NT24 wants one proof: the bank’s confirmation or a picture of the transfer.',
  'payment.cash_due_diligence':
    'Dealers must identify who pays €10,000 or more in cash, also in several linked payments, and keep the evidence.',
  'payment.cash_limit_eu': 'From 10 July 2027 traders may not take more than €10,000 in cash for one deal.',
  'payment.cash_limit_national':
    'The seller’s state has a limit of its own. Breaking it is fined on both sides.',
  'payment.cash_limit_currency': 'The limit is in another currency, and Waybill has no exchange rates.',
  'payment.before_purchase':
    'A deposit may come before the contract. Otherwise one of the two dates is probably wrong.',
  'transport.pickup_before_payment':
    'A vehicle should leave once it is paid. If it left before, keep the reason in your files.',
  'transport.pickup_before_purchase':
    'A vehicle leaves after it was sold. One of the two dates is probably wrong.',
  'transport.declaration_missing':
    'A buyer who collects the vehicle signs where it goes. NT24 asks for that paper.',
  'transport.not_released':
    'With the release you declare that the payment is complete. A vehicle that leaves before may leave unpaid.',
  'transport.release_not_known':
    'The pickup comes after the release. Look at the order at Novatrade24, or wait until it was read.',
  'invoice.number_taken':
    'The law wants a number that identifies one invoice. Two with the same number cannot be told apart.',
  'order.currency_unusual':
    'A currency is easily chosen by mistake, and cannot be changed later. If it was agreed, go on.',
  'order.cancelled': 'Novatrade24 closes a cancelled order. A new sale needs a new order.',
  'transport.cmr_missing': 'When a carrier moves the vehicle, NT24 asks for the signed CMR waybill.',
  'transport.driver_missing':
    'A tax audit asks who drove the vehicle away. A name with the number of an ID is enough.',
  'transport.pickup_not_member': 'The exemption is for transports that begin in a member state.',
  'transport.pickup_outside_vat_area':
    'Some places belong to a member state but not to the VAT area, for example Heligoland or the Canary Islands.',
  'transport.delivery_before_pickup': 'The vehicle arrives after it left. One of the two dates is wrong.',
  'transport.no_pickup': 'NT24 takes a delivery only after the pickup.',
  'transport.same_state': 'If the vehicle stays in the state, the sale is taxed there.',
  'transport.delivery_not_member':
    'Outside of the EU the export declaration of the customs proves the exemption.',
  'transport.delivery_outside_vat_area':
    'The place does not belong to the VAT area: the customs’ export declaration proves the exemption.',
  'transport.arrival_proof_missing':
    'The seller must prove the arrival. Two independent papers give the presumption of the regulation.',
  'document.extract_old': 'Managers and owners change. Most registers give a new extract within minutes.',
  'document.place': 'NT24 files each type of document at one step, and refuses it elsewhere.',
  'contacts.not_allowed':
    'Contact persons are personal data, and NT24 has not enabled them for your organization.',
  'purpose.format':
    'The purpose goes to NT24 in the head of a request, which carries no accents and no other signs safely.',
  'kyc.mode_a_not_allowed': 'Only organizations that NT24 has enabled may check buyers themselves.',
  'draft.changed_elsewhere': 'Compare both values. What you send replaces what stands at NT24.',
  'draft.appeared': 'Compare it with yours before you send: NT24 keeps one.',
  'draft.order_is_draft': 'NT24 needs the order first. Both can be submitted without a network.',
  'pickup.already': 'A confirmed pickup is final. Take it back on the order’s page if it is wrong.',
  'delivery.already': 'A confirmed delivery is final.',
};

/** The question that opens an explanation, and the names of sources. Standards are named by their number. */
export const why = {
  question: 'Why?',
  source: 'Source: {source}',
  sources: {
    NT24: 'documentation of Novatrade24, {place}',
    Waybill: 'a check of Waybill itself',
    'Directive 2006/112': 'VAT Directive 2006/112/EC, {place}',
    'Directive (EU) 2015/849': 'Directive (EU) 2015/849 on money laundering, {place}',
    'Regulation (EU) 2024/1624': 'Regulation (EU) 2024/1624 on money laundering, {place}',
    'Implementing Regulation 282/2011': 'Implementing Regulation (EU) No 282/2011, {place}',
    'Withdrawal Agreement': 'Withdrawal Agreement with the United Kingdom, {place}',
    VIES: 'VIES, formats of VAT numbers',
    'National check digits': 'check digits of the member states, unofficial',
    'National limits': 'cash limits of the member states, to be confirmed',
  },
};
