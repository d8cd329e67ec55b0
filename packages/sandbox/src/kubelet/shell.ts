import type {ApiObject} from '../api.ts'
import type {Clock} from '../clock.ts'
import type {ExecRequest} from '../node-agent.ts'

export interface ShellHost {
  readonly pod: ApiObject
  readonly env: Readonly<Record<string, string>>
  readonly node: ApiObject | undefined
  readonly clock: Clock
}

interface Outcome {
  readonly out: string
  readonly err?: string
  readonly code: number
  readonly exits?: boolean
}

const files: Readonly<Record<string, (host: ShellHost) => string>> = {
  '/etc/hostname': (host) => `${host.pod.metadata.name}\n`,
  '/etc/os-release': () => 'PRETTY_NAME="Ubuntu 24.04.3 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\n',
  '/var/run/secrets/kubernetes.io/serviceaccount/namespace': (host) => host.pod.metadata.namespace ?? '',
}

const commands: Readonly<Record<string, (args: readonly string[], host: ShellHost, input: string) => Outcome>> = {
  echo: (args) => ({out: args[0] === '-n' ? args.slice(1).join(' ') : `${args.join(' ')}\n`, code: 0}),
  env: (_args, host) => ({
    out: Object.entries(host.env)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
    code: 0,
  }),
  printenv: (args, host) => {
    const value = host.env[args[0] ?? '']
    return value === undefined ? {out: '', code: 1} : {out: `${value}\n`, code: 0}
  },
  hostname: (_args, host) => ({out: `${host.pod.metadata.name}\n`, code: 0}),
  date: (_args, host) => ({out: `${new Date(host.clock.now()).toUTCString()}\n`, code: 0}),
  pwd: () => ({out: '/\n', code: 0}),
  whoami: () => ({out: 'root\n', code: 0}),
  ls: (args) => {
    const path = args.find((arg) => !arg.startsWith('-'))
    if (path === undefined || path === '/') return {out: 'bin\ndev\netc\nhome\nproc\nroot\ntmp\nusr\nvar\n', code: 0}
    if (Object.keys(files).some((file) => file.startsWith(`${path}/`) || file === path)) {
      const inside = Object.keys(files).filter((file) => file.startsWith(`${path}/`))
      return {
        out: inside.map((file) => `${file.slice(path.length + 1).split('/')[0]}\n`).join('') || `${path}\n`,
        code: 0,
      }
    }
    return {out: '', err: `ls: cannot access '${path}': No such file or directory\n`, code: 2}
  },
  cat: (args, host, input) => {
    const [path] = args
    if (path === undefined || path === '-') return {out: input, code: 0}
    const file = files[path]
    return file ? {out: file(host), code: 0} : {out: '', err: `cat: ${path}: No such file or directory\n`, code: 1}
  },
  true: () => ({out: '', code: 0}),
  false: () => ({out: '', code: 1}),
  exit: (args) => ({out: '', code: Number(args[0] ?? 0), exits: true}),
  'nvidia-smi': (_args, host) => gpuTable(host),
}

/** Runs a command of the small shell in every emulated container: `echo env printenv hostname date pwd whoami ls cat true false exit nvidia-smi`, `sh -c`, and `sh` on its own. */
export async function runShell(request: ExecRequest, host: ShellHost): Promise<number> {
  const [program = '', ...args] = request.command
  const say = (outcome: Outcome): void => {
    if (outcome.out) request.stdout(Buffer.from(request.tty ? outcome.out.replaceAll('\n', '\r\n') : outcome.out))
    if (outcome.err) request.stderr(Buffer.from(outcome.err))
  }
  if (!isShell(program)) {
    const input = program === 'cat' && args.length === 0 ? await readAll(request) : ''
    const outcome = runCommand(request.command, host, input)
    say(outcome)
    return outcome.code
  }
  const script = args[0] === '-c' || args[0] === '-lc' ? args[1] : undefined
  return script === undefined ? interact(request, host, say) : runScript(script, host, say)
}

const isShell = (program: string): boolean => ['sh', 'bash', '/bin/sh', '/bin/bash'].includes(program)

function runCommand(words: readonly string[], host: ShellHost, input: string): Outcome {
  const [name = '', ...args] = words
  const command = commands[name.replace(/^\/(usr\/)?bin\//, '')]
  return command ? command(args, host, input) : {out: '', err: `${name}: command not found\n`, code: 127}
}

function runScript(script: string, host: ShellHost, say: (outcome: Outcome) => void): number {
  let code = 0
  for (const line of script.split(/\n|;|&&/)) {
    const words = split(line, host.env)
    if (words.length === 0) continue
    const outcome = runCommand(words, host, '')
    say(outcome)
    code = outcome.code
    if (outcome.exits) return code
  }
  return code
}

async function interact(request: ExecRequest, host: ShellHost, say: (outcome: Outcome) => void): Promise<number> {
  const prompt = (): void => {
    if (request.tty) request.stdout(Buffer.from('# '))
  }
  let rest = ''
  let code = 0
  prompt()
  for await (const bytes of request.stdin ?? []) {
    const text = Buffer.from(bytes).toString()
    if (request.tty) request.stdout(Buffer.from(text.replaceAll('\r', '\r\n')))
    if (text.includes('\u0004')) return code
    rest += text
    const lines = rest.split(/\r\n|\r|\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const words = split(line, host.env)
      if (words.length > 0) {
        const outcome = runCommand(words, host, '')
        say(outcome)
        code = outcome.code
        if (outcome.exits) return code
      }
      prompt()
    }
  }
  return rest === '' ? code : runScript(rest, host, say)
}

/** Words of a line, with quotes and `$NAME`. */
function split(line: string, env: Readonly<Record<string, string>>): string[] {
  const words = line.match(/'[^']*'|"[^"]*"|[^\s'"]+/g) ?? []
  return words.map((word) => {
    if (word.startsWith("'")) return word.slice(1, -1)
    const bare = word.startsWith('"') ? word.slice(1, -1) : word
    return bare.replace(/\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?/g, (_, name: string) => env[name] ?? '')
  })
}

async function readAll(request: ExecRequest): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of request.stdin ?? []) parts.push(part)
  return Buffer.concat(parts).toString()
}

function gpuTable(host: ShellHost): Outcome {
  const limits = (host.pod.spec.containers ?? []).map((container: {resources?: {limits?: Record<string, string>}}) =>
    Number(container.resources?.limits?.['nvidia.com/gpu'] ?? 0),
  )
  const count = limits.reduce((sum: number, each: number) => sum + each, 0)
  if (count === 0) return {out: '', err: 'nvidia-smi: command not found\n', code: 127}
  const labels = host.node?.metadata.labels ?? {}
  const product = labels['nvidia.com/gpu.product'] ?? 'NVIDIA GPU'
  const memory = Number(labels['nvidia.com/gpu.memory'] ?? 0)
  const rows = Array.from(
    {length: count},
    (_, index) => `| ${String(index).padStart(3)}  ${product.padEnd(34)} | ${String(memory).padStart(8)}MiB |\n`,
  )
  const rule = `+${'-'.repeat(40)}+${'-'.repeat(13)}+\n`
  return {out: `${rule}| GPU  ${'Name'.padEnd(34)} |      Memory |\n${rule}${rows.join('')}${rule}`, code: 0}
}
