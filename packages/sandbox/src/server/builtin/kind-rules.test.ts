import assert from 'node:assert/strict'
import {startWire, type Wire} from '../testing/wire.ts'

const paths: Readonly<Record<string, string>> = {
  Pod: '/api/v1/namespaces/default/pods',
  Service: '/api/v1/namespaces/default/services',
  ConfigMap: '/api/v1/namespaces/default/configmaps',
  Secret: '/api/v1/namespaces/default/secrets',
  PersistentVolumeClaim: '/api/v1/namespaces/default/persistentvolumeclaims',
  PersistentVolume: '/api/v1/persistentvolumes',
  'Deployment.apps': '/apis/apps/v1/namespaces/default/deployments',
  'Job.batch': '/apis/batch/v1/namespaces/default/jobs',
  'CronJob.batch': '/apis/batch/v1/namespaces/default/cronjobs',
  'HorizontalPodAutoscaler.autoscaling': '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers',
  'PodDisruptionBudget.policy': '/apis/policy/v1/namespaces/default/poddisruptionbudgets',
  'NetworkPolicy.networking.k8s.io': '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies',
}

const container = (more: object = {}) => ({name: 'c', image: 'i', ...more})
const pod = (more: object, spec: object = {}) => ({spec: {containers: [container(more)], ...spec}})
const deployment = (spec: object, template: object = {}) => ({
  spec: {
    selector: {matchLabels: {a: 'b'}},
    template: {metadata: {labels: {a: 'b'}}, spec: {containers: [container()], ...template}},
    ...spec,
  },
})
const rolling = (rollingUpdate: object, type = 'RollingUpdate') => deployment({strategy: {type, rollingUpdate}})
const first = 'spec.containers[0]'

const refused: [kind: string, body: object, causes: string][] = [
  ['Pod', pod({image: ''}), `${first}.image: Required value`],
  ['Pod', pod({image: ' i'}), `${first}.image: Invalid value: " i": must not have leading or trailing whitespace`],
  [
    'Pod',
    pod({}, {initContainers: [{name: 'c'}]}),
    '[spec.initContainers[0].name: Duplicate value: "c", spec.initContainers[0].image: Required value]',
  ],
  [
    'Pod',
    pod({resources: {requests: {cpu: '2'}, limits: {cpu: 1}}}),
    `${first}.resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1`,
  ],
  [
    'Pod',
    pod({resources: {requests: {'nvidia.com/gpu': 1}}}),
    `${first}.resources.limits: Required value: Limit must be set for non overcommitable resources`,
  ],
  [
    'Pod',
    pod({resources: {requests: {memory: '-1Gi'}}}),
    `${first}.resources.requests[memory]: Invalid value: "-1Gi": must be greater than or equal to 0`,
  ],
  [
    'Pod',
    pod({ports: [{containerPort: 70_000}]}),
    `${first}.ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive`,
  ],
  ['Pod', pod({volumeMounts: [{name: 'x', mountPath: '/x'}]}), `${first}.volumeMounts[0].name: Not found: "x"`],
  [
    'Pod',
    pod({env: [{name: 'A', value: 'x', valueFrom: {fieldRef: {fieldPath: 'metadata.name'}}}]}),
    `${first}.env[0].valueFrom: Invalid value: "": may not be specified when \`value\` is not empty`,
  ],
  [
    'Pod',
    pod({livenessProbe: {exec: {command: ['true']}, successThreshold: 2}}),
    `${first}.livenessProbe.successThreshold: Invalid value: 2: must be 1`,
  ],
  ['Pod', pod({readinessProbe: {}}), `${first}.readinessProbe: Required value: must specify a handler type`],
  [
    'Pod',
    pod({}, {dnsPolicy: 'None'}),
    'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None',
  ],
  [
    'Pod',
    pod({}, {volumes: [{name: 'v', emptyDir: {}, hostPath: {path: '/'}}]}),
    'spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type',
  ],
  [
    'Pod',
    pod({}, {tolerations: [{key: 'k', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 3}]}),
    'spec.tolerations[0].effect: Invalid value: "NoSchedule": effect must be \'NoExecute\' when `tolerationSeconds` is set',
  ],
  [
    'Deployment.apps',
    rolling({maxSurge: 0, maxUnavailable: 0}),
    'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
  ],
  [
    'Deployment.apps',
    rolling({maxSurge: 1}, 'Recreate'),
    "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
  ],
  [
    'Deployment.apps',
    deployment({}, {restartPolicy: 'Never'}),
    'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
  ],
  [
    'Job.batch',
    {spec: {template: pod({})}},
    'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
  ],
  [
    'CronJob.batch',
    {spec: {schedule: 'x', jobTemplate: {spec: {template: pod({image: ''}, {restartPolicy: 'Never'})}}}},
    '[spec.schedule: Invalid value: "x": expected exactly 5 fields, found 1: [x], spec.jobTemplate.spec.template.spec.containers[0].image: Required value]',
  ],
  ['Service', {spec: {selector: {a: 'b'}}}, 'spec.ports: Required value'],
  [
    'Service',
    {spec: {type: 'NodePort', ports: [{port: 80, nodePort: 80}]}},
    'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
  ],
  [
    'HorizontalPodAutoscaler.autoscaling',
    {spec: {minReplicas: 3, maxReplicas: 2, scaleTargetRef: {kind: 'Deployment', name: 'x'}}},
    'spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`',
  ],
  [
    'PodDisruptionBudget.policy',
    {spec: {minAvailable: 1, maxUnavailable: 1}},
    'spec: Invalid value: {"minAvailable":1,"maxUnavailable":1}: minAvailable and maxUnavailable cannot be both set',
  ],
  [
    'PersistentVolumeClaim',
    {spec: {}},
    '[spec.accessModes: Required value: at least 1 access mode is required, spec.resources[storage]: Required value]',
  ],
  [
    'PersistentVolume',
    {spec: {accessModes: ['ReadWriteOnce'], capacity: {storage: '1Gi'}}},
    'spec: Required value: must specify a volume type',
  ],
  ['Secret', {type: 'kubernetes.io/tls', data: {'tls.crt': 'YQ=='}}, 'data[tls.key]: Required value'],
  ['ConfigMap', {data: {'..': ''}}, 'data[..]: Invalid value: "..": must not be \'..\''],
  [
    'NetworkPolicy.networking.k8s.io',
    {spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 'x'}}]}]}},
    'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
  ],
]

const pattern = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const unreadable: [kind: string, body: object, why: string][] = [
  [
    'Deployment.apps',
    deployment({replicas: '3'}),
    'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
  ],
  [
    'Pod',
    pod({env: [{name: 'A', value: 3}]}),
    'json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string',
  ],
  [
    'Pod',
    {spec: {containers: 'c'}},
    'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container',
  ],
  ['Deployment.apps', rolling({maxSurge: true}), 'json: cannot unmarshal bool into Go value of type int32'],
  ['Pod', pod({resources: {limits: {memory: '1Gb'}}}), pattern],
  ['Pod', pod({resources: {limits: {memory: '1GG'}}}), "unable to parse quantity's suffix"],
  ['ConfigMap', {data: {a: 1}}, 'json: cannot unmarshal number into Go struct field ConfigMap.data of type string'],
  ['Secret', {data: {a: 'YWJj!'}}, 'illegal base64 data at input byte 4'],
  ['Secret', {data: {a: 'YWJjZA'}}, 'illegal base64 data at input byte 4'],
]

describe('what the server asks of built-in kinds', () => {
  let wire: Wire
  before(async () => {
    wire = await startWire()
  })
  after(() => wire.close())

  const create = (kind: string, body: object) =>
    wire.call('POST', `${paths[kind]}?dryRun=All`, {body: {metadata: {name: 'a'}, ...body}})

  /** @feature API: built-in kinds are checked by Kubernetes' own rules, in its words | works */
  for (const [kind, body, causes] of refused)
    it(`${kind} is refused: ${causes}`, async () => {
      const answer = await create(kind, body)

      assert.equal(answer.body.message, `${kind} "a" is invalid: ${causes}`)
      assert.equal(answer.code, 422)
    })

  /** @feature API: fields of a wrong type are told as Go's decoder does | works */
  for (const [kind, body, why] of unreadable)
    it(`${kind} cannot be read: ${why}`, async () => {
      const answer = await create(kind, body)

      const name = kind.split('.')[0]
      assert.equal(answer.body.message, `${name} in version "v1" cannot be handled as a ${name}: ${why}`)
      assert.equal(answer.code, 400)
    })

  it('a volume of no type is an empty directory', async () => {
    const {body} = await create('Pod', pod({}, {volumes: [{name: 'v'}]}))

    assert.deepEqual(body.spec.volumes, [{name: 'v', emptyDir: {}}])
  })
})
