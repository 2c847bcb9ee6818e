import { listen } from './host';

const DEBOUNCE = 50;

/** Runs `refresh` after the data has changed: once for a burst of changes. Returns how to stop. */
export function onChanged(refresh: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = listen((event) => {
    if (event.event !== 'changed') return;
    clearTimeout(timer);
    timer = setTimeout(refresh, DEBOUNCE);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
