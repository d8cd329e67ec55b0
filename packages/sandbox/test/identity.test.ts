import assert from 'node:assert/strict'
import {createPublicKey, verify} from 'node:crypto'
import {startWire, type Wire} from '../src/server/testing/wire.ts'

const rbac = '/apis/rbac.authorization.k8s.io/v1'
const bob = {authorization: 'Bearer bob-token'}

describe('identities and rights', () => {
  let wire: Wire
  beforeEach(async () => {
    wire = await startWire({tokens: {'bob-token': {name: 'bob', groups: ['devs']}}})
    await post('/api/v1/namespaces/default/serviceaccounts', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {name: 's'},
    })
  })
  afterEach(() => wire.close())

  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    wire.call('POST', path, {body, headers})
  const request = async (spec: object = {}) =>
    post('/api/v1/namespaces/default/serviceaccounts/s/token', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec,
    })
  const review = async (token: string, audiences?: string[]) =>
    (
      await post('/apis/authentication.k8s.io/v1/tokenreviews', {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenReview',
        spec: {token, ...(audiences && {audiences})},
      })
    ).body.status
  const role = (name: string, verbs: string[]) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: {name},
    rules: [{apiGroups: [''], resources: ['pods'], verbs}],
  })
  const binding = (name: string, roleName: string, group = 'devs', kind = 'Role') => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: {name},
    roleRef: {kind, name: roleName},
    subjects: [{kind: 'Group', name: group}],
  })
  const roles = `${rbac}/namespaces/default/roles`
  const bindings = `${rbac}/namespaces/default/rolebindings`

  /** @feature Access: service account tokens with audiences, issuer and published keys | works */
  it('the token of an account can be checked with the published keys', async () => {
    const {token} = (await request()).body.status
    const configuration = (await wire.call('GET', '/.well-known/openid-configuration')).body
    const {keys} = JSON.parse((await wire.call('GET', '/openid/v1/jwks')).text)
    const [header = '', claims = '', signature = ''] = token.split('.')
    const {kid, alg} = JSON.parse(Buffer.from(header, 'base64url').toString())
    const key = createPublicKey({key: keys[0], format: 'jwk'})
    const fits = verify(
      'sha256',
      Buffer.from(`${header}.${claims}`),
      {key, dsaEncoding: 'ieee-p1363'},
      Buffer.from(signature, 'base64url'),
    )
    const {iss, sub, aud} = JSON.parse(Buffer.from(claims, 'base64url').toString())
    assert.deepEqual(
      [kid, alg, fits, iss, sub, aud],
      [keys[0].kid, 'ES256', true, configuration.issuer, 'system:serviceaccount:default:s', [configuration.issuer]],
    )
  })

  it('a token is reviewed with its audiences and ends with its account', async () => {
    const {token} = (await request({audiences: ['vault']})).body.status
    const here = await review(token)
    const there = await review(token, ['vault', 'other'])
    await wire.call('DELETE', '/api/v1/namespaces/default/serviceaccounts/s')
    const late = await review(token, ['vault'])
    assert.deepEqual([here.authenticated, here.error], [undefined, 'invalid bearer token'])
    assert.deepEqual(
      [there.authenticated, there.audiences, there.user.username],
      [true, ['vault'], 'system:serviceaccount:default:s'],
    )
    assert.deepEqual(there.user.groups, [
      'system:serviceaccounts',
      'system:serviceaccounts:default',
      'system:authenticated',
    ])
    assert.equal(late.authenticated, undefined)
  })

  it('a token may not be too short, nor bound to what is not there', async () => {
    const short = await request({expirationSeconds: 5})
    const lost = await request({boundObjectRef: {kind: 'Pod', apiVersion: 'v1', name: 'p'}})
    assert.equal(
      short.body.message,
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
    )
    assert.equal(lost.body.message, 'pods "p" not found')
  })

  it('a changed token is none', async () => {
    const {token} = (await request()).body.status
    for (const bad of [`${token}x`, `${token}.x`, token.slice(0, -4), token.replace('.', '.A'), 'a.b.c', '...'])
      assert.equal((await review(bad)).authenticated, undefined, bad)
  })

  /** @feature Access: no escalation through roles and bindings | works */
  it('nobody grants rights that he does not have', async () => {
    await post(roles, {
      ...role('author', ['get']),
      rules: [
        {apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'], verbs: ['create', 'update']},
        {apiGroups: [''], resources: ['pods'], verbs: ['get']},
      ],
    })
    await post(bindings, binding('author', 'author'))
    await post(roles, role('deleter', ['delete']))
    const held = await post(roles, role('held', ['get']), bob)
    const more = await post(roles, role('more', ['get', 'delete', 'list']), bob)
    const bound = await post(bindings, binding('grab', 'deleter'), bob)
    assert.equal(held.code, 201)
    assert.deepEqual(
      [more.code, more.body.message],
      [
        403,
        'roles.rbac.authorization.k8s.io "more" is forbidden: user "bob" (groups=["devs" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["pods"], Verbs:["delete" "list"]}',
      ],
    )
    assert.match(
      bound.body.message,
      /^rolebindings\.rbac\.authorization\.k8s\.io "grab" is forbidden: user "bob" .* not currently held:\n/,
    )
  })

  it('escalate and bind lift that', async () => {
    await post(roles, {
      ...role('author', ['get']),
      rules: [
        {
          apiGroups: ['rbac.authorization.k8s.io'],
          resources: ['roles', 'rolebindings'],
          verbs: ['create', 'escalate', 'bind'],
        },
      ],
    })
    await post(bindings, binding('author', 'author'))
    const more = await post(roles, role('more', ['delete']), bob)
    const bound = await post(bindings, binding('grab', 'more'), bob)
    assert.deepEqual([more.code, bound.code], [201, 201])
  })

  it('a binding keeps its role, and a rule needs its parts', async () => {
    const {body} = await post(bindings, binding('b', 'one'))
    assert.equal(body.roleRef.apiGroup, 'rbac.authorization.k8s.io')
    const moved = await wire.call('PUT', `${bindings}/b`, {body: {...body, roleRef: {...body.roleRef, name: 'two'}}})
    const empty = await post(roles, {...role('r', []), rules: [{apiGroups: [], resources: ['pods'], verbs: []}]})
    assert.match(moved.body.message, /roleRef: Invalid value: \{.*\}: cannot change roleRef$/)
    assert.equal(
      empty.body.message,
      'Role.rbac.authorization.k8s.io "r" is invalid: [rules[0].verbs: Required value: verbs must contain at least one value, rules[0].apiGroups: Required value: resource rules must supply at least one api group]',
    )
  })

  /** @feature Access: impersonation of users, groups, uids and extras | works */
  it('impersonation asks for each part', async () => {
    await post(`${rbac}/clusterroles`, {
      ...role('actor', []),
      kind: 'ClusterRole',
      rules: [
        {apiGroups: [''], resources: ['users'], verbs: ['impersonate'], resourceNames: ['carol']},
        {apiGroups: ['authentication.k8s.io'], resources: ['userextras/scopes'], verbs: ['impersonate']},
      ],
    })
    await post(`${rbac}/clusterrolebindings`, {
      ...binding('actor', 'actor', 'devs', 'ClusterRole'),
      kind: 'ClusterRoleBinding',
    })
    const ask = async (headers: Record<string, string>) =>
      (await wire.call('GET', '/api/v1/nodes', {headers: {...bob, 'impersonate-user': 'carol', ...headers}})).body
        .message
    assert.match(await ask({}), /^nodes is forbidden: User "carol" cannot list/)
    assert.match(await ask({'impersonate-extra-scopes': 'x'}), /^nodes is forbidden: User "carol" cannot list/)
    assert.equal(
      await ask({'impersonate-group': 'admins'}),
      'groups "admins" is forbidden: User "bob" cannot impersonate resource "groups" in API group "" at the cluster scope',
    )
    assert.equal(
      await ask({'impersonate-uid': '7'}),
      'uids.authentication.k8s.io "7" is forbidden: User "bob" cannot impersonate resource "uids" in API group "authentication.k8s.io" at the cluster scope',
    )
    assert.match(await ask({'impersonate-extra-other': 'x'}), /userextras\/other/)
  })

  it('a review needs one thing to ask and somebody to ask about', async () => {
    const sar = (spec: object) =>
      post('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec,
      })
    const nobody = await sar({resourceAttributes: {verb: 'get', resource: 'pods'}})
    const nothing = await sar({user: 'bob'})
    const group = await sar({groups: ['system:masters'], resourceAttributes: {verb: 'get', resource: 'pods'}})
    assert.match(nobody.body.message, /spec\.user: Invalid value: "": at least one of user or group must be specified$/)
    assert.match(nothing.body.message, /exactly one of nonResourceAttributes or resourceAttributes must be specified$/)
    assert.equal(group.body.status.allowed, true)
  })
})
