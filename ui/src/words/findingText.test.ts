import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Finding, Missing } from '../contract';
import { placeholders } from './fill';
import { findingText, missingText } from './findingText';
import { words } from './words.svelte';

// The page has a text for each rule; the list of rules is in the crate.
const RULES = '../crates/rules/src';
/** The desk makes findings, too: those that need the data of this desk. */
const DESK = '../crates/desk/src';

function finding(rule: string, params: Record<string, string> = {}): Finding {
  return { rule, severity: 'error', field: 'x', params };
}

beforeEach(() => words.setLanguage('en'));

describe('findings in words', () => {
  it('contain the parameters of the finding in the user’s format', () => {
    expect(findingText(finding('vin.length', { length: '14' }))).toBe('A VIN has 17 characters, this has 14');
    expect(findingText(finding('invoice.before_purchase', { purchase_date: '2026-11-12' }))).toMatch(
      /contract of .*12.*2026|contract of .*Nov.*12/,
    );
  });

  it('name a rule that the page does not know', () => {
    expect(findingText(finding('moon.phase'))).toContain('moon.phase');
    expect(findingText(finding('constructor'))).toContain('constructor');
  });

  it('exist for every rule of the rules', () => {
    const table = readFileSync(`${RULES}/table.rs`, 'utf8');
    const ids = [...table.matchAll(/^ {4}[A-Z_]+ (?:Error|Warning|Info) "([a-z_.]+)"/gm)].map(
      ([, id]) => id ?? '',
    );
    expect(ids.length).toBeGreaterThan(60);
    expect(ids.filter((id) => !Object.hasOwn(words.current.findings, id))).toEqual([]);
  });

  it('use only parameters that the rules and the desk set', () => {
    const given = [RULES, DESK].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.rs'))
        .flatMap((file) => [
          ...readFileSync(`${folder}/${file}`, 'utf8').matchAll(
            /(?:\.with\(\s*|params\.insert\(\s*)"([a-z_]+)"/g,
          ),
        ])
        .map(([, name]) => name ?? ''),
    );
    const asked = Object.values(words.current.findings).flatMap((text) => placeholders(text));
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((name) => !given.includes(name))).toEqual([]);
  });
});

describe('a missing item', () => {
  const missing: Missing = {
    code: 'MISSING_CMR',
    module: 'transport',
    message: 'no CMR',
    fix: null,
    waiting: false,
  };

  it('has the page’s text, else NT24’s message, else its code', () => {
    expect(missingText(missing)).toBe('The signed CMR waybill is missing');
    expect(missingText({ ...missing, code: 'NEW_ONE' })).toBe('no CMR');
    expect(missingText({ ...missing, code: 'NEW_ONE', message: '' })).toBe('NEW_ONE');
  });
});
