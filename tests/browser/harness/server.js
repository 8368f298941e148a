// Starts the built program on a free port over a folder of guides, with an index and a store of its own, and stops it.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { slowAnswers } from './slowness.js';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const BINARY = process.env.GUIDEPOST_BINARY ?? path.join(ROOT, 'target/debug/guidepost');
const START_LIMIT = 180_000;
const STOP_LIMIT = 30_000;
// Whoever ends the tests ends what they started: without this, nothing is called at the exit.
process.once('SIGTERM', () => process.exit(1));

/**
 * Serves `guides` (those that ship, unless given) until `stop` is called. `options` are those of `guidepost serve`, such as
 * `['--cors-origins', 'http://…']`. Gives `url` without a slash at its end, `folder` (removed by `stop`), and
 * `log`, the lines that the program wrote.
 */
export async function startServer({ guides = path.join(ROOT, 'guides'), listen = '127.0.0.1:0', options = [], env = {} } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'guidepost-browser-'));
  const places = ['--guides', guides, '--index', path.join(folder, 'index'), '--data', path.join(folder, 'data')];
  const child = spawn(BINARY, ['serve', '--listen', listen, ...places, ...options], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // A run that is ended leaves nothing behind that goes on serving.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const log = [];
  const ended = new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', resolve);
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
    await ended;
    clearTimeout(timer);
    process.off('exit', end);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const answers = await slowAnswers(await address(child, ended, log));
    const stopAll = async () => {
      await answers.stop();
      await stop();
    };
    return { url: answers.url, folder, log, stop: stopAll };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address that the program prints once it answers. */
function address(child, ended, log) {
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`${BINARY} ${why}:\n${log.join('\n')}`));
    const timer = setTimeout(() => fail('has not started in time'), START_LIMIT);
    ended.then((how) => fail(`ended before it served (${how})`));
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.push(line);
      const found = /^Open (http:\/\/[^/]+)\//.exec(line);
      if (found) {
        clearTimeout(timer);
        resolve(found[1]);
      }
    });
  });
}
