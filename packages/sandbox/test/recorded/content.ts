import {made, type Recorded, refusal, service, services} from './answer.ts'

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
const accepted = 'application/json, application/yaml, application/vnd.kubernetes.protobuf'

/** Forms in which an object can be had and sent. */
export const contentAnswers: readonly Recorded[] = [
  {
    what: 'JSON is compact, sorted and ends with a newline',
    before: [made('a', {engine: {minReplicas: 1, maxReplicas: 2}})],
    ask: ['GET', `${services}/a`],
    code: 200,
    text: /^\{"apiVersion":"ome\.io\/v1beta1","kind":"InferenceService","metadata":\{"creationTimestamp":.*"generation":.*"managedFields":.*"name":.*"namespace":.*"resourceVersion":.*"uid":.*\},"spec":\{.*"maxReplicas":2,"minReplicas":1.*\}\}\n$/,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-cache, private',
      'audit-id': /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
      date: /GMT$/,
    },
  },
  {
    what: 'YAML on demand',
    before: [made('a')],
    ask: ['GET', `${services}/a`, undefined, {accept: 'application/yaml'}],
    code: 200,
    text: /^apiVersion: ome\.io\/v1beta1\nkind: InferenceService\n/,
    headers: {'content-type': 'application/yaml'},
  },
  {
    what: 'pretty is indented',
    before: [made('a')],
    ask: ['GET', `${services}/a?pretty=true`],
    code: 200,
    text: /^\{\n {2}"apiVersion": "ome\.io\/v1beta1",\n/,
  },
  {
    what: 'curl gets it indented',
    before: [made('a')],
    ask: ['GET', `${services}/a`, undefined, {'user-agent': 'curl/8.5.0'}],
    code: 200,
    text: /^\{\n {2}"apiVersion"/,
  },
  {
    what: 'a custom resource has no protobuf form',
    before: [made('a')],
    ask: ['GET', `${services}/a`, undefined, {accept: 'application/vnd.kubernetes.protobuf'}],
    code: 406,
    body: refusal('NotAcceptable', `only the following media types are accepted: ${accepted}`),
  },
  {
    what: 'an unknown version of Table',
    before: [made('a')],
    ask: ['GET', `${services}/a`, undefined, {accept: 'application/json;as=Table;v=v9;g=meta.k8s.io'}],
    code: 406,
    body: refusal('NotAcceptable', /^only the following media types are accepted: /),
  },
  {
    what: 'only the metadata of an object',
    before: [made('a')],
    ask: ['GET', `${services}/a`, undefined, {accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io'}],
    code: 200,
    body: {kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: {name: 'a'}, spec: undefined},
  },
  {
    what: 'only the metadata of a list',
    before: [made('a')],
    ask: ['GET', services, undefined, {accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'}],
    code: 200,
    body: {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      items: [{metadata: {name: 'a'}, spec: undefined}],
    },
  },
  {
    what: 'a body that is plain text',
    ask: ['POST', services, service('a'), {'content-type': 'text/plain'}],
    code: 415,
    body: refusal(
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: ${accepted}`,
    ),
  },
  {
    what: 'a large answer is compressed for those who can read it',
    ask: ['GET', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', undefined, {'accept-encoding': 'gzip'}],
    code: 200,
    headers: {'content-encoding': 'gzip', vary: 'Accept-Encoding'},
  },
  {
    what: 'a Table has columns, cells and the metadata of each row',
    before: [made('a')],
    ask: ['GET', services, undefined, {accept: table}],
    code: 200,
    body: {
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata: {resourceVersion: /^\d+$/},
      rows: [{object: {kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: {name: 'a'}}}],
    },
  },
  {
    what: 'the first column is the name, a missing value is null, a date is an age',
    before: [made('a')],
    ask: ['GET', `${services}/a`, undefined, {accept: table}],
    code: 200,
    text: /"columnDefinitions":\[\{"name":"Name","type":"string","format":"name",.*"cells":\["a",.*null.*,"\d+s"\]/,
  },
  {
    what: 'rows without their objects',
    before: [made('a')],
    ask: ['GET', `${services}?includeObject=None`, undefined, {accept: table}],
    code: 200,
    text: /"rows":\[\{"cells":\["a",[^\]]*\],"object":null\}\]/,
  },
  {
    what: 'rows with their whole objects',
    before: [made('a')],
    ask: ['GET', `${services}?includeObject=Object`, undefined, {accept: table}],
    code: 200,
    body: {rows: [{object: {kind: 'InferenceService'}}]},
  },
  {
    what: 'rows with something unknown',
    ask: ['GET', `${services}?includeObject=Bad`, undefined, {accept: table}],
    code: 400,
    body: refusal(
      'BadRequest',
      `Unable to convert to Table as requested: includeObject: Invalid value: "Bad": must be 'Metadata', 'Object', 'None', or empty`,
    ),
  },
]
