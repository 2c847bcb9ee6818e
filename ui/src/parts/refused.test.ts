import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import Choice from './Choice.svelte';
import Select from './Select.svelte';

const options = [
  { value: 'a', label: 'A' },
  { value: 'b', label: 'B' },
];
let shown: Record<string, unknown>;

afterEach(() => unmount(shown));

/** Properties of a control whose owner refuses every other value. */
const refusing = () => ({
  label: 'Which?',
  options,
  get value() {
    return 'a';
  },
  set value(_: string) {
    // Refused.
  },
  onchange: vi.fn(),
});

it('a list shows the value that counts after a choice was refused', async () => {
  document.body.replaceChildren();
  const props = refusing();
  shown = mount(Select<string>, { target: document.body, props });
  flushSync();
  const select = document.querySelector('select')!;
  select.value = 'b';
  select.dispatchEvent(new Event('change', { bubbles: true }));
  expect(props.onchange).toHaveBeenCalledOnce();
  await expect.poll(() => select.value).toBe('a');
});

it('a choice shows the value that counts after another was refused', async () => {
  document.body.replaceChildren();
  const props = refusing();
  shown = mount(Choice<string>, { target: document.body, props });
  flushSync();
  const [first, second] = document.querySelectorAll('input');
  second!.click();
  expect(props.onchange).toHaveBeenCalledWith('b');
  await expect.poll(() => [first!.checked, second!.checked]).toEqual([true, false]);
});
