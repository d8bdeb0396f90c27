// Runs tests with Node's own runner: shown as they go, and counted for the sum at the end.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { artifacts, exitCode, Failure, record } from './steps.mjs';

/** Runs the files. Throws when one fails, or when there was nothing to run. */
export async function nodeTests(part, files, { args = [], env = {} } = {}) {
  const counts = join(artifacts, 'results', `${part}.counts`);
  mkdirSync(join(artifacts, 'results'), { recursive: true });
  rmSync(counts, { force: true });
  const code = await exitCode(process.execPath, [
    '--test', ...args,
    '--test-reporter=spec', '--test-reporter-destination=stdout',
    `--test-reporter=${join(import.meta.dirname, 'tally.mjs')}`, `--test-reporter-destination=${counts}`,
    ...files,
  ], { env: { ...process.env, ...env } });

  const { passed, failed } = JSON.parse(readFileSync(counts, 'utf8'));
  record(part, { passed, failed: failed === 0 && code !== 0 ? 1 : failed });
  if (passed + failed === 0) {
    throw new Failure(`No test of ${part} has run.`);
  }

  if (code !== 0) {
    throw new Failure(`${Math.max(failed, 1)} of ${passed + failed} tests of ${part} failed.`);
  }
}
