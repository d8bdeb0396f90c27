import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Link, type LinkState, RestartPolicy, Supervisor } from "../../../extension/sidecar/supervisor";
import { ManualClock, settle } from "../fakes/manualClock";

class FakeLink implements Link {
  #end!: (reason: string) => void;
  readonly ended = new Promise<string>((resolve) => (this.#end = resolve));
  disposed = false;

  drop(reason = "dropped"): void {
    this.#end(reason);
  }

  dispose(): void {
    this.disposed = true;
    this.drop("disposed");
  }
}

class Scene {
  readonly clock = new ManualClock();
  readonly links: FakeLink[] = [];
  readonly states: LinkState[] = [];
  readonly told: string[] = [];
  attempts = 0;
  halts = 0;
  /** What `connect` does. */
  reachable = true;
  /** Holds `halt` back until it is released. */
  gate: Promise<void> = Promise.resolve();

  readonly supervisor = new Supervisor<FakeLink>(
    {
      connect: async () => {
        this.attempts++;
        await Promise.resolve();
        if (!this.reachable) {
          throw new Error("unreachable");
        }

        const link = new FakeLink();
        this.links.push(link);
        return link;
      },
      halt: async () => {
        this.halts++;
        await this.gate;
      },
      changed: (state) => this.states.push(state),
      retrying: (cause, ms) => this.told.push(`${cause.message}, again in ${ms}`),
      gaveUp: (cause) => this.told.push(`gave up: ${cause.message}`),
    },
    this.clock,
  );
}

describe("the supervisor", () => {
  it("connects once however often it is started", async () => {
    const scene = new Scene();
    await Promise.all([scene.supervisor.start(), scene.supervisor.start()]);
    assert.equal(scene.attempts, 1);
    assert.deepEqual(scene.states, ["starting", "running"]);
  });

  it("opens a dropped link again after a short pause", async () => {
    const scene = new Scene();
    await scene.supervisor.start();
    scene.links[0]?.drop("the process was killed");
    await settle();
    assert.deepEqual(scene.told, ["the process was killed, again in 250"]);
    assert.equal(scene.attempts, 1);
    await scene.clock.advance(250);
    assert.equal(scene.attempts, 2);
    assert.deepEqual(scene.states, ["starting", "running", "starting", "running"]);
  });

  it("waits longer each time, gives up at the fifth failure, and says so once", async () => {
    const scene = new Scene();
    scene.reachable = false;
    await scene.supervisor.start();
    for (const pause of [250, 1_000, 4_000, 15_000]) {
      assert.deepEqual(scene.clock.pauses, [pause]);
      await scene.clock.advance(pause);
    }
    await scene.clock.advance(3_600_000);
    assert.equal(scene.attempts, 5);
    assert.equal(scene.states.at(-1), "failed");
    assert.deepEqual(scene.told.filter((line) => line.startsWith("gave up")), ["gave up: unreachable"]);
  });

  it("begins anew when asked to, even after it has given up", async () => {
    const scene = new Scene();
    scene.reachable = false;
    await scene.supervisor.start();
    for (const pause of [250, 1_000, 4_000, 15_000]) {
      await scene.clock.advance(pause);
    }
    scene.reachable = true;
    await scene.supervisor.restart();
    assert.equal(scene.states.at(-1), "running");
    assert.equal(scene.halts, 1);
    scene.links[0]?.drop();
    await settle();
    assert.deepEqual(scene.clock.pauses, [250], "earlier failures are forgotten");
  });

  it("makes one further restart of all that are asked for during one", async () => {
    const scene = new Scene();
    await scene.supervisor.start();
    let open!: () => void;
    scene.gate = new Promise((resolve) => (open = resolve));
    const restarts = [scene.supervisor.restart(), scene.supervisor.restart(), scene.supervisor.restart()];
    await settle();
    assert.equal(scene.halts, 1);
    open();
    await Promise.all(restarts);
    assert.equal(scene.halts, 2);
    assert.equal(scene.attempts, 3);
    assert.equal(scene.links.filter(({ disposed }) => !disposed).length, 1);
  });

  it("gives the link up when it is stopped, and does not open it again", async () => {
    const scene = new Scene();
    await scene.supervisor.start();
    await scene.supervisor.stop();
    await scene.clock.advance(60_000);
    assert.ok(scene.links[0]?.disposed);
    assert.equal(scene.attempts, 1);
    assert.deepEqual(scene.states, ["starting", "running", "stopped"]);
    assert.deepEqual(scene.told, []);
  });

  it("can be stopped during a pause", async () => {
    const scene = new Scene();
    scene.reachable = false;
    await scene.supervisor.start();
    await scene.supervisor.stop();
    await scene.clock.advance(60_000);
    assert.equal(scene.attempts, 1);
  });
});

describe("the restart policy", () => {
  it("forgets failures older than three minutes", () => {
    const policy = new RestartPolicy();
    const failures = Array.from({ length: 12 }, (_, index) => policy.failed(index * 50_000));
    assert.ok(failures.every((delay) => delay !== undefined));
    assert.equal(failures.at(-1), 15_000);
  });

  it("counts five within three minutes", () => {
    const policy = new RestartPolicy();
    const failures = [0, 40_000, 80_000, 120_000, 160_000].map((at) => policy.failed(at));
    assert.deepEqual(failures, [250, 1_000, 4_000, 15_000, undefined]);
  });
});
