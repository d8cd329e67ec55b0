import {made, type Recorded, refusal, services} from './answer.ts'

const merge = {'content-type': 'application/merge-patch+json'}
const json = {'content-type': 'application/json-patch+json'}
const apply = {'content-type': 'application/apply-patch+yaml'}
const applied = (spec: object, meta: object = {}) => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name: 'a', ...meta},
  spec,
})
const by = (manager: string, more = '') => `${services}/a?fieldManager=${manager}${more}`
const bad = (message: string | RegExp) => refusal('BadRequest', message)

/** Patches and server-side apply. */
export const patchAnswers: readonly Recorded[] = [
  {
    what: 'a merge patch that is a list',
    before: [made('a')],
    ask: ['PATCH', `${services}/a`, [], merge],
    code: 400,
    body: bad(/^error decoding patch: json: cannot unmarshal array /),
  },
  {
    what: 'a merge patch of an old state',
    before: [made('a')],
    ask: ['PATCH', `${services}/a`, {metadata: {resourceVersion: '1'}}, merge],
    code: 409,
    body: refusal('Conflict', /the object has been modified/),
  },
  {
    what: 'a JSON patch whose test fails',
    before: [made('a')],
    ask: ['PATCH', `${services}/a`, [{op: 'test', path: '/metadata/name', value: 'b'}], json],
    code: 422,
    body: refusal('Invalid', 'the server rejected our request due to an error in our request'),
  },
  {
    what: 'a JSON patch of a path that is not there',
    before: [made('a')],
    ask: ['PATCH', `${services}/a`, [{op: 'remove', path: '/spec/nope'}], json],
    code: 422,
    body: refusal('Invalid', 'the server rejected our request due to an error in our request'),
  },
  {
    what: 'a JSON patch that is no list',
    before: [made('a')],
    ask: ['PATCH', `${services}/a`, {}, json],
    code: 400,
  },
  {
    what: 'a strategic patch of a custom resource',
    before: [made('a')],
    ask: ['PATCH', `${services}/a`, {}, {'content-type': 'application/strategic-merge-patch+json'}],
    code: 415,
    body: refusal(
      'UnsupportedMediaType',
      /accepted media types include: application\/json-patch\+json, application\/merge-patch\+json, application\/apply-patch\+yaml$/,
    ),
  },
  {
    what: 'an apply without a manager',
    ask: ['PATCH', `${services}/a`, applied({}), apply],
    code: 422,
    body: refusal(
      'Invalid',
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    ),
  },
  {what: 'an apply creates', ask: ['PATCH', by('one'), applied({}), apply], code: 201, body: {metadata: {name: 'a'}}},
  {
    what: 'force without apply',
    before: [made('a')],
    ask: ['PATCH', by('one', '&force=true'), {}, merge],
    code: 422,
    body: refusal('Invalid', /force: Forbidden: may not be specified for non-apply patch$/),
  },
  {
    what: 'one conflict, with a manager that updated',
    before: [['POST', `${services}?fieldManager=m1`, applied({engine: {minReplicas: 1}})]],
    ask: ['PATCH', by('two'), applied({engine: {minReplicas: 2}}), apply],
    code: 409,
    body: refusal(
      'Conflict',
      'Apply failed with 1 conflict: conflict with "m1" using ome.io/v1beta1: .spec.engine.minReplicas',
      {causes: [{reason: 'FieldManagerConflict', field: '.spec.engine.minReplicas'}]},
    ),
  },
  {
    what: 'two conflicts, with a manager that applied',
    before: [['PATCH', by('one'), applied({engine: {minReplicas: 1}}, {labels: {a: '1'}}), apply]],
    ask: ['PATCH', by('two'), applied({engine: {minReplicas: 2}}, {labels: {a: '2'}}), apply],
    code: 409,
    body: refusal(
      'Conflict',
      'Apply failed with 2 conflicts: conflicts with "one":\n- .metadata.labels.a\n- .spec.engine.minReplicas',
      {causes: [{message: 'conflict with "one"', field: '.metadata.labels.a'}, {}]},
    ),
  },
  {
    what: 'the same value is shared',
    before: [['PATCH', by('one'), applied({engine: {minReplicas: 1}}), apply]],
    ask: ['PATCH', by('two'), applied({engine: {minReplicas: 1}}), apply],
    code: 200,
    body: {metadata: {managedFields: {length: 2}}},
  },
  {
    what: 'what one alone owned goes with it',
    before: [['PATCH', by('one'), applied({engine: {minReplicas: 1, maxReplicas: 2}}), apply]],
    ask: ['PATCH', by('one'), applied({engine: {maxReplicas: 2}}), apply],
    code: 200,
    body: {spec: {engine: {minReplicas: undefined, maxReplicas: 2}}},
  },
  {
    what: 'force takes the field over',
    before: [['PATCH', by('one'), applied({engine: {minReplicas: 1}}), apply]],
    ask: ['PATCH', by('two', '&force=true'), applied({engine: {minReplicas: 2}}), apply],
    code: 200,
    body: {spec: {engine: {minReplicas: 2}}},
  },
  {
    what: 'an unknown field of an apply',
    ask: ['PATCH', by('one'), applied({bogus: 1}), apply],
    code: 500,
    body: {
      message:
        /failed to create typed patch object \(\/a; ome\.io\/v1beta1, Kind=InferenceService\): \.spec\.bogus: field not declared in schema$/,
    },
  },
  {
    what: 'an apply that brings managedFields',
    ask: ['PATCH', by('one'), applied({}, {managedFields: [{manager: 'x'}]}), apply],
    code: 400,
    body: bad('metadata.managedFields must be nil'),
  },
  {
    what: 'the manager of a write that names none',
    ask: ['POST', services, applied({}), {'user-agent': 'x/1.0 (linux)'}],
    code: 201,
    body: {metadata: {managedFields: [{manager: 'x', operation: 'Update', apiVersion: 'ome.io/v1beta1'}]}},
  },
]
