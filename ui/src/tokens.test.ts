import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const css = readFileSync('src/tokens.css', 'utf8');

/** The colour of a token in light or dark, as red, green and blue. */
function colour(token: string, side: 'light' | 'dark'): [number, number, number] {
  const found = new RegExp(`--${token}: (?:light-dark\\((#\\w{6}), (#\\w{6})\\)|(#\\w{6}));`).exec(css);
  const hex = found?.[3] ?? found?.[side === 'light' ? 1 : 2];
  if (!hex) throw new Error(`no colour: ${token}`);
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
}

/** Relative luminance, WCAG 2.2. */
function luminance(rgb: [number, number, number]): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string, side: 'light' | 'dark'): number {
  const [low = 0, high = 0] = [one, other]
    .map((token) => luminance(colour(token, side)))
    .sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const papers = ['paper-1', 'paper-2', 'paper-3', 'paper-4'];
const tints = ['ok-paper', 'warn-paper', 'stop-paper', 'accent-paper'];
const pairs: [string, string][] = [
  ...['ink-1', 'ink-2', 'ink-3', 'ink-4'].flatMap((ink) =>
    papers.map((paper): [string, string] => [ink, paper]),
  ),
  ...['ink-1', 'ink-2', 'ink-3'].flatMap((ink) => tints.map((tint): [string, string] => [ink, tint])),
  ...['accent', 'ok', 'warn', 'stop'].flatMap((ink) =>
    [...papers.slice(0, 3), `${ink}-paper`].map((paper): [string, string] => [ink, paper]),
  ),
  ['on-accent', 'accent-fill'],
  ['on-accent', 'accent-fill-hover'],
  ['on-accent', 'stop-fill'],
  ['on-accent', 'stop-fill-hover'],
];

it.each(pairs)('%s can be read on %s, in light and dark', (ink, paper) => {
  expect(contrast(ink, paper, 'light')).toBeGreaterThanOrEqual(4.5);
  expect(contrast(ink, paper, 'dark')).toBeGreaterThanOrEqual(4.5);
});

it.each(papers.slice(0, 3))('the border of a field (ink-5) is visible on %s', (paper) => {
  expect(contrast('ink-5', paper, 'light')).toBeGreaterThanOrEqual(3);
  expect(contrast('ink-5', paper, 'dark')).toBeGreaterThanOrEqual(3);
});
