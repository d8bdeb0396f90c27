import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { ResponseError } from "vscode-jsonrpc/node";
import { type NotificationHandlers, RequestFailure, SidecarClient } from "../../../extension/rpc/client";
import { ErrorCodes, Methods, type NoticeParams } from "../../../extension/rpc/protocol";
import { FakeSidecar } from "../fakes/fakeSidecar";
import { report, toLocal } from "../fakes/reports";
import { tempFolder } from "../fakes/tempFolder";

const nothing = (): void => undefined;
const deaf: NotificationHandlers = {
  [Methods.quotaChanged]: nothing,
  [Methods.routeChanged]: nothing,
  [Methods.backendsChanged]: nothing,
  [Methods.questionChanged]: nothing,
  [Methods.notice]: nothing,
  [Methods.log]: nothing,
};

async function open(test: TestContext, sidecar: FakeSidecar, handlers: Partial<NotificationHandlers> = {}): Promise<SidecarClient> {
  const client = await SidecarClient.open(connect(sidecar.socketPath), "9.9.9", { ...deaf, ...handlers });
  test.after(() => client.dispose());
  return client;
}

describe("the client", () => {
  it("introduces itself with version and capabilities, and gets the state", async (test) => {
    const sidecar = await FakeSidecar.start(test, tempFolder(test));
    const client = await open(test, sidecar);
    assert.deepEqual(sidecar.introductions, [
      { clientName: "vscode", clientVersion: "9.9.9", protocolVersion: 1, capabilities: ["notices", "logs", "questions"] },
    ]);
    assert.deepEqual(client.initialized.status, report());
    assert.ok(client.compatible);
  });

  it("knows a sidecar of another contract", async (test) => {
    const sidecar = await FakeSidecar.start(test, tempFolder(test));
    sidecar.initializeResult = { ...sidecar.initializeResult, protocolVersion: 2 };
    assert.ok(!(await open(test, sidecar)).compatible);
  });

  it("sends one object by name and nothing at all for no parameters", async (test) => {
    const sidecar = await FakeSidecar.start(test, tempFolder(test));
    const got: unknown[] = [];
    sidecar.answers[Methods.switch] = (params) => {
      got.push(params);
      return { route: toLocal };
    };
    sidecar.answers[Methods.status] = (params) => {
      got.push(params);
      return report();
    };
    const client = await open(test, sidecar);
    assert.deepEqual(await client.request(Methods.switch, { provider: "local" }), { route: toLocal });
    assert.deepEqual(await client.request(Methods.status, undefined), report());
    assert.deepEqual(got, [{ provider: "local" }, undefined]);
  });

  it("loses no notification that comes before the answer to initialize", async (test) => {
    const sidecar = await FakeSidecar.start(test, tempFolder(test));
    const notice: NoticeParams = { code: "quota-low", level: "info", text: "Low.", textZh: "低。" };
    sidecar.greeting = async (link) => link.sendNotification(Methods.notice, notice);
    const heard: NoticeParams[] = [];
    await open(test, sidecar, { [Methods.notice]: (params) => heard.push(params) });
    assert.deepEqual(heard, [notice]);
  });

  it("hands on the sidecar's own sentence when it refuses", async (test) => {
    const sidecar = await FakeSidecar.start(test, tempFolder(test));
    sidecar.answers[Methods.switch] = () => {
      throw new ResponseError(ErrorCodes.refused, 'There is no provider "qwen".');
    };
    const client = await open(test, sidecar);
    await assert.rejects(client.request(Methods.switch, { provider: "qwen" }), (error) => {
      assert.ok(error instanceof RequestFailure);
      assert.deepEqual([error.kind, error.message], ["refused", 'There is no provider "qwen".']);
      return true;
    });
  });

  it("gives a late request up, and tells the other side", async (test) => {
    const sidecar = await FakeSidecar.start(test, tempFolder(test));
    const told = new Promise<void>((resolve) => {
      sidecar.answers[Methods.sync] = async (_, cancelled) => {
        await cancelled;
        resolve();
      };
    });
    const client = await open(test, sidecar);
    const late = client.request(Methods.sync, { folder: "/a", action: "check" }, 20);
    await assert.rejects(late, (error) => error instanceof RequestFailure && error.kind === "late");
    await told;
  });

  it("ends, and fails what still waits, when the process dies", async (test) => {
    const sidecar = await FakeSidecar.start(test, tempFolder(test));
    sidecar.answers[Methods.status] = async () => {
      sidecar.drop();
      return new Promise(nothing);
    };
    const client = await open(test, sidecar);
    await assert.rejects(client.request(Methods.status, undefined), (error) => error instanceof RequestFailure && error.kind === "lost");
    assert.match(await client.ended, /closed the link/);
    await assert.rejects(client.request(Methods.status, undefined), (error) => error instanceof RequestFailure && error.kind === "lost");
  });

  it("closes the link at a broken frame", async (test) => {
    const sidecar = await FakeSidecar.start(test, tempFolder(test));
    const client = await open(test, sidecar);
    const closed = once(sidecar.sockets[0] as NodeJS.EventEmitter, "close");
    sidecar.sockets[0]?.write("Content-Length: 5\r\n\r\n{]{]{");
    assert.notEqual(await client.ended, "");
    await closed;
  });

  it("does not stay when the other side is no sidecar", async (test) => {
    const sidecar = await FakeSidecar.start(test, tempFolder(test));
    sidecar.greeting = async () => new Promise(nothing);
    const socket = connect(sidecar.socketPath);
    await assert.rejects(SidecarClient.open(socket, "9.9.9", deaf, 20), RequestFailure);
    await once(socket, "close");
  });
});
