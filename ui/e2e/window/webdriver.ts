// The few calls of the WebDriver protocol that the journeys need.

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

type Reference = Record<typeof ELEMENT, string>;

/** Keys that have no letter, as the protocol writes them. */
export const key = {
  backspace: '\uE003',
  tab: '\uE004',
  enter: '\uE007',
  control: '\uE009',
  escape: '\uE00C',
} as const;

/** An error of the driver, with its code. */
export class DriverError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

/** A session: one run of the program, seen through its web view. */
export class WebDriver {
  private constructor(
    private readonly base: string,
    private readonly session: string,
  ) {}

  /** Starts the program. The driver must listen on `port` already. */
  static async start(port: number, program: string): Promise<WebDriver> {
    const base = `http://127.0.0.1:${port}`;
    const wanted = { browserName: 'wry', 'tauri:options': { application: program } };
    const answer = (await request(base, 'POST', '/session', {
      capabilities: { alwaysMatch: wanted },
    })) as { sessionId: string };
    return new WebDriver(base, answer.sessionId);
  }

  /** Closes the window. */
  async stop(): Promise<void> {
    await this.ask('DELETE', '');
  }

  /** Runs a function's body in the page. `arguments` are the values; elements come back as references. */
  async run<T>(body: string, ...values: unknown[]): Promise<T> {
    return (await this.ask('POST', '/execute/sync', { script: body, args: values })) as T;
  }

  async click(element: Reference): Promise<void> {
    await this.ask('POST', `/element/${element[ELEMENT]}/click`, {});
  }

  async type(element: Reference, text: string): Promise<void> {
    await this.ask('POST', `/element/${element[ELEMENT]}/value`, { text });
  }

  /** The elements that match a selector, hidden ones too. */
  async all(selector: string): Promise<Reference[]> {
    const found = await this.ask('POST', '/elements', { using: 'css selector', value: selector });
    return found as Reference[];
  }

  /** The page as a PNG. */
  async screenshot(): Promise<Buffer> {
    return Buffer.from((await this.ask('GET', '/screenshot')) as string, 'base64');
  }

  private ask(method: string, path: string, body?: unknown): Promise<unknown> {
    return request(this.base, method, `/session/${this.session}${path}`, body);
  }
}

async function request(base: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(base + path, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(120_000),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (!response.ok) {
    const refused = value as { error: string; message: string };
    throw new DriverError(refused.error, refused.message);
  }
  return value;
}
