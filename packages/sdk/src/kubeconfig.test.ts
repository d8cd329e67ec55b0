import assert from 'node:assert/strict'
import {mergeKubeconfig} from './kube/kubeconfig-parse.ts'
import type {ConnectionOptions} from './kube.ts'
import {type Connection, type Kubeconfig, resolveConnection} from './kubeconfig.ts'

const config = (content: object): Kubeconfig => mergeKubeconfig([{path: '/home/me/.kube/config', content}])

const two = config({
  'current-context': 'prod',
  clusters: [
    {name: 'east', cluster: {server: 'https://east', 'certificate-authority': 'ca.pem', 'tls-server-name': 'e'}},
    {name: 'west', cluster: {server: 'https://west', 'certificate-authority-data': 'QUFB'}},
    {name: 'blank', cluster: {}},
    {
      name: 'both',
      cluster: {server: 'https://both', 'certificate-authority-data': 'QUFB', 'insecure-skip-tls-verify': true},
    },
  ],
  users: [
    {name: 'ada', user: {token: 'a', tokenFile: 'token'}},
    {name: 'bob', user: {username: 'bob', password: 'p'}},
    {name: 'mixed', user: {token: 'a', username: 'bob'}},
    {name: 'keyless', user: {'client-certificate': 'c.pem'}},
    {name: 'grouped', user: {'as-groups': ['g']}},
    {name: 'azure', user: {'auth-provider': {name: 'azure'}}},
  ],
  contexts: [
    {name: 'prod', context: {cluster: 'east', user: 'ada', namespace: 'team'}},
    {name: 'dev', context: {cluster: 'west', user: 'bob'}},
    {name: 'dangling', context: {cluster: 'nowhere', user: 'nobody'}},
    {name: 'blank', context: {cluster: 'blank'}},
    {name: 'both', context: {cluster: 'both'}},
    ...['mixed', 'keyless', 'grouped', 'azure'].map((user) => ({name: user, context: {cluster: 'west', user}})),
  ],
})

const summary = ({contextName, namespace, cluster, user, source}: Connection) => ({
  contextName,
  namespace,
  source,
  server: cluster.server,
  ca: cluster.certificateAuthorityData ?? cluster.certificateAuthority,
  insecure: cluster.insecureSkipTlsVerify,
  tlsServerName: cluster.tlsServerName,
  token: user.token,
  tokenFile: user.tokenFile,
  username: user.username,
})

const prod = {
  contextName: 'prod',
  namespace: 'team',
  source: 'kubeconfig',
  server: 'https://east',
  ca: '/home/me/.kube/ca.pem',
  insecure: undefined,
  tlsServerName: 'e',
  token: 'a',
  tokenFile: '/home/me/.kube/token',
  username: undefined,
}

describe('the connection that a kubeconfig and flags choose', () => {
  const cases: readonly (readonly [string, ConnectionOptions, Partial<typeof prod> | object])[] = [
    ['the current context', {}, {}],
    [
      '--context',
      {context: 'dev'},
      {
        contextName: 'dev',
        namespace: 'default',
        server: 'https://west',
        ca: 'QUFB',
        tlsServerName: undefined,
        token: undefined,
        tokenFile: undefined,
        username: 'bob',
      },
    ],
    ['--cluster keeps the user', {cluster: 'west'}, {server: 'https://west', ca: 'QUFB', tlsServerName: undefined}],
    ['--user keeps the cluster', {user: 'bob'}, {token: undefined, tokenFile: undefined, username: 'bob'}],
    [
      '--server drops the name of the certificate',
      {server: 'https://other'},
      {server: 'https://other', tlsServerName: undefined},
    ],
    [
      '--server with --tls-server-name',
      {server: 'https://other', tlsServerName: 'x'},
      {server: 'https://other', tlsServerName: 'x'},
    ],
    ['--token wins over the token file', {token: 't'}, {token: 't', tokenFile: undefined}],
    [
      '--certificate-authority',
      {certificateAuthority: '/x.pem', context: 'dev', user: 'ada'},
      {
        contextName: 'dev',
        namespace: 'default',
        server: 'https://west',
        ca: '/x.pem',
        insecure: false,
        tlsServerName: undefined,
      },
    ],
    ['--insecure-skip-tls-verify drops the authority', {insecureSkipTlsVerify: true}, {ca: undefined, insecure: true}],
    [
      "a context whose entries are missing is kubectl's default server",
      {context: 'dangling'},
      {
        contextName: 'dangling',
        namespace: 'default',
        source: 'default',
        server: 'http://localhost:8080',
        ca: undefined,
        tlsServerName: undefined,
        token: undefined,
        tokenFile: undefined,
      },
    ],
  ]
  for (const [name, options, difference] of cases) {
    it(`is ${name}`, () => {
      assert.deepEqual(summary(resolveConnection(two, options)), {...prod, ...difference})
    })
  }

  const refusals: readonly (readonly [string, ConnectionOptions, RegExp])[] = [
    [
      'an unknown context',
      {context: 'nope'},
      /^context "nope" does not exist \(looked in \/home\/me\/\.kube\/config\)$/,
    ],
    ['an unknown cluster', {cluster: 'nope'}, /^cluster "nope" does not exist/],
    ['an unknown user', {user: 'nope'}, /^user "nope" does not exist/],
    ['a cluster without server', {context: 'blank'}, /^no server found for cluster "blank"/],
    [
      'an authority that is not to be checked',
      {context: 'both'},
      /has both a certificate authority and insecure-skip-tls-verify$/,
    ],
    [
      'the same by flags',
      {certificateAuthority: '/x', insecureSkipTlsVerify: true},
      /has both a certificate authority and insecure-skip-tls-verify$/,
    ],
    ['a token and a user name', {context: 'mixed'}, /has both a token and a user name; only one is allowed$/],
    [
      'a certificate without key',
      {context: 'keyless'},
      /has a client certificate without client-key-data or client-key$/,
    ],
    ['groups without a user to be', {context: 'grouped'}, /without impersonating a user \(--as\)$/],
    ['the same by flags', {asGroups: ['g']}, /without impersonating a user \(--as\)$/],
    [
      'a removed auth-provider',
      {context: 'azure'},
      /uses the auth-provider "azure", which Kubernetes removed; use an exec plugin$/,
    ],
  ]
  for (const [name, options, message] of refusals) {
    it(`is refused for ${name}: ${Object.values(options).flat().join(' ')}`, () => {
      assert.throws(() => resolveConnection(two, options), {kind: 'usage', message})
    })
  }

  it('is the default server without any file, and what KUBERNETES_MASTER says', () => {
    const nothing = mergeKubeconfig([])

    assert.equal(resolveConnection(nothing, {}).cluster.server, 'http://localhost:8080')
    assert.equal(resolveConnection(nothing, {}, {defaultServer: 'https://m'}).cluster.server, 'https://m')
    assert.equal(resolveConnection(nothing, {server: 'https://s'}).cluster.server, 'https://s')
    assert.throws(() => resolveConnection(nothing, {context: 'x'}), {
      message: 'context "x" does not exist (there is no kubeconfig file)',
    })
  })

  it("is the pod's service account in a cluster, unless there is a kubeconfig", () => {
    const inCluster = {server: 'https://10.0.0.1:443', tokenFile: '/t', certificateAuthority: '/ca', namespace: 'jobs'}

    const found = resolveConnection(mergeKubeconfig([]), {as: 'bob'}, {inCluster})

    assert.equal(found.source, 'in-cluster')
    assert.equal(found.namespace, 'jobs')
    assert.deepEqual(
      [found.cluster.server, found.cluster.certificateAuthority, found.user.tokenFile, found.user.as],
      ['https://10.0.0.1:443', '/ca', '/t', 'bob'],
    )
    assert.equal(resolveConnection(two, {}, {inCluster}).source, 'kubeconfig')
  })
})
