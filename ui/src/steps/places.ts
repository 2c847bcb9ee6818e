import type { Step } from '../contract';
import type { PaperPlace } from '../papers/staging.svelte';
import { keyOfStep } from './stepText';

/** The steps that take documents, those that miss one first, so that a dropped file finds the step that wants it. */
export function placesOf(steps: readonly Step[]): PaperPlace[] {
  const places = steps
    .filter(({ takes }) => takes.length > 0)
    .map((step) => ({
      key: keyOfStep(step),
      takes: step.takes,
      wanted: step.fix?.do === 'addDocument' ? step.fix.document : null,
    }));
  return [
    ...places.filter(({ wanted }) => wanted !== null),
    ...places.filter(({ wanted }) => wanted === null),
  ];
}

/** The place for files that say nothing about themselves: the next step if it misses a document. */
export function meantPlace(steps: readonly Step[], places: readonly PaperPlace[]): PaperPlace | undefined {
  const next = steps.find(({ state }) => state === 'next');
  const key = next && keyOfStep(next);
  return places.find((place) => place.key === key) ?? places[0];
}
