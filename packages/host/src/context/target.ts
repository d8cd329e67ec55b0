import type {Settings} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {ConnectionOptions} from '@ome/sdk/kube'
import type {Kubeconfig} from '@ome/sdk/kubeconfig'

/** One entry of `contexts` in config.yaml. */
export interface NamedContext {
  readonly name: string
  /** A context of the kubeconfig, else one of its clusters; without it the name itself. */
  readonly cluster?: string
  readonly kubeconfig?: string
  readonly namespace?: string
}

export interface Target {
  readonly options: ConnectionOptions
  /** Namespace of the config.yaml entry. */
  readonly namespace?: string
}

/** Reads the kubeconfig as if `--kubeconfig` were the path; undefined is kubectl's own search. */
export type ReadKubeconfig = (path: string | undefined) => Promise<Kubeconfig>

/**
 * Turns `--context`, OME_CONTEXT or `current-context` into a connection. A name that the kubeconfig in force knows is
 * used there; otherwise the file recorded with the name is. A current-context of config.yaml never overrides a file
 * given with `--kubeconfig` that does not know it.
 */
export async function targetOf(options: ConnectionOptions, settings: Settings, read: ReadKubeconfig): Promise<Target> {
  const chosen = options.context ?? settingText(settings, 'current-context')
  if (chosen === undefined) return {options}
  const entry = namedContexts(settings).find(({name}) => name === chosen)
  if (!entry) return {options: {...options, context: chosen}}

  const wanted = entry.cluster ?? entry.name
  const inForce = await read(options.kubeconfig)
  const files =
    options.kubeconfig === undefined && entry.kubeconfig !== undefined
      ? [undefined, entry.kubeconfig]
      : [options.kubeconfig]
  for (const file of files) {
    const found = place(file === options.kubeconfig ? inForce : await read(file), wanted)
    if (!found) continue
    const {context: _, ...rest} = options
    return {
      options: {...rest, ...found, ...(file === undefined ? {} : {kubeconfig: file})},
      ...(entry.namespace === undefined ? {} : {namespace: entry.namespace}),
    }
  }
  if (options.context === undefined && options.kubeconfig !== undefined) return {options}
  throw new OmeError('usage', `context "${chosen}" stands for "${wanted}", which the kubeconfig does not have`, [
    'list what is there: ome cluster list',
    'register the contexts of a kubeconfig: ome cluster connect --kubeconfig FILE',
  ])
}

/** A cluster name is as good as a context where a context uses it: its user comes along. */
function place(config: Kubeconfig, wanted: string): {context: string} | {cluster: string} | undefined {
  if (config.contexts.has(wanted)) return {context: wanted}
  const using = [...config.contexts].find(([, context]) => context.cluster === wanted)
  if (using) return {context: using[0]}
  return config.clusters.has(wanted) ? {cluster: wanted} : undefined
}

/** The entries of `contexts`; their shape was checked when config.yaml was read. */
export function namedContexts(settings: Settings): readonly NamedContext[] {
  const entries = settings.get('contexts')
  return Array.isArray(entries) ? entries : []
}

export function settingText(settings: Settings, key: string): string | undefined {
  const value = settings.get(key)
  return typeof value === 'string' ? value : undefined
}
