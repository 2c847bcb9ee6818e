import type { Finding } from '../contract';

/** One step of a wizard. */
export interface WizardStep {
  label: string;
  /** The fields of the step, by the start of their paths. */
  fields: readonly string[];
}

/** The step of a field; the last one, the review, for a field of no step. */
export function stepOfField(steps: readonly WizardStep[], path: string): number {
  const index = steps.findIndex(({ fields }) =>
    fields.some((field) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`)),
  );
  return index >= 0 ? index : Math.max(0, steps.length - 1);
}

/** The state of a step: done if it lies behind and has no error. */
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

/** The steps as they are drawn above the form. */
export function drawnSteps(steps: readonly WizardStep[], current: number, findings: readonly Finding[]) {
  return steps.map(({ label }, index) => ({ label, state: stateOfStep(steps, index, current, findings) }));
}
