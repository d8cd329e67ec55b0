import assert from 'node:assert/strict'
import {type ChildProcess, type ExecFileException, execFile, spawn} from 'node:child_process'
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {setTimeout as later} from 'node:timers/promises'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface RunOptions {
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
}

/** A kubectl with a home of its own, whose kubeconfig is a copy that points at one namespace. */
export class Kubectl {
  readonly program: string
  readonly home: string
  readonly namespace: string
  /** Group of the custom resources; nobody else's, since definitions belong to the whole cluster. */
  readonly group: string
  #files = 0

  private constructor(program: string, home: string, namespace: string) {
    this.program = program
    this.home = home
    this.namespace = namespace
    this.group = `${namespace}.example.com`
  }

  static async create(program: string, kubeconfig: string, namespace: string): Promise<Kubectl> {
    const kubectl = new Kubectl(program, await mkdtemp(join(tmpdir(), 'ome-kubectl-')), namespace)
    const copy = await kubectl.ok(`config view --raw --flatten --minify --kubeconfig ${kubeconfig}`)
    await writeFile(join(kubectl.home, 'config'), copy)
    await kubectl.ok(`config set-context --current --namespace ${namespace}`)
    return kubectl
  }

  /** Arguments as one would type them: blanks separate, single quotes keep together. */
  run(line: string, {stdin, env}: RunOptions = {}): Promise<Ran> {
    return new Promise((resolve) => {
      const child = execFile(
        this.program,
        words(line),
        {env: this.#env(env), timeout: 60_000, maxBuffer: 2 ** 26},
        (error: ExecFileException | null, out, err) => resolve({code: error ? Number(error.code ?? -1) : 0, out, err}),
      )
      child.stdin?.on('error', () => undefined)
      child.stdin?.end(stdin)
    })
  }

  /** What it prints; it must succeed. */
  async ok(line: string, options?: RunOptions): Promise<string> {
    const {code, out, err} = await this.run(line, options)
    assert.equal(code, 0, `kubectl ${line} ended with ${code}: ${err}${out}`)
    return out
  }

  /** What it says on stderr; it must fail. */
  async fails(line: string, code = 1): Promise<string> {
    const ran = await this.run(line)
    assert.equal(ran.code, code, `kubectl ${line} ended with ${ran.code}: ${ran.err}${ran.out}`)
    return ran.err
  }

  /** Asks again until the answer fits; the cluster works in its own time. */
  async until(line: string, wanted: RegExp): Promise<string> {
    for (let left = 300; ; left--) {
      const {out, err} = await this.run(line)
      if (wanted.test(out)) return out
      assert.ok(left > 0, `kubectl ${line} never said ${wanted}: ${out}${err}`)
      await later(100)
    }
  }

  /** A process that goes on, and what it has said so far. */
  start(line: string): Running {
    return running(spawn(this.program, words(line), {env: this.#env(), cwd: this.home}))
  }

  /** Another program with this home, such as one that calls kubectl. */
  startOther(program: string, args: readonly string[]): Running {
    return running(spawn(program, args, {env: this.#env(), cwd: this.home}))
  }

  /** Writes a file in the home and gives its path. */
  async file(text: string | Buffer, name = `file-${++this.#files}.yaml`): Promise<string> {
    const path = join(this.home, name)
    await mkdir(dirname(path), {recursive: true})
    await writeFile(path, text, {mode: text.toString().startsWith('#!') ? 0o755 : 0o644})
    return path
  }

  async remove(): Promise<void> {
    await rm(this.home, {recursive: true, force: true})
  }

  #env(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
    return {...process.env, KUBECONFIG: join(this.home, 'config'), HOME: this.home, TERM: 'xterm', ...more}
  }
}

export interface Running {
  readonly child: ChildProcess
  text(): string
  /** Resolves with the match as soon as stdout or stderr has it. */
  says(wanted: RegExp): Promise<RegExpExecArray>
  ended: Promise<number>
}

function running(child: ChildProcess): Running {
  let text = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (more) => {
      text += more
      for (const listener of listeners) listener()
    })
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)))
  const says = (wanted: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = wanted.exec(text)
        if (match) resolve(match)
      }
      listeners.add(look)
      ended.then(() => reject(new Error(`it ended and never said ${wanted}: ${text}`)))
      const limit = setTimeout(() => reject(new Error(`it never said ${wanted}: ${text}`)), 30_000)
      limit.unref()
      look()
    })
  return {child, text: () => text, says, ended}
}

const words = (line: string): string[] =>
  [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''))
