import {type Admission, ApiError, type ApiObject, type LocalApi} from '../api.ts'
import type {Cause} from '../server/errors.ts'
import {podCliqueSets} from './resources.ts'
import type {AutoScaling, CliqueTemplate, GroupTemplate, PodSpec, SetTemplate} from './template.ts'
import {topologyCauses, topologyWarnings} from './topology-rules.ts'
import {updateCauses} from './update-rules.ts'
import {setCauses, setWarnings} from './validation.ts'

/** Defaults of a set on its way in, as Grove's mutating webhook fills them in. */
const defaulting: Admission = {
  name: 'pcs.defaulting.webhooks.grove.io',
  resources: [podCliqueSets],
  operations: ['CREATE', 'UPDATE'],
  mutate(set) {
    const template: SetTemplate | undefined = set['spec']?.template
    if (set.metadata.deletionTimestamp || !Array.isArray(template?.cliques)) return undefined
    const filled = {
      ...template,
      cliques: template.cliques.map(withCliqueDefaults),
      ...(template.podCliqueScalingGroups
        ? {podCliqueScalingGroups: template.podCliqueScalingGroups.map(withGroupDefaults)}
        : {}),
      terminationDelay: template.terminationDelay ?? '4h',
      headlessServiceConfig: {publishNotReadyAddresses: true, ...template.headlessServiceConfig},
    }
    return {...set, spec: {...set['spec'], replicas: set['spec'].replicas || 1, template: filled}}
  },
}

const withMinimum = (scaling: AutoScaling, replicas: number): AutoScaling => ({minReplicas: replicas, ...scaling})

function withCliqueDefaults(clique: CliqueTemplate): CliqueTemplate {
  const {spec} = clique
  if (!spec) return clique
  const podSpec: PodSpec = {
    ...spec.podSpec,
    restartPolicy: spec.podSpec?.restartPolicy ?? 'Always',
    terminationGracePeriodSeconds: spec.podSpec?.terminationGracePeriodSeconds ?? 30,
  }
  return {
    ...clique,
    spec: {
      ...spec,
      podSpec,
      minAvailable: spec.minAvailable ?? spec.replicas,
      ...(spec.autoScalingConfig ? {autoScalingConfig: withMinimum(spec.autoScalingConfig, spec.replicas)} : {}),
    },
  }
}

const withGroupDefaults = (group: GroupTemplate): GroupTemplate => ({
  ...group,
  ...(group.scaleConfig ? {scaleConfig: withMinimum(group.scaleConfig, group.replicas ?? 1)} : {}),
})

/** What Grove's validating webhook refuses and warns of. */
const validating: Admission = {
  name: 'pcs.validating.webhooks.grove.io',
  resources: [podCliqueSets],
  operations: ['CREATE', 'UPDATE'],
  validate(set, old, api) {
    if (set.metadata.deletionTimestamp) return []
    const causes = [...setCauses(set), ...(old ? updateCauses(set, old) : topologyCauses(api, set))]
    if (causes.length > 0) throw denied(causes)
    return warnings(api, set, old)
  },
}

const warnings = (api: LocalApi, set: ApiObject, old: ApiObject | undefined): readonly string[] =>
  old && JSON.stringify(old['spec']) === JSON.stringify(set['spec'])
    ? []
    : [...setWarnings(set), ...topologyWarnings(api, set)]

function denied(causes: readonly Cause[]): ApiError {
  const texts = causes.map(({field, message}) => `${field}: ${message}`)
  const list = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`
  return new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `admission webhook "${validating.name}" denied the request: ${list}`,
    reason: 'Forbidden',
    code: 403,
  })
}

export const groveAdmissions: readonly Admission[] = [defaulting, validating]
