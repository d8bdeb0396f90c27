// What every test here plays on: the sidecar as it is shipped, between the official clients and the stand-ins for model servers.
import Anthropic from "@anthropic-ai/sdk";
import { temporaryFolder } from "../e2e/drivers/folders.mjs";
import { Sidecar } from "../e2e/drivers/sidecar.mjs";
import { startSimulator } from "../e2e/drivers/simulator.mjs";

/** The tools of every request here. */
export const tools = [
  {
    name: "get_weather",
    description: "Tells the weather of a place.",
    input_schema: {
      type: "object",
      properties: { place: { type: "string" }, days: { type: "integer" } },
      required: ["place"],
    },
  },
];

/** A model that thinks, says something and calls a tool; then it says what it has learnt. */
export const plays = [
  {
    match: { lastUser: "weather" },
    steps: [
      {
        thinking: "A tool knows that.",
        text: "I look it up.",
        tools: [
          { name: "get_weather", input: { place: "Zürich 🌦", days: 2 } },
          { name: "get_weather", input: { place: "Bern" } },
        ],
      },
      { text: "It rains in both." },
    ],
  },
  { match: { lastUser: "picture" }, steps: [{ text: "A small red square." }] },
];

/** Starts the stand-ins and the sidecar; `route` pins it to `local` or leaves it at `auto`. */
export async function setStage(t, { cloud = {}, local = {}, sidecar: configuration = {}, route = "local", withLocal = true } = {}) {
  const home = temporaryFolder(t, "sdk");
  const stage = {
    cloud: await startSimulator(t, "cloud", { plays, cloud }),
    local: await startSimulator(t, "local", {
      plays,
      local: { models: [{ name: "qwen3-coder:30b", contextWindow: 65536, capabilities: ["tools", "thinking", "vision"] }], ...local },
    }),
  };
  stage.sidecar = await Sidecar.prepare(t, { home, ...stage, configuration: { local: { showThinking: true }, ...configuration } });
  if (!withLocal) {
    stage.sidecar.configure({
      listen: { port: stage.sidecar.port },
      providers: [{ name: "claude", dialect: "anthropic", baseUrl: stage.cloud.url, credentials: "client" }],
    });
  }

  await stage.sidecar.serve();
  await stage.sidecar.print(["switch", route]);
  stage.client = new Anthropic({ baseURL: stage.sidecar.url, apiKey: "sk-ant-api03-test", maxRetries: 0 });
  return stage;
}
