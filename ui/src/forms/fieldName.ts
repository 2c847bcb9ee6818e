import { fill } from '../words/fill';
import { lookup } from '../words/work/lookup';
import { words } from '../words/words.svelte';

/** The label of a field by its path, for example `Vehicle 2, VIN`; nothing for the whole form. */
export function fieldName(path: string): string {
  if (path === '') return '';
  const { fields, forms, newOrder, onboard, papers, orders } = words.current;
  const labels: Readonly<Record<string, string>> = {
    ...forms,
    ...papers,
    ...newOrder,
    ...fields,
    companyName: onboard.companyName,
    vatNumber: onboard.vatLabel,
    buyer: newOrder.buyerLabel,
    document: papers.type,
    documentDate: papers.date,
    purchaseDate: orders.purchaseDate,
    vehicles: orders.vehicles,
    papers: orders.papers,
  } as unknown as Record<string, string>;
  const last =
    path
      .split('.')
      .at(-1)
      ?.replace(/\[\d+\]$/, '') ?? '';
  const label = lookup(labels, last) ?? last;
  const place = /^(vehicles|contacts)\[(\d+)\]/.exec(path);
  if (!place) return label;
  const text = place[1] === 'vehicles' ? newOrder.vehicleNumber : onboard.contactNumber;
  const numbered = fill(text, { n: Number(place[2]) + 1 });
  return path.includes('.') ? `${numbered}, ${label}` : numbered;
}
