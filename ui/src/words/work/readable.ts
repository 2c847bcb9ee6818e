import { day, money, shortMoment } from '../format';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const DECIMAL = /^-?\d+(\.\d+)?$/;

/** Names of parameters that hold an amount in `currency`. */
const AMOUNTS = new Set(['amount', 'cash', 'expected', 'limit', 'order_total', 'paid', 'sum', 'total']);

/** The parameters of a fact or finding in the user's format: days, moments and money. */
export function readable(params: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, readableValue(name, value, params['currency'])]),
  );
}

function readableValue(name: string, value: string, currency: string | undefined): string {
  if (DAY.test(value)) return day(value);
  if (MOMENT.test(value)) return shortMoment(value);
  if (currency && AMOUNTS.has(name) && DECIMAL.test(value))
    return money({ value: minor(value, currency), currency });
  return value;
}

/** Minor units: findings write a plain decimal such as `18500.00`, facts write the minor units themselves. */
function minor(decimal: string, currency: string): number {
  if (!decimal.includes('.')) return Number(decimal);
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return Math.round(Number(decimal) * 10 ** digits);
}
