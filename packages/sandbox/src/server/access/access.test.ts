import assert from 'node:assert/strict'
import {request as httpsRequest} from 'node:https'
import {connect} from 'node:net'
import {widget, widgetPath} from '../testing/widgets.ts'
import {startWire, type Wire} from '../testing/wire.ts'

const bob = {authorization: 'Bearer bob-token'}
const rbac = 'rbac.authorization.k8s.io'

describe('who may do what', () => {
  let wire: Wire
  before(async () => {
    wire = await startWire({tokens: {'bob-token': {name: 'bob', groups: ['devs']}}})
  })
  after(() => wire.close())

  const as = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
    wire.call(method, path, {headers, ...(body !== undefined && {body})})

  it('a wrong token is 401, no credentials are nobody', async () => {
    const wrong = await as('GET', widgetPath, {authorization: 'Bearer nope'})
    const broken = await as('GET', widgetPath, {authorization: 'Bearer a.b.c'})
    const nobody = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpsRequest(
        {host: '127.0.0.1', port: wire.port, path: widgetPath, ca: wire.server.certificates.authority.certificate},
        (response) => {
          response.resume()
          resolve(response.statusCode)
        },
      )
      request.on('error', reject)
      request.end()
    })
    assert.deepEqual([wrong.code, wrong.body.message, broken.code, nobody], [401, 'Unauthorized', 401, 403])
  })

  const denials: [method: string, path: string, message: string][] = [
    [
      'GET',
      widgetPath,
      'widgets.example.com is forbidden: User "bob" cannot list resource "widgets" in API group "example.com" in the namespace "default"',
    ],
    [
      'GET',
      `${widgetPath}/a`,
      'widgets.example.com "a" is forbidden: User "bob" cannot get resource "widgets" in API group "example.com" in the namespace "default"',
    ],
    [
      'GET',
      '/api/v1/nodes',
      'nodes is forbidden: User "bob" cannot list resource "nodes" in API group "" at the cluster scope',
    ],
    [
      'GET',
      '/api/v1/namespaces/default/pods/p/log',
      'pods "p" is forbidden: User "bob" cannot get resource "pods/log" in API group "" in the namespace "default"',
    ],
    [
      'DELETE',
      widgetPath,
      'widgets.example.com is forbidden: User "bob" cannot deletecollection resource "widgets" in API group "example.com" in the namespace "default"',
    ],
    ['GET', '/metrics', 'forbidden: User "bob" cannot get path "/metrics"'],
  ]
  /** @feature Access: denials in the words of a real server | works */
  for (const [method, path, message] of denials)
    it(`${method} ${path} is denied in the server's words`, async () => {
      const {code, body} = await as(method, path, bob)
      assert.deepEqual([code, body.reason, body.message], [403, 'Forbidden', message])
    })

  /** @feature Access: roles and bindings with resource names and non-resource paths | works */
  it('roles and bindings open exactly what they name', async () => {
    const roles = `/apis/${rbac}/v1/namespaces/default`
    const rules = [
      {apiGroups: ['example.com'], resources: ['widgets'], verbs: ['get', 'create'], resourceNames: undefined},
    ]
    await wire.call('POST', `${roles}/roles`, {
      body: {apiVersion: `${rbac}/v1`, kind: 'Role', metadata: {name: 'r'}, rules},
    })
    await wire.call('POST', `${roles}/rolebindings`, {
      body: {
        apiVersion: `${rbac}/v1`,
        kind: 'RoleBinding',
        metadata: {name: 'b'},
        roleRef: {apiGroup: rbac, kind: 'Role', name: 'r'},
        subjects: [{kind: 'Group', apiGroup: rbac, name: 'devs'}],
      },
    })
    const create = await as('POST', widgetPath, bob, widget('a'))
    const list = await as('GET', widgetPath, bob)
    const elsewhere = await as('GET', '/apis/example.com/v1/namespaces/kube-system/widgets/a', bob)
    const status = await as('GET', `${widgetPath}/a/status`, bob)
    assert.deepEqual([create.code, list.code, elsewhere.code, status.code], [201, 403, 403, 403])
  })

  /** @feature Access: certificates, tokens, RBAC, access reviews | works */
  it('reviews answer as the authorizer decides', async () => {
    const review = (resourceAttributes: object) =>
      as('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', bob, {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: {resourceAttributes},
      })
    const allowed = await review({namespace: 'default', verb: 'create', group: 'example.com', resource: 'widgets'})
    const denied = await review({namespace: 'default', verb: 'delete', group: 'example.com', resource: 'widgets'})
    const rules = await as('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', bob, {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectRulesReview',
      spec: {namespace: 'default'},
    })
    const self = await as('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', bob, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
    })

    assert.deepEqual([allowed.code, allowed.body.status.allowed, denied.body.status.allowed], [201, true, false])
    assert.ok(
      rules.body.status.resourceRules.some(({apiGroups}: {apiGroups: string[]}) => apiGroups.includes('example.com')),
    )
    assert.equal(rules.body.status.incomplete, false)
    assert.deepEqual(self.body.status.userInfo, {username: 'bob', groups: ['devs', 'system:authenticated']})
  })

  it("impersonation needs its own right and takes the other one's rights", async () => {
    const masters = await as('GET', widgetPath, {'impersonate-user': 'carol'})
    const group = await as('GET', `${widgetPath}/a`, {'impersonate-user': 'carol', 'impersonate-group': 'devs'})
    const byBob = await as('GET', widgetPath, {...bob, 'impersonate-user': 'admin'})
    const groupOnly = await as('GET', widgetPath, {'impersonate-group': 'devs'})
    assert.match(masters.body.message, /User "carol" cannot list/)
    assert.equal(group.code, 200)
    assert.equal(
      byBob.body.message,
      'users "admin" is forbidden: User "bob" cannot impersonate resource "users" in API group "" at the cluster scope',
    )
    assert.equal(
      groupOnly.text,
      `Internal Server Error: "${widgetPath}": requested [{Group  devs    }] without impersonating a user\n`,
    )
  })

  it('a service account token is accepted as its account', async () => {
    await wire.call('POST', '/api/v1/namespaces/default/serviceaccounts', {
      body: {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 's'}},
    })
    const {body} = await wire.call('POST', '/api/v1/namespaces/default/serviceaccounts/s/token', {
      body: {apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {}},
    })
    const answer = await as('GET', widgetPath, {authorization: `Bearer ${body.status.token}`})
    assert.match(answer.body.message, /User "system:serviceaccount:default:s" cannot list/)
  })

  it('a malformed client loses its own connection only', async () => {
    const socket = connect(wire.port, '127.0.0.1')
    socket.on('error', () => socket.destroy())
    socket.resume().write('this is no TLS\r\n\r\n')
    await new Promise((resolve) => socket.on('close', resolve))
    const big = await as('POST', widgetPath, {}, widget('big', {free: {x: 'y'.repeat(4 * 1024 * 1024)}}))
    const alive = await wire.call('GET', '/version')
    assert.deepEqual([big.code, alive.code], [413, 200])
  })
})

describe('discovery and OpenAPI', () => {
  let wire: Wire
  before(async () => {
    wire = await startWire()
  })
  after(() => wire.close())

  it('aggregated discovery is typed, tagged and revalidated', async () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'
    const {headers, body} = await wire.call('GET', '/apis', {headers: {accept}})
    const again = await wire.call('GET', '/apis', {headers: {accept, 'if-none-match': String(headers.etag)}})
    const group = body.items.find(({metadata}: {metadata: {name: string}}) => metadata.name === 'example.com')

    assert.equal(headers['content-type'], 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList')
    assert.deepEqual([again.code, again.text], [304, ''])
    assert.deepEqual(
      group.versions.map(({version}: {version: string}) => version),
      ['v1', 'v1alpha1'],
    )
    assert.deepEqual(
      group.versions[0].resources[0].subresources.map(({subresource}: {subresource: string}) => subresource),
      ['status', 'scale'],
    )
  })

  it('legacy discovery lists subresources with their kinds', async () => {
    const {body} = await wire.call('GET', '/apis/example.com/v1')
    const scale = body.resources.find(({name}: {name: string}) => name === 'widgets/scale')
    assert.deepEqual([scale.group, scale.version, scale.kind], ['autoscaling', 'v1', 'Scale'])
    assert.equal((await wire.call('GET', '/api')).body.kind, 'APIVersions')
    assert.equal((await wire.call('GET', '/apis')).body.kind, 'APIGroupList')
    assert.equal((await wire.call('GET', '/apis/nope.example')).text, '404 page not found\n')
  })

  it('every document of the OpenAPI index is there under its hash', async () => {
    const {body} = await wire.call('GET', '/openapi/v3')
    for (const {serverRelativeURL} of Object.values(body.paths) as {serverRelativeURL: string}[]) {
      const document = await wire.call('GET', serverRelativeURL)
      assert.equal(document.body.openapi, '3.0.0')
      const refs = document.text.match(/#\/components\/schemas\/[^"]+/g) ?? []
      for (const ref of new Set(refs))
        assert.ok(document.body.components.schemas[ref.slice('#/components/schemas/'.length)], ref)
    }
  })

  it('a document under its hash may be kept for good, and an old hash leads to the new one', async () => {
    const kept = (await wire.call('GET', '/openapi/v3')).body.paths['apis/example.com/v1'].serverRelativeURL
    const known = await wire.call('GET', kept)
    const again = await wire.call('GET', kept, {headers: {'if-none-match': String(known.headers.etag)}})
    const old = await wire.call('GET', '/openapi/v3/apis/example.com/v1?hash=OLD')
    assert.equal(known.headers['cache-control'], 'public, immutable')
    assert.deepEqual([again.code, old.code, old.headers.location], [304, 301, kept])
  })

  /** @feature API: discovery in both forms, OpenAPI v2 and v3 with tags | works */
  it('OpenAPI v2 has every kind as JSON, and no reference into the void', async () => {
    const {body, text, headers} = await wire.call('GET', '/openapi/v2')
    const again = await wire.call('GET', '/openapi/v2', {headers: {'if-none-match': String(headers.etag)}})
    assert.equal(body.swagger, '2.0')
    assert.ok(body.definitions['com.example.v1.Widget'])
    assert.equal(body.paths['/api/v1/namespaces/{namespace}/pods'].post.parameters.at(-1).in, 'body')
    for (const ref of new Set(text.match(/#\/definitions\/[^"]+/g)))
      assert.ok(body.definitions[ref.slice('#/definitions/'.length)], ref)
    assert.equal(again.code, 304)
  })

  /** @feature API: metrics of requests and objects, health with its checks | works */
  it('metrics count requests and objects', async () => {
    await wire.call('GET', widgetPath)
    const {text} = await wire.call('GET', '/metrics')
    assert.match(
      text,
      /^apiserver_request_total\{code="200",component="apiserver",dry_run="",group="example\.com",resource="widgets",scope="namespace",subresource="",verb="LIST",version="v1"\} \d+$/m,
    )
    assert.match(text, /^apiserver_request_duration_seconds_bucket\{.*resource="widgets".*le="\+Inf"\} \d+$/m)
    assert.match(text, /^apiserver_storage_objects\{resource="customresourcedefinitions\.apiextensions\.k8s\.io"\} 1$/m)
  })

  it('health can be asked for one check, and without one', async () => {
    const one = await wire.call('GET', '/readyz/poststarthook/rbac/bootstrap-roles')
    const none = await wire.call('GET', '/readyz/nope')
    const {text} = await wire.call('GET', '/readyz?verbose&exclude=etcd&exclude=nope')
    assert.deepEqual([one.text, none.code], ['ok', 404])
    assert.match(text, /^\[\+\]etcd excluded: ok$/m)
    assert.match(text, /^warn: some health checks cannot be excluded: no matches for "nope"\nreadyz check passed\n$/m)
  })

  it('the state of the control plane is told, with a warning about its age', async () => {
    const {body, headers} = await wire.call('GET', '/api/v1/componentstatuses')
    assert.deepEqual(
      body.items.map(({metadata}: {metadata: {name: string}}) => metadata.name),
      ['controller-manager', 'scheduler', 'etcd-0'],
    )
    assert.equal(headers['warning'], '299 - "v1 ComponentStatus is deprecated in v1.19+"')
  })

  /** @feature API: bindings and evictions | works */
  it('a binding may be posted by its own name', async () => {
    const pod = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'p'}, spec: {containers: [{name: 'c', image: 'x'}]}}
    await wire.call('POST', '/api/v1/namespaces/default/pods', {body: pod})
    const body = {apiVersion: 'v1', kind: 'Binding', metadata: {name: 'p'}, target: {kind: 'Node', name: 'n'}}
    const bound = await wire.call('POST', '/api/v1/namespaces/default/bindings', {body})
    const twice = await wire.call('POST', '/api/v1/namespaces/default/bindings', {body})
    assert.deepEqual([bound.code, twice.code], [201, 409])
  })

  describe('evictions', () => {
    let own: Wire
    afterEach(() => own.close())
    const space = '/api/v1/namespaces/default/pods'
    const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets'
    const merge = {'content-type': 'application/merge-patch+json'}
    const evict = (name: string) =>
      own.call('POST', `${space}/${name}/eviction`, {
        body: {apiVersion: 'policy/v1', kind: 'Eviction', metadata: {name}},
      })
    const allow = (status: object) => own.call('PATCH', `${budgets}/w/status`, {body: {status}, headers: merge})
    beforeEach(async () => {
      own = await startWire()
      for (const name of ['p', 'q', 'r']) {
        const spec = {containers: [{name: 'c', image: 'x'}]}
        await own.call('POST', space, {
          body: {apiVersion: 'v1', kind: 'Pod', metadata: {name, labels: {app: 'w'}}, spec},
        })
        const conditions = [{type: 'Ready', status: name === 'r' ? 'False' : 'True'}]
        const body = {status: {phase: 'Running', conditions}}
        await own.call('PATCH', `${space}/${name}/status`, {body, headers: merge})
      }
      const selector = {matchExpressions: [{key: 'app', operator: 'In', values: ['w']}]}
      const spec = {minAvailable: 1, selector}
      await own.call('POST', budgets, {
        body: {apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: {name: 'w'}, spec},
      })
    })

    it('wait ten seconds while the budget is not counted yet', async () => {
      const {code, body, headers} = await evict('p')
      assert.deepEqual([code, headers['retry-after']], [429, '10'])
      assert.match(body.details.causes[0].message, /^The disruption budget w is still being processed by the server\.$/)
    })

    it('spend the budget, and are refused without a time to wait when it is spent', async () => {
      await allow({observedGeneration: 1, disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 3})
      const first = await evict('p')
      const {code, body, headers} = await evict('q')
      assert.deepEqual([first.code, code, headers['retry-after']], [201, 429, undefined])
      assert.deepEqual(body.details, {
        causes: [
          {reason: 'DisruptionBudget', message: 'The disruption budget w needs 1 healthy pods and has 2 currently'},
        ],
      })
    })

    it('of pods that are not ready need no budget while enough others are healthy', async () => {
      await allow({observedGeneration: 1, disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 2, expectedPods: 3})
      const refused = await evict('r')
      await allow({currentHealthy: 2})
      const {code} = await evict('r')
      assert.deepEqual([refused.code, code], [429, 201])
    })
  })

  /** @feature API: flow control, storage migration, mutating policies, servicecidrs, debug paths | missing */
  for (const [path, what] of [
    ['/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas', 'flowcontrol.apiserver.k8s.io'],
    ['/apis/networking.k8s.io/v1/servicecidrs', 'networking.k8s.io/v1/servicecidrs'],
    ['/debug/pprof/heap', 'debug'],
    ['/logs/', 'logs'],
  ])
    it(`${path} is refused by name`, async () => {
      const {code, body} = await wire.call('GET', String(path))
      assert.deepEqual([code, body.message], [501, `the sandbox does not implement ${what}`])
    })

  it('what is not implemented says so by name', async () => {
    const {code, body} = await wire.call('GET', '/api/v1/nodes/n/proxy/x')
    assert.deepEqual([code, body.message], [501, 'the sandbox does not implement nodes/proxy without a node agent'])
  })
})
