import {patternTest} from '../files/name-pattern.ts'
import {breath} from './breath.ts'
import {type Builtin, builtins, Leave, type ShellState} from './builtins.ts'
import {ByteSource} from './byte-source.ts'
import {expandPattern, expandText, expandWords, type Scope} from './expand.ts'
import {parseScript} from './parse.ts'
import {BrokenPipe, type Call, failed, Interrupted, type Io, type Machine, ProgramError, pause} from './program.ts'
import {redirected, writerTo} from './redirects.ts'
import {copyOf, exportedOf, freshState} from './shell-state.ts'
import type {Command, Pipeline, Script, Statement} from './syntax.ts'
import {SyntaxProblem} from './syntax.ts'

export interface ShellOptions {
  readonly machine: Machine
  readonly io: Io
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** `$0` and the positional parameters. */
  readonly argv: readonly string[]
  readonly signal: AbortSignal
  readonly isTerminal: boolean
  readonly size: Call['size']
  readonly interact?: Call['interact']
  /** Runs what is neither a function nor built into the shell. */
  readonly launch: (call: Call) => Promise<number>
}

const deepest = 100
const roundsBetweenPauses = 100
const mostBusyRounds = 10_000
const longestCapture = 8 * 1024 * 1024

/** An interpreter of the POSIX shell's language. */
export class Shell {
  readonly state: ShellState
  readonly #options: ShellOptions
  readonly #io: Io
  #signal: AbortSignal
  #depth = 0
  /** Rounds of loops and calls of functions so far, of this shell and all that it forked. */
  #busy = {rounds: 0}

  constructor(options: ShellOptions, state: ShellState = freshState(options)) {
    this.#options = options
    this.#io = options.io
    this.#signal = options.signal
    this.state = state
  }

  /** Runs a script's text to its end or its `exit`; resolves to the exit code. */
  async execute(text: string, signal: AbortSignal = this.#options.signal): Promise<number> {
    this.#signal = signal
    const {state} = this
    try {
      await this.run(parseScript(text))
    } catch (error) {
      if (error instanceof Leave && error.kind !== 'exit') state.status = error.value
      else if (error instanceof SyntaxProblem) {
        this.#io.err.write(`${state.name}: ${error.message}\n`)
        state.status = 2
      } else throw error
    }
    return state.status
  }

  /** As {@link Shell.execute}, for a shell that ends with it. */
  async finish(text: string): Promise<number> {
    try {
      await this.execute(text)
    } catch (error) {
      if (error instanceof Leave) this.state.status = error.value
      else if (error instanceof Interrupted) this.state.status = 143
      else return failed(this.state.name, error, this.#io.err)
    }
    return this.leave()
  }

  /** What is to happen when the shell ends. */
  async leave(): Promise<number> {
    const {status} = this.state
    const last = this.state.traps.get('EXIT')
    this.state.traps.delete('EXIT')
    if (last) await this.execute(last)
    return status
  }

  async run(script: Script): Promise<number> {
    if (++this.#depth > deepest) throw new ProgramError('too many nested commands', 2)
    try {
      for (const statement of script) await this.#statement(statement)
    } finally {
      this.#depth--
    }
    return this.state.status
  }

  async #statement({steps, isBackground}: Statement): Promise<void> {
    if (isBackground) {
      const child = this.#fork({...this.#io, in: ByteSource.of()})
      this.state.jobs.push(child.#finishSteps([{steps, isBackground: false}]))
      this.state.status = 0
      return
    }
    for (const [i, {when, pipeline}] of steps.entries()) {
      const {status, settings} = this.state
      if ((when === 'success' && status !== 0) || (when === 'failure' && status === 0)) continue
      const isTested = i < steps.length - 1 || pipeline.isNegated
      const strict = isTested && settings.delete('errexit')
      try {
        await this.#pipeline(pipeline)
      } finally {
        if (strict) settings.add('errexit')
      }
      if (this.state.status !== 0 && !isTested && settings.has('errexit')) throw new Leave('exit', this.state.status)
    }
  }

  async #finishSteps(script: Script): Promise<number> {
    try {
      return await this.run(script)
    } catch (error) {
      if (error instanceof Leave) return error.value
      return failed(this.state.name, error, this.#io.err)
    }
  }

  async #pipeline({commands, isNegated}: Pipeline): Promise<void> {
    if (this.#signal.aborted) throw new Interrupted()
    const [only] = commands
    if (commands.length === 1 && only) this.state.status = await this.#command(only, this.#io)
    else {
      let input = this.#io.in
      const codes = commands.map((command, i) => {
        const isLast = i === commands.length - 1
        const pipe = new ByteSource()
        const own = input
        const child = this.#fork({in: own, err: this.#io.err, out: isLast ? this.#io.out : writerTo(pipe)})
        input = pipe
        return child.#stage(command).finally(() => {
          pipe.end()
          if (i > 0) own.close()
        })
      })
      const ended = await Promise.all(codes)
      const worst = ended.findLast((code) => code !== 0)
      this.state.status = (this.state.settings.has('pipefail') ? worst : ended.at(-1)) ?? 0
    }
    if (isNegated) this.state.status = this.state.status === 0 ? 1 : 0
  }

  #stage(command: Command): Promise<number> {
    const steps = [{when: 'always', pipeline: {commands: [command], isNegated: false}} as const]
    return this.#finishSteps([{steps, isBackground: false}])
  }

  /** A shell of its own, which knows what this one knows. */
  #fork(io: Io): Shell {
    return this.#with(io, copyOf(this.state))
  }

  #with(io: Io, state: ShellState): Shell {
    const other = new Shell({...this.#options, io, signal: this.#signal}, state)
    other.#depth = this.#depth
    other.#busy = this.#busy
    return other
  }

  async #command(command: Command, outer: Io): Promise<number> {
    const {state} = this
    const words = command.kind === 'simple' ? await expandWords(command.words, this.#scope()) : []
    if (command.kind === 'simple' && state.settings.has('xtrace') && words.length > 0)
      outer.err.write(`+ ${words.join(' ')}\n`)
    let io: Io
    try {
      io = await redirected(command.redirects, outer, this.#io, this.#scope())
    } catch (error) {
      return failed(state.name, error, outer.err)
    }
    if (io === outer) return command.kind === 'simple' ? this.#simple(command, words, io) : this.#compound(command)
    const inner = command.kind === 'group' && command.isSubshell ? this.#fork(io) : this.#with(io, state)
    return command.kind === 'simple' ? inner.#simple(command, words, io) : inner.#compound(command)
  }

  async #compound(command: Exclude<Command, {kind: 'simple'}>): Promise<number> {
    const {state} = this
    switch (command.kind) {
      case 'function':
        state.functions.set(command.name, command.body)
        return 0
      case 'group':
        return command.isSubshell ? this.#fork(this.#io).#finishSteps(command.body) : this.run(command.body)
      case 'if':
        for (const {test, body} of command.branches) if ((await this.#tested(test)) === 0) return this.run(body)
        state.status = 0
        return this.run(command.otherwise)
      case 'case': {
        const text = await expandText(command.word, this.#scope())
        for (const {patterns, body} of command.branches) {
          for (const pattern of patterns)
            if (patternTest(await expandPattern(pattern, this.#scope()))(text)) return this.run(body)
        }
        return 0
      }
      case 'for':
        return this.#for(command)
      case 'loop': {
        let status = 0
        const ended = await this.#repeat(async () => {
          if (((await this.#tested(command.test)) === 0) === command.isUntil) return false
          status = await this.run(command.body)
          return true
        })
        return ended ?? status
      }
    }
  }

  async #for(command: Extract<Command, {kind: 'for'}>): Promise<number> {
    const {state} = this
    const values = command.words ? await expandWords(command.words, this.#scope()) : [...state.positional]
    let status = 0
    const ended = await this.#repeat(async () => {
      const value = values.shift()
      if (value === undefined) return false
      state.variables.set(command.name, value)
      status = await this.run(command.body)
      return true
    })
    return ended ?? status
  }

  /** Repeats until `round` says that it is over, with `break` and `continue`. */
  async #repeat(round: () => Promise<boolean>): Promise<number | undefined> {
    for (;;) {
      await this.#turn()
      try {
        if (!(await round())) return undefined
      } catch (error) {
        if (!(error instanceof Leave) || (error.kind !== 'break' && error.kind !== 'continue')) throw error
        if (error.value > 1) throw new Leave(error.kind, error.value - 1)
        if (error.kind === 'break') return 0
      }
    }
  }

  /** Counts a round; now and then it takes a pause, a longer one in a shell that never sleeps. */
  async #turn(): Promise<void> {
    if (this.#signal.aborted) throw new Interrupted()
    await breath()
    const rounds = ++this.#busy.rounds
    if (rounds % roundsBetweenPauses === 0)
      await pause(this.#options.machine, rounds > mostBusyRounds ? 1000 : 1, this.#signal)
  }

  async #tested(script: Script): Promise<number> {
    const strict = this.state.settings.delete('errexit')
    try {
      return await this.run(script)
    } finally {
      if (strict) this.state.settings.add('errexit')
    }
  }

  async #simple(command: Extract<Command, {kind: 'simple'}>, words: readonly string[], io: Io): Promise<number> {
    const {state} = this
    const assigned: [string, string][] = []
    for (const {name, value} of command.assignments) assigned.push([name, await expandText(value, this.#scope())])
    const [name, ...args] = words
    if (name === undefined) {
      for (const [key, value] of assigned) state.variables.set(key, value)
      return assigned.some(([, value]) => value !== '') || command.assignments.length === 0 ? 0 : state.status
    }
    const own = state.functions.get(name)
    if (own) return this.#function(own, args, io)
    const call = this.#call(words, io, Object.fromEntries(assigned))
    const builtin: Builtin | undefined = builtins[name]
    try {
      if (builtin) {
        if (name === ':' || name === 'export' || name === 'read')
          for (const [key, value] of assigned) state.variables.set(key, value)
        return await builtin(call, state, (script) => this.run(script))
      }
      return await this.#options.launch(call)
    } catch (error) {
      if (error instanceof Leave || error instanceof Interrupted || error instanceof BrokenPipe) throw error
      return failed(name, error, io.err)
    }
  }

  async #function(body: Command, args: readonly string[], io: Io): Promise<number> {
    const {state} = this
    const before = state.positional
    state.positional = args
    if (++this.#depth > deepest) throw new ProgramError('too many nested commands', 2)
    try {
      await this.#turn()
      return await this.#command(body, io)
    } catch (error) {
      if (error instanceof Leave && error.kind === 'return') return error.value
      throw error
    } finally {
      this.#depth--
      state.positional = before
    }
  }

  #call(argv: readonly string[], io: Io, extra: Readonly<Record<string, string>>): Call {
    const {machine, isTerminal, size, interact, launch} = this.#options
    const {state} = this
    const env = {...exportedOf(state), ...extra}
    const [name = '', ...args] = argv
    const call: Call = {
      name,
      args,
      io,
      cwd: state.cwd,
      env,
      machine,
      signal: this.#signal,
      isTerminal,
      size,
      interact,
      run: (inner, changes = {}) => {
        const [program = '', ...rest] = inner
        return launch({...call, ...changes, name: program, args: rest})
      },
    }
    return call
  }

  #scope(): Scope {
    const {state} = this
    return {
      files: this.#options.machine.files,
      cwd: state.cwd,
      positional: state.positional,
      get: (name) => this.#value(name),
      set: (name, value) => void state.variables.set(name, value),
      capture: (script) => this.#capture(script),
    }
  }

  #value(name: string): string | undefined {
    const {state} = this
    if (/^\d+$/.test(name)) return name === '0' ? state.name : state.positional[Number(name) - 1]
    switch (name) {
      case '?':
        return String(state.status)
      case '#':
        return String(state.positional.length)
      case '$':
        return '1'
      case '!':
        return String(100 + this.state.jobs.length)
      case '-':
        return ''
      case 'PWD':
        return state.cwd
      case 'RANDOM':
        return String(Math.floor(this.#options.machine.world.random.next() * 32_768))
      default:
    }
    const value = state.variables.get(name)
    if (value === undefined && state.settings.has('nounset')) throw new ProgramError(`${name}: parameter not set`, 2)
    return value
  }

  async #capture(script: Script): Promise<string> {
    const chunks: Buffer[] = []
    let size = 0
    const write = (bytes: Uint8Array | string): void => {
      size += bytes.length
      if (size > longestCapture) throw new ProgramError('out of memory', 2)
      chunks.push(Buffer.from(bytes))
    }
    this.state.status = await this.#fork({...this.#io, out: {write}}).#finishSteps(script)
    return Buffer.concat(chunks).toString()
  }
}
