import {ApiError, type ApiObject} from '../api.ts'
import type {World} from '../controllers/world.ts'
import type {AttachRequest, ExecRequest, NodeAgent} from '../node-agent.ts'
import {ContainerConsole} from './container-console.ts'
import type {ContainerSpec} from './container-spec.ts'
import type {ContainerFiles} from './files/container-files.ts'
import {imageFiles} from './files/image-files.ts'
import {FileError} from './files/tree.ts'
import type {PodVolumes} from './files/volumes.ts'
import {digestOf} from './images.ts'
import {type LogBuffer, logBuffer} from './log-buffer.ts'
import type {Machine} from './shell/program.ts'
import {programs} from './shell/programs.ts'
import {ProgramMissing, runCommand} from './shell/run-command.ts'

export interface ContainerRunOptions {
  readonly world: World
  readonly pod: () => ApiObject
  readonly node: () => ApiObject | undefined
  readonly container: ContainerSpec
  readonly env: Readonly<Record<string, string>>
  readonly volumes: PodVolumes
  readonly podIP: () => string
  readonly forward: NodeAgent['http']
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

const longestMessage = 4096
const lastLines = 80

/** One life of a container, from its start to the end of its program: its streams, its files, what is run in it. */
export class ContainerRun {
  readonly log: LogBuffer = logBuffer()
  readonly console: ContainerConsole
  readonly #options: ContainerRunOptions
  #ending: AbortController | undefined
  #files: ContainerFiles | undefined
  #exitCode: number | undefined
  #execs = 0
  #ended: Set<(code: number) => void> | undefined

  constructor(options: ContainerRunOptions) {
    this.#options = options
    this.console = new ContainerConsole(this.log, () => options.world.clock.now(), options.container.stdin === true)
  }

  get startedAt(): number {
    return this.#options.startedAt
  }

  get files(): ContainerFiles {
    const {pod, container, volumes, podIP, world} = this.#options
    this.#files ??= imageFiles({
      pod: pod(),
      container,
      volumes,
      podIP: podIP(),
      programs: Object.keys(programs),
      now: () => world.clock.now(),
    })
    return this.#files
  }

  machine(): Machine {
    const {world, pod, node, container, podIP, forward, startedAt} = this.#options
    const run = this
    return {
      world,
      pod: pod(),
      node: node(),
      container,
      get files() {
        return run.files
      },
      podIP: podIP(),
      startedAt,
      forward,
      commandLine: [...(container.command ?? []), ...(container.args ?? [])],
    }
  }

  /** Runs a command beside the program; it ends with the container at the latest. */
  async exec(request: ExecRequest): Promise<number> {
    const {container, env} = this.#options
    const abort = new AbortController()
    const stop = (): void => abort.abort()
    this.#ending ??= new AbortController()
    if (this.#exitCode !== undefined) this.#ending.abort()
    const signals = [request.signal, this.#ending.signal]
    for (const signal of signals) signal.addEventListener('abort', stop, {once: true})
    if (signals.some((signal) => signal.aborted)) stop()
    this.#execs++
    try {
      return await runCommand({
        ...request,
        machine: this.machine(),
        argv: request.command,
        env: request.tty ? {...env, TERM: 'xterm'} : env,
        cwd: container.workingDir ?? '/',
        signal: abort.signal,
      })
    } catch (error) {
      throw error instanceof ProgramMissing ? this.#execProblem(error) : error
    } finally {
      for (const signal of signals) signal.removeEventListener('abort', stop)
    }
  }

  #execProblem({message}: ProgramMissing): ApiError {
    const {pod, container, startedAt} = this.#options
    const id = digestOf(`${pod().metadata.uid}/${container.name}/${startedAt}/${this.#execs}`).slice('sha256:'.length)
    const cause = `error executing command in container: failed to exec in container: failed to start exec "${id}": ${message}`
    return new ApiError({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: `Internal error occurred: ${cause}`,
      reason: 'InternalError',
      details: {causes: [{message: cause}]},
      code: 500,
    })
  }

  /** Joins the program's streams until it ends or the client leaves. */
  async attach(request: AttachRequest): Promise<number> {
    const {container} = this.#options
    const stop = this.console.listen((stream, bytes) =>
      stream === 'stderr' && container.tty !== true ? request.stderr(bytes) : request.stdout(bytes),
    )
    if (request.stdin && container.stdin) this.#type(request.stdin, container.stdinOnce === true)
    try {
      return await this.#end(request.signal)
    } finally {
      stop()
    }
  }

  /** What the program leaves as its last words, as its container asks for. */
  lastWords(exitCode: number): string {
    const {terminationMessagePath = '/dev/termination-log', terminationMessagePolicy} = this.#options.container
    const written = this.#files ? readText(this.#files, terminationMessagePath) : ''
    if (written !== '') return written.slice(0, longestMessage)
    if (terminationMessagePolicy !== 'FallbackToLogsOnError' || exitCode === 0) return ''
    const lines = this.log.lines.slice(-lastLines).map((line) => `${line.text}\n`)
    return lines.join('').slice(-2048)
  }

  end(exitCode: number): void {
    this.#exitCode = exitCode
    this.#ending?.abort()
    this.console.end()
    for (const listener of this.#ended ?? []) listener(exitCode)
  }

  #type(stdin: AsyncIterable<Uint8Array>, isOnce: boolean): void {
    const pump = async (): Promise<void> => {
      for await (const bytes of stdin) this.console.input.push(bytes)
      if (isOnce) this.console.input.end()
    }
    pump().catch(() => this.console.input.end())
  }

  #end(signal: AbortSignal): Promise<number> {
    if (this.#exitCode !== undefined) return Promise.resolve(this.#exitCode)
    return new Promise((resolve) => {
      const done = (code: number): void => {
        this.#ended?.delete(done)
        signal.removeEventListener('abort', leave)
        resolve(code)
      }
      const leave = (): void => done(0)
      this.#ended ??= new Set()
      this.#ended.add(done)
      signal.addEventListener('abort', leave, {once: true})
      if (signal.aborted) leave()
    })
  }
}

function readText(files: ContainerFiles, path: string): string {
  try {
    return files.read(path).toString()
  } catch (error) {
    if (error instanceof FileError) return ''
    throw error
  }
}
