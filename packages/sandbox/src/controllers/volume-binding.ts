import type {ApiObject, LocalApi} from '../api.ts'
import {quantity} from '../quantity.ts'
import {matchesTerm, type SelectorTerm} from '../scheduler/node-match.ts'
import {type LabelSelector, selects} from './ownership.ts'
import {persistentVolumes} from './resources.ts'

/** True when a volume was bound, or set aside, for this claim. */
export function isMeantFor(volume: ApiObject, claim: ApiObject): boolean {
  const reference = volume.spec?.claimRef
  return (
    reference !== undefined &&
    reference.name === claim.metadata.name &&
    reference.namespace === claim.metadata.namespace &&
    (reference.uid === undefined || reference.uid === claim.metadata.uid)
  )
}

/** The smallest free volume that satisfies a claim; one that is set aside for it comes first. */
export function matchingVolume(api: LocalApi, claim: ApiObject, node: ApiObject | undefined): ApiObject | undefined {
  const wanted = quantity(claim.spec?.resources?.requests?.storage)
  const fits = api.list(persistentVolumes).filter((volume) => satisfies(volume, claim, node))
  return fits.sort(
    (a, b) =>
      Number(isMeantFor(b, claim)) - Number(isMeantFor(a, claim)) ||
      sizeOf(a) - wanted - (sizeOf(b) - wanted) ||
      (a.metadata.name < b.metadata.name ? -1 : 1),
  )[0]
}

/** The size of a volume in bytes. */
export const sizeOf = (volume: ApiObject): number => quantity(volume.spec?.capacity?.storage)

function satisfies(volume: ApiObject, claim: ApiObject, node: ApiObject | undefined): boolean {
  const {spec, metadata, status} = volume
  if (metadata.deletionTimestamp) return false
  if (spec.claimRef ? !isMeantFor(volume, claim) : status?.phase !== 'Available') return false
  if (spec.claimRef?.uid !== undefined) return true
  if (claim.spec.volumeName) return metadata.name === claim.spec.volumeName
  const modes: string[] = spec.accessModes ?? []
  const terms: SelectorTerm[] | undefined = spec.nodeAffinity?.required?.nodeSelectorTerms
  const selector: LabelSelector | undefined = claim.spec.selector
  return (
    (spec.storageClassName ?? '') === (claim.spec.storageClassName ?? '') &&
    (spec.volumeMode ?? 'Filesystem') === (claim.spec.volumeMode ?? 'Filesystem') &&
    sizeOf(volume) >= quantity(claim.spec.resources?.requests?.storage) &&
    (claim.spec.accessModes ?? []).every((mode: string) => modes.includes(mode)) &&
    (!selector || selects(selector, metadata.labels)) &&
    (!node || !terms || terms.some((term) => matchesTerm(term, node)))
  )
}
