// npm test: checks, unit and whole-command tests, then the installed program end to end. `npm run e2e` is the last part.
import {spawn} from 'node:child_process'
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

interface Counts {
  readonly passes: number
  readonly failures: number
  readonly skipped: readonly string[]
}

const folder = mkdtempSync(join(tmpdir(), 'ome-test-'))
const clients = join(import.meta.dirname, 'bin')

interface How {
  readonly env?: Record<string, string>
  /** Its output is kept until the end, so that two that run at once do not write into each other. */
  readonly isKept?: boolean
}

interface Ended {
  readonly code: number
  readonly output: Buffer
}

async function run(program: string, args: readonly string[], {env = {}, isKept = false}: How = {}): Promise<Ended> {
  const child = spawn(program, args, {
    stdio: isKept ? ['inherit', 'pipe', 'pipe'] : 'inherit',
    env: {...process.env, ...env},
  })
  const kept: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => kept.push(chunk))
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve(status ?? 1))
  })
  return {code, output: Buffer.concat(kept)}
}

async function mocha(name: string, args: readonly string[], isKept = false): Promise<Counts> {
  const file = join(folder, `${name}.json`)
  const heading = `\n== ${name}\n`
  if (!isKept) process.stdout.write(heading)
  const env = {
    OME_TEST_COUNTS: file,
    OME_TEST_KUBECTL: join(clients, 'kubectl'),
    OME_TEST_HELM: join(clients, 'helm'),
  }
  const {output} = await run('mocha', ['--reporter', 'tools/checks/reporter.cjs', ...args], {env, isKept})
  if (isKept) process.stdout.write(Buffer.concat([Buffer.from(heading), output]))
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Counts
  } catch {
    process.stdout.write(`${name}: the test runner ended before it could count\n`)
    return {passes: 0, failures: 1, skipped: []}
  }
}

const isDomain = (name: string): boolean => /^plugin-|^inference-model$|^engine-metrics$|^kaito$|^pricing$/.test(name)

/** In two processes, since each is busy on one core: what knows the domains, and all the rest. */
function unitTests(): Promise<readonly Counts[]> {
  const names = readdirSync('packages')
  const without = (folders: readonly string[]) => folders.flatMap((name) => ['--ignore', `${name}/**`])
  const domains = names.filter(isDomain).map((name) => `packages/${name}`)
  const others = names.filter((name) => !isDomain(name)).map((name) => `packages/${name}`)
  return Promise.all([
    mocha('unit and whole commands', without(domains)),
    mocha('unit and whole commands of the plugins', without([...others, 'examples', 'registry', 'tools']), true),
  ])
}

async function step(name: string, program: string, args: readonly string[]): Promise<Counts> {
  process.stdout.write(`\n== ${name}\n`)
  const {code} = await run(program, args)
  return {passes: code === 0 ? 1 : 0, failures: code === 0 ? 0 : 1, skipped: []}
}

async function main(parts: readonly string[]): Promise<void> {
  const wants = (part: string): boolean => parts.length === 0 || parts.includes(part)
  const results: Counts[] = [
    await step('build', 'node', ['tools/build.ts']),
    // A host that was built without one trusts no registry and takes itself for a release.
    await step('development registry', 'node', ['registry/tools/dev-registry.ts', '--out', 'dist/registry/dev']),
  ]
  if (wants('check')) results.push(await step('check', 'node', ['tools/check.ts']))
  if (wants('unit')) results.push(...(await unitTests()))
  if (wants('e2e')) results.push(await mocha('end to end', ['--config', '.mocharc.e2e.json']))

  const skipped = results.flatMap((counts) => counts.skipped)
  const forbidden = process.env['CI'] ? skipped.length : 0
  if (forbidden > 0)
    process.stdout.write(`\nskipped, which CI does not allow:\n${skipped.map((title) => `  ${title}`).join('\n')}\n`)
  const passed = results.reduce((sum, counts) => sum + counts.passes, 0)
  const failed = results.reduce((sum, counts) => sum + counts.failures, 0) + forbidden
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
  process.exitCode = failed === 0 ? 0 : 1
}

try {
  await main(process.argv.slice(2))
} finally {
  rmSync(folder, {recursive: true, force: true})
}
