// A reporter for Node's test runner that counts: its output is {"passed": n, "failed": n, "failures": ["name: why", …]}.
// A file without tests is reported by the runner as a test of its own; it counts for nothing here.

/** Reads the runner's events. */
export default async function* tally(events) {
  let passed = 0;
  let failed = 0;
  const failures = [];
  for await (const { type, data } of events) {
    const isFile = data?.nesting === 0 && data.file !== undefined && data.name === data.file;
    if (data?.details?.type === "suite" || data?.skip !== undefined || data?.todo !== undefined) {
      continue;
    }

    if (type === "test:pass" && !isFile) {
      passed++;
    } else if (type === "test:fail") {
      failed++;
      const why = data.details?.error?.cause?.message ?? data.details?.error?.message ?? "no reason was given";
      failures.push(`${data.name}: ${String(why).split("\n", 4).join(" ").slice(0, 400)}`);
    }
  }

  yield JSON.stringify({ passed, failed, failures });
}
