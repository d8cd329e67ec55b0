// The parts of the house style that a formatter and a linter do not know.
import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {basename} from 'node:path'

interface Source {
  readonly path: string
  readonly text: string
  readonly lines: readonly string[]
}

interface Rule {
  readonly name: string
  readonly applies: (path: string) => boolean
  readonly find: (source: Source) => readonly string[]
}

const isTest = (path: string): boolean =>
  path.endsWith('.test.ts') || path.includes('/test/') || path.startsWith('packages/testkit/')
const isProduct = (path: string): boolean => /^packages\/[^/]+\/src\/.*\.ts$/.test(path) && !isTest(path)
const isPlugin = (path: string): boolean => isProduct(path) && path.startsWith('packages/plugin-')
const at = (source: Source, index: number): string => `${source.path}:${index + 1}`

const everyLine =
  (pattern: RegExp, complaint: string) =>
  (source: Source): readonly string[] =>
    source.lines.flatMap((line, index) =>
      pattern.test(line) ? [`${at(source, index)}: ${complaint}: ${line.trim().slice(0, 90)}`] : [],
    )

const longest = (limit: number, what: string) => (source: Source) =>
  source.lines.length > limit ? [`${source.path}: ${source.lines.length} lines; ${what} has at most ${limit}`] : []

function undocumented(source: Source): readonly string[] {
  return source.lines.flatMap((line, index) => {
    const name =
      /^export (?:async )?function\*? (\w+)|^export const (\w+)(?::[^=]*)? = (?:async )?(?:\(|<|function)/.exec(line)
    if (!name) return []
    const before = source.lines[index - 1]?.trimEnd() ?? ''
    if (before.endsWith('*/') || isOverload(source, index)) return []
    return [`${at(source, index)}: exported ${name[1] ?? name[2]} has no doc comment`]
  })
}

const isOverload = (source: Source, index: number): boolean =>
  /^export (?:async )?function/.test(source.lines[index - 1] ?? '') && !(source.lines[index - 1] ?? '').endsWith('{')

const banned = new Set(['utils', 'helpers', 'common', 'misc', 'types', 'manager', 'index'])
const domainWords =
  /\b(inference ?services?|isvc|kaito|grove|vllm|sglang|servingruntimes?|basemodels?|huggingface|kubeflow|podcliques?)\b/i

const rules: readonly Rule[] = [
  {name: 'size', applies: isProduct, find: longest(400, 'a source file')},
  {name: 'size', applies: (path) => isPlugin(path) && path.includes('/commands/'), find: longest(60, 'a command')},
  {
    name: 'name',
    applies: (path) => /^(packages|registry|tools|e2e)\/.*\.(ts|cjs)$/.test(path),
    find: ({path}) => (banned.has(basename(path).split('.')[0] ?? '') ? [`${path}: a name that says nothing`] : []),
  },
  {
    name: 'unfinished',
    applies: (path) => /\.(ts|cjs|sh|md)$/.test(path) && path !== 'tools/checks/style.ts',
    find: everyLine(/\b(TODO|FIXME|XXX)\b/, 'unfinished'),
  },
  {
    name: 'default export',
    applies: (path) => isProduct(path) && !path.includes('/commands/'),
    find: everyLine(/^export default/, 'default export outside a command'),
  },
  {name: 're-export', applies: isProduct, find: everyLine(/^export \* from/, 'export everything')},
  {
    name: 'outside world',
    // A program of its own, beside the commands, has no context.
    applies: (path) =>
      isPlugin(path) && !path.startsWith('packages/plugin-sandbox/') && !/\/src\/(reader|runner)\.ts$/.test(path),
    find: everyLine(
      /(?<![\w.'"`/-])(process\.|console\.(log|error|warn|info|debug)|Date\.now\(|new Date\(\))/,
      'reach the world through the context',
    ),
  },
  {
    name: 'domain',
    applies: (path) => /^packages\/(host|sdk)\//.test(path) && isProduct(path),
    find: everyLine(domainWords, 'host and sdk know no domain'),
  },
  {
    name: 'doc comment',
    applies: (path) => /^packages\/(sdk|kinds|capacity|sandbox)\//.test(path) && isProduct(path),
    find: undocumented,
  },
  {
    name: 'empty catch',
    applies: (path) => /\.(ts|cjs)$/.test(path) && path !== 'tools/checks/style.ts',
    find: ({path, text}) => (/catch *(\(\w*\))? *\{\s*\}/.test(text) ? [`${path}: an empty catch`] : []),
  },
  {
    name: 'skipped test',
    applies: (path) => path.endsWith('.test.ts'),
    find: everyLine(/\b(it|describe)\.(skip|only)\(/, 'skipped or exclusive test'),
  },
]

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {encoding: 'utf8'})
  .split('\n')
  .filter(Boolean)
const complaints: string[] = []
for (const path of files) {
  const mine = rules.filter((rule) => rule.applies(path))
  if (mine.length === 0) continue
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue
    throw error
  }
  // A last line end begins no line.
  const source: Source = {path, text, lines: text.replace(/\n$/, '').split('\n')}
  for (const rule of mine) complaints.push(...rule.find(source).map((complaint) => `${complaint} [${rule.name}]`))
}
for (const complaint of complaints) process.stdout.write(`${complaint}\n`)
process.exitCode = complaints.length === 0 ? 0 : 1
