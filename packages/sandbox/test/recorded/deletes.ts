import {made, type Recorded, refusal, services} from './answer.ts'

const merge = {'content-type': 'application/merge-patch+json'}
const kept = made('a', {}, {finalizers: ['example.com/keep']})
const remove = (body?: object, query = ''): Recorded['ask'] => ['DELETE', `${services}/a${query}`, body]

/** Deletions. */
export const deleteAnswers: readonly Recorded[] = [
  {
    what: 'a plain one',
    before: [made('a')],
    ask: remove(),
    code: 200,
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: {name: 'a', group: 'ome.io', kind: 'inferenceservices', uid: '$uid'},
      code: undefined,
    },
  },
  {
    what: 'a finalizer keeps the object',
    before: [kept],
    ask: remove(),
    code: 200,
    body: {
      kind: 'InferenceService',
      metadata: {
        deletionTimestamp: /Z$/,
        deletionGracePeriodSeconds: 0,
        generation: 2,
        finalizers: ['example.com/keep'],
      },
    },
  },
  {
    what: 'in the foreground',
    before: [made('a')],
    ask: remove({propagationPolicy: 'Foreground'}),
    code: 200,
    body: {metadata: {deletionTimestamp: /Z$/, finalizers: ['foregroundDeletion']}},
  },
  {
    what: 'orphaning',
    before: [made('a')],
    ask: remove(undefined, '?propagationPolicy=Orphan'),
    code: 200,
    body: {metadata: {deletionTimestamp: /Z$/, finalizers: ['orphan']}},
  },
  {
    what: 'again',
    before: [kept, remove()],
    ask: remove(),
    code: 200,
    body: {kind: 'InferenceService', metadata: {generation: 2}},
  },
  {
    what: 'the last finalizer goes and the object with it',
    before: [kept, remove()],
    ask: ['PATCH', `${services}/a`, {metadata: {finalizers: []}}, merge],
    code: 200,
    body: {metadata: {name: 'a', deletionTimestamp: /Z$/}},
  },
  {
    what: 'a new finalizer comes too late',
    before: [kept, remove()],
    ask: ['PATCH', `${services}/a`, {metadata: {finalizers: ['example.com/keep', 'example.com/more']}}, merge],
    code: 422,
    body: refusal(
      'Invalid',
      /metadata\.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, /,
    ),
  },
  {
    what: 'a policy that does not exist',
    before: [made('a')],
    ask: remove({propagationPolicy: 'Sideways'}),
    code: 422,
    body: refusal('Invalid', /supported values: "Foreground", "Background", "Orphan", "nil"$/),
  },
  {
    what: 'two policies',
    before: [made('a')],
    ask: remove({propagationPolicy: 'Orphan', orphanDependents: true}),
    code: 422,
    body: {reason: 'Invalid'},
  },
  {
    what: 'another uid',
    before: [made('a')],
    ask: remove({preconditions: {uid: 'x'}}),
    code: 409,
    body: refusal(
      'Conflict',
      /^Operation cannot be fulfilled on InferenceService\.ome\.io "a": the UID in the precondition \(x\) does not match the UID in record \(\$uid\)/,
      {name: 'a', group: 'ome.io', kind: 'InferenceService'},
    ),
  },
  {
    what: 'a collection',
    before: [made('a'), made('b', {}, {labels: {x: 'y'}})],
    ask: ['DELETE', `${services}?labelSelector=x%3Dy`],
    code: 200,
    body: {kind: 'InferenceServiceList', items: [{metadata: {name: 'b'}}]},
  },
  {
    what: 'a dry run',
    before: [made('a')],
    ask: remove({dryRun: ['All']}),
    code: 200,
    body: {kind: 'Status', status: 'Success'},
  },
  {
    what: 'of nothing',
    ask: remove(),
    code: 404,
    body: refusal('NotFound', 'inferenceservices.ome.io "a" not found', {
      name: 'a',
      group: 'ome.io',
      kind: 'inferenceservices',
    }),
  },
]
