import {loadQuotes} from '@ome/kaito/load-quotes'
import type {ProfileOverrides} from '@ome/kaito/operator-profile'
import {readOperator} from '@ome/kaito/operator-reader'
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
}

/** The cluster as a start sees it. Throws `not-found` where KAITO is not installed. */
export async function startWorldOf(
  context: Context,
  flags: WorldFlags,
  note: (text: string) => void,
): Promise<StartWorld> {
  const kube = await context.kube()
  const overrides = {cloud: flags.cloud, nodeMode: flags['node-mode'], version: flags['operator-version']}
  const [profile, nodes] = await Promise.all([readOperator(kube, overrides), readNodes(kube)])
  if (!profile)
    throw new OmeError('not-found', 'KAITO is not installed: the server has no workspaces.kaito.sh', [
      'choose another cluster with --context',
      'try it without a cluster: ome sandbox up --scenario tour-kaito',
    ])
  const region = flags.region ?? nodes.find((node) => node.region !== undefined)?.region
  const quote = await loadQuotes(context, profile, {region, file: flags.prices, online: flags.online, note, kube})
  return startWorld(kube, {profile, nodes, region, quote})
}
