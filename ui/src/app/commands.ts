import type { IconName } from '../parts/icons';
import type { KeyAction } from '../program/keymap';
import { navigation } from '../program/navigation.svelte';
import type { Place } from '../program/place';
import { shortcuts } from '../program/shortcuts.svelte';
import { words } from '../words/words.svelte';

/** A line of the palette: a command, a place, an order or a buyer. */
export interface Command {
  id: string;
  icon: IconName;
  label: string;
  /** More words beside the label. */
  detail?: string;
  /** Action of the map whose keys run it as well. */
  action?: KeyAction;
  run: () => void;
}

/** All commands and places. */
export function allCommands(): Command[] {
  const { shell, orders, buyers, data, keys, lock, settings } = words.current;
  const go = (id: string, icon: IconName, label: string, place: Place, action?: KeyAction): Command => ({
    id,
    icon,
    label,
    run: () => void navigation.go(place),
    ...(action ? { action } : {}),
  });
  const run = (icon: IconName, label: string, action: KeyAction): Command => ({
    id: action,
    icon,
    label,
    action,
    run: () => shortcuts.bound(action)?.(),
  });
  return [
    go('newOrder', 'plus', orders.add, { screen: 'newOrder' }),
    go('onboard', 'plus', buyers.add, { screen: 'onboard' }),
    go('orders', 'order', shell.orders, { screen: 'orders' }, 'goOrders'),
    go('buyers', 'buyer', shell.buyers, { screen: 'buyers' }, 'goBuyers'),
    go('documents', 'file', shell.documents, { screen: 'documents' }, 'goDocuments'),
    go('drafts', 'edit', shell.drafts, { screen: 'drafts' }, 'goDrafts'),
    go('outbox', 'outbox', shell.outbox, { screen: 'outbox' }, 'goOutbox'),
    go('settings', 'settings', settings.title, { screen: 'settings' }, 'goSettings'),
    go('data', 'settings', `${settings.title}: ${data.tabs.data}`, { screen: 'settings', tab: 'data' }),
    run('sync', keys.actions.tryNow, 'tryNow'),
    run('lock', lock.lockNow, 'lock'),
    run('help', keys.actions.help, 'help'),
  ];
}

/** The commands whose words begin with the typed ones. */
export function matching(commands: readonly Command[], typed: string): Command[] {
  const wanted = fold(typed).split(/\s+/).filter(Boolean);
  return commands.filter(({ label }) => {
    const has = fold(label).split(/[\s:]+/);
    return wanted.every((word) => has.some((one) => one.startsWith(word)));
  });
}

/** Lower case without accents. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
