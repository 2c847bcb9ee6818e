import type { Receipt } from '../contract';
import { moment } from '../words/format';
import { operationText } from './entry';

/** The receipts that contain every typed word: in what was sent, for whom, its file, its time or its numbers. */
export function searchReceipts(receipts: readonly Receipt[], typed: string): readonly Receipt[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return receipts;
  return receipts.filter((receipt) => {
    const { subject, fileName, requestId, traceId, id, at, operation } = receipt;
    const searched = [subject.label, operationText(operation), fileName, moment(at), requestId, traceId, id];
    const text = searched.join(' ').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
