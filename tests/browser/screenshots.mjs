// screenshots.mjs SITE_DIR OUT [PATTERN]: for people: pages of an offline copy,
// wide and phone, light and dark, and as printed.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURL, filesBelow, launch } from './browser.mjs';

const SIZES = {
	wide: { width: 1280, height: 900 },
	phone: { width: 390, height: 844, isMobile: true, deviceScaleFactor: 2 },
};
const [site, out, pattern = '.'] = process.argv.slice(2);
if (!site || !out) {
	console.error('usage: screenshots.mjs SITE_DIR OUT [PATTERN]');
	process.exit(2);
}

// What comes into view late would be missing in a picture of the whole page.
async function showAll() {
	for (const el of document.querySelectorAll('.kb-note'))
		el.style.contentVisibility = 'visible';
	for (const img of document.images) {
		img.loading = 'eager';
		await img.decode().catch(() => {});
	}
}

mkdirSync(out, { recursive: true });
const browser = await launch();
try {
	const page = await browser.newPage();
	const root = resolve(site);
	for (const file of filesBelow(root, '.html')) {
		const name = file.slice(root.length + 1);
		if (!new RegExp(pattern).test(name))
			continue;
		for (const [size, viewport] of Object.entries(SIZES)) {
			for (const scheme of ['light', 'dark']) {
				await page.setViewport(viewport);
				await page.emulateMediaFeatures([
					{ name: 'prefers-color-scheme', value: scheme }]);
				await page.goto(fileURL(file));
				await page.evaluate(showAll);
				await page.screenshot({ fullPage: true, path: join(out,
					`${name.replace(/[/%]/g, '_')}-${size}-${scheme}.png`) });
			}
		}
		await page.pdf({ path: join(out, `${name.replace(/[/%]/g, '_')}.pdf`),
			format: 'A4' });
	}
} finally {
	await browser.close();
}
