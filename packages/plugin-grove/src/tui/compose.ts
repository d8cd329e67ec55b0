import type {Context} from '@ome/sdk/context'
import {driverWorld, rolloutWorld} from '../driver/compose.ts'
import {look} from '../look/compose.ts'
import type {Changing, Grove, Terminal} from './domain/ports.ts'
import {objectYaml} from './kube/object-yaml.ts'
import {planWriter} from './kube/plan-writer.ts'
import {podLogs} from './kube/pod-logs.ts'
import {terminal} from './process/terminal.ts'

export interface Within {
  /** Another context of the same kubeconfig. */
  readonly name: string | undefined
  /** Ends what is begun, sooner than the command does. */
  readonly signal: AbortSignal
}

export function inContext(context: Context, {name, signal}: Within): Context {
  const same: Context = Object.create(context, {signal: {value: signal}})
  if (name === undefined) return same
  return Object.assign(Object.create(same), {
    kube: (options = {}) => context.kube({...options, context: name}),
    namespace: (options = {}) => context.namespace({...options, context: name}),
    ...(context.lastingKube ? {lastingKube: (options = {}) => context.lastingKube?.({...options, context: name})} : {}),
  })
}

/** Contexts of the kubeconfig, for people who type where to go. */
export async function contextNames({env, cwd}: Context, kubeconfig: string | undefined): Promise<readonly string[]> {
  const [{readKubeconfig}, {homeFolder}] = await Promise.all([
    import('@ome/sdk/connection'),
    import('@ome/sdk/disk/home-folder'),
  ])
  const {contexts} = await readKubeconfig(kubeconfig, {env, cwd, home: homeFolder(env)})
  return [...contexts.keys()]
}

export async function grove(context: Context): Promise<Grove> {
  const [kube, {reader, gauge, source, sha256}] = await Promise.all([context.kube(), look(context)])
  return {reader, gauge, source, sha256, yaml: objectYaml(kube), logs: podLogs(kube)}
}

export async function changing(context: Context): Promise<Changing> {
  return {
    world: await rolloutWorld(context),
    driver: (address, uid) => driverWorld(context, address, uid),
    carryOut: planWriter(context),
  }
}

export const screen = ({io}: Context, {mouse}: {readonly mouse: boolean}): Terminal => terminal(io, {mouse})
