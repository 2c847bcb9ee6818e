import type { Finding } from '../contract';

/** One step of a wizard. */
export interface WizardStep {
  label: string;
  /** The fields that stand on it, by how their paths begin. */
  fields: readonly string[];
}

/** The step that a field stands on; the last one, which shows everything, where none claims it. */
export function stepOfField(steps: readonly WizardStep[], path: string): number {
  const found = steps.findIndex(({ fields }) =>
    fields.some((field) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`)),
  );
  return found >= 0 ? found : Math.max(0, steps.length - 1);
}

/** What the stepper tells of a step: done when it lies behind and nothing in it is wrong. */
export function stateOfStep(
  steps: readonly WizardStep[],
  step: number,
  current: number,
  findings: readonly Finding[],
): 'done' | 'needsYou' | undefined {
  if (step >= current) return undefined;
  const wrong = findings.some(
    ({ field, severity }) => severity === 'error' && stepOfField(steps, field) === step,
  );
  return wrong ? 'needsYou' : 'done';
}
