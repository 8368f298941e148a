// Small servers of the tests' own: a page of another site, and a proxy through which guidepost answers late or not at all.

import { Agent, createServer, request } from 'node:http';

/** Serves on a free port; gives the address and a way to stop. */
async function listen(handler) {
  const server = createServer(handler);
  // A connection that is closed for being idle just when something is sent over it would be an error of the page.
  server.keepAliveTimeout = 0;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    });
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}

/**
 * A site of its own. `page(path)` gives `{ html, headers }`, or nothing for 404. Its `url` is on localhost, another origin
 * than guidepost's.
 */
export function startSite(page) {
  return listen((asked, answer) => {
    const found = page(new URL(asked.url, 'http://x').pathname);
    answer.writeHead(found ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', ...found?.headers });
    answer.end(found?.html ?? '');
  });
}

/** A gate that requests wait at: `behaviour` gives its `opened`, the test opens it when it has seen what it came for. */
export function gate() {
  let open;
  const opened = new Promise((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/**
 * A proxy before `target`. `behaviour(path)` says for each request what becomes of it: a number of milliseconds to wait, a
 * promise to wait for, or `'break'` to end the connection. `requests` lists the paths that were asked for.
 */
export async function startProxy(target, behaviour) {
  const { hostname, port } = new URL(target);
  const requests = [];
  // None is used twice: the server could have closed it meanwhile.
  const agent = new Agent({ keepAlive: false });
  const proxy = await listen(async (asked, answer) => {
    requests.push(asked.url);
    const wait = behaviour(asked.url);
    if (wait === 'break') return answer.destroy();
    await (typeof wait === 'number' ? new Promise((resolve) => setTimeout(resolve, wait)) : wait);
    const { connection: _, ...headers } = { ...asked.headers, host: `${hostname}:${port}` };
    const passed = request({ agent, hostname, port, path: asked.url, method: asked.method, headers }, (response) => {
      delete response.headers.connection;
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  return { ...proxy, requests };
}
