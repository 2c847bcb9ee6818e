import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../contract';
import { placeholders } from './fill';
import { findingNote, findingText, stepText, sourceText } from './findingText';
import { words } from './words.svelte';

// The page has a text for each rule; the list of rules is in the crate.
const RULES = '../crates/rules/src';
/** The desk makes findings, too: those that need the data of this desk. */
const DESK = '../crates/desk/src';

function finding(rule: string, params: Record<string, string> = {}): Finding {
  return { rule, severity: 'error', field: 'x', params, source: null };
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

describe('the reason of a finding', () => {
  const table = readFileSync(`${RULES}/table.rs`, 'utf8');
  const rows = [...table.matchAll(/^ {4}[A-Z_]+ (?:Error|Warning|Info) "([a-z_.]+)"\s+"([^"]+)"/gm)].map(
    ([, id, source]) => ({ id: id ?? '', source: source ?? '' }),
  );

  it('exists for every rule, and for every finding of the desk', () => {
    const own = readdirSync(DESK, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.rs'))
      .flatMap((file) => [...readFileSync(`${DESK}/${file}`, 'utf8').matchAll(/finding\(\s*"([a-z_.]+)"/g)])
      .map(([, id]) => id ?? '');
    expect(rows.length).toBeGreaterThan(60);
    expect(own.length).toBeGreaterThan(10);
    const ids = [...rows.map(({ id }) => id), ...own];
    expect(ids.filter((id) => !Object.hasOwn(words.current.whys, id))).toEqual([]);
    expect(Object.keys(words.current.whys).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('names every source in the user’s language, or by the number of a standard', () => {
    words.setLanguage('de');
    const standard = /^(ISO|RFC|ITU-T|49 CFR|SWIFT) /;
    const unnamed = rows.filter(({ source }) => sourceText(source) === source && !standard.test(source));
    expect(unnamed).toEqual([]);
    expect(sourceText('Directive 2006/112, Art. 138(1)(b)')).toBe(
      'Mehrwertsteuer-Richtlinie 2006/112/EG, Art. 138(1)(b)',
    );
    expect(sourceText('NT24 guides/transport: MISSING_CMR')).toBe(
      'Dokumentation von Novatrade24, guides/transport',
    );
    expect(sourceText('ISO 3779')).toBe('ISO 3779');
  });

  it('is left out where the page knows none', () => {
    expect(findingNote(finding('moon.phase'))).toBe(findingText(finding('moon.phase')));
    const note = findingNote({ ...finding('vin.length', { length: '14' }), source: 'ISO 3779' });
    expect(note).toMatchObject({ text: 'A VIN has 17 characters, this has 14', source: 'ISO 3779' });
  });
});

describe('a step', () => {
  const step = { milestone: 'pickup', code: 'MISSING_CMR', message: 'no CMR', state: 'open' } as const;

  it('has the page’s text of its code, else NT24’s message, else the code', () => {
    expect(stepText(step)).toBe('The signed CMR waybill is missing');
    expect(stepText({ ...step, code: 'NEW_ONE' })).toBe('no CMR');
    expect(stepText({ ...step, code: 'NEW_ONE', message: '' })).toBe('NEW_ONE');
  });

  it('is not missing once it is on its way', () => {
    expect(stepText({ ...step, state: 'waiting' })).toBe('Signed CMR waybill');
    expect(stepText({ ...step, waiting: true })).toBe('Signed CMR waybill');
    // This code waits for a check that runs, not for a write of this desk.
    expect(stepText({ ...step, code: 'AML_PENDING', waiting: true })).toBe(
      'The money laundering check is running',
    );
  });

  it('has the name of its stage without a code', () => {
    expect(stepText({ ...step, code: null })).toBe('Pickup');
  });
});
