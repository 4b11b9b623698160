// same-tree.mjs ARTICLES.jsonl: gives the "html" of each line to Chromium and
// fails when it builds another tree than was written, runs anything, or asks
// for anything but the pictures that the article shows.
import { readFileSync } from 'node:fs';
import { launch } from './browser.mjs';

const AT_ONCE = 20;

const articles = readFileSync(process.argv[2], 'utf8').split('\n')
	.filter((l) => l !== '').map((l) => JSON.parse(l))
	.filter((a) => a.html);
const problems = [];

// Runs in the page: each article is parsed as a document of its own, scripts
// allowed, then written down by the rules of canonical HTML. That form can be
// read in one way only: equal text is an equal tree.
async function parseAll(list) {
	const voids = new Set(['br', 'hr', 'img', 'wbr']);
	const text = (s) => s.replace(/&/g, '&amp;').replace(/</g, '&lt;')
		.replace(/>/g, '&gt;');
	const value = (s) => text(s).replace(/"/g, '&quot;')
		.replace(/\u00a0/g, '&nbsp;');
	const write = (node) => {
		if (node.nodeType === Node.TEXT_NODE)
			return text(node.data);
		if (node.nodeType !== Node.ELEMENT_NODE)
			return `[node of type ${node.nodeType}]`;
		const name = node.localName;
		let out = `<${name}`;
		for (const a of node.attributes)
			out += ` ${a.name}="${value(a.value)}"`;
		out += '>';
		if (voids.has(name))
			return out;
		if (name === 'pre' && node.firstChild?.data?.startsWith('\n'))
			out += '\n';
		for (const child of node.childNodes)
			out += write(child);
		return `${out}</${name}>`;
	};
	const found = [];
	for (const [i, html] of list.entries()) {
		window.ran = undefined;
		document.open();
		document.write(`<!DOCTYPE html><html><head></head><body>${html}`);
		document.close();
		await new Promise((done) => setTimeout(done));
		let got = '';
		for (const child of document.body.childNodes)
			got += write(child);
		if (got !== html) {
			let at = 0;
			while (got[at] === html[at])
				at++;
			found.push([i, `'${html.slice(at - 40, at + 60)}' became ` +
				`'${got.slice(at - 40, at + 60)}'`]);
		}
		if (document.head.childNodes.length > 0)
			found.push([i, 'something moved to the head']);
		if (window.ran !== undefined)
			found.push([i, `ran ${window.ran}`]);
	}
	return found;
}

// Chromium escapes what the standard does not.
const asked = (url) => url.replaceAll('|', '%7C');

const shown = new Set();
for (const a of articles)
	for (const m of a.html.matchAll(/ src="([^"]*)"/g))
		shown.add(asked(m[1].replace(/&quot;/g, '"')
			.replace(/&nbsp;/g, '\u00a0').replace(/&amp;/g, '&')
			.replace(/^(https?:[^#]*)#.*/, '$1')));

const browser = await launch();
let requests = 0;
try {
	const page = await browser.newPage();
	const tell = (what) => problems.push(what);
	await page.setRequestInterception(true);
	page.on('request', (r) => {
		requests++;
		if (!(r.resourceType() === 'image' && shown.has(asked(r.url()))) &&
		    !r.url().startsWith('data:image/'))
			tell(`asks for ${r.url()} (${r.resourceType()})`);
		r.abort();
	});
	page.on('dialog', (d) => { tell(`dialog ${d.message()}`); d.dismiss(); });
	page.on('popup', () => tell('opens a window'));
	page.on('framenavigated', (f) => {
		if (f.url() !== 'about:blank')
			tell(`goes to ${f.url()}`);
	});
	for (let i = 0; i < articles.length; i += AT_ONCE) {
		const some = articles.slice(i, i + AT_ONCE);
		const found = await page.evaluate(parseAll,
			some.map((a) => a.html));
		for (const [at, what] of found)
			tell(`${some[at].file}: ${what}`);
	}
} finally {
	await browser.close();
}

for (const p of problems.slice(0, 30))
	console.error(p);
console.log(`${articles.length} articles, ${requests} requests for their ` +
	`pictures: ${problems.length} problems`);
process.exit(articles.length === 0 || problems.length > 0 ? 1 : 0);
