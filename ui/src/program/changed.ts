import { listen } from './host';

/** Milliseconds without a change that end a burst of changes. */
const PAUSE = 50;

/** Most milliseconds between a change and `refresh`: uploads change the data without a pause. */
const LONGEST_WAIT = 250;

/** Runs `refresh` after the data has changed: once for a burst of changes. Returns how to stop. */
export function onChanged(refresh: () => void): () => void {
  let pause: ReturnType<typeof setTimeout> | undefined;
  let longest: ReturnType<typeof setTimeout> | undefined;
  function clear(): void {
    clearTimeout(pause);
    clearTimeout(longest);
    longest = undefined;
  }
  function run(): void {
    clear();
    refresh();
  }
  const stop = listen((event) => {
    if (event.event !== 'changed') return;
    clearTimeout(pause);
    pause = setTimeout(run, PAUSE);
    longest ??= setTimeout(run, LONGEST_WAIT);
  });
  return () => {
    clear();
    stop();
  };
}
