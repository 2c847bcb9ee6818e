import type { Credentials, Hosts } from '../contract';
import { call } from '../program/host';

/** Credentials as typed. Before the secret leaves for hosts that are not NT24's, the user is asked. */
export class TypedCredentials {
  #answer: ((send: boolean) => void) | null = null;
  #confirmed = '';

  /** The fields. */
  value = $state<Credentials>({
    apiUrl: 'https://api.novatrade24.com/v1',
    tokenUrl: 'https://auth.novatrade24.com/realms/nt24-idp/protocol/openid-connect/token',
    clientId: '',
    clientSecret: '',
  });
  /** Whether the user tried to send them: from then on missing fields are marked. */
  tried = $state(false);
  /** The hosts about which the user is being asked; `null` while there is no question. */
  asked = $state.raw<Hosts | null>(null);

  /** Whether all required fields are filled in; marks those that are not. */
  complete(): boolean {
    this.tried = true;
    const { apiUrl, clientId, clientSecret } = this.value;
    return clientId.trim() !== '' && clientSecret !== '' && apiUrl.trim() !== '';
  }

  /** Removes everything that was typed but the addresses. */
  clear(): void {
    this.value.clientId = '';
    this.value.clientSecret = '';
    this.tried = false;
    this.answer(false);
  }

  /** The hosts to which the secret may be sent; `null` if the user does not want that. Rejects with a `Failure`. */
  async destination(): Promise<Hosts | null> {
    const { apiUrl, tokenUrl } = this.value;
    const { hosts, isNt24 } = await call('destination', { apiUrl, tokenUrl });
    const name = `${hosts.api} ${hosts.token}`;
    if (isNt24 || name === this.#confirmed) return hosts;
    this.asked = hosts;
    const send = await new Promise<boolean>((resolve) => (this.#answer = resolve));
    if (!send) return null;
    this.#confirmed = name;
    return hosts;
  }

  /** Answers the question about the hosts. */
  answer(send: boolean): void {
    this.asked = null;
    this.#answer?.(send);
    this.#answer = null;
  }
}
