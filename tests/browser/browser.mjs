// What the checks share: a headless Chromium, and the pages of a folder.
import { createRequire } from 'node:module';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Modules lie where scripts/check installed them, never in the source tree.
export const modules = process.env.KB_NPM || fileURLToPath(
	new URL('../../build/npm', import.meta.url));
// Chromium refuses to run as root inside its sandbox.
const rootOnly = process.getuid() === 0 ? ['--no-sandbox'] : [];

export async function launch() {
	const require = createRequire(join(modules, 'x.js'));
	const puppeteer = require('puppeteer-core');
	return puppeteer.launch({
		executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
		headless: true,
		args: [...rootOnly, '--disable-gpu', '--no-first-run',
			'--disable-background-networking', '--disable-extensions',
			'--disable-component-update', '--disable-sync'],
	});
}

export function filesBelow(folder, suffix) {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((e) => e.isFile() && e.name.endsWith(suffix))
		.map((e) => join(e.parentPath ?? e.path, e.name))
		.sort();
}

export const fileURL = (path) => pathToFileURL(path).href;
