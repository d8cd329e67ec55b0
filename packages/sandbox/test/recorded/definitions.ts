import {made, type Recorded, refusal, services} from './answer.ts'

const merge = {'content-type': 'application/merge-patch+json'}
const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const sets = '/apis/kaito.sh/v1beta1/namespaces/$ns/inferencesets'
const set = {
  apiVersion: 'kaito.sh/v1beta1',
  kind: 'InferenceSet',
  metadata: {name: 's'},
  spec: {
    replicas: 2,
    labelSelector: {matchLabels: {a: 'b'}},
    template: {resource: {instanceType: 'x'}, inference: {preset: {name: 'm'}}},
  },
}
const definition = (plural: string, names: object = {}, more: object = {}) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name: `${plural}.$ns.example.com`},
  spec: {
    group: '$ns.example.com',
    scope: 'Namespaced',
    names: {plural, kind: `K${plural}`, ...names},
    versions: [{name: 'v1', served: true, storage: true, schema: {openAPIV3Schema: {type: 'object'}}}],
    ...more,
  },
})
const condition = (type: string, status: string, reason: string, message: string) => ({type, status, reason, message})
const claims = '/apis/karpenter.sh/v1/nodeclaims'
const claim = (requirements: object[]) => ({
  apiVersion: 'karpenter.sh/v1',
  kind: 'NodeClaim',
  metadata: {name: 'c-$ns'},
  spec: {nodeClassRef: {group: 'g', kind: 'K', name: 'n'}, requirements},
})

/** Subresources, definitions and rules. */
export const definitionAnswers: readonly Recorded[] = [
  {
    what: 'the status is written on its own and is no new generation',
    before: [made('a', {engine: {minReplicas: 1}})],
    ask: ['PATCH', `${services}/a/status`, {status: {url: 'http://x'}, spec: {engine: {minReplicas: 5}}}, merge],
    code: 200,
    body: {metadata: {generation: 1}, spec: {engine: {minReplicas: 1}}, status: {url: 'http://x'}},
  },
  {
    what: 'the main resource leaves the status alone',
    before: [made('a')],
    ask: ['PATCH', `${services}/a`, {status: {url: 'http://x'}}, merge],
    code: 200,
    body: {status: undefined},
  },
  {
    what: 'a scale',
    before: [['POST', sets, set]],
    ask: ['GET', `${sets}/s/scale`],
    code: 200,
    body: {
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: {name: 's', namespace: '$ns', uid: '$uid', resourceVersion: /^\d+$/, creationTimestamp: /Z$/},
      spec: {replicas: 2},
      status: {replicas: 0},
    },
  },
  {
    what: 'a scale that is set',
    before: [['POST', sets, set]],
    ask: ['PATCH', `${sets}/s/scale`, {spec: {replicas: 3}}, merge],
    code: 200,
    body: {kind: 'Scale', spec: {replicas: 3}},
  },
  {
    what: 'a negative scale',
    before: [['POST', sets, set]],
    ask: ['PATCH', `${sets}/s/scale`, {spec: {replicas: -1}}, merge],
    code: 422,
    body: {reason: 'Invalid', details: {causes: {0: {field: /spec\.replicas$/}}}},
  },
  {
    what: 'a definition is accepted, then established',
    before: [['POST', crds, definition('things')]],
    ask: ['GET', `${crds}/things.$ns.example.com`],
    code: 200,
    body: {
      metadata: {finalizers: undefined},
      spec: {names: {singular: 'kthings', listKind: 'KthingsList'}, conversion: {strategy: 'None'}},
      status: {
        acceptedNames: {plural: 'things', kind: 'Kthings'},
        storedVersions: ['v1'],
        conditions: [
          condition('NamesAccepted', 'True', 'NoConflicts', 'no conflicts found'),
          condition('Established', 'True', 'InitialNamesAccepted', 'the initial names have been accepted'),
        ],
      },
    },
  },
  {
    what: 'a short name that is taken',
    before: [
      ['POST', crds, definition('firsts', {shortNames: ['ct']})],
      ['POST', crds, definition('seconds', {shortNames: ['ct']})],
    ],
    ask: ['GET', `${crds}/seconds.$ns.example.com`],
    code: 200,
    body: {
      status: {
        conditions: [
          condition('NamesAccepted', 'False', 'ShortNamesConflict', '"ct" is already in use'),
          condition('Established', 'False', 'NotAccepted', 'not all names are accepted'),
        ],
      },
    },
  },
  {
    what: 'a kind of a refused definition is not served',
    before: [
      ['POST', crds, definition('firsts', {shortNames: ['ct']})],
      ['POST', crds, definition('seconds', {shortNames: ['ct']})],
    ],
    ask: ['GET', '/apis/$ns.example.com/v1/seconds'],
    code: 404,
    text: '404 page not found\n',
  },
  {
    what: 'a name that does not follow from its parts',
    ask: ['POST', crds, {...definition('things'), metadata: {name: 'other'}}],
    code: 422,
    body: refusal('Invalid', /metadata\.name: Invalid value: "other": must be spec\.names\.plural\+"\."\+spec\.group/),
  },
  {
    what: 'a version without a schema',
    ask: ['POST', crds, definition('things', {}, {versions: [{name: 'v1', served: true, storage: true}]})],
    code: 422,
    body: refusal('Invalid', /spec\.versions\[0\]\.schema\.openAPIV3Schema: Required value/),
  },
  {
    what: 'a definition goes with its objects',
    before: [
      ['POST', crds, definition('things')],
      [
        'POST',
        '/apis/$ns.example.com/v1/namespaces/$ns/things',
        {apiVersion: '$ns.example.com/v1', kind: 'Kthings', metadata: {name: 't', finalizers: ['example.com/keep']}},
      ],
    ],
    ask: ['DELETE', `${crds}/things.$ns.example.com`],
    code: 200,
    body: {
      metadata: {finalizers: ['customresourcecleanup.apiextensions.k8s.io'], deletionTimestamp: /Z$/},
      status: {conditions: {2: {type: 'Terminating', status: 'True', reason: 'InstanceDeletionPending'}}},
    },
  },
  {
    what: 'another version shows the same object',
    before: [['POST', sets, set]],
    ask: ['GET', `${sets.replace('v1beta1', 'v1alpha1')}/s`],
    code: 200,
    body: {apiVersion: 'kaito.sh/v1alpha1', metadata: {uid: '$uid'}},
  },
  {
    what: 'a rule about a text shows the text',
    ask: ['POST', claims, claim([{key: 'kubernetes.io/hostname', operator: 'In', values: ['x']}])],
    code: 422,
    body: {message: /spec\.requirements\[0\]\.key: Invalid value: "kubernetes\.io\/hostname": label .* is restricted/},
  },
  {
    what: 'a rule about a list shows its message alone',
    ask: ['POST', claims, claim([{key: 'a', operator: 'In', values: []}])],
    code: 422,
    body: {message: /spec\.requirements: Invalid value: requirements with operator 'In' must have a value defined/},
  },
]
