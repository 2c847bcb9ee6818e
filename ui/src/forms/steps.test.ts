import { describe, expect, it } from 'vitest';
import type { Finding } from '../contract';
import { stateOfStep, stepOfField } from './steps';

const steps = [
  { label: 'buyer', fields: ['buyer'] },
  { label: 'vehicles', fields: ['vehicles', 'currency'] },
  { label: 'review', fields: [] },
];

function error(field: string): Finding {
  return { rule: 'required', severity: 'error', field, params: {}, source: null };
}

describe('steps of a wizard', () => {
  it('claim their fields, whole or in part', () => {
    expect(stepOfField(steps, 'buyer')).toBe(0);
    expect(stepOfField(steps, 'vehicles')).toBe(1);
    expect(stepOfField(steps, 'vehicles[3].vin')).toBe(1);
  });

  it('leave to the review what none of them claims, also what only begins alike', () => {
    expect(stepOfField(steps, 'buyerName')).toBe(2);
    expect(stepOfField(steps, '')).toBe(2);
  });

  it('are done when they lie behind and nothing in them is wrong', () => {
    const findings = [error('vehicles[0].vin'), { ...error('buyer'), severity: 'warning' as const }];
    expect(steps.map((_, step) => stateOfStep(steps, step, 2, findings))).toEqual([
      'done',
      'needsYou',
      undefined,
    ]);
    expect(stateOfStep(steps, 0, 0, findings)).toBeUndefined();
  });
});
