import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {join} from 'node:path'

export interface StandingServer extends AsyncDisposable {
  readonly url: string
  readonly pid: number
}

/** One of the servers beside this file, in another process, as an engine would be. */
export async function standingServer(
  name: 'engine' | 'canned-server',
  constants: object = {},
): Promise<StandingServer> {
  const program = join(import.meta.dirname, `${name}.ts`)
  const child = spawn(process.execPath, [program, JSON.stringify(constants)], {stdio: ['pipe', 'pipe', 'inherit']})
  const ended = once(child, 'exit')
  const [line] = await Promise.race([once(child.stdout, 'data'), ended.then(() => [''])])
  const url = String(line).trim()
  if (url === '' || child.pid === undefined) throw new Error(`the ${name} did not start`)
  return {
    url,
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await ended
    },
  }
}

/** Keeps a process to one core, where the system has the program for it. */
export function pin(pid: number, core: number): void {
  try {
    execFileSync('taskset', ['-acp', String(core), String(pid)], {stdio: 'ignore'})
  } catch (error) {
    // Not every system has it; the figures then are of processes that share the cores.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
