import type { KeyAction } from './keymap';

/** The sizes that keys lead through, in percent. */
export const ZOOMS = [80, 90, 100, 110, 125, 150, 175, 200] as const;

const NORMAL = 100;

/** The size after a key; the same one at the end of the sizes, `null` for a key that changes none. */
export function zoomAfter(action: KeyAction, zoom: number): number | null {
  switch (action) {
    case 'zoomIn':
      return ZOOMS.find((one) => one > zoom) ?? zoom;
    case 'zoomOut':
      return ZOOMS.findLast((one) => one < zoom) ?? zoom;
    case 'zoomReset':
      return NORMAL;
    default:
      return null;
  }
}
