import type {ObjectField, Rule} from '../../notation/field.ts'
import {condition} from '../shared.ts'

const taints = {
  '[]': {
    'key!': 'string len 1.. ~labelKey',
    value: 'string ~labelKey',
    'effect!': 'enum:NoSchedule|PreferNoSchedule|NoExecute',
    timeAdded: 'time',
  },
} as const

const notEmpty = (field: string): readonly Rule[] => [{rule: "self != ''", message: `${field} may not be empty`}]

/** Labels under kubernetes.io that a claim may ask for; node.kubernetes.io/… and node-restriction… besides. */
const kubernetesLabels = [
  'beta.kubernetes.io/instance-type',
  'failure-domain.beta.kubernetes.io/region',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
  'failure-domain.beta.kubernetes.io/zone',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'node.kubernetes.io/instance-type',
  'kubernetes.io/arch',
  'kubernetes.io/os',
  'node.kubernetes.io/windows-build',
]

const listOf = (labels: readonly string[]): string => `[${labels.map((label) => `"${label}"`).join(', ')}]`

const under = (domain: string): string => `self.find("^([^/]+)").endsWith("${domain}")`

const reserved = (domain: string, ...allowed: readonly string[]): Rule => ({
  rule: [...allowed, `!${under(domain)}`].join(' || '),
  message: `label domain "${domain}" is restricted`,
})

const requirementKeyRules: readonly Rule[] = [
  reserved(
    'kubernetes.io',
    `self in ${listOf(kubernetesLabels)}`,
    under('node.kubernetes.io'),
    under('node-restriction.kubernetes.io'),
  ),
  reserved('k8s.io', under('kops.k8s.io')),
  reserved('karpenter.sh', `self in ${listOf(['karpenter.sh/capacity-type', 'karpenter.sh/nodepool'])}`),
  {rule: 'self != "kubernetes.io/hostname"', message: 'label "kubernetes.io/hostname" is restricted'},
]

const requirementsRules: readonly Rule[] = [
  {
    rule: "self.all(x, x.operator == 'In' ? x.values.size() != 0 : true)",
    message: "requirements with operator 'In' must have a value defined",
  },
  {
    rule: "self.all(x, (x.operator == 'Gt' || x.operator == 'Lt') ? (x.values.size() == 1 && int(x.values[0]) >= 0) : true)",
    message: "requirements operator 'Gt' or 'Lt' must have a single positive integer value",
  },
  {
    rule: "self.all(x, (x.operator == 'In' && has(x.minValues)) ? x.values.size() >= x.minValues : true)",
    message: "requirements with 'minValues' must have at least that many values specified in the 'values' field",
  },
]

/** A machine that Karpenter, or KAITO through it, asks the cloud for. */
export const nodeClaim = {
  'spec!': {
    $rules: [{rule: 'self == oldSelf', message: 'spec is immutable'}],
    'nodeClassRef!': {
      'group!': {$text: 'string ~noSlash', $rules: notEmpty('group')},
      'kind!': {$text: 'string', $rules: notEmpty('kind')},
      'name!': {$text: 'string', $rules: notEmpty('name')},
    },
    'requirements!': {
      '[]': {
        'key!': {$text: 'string len ..316 ~labelKey', $rules: requirementKeyRules},
        'operator!': 'enum:In|NotIn|Exists|DoesNotExist|Gt|Lt',
        // Length and pattern stand on the list in Karpenter's definition, where they check nothing.
        values: '[string] atomic len ..63 ~labelValue',
        minValues: 'int range 1..50',
      },
      $: 'items ..100',
      $rules: requirementsRules,
    },
    resources: {requests: '{quantity}'},
    taints,
    startupTaints: taints,
    expireAfter: 'string ~durationOrNever = "720h"',
    terminationGracePeriod: 'string ~duration',
  },
  status: {
    nodeName: 'string',
    providerID: 'string',
    imageID: 'string',
    capacity: '{quantity}',
    allocatable: '{quantity}',
    lastPodEventTime: 'time',
    conditions: {
      '[]': {
        'type!': condition['type!'],
        'status!': condition['status!'],
        'lastTransitionTime!': 'time',
        reason: 'string len ..1024 ~conditionReasonOrEmpty',
        message: condition['message!'],
        observedGeneration: condition.observedGeneration,
      },
    },
  },
} as const satisfies ObjectField
