// Ten thousand schedules of faults, each from its seed (FaultScheduleTests); `npm test` plays the first three hundred of them.
import { dotnetTests } from "./dotnet-tests.mjs";
import { heading, main } from "./steps.mjs";

await main(async () => {
  heading("ten thousand schedules of faults");
  await dotnetTests("faults", {
    more: ["--no-build", "--filter", "FullyQualifiedName~FaultScheduleTests"],
    env: { FAULT_SCHEDULES: process.env.FAULT_SCHEDULES ?? "10000" },
  });
});
