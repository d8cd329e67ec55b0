/** The look of a report: light and dark, on screens and on paper. Its digest is in the page's policy; a test compares. */
export const pageStyle = `:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--paper:#fff;--good:#116329;--warn:#7d4e00;--bad:#a40e26;--one:#0550ae;--two:#953800}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9da7b3;--line:#30363d;--paper:#0d1117;--good:#56d364;--warn:#e3b341;--bad:#ff7b72;--one:#79c0ff;--two:#ffa657}}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#999;--paper:#fff;--good:#116329;--warn:#7d4e00;--bad:#a40e26;--one:#0550ae;--two:#953800}figure,tr{break-inside:avoid}h2{break-after:avoid}}
body{margin:0 auto;max-width:60rem;padding:1.5rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem;margin:0;overflow-wrap:anywhere}h2{font-size:1.15rem;margin:2rem 0 .5rem}
p,figcaption{color:var(--soft);margin:.25rem 0;text-align:left}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .6rem .3rem 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
td.n,th.n{text-align:right;white-space:nowrap}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}.muted{color:var(--soft)}.strong{font-weight:600}
figure{margin:1rem 0}svg{display:block;width:100%;height:auto}
.axis{stroke:var(--line);stroke-width:1}.one{stroke:var(--one)}.two{stroke:var(--two);stroke-dasharray:4 3}
.one,.two{fill:none;stroke-width:2;stroke-linejoin:round}.bar{fill:var(--one)}.gap{fill:none;stroke:var(--soft);stroke-dasharray:2 2}
text{font:12px system-ui,sans-serif;fill:var(--soft)}
details{margin:1rem 0}dt{font-weight:600}dd{margin:0 0 .5rem}
`
export const pageStyleDigest = 'sha256-JKVQSVxDdzHeOtyxZhk1oUFXww5WY5KDIEr7NhW9nnM='
