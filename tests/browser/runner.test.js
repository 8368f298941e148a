// What runs the tests: a test that fails twice fails the run, and so does whatever ends a file before its tests are done.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNNER = fileURLToPath(new URL('run.mjs', import.meta.url));
const BEGIN = "const { test } = require('node:test');\nconst fs = require('node:fs');\n";
const STEADY = "test('steady', () => fs.appendFileSync(__dirname + '/steady', 'x'));\n";
const IN_VAIN = 'failed twice: own.test.js: ';

let folder;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'guidepost-runner-'));
});

after(() => rm(folder, { recursive: true }));

/** Runs a file of tests in a folder of its own. */
async function ran(name, tests, limit = 600_000) {
  const own = path.join(folder, name);
  await mkdir(own);
  if (tests !== null) await writeFile(path.join(own, 'own.test.js'), BEGIN + tests);
  // Else it would take itself for a file of the run that it is tested in.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(process.execPath, [RUNNER, own, String(limit)], { env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const times = async (what) => (await readFile(path.join(own, what), 'utf8')).length;
  return { code, said, times };
}

test('tests that pass are run once', async () => {
  const { code, said, times } = await ran('steady', STEADY);
  assert.deepEqual([code, await times('steady')], [0, 1], said);
  assert.doesNotMatch(said, /unsteady|failed/);
});

test('a test that fails twice fails the run', async () => {
  const { code, said, times } = await ran('broken', `${STEADY}test('broken (always)', () => { throw new Error('no'); });`);
  assert.deepEqual([code, await times('steady')], [1, 1], said);
  assert.ok(said.includes(`${IN_VAIN}broken (always)`), said);
});

test('a test that passes the second time is called unsteady', async () => {
  const unsteady = "test('unsteady', () => { fs.appendFileSync(__dirname + '/tries', 'x'); if (fs.statSync(__dirname + '/tries').size < 2) throw new Error('no'); });";
  const { code, said, times } = await ran('unsteady', STEADY + unsteady);
  assert.deepEqual([code, await times('steady'), await times('tries')], [0, 1, 2], said);
  assert.match(said, /^unsteady: passed only the second time: own\.test\.js: unsteady$/m);
});

const ENDINGS = {
  'is killed': "test('x', () => process.kill(process.pid, 'SIGKILL'));",
  'ends with an error': "test('x', () => process.exit(1));",
  'ends as if all were well': `${STEADY}test('x', () => process.exit(0));\ntest('never run', () => {});`,
  'ends before its tests': "process.exit(0);\ntest('never run', () => {});",
  hangs: "test('x', () => new Promise(() => setInterval(() => {}, 1_000)));",
  'has no tests': '',
  'is no program': "test('x', () => {",
  'cannot get ready': `const { before } = require('node:test');\nbefore(() => { throw new Error('no'); });\n${STEADY}`,
};

for (const [what, tests] of Object.entries(ENDINGS)) {
  test(`a file that ${what} fails the run`, async () => {
    const { code, said } = await ran(what, tests, what === 'hangs' ? 3_000 : 600_000);
    assert.equal(code, 1, said);
    assert.ok(said.includes(IN_VAIN), said);
  });
}

test('a folder without tests fails the run', async () => {
  const { code, said } = await ran('empty', null);
  assert.equal(code, 1, said);
});

test('no test waits for a time, or says that something has not happened because a time has passed', async () => {
  const here = path.dirname(RUNNER);
  const files = (await readdir(here)).filter((name) => name.endsWith('.test.js') && name !== 'runner.test.js');
  assert.ok(files.length > 5);
  for (const file of files) assert.doesNotMatch(await readFile(path.join(here, file), 'utf8'), /waitForTimeout|setTimeout/, file);
});
