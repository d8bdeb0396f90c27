/** The link to the sidecar, as the supervisor sees it. */
export interface Link {
  /** Resolves when the link has ended, with the reason; never rejects. */
  readonly ended: Promise<string>;
  dispose(): void;
}

/** Time, as the supervisor needs it: milliseconds that only grow, and a pause that can be given up. */
export interface Clock {
  now(): number;
  /** Resolves after `ms`, or as soon as `signal` aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** `starting` while a first or further attempt is under way, `failed` when no more will be made. */
export type LinkState = "starting" | "running" | "failed" | "stopped";

/** What the supervisor does and whom it tells. */
export interface SupervisorHost<L extends Link> {
  /** Ensures the process and opens a link to it. */
  connect(signal: AbortSignal): Promise<L>;
  /** Stops the process, for a restart that was asked for. */
  halt(): Promise<void>;
  /** The link is `undefined` but in the state `running`. */
  changed(state: LinkState, link: L | undefined): void;
  /** A link ended or an attempt failed; another attempt follows after `retryInMs`. */
  retrying(cause: Error, retryInMs: number): void;
  /** Told once each time that no more attempts are made. */
  gaveUp(cause: Error): void;
}

const failuresAllowed = 5;
const periodMs = 3 * 60_000;
const delaysMs = [250, 1_000, 4_000, 15_000] as const;

/** When to try again: the fifth failure within three minutes is the last. */
export class RestartPolicy {
  #failures: number[] = [];

  /** Notes a failure and answers how long to wait, or `undefined` for "no more". */
  failed(now: number): number | undefined {
    this.#failures = [...this.#failures.filter((at) => now - at < periodMs), now];
    return this.#failures.length >= failuresAllowed ? undefined : delaysMs[this.#failures.length - 1];
  }

  /** Forgets the failures: the user asked for a new beginning. */
  reset(): void {
    this.#failures = [];
  }
}

/** Keeps one link alive: opens it, opens it again when it drops, and knows when to stop trying. */
export class Supervisor<L extends Link> {
  readonly #policy = new RestartPolicy();
  #run: { readonly abort: AbortController; readonly settled: Promise<void>; readonly done: Promise<void> } | undefined;
  #link: L | undefined;
  #restarting: Promise<void> | undefined;
  #queued: Promise<void> | undefined;

  constructor(
    private readonly host: SupervisorHost<L>,
    private readonly clock: Clock,
  ) {}

  /** Begins; resolves when the first attempt has succeeded or failed. */
  async start(): Promise<void> {
    if (this.#run === undefined) {
      const abort = new AbortController();
      const first = signalled();
      this.#run = { abort, settled: first.promise, done: this.#keep(abort.signal, first.raise) };
    }

    await this.#run.settled;
  }

  /** Ends the link and every attempt; the process lives on for its other clients. */
  async stop(): Promise<void> {
    await this.#end();
    this.host.changed("stopped", undefined);
  }

  /** Stops the process and begins anew. Calls made meanwhile share one further restart. */
  async restart(): Promise<void> {
    if (this.#restarting !== undefined) {
      this.#queued ??= this.#restarting.then(async () => {
        this.#queued = undefined;
        await this.restart();
      });
      await this.#queued;
      return;
    }

    this.#restarting = this.#renew().finally(() => {
      this.#restarting = undefined;
    });
    await this.#restarting;
  }

  async #renew(): Promise<void> {
    await this.#end();
    this.host.changed("starting", undefined);
    await this.host.halt();
    this.#policy.reset();
    await this.start();
  }

  async #end(): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    run?.abort.abort();
    this.#link?.dispose();
    await run?.done;
  }

  async #keep(signal: AbortSignal, firstSettled: () => void): Promise<void> {
    this.host.changed("starting", undefined);
    let again = true;
    while (again) {
      const cause = await this.#live(signal, firstSettled);
      firstSettled();
      again = !signal.aborted && (await this.#waitForNext(cause, signal));
    }
  }

  /** Answers false when there is to be no further attempt. */
  async #waitForNext(cause: Error, signal: AbortSignal): Promise<boolean> {
    const delay = this.#policy.failed(this.clock.now());
    if (delay === undefined) {
      this.host.changed("failed", undefined);
      this.host.gaveUp(cause);
      return false;
    }

    this.host.changed("starting", undefined);
    this.host.retrying(cause, delay);
    await this.clock.pause(delay, signal);
    return !signal.aborted;
  }

  /** One attempt, and the life of its link: answers why it is over. */
  async #live(signal: AbortSignal, settled: () => void): Promise<Error> {
    let link: L;
    try {
      link = await this.host.connect(signal);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }

    if (signal.aborted) {
      link.dispose();
      return new Error("The link was not wanted any more.");
    }

    this.#link = link;
    this.host.changed("running", link);
    settled();
    const reason = await link.ended;
    this.#link = undefined;
    return new Error(reason);
  }
}

// Promise.withResolvers came with Node.js 22; VS Code 1.96 has 20.
function signalled(): { readonly promise: Promise<void>; readonly raise: () => void } {
  let raise!: () => void;
  const promise = new Promise<void>((resolve) => {
    raise = resolve;
  });
  return { promise, raise };
}
