/**
 * The one map of keys. Screens bind functions to its names, the list of shortcuts draws it, and buttons show what it
 * says; no part of the page knows another key.
 *
 * A pair such as `g b` is pressed one after the other. No key needs Ctrl with Alt, which is AltGr on many keyboards.
 */
export const keymap = {
  palette: ['Ctrl+k'],
  search: ['/', 'Ctrl+f'],
  add: ['n'],
  main: ['Ctrl+Enter'],
  back: ['Escape', 'Alt+ArrowLeft'],
  undo: ['Ctrl+z'],
  down: ['ArrowDown'],
  up: ['ArrowUp'],
  next: ['j', 'Alt+ArrowDown'],
  previous: ['k', 'Alt+ArrowUp'],
  pageDown: ['PageDown'],
  pageUp: ['PageUp'],
  first: ['Home'],
  last: ['End'],
  open: ['Enter'],
  fieldBefore: ['Shift+Enter'],
  useFound: ['Ctrl+o'],
  goOrders: ['g o', 'Ctrl+2'],
  goBuyers: ['g b', 'Ctrl+1'],
  goDocuments: ['g f', 'Ctrl+6'],
  goDrafts: ['g d', 'Ctrl+3'],
  goOutbox: ['g x', 'Ctrl+4'],
  goSettings: ['g s', 'Ctrl+5'],
  tryNow: ['Ctrl+r'],
  lock: ['Ctrl+l'],
  zoomIn: ['Ctrl++', 'Ctrl+='],
  zoomOut: ['Ctrl+-'],
  zoomReset: ['Ctrl+0'],
  help: ['?', 'F1'],
} as const satisfies Record<string, readonly string[]>;

/** Name of an action that a key runs. */
export type KeyAction = keyof typeof keymap;

/** The groups of the list of shortcuts, with all actions. */
export const keyGroups = {
  anywhere: ['palette', 'search', 'main', 'back', 'undo'],
  forms: ['fieldBefore', 'useFound'],
  places: ['goOrders', 'goBuyers', 'goDocuments', 'goDrafts', 'goOutbox', 'goSettings'],
  lists: ['add', 'next', 'previous', 'down', 'up', 'pageDown', 'pageUp', 'first', 'last', 'open'],
  program: ['tryNow', 'lock', 'zoomIn', 'zoomOut', 'zoomReset', 'help'],
} as const satisfies Record<string, readonly KeyAction[]>;
