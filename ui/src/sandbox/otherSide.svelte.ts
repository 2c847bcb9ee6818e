import { call } from '../program/host';
import type { Place } from '../program/place';

/** Whether the panel of the sandbox is shown. */
class OtherSide {
  open = $state(false);

  /** Shows the panel, or hides it. */
  toggle = (): void => {
    this.open = !this.open;
  };
}

/** The panel on which the other side of the sandbox is played. */
export const otherSide = new OtherSide();

/** The buyer or order that a place shows; `null` if it shows none. */
export function subjectOf(place: Place): string | null {
  if (place.screen === 'order' || place.screen === 'buyer') return place.id;
  return place.screen === 'form' ? place.subject : null;
}

/** Plugs the sandbox's network in or out. */
export const plug = (up: boolean) => call('set_sandbox_network', { up });
