import {type Cause, duplicate} from '@ome/kinds/validation/cause'
import {type Admission, ApiError, type ApiObject, type LocalApi} from '../api.ts'
import {failure, notImplemented} from '../server/errors.ts'
import {isOperatorDown} from './operator.ts'
import {clusterTopologyBindings, operatorNamespace, podCliqueSets} from './resources.ts'
import {
  type AutoScaling,
  type CliqueTemplate,
  type GroupTemplate,
  groupsOf,
  type PodSpec,
  type SetTemplate,
  templateOf,
} from './template.ts'
import {levelsOf} from './topology.ts'
import {topologyCauses, topologyWarnings} from './topology-rules.ts'
import {updateCauses} from './update-rules.ts'
import {setCauses, setWarnings} from './validation.ts'

/** Defaults of a set on its way in, as Grove's mutating webhook fills them in. */
const defaulting: Admission = {
  name: 'pcs.defaulting.webhooks.grove.io',
  resources: [podCliqueSets],
  operations: ['CREATE', 'UPDATE'],
  mutate(set, _old, api) {
    requireOperator(api, 'pcs.defaulting.webhooks.grove.io', 'default-podcliqueset')
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
    refuseUnknown(templateOf(set))
    const causes = [...setCauses(set), ...(old ? updateCauses(set, old) : topologyCauses(api, set))]
    if (causes.length > 0) throw denied(validating.name, causes)
    return warnings(api, set, old)
  },
}

const warnings = (api: LocalApi, set: ApiObject, old: ApiObject | undefined): readonly string[] =>
  old && JSON.stringify(old['spec']) === JSON.stringify(set['spec'])
    ? []
    : [...setWarnings(set), ...topologyWarnings(api, set)]

function denied(webhook: string, causes: readonly Cause[]): ApiError {
  const texts = causes.map(({field, message}) => `${field}: ${message}`)
  const list = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`
  return new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `admission webhook "${webhook}" denied the request: ${list}`,
    reason: 'Forbidden',
    code: 403,
  })
}

/** Webhooks are served by the operator: without it nothing is let through. */
function requireOperator(api: LocalApi, webhook: string, path: string): void {
  if (!isOperatorDown(api)) return
  const call = `Post "https://grove-operator.${operatorNamespace}.svc:443/webhooks/${path}?timeout=10s"`
  const why = `failed to call webhook: ${call}: no endpoints available for service "grove-operator"`
  throw failure(500, `Internal error occurred: failed calling webhook "${webhook}": ${why}`)
}

/** Devices that pods share need claims, which nothing here allocates. */
function refuseUnknown(template: SetTemplate): void {
  const scopes = [template, ...template.cliques, ...groupsOf(template)]
  if (template.resourceClaimTemplates?.length || scopes.some(({resourceSharing}) => resourceSharing?.length)) {
    throw notImplemented('resourceClaimTemplates and resourceSharing of a PodCliqueSet')
  }
}

/** Levels of a topology are told apart by name and by node label. */
const bindingValidating: Admission = {
  name: 'ct.validating.webhooks.grove.io',
  resources: [clusterTopologyBindings],
  operations: ['CREATE', 'UPDATE'],
  validate(binding) {
    const levels = levelsOf(binding)
    const causes = (['domain', 'key'] as const).flatMap((field) =>
      levels.flatMap((level, index) =>
        levels.findIndex((other) => other[field] === level[field]) < index
          ? [duplicate(`spec.levels[${index}].${field}`, level[field])]
          : [],
      ),
    )
    if (causes.length > 0) throw denied(bindingValidating.name, causes)
    return []
  },
}

/** Everything Grove checks and fills in on the way in. */
export const groveAdmissions: readonly Admission[] = [defaulting, validating, bindingValidating]
