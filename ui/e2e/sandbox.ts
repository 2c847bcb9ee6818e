// The sandbox as a separate program, and a wire (a TCP proxy) to it, for tests of a desk that is connected to
// Novatrade24 and not to the built-in sandbox.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Credentials } from '../src/contract';
import { expect } from './fixtures';

const program = resolve(process.env['WAYBILL_SANDBOX'] ?? '../target/debug/nt24-sandbox');

/** A running `nt24-sandbox`, which holds every exchange against the contract. */
export class Sandbox {
  #process: ChildProcess;
  #said = '';

  private constructor(
    child: ChildProcess,
    /** The credentials for a connection to this sandbox. */
    readonly credentials: Credentials,
  ) {
    this.#process = child;
    child.stderr?.on('data', (text: Buffer) => (this.#said += text.toString()));
  }

  /** Starts an empty world, or the one that is given; on a free port, or on the one that is given. */
  static async start(port = 0, world: 'empty' | 'demo' = 'empty'): Promise<Sandbox> {
    const child = spawn(
      program,
      ['--listen', `127.0.0.1:${port}`, '--seed', world, '--check-contract', '--control'],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const announced = await Promise.race([
      once(createInterface(child.stdout), 'line').then(([line]) => line as string),
      once(child, 'exit').then(([code]) => {
        throw new Error(`nt24-sandbox ended with ${String(code)}`);
      }),
    ]);
    const { api_url, token_url, client_id, client_secret } = JSON.parse(announced) as Record<string, string>;
    return new Sandbox(child, {
      apiUrl: api_url ?? '',
      tokenUrl: token_url ?? '',
      clientId: client_id ?? '',
      clientSecret: client_secret ?? '',
    });
  }

  /** Where it listens. */
  get port(): number {
    return Number(new URL(this.credentials.apiUrl).port);
  }

  /** Ends it. Fails when an exchange broke the contract. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const [code] = (await ended) as [number];
    expect(code, this.#said).toBe(0);
  }

  /** Takes a capability away from the organization. */
  async forbid(capability: string): Promise<void> {
    const control = `${new URL(this.credentials.apiUrl).origin}/_sandbox/capabilities`;
    const now = (await (await fetch(control)).json()) as Record<string, unknown>;
    const response = await fetch(control, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...now, [capability]: false }),
    });
    if (!response.ok) throw new Error(`${capability}: ${response.status} ${await response.text()}`);
  }

  /** Submits what an order needs before its pickup, as another program of the organization does. */
  async release(externalOrderId: string, day: string): Promise<void> {
    const order = await this.#order(externalOrderId);
    const amount = { value: 1_850_000, currency: 'EUR' };
    const invoice = {
      type: 'PRELIMINARY',
      invoiceNumber: 'RE-1',
      invoiceDate: day,
      amount,
      vatIncluded: false,
      marginScheme: false,
    };
    await this.#ask('POST', `${order}/invoice`, invoice);
    await this.#ask('POST', `${order}/payment`, {
      paymentDate: day,
      bankAmount: amount,
      cashAmount: { value: 0, currency: 'EUR' },
      sourceIban: 'PL61109010140000071219812874',
    });
    await this.#ask('POST', `${order}/payment/ready-for-pickup`);
  }

  /** Confirms the pickup of an order, as another program of the organization does. */
  async confirmPickup(externalOrderId: string, pickupDate: string, driver: string): Promise<void> {
    const pickup = { type: 'COMPANY_TRANSPORT', pickupDate, driverIdentification: driver };
    await this.#ask('POST', `${await this.#order(externalOrderId)}/transport/pickup`, pickup);
  }

  async #order(externalOrderId: string): Promise<string> {
    const orders = `${await this.#seller()}/orders`;
    const found = await this.#ask<{ data: { uuid: string; externalOrderId: string }[] }>('GET', orders);
    return `${orders}/${found.data.find((order) => order.externalOrderId === externalOrderId)?.uuid ?? ''}`;
  }

  async #seller(): Promise<string> {
    const me = await this.#ask<{ authorizedPartners: { uuid: string }[] }>('GET', '/me');
    return `/partners/${me.authorizedPartners[0]?.uuid ?? ''}`;
  }

  /** Blocks a buyer, as the staff of the marketplace does with a program of their own. */
  async blockBuyer(vatNumber: string, reason: string): Promise<void> {
    const buyers = `${await this.#seller()}/buyers`;
    const { uuid } = await this.#ask<{ uuid: string }>('GET', `${buyers}?vatNumber=${vatNumber}`);
    await this.#ask('POST', `${buyers}/${uuid}/block`, { reason });
  }

  /** Creates a buyer, as another program of the organization does. */
  async createBuyer(vatNumber: string, companyName: string): Promise<void> {
    await this.#ask('POST', `${await this.#seller()}/buyers`, {
      kycMode: 'MARKETPLACE_LED',
      vatNumber,
      companyName,
      address: { street: 'ul. Prosta 1', postCode: '00-838', city: 'Warszawa', country: 'PL' },
    });
  }

  async #ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    const { apiUrl, tokenUrl, clientId, clientSecret } = this.credentials;
    const granted = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      }),
    });
    const { access_token: token } = (await granted.json()) as { access_token: string };
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(method === 'POST' ? { 'Idempotency-Key': crypto.randomUUID() } : {}),
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
}

/** A TCP proxy between a desk and the sandbox. It can be stopped while the sandbox keeps its state. */
export class Wire {
  #server: Server;
  #open = new Set<Socket>();
  #port = 0;
  /** Whether connections are accepted and neither answered nor closed. */
  silent = false;

  private constructor(readonly to: Sandbox) {
    this.#server = createServer((near) => {
      if (this.silent) {
        this.#open.add(near);
        near.on('error', () => near.destroy());
        near.on('close', () => this.#open.delete(near));
        return;
      }
      const far = connect(to.port, '127.0.0.1');
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#open.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.#open.delete(one);
          other.destroy();
        });
      }
    });
  }

  /** Lays a wire to a sandbox, and plugs it in. */
  static async to(sandbox: Sandbox): Promise<Wire> {
    const wire = new Wire(sandbox);
    await wire.plugIn();
    return wire;
  }

  /** The credentials for a connection through this wire. */
  get credentials(): Credentials {
    const near = (url: string) => url.replace(`:${this.to.port}/`, `:${this.#port}/`);
    const { apiUrl, tokenUrl, ...secret } = this.to.credentials;
    return { apiUrl: near(apiUrl), tokenUrl: near(tokenUrl), ...secret };
  }

  /** Lets everything through again, at the same address as before. */
  async plugIn(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Breaks every connection and takes no new one. */
  async pull(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
    await closed;
  }
}
