import {workspaceKinds} from '@ome/kinds/kubeflow'
import {configMaps, persistentVolumeClaims} from '@ome/kinds/kubernetes'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import type {SpawnSource} from '../domain/ports.ts'
import {toSpawner} from '../domain/spawner.ts'

/** Where Kubeflow installs the page's settings; an overlay gives the map a suffix, so it is found by its key. */
const place = 'kubeflow'
const key = 'spawner_ui_config.yaml'

export const spawnSource = (kube: KubeClient): SpawnSource => ({
  async spawner() {
    const maps = await unlessDenied(kube.list(configMaps, {namespace: place}))
    const config = maps?.map(({data}) => data?.[key]).find((each) => typeof each === 'string')
    if (config === undefined) return undefined
    const {parseYaml} = await import('@ome/sdk/yaml')
    return toSpawner((await parseYaml(config, {source: key}))[0])
  },
  async kind(name) {
    const found = await unlessDenied(kube.get(workspaceKinds, name))
    if (found) return found
    const names = ((await unlessDenied(kube.list(workspaceKinds))) ?? []).map(({metadata}) => metadata.name)
    throw new OmeError('not-found', `there is no kind of workspaces "${name}" that you may see`, [
      names.length > 0 ? `there are ${names.join(', ')}` : 'a kind is for the whole cluster: ask who runs it',
    ])
  },
  hasClaim: async (name, namespace) => (await kube.get(persistentVolumeClaims, name, {namespace})) !== undefined,
  create: (resource, body: KubeObject) => ({method: 'create', resource, body}),
})

async function unlessDenied<Found>(reading: Promise<Found>): Promise<Found | undefined> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && (error.kind === 'denied' || error.kind === 'not-found')) return undefined
    throw error
  }
}
