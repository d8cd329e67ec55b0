import {invalidField, made, type Recorded, refusal, service, services} from './answer.ts'

const bad = (message: string | RegExp) => refusal('BadRequest', message)
const named = {name: 'a', group: 'ome.io', kind: 'inferenceservices'}
const twice =
  '{"apiVersion":"ome.io/v1beta1","kind":"InferenceService","metadata":{"name":"a"},"spec":{"engine":{"minReplicas":1,"minReplicas":1},"bogus":1}}'

/** Creates and updates. */
export const writeAnswers: readonly Recorded[] = [
  {
    what: 'a create sets what the server decides and drops the status',
    ask: ['POST', services, {...service('a'), status: {url: 'x'}}],
    code: 201,
    body: {
      metadata: {
        uid: /^[0-9a-f-]{36}$/,
        resourceVersion: /^\d+$/,
        generation: 1,
        creationTimestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
        managedFields: [{operation: 'Update', fieldsType: 'FieldsV1'}],
      },
      status: undefined,
    },
  },
  {
    what: 'a create fills in the defaults of the schema',
    ask: ['POST', services, service('a', {model: {name: 'm'}})],
    code: 201,
    body: {spec: {model: {name: 'm', apiGroup: 'ome.io', kind: 'ClusterBaseModel'}}},
  },
  {
    what: 'a name that is taken',
    before: [made('a')],
    ask: ['POST', services, service('a')],
    code: 409,
    body: refusal('AlreadyExists', 'inferenceservices.ome.io "a" already exists', named),
  },
  {
    what: 'a generated name',
    ask: ['POST', services, service('', {}, {generateName: 'gen-'})],
    code: 201,
    body: {metadata: {name: /^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$/, generateName: 'gen-'}},
  },
  {
    what: 'no name',
    ask: ['POST', services, service('')],
    code: 422,
    body: refusal(
      'Invalid',
      'InferenceService.ome.io "" is invalid: metadata.name: Required value: name or generateName is required',
    ),
  },
  {
    what: 'a bad name',
    ask: ['POST', services, service('A_b')],
    code: 422,
    body: invalidField(
      'A_b',
      'metadata.name',
      'FieldValueInvalid',
      /metadata\.name: Invalid value: "A_b": a lowercase RFC 1123 subdomain must consist of /,
    ),
  },
  {
    what: 'a wrong kind',
    ask: ['POST', services, {...service('x'), kind: 'Foo'}],
    code: 422,
    body: refusal('Invalid', 'Foo.ome.io "x" is invalid: kind: Invalid value: "Foo": must be InferenceService'),
  },
  {
    what: 'a wrong version',
    ask: ['POST', services, {...service('x'), apiVersion: 'ome.io/v1'}],
    code: 400,
    body: bad('the API version in the data (ome.io/v1) does not match the expected API version (ome.io/v1beta1)'),
  },
  {
    what: 'no kind',
    ask: ['POST', services, {apiVersion: 'ome.io/v1beta1'}],
    code: 400,
    body: bad(
      `the object provided is unrecognized (must be of type InferenceService): Object 'Kind' is missing in '{"apiVersion":"ome.io/v1beta1"}'`,
    ),
  },
  {
    what: 'broken JSON',
    ask: ['POST', services, '{"a":'],
    code: 400,
    body: bad(/couldn't get version\/kind; json parse error: /),
  },
  {
    what: 'a name that is not the one of the URL',
    before: [made('a'), made('b')],
    ask: ['PUT', `${services}/b`, service('a', {}, {resourceVersion: '$rv'})],
    code: 400,
    body: bad('the name of the object (a) does not match the name on the URL (b)'),
  },
  {
    what: 'a namespace that is not the one of the URL',
    ask: ['POST', services, service('a', {}, {namespace: 'other'})],
    code: 400,
    body: bad('the namespace of the provided object does not match the namespace sent on the request'),
  },
  {
    what: 'an update without a version',
    before: [made('a')],
    ask: ['PUT', `${services}/a`, service('a')],
    code: 422,
    body: invalidField(
      'a',
      'metadata.resourceVersion',
      'FieldValueInvalid',
      'Invalid value: 0: must be specified for an update',
    ),
  },
  {
    what: 'an update of an old state',
    before: [made('a'), ['PUT', `${services}/a`, service('a', {}, {resourceVersion: '$rv', labels: {x: 'y'}})]],
    ask: ['PUT', `${services}/a`, service('a', {}, {resourceVersion: '1'})],
    code: 409,
    body: refusal(
      'Conflict',
      'Operation cannot be fulfilled on inferenceservices.ome.io "a": the object has been modified; please apply your changes to the latest version and try again',
      named,
    ),
  },
  {
    what: 'an update of nothing',
    ask: ['PUT', `${services}/a`, service('a', {}, {resourceVersion: '1'})],
    code: 404,
    body: refusal('NotFound', 'inferenceservices.ome.io "a" not found', named),
  },
  {
    what: 'an update that changes nothing',
    before: [made('a', {engine: {minReplicas: 1}})],
    ask: ['PUT', `${services}/a`, service('a', {engine: {minReplicas: 1}}, {resourceVersion: '$rv'})],
    code: 200,
    body: {metadata: {generation: 1}},
  },
  {
    what: 'a change of the spec is a new generation',
    before: [made('a')],
    ask: ['PUT', `${services}/a`, service('a', {engine: {minReplicas: 1}}, {resourceVersion: '$rv'})],
    code: 200,
    body: {metadata: {generation: 2}},
  },
  {
    what: 'a change of the metadata is none',
    before: [made('a')],
    ask: ['PUT', `${services}/a`, service('a', {}, {resourceVersion: '$rv', labels: {x: 'y'}})],
    code: 200,
    body: {metadata: {generation: 1, labels: {x: 'y'}}},
  },
  {what: 'a dry run', ask: ['POST', `${services}?dryRun=All`, service('a')], code: 201, body: {metadata: {name: 'a'}}},
  {
    what: 'another dry run',
    ask: ['POST', `${services}?dryRun=Some`, service('a')],
    code: 422,
    body: refusal('Invalid', /^CreateOptions\.meta\.k8s\.io "" is invalid: dryRun: Unsupported value: /),
  },
  {
    what: 'unknown and repeated fields are warned of',
    ask: ['POST', services, twice],
    code: 201,
    headers: {warning: '299 - "duplicate field \\"spec.engine.minReplicas\\"", 299 - "unknown field \\"spec.bogus\\""'},
    body: {spec: {bogus: undefined, engine: {minReplicas: 1}}},
  },
  {
    what: 'unknown and repeated fields are refused when strict',
    ask: ['POST', `${services}?fieldValidation=Strict`, twice],
    code: 400,
    body: bad(
      'InferenceService in version "v1beta1" cannot be handled as a InferenceService: strict decoding error: duplicate field "spec.engine.minReplicas", unknown field "spec.bogus"',
    ),
  },
  {
    what: 'unknown and repeated fields go unnoticed when ignored',
    ask: ['POST', `${services}?fieldValidation=Ignore`, twice],
    code: 201,
    headers: {warning: undefined},
  },
  {
    what: 'a wrong type',
    ask: ['POST', services, service('a', {engine: {minReplicas: 'many'}})],
    code: 422,
    body: invalidField(
      'a',
      'spec.engine.minReplicas',
      'FieldValueTypeInvalid',
      'Invalid value: "string": spec.engine.minReplicas in body must be of type integer: "string"',
    ),
  },
  {
    what: 'twice the same key of a list',
    ask: ['POST', services, service('a', {engine: {containers: [{name: 'c'}, {name: 'c'}]}})],
    code: 422,
    body: invalidField('a', 'spec.engine.containers[1]', 'FieldValueDuplicate', 'Duplicate value: {"name":"c"}'),
  },
  {
    what: 'several findings at once',
    ask: ['POST', services, service('a', {engine: {minReplicas: 'x', maxReplicas: 'y'}})],
    code: 422,
    body: {
      message: /^InferenceService\.ome\.io "a" is invalid: \[spec\.engine\.m.*, spec\.engine\.m.*\]$/,
      details: {causes: [{}, {}]},
    },
  },
  {
    what: 'a missing field',
    ask: [
      'POST',
      '/apis/ome.io/v1beta1/namespaces/$ns/benchmarkjobs',
      {apiVersion: 'ome.io/v1beta1', kind: 'BenchmarkJob', metadata: {name: 'b'}, spec: {}},
    ],
    code: 422,
    body: {message: /spec\.endpoint: Required value/, details: {kind: 'BenchmarkJob'}},
  },
]
