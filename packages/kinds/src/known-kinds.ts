import {coreResources, coreSchema} from './core.ts'
import {type CustomResourceDefinition, crdOfKind} from './crd.ts'
import type {Schema} from './notation/schema.ts'
import {omeNextCrdOfKind} from './ome-forms.ts'

/** One form in which a kind is served. */
export interface KnownKind {
  readonly plural: string
  readonly namespaced: boolean
  /** Undefined: it may hold anything. */
  readonly schema: Schema | undefined
  /** Of a kind of OME: the versions whose definition this is. */
  readonly generation?: 'v0.1' | 'v1.3'
}

/** The forms in which a kind of an API version is known here; two for kinds of OME that v1.3 changed, none if unknown. */
export function knownKinds(apiVersion: string, kind: string): readonly KnownKind[] {
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  const core = coreResources.find((each) => each.group === group && each.version === version && each.kind === kind)
  if (core) return [{plural: core.plural, namespaced: core.namespaced, schema: coreSchema(core)}]
  const isOme = group === 'ome.io'
  return [
    ...inVersion(crdOfKind(group, kind), version).map((form) =>
      isOme ? {...form, generation: 'v0.1' as const} : form,
    ),
    ...(isOme
      ? inVersion(omeNextCrdOfKind(kind), version).map((form) => ({...form, generation: 'v1.3' as const}))
      : []),
  ]
}

/** A definition in one of its versions. */
export const inVersion = (
  definition: Pick<CustomResourceDefinition, 'spec'> | undefined,
  version: string,
): readonly KnownKind[] =>
  (definition?.spec.versions ?? [])
    .filter(({name, served}) => name === version && served)
    .map(({schema}) => ({
      plural: definition?.spec.names.plural ?? '',
      namespaced: definition?.spec.scope === 'Namespaced',
      schema: schema?.openAPIV3Schema,
    }))

/** Whether kinds of a group belong to Kubernetes or to what is described here, so that an unknown one is a mistake. */
export const isKnownGroup = (group: string): boolean =>
  coreResources.some((each) => each.group === group) ||
  ['ome.io', 'kaito.sh', 'grove.io', 'scheduler.grove.io', 'kubeflow.org', 'trainer.kubeflow.org'].includes(group)
