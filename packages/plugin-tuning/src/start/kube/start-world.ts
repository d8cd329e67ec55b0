import {at, text} from '@ome/capacity/fields'
import {ifAllowed} from '@ome/inference-model/if-allowed'
import {toNode} from '@ome/inference-model/node'
import {hasClaim} from '@ome/kaito/claim-check'
import {readSecrets} from '@ome/kaito/secret-reader'
import {templateOf, trainingKey, trainingTemplate} from '@ome/kaito/training-config'
import {workspaces} from '@ome/kinds/kaito'
import {configMaps, nodes} from '@ome/kinds/kubernetes'
import type {KubeClient} from '@ome/sdk/kube'
import type {StartWorld} from '../domain/start-world.ts'

/** Nodes as placement and prices see them; none where they may not be listed. */
export const readNodes = async (kube: KubeClient) => ((await ifAllowed(kube.list(nodes))) ?? []).map(toNode)

type Around = Pick<StartWorld, 'profile' | 'nodes' | 'region' | 'quote'>

/** Reads a namespace once, whatever is looked for. */
function secretsOf(kube: KubeClient): StartWorld['secrets'] {
  const read = new Map<string, ReturnType<StartWorld['secrets']>>()
  return (namespace) => {
    const secrets = read.get(namespace) ?? readSecrets(kube, namespace)
    read.set(namespace, secrets)
    return secrets
  }
}

export const startWorld = (kube: KubeClient, around: Around): StartWorld => ({
  ...around,
  isOffline: false,
  secrets: secretsOf(kube),
  async config(namespace, name) {
    const object = await kube.get(configMaps, name, {namespace})
    return object && (text(at(object, 'data', trainingKey)) ?? null)
  },
  async template(method) {
    const namespace = around.profile.releaseNamespace
    const object =
      namespace === undefined ? undefined : await ifAllowed(kube.get(configMaps, templateOf(method), {namespace}))
    const found = text(at(object, 'data', trainingKey))
    if (found !== undefined) return {text: found}
    return {text: trainingTemplate(method), note: `the operator's ${templateOf(method)} cannot be read: ours is taken`}
  },
  hasClaim: (namespace, name) => hasClaim(kube, namespace, name),
  existing: (namespace, name) => kube.get(workspaces, name, {namespace}),
  existingMap: (namespace, name) => kube.get(configMaps, name, {namespace}),
})
