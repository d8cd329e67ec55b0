import {type CustomResourceDefinition, defineKind} from './crd.ts'
import type {CustomKind} from './crds/custom-kind.ts'
import {omeNextKinds, omeOpenKinds} from './crds/ome-next/kinds.ts'

const definitions = (kinds: readonly CustomKind[]): readonly CustomResourceDefinition[] =>
  kinds.map((kind) => defineKind(`${kind.name.plural}.${kind.name.group}`, kind))

/** OME's definitions in the form of the v1.3 line: other fields, and InferenceReplica and its like besides. Made anew by each call. */
export const omeNextCrds = (): readonly CustomResourceDefinition[] => definitions(omeNextKinds)

/** OME v0.1 as installed with its minimal definitions: seven kinds whose spec and status may hold anything. */
export const omeOpenCrds = (): readonly CustomResourceDefinition[] => definitions(omeOpenKinds)

/** The definition of one kind in the form of the v1.3 line; undefined when that line has no such kind. */
export const omeNextCrdOfKind = (kind: string): CustomResourceDefinition | undefined => {
  const known = omeNextKinds.find(({name}) => name.kind === kind)
  return known && defineKind(`${known.name.plural}.${known.name.group}`, known)
}
