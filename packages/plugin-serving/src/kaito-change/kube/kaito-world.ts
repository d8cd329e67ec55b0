import {at, text} from '@ome/capacity/fields'
import {ifAllowed} from '@ome/inference-model/if-allowed'
import {toNode} from '@ome/inference-model/node'
import {hasClaim} from '@ome/kaito/claim-check'
import {inferenceKey} from '@ome/kaito/inference-config'
import {resourceOf} from '@ome/kaito/kaito-nouns'
import type {OperatorProfile} from '@ome/kaito/operator-profile'
import {readSecrets} from '@ome/kaito/secret-reader'
import type {QuoteOf} from '@ome/kaito/sizing'
import {configMaps} from '@ome/kinds/kubernetes'
import type {KubeClient, ResourceRef} from '@ome/sdk/kube'
import type {KaitoWorld, NamedObjects} from '../domain/kaito-world.ts'

const nodes: ResourceRef = {group: '', version: 'v1', plural: 'nodes', namespaced: false}

/** Nodes as placement and prices see them; none where they may not be listed. */
export const readNodes = async (kube: KubeClient) => ((await ifAllowed(kube.list(nodes))) ?? []).map(toNode)

/** Objects by their names. */
export const namedObjects = (kube: KubeClient): NamedObjects => ({
  existing: (noun, namespace, name) => kube.get(resourceOf(noun), name, {namespace}),
  async config(namespace, name) {
    const object = await kube.get(configMaps, name, {namespace})
    return object && (text(at(object, 'data', inferenceKey)) ?? null)
  },
  hasClaim: (namespace, name) => hasClaim(kube, namespace, name),
})

export const kaitoWorld = (
  kube: KubeClient,
  around: Pick<KaitoWorld, 'nodes' | 'region' | 'model'> & {readonly profile: OperatorProfile; readonly quote: QuoteOf},
): KaitoWorld => ({
  ...around,
  isOffline: false,
  secrets: (namespace) => readSecrets(kube, namespace),
  ...namedObjects(kube),
})
