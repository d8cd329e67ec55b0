import {made, type Recorded, refusal, service, services} from './answer.ts'

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']
const gone = (what: string, ask: Recorded['ask']): Recorded => ({
  what,
  ask,
  code: 404,
  text: '404 page not found\n',
  headers: {'content-type': 'text/plain; charset=utf-8'},
})

/** What the server says about itself. */
export const discoveryAnswers: readonly Recorded[] = [
  {
    what: 'aggregated discovery has a type, a tag and may be kept',
    ask: ['GET', '/apis', undefined, {accept: `${aggregated},application/json`}],
    code: 200,
    headers: {'content-type': aggregated, etag: /^"[0-9A-F]+"$/, vary: 'Accept', 'cache-control': 'public'},
    body: {kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}},
  },
  {
    what: 'the core group has no name in it',
    ask: ['GET', '/api', undefined, {accept: aggregated}],
    code: 200,
    body: {items: [{versions: [{version: 'v1', freshness: 'Current'}]}]},
  },
  {
    what: 'a resource in aggregated discovery',
    ask: ['GET', '/apis', undefined, {accept: aggregated}],
    code: 200,
    text: /\{"resource":"inferencesets","responseKind":\{"group":"kaito\.sh","version":"v1beta1","kind":"InferenceSet"\},"scope":"Namespaced","singularResource":"inferenceset","verbs":\["delete","deletecollection","get","list","patch","create","update","watch"\],/,
  },
  {what: 'versions of the core group', ask: ['GET', '/api'], code: 200, body: {kind: 'APIVersions', versions: ['v1']}},
  {
    what: 'a group prefers its beta version over its alpha one',
    ask: ['GET', '/apis/kaito.sh'],
    code: 200,
    body: {
      kind: 'APIGroup',
      name: 'kaito.sh',
      versions: [{groupVersion: 'kaito.sh/v1beta1'}, {groupVersion: 'kaito.sh/v1alpha1'}],
      preferredVersion: {groupVersion: 'kaito.sh/v1beta1', version: 'v1beta1'},
    },
  },
  {what: 'all groups', ask: ['GET', '/apis'], code: 200, body: {kind: 'APIGroupList'}},
  {
    what: 'a custom resource and its verbs',
    ask: ['GET', '/apis/kaito.sh/v1alpha1'],
    code: 200,
    text: new RegExp(
      `"name":"workspaces",.*"kind":"Workspace","verbs":${JSON.stringify(verbs).replace(/[[\]]/g, '\\$&')}`,
    ),
  },
  {
    what: 'a scale is of another group',
    ask: ['GET', '/apis/kaito.sh/v1beta1'],
    code: 200,
    text: /"name":"inferencesets\/scale","singularName":"","namespaced":true,"group":"autoscaling","version":"v1","kind":"Scale","verbs":\["get","patch","update"\]/,
  },
  gone('an unknown group', ['GET', '/apis/nope.example/v1/things']),
  gone('an unknown version', ['GET', '/apis/ome.io/v9/inferenceservices']),
  gone('an unknown resource', ['GET', '/apis/ome.io/v1beta1/namespaces/$ns/nopes']),
  gone('a cluster-wide resource in a namespace', ['GET', '/apis/ome.io/v1beta1/namespaces/$ns/clusterbasemodels']),
  gone('a create without namespace', ['POST', '/apis/ome.io/v1beta1/inferenceservices', service('a')]),
  {
    what: 'an unknown subresource',
    before: [made('a')],
    ask: ['GET', `${services}/a/scale`],
    code: 404,
    body: refusal('NotFound', 'inferenceservices.ome.io "a" not found'),
  },
  {
    what: 'the index of OpenAPI v3',
    ask: ['GET', '/openapi/v3'],
    code: 200,
    headers: {etag: /^"[0-9A-F]+"$/},
    body: {
      paths: {
        'apis/ome.io/v1beta1': {serverRelativeURL: /^\/openapi\/v3\/apis\/ome\.io\/v1beta1\?hash=[0-9A-F]+$/},
        'api/v1': {},
      },
    },
  },
  {
    what: 'a document of OpenAPI v3',
    ask: ['GET', '/openapi/v3/apis/kaito.sh/v1beta1'],
    code: 200,
    headers: {etag: /^"[0-9A-F]+"$/},
    body: {
      openapi: '3.0.0',
      paths: {
        '/apis/kaito.sh/v1beta1/namespaces/{namespace}/workspaces/{name}': {
          patch: {
            'x-kubernetes-action': 'patch',
            'x-kubernetes-group-version-kind': {group: 'kaito.sh', version: 'v1beta1', kind: 'Workspace'},
            requestBody: {
              content: {
                'application/apply-patch+yaml': {},
                'application/json-patch+json': {},
                'application/merge-patch+json': {},
                'application/strategic-merge-patch+json': undefined,
              },
            },
          },
        },
      },
      components: {
        schemas: {
          'sh.kaito.v1beta1.Workspace': {
            'x-kubernetes-group-version-kind': [{group: 'kaito.sh', version: 'v1beta1', kind: 'Workspace'}],
            properties: {
              metadata: {allOf: [{$ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'}]},
            },
          },
          'sh.kaito.v1beta1.WorkspaceList': {},
        },
      },
    },
  },
  {
    what: 'the version tells what it emulates',
    ask: ['GET', '/version'],
    code: 200,
    body: {major: '1', minor: '36', emulationMajor: '1', emulationMinor: '36', platform: 'linux/amd64'},
  },
  {what: 'health is one word', ask: ['GET', '/readyz'], code: 200, text: 'ok'},
  {
    what: 'health in detail',
    ask: ['GET', '/livez?verbose'],
    code: 200,
    text: /^\[\+\]ping ok\n(\[\+\].* ok\n)+livez check passed\n$/,
  },
]
