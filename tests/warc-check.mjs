// Reads WARC files with warcio, a program by others, and checks every record:
// its digests, its place in a gzip member of its own, its links to other
// records.  Usage: node tests/warc-check.mjs FILE...
// Exit codes: 0 sound, 1 a problem (each on stderr), 77 warcio is not there.
import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gunzipSync } from "node:zlib";

// Where scripts/npm puts it, or where NODE_PATH says (import ignores that).
function findWarcio() {
	for (const from of ["../build/npm/x", "."]) {
		const require = createRequire(new URL(from, import.meta.url));
		try {
			return require("warcio");
		} catch {
			continue;
		}
	}
	console.log("skipped: warcio is not installed (scripts/npm)");
	process.exit(77);
}
const { WARCParser } = findWarcio();

const sha256 = (bytes) =>
	"sha256:" + createHash("sha256").update(bytes).digest("hex");

// Where the body of an HTTP message begins.
function bodyOf(block) {
	const at = Buffer.from(block).indexOf("\r\n\r\n");
	return at < 0 ? new Uint8Array(0) : block.subarray(at + 4);
}

let problems = 0;
const counts = new Map();
const ids = new Set();
const links = [];

function problem(file, offset, what) {
	problems++;
	console.error(`'${file}' at byte ${offset}: ${what}`);
}

function checkRecord(file, offset, record, block) {
	const get = (name) => record.warcHeaders.headers.get(name);
	const type = get("WARC-Type");
	const isHttp = (get("Content-Type") ?? "").startsWith(
		"application/http");

	counts.set(type, (counts.get(type) ?? 0) + 1);
	for (const name of ["WARC-Record-ID", "WARC-Date", "Content-Length",
		"WARC-Block-Digest"])
		if (!get(name))
			problem(file, offset, `${name} is missing`);
	ids.add(get("WARC-Record-ID"));
	for (const name of ["WARC-Refers-To", "WARC-Concurrent-To",
		"WARC-Warcinfo-ID"])
		if (get(name))
			links.push([file, offset, name, get(name)]);
	if (Number(get("Content-Length")) !== block.length)
		problem(file, offset, "the block is not Content-Length bytes");
	if (get("WARC-Block-Digest") !== sha256(block))
		problem(file, offset, "the block digest does not fit");
	if (type === "revisit" || !get("WARC-Payload-Digest"))
		return;
	const payload = isHttp ? bodyOf(block) : block;
	if (get("WARC-Payload-Digest") !== sha256(payload))
		problem(file, offset, "the payload digest does not fit");
}

async function checkFile(file) {
	// warcio ends quietly at broken gzip data.
	if (file.endsWith(".gz"))
		gunzipSync(readFileSync(file));
	const parser = new WARCParser(createReadStream(file),
		{ keepHeadersCase: true, parseHttp: false });
	let last = -1;

	for await (const record of parser) {
		const block = await record.readFully(false);
		const offset = parser.offset;

		if (offset <= last)
			problem(file, offset,
				"a record without a member of its own");
		last = offset;
		checkRecord(file, offset, record, block);
	}
	if (last < 0)
		problem(file, 0, "no record");
}

for (const file of process.argv.slice(2)) {
	try {
		await checkFile(file);
	} catch (e) {
		problem(file, "?", e.message);
	}
}
for (const [file, offset, name, id] of links)
	if (!ids.has(id))
		problem(file, offset, `${name} leads nowhere: ${id}`);
console.log([...counts].sort().map(([type, n]) => `${type} ${n}`).join(", "));
process.exit(problems > 0 ? 1 : 0);
