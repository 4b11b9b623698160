// offline-check.mjs SITE_DIR: opens every page of an offline copy from file://
// and fails when one asks for anything outside the folder, breaks the page's
// policy, logs an error, shows a broken picture, leads to a page that is not
// there, or is wider than a phone.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileURL, filesBelow, launch } from './browser.mjs';

const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };

const site = resolve(process.argv[2] ?? '');
if (!process.argv[2] || !existsSync(`${site}/index.html`)) {
	console.error('usage: offline-check.mjs SITE_DIR');
	process.exit(2);
}
const root = `${fileURL(site)}/`;
const problems = [];
const seen = { pages: 0, requests: 0, pictures: 0, links: 0 };

function watch(page, name) {
	const tell = (what) => problems.push(`${name()}: ${what}`);

	page.on('request', (request) => {
		const url = request.url();
		seen.requests++;
		if (url.startsWith(root) || url.startsWith('data:image/')) {
			request.continue();
			return;
		}
		tell(`asks for ${url}`);
		request.abort();
	});
	page.on('requestfailed', (r) => tell(`cannot load ${r.url()}`));
	page.on('console', (m) => {
		if (m.type() === 'error' || m.type() === 'warn')
			tell(`console: ${m.text()}`);
	});
	page.on('pageerror', (e) => tell(`script: ${e.message}`));
	page.on('popup', () => tell('opens a window'));
	page.on('dialog', (d) => { tell('opens a dialog'); d.dismiss(); });
}

// Runs in the page. Lazy pictures are loaded first, then everything is looked at.
async function inspect() {
	const found = { bad: [], pictures: 0, links: [] };
	for (const img of document.images) {
		found.pictures++;
		img.loading = 'eager';
		await img.decode().catch(() => {});
		if (img.naturalWidth === 0)
			found.bad.push(`broken picture ${img.src}`);
		if (!img.hasAttribute('alt'))
			found.bad.push(`picture without alt ${img.src}`);
	}
	const wide = document.documentElement.scrollWidth;
	if (wide > window.innerWidth)
		found.bad.push(`${wide}px wide on ${window.innerWidth}px`);
	const policy = document.querySelector(
		'head > meta[http-equiv="Content-Security-Policy"]');
	if (!policy || !policy.content.startsWith("default-src 'none';"))
		found.bad.push('no content security policy');
	if (getComputedStyle(document.body).marginTop !== '0px')
		found.bad.push('the style sheet is not applied');
	if (document.querySelectorAll('script').length >
	    (document.body.classList.contains('kb-index') ? 1 : 0))
		found.bad.push('a script that is not ours');
	for (const el of document.querySelectorAll('*'))
		for (const a of el.attributes)
			if (/^on/i.test(a.name))
				found.bad.push(`handler ${a.name}`);
	if (document.querySelectorAll('iframe, object, embed, form, base, link:not([rel=stylesheet])').length)
		found.bad.push('an element that may load or send');
	for (const a of document.links) {
		if (!a.href.startsWith('file:')) {
			if (/^https?:/.test(a.href) && !/noreferrer/.test(a.rel))
				found.bad.push(`link out without noreferrer ${a.href}`);
			continue;
		}
		found.links.push(a.href);
	}
	return found;
}

async function checkFilter(page) {
	const count = () => page.$$eval('.kb-row',
		(rows) => rows.filter((r) => r.checkVisibility()).length);
	const note = (what) => problems.push(`index.html: ${what}`);
	const all = await count();
	if (all === 0)
		return;

	await page.click('label[for=show-lost]');
	const lost = await count();
	await page.click('label[for=show-kept]');
	const kept = await count();
	if (lost + kept !== all)
		note(`states: ${kept} kept + ${lost} lost of ${all}`);
	await page.click('label[for=show-all]');

	await page.type('#kb-find', 'zzzz-no-such-row');
	if (await count() !== 0)
		note('the filter lets everything through');
	await page.$eval('#kb-find', (box) => {
		box.value = '';
		box.dispatchEvent(new Event('input'));
	});
	if (await count() !== all)
		note('an empty filter hides rows');
	const first = await page.$eval('.kb-row .kb-title', (a) => a.textContent);
	await page.type('#kb-find', first);
	const some = await count();
	if (some < 1 || (all > 3 && some === all))
		note(`the filter finds ${some} of ${all} for '${first}'`);
}

// Without its script the index must still show every row.
async function checkWithoutScript(browser) {
	const page = await browser.newPage();
	await page.setJavaScriptEnabled(false);
	await page.goto(`${root}index.html`);
	const html = await page.content();
	const box = await page.$('#kb-find');
	if (html.includes('class="kb-row"') && await box?.isVisible())
		problems.push('index.html: a dead filter box without scripts');
	await page.close();
}

// Paper cannot be unfolded.
async function checkPrint(page, name) {
	await page.emulateMediaType('print');
	if (!await page.$$eval('.kb-body details > *',
		(parts) => parts.every((el) => el.checkVisibility())))
		problems.push(`${name}: what is folded is not printed`);
	await page.emulateMediaType(null);
}

function checkLinks(name, links) {
	for (const href of new Set(links)) {
		const url = new URL(href);
		url.hash = '';
		seen.links++;
		if (!url.href.startsWith(root))
			problems.push(`${name}: leads out to ${href}`);
		else if (!existsSync(fileURLToPath(url)))
			problems.push(`${name}: leads nowhere: ${href}`);
	}
}

const browser = await launch();
try {
	const page = await browser.newPage();
	let name = '';
	await page.setViewport(PHONE);
	await page.setRequestInterception(true);
	watch(page, () => name);
	for (const file of filesBelow(site, '.html')) {
		name = file.slice(site.length + 1);
		await page.goto(fileURL(file), { waitUntil: 'load' });
		const found = await page.evaluate(inspect);
		seen.pages++;
		seen.pictures += found.pictures;
		problems.push(...found.bad.map((b) => `${name}: ${b}`));
		checkLinks(name, found.links);
		await checkPrint(page, name);
		if (name === 'index.html')
			await checkFilter(page);
	}
	await checkWithoutScript(browser);
} finally {
	await browser.close();
}

for (const p of problems.slice(0, 50))
	console.error(p);
console.log(`${seen.pages} pages, ${seen.pictures} pictures, ${seen.links} ` +
	`local links, ${seen.requests} requests: ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
