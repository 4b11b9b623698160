// replay-check.mjs WARC URL: replays a page out of a WARC in Chromium, through
// wabac.js's service worker, and fails when anything that the page asks for is
// not in the WARC, or goes to the web. Prints what the page looks like, as JSON.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, modules } from './browser.mjs';

const [warc, url] = process.argv.slice(2);
if (!url) {
	console.error('usage: replay-check.mjs WARC URL');
	process.exit(2);
}
const worker = join(modules, 'node_modules/@webrecorder/wabac/dist/sw.js');
const files = {
	'/': ['text/html', '<!doctype html><title>replay</title>'],
	'/sw.js': ['text/javascript', readFileSync(worker)],
	'/archive.warc.gz': ['application/octet-stream', readFileSync(warc)],
};
const server = createServer((request, response) => {
	const file = files[new URL(request.url, 'http://x').pathname];
	const [type, bytes] = file ?? ['text/plain', ''];
	const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
	const from = range ? Number(range[1]) : 0;
	const to = range?.[2] ? Number(range[2]) + 1 : bytes.length;
	const part = Buffer.from(bytes).subarray(from, to);
	const headers = { 'content-type': type, 'content-length': part.length };
	if (range)
		headers['content-range'] = `bytes ${from}-${from + part.length - 1}/${bytes.length}`;
	response.writeHead(!file ? 404 : range ? 206 : 200, headers);
	response.end(request.method === 'HEAD' ? undefined : part);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

// Runs in the page: loads the WARC into the service worker.
async function load() {
	await navigator.serviceWorker.register('/sw.js');
	const { active } = await navigator.serviceWorker.ready;
	const added = new Promise((resolve) => navigator.serviceWorker.addEventListener(
		'message', (e) => e.data.msg_type === 'collAdded' && resolve()));
	active.postMessage({
		msg_type: 'addColl', name: 'kb', skipExisting: false,
		file: { sourceUrl: `${location.origin}/archive.warc.gz` },
	});
	await added;
}

// Runs in the replayed page.
async function look() {
	await document.fonts.ready;
	const style = (selector) => getComputedStyle(document.querySelector(selector));
	return {
		heading: style('h1').color,
		background: style('body').backgroundImage,
		fonts: [...document.fonts].map((f) => `${f.family} ${f.status}`),
		broken: [...document.images].filter((i) => i.naturalWidth === 0)
			.map((i) => i.src),
		script: document.documentElement.dataset.script ?? '',
	};
}

const problems = [];
const asked = [];
const browser = await launch();
try {
	const page = await browser.newPage();
	await page.goto(`${origin}/`);
	await page.evaluate(load);
	page.on('response', (r) => {
		if (!r.url().startsWith(`${origin}/`) && !/^(data|blob):/.test(r.url()))
			problems.push(`asks the web for ${r.url()}`);
		else if (r.status() >= 400)
			problems.push(`${r.status()} for ${r.url()}`);
		asked.push(r.url());
	});
	page.on('requestfailed', (r) => problems.push(`cannot load ${r.url()}`));
	await page.evaluate((src) => {
		const frame = document.body.appendChild(document.createElement('iframe'));
		frame.width = 1000;
		frame.height = 800;
		frame.src = src;
	}, `/w/kb/mp_/${url}`);
	const frame = await page.waitForFrame((f) => f.url().includes('/mp_/'));
	await frame.waitForSelector('h1');
	await page.waitForNetworkIdle({ idleTime: 1000 });
	console.log(JSON.stringify({ ...await frame.evaluate(look),
		asked: asked.map((u) => u.replace(/^.*\/w\/kb\/[^/]*\//, '')) }));
} finally {
	await browser.close();
	server.close();
}
for (const problem of problems)
	console.error(problem);
process.exit(problems.length ? 1 : 0);
