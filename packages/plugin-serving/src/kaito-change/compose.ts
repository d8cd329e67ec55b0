import {findModel} from '@ome/kaito/find-model'
import {loadQuotes} from '@ome/kaito/load-quotes'
import {regionOfNodes} from '@ome/kaito/node-region'
import {assumedProfile, type OperatorProfile, type ProfileOverrides} from '@ome/kaito/operator-profile'
import {readOperator} from '@ome/kaito/operator-reader'
import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {EngineStarts} from './domain/engine-start.ts'
import type {KaitoWorld, NamedObjects, TextFiles} from './domain/kaito-world.ts'
import {textFiles} from './files/text-files.ts'
import {engineStarts} from './kube/engine-starts.ts'
import {kaitoWorld, namedObjects, readNodes} from './kube/kaito-world.ts'

export interface WorldFlags {
  readonly cloud?: ProfileOverrides['cloud']
  readonly 'node-mode'?: ProfileOverrides['nodeMode']
  readonly 'operator-version'?: string | undefined
  readonly region?: string | undefined
  readonly prices?: string | undefined
  readonly online?: boolean | undefined
}

export interface WorldQuestion {
  readonly flags: WorldFlags
  /** Neither cluster nor network is asked. */
  readonly offline: boolean
  /** A cluster that does not answer, or has no KAITO, is taken for none. */
  readonly mayBeMissing: boolean
  readonly note: (text: string) => void
}

const overridesOf = (flags: WorldFlags): ProfileOverrides => ({
  cloud: flags.cloud,
  nodeMode: flags['node-mode'],
  version: flags['operator-version'],
})

/** The cluster as a deployment sees it, or what is assumed without one. */
export async function kaitoWorldOf(context: Context, question: WorldQuestion): Promise<KaitoWorld> {
  const {flags, offline, mayBeMissing, note} = question
  if (offline) return await withoutCluster(context, question)
  try {
    const kube = await context.kube()
    const [profile, nodes] = await Promise.all([readOperator(kube, overridesOf(flags)), readNodes(kube)])
    if (!profile) throw withoutKaito(kube)
    const region = flags.region ?? regionOfNodes(nodes, profile.cloud)
    const quote = await quotesOf(context, profile, {flags, region, note, kube})
    return kaitoWorld(kube, {profile, nodes, region, quote, model: (typed) => findModel(context, typed, flags)})
  } catch (error) {
    if (!mayBeMissing || !isOmeError(error) || !missing.has(error.kind)) throw error
    note(`${error.message}; an operator on ${flags.cloud ?? 'azure'} that makes its nodes is assumed`)
    return await withoutCluster(context, question)
  }
}

const withoutKaito = ({contextName, server}: KubeClient): OmeError =>
  new OmeError(
    'not-found',
    `KAITO is not installed in context "${contextName ?? server}": the server has no group kaito.sh`,
    ['try it without a cluster: ome sandbox up --scenario tour-kaito'],
  )

const missing: ReadonlySet<string> = new Set(['unreachable', 'not-found'])

async function withoutCluster(context: Context, {flags, offline, note}: WorldQuestion): Promise<KaitoWorld> {
  if (offline && flags.online) throw new OmeError('usage', '--online asks the network, which --offline forbids')
  const profile = assumedProfile(overridesOf(flags))
  return {
    profile,
    nodes: [],
    region: flags.region,
    quote: await quotesOf(context, profile, {flags, region: flags.region, note}),
    model: (typed) => findModel(context, typed, flags),
    secrets: async () => undefined,
    config: async () => undefined,
    existing: async () => undefined,
    hasClaim: async () => undefined,
    isOffline: true,
  }
}

const quotesOf = (
  context: Context,
  profile: OperatorProfile,
  {
    flags,
    region,
    note,
    kube,
  }: {
    readonly flags: WorldFlags
    readonly region: string | undefined
    readonly note: (text: string) => void
    readonly kube?: KubeClient
  },
) => loadQuotes(context, profile, {region, file: flags.prices, online: flags.online, note, kube})

export const textFilesOf = ({io, cwd}: Context): TextFiles => textFiles({stdin: io.stdin, cwd})

export const engineStartsOf = async (context: Context): Promise<EngineStarts> => engineStarts(await context.kube())

/** Objects of KAITO by their names. */
export const namedObjectsOf = async (context: Context): Promise<NamedObjects> => namedObjects(await context.kube())
