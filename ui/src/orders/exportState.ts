import type { OrderPage } from '../contract';

/** How far the export file of an order is. */
export type ExportState = 'later' | 'notBegun' | 'creating' | 'ready' | 'failed' | 'notKnown';

/** How far the export file is, by what Novatrade24 tells of it; it is created after the decision. */
export function exportState({
  decision,
  exportFile,
}: Pick<OrderPage, 'decision' | 'exportFile'>): ExportState {
  switch (exportFile?.status) {
    case 'READY':
      return 'ready';
    case 'FAILED':
      return 'failed';
    case 'PENDING':
    case 'GENERATING':
      return decision === null ? 'later' : 'creating';
    case 'NOT_ELIGIBLE':
      return decision === null ? 'later' : 'notBegun';
    // Not read yet, or a state that this version of the program does not know.
    default:
      return exportFile === null && decision === null ? 'later' : 'notKnown';
  }
}
