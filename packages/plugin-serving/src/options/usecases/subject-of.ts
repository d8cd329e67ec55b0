import type {Accelerator} from '@ome/inference-model/accelerator'
import {type ExistingService, placementIn} from '@ome/inference-model/deploy/request'
import {type Evidence, engineOf} from '../../judge/domain/evidence.ts'
import {boundsOf} from '../../judge/domain/rules/bounds.ts'
import type {Subject} from '../domain/steps.ts'

/** A service as far as changing it depends on it. */
export function subjectOf(
  evidence: Evidence,
  existing: ExistingService,
  accelerators: readonly Accelerator[],
): Subject {
  const {service} = evidence
  const {acceleratorClass, nodeSelector = {}} = placementIn(existing)
  const named = accelerators.find(({name}) => name === acceleratorClass)
  const accelerator = named?.name ?? runsOn(evidence, accelerators)
  const ownGpus = Number(existing.field(['spec', 'engine', 'runner', 'resources', 'limits', 'nvidia.com/gpu']))
  return {
    name: service.name,
    namespace: service.namespace,
    replicas: engineOf(evidence)?.replicas ?? 0,
    bounds: boundsOf(evidence),
    ...(accelerator !== undefined && {accelerator}),
    ...(acceleratorClass !== undefined && {acceleratorClass}),
    nodeSelector,
    ...(ownGpus > 0 && {ownGpus}),
    ...(service.runtime !== undefined && {runtime: service.runtime}),
    model: service.model?.name ?? '',
  }
}

/** The accelerator of most of its pods. */
function runsOn({service}: Evidence, accelerators: readonly Accelerator[]): string | undefined {
  const counts = service.pods
    .filter(({component, gpus}) => component !== 'router' && gpus > 0)
    .flatMap(({node}) => accelerators.find(({nodes}) => node !== undefined && nodes.includes(node))?.name ?? [])
  const groups = [...Map.groupBy(counts, (name) => name)].toSorted(([, left], [, right]) => right.length - left.length)
  return groups[0]?.[0]
}
