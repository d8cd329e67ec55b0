// npm run check: everything that can be said about the sources without running the product.
import {spawn} from 'node:child_process'
import {performance} from 'node:perf_hooks'

interface Check {
  readonly name: string
  readonly command: readonly string[]
}

const checks: readonly Check[] = [
  {name: 'format and lint', command: ['biome', 'check', '--error-on-warnings']},
  {name: 'types', command: ['tsc', '-p', '.']},
  {
    name: 'layers',
    command: [
      'depcruise',
      'packages',
      'registry',
      'tools',
      'examples',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err',
    ],
  },
  {name: 'house style', command: ['node', 'tools/checks/style.ts']},
  {name: 'packages', command: ['node', 'tools/checks/packages.ts']},
  {name: 'build and manifests', command: ['node', 'tools/build.ts']},
  {name: 'capabilities', command: ['node', 'tools/capabilities.ts', '--check']},
  {name: 'reference pages', command: ['node', 'tools/docs.ts', '--check']},
]

async function run({name, command}: Check): Promise<boolean> {
  const started = performance.now()
  const [program = '', ...args] = command
  const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'pipe']})
  const output: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk))
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve(status ?? 1))
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  process.stdout.write(`${code === 0 ? 'ok  ' : 'FAIL'}  ${name} (${seconds} s)\n`)
  if (code !== 0) process.stdout.write(`${Buffer.concat(output).toString('utf8').trimEnd()}\n`)
  return code === 0
}

const asked = process.argv.slice(2)
let failed = 0
for (const check of checks) {
  if (asked.length > 0 && !asked.some((word) => check.name.includes(word))) continue
  if (!(await run(check))) failed += 1
}
process.exitCode = failed === 0 ? 0 : 1
