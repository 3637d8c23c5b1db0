// node tools/lighthouse.mjs ADDRESS [PATH ...]     (RUNS=5; COOKIE="sessionid=..." for a member's pages)
// Lighthouse's mobile profile, page by page: the median of so many runs, as rows of a table.
// Once: npm install lighthouse, in this folder or above it; CHROME_PATH names the system's Chromium.
// It measures the machine as well: run it where nothing else runs.
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { default: lighthouse } = await import(process.env.LIGHTHOUSE ?? "lighthouse");
const [base, ...asked] = process.argv.slice(2);
const PAGES = ["/", "/for-me/", "/for-a-colleague/", "/event/", "/event/code/", "/my-code/", "/supporters/",
  "/help-now/", "/guide/", "/guide/people/", "/another-door/", "/accessibility/", "/promise/", "/figures/", "/talk/",
  "/learn/", "/learn/what-happens-to-us/", "/outreach/limits/", "/to-print/", "/to-print/poster/", "/to-print/cards/",
  "/to-print/plain-cards/", "/to-print/resources/", "/sign-in/", "/es/", "/es/for-me/", "/es/promise/"];
const RUNS = Number(process.env.RUNS ?? 5);
const KINDS = ["performance", "accessibility", "best-practices"];
const port = 9333;
const browser = spawn(process.env.CHROME_PATH ?? "/usr/bin/chromium", ["--headless=new", "--no-sandbox",
  "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-dev-shm-usage", `--remote-debugging-port=${port}`,
  `--user-data-dir=${mkdtempSync(join(tmpdir(), "lighthouse-"))}`], { stdio: "ignore" });
const median = (all) => all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)];
let worse = 0;
try {
  for (let tries = 0; ; tries++) {
    try { await fetch(`http://127.0.0.1:${port}/json/version`); break; } catch (trouble) {
      if (tries > 100) throw trouble;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  console.log("| page | performance | accessibility | best practices | largest paint, s | over the wire, kB |");
  console.log("|---|---|---|---|---|---|");
  for (const path of asked.length ? asked : PAGES) {
    const found = [];
    for (let run = 0; run < RUNS; run++) {
      const headers = process.env.COOKIE ? { Cookie: process.env.COOKIE } : undefined;
      const { lhr } = await lighthouse(base + path, { port, onlyCategories: KINDS, logLevel: "error", extraHeaders: headers });
      found.push([...KINDS.map((kind) => Math.round(lhr.categories[kind].score * 100)),
        lhr.audits["largest-contentful-paint"].numericValue / 1000, lhr.audits["total-byte-weight"].numericValue / 1000]);
    }
    const [speed, access, practice, paint, weight] = found[0].map((_one, place) => median(found.map((one) => one[place])));
    worse += speed < 98 || access < 100 || practice < 100 || paint >= 1.5 || weight >= 60;
    console.log(`| \`${path}\` | ${speed} | ${access} | ${practice} | ${paint.toFixed(2)} | ${weight.toFixed(1)} |`);
  }
} finally {
  browser.kill();
}
process.exit(worse ? 1 : 0);
