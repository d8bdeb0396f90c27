import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { Methods } from "../../../extension/rpc/protocol";
import { Connector } from "../../../extension/sidecar/connector";
import type { View } from "../../../extension/sidecar/mirror";
import { SidecarSession } from "../../../extension/sidecar/session";
import { FakeSidecar } from "../fakes/fakeSidecar";
import { ManualClock } from "../fakes/manualClock";
import { inMinutes, quota, report, session as claudeSession, toLocal, window } from "../fakes/reports";
import { program, tempFolder } from "../fakes/tempFolder";

/** A session over a real program and a real socket. */
class Scene {
  readonly clock = new ManualClock();
  readonly told: string[] = [];
  readonly session: SidecarSession;

  constructor(test: TestContext, stateDirectory: string, configured: string) {
    const connector = new Connector({
      configuredPath: () => configured,
      extensionPath: "/nowhere",
      extensionVersion: "9.9.9",
      environment: { ...process.env, CLAUDE_SIDECAR_STATE_DIR: stateDirectory },
      log: (line) => this.told.push(line),
    });
    this.session = new SidecarSession(
      connector,
      {
        connected: () => this.told.push("connected"),
        notice: ({ code }) => this.told.push(`notice ${code}`),
        line: ({ level, message }) => this.told.push(`${level}: ${message}`),
        gaveUp: (cause) => this.told.push(`gave up: ${cause.message}`),
      },
      this.clock,
    );
    test.after(async () => this.session.stop());
  }

  /** Waits until the mirror shows what is expected. */
  async shows(expected: (view: View) => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = (view: View): void => {
        if (expected(view)) {
          subscription.dispose();
          resolve();
        }
      };
      const subscription = this.session.mirror.onChange(look);
      look(this.session.mirror.view);
    });
  }
}

describe("a session", () => {
  it("ensures the process, connects, and mirrors what it is told", async (test) => {
    const folder = tempFolder(test);
    const sidecar = await FakeSidecar.start(test, folder);
    const scene = new Scene(test, folder, program(folder, "process.exit(process.argv[2] === 'ensure' ? 0 : 2)"));
    await scene.session.supervisor.start();
    assert.deepEqual(scene.session.mirror.view, { link: "running", report: report() });
    assert.ok(scene.told.includes("connected"));

    const changed = quota(window("5h", 0.97));
    await sidecar.notify(Methods.quotaChanged, changed);
    await scene.shows((view) => view.report?.quota.windows.at(0)?.used === 0.97);
    await sidecar.notify(Methods.routeChanged, toLocal);
    await scene.shows((view) => view.report?.route.local === true);
    await sidecar.notify(Methods.backendsChanged, { backends: [] });
    await scene.shows((view) => view.report?.backends.length === 0);
    const question = { id: "1", provider: "local", text: "", textZh: "", askedAt: inMinutes(0), heldUntil: inMinutes(0.25) };
    await sidecar.notify(Methods.questionChanged, { question });
    await scene.shows((view) => view.report?.question?.id === "1");
    await sidecar.notify(Methods.questionChanged, {});
    await scene.shows((view) => view.report?.question === null);
    const { view } = scene.session.mirror;
    assert.deepEqual(view.report.quota, changed, "each notification changes its own part");
  });

  it("hands on notices and log lines", async (test) => {
    const folder = tempFolder(test);
    const sidecar = await FakeSidecar.start(test, folder);
    const scene = new Scene(test, folder, program(folder, ""));
    await scene.session.supervisor.start();
    await sidecar.notify(Methods.notice, { code: "local-down", level: "warning", text: "", textZh: "" });
    await sidecar.notify(Methods.log, { level: "debug", message: "hello" });
    await sidecar.notify(Methods.routeChanged, toLocal);
    await scene.shows((view) => view.report?.route.local === true);
    assert.deepEqual(scene.told.slice(-2), ["notice local-down", "debug: hello"]);
  });

  it("asks for sessions and switches after a change, once for many", async (test) => {
    const folder = tempFolder(test);
    const sidecar = await FakeSidecar.start(test, folder);
    let asked = 0;
    sidecar.answers[Methods.status] = () => {
      asked++;
      return report({ sessions: [claudeSession()] });
    };
    const scene = new Scene(test, folder, program(folder, ""));
    await scene.session.supervisor.start();
    await Promise.all([0.5, 0.6, 0.7].map(async (used) => sidecar.notify(Methods.quotaChanged, quota(window("5h", used)))));
    await scene.shows((view) => view.report?.sessions.length === 1);
    assert.equal(asked, 1);
  });

  it("keeps the last state through a lost link, and opens the link again", async (test) => {
    const folder = tempFolder(test);
    const sidecar = await FakeSidecar.start(test, folder);
    const scene = new Scene(test, folder, program(folder, ""));
    await scene.session.supervisor.start();
    sidecar.drop();
    await scene.shows((view) => view.link === "starting");
    assert.deepEqual(scene.session.mirror.view.report, report());
    assert.equal(scene.session.client, undefined);
    const again = scene.shows((view) => view.link === "running");
    await scene.clock.advance(250);
    await again;
    assert.equal(sidecar.introductions.length, 2);
  });

  it("says once why it gave up", async (test) => {
    const folder = tempFolder(test);
    const scene = new Scene(test, folder, program(folder, 'console.error("The state folder cannot be written."); process.exit(1)'));
    await scene.session.supervisor.start();
    const failed = scene.shows((view) => view.link === "failed");
    for (let failures = 1; failures < 5; failures++) {
      await scene.clock.advance(await scene.clock.nextPause());
    }
    await failed;
    assert.equal(scene.session.mirror.view.report, undefined);
    assert.deepEqual(scene.told.filter((line) => line.startsWith("gave up")), ["gave up: The state folder cannot be written."]);
  });
});
