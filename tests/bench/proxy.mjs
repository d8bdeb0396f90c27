// `npm run bench`: what the sidecar adds to a request, beside nginx as a plain reverse proxy in front of the same upstream.
// Every round asks direct, nginx and sidecar once each in random order, so that whatever else the machine does hits all three alike.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { finish, startServer } from "../e2e/drivers/children.mjs";
import { root } from "../e2e/drivers/folders.mjs";
import { freePort, program, Sidecar } from "../e2e/drivers/sidecar.mjs";
import { startSimulator } from "../e2e/drivers/simulator.mjs";
import { until } from "../e2e/drivers/until.mjs";
import { Connection, messagesRequest } from "./sockets.mjs";
import { median, quantile, shuffled } from "./statistics.mjs";
import { atEnd } from "../e2e/drivers/endings.mjs";

const quick = process.argv.includes("--quick");
const targets = ["direct", "nginx", "sidecar"];
const blocks = quick ? 2 : 6;
const rounds = quick ? 100 : 500;

/** Core 1 for the proxies, core 0 for those who ask and answer, where there are two and `taskset` is here. */
function pin(pid, core) {
  if (cpus().length > 1) {
    execFileSync("taskset", ["-a", "-c", "-p", String(core), String(pid)], { stdio: "ignore" });
  }
}

/** nginx as it is set up for streams: no buffering, kept-alive connections to the upstream. */
async function startNginx(t, upstream) {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "claude-sidecar-nginx-"));
  atEnd(t, () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "nginx.conf");
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
    events { worker_connections 1024; }
    http {
      access_log off; client_max_body_size 64m; client_body_buffer_size 4m;
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
      keepalive_requests 1000000;
      upstream cloud { server 127.0.0.1:${new URL(upstream).port}; keepalive 64; keepalive_requests 1000000; }
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass http://cloud; proxy_http_version 1.1; proxy_set_header Connection "";
          proxy_buffering off; proxy_request_buffering off; proxy_read_timeout 600s;
        }
      }
    }`,
  );
  const child = spawn("nginx", ["-c", file, "-p", folder], { stdio: "ignore" });
  atEnd(t, () => child.kill("SIGTERM"));
  const worker = await until("nginx", () => {
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim();
    return children === "" ? null : Number(children.split(" ")[0]);
  });
  pin(worker, 1);
  return { port, pid: worker };
}

async function startSidecar(t, upstream) {
  const home = mkdtempSync(join(tmpdir(), "claude-sidecar-bench-"));
  const port = await freePort();
  const sidecar = new Sidecar(t, { home, port });
  sidecar.configure({
    listen: { port },
    providers: [{ name: "claude", dialect: "anthropic", baseUrl: upstream, credentials: "client" }],
  });
  const { pid } = await sidecar.serve();
  atEnd(t, () => rmSync(home, { recursive: true, force: true }));
  pin(pid, 1);
  return { port, pid };
}

/** Direct, nginx and sidecar in front of one upstream. */
async function line(t, upstream, upstreamPid) {
  pin(upstreamPid, 0);
  return {
    direct: { port: Number(new URL(upstream).port) },
    nginx: await startNginx(t, upstream),
    sidecar: await startSidecar(t, upstream),
  };
}

/** One figure of every target in every round, block by block. */
async function paired(ports, size, figure) {
  const connections = Object.fromEntries(targets.map((target) => [target, new Connection(ports[target].port, size)]));
  const times = Object.fromEntries(targets.map((target) => [target, []]));
  const warmUp = Math.min(rounds * 2, 1000);
  for (let round = -warmUp; round < rounds * blocks; round++) {
    for (const target of shuffled(targets)) {
      const taken = figure(await connections[target].ask());
      if (round >= 0) {
        times[target].push(taken);
      }
    }
  }

  Object.values(connections).forEach((connection) => connection.close());
  return times;
}

/** What a proxy adds: the median over blocks of the paired differences' medians, with the quartiles of all differences. */
function added(times, target) {
  const differences = times[target].map((time, round) => time - times.direct[round]);
  const perBlock = Array.from({ length: blocks }, (_, block) => median(differences.slice(block * rounds, (block + 1) * rounds)));
  return { middle: median(perBlock), low: quantile(differences, 0.25), high: quantile(differences, 0.75) };
}

function drift(times) {
  const third = Math.floor(times.direct.length / 3);
  return Math.abs(median(times.direct.slice(-third)) / median(times.direct.slice(0, third)) - 1);
}

const micro = (value) => `${Math.round(value)} µs`;

function addedRow(name, times) {
  const nginx = added(times, "nginx");
  const sidecar = added(times, "sidecar");
  const cell = ({ middle, low, high }) => `${micro(middle)} (${Math.round(low)} … ${Math.round(high)})`;
  const note = drift(times) > 0.3 ? " (unsteady run)" : "";
  return `| ${name}${note} | ${micro(median(times.direct))} | ${cell(nginx)} | ${cell(sidecar)} | **${(sidecar.middle / nginx.middle).toFixed(2)}** |`;
}

async function latencies(t) {
  const rows = [];
  for (const [events, name] of [
    [1, "first byte, 2 KB request, one delta"],
    [200, "whole answer of 200 deltas in one go"],
  ]) {
    const upstream = await startSimulator(t, "cloud", { bench: { events } });
    const ports = await line(t, upstream.url, upstream.child.pid);
    rows.push(addedRow(name, await paired(ports, 2_000, ({ first, total }) => (events === 1 ? first : total))));
    if (events === 1) {
      rows.push(addedRow("first byte, 200 KB request", await paired(ports, 200_000, ({ first }) => first)));
    }
  }

  console.log("\n| | direct | nginx adds | sidecar adds | sidecar ÷ nginx |\n|---|---|---|---|---|");
  rows.forEach((row) => console.log(row));
}

/** Transit of each event, and the most events that came in one read although they were sent 20 ms apart. */
async function transit(t) {
  const ticker = await startServer(t, process.execPath, [join(root, "tests", "bench", "ticker.mjs"), "50", "20"]);
  const ports = await line(t, ticker.url, ticker.child.pid);
  console.log("\n| events 20 ms apart | transit p50 | p99 | most events in one read |\n|---|---|---|---|");
  const transits = Object.fromEntries(targets.map((target) => [target, { times: [], burst: 0 }]));
  for (let round = 0; round < (quick ? 2 : 12); round++) {
    for (const target of shuffled(targets)) {
      const connection = new Connection(ports[target].port, 2_000);
      for (const { at, bytes } of (await connection.ask()).reads) {
        const sent = [...bytes.toString("latin1").matchAll(/"sent (\d+)"/g)].map(([, moment]) => BigInt(moment));
        transits[target].times.push(...sent.map((moment) => Number(at - moment) / 1000));
        transits[target].burst = Math.max(transits[target].burst, sent.length);
      }

      connection.close();
    }
  }

  for (const target of targets) {
    const { times, burst } = transits[target];
    console.log(`| ${target} | ${micro(median(times))} | ${micro(quantile(times, 0.99))} | ${burst} |`);
  }
}

/** Requests per second with `wrk`, 16 connections, and what the processes weigh afterwards. */
async function throughput(t) {
  const upstream = await startSimulator(t, "cloud", { bench: { events: 1 } });
  const ports = await line(t, upstream.url, upstream.child.pid);
  const folder = mkdtempSync(join(tmpdir(), "claude-sidecar-wrk-"));
  atEnd(t, () => rmSync(folder, { recursive: true, force: true }));
  const rates = Object.fromEntries(targets.map((target) => [target, []]));
  for (let round = 0; round < (quick ? 1 : 5); round++) {
    for (const target of shuffled(targets)) {
      const { port } = ports[target];
      const [head, body] = messagesRequest(port, 2_000).toString().split("\r\n\r\n");
      const headers = head
        .split("\r\n")
        .slice(1)
        .filter((header) => !/^(Host|Content-Length)/.test(header));
      const lines = headers.map((header) => header.replace(/^([^:]+): (.*)$/, 'wrk.headers["$1"] = "$2"'));
      const script = join(folder, "post.lua");
      writeFileSync(script, [`wrk.method = "POST"`, `wrk.body = [[${body}]]`, ...lines].join("\n"));
      const { code, stdout, stderr } = await finish("wrk", [
        "-t1",
        "-c16",
        quick ? "-d1s" : "-d4s",
        "-s",
        script,
        `http://127.0.0.1:${port}/v1/messages?beta=true`,
      ]);
      if (code !== 0 || /Non-2xx/.test(stdout)) {
        throw new Error(`wrk against ${target} failed: ${stdout}${stderr}`);
      }

      rates[target].push(Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]));
    }
  }

  console.log("\n| 16 connections | requests a second | of nginx | memory afterwards |\n|---|---|---|---|");
  for (const target of targets) {
    const share = `${Math.round((median(rates[target]) / median(rates.nginx)) * 100)} %`;
    console.log(
      `| ${target} | ${Math.round(median(rates[target]))} | ${share} | ${target === "direct" ? "" : memory(ports[target].pid)} |`,
    );
  }
}

function memory(pid) {
  return `${Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024)} MB`;
}

/** Runs one measurement and ends whatever it has started. */
async function measure(measurement) {
  let end = () => {};
  try {
    await measurement({ after: (ending) => (end = ending) });
  } finally {
    await end();
  }
}

pin(process.pid, 0);
console.log(
  `${program.slice(root.length + 1)}, ${cpus().length} cores (${cpus()[0].model}), load ${loadavg()[0].toFixed(2)}, ${blocks} × ${rounds} rounds`,
);
for (const measurement of [latencies, transit, throughput]) {
  await measure(measurement);
}
