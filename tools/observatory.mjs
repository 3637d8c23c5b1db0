// node tools/observatory.mjs HOST [PATH ...]     (COOKIE="sessionid=..." for a member's pages)
// The tests of the MDN HTTP Observatory, page by page, against an installation behind TLS.
// Once: npm install @mdn/mdn-http-observatory, in this folder or above it, and
//       echo '{}' > node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json
// A certificate of one's own is believed with NODE_EXTRA_CA_CERTS=cert.pem. The package's own
// command looks at the first page of a host alone and refuses answers of 404; this asks for each.
const home = process.env.OBSERVATORY ?? "@mdn/mdn-http-observatory";
const { retrieve } = await import(`${home}/src/retriever/retriever.js`);
const { ALL_TESTS, NUM_TESTS } = await import(`${home}/src/constants.js`);
const { getGradeForScore, getScoreModifier } = await import(`${home}/src/grader/grader.js`);
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await import(`${home}/src/grader/charts.js`);

const PAGES = ["/", "/promise/", "/help-now/", "/for-me/", "/for-a-colleague/", "/event/",
  "/event/code/", "/my-code/", "/sign-in/", "/supporters/", "/figures/", "/nowhere/",
  "/talk/", "/learn/", "/learn/what-helps/", "/guide/", "/guide/people/", "/to-print/", "/to-print/poster/",
  "/another-door/", "/accessibility/", "/es/", "/es/for-me/", "/es/sign-in/",
  "/static/web/base.css", "/static/web/beside.js"];
const [host, ...asked] = process.argv.slice(2);
let worse = 0;
for (const path of asked.length ? asked : PAGES) {
  const headers = ["Accept: text/html,*/*;q=0.8"];
  if (process.env.COOKIE) headers.push(`Cookie: ${process.env.COOKIE}`);
  const found = await retrieve(host, { path, headers });
  if (!found.responses.auto) throw new Error(`${host}${path} does not answer`);
  const results = ALL_TESTS.map((test) => test(found));
  const points = results.map((one) => getScoreModifier(one.result));
  const lost = points.filter((one) => one < 0).reduce((all, one) => all + one, 100);
  const all = points.reduce((sum, one) => sum + one, 100);
  const { grade } = getGradeForScore(lost >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? all : lost);
  const failed = results.filter((one) => !one.pass).map((one) => one.result);
  worse += grade !== "A+" || failed.length > 0;
  console.log(path.padEnd(24), found.responses.auto.status, grade, `${NUM_TESTS - failed.length}/${NUM_TESTS}`, ...failed);
}
process.exit(worse ? 1 : 0);
