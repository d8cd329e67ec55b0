// npm run quickstart: from a fresh clone to a served model, every step shown as the command a person would type.
import {spawn} from 'node:child_process'
import {join} from 'node:path'
import {stripVTControlCharacters} from 'node:util'
import {Listr, type ListrTask} from 'listr2'

const root = join(import.meta.dirname, '..')
const plugins = ['cluster', 'models', 'serving', 'sandbox']
const model = {hub: 'meta-llama/Llama-3.1-8B-Instruct', name: 'llama-3-1-8b-instruct'}
const service = 'demo'

interface Step {
  readonly title: string
  /** What a person would type; the first word is `ome` or `npm`. */
  readonly command: readonly string[]
  /** Shown under the title when the step is done. */
  readonly show?: boolean
}

const ome = (...words: readonly string[]): readonly string[] => ['ome', ...words]

const prepare: readonly Step[] = [
  {
    title: 'Build the host and the plugins, and sign a local plugin registry with a throw-away key',
    command: ['npm', 'run', 'build'],
  },
  {
    title: 'Install the plugins from it',
    command: ome('plugin', 'install', ...plugins, '--yes', '--accept-needs'),
    show: true,
  },
  {title: 'Start a cluster inside the CLI', command: ome('sandbox', 'up', '--scenario', 'quickstart', '--speed', '20')},
]

const serve: readonly Step[] = [
  {title: 'Search the model hub', command: ome('search', 'hf', 'llama', '--limit', '5'), show: true},
  {title: 'Import a model and wait for its download', command: ome('import', 'hf', model.hub, '--wait'), show: true},
  {title: 'Ask which runtime fits, and why', command: ome('runtime', 'suggest', model.name), show: true},
  {
    title: 'See the plan before anything is created',
    command: ome('deploy', model.name, '--name', service, '--dry-run'),
    show: true,
  },
  {
    title: 'Deploy, and follow it until it is ready',
    command: ome('deploy', model.name, '--name', service, '--wait'),
    show: true,
  },
  {
    title: 'Talk to it',
    command: ome('chat', 'service', service, 'Why do pods stay pending?', '--max-tokens', '60'),
    show: true,
  },
  {title: 'See how it is', command: ome('status', 'service', service), show: true},
  {title: 'Read its log', command: ome('logs', 'service', service, '--tail', '5'), show: true},
  {title: 'List its pods as kubectl would', command: ome('get', 'pods'), show: true},
  {title: 'Scale it', command: ome('scale', 'service', service, '--replicas', '2', '--wait'), show: true},
]

const next = [
  ['ome get services -w', 'watch services change'],
  [`ome describe service ${service}`, 'everything about one service, with its events'],
  ['ome runtime suggest --help', 'how a runtime is chosen'],
  ['kubectl get pods -A', 'the real kubectl works on this cluster too'],
  ['ome sandbox down', 'stop the cluster'],
] as const

const quote = (word: string): string => (/^[\w./:@=-]+$/.test(word) ? word : `'${word}'`)
const typed = (command: readonly string[]): string => command.map(quote).join(' ')

class StepFailed extends Error {}

const stop = new AbortController()
/** This run's own: one that ran before is left alone. */
let sandboxStarted = false
let earlier = false
let environment: Record<string, string | undefined> = {...process.env}

/** Runs one command and gives what it printed; rejects with what it said on stderr. `onLine` gets its last line so far. */
function run(command: readonly string[], onLine: (last: string) => void = () => undefined): Promise<string> {
  const [word = '', ...args] = command
  const isOme = word === 'ome'
  const program = isOme ? process.execPath : word
  const child = spawn(program, isOme ? [join(root, 'bin', 'ome'), ...args] : args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
    signal: stop.signal,
    killSignal: 'SIGINT',
  })
  let out = ''
  let err = ''
  const collect = (chunk: Buffer, into: 'out' | 'err'): void => {
    const text = chunk.toString('utf8')
    if (into === 'out') out += text
    else err += text
    onLine(stripVTControlCharacters(text).trimEnd().split('\n').at(-1) ?? '')
  }
  child.stdout.on('data', (chunk: Buffer) => collect(chunk, 'out'))
  child.stderr.on('data', (chunk: Buffer) => collect(chunk, 'err'))
  return new Promise((resolve, reject) => {
    child.on('error', (error) => (stop.signal.aborted ? undefined : reject(error)))
    child.on('close', (code) => {
      if (stop.signal.aborted) reject(new StepFailed('stopped'))
      else if (code === 0) resolve(out)
      else reject(new StepFailed(`${typed(command)} ended with code ${code}\n${(err || out).trimEnd()}`))
    })
  })
}

async function readEnvironment(): Promise<void> {
  const lines = (await run(ome('sandbox', 'env'))).split('\n')
  for (const line of lines) {
    const found = /^export (\w+)='?(.*?)'?$/.exec(line)
    if (found?.[1]) environment = {...environment, [found[1]]: found[2]}
  }
}

/** While a step runs, its title with the last line of its command; when it is done, all that the command printed. */
async function step({title, command, show}: Step): Promise<void> {
  let printed = ''
  const task: ListrTask = {
    title: `${title}\n  $ ${typed(command)}`,
    task: async (_, listr): Promise<void> => {
      if (command[1] === 'sandbox') sandboxStarted = !(await isSandboxRunning())
      printed = await run(command, (last) => {
        if (process.stdout.isTTY) listr.output = last
      })
      if (command[1] === 'sandbox') await readEnvironment()
    },
  }
  await new Listr([task], {registerSignalListeners: false, rendererOptions: {showErrorMessage: false}}).run()
  if (show) process.stdout.write(`\n${printed.trimEnd().replaceAll(/^/gm, '    ')}\n\n`)
}

async function isSandboxRunning(): Promise<boolean> {
  const {state} = JSON.parse(await run(ome('sandbox', 'status', '-o', 'json'))) as {readonly state: string}
  earlier = state === 'running'
  return earlier
}

async function cleanUp(): Promise<void> {
  if (!sandboxStarted) return
  const child = spawn(process.execPath, [join(root, 'bin', 'ome'), 'sandbox', 'down'], {cwd: root, stdio: 'ignore'})
  await new Promise((resolve) => child.on('close', resolve))
}

async function main(): Promise<void> {
  for (const each of [...prepare, ...serve]) await step(each)
  const width = Math.max(...next.map(([command]) => command.length))
  process.stdout.write(`
The cluster is running and serves "${service}". To go on in this shell:

  export PATH="${join(root, 'bin')}:${join(root, 'tools', 'bin')}:$PATH"
  eval "$(ome sandbox env)"

Five things to try:
${next.map(([command, what]) => `  ${command.padEnd(width)}   ${what}`).join('\n')}
`)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
try {
  await main()
} catch (error) {
  if (stop.signal.aborted) {
    await cleanUp()
    process.stderr.write(
      `\nstopped; ${earlier ? 'the sandbox of an earlier run goes on' : 'nothing is left running'}\n`,
    )
    process.exitCode = 130
  } else {
    process.stderr.write(`\nerror: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
