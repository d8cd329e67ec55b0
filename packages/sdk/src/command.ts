import * as Args from '@oclif/core/args'
import {Command} from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import type {Input, ParserOutput} from '@oclif/core/interfaces'
import {type Context, contextKey, type Io} from './context.ts'
import {OmeError} from './errors.ts'
import {
  connectionOf,
  type FleetFlags,
  type GlobalFlags,
  globalFlags,
  isFleetFlag,
  type WriteFlags,
  withBareValues,
} from './flags.ts'
import {preferredFormat} from './format.ts'
import type {ConnectionOptions} from './kube.ts'
import type {Completions, Need, Risk} from './need.ts'
import {type Paper, render, twins} from './output.ts'
import type {Plan} from './plan.ts'
import type {PlanOutcome} from './plan-run.ts'
import {Exit, exitCodeOf, inWordsOf, outputWord, reportError} from './runtime.ts'
import {plain} from './text.ts'
import type {View} from './view.ts'

export {Args, Flags}

/** Where a command looks: one namespace, or all of them (`namespace` absent). Fits the options of the client's calls. */
export interface Scope {
  readonly namespace?: string
  readonly allNamespaces: boolean
}

/** Values of a parsed command line; the type of oclif's own maps. */
// biome-ignore lint/suspicious/noExplicitAny: oclif's constraint on parser output, inferred away at every call
type Parsed = Record<string, any>

/**
 * The base of every command.
 *
 * It needs little of oclif's Config, so that the host can run a command without loading the framework's:
 * `new Cls(argv, {bin, options: {[contextKey]: context}, runHook: async () => ({successes: [], failures: []})})` and
 * then `_run()`. Help, deprecations and hooks other than `preparse` are the host's business. `_run()` resolves when the
 * command succeeded and otherwise rejects with an `Exit` whose error was printed already (see `exitCodeOf`).
 */
export abstract class OmeCommand extends Command {
  static override baseFlags = globalFlags
  /** The rights the command uses. Compared with what the person may do before anything is written. */
  static needs: readonly Need[]
  /** How much the command can change. Like `needs` it has no default: a command that leaves it out is not built. */
  static risk: Risk
  static completions: Completions = {}

  /** Beginning of environment variables that stand for flags: with `X_`, `X_WAIT_FOR` is `--wait-for`. They win over the flag's own. */
  protected readonly variables: string | undefined

  private connection: ConnectionOptions = {}
  private parsedFlags: Parsed = {}
  private made: Context | undefined

  /** The command's world, with the connection flags of the command line as defaults. */
  protected get context(): Context {
    this.made ??= this.makeContext()
    return this.made
  }

  private makeContext(): Context {
    const base = baseContext(this.config)
    const connected = (options: ConnectionOptions = {}): ConnectionOptions => ({...this.connection, ...options})
    return Object.assign(Object.create(base), {
      io: colouredIo(base.io, this.parsedFlags['color']),
      kube: (options?: ConnectionOptions) => base.kube(connected(options)),
      namespace: (options?: ConnectionOptions) => base.namespace(connected(options)),
      ...(base.lastingKube
        ? {lastingKube: (options?: ConnectionOptions) => base.lastingKube?.(connected(options))}
        : {}),
      ...(base.whoAmI
        ? {whoAmI: (name: string, options?: ConnectionOptions) => base.whoAmI?.(name, connected(options))}
        : {}),
      ...(base.useNamespace
        ? {useNamespace: (name: string, options?: ConnectionOptions) => base.useNamespace?.(name, connected(options))}
        : {}),
      ...(base.kubeconfig
        ? {
            kubeconfig: (options?: ConnectionOptions, namespace?: string) =>
              base.kubeconfig?.(connected(options), namespace),
          }
        : {}),
    })
  }

  /** As oclif's, except that environment variables come from the context and stdin is never taken for an argument. */
  protected override async parse<F extends Parsed, B extends Parsed, A extends Parsed>(
    options: Input<F, B, A>,
    argv = this.argv,
  ): Promise<ParserOutput<F, B, A>> {
    const flags: Parsed = {...options.baseFlags, ...options.flags}
    const base = baseContext(this.config)
    const parsed = await super.parse(prepared(options, base.env, this.variables), withBareValues(argv, flags))
    this.parsedFlags = parsed.flags
    const preferred = preferredFormat(flags['output'], base.settings)
    if (preferred !== undefined) this.parsedFlags['output'] ??= preferred
    const connecting = isFleetFlag(flags['cluster']) ? withoutFleet(parsed.flags, base.env) : parsed.flags
    this.connection = connectionOf(connecting as GlobalFlags)
    this.made = undefined
    base.typed?.({flags: connecting, operands: parsed.argv.map(String)})
    return parsed
  }

  /** The namespace of `-n`, else of the current context; none with `-A`. */
  protected async scopeOf(flags: {
    readonly namespace?: string | undefined
    readonly 'all-namespaces'?: boolean
  }): Promise<Scope> {
    if (flags['all-namespaces']) return {allNamespaces: true}
    return {namespace: flags.namespace ?? (await this.context.namespace()), allNamespaces: false}
  }

  /** Prints a model through its view in the format of `-o`. */
  protected render<Model>(view: View<Model>, model: Model, output?: string): void {
    render(view, model, this.paper(output))
  }

  /**
   * Shows a model as it changes, for `--watch`: redrawn in place on a terminal, line by line in a pipe. Throws
   * `cancelled` on Ctrl-C; returns after `timeoutMs` milliseconds, where they are given.
   */
  protected async watch<Model>(
    view: View<Model>,
    models: AsyncIterable<Model>,
    output?: string,
    timeoutMs?: number,
  ): Promise<void> {
    const [{showLive}, {forAWhile}] = await Promise.all([import('./live.ts'), import('./deadline.ts')])
    const paper = () => this.paper(output)
    await forAWhile(timeoutMs, this.context.signal, (signal) => showLive(view, models, {paper, signal}))
  }

  /**
   * Asks the clusters of `--cluster` at once and prints what they say through the view of one; the command ends with the
   * worst exit code, that of a value as `codeOf` says (default 0). `ask` gets a world of one cluster.
   */
  protected async renderFleet<Model>(
    view: View<Model>,
    flags: FleetFlags,
    ask: (context: Context, cluster: string) => Promise<Model>,
    codeOf?: (model: Model) => number,
  ): Promise<void> {
    const {showFleet} = await import('./fleet-view.ts')
    await showFleet(view, ask, {context: this.context, flags, paper: this.paper(flags.output), ...(codeOf && {codeOf})})
  }

  /** Paper for the functions of `@ome/sdk/output`. */
  protected paper(output?: string): Paper {
    const {io, now, onTrouble, bin} = this.context
    const connection = this.context.connectionWords?.() ?? ''
    const {say} = io
    const typed = (text: string): string => inWordsOf(bin, text, connection)
    // Words without the program are left as they are: the id of a command may begin with the program's name.
    const said = (text: string): string => (typed(text) === text ? text : (say ?? String)(typed(text)))
    const commands = say === undefined && connection === '' && bin === 'ome' ? undefined : said
    const allNamespaces = this.parsedFlags['all-namespaces'] === true
    return {io, now: now(), output, allNamespaces, onTrouble, commands}
  }

  /**
   * Carries out a plan as the write flags say: shows, asks, applies and prints one line per object, or stops after a
   * diff or dry run. Throws as `runPlan` does.
   */
  protected async plan(plan: Plan, flags: WriteFlags): Promise<PlanOutcome> {
    const {runPlan} = await import('./plan-run.ts')
    const {bin, connectionWords} = this.context
    const notes = plan.notes?.map((note) => inWordsOf(bin, note, connectionWords?.()))
    return await runPlan(notes ? {...plan, notes} : plan, flags, this.context)
  }

  /** Asks unless `--yes`. Throws `usage` without a terminal and `cancelled` for a no. */
  protected async confirm(question: string, flags: {readonly yes?: boolean | undefined}): Promise<void> {
    if (flags.yes) return
    const {confirmOrThrow} = await import('./plan-run.ts')
    await confirmOrThrow(question, this.context)
  }

  /** A line of explanation on stderr: `note: …`. */
  protected note(text: string): void {
    const {io, bin, connectionWords} = this.context
    io.err(`note: ${twins(io, plain(inWordsOf(bin, text, connectionWords?.())))}\n`)
  }

  override log(message = ''): void {
    this.context.io.out(`${message}\n`)
  }

  override logToStderr(message = ''): void {
    this.context.io.err(`${message}\n`)
  }

  override warn(input: Error | string): Error | string {
    this.context.io.err(`warning: ${plain(typeof input === 'string' ? input : input.message)}\n`)
    return input
  }

  protected override async init(): Promise<void> {}

  protected override async _run<Result>(): Promise<Result> {
    let failure: Error | undefined
    try {
      await this.init()
      return await this.run()
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error))
      return await this.catch(failure)
    } finally {
      await this.finally(failure)
    }
  }

  /** Prints the error in the one form and ends with its code. */
  protected override async catch(error: Error): Promise<never> {
    if (exitCodeOf(error) !== undefined) throw error
    const {io, env, signal, bin} = this.context
    const {flags, baseFlags} = this.ctor
    const told = (await this.context.explain?.(error)) ?? error
    const code = reportError(told, io, {
      bin,
      connection: this.context.connectionWords?.(),
      command: this.ctor.id?.replaceAll(':', ' '),
      flags: Object.keys({...baseFlags, ...flags}),
      aborted: signal.aborted,
      output: formatWord(this.parsedFlags['output']) ?? outputWord(this.argv),
      verbose: this.parsedFlags['verbose'] === true || this.argv.includes('--verbose'),
      debug: isTrue(env['OME_DEBUG']),
    })
    throw new Exit(code)
  }
}

/** An `--output` that may be given twice is a place as well as a format. */
const formatWord = (output: string | readonly string[] | undefined): string | undefined =>
  typeof output === 'object' ? (output.find((word) => word === 'json' || word === 'yaml') ?? '') : output

const isTrue = (text: string | undefined): boolean =>
  text !== undefined && !['', '0', 'false', 'no'].includes(text.toLowerCase())

function baseContext(config: Command['config']): Context {
  const context: unknown = Reflect.get(config.options, contextKey)
  if (typeof context !== 'object' || context === null)
    throw new OmeError('bug', 'the command was started without a context')
  return context as Context
}

/** Where `--cluster` names contexts, the kubeconfig's cluster of that name is chosen by the environment alone, or by each context. */
const withoutFleet = ({cluster, ...flags}: Parsed, env: Context['env']): Parsed =>
  cluster === undefined && env['OME_CLUSTER'] ? {...flags, cluster: env['OME_CLUSTER']} : flags

/** `--color` wins over what the terminal would get. */
function colouredIo(io: Io, when: unknown): Io {
  if (when !== 'always' && when !== 'never') return io
  return Object.create(io, {colour: {value: when === 'always', enumerable: true}})
}

/** The same definitions with environment values as defaults, and arguments that do not fall back to stdin. */
function prepared<F extends Parsed, B extends Parsed, A extends Parsed>(
  options: Input<F, B, A>,
  env: Context['env'],
  variables: string | undefined,
): Input<F, B, A> {
  const {flags = {}, baseFlags = {}, args = {}}: Parsed = options
  const filled = (flag: Parsed, name: string): Parsed => withEnvironment(flag, env, variableOf(name, variables, env))
  const changed: Parsed = {
    ...options,
    flags: mapValues(flags, filled),
    baseFlags: mapValues(baseFlags, filled),
    args: mapValues(args, (arg) => ({...arg, ignoreStdin: true})),
  }
  return changed as Input<F, B, A>
}

/** The variable that stands for a flag and is set. */
function variableOf(flag: string, prefix: string | undefined, env: Context['env']): string | undefined {
  const name = prefix === undefined ? '' : prefix + flag.toUpperCase().replaceAll('-', '_')
  return env[name] ? name : undefined
}

/** The parser would read process.env; values of the context's environment are handed to it as defaults instead. */
function withEnvironment(flag: Parsed, env: Context['env'], variable: string | undefined): Parsed {
  const {env: own, ...rest} = flag
  const name = variable ?? own
  const value = name === undefined ? undefined : env[name]
  if (value === undefined || value === '') return rest
  if (flag['type'] === 'boolean') return {...rest, default: isTrue(value)}
  const one = async (text: string): Promise<unknown> => {
    if (flag['options'] && !flag['options'].includes(text)) {
      throw new OmeError('usage', `${name}=${text}: not one of ${flag['options'].join(', ')}`)
    }
    return flag['parse'](text, {}, flag)
  }
  return {...rest, default: () => (flag['multiple'] ? Promise.all(value.split(',').map(one)) : one(value))}
}

function mapValues(values: Parsed, change: (value: Parsed, key: string) => Parsed): Parsed {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value, key)]))
}
