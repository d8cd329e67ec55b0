// npm test: checks, unit and whole-command tests, then the installed program end to end. `npm run e2e` is the last part.
import {spawn} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

interface Counts {
  readonly passes: number
  readonly failures: number
  readonly skipped: readonly string[]
}

const folder = mkdtempSync(join(tmpdir(), 'ome-test-'))
const clients = join(import.meta.dirname, 'bin')

function run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  const child = spawn(program, args, {stdio: 'inherit', env: {...process.env, ...env}})
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve(status ?? 1))
  })
}

async function mocha(name: string, args: readonly string[]): Promise<Counts> {
  const file = join(folder, `${name}.json`)
  process.stdout.write(`\n== ${name}\n`)
  await run('mocha', ['--reporter', 'tools/checks/reporter.cjs', ...args], {
    OME_TEST_COUNTS: file,
    OME_TEST_KUBECTL: join(clients, 'kubectl'),
    OME_TEST_HELM: join(clients, 'helm'),
  })
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Counts
  } catch {
    process.stdout.write(`${name}: the test runner ended before it could count\n`)
    return {passes: 0, failures: 1, skipped: []}
  }
}

async function step(name: string, program: string, args: readonly string[]): Promise<Counts> {
  process.stdout.write(`\n== ${name}\n`)
  const code = await run(program, args)
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
  if (wants('unit')) results.push(await mocha('unit and whole commands', []))
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
