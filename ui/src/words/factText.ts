import type { Fact, HistoryEntry } from '../contract';
import { fill } from './fill';
import { words } from './words.svelte';
import { lookup } from './work/lookup';
import { readable } from './work/readable';

/** The text of a fact; its key if the page has no text for it. */
export function factText(fact: Fact): string {
  const text = lookup(words.current.facts, fact.key);
  return text === undefined ? fact.key : fill(text, withNames(fact.params));
}

/** The text of a history entry. */
export function historyText(entry: HistoryEntry): string {
  const { history, facts } = words.current;
  const { key, params } = entry.fact;
  const text = lookup(history, key) ?? lookup(facts, key);
  if (text === undefined) return key;
  const named = withNames(params);
  // The file belongs to what was done, before its state.
  if (params['file']) named['operation'] = `${named['operation'] ?? ''} (${params['file']})`;
  return fill(text, named);
}

/** The parameters of a fact, with the page's names for values of the API. */
function withNames(params: Readonly<Record<string, string>>): Record<string, string> {
  const { operations, documents, modules, buyers, orders } = words.current;
  const namesOf: Record<string, Readonly<Record<string, string>>[]> = {
    operation: [operations],
    what: [operations, documents, modules],
    document: [documents],
    result: [buyers.viesStates],
    outcome: [buyers.verificationStates],
    from: [orders.statuses, orders.verdictNames],
    to: [orders.statuses, orders.verdictNames],
  };
  return Object.fromEntries(
    Object.entries(readable(params)).map(([name, value]) => {
      for (const texts of namesOf[name] ?? []) {
        const text = lookup(texts, value);
        if (text !== undefined) return [name, text];
      }
      return [name, value];
    }),
  );
}
