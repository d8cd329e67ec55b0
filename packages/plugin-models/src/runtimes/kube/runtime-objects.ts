import {clusterServingRuntimes, servingRuntimes} from '@ome/kinds/ome'
import type {KubeClient, ResourceRef} from '@ome/sdk/kube'
import type {RuntimeObjects} from '../domain/runtime-objects.ts'
import type {FieldSchema} from '../domain/schema-path.ts'

const resourceOf = (kind: string): ResourceRef => (kind === 'ServingRuntime' ? servingRuntimes : clusterServingRuntimes)

export const runtimeObjects = (kube: KubeClient): RuntimeObjects => ({
  find: ({kind, name, namespace}) => kube.get(resourceOf(kind), name, namespace === undefined ? {} : {namespace}),
  async schema({nativeRollouts}) {
    // The definitions are large: they are read when a field has to be known.
    const definition = nativeRollouts
      ? (await import('@ome/kinds/ome-forms'))
          .omeNextCrds()
          .find(({spec}) => spec.names.plural === clusterServingRuntimes.plural)
      : (await import('@ome/kinds/crd')).crd(`${clusterServingRuntimes.plural}.${clusterServingRuntimes.group}`)
    const schema: FieldSchema | undefined = definition?.spec.versions[0]?.schema.openAPIV3Schema.properties?.['spec']
    return schema ?? {'x-kubernetes-preserve-unknown-fields': true}
  },
  create: (object, reason) => ({
    action: 'create',
    object: {
      kind: object.kind,
      name: object.metadata.name,
      ...(object.metadata.namespace !== undefined && {namespace: object.metadata.namespace}),
    },
    reason,
    write: {method: 'apply', resource: resourceOf(object.kind), body: object},
  }),
  async tryApply(object) {
    await kube.apply(resourceOf(object.kind), object, {dryRun: true, force: true})
  },
})
