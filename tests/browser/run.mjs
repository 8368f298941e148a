// Runs the tests of a folder, file by file. What fails is run once more by itself, which is said loudly: a test that passes
// only then is unsteady, and one that fails twice fails the run. So does a file that ends, hangs or can't be read.
//
//     node run.mjs [FOLDER] [LIMIT]
//
// LIMIT is how many milliseconds a file may take.

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SLOWDOWN } from './harness/slowness.js';

const HERE = path.dirname(fileURLToPath(import.meta.url));
/** Two minutes are enough; only a file that hangs takes this long, however busy the machine is. */
const FILE_LIMIT = SLOWDOWN > 1 ? 3_600_000 : 1_200_000;

const [folder = HERE, limit = FILE_LIMIT] = process.argv.slice(2);
const files = (await readdir(folder)).filter((name) => name.endsWith('.test.js')).sort();
const failed = [];
for (const file of files) failed.push(...(await failuresOf(file)));
let hasFailed = files.length === 0;
if (hasFailed) console.log(`no tests in ${folder}`);

if (failed.length > 0) {
  console.log(`\nfailed, and run once more: ${listed(failed)}\n`);
  const again = [];
  for (const file of new Set(failed.map((failure) => failure.file))) {
    const own = failed.filter((failure) => failure.file === file);
    // What failed outside of a test concerns the whole file.
    again.push(...(await failuresOf(file, own.every(({ test }) => test) ? own.map(({ test }) => test) : [])));
  }
  const unsteady = failed.filter(({ file, test }) => !again.some((other) => other.file === file && (!test || !other.test || other.test === test)));
  if (unsteady.length > 0) console.log(`\nunsteady: passed only the second time: ${listed(unsteady)}`);
  if (again.length > 0) console.log(`\nfailed twice: ${listed(again)}`);
  hasFailed = again.length > 0;
}
process.exitCode = hasFailed ? 1 : 0;

/**
 * Runs a file, or those of its tests that are named. Gives `{ file, test }` for each that failed; `test` is missing where the
 * file failed as a whole: it did not end well, no test of it passed, or one of those named was not run.
 */
async function failuresOf(file, names = []) {
  const failures = [];
  const passed = new Set();
  const testNamePatterns = names.length > 0 ? names.map((name) => new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$`)) : undefined;
  const events = run({ files: [path.resolve(folder, file)], concurrency: 1, timeout: Number(limit), testNamePatterns });
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') process.stdout.write(data.message);
    if ((type !== 'test:pass' && type !== 'test:fail') || data.skip !== undefined) continue;
    const isFile = path.resolve(folder, data.name) === path.resolve(folder, file);
    const seconds = (data.details.duration_ms / 1_000).toFixed(1);
    if (type === 'test:pass') {
      if (!isFile) passed.add(data.name);
      console.log(`ok      ${file}: ${data.name} (${seconds} s)`);
    } else {
      failures.push({ file, test: isFile ? undefined : data.name });
      console.log(`NOT OK  ${file}: ${data.name} (${seconds} s)\n${reasonOf(data.details.error)}`);
    }
  }
  const isWhole = names.length > 0 ? names.every((name) => passed.has(name) || failures.some(({ test }) => test === name)) : passed.size > 0;
  if (!isWhole && failures.length === 0) {
    console.log(`NOT OK  ${file}: not all of its tests were run`);
    failures.push({ file });
  }
  return failures;
}

function reasonOf(error) {
  const cause = error?.cause ?? error;
  return String(cause?.stack ?? cause).replace(/^/gm, '        ');
}

function listed(failures) {
  return failures.map(({ file, test }) => `${file}: ${test ?? 'the file as a whole'}`).join(', ');
}
