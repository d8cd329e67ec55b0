import type {Context} from './context.ts'
import {exitCodes, isOmeError, OmeError} from './errors.ts'
import type {ConnectionOptions} from './kube.ts'
import type {Kubeconfig} from './kubeconfig.ts'
import {nearest} from './nearest.ts'
import {inWordsOf} from './runtime.ts'
import {shellWord} from './text.ts'
import {formatDuration} from './units.ts'

/** One cluster of several, with a world in which everything asks it. */
export interface FleetMember {
  /** Name of the kubeconfig's context. */
  readonly cluster: string
  readonly context: Context
}

/** What came of one cluster. */
export type FleetAnswer<Value> =
  | {readonly cluster: string; readonly value: Value}
  | {readonly cluster: string; readonly error: OmeError}

/** Time for one cluster where nothing else is said. */
export const fleetTimeoutMs = 10_000

/**
 * The contexts that `--cluster` names, in its order and each once; `all` is one context per cluster and user of the
 * kubeconfig, the current one before others of the same. Throws `usage` for names that are not there.
 */
export async function fleetMembers(
  context: Context,
  typed: string,
  {
    kubeconfig,
    timeoutMs = fleetTimeoutMs,
  }: {readonly kubeconfig?: string | undefined; readonly timeoutMs?: number} = {},
): Promise<readonly FleetMember[]> {
  const [{readKubeconfig}, {homeFolder}] = await Promise.all([
    import('./kube/connection.ts'),
    import('./disk/home-folder.ts'),
  ])
  const {env, cwd} = context
  const config = await readKubeconfig(kubeconfig, {env, cwd, home: homeFolder(env)})
  return contextNames(config, typed).map((cluster) => ({
    cluster,
    context: memberContext(context, {context: cluster, requestTimeoutMs: timeoutMs}),
  }))
}

function contextNames(config: Kubeconfig, typed: string): readonly string[] {
  const known = [...config.contexts.keys()]
  if (typed === 'all' && !config.contexts.has('all')) return oncePerCluster(config)
  const names = [...new Set(typed.split(',').map((name) => name.trim()))].filter((name) => name !== '')
  if (names.length === 0) throw new OmeError('usage', '--cluster names no context', ['write --cluster A,B or all'])
  const missing = names.filter((name) => !config.contexts.has(name))
  if (missing.length === 0) return names
  const near = missing.flatMap((name) => nearest(name, known) ?? [])
  throw new OmeError(
    'usage',
    `no ${missing.length === 1 ? 'context is' : 'contexts are'} called ${missing.map((name) => `"${name}"`).join(', ')}`,
    [
      ...(near.length > 0 ? [`did you mean ${[...new Set(near)].join(', ')}?`] : []),
      known.length > 0 ? `contexts of the kubeconfig: ${known.join(', ')}` : 'the kubeconfig has no contexts',
    ],
  )
}

/** Contexts that differ only by their namespace lead to one cluster: it is asked once. */
function oncePerCluster({contexts, currentContext}: Kubeconfig): readonly string[] {
  const current = currentContext === undefined ? undefined : contexts.get(currentContext)
  const keyOf = ({cluster, user}: {cluster?: string | undefined; user?: string | undefined}): string =>
    JSON.stringify([cluster, user])
  const seen = new Map<string, string>()
  if (currentContext !== undefined && current) seen.set(keyOf(current), currentContext)
  for (const [name, entry] of contexts) if (!seen.has(keyOf(entry))) seen.set(keyOf(entry), name)
  const chosen = new Set(seen.values())
  if (chosen.size === 0)
    throw new OmeError('usage', 'the kubeconfig has no contexts', ['connect one: ome cluster list'])
  return [...contexts.keys()].filter((name) => chosen.has(name))
}

function memberContext(context: Context, connection: ConnectionOptions): Context {
  const own = (options: ConnectionOptions = {}): ConnectionOptions => ({...connection, ...options})
  return Object.assign(Object.create(context), {
    kube: (options?: ConnectionOptions) => context.kube(own(options)),
    namespace: (options?: ConnectionOptions) => context.namespace(own(options)),
    connectionWords: () => contextWords(connection.context ?? ''),
    ...(context.mayWrite && {mayWrite: () => context.mayWrite?.(connection.context)}),
    ...(context.lastingKube && {lastingKube: (options?: ConnectionOptions) => context.lastingKube?.(own(options))}),
    ...(context.kubeconfig && {
      kubeconfig: (options?: ConnectionOptions, namespace?: string) => context.kubeconfig?.(own(options), namespace),
    }),
  })
}

/** `--context NAME`, for command lines that ask one cluster of several. */
export const contextWords = (name: string): string => `--context ${shellWord(name)}`

/**
 * Asks all clusters at once. One that fails, or has not answered within the time, is an answer with its error and keeps
 * nobody waiting. Throws what is no error of ours, and `cancelled` for Ctrl-C.
 */
export async function askFleet<Value>(
  members: readonly FleetMember[],
  ask: (context: Context, cluster: string) => Promise<Value>,
  {signal, timeoutMs = fleetTimeoutMs}: {readonly signal: AbortSignal; readonly timeoutMs?: number},
): Promise<readonly FleetAnswer<Value>[]> {
  const answers = await Promise.all(
    members.map(async ({cluster, context}): Promise<FleetAnswer<Value>> => {
      try {
        return {cluster, value: await withinTime(ask(context, cluster), cluster, timeoutMs)}
      } catch (error) {
        if (!isOmeError(error) || signal.aborted) throw error
        return {cluster, error: aboutCluster(error, cluster)}
      }
    }),
  )
  if (signal.aborted) throw new OmeError('cancelled', 'cancelled', [], {cause: signal.reason})
  return answers
}

async function withinTime<Value>(work: Promise<Value>, cluster: string, ms: number): Promise<Value> {
  const {promise: late, reject} = Promise.withResolvers<never>()
  // A cluster may answer every request in time and still not come to an end.
  const timer = setTimeout(
    () =>
      reject(
        new OmeError('unreachable', `context "${cluster}" did not answer within ${formatDuration(ms)}`, [
          'wait longer: --request-timeout 1m',
        ]),
      ),
    ms,
  )
  // What fails after its time was told as late already.
  work.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The same error with hints that ask the cluster it is about. */
export const aboutCluster = (
  {kind, message, hints, object, exitCode, details, cause}: OmeError,
  cluster: string,
): OmeError =>
  new OmeError(
    kind,
    message,
    hints.map((hint) => inWordsOf('ome', hint, hint.includes('--context') ? '' : contextWords(cluster))),
    {
      exitCode,
      ...(cause !== undefined && {cause}),
      ...(object !== undefined && {object}),
      ...(details && {details}),
    },
  )

/** The worst exit code of all: that of the errors, and of the values as `codeOf` says (default 0). */
export const fleetExitCode = <Value>(
  answers: readonly FleetAnswer<Value>[],
  codeOf: (value: Value) => number = () => 0,
): number =>
  answers.reduce(
    (worst, answer) =>
      Math.max(worst, 'error' in answer ? (answer.error.exitCode ?? exitCodes.failed) : codeOf(answer.value)),
    0,
  )
