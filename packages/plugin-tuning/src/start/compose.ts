import {loadQuotes} from '@ome/kaito/load-quotes'
import {regionOfNodes} from '@ome/kaito/node-region'
import {assumedProfile, type ProfileOverrides} from '@ome/kaito/operator-profile'
import {readOperator} from '@ome/kaito/operator-reader'
import {trainingTemplate} from '@ome/kaito/training-config'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {StartWorld} from './domain/start-world.ts'
import {readNodes, startWorld} from './kube/start-world.ts'

export interface WorldFlags {
  readonly cloud?: ProfileOverrides['cloud']
  readonly 'node-mode'?: ProfileOverrides['nodeMode']
  readonly 'operator-version'?: string | undefined
  readonly region?: string | undefined
  readonly prices?: string | undefined
  readonly online?: boolean | undefined
  readonly offline?: boolean | undefined
  readonly 'dry-run'?: string | undefined
}

/** The cluster as a start sees it. Throws `not-found` where KAITO is not installed. */
export async function startWorldOf(
  context: Context,
  flags: WorldFlags,
  note: (text: string) => void,
): Promise<StartWorld> {
  if (flags.offline) return await withoutCluster(context, flags, note)
  const kube = await context.kube()
  const [profile, nodes] = await Promise.all([readOperator(kube, overridesOf(flags)), readNodes(kube)])
  if (!profile)
    throw new OmeError('not-found', 'KAITO is not installed: the server has no workspaces.kaito.sh', [
      'choose another cluster with --context',
      'try it without a cluster: ome sandbox up --scenario tour-kaito',
    ])
  const region = flags.region ?? regionOfNodes(nodes, profile.cloud)
  const quote = await loadQuotes(context, profile, {region, file: flags.prices, online: flags.online, note, kube})
  return startWorld(kube, {profile, nodes, region, quote})
}

const overridesOf = (flags: WorldFlags): ProfileOverrides => ({
  cloud: flags.cloud,
  nodeMode: flags['node-mode'],
  version: flags['operator-version'],
})

/** What is assumed without a cluster: an operator that makes nodes, and its templates as we restate them. */
async function withoutCluster(context: Context, flags: WorldFlags, note: (text: string) => void): Promise<StartWorld> {
  if (flags['dry-run'] !== 'client')
    throw new OmeError('usage', '--offline asks no cluster, so nothing can be started', [
      'show what would be: --dry-run=client -o yaml',
    ])
  if (flags.online) throw new OmeError('usage', '--online asks the network, which --offline forbids')
  const profile = assumedProfile(overridesOf(flags))
  const quote = await loadQuotes(context, profile, {region: flags.region, file: flags.prices, note})
  return {
    profile,
    nodes: [],
    region: flags.region,
    quote,
    isOffline: true,
    secrets: async () => undefined,
    config: async () => undefined,
    template: async (method) => ({text: trainingTemplate(method)}),
    hasClaim: async () => undefined,
    existing: async () => undefined,
    existingMap: async () => undefined,
  }
}
