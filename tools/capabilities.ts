// npm run capabilities: what the sandbox can do, collected from its tests, for `ome sandbox capabilities` and docs/sandbox.md.
// A test says what it shows in a comment above its describe or it:
//   /** @feature API: server-side apply, field ownership | golden */
// The state is works, golden (compared with recorded answers of a real server or with the real program) or missing (the test
// checks the refusal). --check fails when the files are stale.
import {globSync, readFileSync, writeFileSync} from 'node:fs'
import {kubectlTable} from './kubectl-table.ts'

interface Capability {
  readonly area: string
  readonly feature: string
  readonly state: string
  /** The test file. */
  readonly test: string
}

const states: Readonly<Record<string, string>> = {works: 'works', golden: 'golden-tested', missing: 'missing'}
const areas = [
  'API',
  'Access',
  'Streams',
  'Nodes',
  'Controllers',
  'Traffic',
  'OME',
  'KAITO',
  'Grove',
  'Kubeflow',
  'Sandbox',
]
const target = 'packages/sandbox/src/capabilities.json'
const page = 'docs/sandbox.md'
const marks = (name: string) =>
  [`<!-- ${name}: written by \`npm run capabilities\` -->`, `<!-- end of ${name} -->`] as const

function collect(): Capability[] {
  const found: Capability[] = []
  for (const test of globSync('{packages/{sandbox,plugin-sandbox},e2e}/**/*.test.ts').sort()) {
    if (test.includes('node_modules')) continue
    const lines = readFileSync(test, 'utf8').split('\n')
    for (const [at, line] of lines.entries()) {
      if (!line.includes('@feature')) continue
      const match = /^\s*\/\*\* @feature (\w+): (.+) \| (works|golden|missing) \*\/$/.exec(line)
      const [, area = '', feature = '', state = ''] = match ?? []
      const isAbove = lines.slice(at + 1).find((next) => !next.includes('@feature'))
      if (!match || !areas.includes(area) || !/^\s*(describe|it|for)\b/.test(isAbove ?? ''))
        throw new Error(
          `${test}:${at + 1}: write /** @feature AREA: name | works|golden|missing */ above a describe or it`,
        )
      found.push({area, feature, state: states[state] ?? state, test})
    }
  }
  const names = found.map(({area, feature}) => `${area}: ${feature}`)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice) throw new Error(`two tests say @feature ${twice}`)
  return found.sort((a, b) => areas.indexOf(a.area) - areas.indexOf(b.area) || (a.feature < b.feature ? -1 : 1))
}

const short = (test: string): string => test.replace(/^packages\/sandbox\//, '')

function featureTable(capabilities: readonly Capability[]): readonly string[] {
  const rows = capabilities.map(
    ({area, feature, state, test}) => `| ${area} | ${feature.replaceAll('|', '\\|')} | ${state} | \`${short(test)}\` |`,
  )
  return ['| Area | Feature | State | Test |', '|---|---|---|---|', ...rows]
}

function withTable(text: string, name: string, table: readonly string[]): string {
  const [begin, end] = marks(name)
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < 0) throw new Error(`${page} has no place for the table: ${begin} … ${end}`)
  return text.slice(0, from) + [begin, ...table, ''].join('\n') + text.slice(to)
}

const documented = (text: string): string =>
  withTable(withTable(text, 'capabilities', featureTable(capabilities)), 'kubectl', kubectlTable())

const capabilities = collect()
const wanted = new Map([
  [target, `${JSON.stringify(capabilities, undefined, 2)}\n`],
  [page, documented(readFileSync(page, 'utf8'))],
])
const stale = [...wanted].filter(([path, text]) => readFileSync(path, 'utf8') !== text)
if (process.argv.includes('--check')) {
  for (const [path] of stale) process.stdout.write(`${path} is stale: run \`npm run capabilities\`\n`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const [path, text] of stale) writeFileSync(path, text)
  process.stdout.write(`${capabilities.length} features, ${stale.length} files written\n`)
}
