import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {Kubeconfig} from '@ome/sdk/kubeconfig'
import {homeOf} from '../context/folders.ts'
import {type NamedContext, namedContexts, settingText} from '../context/target.ts'
import {nearest} from '../help/nearest.ts'
import type {KnownContext} from './cluster-list.ts'

/** The kubeconfig as `--kubeconfig` (or kubectl's own search) gives it. */
export async function kubeconfigOf(context: Pick<Context, 'env' | 'cwd'>, path?: string): Promise<Kubeconfig> {
  const {readKubeconfig} = await import('@ome/sdk/connection')
  return readKubeconfig(path, {env: context.env, cwd: context.cwd, home: homeOf(context.env)})
}

/** Registered contexts, then those of the kubeconfig that nobody registered, each group by name. */
export function knownContexts(context: Pick<Context, 'settings'>, kubeconfig: Kubeconfig): KnownContext[] {
  const registered = namedContexts(context.settings)
  const current = settingText(context.settings, 'current-context') ?? kubeconfig.currentContext
  const own = registered.map((entry) => fromEntry(entry, kubeconfig, current))
  const names = new Set(registered.map(({name}) => name))
  const others = [...kubeconfig.contexts]
    .filter(([name]) => !names.has(name))
    .map(
      ([name, {cluster = '', namespace}]): KnownContext => ({
        name,
        cluster,
        current: name === current,
        registered: false,
        ...(namespace === undefined ? {} : {namespace}),
      }),
    )
  return [...byName(own), ...byName(others)]
}

function fromEntry(
  {name, cluster = name, namespace, kubeconfig: file}: NamedContext,
  kubeconfig: Kubeconfig,
  current: string | undefined,
): KnownContext {
  const there = kubeconfig.contexts.get(cluster)
  const effective = namespace ?? there?.namespace
  return {
    name,
    cluster: there?.cluster ?? cluster,
    current: name === current,
    registered: true,
    ...(effective === undefined ? {} : {namespace: effective}),
    ...(file === undefined ? {} : {kubeconfig: file}),
  }
}

const byName = (contexts: readonly KnownContext[]): KnownContext[] =>
  [...contexts].sort((a, b) => (a.name < b.name ? -1 : 1))

/** The context of that name. Throws `not-found` with names that are near. */
export function contextNamed(contexts: readonly KnownContext[], name: string): KnownContext {
  const found = contexts.find((context) => context.name === name)
  if (found) return found
  const near = nearest(
    name,
    contexts.map((context) => context.name),
  )
  throw new OmeError('not-found', `context "${name}" not found`, [
    ...near.map((other) => `did you mean: ome cluster use ${other}`),
    'list what is there: ome cluster list',
    'register the contexts of a kubeconfig: ome cluster connect --kubeconfig FILE',
  ])
}
