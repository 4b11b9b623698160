// peer.mjs MODULES TOOL LIST OUT: runs readability or defuddle over the pages
// of LIST (FILE<tab>URL<tab>NAME lines, UTF-8), writes what score.py reads to
// OUT and prints the milliseconds of CPU a page, start-up not counted.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, tool, list, out] = process.argv.slice(2);
const require = createRequire(join(modules, 'x.js'));
const load = (path) => import(pathToFileURL(join(modules, 'node_modules', path)));
const { parseHTML } = await load('linkedom/esm/index.js');
const { JSDOM, VirtualConsole } = require('jsdom');
const virtualConsole = new VirtualConsole();
let extract;
if (tool === 'readability') {
	const { Readability } = require('@mozilla/readability');
	extract = (html, url) => {
		const dom = new JSDOM(html, { url, virtualConsole });
		const found = new Readability(dom.window.document).parse() ?? {};
		dom.window.close();
		return found;
	};
} else {
	const { Defuddle } = await load('defuddle/dist/node.js');
	extract = (html, url) => {
		const { document } = parseHTML(html);
		// linkedom completes no page: without <html> it has no body.
		return Defuddle(document.body?.childNodes.length ? document :
			new JSDOM(html, { url, virtualConsole }).window.document, url);
	};
}

// Blocks keep apart, as they do on a page.
function words(html) {
	const { document } = parseHTML('<!DOCTYPE html><html><body>' + html.replace(
		/<(\/?(p|div|li|h[1-6]|tr|td|th|pre|blockquote|figcaption|dt|dd)\b|br)/g,
		'\n<$1') + '</body></html>');
	return document.body.textContent;
}

const pages = readFileSync(list, 'utf8').trim().split('\n')
	.map((l) => l.split('\t'))
	.map(([file, url, name]) => ({ name, url: url || 'https://h.example/',
		html: readFileSync(file, 'utf8') }));
const quiet = console.log;
console.log = console.warn = console.error = () => {};
const answers = [];
const before = process.cpuUsage();
for (const { name, url, html } of pages) {
	let a = {};
	try {
		a = await extract(html, url);
	} catch {
		// A page that it cannot read counts as empty.
	}
	answers.push([name, a]);
}
const used = process.cpuUsage(before);
// Python takes these for ends of lines, which JSON does not escape.
const line = (v) => JSON.stringify(v).replace(/[\x85\u2028\u2029]/g,
	(c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
writeFileSync(out, answers.map(([file, a]) => line({ file,
	text: words(a.content ?? ''), title: a.title ?? '' })).join('\n'));
quiet((used.user + used.system) / 1000 / pages.length);
