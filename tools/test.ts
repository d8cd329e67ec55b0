// npm test: unit and whole-command tests, the installed program end to end, and the checks, two of them at once. `npm run e2e` is the last part.
import {spawn} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {endToEndJobs, type Job, unitJobs} from './test-jobs.ts'

interface Counts {
  readonly passes: number
  readonly failures: number
  readonly skipped: readonly string[]
}

const folder = mkdtempSync(join(tmpdir(), 'ome-test-'))
const clients = join(import.meta.dirname, 'bin')

interface Ended {
  readonly code: number
  readonly output: Buffer
}

/** What is kept is the output, so that programs that run at once do not write into each other. */
async function run(
  program: string,
  args: readonly string[],
  kept?: {readonly env: Record<string, string>},
): Promise<Ended> {
  const child = spawn(program, args, {
    stdio: kept ? ['inherit', 'pipe', 'pipe'] : 'inherit',
    env: {...process.env, ...kept?.env},
  })
  const output: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output.push(chunk))
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve(status ?? 1))
  })
  return {code, output: Buffer.concat(output)}
}

const begun = ': begun, its output comes when it ends'

async function mocha({name, args}: Job, place: number): Promise<Counts> {
  const file = join(folder, `${place}.json`)
  const env = {
    OME_TEST_COUNTS: file,
    OME_TEST_KUBECTL: join(clients, 'kubectl'),
    OME_TEST_HELM: join(clients, 'helm'),
  }
  process.stdout.write(`\n== ${name}${begun}\n`)
  const start = performance.now()
  const {output} = await run('mocha', ['--reporter', 'tools/checks/reporter.cjs', ...args], {env})
  const seconds = Math.round((performance.now() - start) / 1000)
  process.stdout.write(Buffer.concat([Buffer.from(`\n== ${name} (${seconds} s)\n`), output]))
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Counts
  } catch {
    process.stdout.write(`${name}: the test runner ended before it could count\n`)
    return {passes: 0, failures: 1, skipped: []}
  }
}

/** Each is busy on one core most of the time. */
const atOnce = 2

async function inTurn(works: readonly (() => Promise<Counts>)[]): Promise<readonly Counts[]> {
  const waiting = [...works]
  const results: Counts[] = []
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results.push(await next())
  }
  await Promise.all(Array.from({length: atOnce}, worker))
  return results
}

async function step(name: string, program: string, args: readonly string[], isBesideOthers = false): Promise<Counts> {
  process.stdout.write(`\n== ${name}${isBesideOthers ? begun : ''}\n`)
  const {code, output} = await run(program, args, isBesideOthers ? {env: {}} : undefined)
  if (isBesideOthers) process.stdout.write(Buffer.concat([Buffer.from(`\n== ${name}\n`), output]))
  return {passes: code === 0 ? 1 : 0, failures: code === 0 ? 0 : 1, skipped: []}
}

async function main(parts: readonly string[]): Promise<void> {
  const wants = (part: string): boolean => parts.length === 0 || parts.includes(part)
  const results: Counts[] = [
    await step('build', 'node', ['tools/build.ts']),
    // A host that was built without one trusts no registry and takes itself for a release.
    await step('development registry', 'node', ['registry/tools/dev-registry.ts', '--out', 'dist/registry/dev']),
  ]
  if (wants('e2e')) results.push(await step('registry server', 'node', ['registry/server/install.ts']))
  const jobs = [...(wants('unit') ? unitJobs() : []), ...(wants('e2e') ? endToEndJobs() : [])]
  const works = jobs.map((job, place) => () => mocha(job, place))
  // The build is done, so that the check finds nothing to build under the tests' feet.
  if (wants('check')) works.push(() => step('check', 'node', ['tools/check.ts'], true))
  results.push(...(await inTurn(works)))

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
