import {type ChildProcess, spawn} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

export const root = join(import.meta.dirname, '..')

export interface Result {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly stdin?: string
  readonly cwd?: string
  /** Called with the process as soon as it runs and with every piece of output, to react to it. */
  readonly onOutput?: (child: ChildProcess, text: string) => void
}

export function start(
  command: readonly string[],
  {env, stdin, cwd, onOutput}: RunOptions = {},
): {child: ChildProcess; done: Promise<Result>} {
  const [program = '', ...args] = command
  const child = spawn(program, args, {cwd: cwd ?? root, env: {...process.env, ...env}, stdio: ['pipe', 'pipe', 'pipe']})
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8')
    onOutput?.(child, chunk.toString('utf8'))
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8')
    onOutput?.(child, chunk.toString('utf8'))
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(stdin ?? '')
  const done = new Promise<Result>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({code, signal, out, err}))
  })
  return {child, done}
}

/** A person's machine: an empty home, the built program, and what `ome sandbox env` printed. */
export class Machine {
  readonly home = mkdtempSync(join(tmpdir(), 'ome-e2e-'))
  env: Record<string, string | undefined> = {
    HOME: this.home,
    OME_CONFIG_DIR: join(this.home, '.ome'),
    OME_DATA_DIR: join(this.home, '.ome'),
    OME_CACHE_DIR: join(this.home, '.ome', 'cache'),
    KUBECONFIG: undefined,
    OME_YES: undefined,
    NO_COLOR: undefined,
    FORCE_COLOR: undefined,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
  }

  run(command: readonly string[], options: RunOptions = {}): Promise<Result> {
    return start(command, {...options, env: {...this.env, ...options.env}}).done
  }

  start(command: readonly string[], options: RunOptions = {}): {child: ChildProcess; done: Promise<Result>} {
    return start(command, {...options, env: {...this.env, ...options.env}})
  }

  ome(...words: readonly string[]): Promise<Result> {
    return this.run([process.execPath, join(root, 'bin', 'ome'), ...words])
  }

  kubectl(...words: readonly string[]): Promise<Result> {
    return this.run([join(root, 'tools', 'bin', 'kubectl'), ...words])
  }

  /** Takes over the lines of `ome sandbox env`. */
  async useSandbox(): Promise<void> {
    const {out} = await this.ome('sandbox', 'env')
    for (const [, name = '', value = ''] of out.matchAll(/^export (\w+)='?(.*?)'?$/gm))
      this.env = {...this.env, [name]: value}
  }

  remove(): void {
    rmSync(this.home, {recursive: true, force: true})
  }
}
