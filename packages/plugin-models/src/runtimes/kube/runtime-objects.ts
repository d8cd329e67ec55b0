import type {Generation} from '@ome/inference-model/generation'
import type {KnownKind} from '@ome/kinds/known-kinds'
import {clusterServingRuntimes, servingRuntimes} from '@ome/kinds/ome'
import type {KubeClient, ResourceRef} from '@ome/sdk/kube'
import type {RuntimeObjects} from '../domain/runtime-objects.ts'
import type {FieldSchema} from '../domain/schema-path.ts'

const resourceOf = (kind: string): ResourceRef => (kind === 'ServingRuntime' ? servingRuntimes : clusterServingRuntimes)

/** The definitions are large: they are read when a field has to be known. */
async function schemaOf(kind: string, {nativeRollouts}: Generation): Promise<KnownKind['schema']> {
  const {knownKinds} = await import('@ome/kinds/known-kinds')
  const forms = knownKinds('ome.io/v1beta1', kind)
  return forms.find(({generation}) => generation === (nativeRollouts ? 'v1.3' : 'v0.1'))?.schema
}

export const runtimeObjects = (kube: KubeClient): RuntimeObjects => ({
  find: ({kind, name, namespace}) => kube.get(resourceOf(kind), name, namespace === undefined ? {} : {namespace}),
  async schema(generation) {
    const spec: FieldSchema | undefined = (await schemaOf('ClusterServingRuntime', generation))?.properties?.['spec']
    return spec ?? {'x-kubernetes-preserve-unknown-fields': true}
  },
  async problems({status: _status, ...written}, generation) {
    const schema = await schemaOf(written['kind'], generation)
    const [{prune}, {applyDefaults}, {validateSchema}, {asObject}] = await Promise.all([
      import('@ome/kinds/validation/prune'),
      import('@ome/kinds/validation/defaults'),
      import('@ome/kinds/validation/validate'),
      import('@ome/kinds/validation/json'),
    ])
    const unknown: string[] = []
    const known = applyDefaults(prune(asObject(written), schema, unknown), schema)
    return [
      ...unknown.map((path) => `unknown field ${path}`),
      ...validateSchema(known, undefined, schema).map(({field, message}) => `${field}: ${message}`),
    ]
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
