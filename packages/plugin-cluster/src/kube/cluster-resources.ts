import {podAccount} from '@ome/inference-model/node'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, Resource} from '@ome/sdk/kube'
import {type ClusterResources, type KindCount, requestsBy} from '../domain/requests.ts'

const groups = /^(ome\.io|kaito\.sh|grove\.io)$/
const pods = {group: '', version: 'v1', plural: 'pods', namespaced: true}

/** Counts the objects of the stacks and adds up what pods ask for. */
export async function clusterResources(kube: KubeClient, by?: string): Promise<ClusterResources> {
  const seen = new Set<string>()
  const kinds = (await kube.resources()).filter(({group, plural, verbs}) => {
    const isNew = groups.test(group) && verbs.includes('list') && !seen.has(`${plural}.${group}`)
    if (isNew) seen.add(`${plural}.${group}`)
    return isNew
  })
  const unreadable: string[] = []
  const [running, counts] = await Promise.all([
    kube.list(pods, {keep: podAccount}),
    Promise.all(kinds.map((resource) => count(kube, resource, unreadable))),
  ])
  return {
    kinds: counts.filter((each) => each !== undefined),
    ...(by === undefined ? {} : {by}),
    requests: requestsBy(running, by),
    unreadable,
  }
}

/** The table of a kind is far smaller than its objects. */
async function count(kube: KubeClient, resource: Resource, unreadable: string[]): Promise<KindCount | undefined> {
  try {
    return {kind: `${resource.plural}.${resource.group}`, objects: (await kube.table(resource)).rows.length}
  } catch (error) {
    if (!isOmeError(error) || (error.kind !== 'denied' && error.kind !== 'not-found')) throw error
    // What was taken away since the server was last asked what it serves is no more.
    if (error.kind === 'denied') unreadable.push(`list ${resource.plural}.${resource.group}`)
    return undefined
  }
}
