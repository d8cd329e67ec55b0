import {durationMs} from '../faults.ts'
import {gpuPrograms} from './gpu-program.ts'
import {type Call, type Program, ProgramError, pause} from './program.ts'

function sleepMs(text: string): number {
  if (text === 'infinity' || text === 'inf') return Number.POSITIVE_INFINITY
  const ms = durationMs(/^[0-9.]+$/.test(text) ? `${text}s` : text)
  if (ms === undefined) throw new ProgramError(`invalid number '${text}'`)
  return ms
}

const sleep: Program = async ({args, machine, signal}) => {
  if (args.length === 0) throw new ProgramError('missing operand')
  await pause(
    machine,
    args.reduce((sum, text) => sum + sleepMs(text), 0),
    signal,
  )
  return 0
}

const env: Program = async (call) => {
  const extra: Record<string, string> = {}
  let at = 0
  for (; (call.args[at] ?? '').includes('='); at++) {
    const [name = '', ...rest] = (call.args[at] ?? '').split('=')
    extra[name] = rest.join('=')
  }
  const variables = {...call.env, ...extra}
  if (at < call.args.length) return call.run(call.args.slice(at), {env: variables})
  for (const [name, value] of Object.entries(variables)) call.io.out.write(`${name}=${value}\n`)
  return 0
}

const printenv: Program = (call) => {
  if (call.args.length === 0) return env(call)
  const values = call.args.flatMap((name) => call.env[name] ?? [])
  for (const value of values) call.io.out.write(`${value}\n`)
  return values.length === call.args.length ? 0 : 1
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const date: Program = ({args, machine, io}) => {
  const now = machine.world.clock.now()
  const at = new Date(now)
  const iso = at.toISOString()
  const two = (value: number): string => String(value).padStart(2, '0')
  const parts: Readonly<Record<string, string>> = {
    Y: iso.slice(0, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    H: two(at.getUTCHours()),
    M: two(at.getUTCMinutes()),
    S: two(at.getUTCSeconds()),
    F: iso.slice(0, 10),
    T: iso.slice(11, 19),
    s: String(Math.floor(now / 1000)),
    N: String(Math.floor(now % 1000))
      .padStart(3, '0')
      .padEnd(9, '0'),
    z: '+0000',
    Z: 'UTC',
    a: days[at.getUTCDay()] ?? '',
    b: months[at.getUTCMonth()] ?? '',
    e: String(at.getUTCDate()).padStart(2),
    '%': '%',
  }
  const format =
    args.find((arg) => arg.startsWith('+'))?.slice(1) ??
    (args.some((arg) => arg.startsWith('-I')) ? '%Y-%m-%dT%H:%M:%S+00:00' : '%a %b %e %H:%M:%S %Z %Y')
  io.out.write(`${format.replace(/%(.)/g, (whole, letter: string) => parts[letter] ?? whole)}\n`)
  return 0
}

const ps: Program = ({machine, io, name, args}) => {
  io.out.write('PID   USER     TIME  COMMAND\n')
  io.out.write(`    1 root      0:00 ${machine.commandLine.join(' ') || machine.container.name}\n`)
  io.out.write(`    7 root      0:00 ${[name, ...args].join(' ')}\n`)
  return 0
}

const system: Readonly<Record<string, (call: Call) => string>> = {
  s: () => 'Linux',
  n: ({machine}) => machine.pod.spec.hostname ?? machine.pod.metadata.name,
  r: ({machine}) => machine.node?.status?.nodeInfo?.kernelVersion ?? '6.8.0-79-generic',
  v: () => '#79-Ubuntu SMP',
  m: () => 'x86_64',
  o: () => 'GNU/Linux',
}

const uname: Program = (call) => {
  const letters = [...call.args.join('').replaceAll('-', '')]
  const wanted =
    letters.length === 0
      ? ['s']
      : letters.includes('a')
        ? Object.keys(system)
        : Object.keys(system).filter((key) => letters.includes(key))
  call.io.out.write(`${wanted.map((key) => system[key]?.(call) ?? '').join(' ')}\n`)
  return 0
}

const timeout: Program = async (call) => {
  const args = call.args.filter((arg, i) => !(i === 0 && /^-[sk]/.test(arg)))
  const [limit = '', ...command] = args
  const abort = new AbortController()
  const stop = (): void => abort.abort()
  call.signal.addEventListener('abort', stop, {once: true})
  let isOver = false
  const cancel = call.machine.world.clock.after(sleepMs(limit), () => {
    isOver = true
    stop()
  })
  try {
    const code = await call.run(command, {signal: abort.signal})
    return isOver ? 124 : code
  } finally {
    cancel()
    call.signal.removeEventListener('abort', stop)
  }
}

const hostname: Program = ({args, machine, io}) => {
  const isAddress = args.includes('-i') || args.includes('-I')
  io.out.write(`${isAddress ? machine.podIP : (machine.pod.spec.hostname ?? machine.pod.metadata.name)}\n`)
  return 0
}

const userOf = ({machine}: Call): number =>
  machine.container.securityContext?.runAsUser ?? machine.pod.spec.securityContext?.runAsUser ?? 0

const id: Program = (call) => {
  const user = userOf(call)
  if (call.args.includes('-u')) call.io.out.write(`${user}\n`)
  else
    call.io.out.write(
      user === 0 ? 'uid=0(root) gid=0(root) groups=0(root)\n' : `uid=${user} gid=${user} groups=${user}\n`,
    )
  return 0
}

const whoami: Program = (call) => {
  const user = userOf(call)
  if (user !== 0) throw new ProgramError(`unknown uid ${user}`)
  call.io.out.write('root\n')
  return 0
}

const free: Program = ({io}) => {
  io.out.write(
    '              total        used        free      shared  buff/cache   available\nMem:       32765432     6240220    24515212        1204     2010000    26100000\nSwap:             0           0           0\n',
  )
  return 0
}

const stty: Program = (call) => {
  if (!call.isTerminal) throw new ProgramError('standard input: Inappropriate ioctl for device')
  const {rows, columns} = call.size() ?? {rows: 24, columns: 80}
  if (call.args.includes('size')) call.io.out.write(`${rows} ${columns}\n`)
  return 0
}

const through: Program = (call) => (call.args.length === 0 ? 0 : call.run(call.args))

/** Programs about the machine, its time and its processes. */
export const systemPrograms: Readonly<Record<string, Program>> = {
  ...gpuPrograms,
  clear: ({io}) => {
    io.out.write('\x1b[H\x1b[J')
    return 0
  },
  date,
  env,
  false: () => 1,
  free,
  hostname,
  id,
  kill: () => 0,
  nohup: through,
  nproc: ({io}) => {
    io.out.write('8\n')
    return 0
  },
  printenv,
  ps,
  pwd: ({io, cwd}) => {
    io.out.write(`${cwd}\n`)
    return 0
  },
  sleep,
  stty,
  time: through,
  timeout,
  true: () => 0,
  tty: ({isTerminal, io}) => {
    io.out.write(isTerminal ? '/dev/pts/0\n' : 'not a tty\n')
    return isTerminal ? 0 : 1
  },
  uname,
  uptime: ({io, machine}) => {
    const minutes = Math.floor((machine.world.clock.now() - machine.startedAt) / 60_000)
    io.out.write(` up ${minutes} min,  0 users,  load average: 0.12, 0.08, 0.05\n`)
    return 0
  },
  whoami,
}
