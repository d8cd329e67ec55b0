import type {ApiObject} from '../../api.ts'
import {controlledBy} from '../../controllers/ownership.ts'
import {type PodTemplate, templateHash} from '../../controllers/pod-template.ts'
import {controllerRevisions} from '../../controllers/resources.ts'
import type {World} from '../../controllers/world.ts'
import {type ChildInput, childMeta} from '../child-input.ts'
import {mergePart} from '../merge.ts'
import {componentName} from '../names.ts'
import {podAnnotations, podLabels, podSpec} from '../pod.ts'

/** The pods of one instance: one, or a leader and its workers. */
export interface Instance {
  readonly runners: readonly {readonly name: 'default' | 'leader' | 'worker'; readonly template: PodTemplate}[]
}

/** What one instance of a component consists of at present. */
export function instanceOf(input: ChildInput): Instance {
  const base = childMeta(input, componentName(input.service.metadata.name, input.component))
  const metadata = {labels: podLabels(input, base), annotations: podAnnotations(input)}
  const {leader, worker} = input.merged
  if (!leader && !worker) return {runners: [{name: 'default', template: {metadata, spec: podSpec(input)}}]}
  const template = (part: typeof leader): PodTemplate => ({
    metadata,
    spec: podSpec(input, mergePart(input.merged, part)),
  })
  const workers = Array.from({length: worker?.size ?? 0}, () => ({name: 'worker' as const, template: template(worker)}))
  return {runners: [{name: 'leader', template: template(leader)}, ...workers]}
}

/** Short name of a revision: the same content gives the same one. Annotations do not make a new revision. */
export const revisionHash = ({runners}: Instance): string =>
  templateHash({spec: {runners: runners.map(({name, template}) => [name, template.spec, template.metadata?.labels])}})

const revisionName = (service: string, component: string, hash: string): string => `${service}-${component}-${hash}`

/** Keeps what a revision is, so that it can be run again. */
export function recordRevision(world: World, input: ChildInput, hash: string, instance: Instance): void {
  const {name, namespace} = input.service.metadata
  const own = revisionName(name, input.component, hash)
  if (world.api.get(controllerRevisions, own, namespace)) return
  world.api.create(controllerRevisions, {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      ...childMeta(input, own),
      labels: {'ome.io/inferenceservice': name, component: input.component, 'ome.io/revision-hash': hash},
      ownerReferences: [controlledBy(input.service)],
    },
    revision: world.api.list(controllerRevisions, {...(namespace ? {namespace} : {})}).length + 1,
    data: {runners: instance.runners},
  })
}

/** The instance of a recorded revision. */
export function recordedInstance(world: World, replica: ApiObject, hash: string): Instance | undefined {
  const name = revisionName(replica.spec.inferenceService, replica.spec.component, hash)
  const found = world.api.get(controllerRevisions, name, replica.metadata.namespace)
  return found?.['data']
}
