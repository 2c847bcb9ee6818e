import { fill } from '../words/fill';
import { words } from '../words/words.svelte';

/** The label of the field at a path, for example `Vehicle 2, VIN`; empty for the whole form. */
export function fieldName(path: string): string {
  if (path === '') return '';
  const { fields, forms, newOrder, onboard, papers, orders } = words.current;
  const labels: Readonly<Record<string, unknown>> = {
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
  };
  const last =
    path
      .split('.')
      .at(-1)
      ?.replace(/\[\d+\]$/, '') ?? '';
  const text = Object.hasOwn(labels, last) ? labels[last] : undefined;
  const label = typeof text === 'string' ? text : last;
  const item = /^(vehicles|contacts)\[(\d+)\]/.exec(path);
  if (!item) return label;
  const itemLabel = item[1] === 'vehicles' ? newOrder.vehicleNumber : onboard.contactNumber;
  const numbered = fill(itemLabel, { n: Number(item[2]) + 1 });
  return path.includes('.') ? `${numbered}, ${label}` : numbered;
}
