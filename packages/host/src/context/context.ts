import {type CommandRunner, type RunningContext, runnerKey} from '@ome/sdk/command-runner'
import type {Context, Folders, Io, Settings} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import type {ConnectionOptions, KubeClient} from '@ome/sdk/kube'
import type {CommandAccess} from '../access/command-access.ts'
import {type HeldPolicy, policyKey} from '../policy/policy-key.ts'
import {homeOf} from './folders.ts'
import {settingText, type Target, targetOf} from './target.ts'

export interface World {
  readonly io: Io
  readonly env: Context['env']
  readonly cwd: string
  readonly folders: Folders
  readonly settings: Settings
  readonly signal: AbortSignal
  readonly bin: string
  readonly version: string
  /** Plugins that may know why a cluster does not answer. */
  readonly plugins?: readonly {readonly root: string}[]
  /** Show each request. */
  readonly verbose?: boolean
  /** What the command may do. Absent: nobody asks. */
  readonly access?: CommandAccess
  readonly policy?: HeldPolicy
  /** Runs other commands. Absent: the command may run none. */
  readonly runner?: () => Promise<CommandRunner>
}

export interface HostContext {
  readonly context: Context
  /** Closes what was opened and runs the cleanups, last registered first. */
  end(): Promise<void>
}

/** The world of one command of one plugin. Nothing is read and no connection made before a command asks for it. */
export function makeContext(world: World, plugin: string): HostContext {
  const cleanups: (() => void | Promise<void>)[] = []
  const clients = new Map<string, Promise<KubeClient>>()
  const targets = new Map<string, Promise<Target>>()
  const listeners = new Set<TroubleListener>()
  const onTrouble: TroubleListener = (text) => {
    if (text !== undefined && listeners.size === 0)
      world.io.err(`${world.io.unicode ? text : text.replace('…', '...')}\n`)
    for (const listener of listeners) listener(text)
  }
  const target = (options: ConnectionOptions) =>
    remembered(targets, JSON.stringify(options), () => resolveTarget(world, options))

  const {access, policy, runner, ...rest} = world
  const clientOf = (options: ConnectionOptions, signal: AbortSignal): Promise<KubeClient> =>
    remembered(clients, JSON.stringify([options, signal === world.signal]), async () => {
      const client = await connect({...world, signal}, plugin, (await target(options)).options, onTrouble)
      cleanups.push(() => client.close())
      return access ? access.admit(client, {now: context.now, namespace: () => context.namespace(options)}) : client
    })
  const context: RunningContext & {readonly [policyKey]?: HeldPolicy} = {
    ...rest,
    plugin,
    now: () => new Date(),
    async namespace(options = {}) {
      const found = await target(options)
      // `origin` tells a namespace that was chosen (variable, project, user file) from none.
      return (
        chosenNamespace(world.settings) ??
        found.namespace ??
        settingText(world.settings, 'namespace') ??
        (await (await import('@ome/sdk/connection')).loadConnection(found.options, surroundings(world))).namespace
      )
    },
    kube: (options = {}) => clientOf(options, world.signal),
    lastingKube: (options = {}) => clientOf(options, new AbortController().signal),
    ...access,
    ...(policy ? {[policyKey]: policy} : {}),
    ...(runner ? {[runnerKey]: runner} : {}),
    async kubeconfig(options = {}, namespace) {
      const {standaloneKubeconfig} = await import('@ome/sdk/connection')
      const {options: resolved} = await target(options)
      const around = {...surroundings(world), signal: world.signal, now: () => new Date(), canAsk: world.io.canPrompt}
      return standaloneKubeconfig(resolved, around, namespace)
    },
    async whoAmI(namespace, options = {}) {
      const {whoAmI} = await import('../access/who-am-i.ts')
      return whoAmI(Object.create(context, {kube: {value: () => context.kube(options)}}), namespace)
    },
    async useNamespace(namespace, options = {}) {
      const {useNamespace} = await import('../clusters/use-namespace.ts')
      return useNamespace(context, namespace, options)
    },
    onTrouble(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    onExit: (cleanup) => void cleanups.push(cleanup),
  }
  return {
    context,
    async end() {
      for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
    },
  }
}

/** A namespace that outranks the one noted with a context: from OME_NAMESPACE or the project file. */
function chosenNamespace(settings: Settings): string | undefined {
  const origin = settings.origin('namespace')
  return origin === undefined || origin.endsWith('config.yaml') ? undefined : settingText(settings, 'namespace')
}

async function resolveTarget(world: World, options: ConnectionOptions): Promise<Target> {
  return targetOf(options, world.settings, async (path) => {
    const {readKubeconfig} = await import('@ome/sdk/connection')
    return readKubeconfig(path, surroundings(world))
  })
}

const surroundings = ({env, cwd}: World) => ({env, cwd, home: homeOf(env)})

type TroubleListener = (text: string | undefined) => void

async function connect(
  world: World,
  plugin: string,
  options: ConnectionOptions,
  onTrouble: TroubleListener,
): Promise<KubeClient> {
  const {kubeClient} = await import('@ome/sdk/client')
  const {io, folders, signal, version, verbose} = world
  return kubeClient(options, {
    ...surroundings(world),
    cacheFolder: folders.cache,
    signal,
    version,
    plugin,
    now: () => new Date(),
    canAsk: io.canPrompt,
    ...(verbose
      ? {
          onRequest: ({method, path, status, ms}) =>
            io.err(`${method} ${path} ${status || 'no answer'} ${Math.round(ms)} ms\n`),
        }
      : {}),
    onTrouble,
    onWarning: (text) => io.err(`warning: ${text}\n`),
    explain: async (error, connection) => {
      const {explainUnreachable} = await import('../clusters/explain-unreachable.ts')
      const around = {...surroundings(world), data: folders.data, plugins: world.plugins ?? []}
      return explainUnreachable(error, connection, around)
    },
  })
}

function remembered<Value>(
  known: Map<string, Promise<Value>>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const value = known.get(key) ?? make()
  known.set(key, value)
  // A failure is not remembered: what was wrong may be put right within a long command.
  value.catch((error: unknown) => void (isOmeError(error) && known.delete(key)))
  return value
}
