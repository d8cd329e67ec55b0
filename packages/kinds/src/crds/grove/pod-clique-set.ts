import type {ObjectField, Rule} from '../../notation/field.ts'
import {conditions} from '../shared.ts'
import {autoScaling, count, lastErrors, podCliqueSpec} from './pod-clique.ts'

const domain = 'string len 1..63 ~domain'

/** How closely pods are packed. `packDomain` is the older way to say `pack.required`. */
const topologyConstraint = {
  topologyName: 'string',
  packDomain: domain,
  pack: {
    required: domain,
    preferred: domain,
    $rules: [
      {
        rule: 'has(self.required) || has(self.preferred)',
        message: 'pack must specify at least one of required or preferred',
        reason: 'FieldValueRequired',
      },
    ],
  },
  $rules: [
    {
      rule: 'has(self.pack) || has(self.packDomain)',
      message: 'topologyConstraint must specify pack or deprecated packDomain',
      at: '.pack',
      reason: 'FieldValueRequired',
    },
    {
      rule: '!(has(self.packDomain) && has(self.pack) && has(self.pack.required))',
      message: 'must not set both pack.required and deprecated packDomain',
      at: '.pack.required',
    },
  ],
} as const satisfies ObjectField

/** Objects made before packDomain was deprecated may keep it. */
const noNewPackDomain = (at: string, condition: string): Rule => ({
  rule: `oldSelf.hasValue() || !has(self.${at}) || ${condition}`,
  message: 'packDomain is deprecated and cannot be used on new workloads; use pack.required',
  at: at === 'spec.template.topologyConstraint' ? `.${at}.packDomain` : `.${at}`,
  reason: 'FieldValueForbidden',
  optionalOldSelf: true,
})

const noneHas = (list: string, each: string): string =>
  `self.${list}.all(${each}, !has(${each}.topologyConstraint) || !has(${each}.topologyConstraint.packDomain))`

const packDomainRules: readonly Rule[] = [
  noNewPackDomain('spec.template.topologyConstraint', '!has(self.spec.template.topologyConstraint.packDomain)'),
  noNewPackDomain('spec.template.cliques', noneHas('spec.template.cliques', 'c')),
  noNewPackDomain('spec.template.podCliqueScalingGroups', noneHas('spec.template.podCliqueScalingGroups', 'g')),
]

/** A claim of devices that several pods share. */
const shared = {'name!': 'string', namespace: 'string', 'scope!': 'enum:AllReplicas|PerReplica'} as const

const cliqueTemplate = {
  'name!': 'string',
  labels: '{string}',
  annotations: '{string}',
  'spec!': podCliqueSpec,
  topologyConstraint,
  resourceSharing: {'[]': shared},
} as const satisfies ObjectField

const scalingGroup = {
  'name!': 'string',
  'cliqueNames!': '[string]',
  replicas: 'int32 = 1',
  minAvailable: 'int32 = 1',
  annotations: '{string}',
  scaleConfig: autoScaling,
  topologyConstraint,
  resourceSharing: {'[]': {...shared, filter: {childCliqueNames: '[string]'}}},
} as const satisfies ObjectField

const template = {
  'cliques!': {'[]': cliqueTemplate, $: 'map name'},
  podCliqueScalingGroups: {'[]': scalingGroup},
  cliqueStartupType:
    'enum:CliqueStartupTypeAnyOrder|CliqueStartupTypeInOrder|CliqueStartupTypeExplicit = "CliqueStartupTypeAnyOrder"',
  headlessServiceConfig: {'publishNotReadyAddresses!': 'bool = true'},
  priorityClassName: 'string',
  terminationDelay: 'string',
  topologyConstraint,
  resourceClaimTemplates: {
    '[]': {
      'name!': 'string',
      'templateSpec!': {metadata: 'object', 'spec!': '@resource.k8s.io/v1/ResourceClaimSpec'},
    },
  },
  resourceSharing: {
    '[]': {...shared, filter: {childCliqueNames: '[string]', childScalingGroupNames: '[string]'}},
  },
} as const satisfies ObjectField

const updateProgress = {
  updateStartedAt: 'time',
  updateEndedAt: 'time',
  totalPodCliquesCount: count,
  updatedPodCliquesCount: count,
  totalPodCliqueScalingGroupsCount: count,
  updatedPodCliqueScalingGroupsCount: count,
  currentlyUpdating: {'[]': {'replicaIndex!': 'int32', updateStartedAt: 'time', updateEndedAt: 'time'}},
} as const satisfies ObjectField

/** Roles of a serving system as one gang-scheduled unit, replicated. */
export const podCliqueSet = {
  $rules: packDomainRules,
  'spec!': {
    replicas: 'int32 = 0',
    'template!': template,
    updateStrategy: {type: 'enum:RollingRecreate|OnDelete = "RollingRecreate"'},
  },
  status: {
    observedGeneration: 'int64',
    replicas: 'int32',
    'availableReplicas!': count,
    'updatedReplicas!': count,
    currentGenerationHash: 'string',
    hpaPodSelector: 'string',
    conditions,
    lastErrors,
    podGangStatuses: {
      '[]': {'name!': 'string', 'phase!': 'enum:Pending|Starting|Running|Failed|Succeeded', conditions},
    },
    updateProgress,
  },
} as const satisfies ObjectField
