import type { OrderList, OrderRow, Reason } from '../contract';
import type { RowGroup } from '../parts/rows';
import { stepText } from '../words/findingText';
import { fill } from '../words/fill';
import { counted, day } from '../words/format';
import { words } from '../words/words.svelte';

/** The headings of a list that is sorted by reason. */
export function orderGroups(list: OrderList | undefined): RowGroup[] {
  return (list?.groups ?? []).map(({ reason, count }, index) => ({
    key: `${index} ${reason?.code ?? reason?.milestone ?? ''}`,
    label: reason ? stepText(reason) : withoutReason(count, list?.counts.notRead ?? 0),
    count,
  }));
}

/** An order without a reason is closed, or was not read: one heading may stand for both. */
function withoutReason(count: number, notRead: number): string {
  const text = words.current.orders;
  if (notRead === 0) return text.groupClosed;
  return notRead >= count ? text.groupNotRead : text.groupClosedOrNotRead;
}

/** How long a reason holds, or how late it is. */
export interface Age {
  text: string;
  title: string;
  isLate: boolean;
}

/** The age of a reason on a day (`YYYY-MM-DD`); `null` if no day is known. */
export function ageOf(reason: Reason | null, today: string): Age | null {
  const text = words.current.orders;
  if (reason?.due && reason.due < today) {
    const title = fill(text.dueOn, { day: day(reason.due) });
    return { text: counted(daysBetween(reason.due, today), text.daysLate), title, isLate: true };
  }
  if (!reason?.since) return null;
  const days = daysBetween(reason.since, today);
  return {
    text: days <= 0 ? text.today : counted(days, text.days),
    title: reason.due
      ? fill(text.dueOn, { day: day(reason.due) })
      : fill(text.openSince, { day: day(reason.since) }),
    isLate: false,
  };
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** What a closed or unread order is, in one or two words. */
export function endText(row: OrderRow): string {
  const text = words.current.orders;
  if (!row.known) return '';
  if (row.cancelled) return text.statuses.CANCELLED;
  return row.verdict === 'valid' || row.verdict === 'invalid' ? text.verdicts[row.verdict] : '';
}
