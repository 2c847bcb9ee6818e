import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { de } from './de';
import { en } from './en';
import { fill, placeholders } from './fill';

type Tree = { readonly [name: string]: unknown };

/** All texts of a tree with their paths. */
function texts(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([name, value]): [string, string][] => {
    const here = path ? `${path}.${name}` : name;
    if (typeof value === 'string') return [[here, value]];
    if (typeof value === 'object' && value !== null) return texts(value as Tree, here);
    throw new Error(`${here} is neither a text nor a group of texts`);
  });
}

const english = new Map(texts(en));
const german = new Map(texts(de));

describe('the German texts', () => {
  it('have the same names as the English ones', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it.each([...english.keys()])('want the same values: %s', (path) => {
    expect(placeholders(german.get(path) ?? '')).toEqual(placeholders(english.get(path) ?? ''));
  });
});

describe.each([
  ['English', english],
  ['German', german],
])('every %s text', (_language, all) => {
  it('says something, without blanks around it and without "simply" or "einfach"', () => {
    const faulty = [...all].filter(
      ([, text]) => text.trim() === '' || text !== text.trim() || /\b(simply|einfach)\b/i.test(text),
    );
    expect(faulty).toEqual([]);
  });
});

describe('fill', () => {
  it('puts values in and leaves unknown names standing', () => {
    expect(fill('{a} of {b} {c}', { a: 1, b: 'two' })).toBe('1 of two {c}');
  });
});

describe('the names of operations', () => {
  it('exist for every write that the desk knows how to queue', () => {
    const operations = new Map(
      [
        ...readFileSync('../crates/nt24/src/operation.rs', 'utf8').matchAll(
          /^(\w+) = "(\w+)", (Post|Patch|Delete),/gm,
        ),
      ].map(([, variant, id]) => [variant ?? '', id ?? '']),
    );
    const queued = ['deal', 'decisions', 'forms', 'pages', 'papers'].flatMap((folder) =>
      readdirSync(`../crates/desk/src/${folder}`, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.rs'))
        .flatMap((file) => [
          ...readFileSync(`../crates/desk/src/${folder}/${file}`, 'utf8').matchAll(/Operation::([A-Z]\w+)/g),
        ])
        .flatMap(([, variant]) => operations.get(variant ?? '') ?? []),
    );
    expect(new Set(queued).size).toBeGreaterThan(15);
    expect(queued.filter((id) => !Object.hasOwn(en.operations, id))).toEqual([]);
  });
});
