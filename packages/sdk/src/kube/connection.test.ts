import assert from 'node:assert/strict'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, isAbsolute, join, relative} from 'node:path'
import {itWithKubectl} from '../../test/programs/kubectl.ts'
import {kubeconfigPaths, loadConnection, readKubeconfig} from './connection.ts'

const first = `
apiVersion: v1
kind: Config
current-context: ""
clusters:
- name: shared
  cluster: {server: "https://first", insecure-skip-tls-verify: yes}
- name: one
  cluster: {server: "https://one", certificate-authority: pki/ca.pem, proxy-url: "http://proxy:3128", disable-compression: true}
users:
- name: ada
  user: {client-certificate: pki/ada.pem, client-key: ABSOLUTE/ada.key, as: admin, as-groups: [a, b], as-uid: "7", as-user-extra: {k: [v]}}
contexts:
- name: c1
  context: {cluster: one, user: ada}
`
const second = `
current-context: c2
clusters:
- name: shared
  cluster: {server: "https://second", tls-server-name: lost}
users:
- name: ada
  user: {token: lost}
- name: eve
  user:
    exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: bin/login, args: [a], env: [{name: NAME, value: V}]}
- name: bob
  user: {tokenFile: ../token, exec: {apiVersion: client.authentication.k8s.io/v1, command: login, interactiveMode: Never}}
contexts:
- name: c2
  context: {cluster: shared, user: eve, namespace: team}
`

describe('kubeconfig files', () => {
  let folder: string
  let env: Record<string, string>
  const around = () => ({env, cwd: folder, home: join(folder, 'home')})

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ome-kubeconfig-'))
    for (const sub of ['a/pki', 'b', 'home/.kube']) mkdirSync(join(folder, sub), {recursive: true})
    writeFileSync(join(folder, 'a/config'), first.replace('ABSOLUTE', folder))
    for (const file of ['a/pki/ca.pem', 'a/pki/ada.pem', 'ada.key', 'token']) writeFileSync(join(folder, file), file)
    writeFileSync(join(folder, 'b/config'), second)
    env = {KUBECONFIG: ['', 'a/config', 'missing', join(folder, 'b/config')].join(':')}
  })
  afterEach(() => rmSync(folder, {recursive: true, force: true}))

  it('are joined: missing ones skipped, the first whole entry of a name wins, so does the first current context', async () => {
    const config = await readKubeconfig(undefined, around())

    assert.deepEqual(config.files, [join(folder, 'a/config'), join(folder, 'b/config')])
    assert.equal(config.currentContext, 'c2')
    assert.equal(config.clusters.get('shared')?.server, 'https://first')
    assert.equal(config.clusters.get('shared')?.tlsServerName, undefined)
    assert.equal(config.clusters.get('shared')?.insecureSkipTlsVerify, true)
    assert.equal(config.users.get('ada')?.token, undefined)
    assert.equal(config.contexts.get('c2')?.namespace, 'team')
  })

  it('have their relative paths against their own folder, programs only when they contain a slash', async () => {
    const config = await readKubeconfig(undefined, around())

    assert.equal(config.clusters.get('one')?.certificateAuthority, join(folder, 'a/pki/ca.pem'))
    assert.equal(config.users.get('ada')?.clientCertificate, join(folder, 'a/pki/ada.pem'))
    assert.equal(config.users.get('ada')?.clientKey, join(folder, 'ada.key'))
    assert.equal(config.users.get('bob')?.tokenFile, join(folder, 'token'))
    assert.equal(config.users.get('eve')?.exec?.command, join(folder, 'b/bin/login'))
    assert.equal(config.users.get('bob')?.exec?.command, 'login')
  })

  it('are looked for as kubectl does', async () => {
    const home = join(folder, 'home/.kube/config')

    assert.deepEqual(kubeconfigPaths(undefined, {...around(), env: {}}), [home])
    assert.deepEqual(kubeconfigPaths(undefined, {...around(), env: {KUBECONFIG: ':x::x:'}}), [join(folder, 'x')])
    assert.deepEqual(kubeconfigPaths('b/config', around()), [join(folder, 'b/config')])
    assert.equal((await readKubeconfig('b/config', around())).clusters.get('shared')?.server, 'https://second')
    assert.deepEqual((await readKubeconfig(undefined, {...around(), env: {}})).files, [])
  })

  const broken: readonly (readonly [string, string, RegExp])[] = [
    ['YAML that is none', 'a: [', /^cannot read the kubeconfig file .*\/x: /],
    ['a list', '[]', /: the document must be a mapping$/],
    ['another kind', 'kind: Pod', /: kind is "Pod", not "Config"$/],
    ['a number as a name', 'clusters: [{name: 1}]', /: clusters\[0\]\.name must be a string$/],
    [
      'a text as a flag',
      'clusters: [{name: a, cluster: {insecure-skip-tls-verify: "true"}}]',
      /: clusters\[0\]\.cluster\.insecure-skip-tls-verify must be true or false$/,
    ],
    ['a name twice', 'users: [{name: a}, {name: a}]', /: users has the name "a" twice$/],
    [
      'a plugin without program',
      'users: [{name: a, user: {exec: {apiVersion: client.authentication.k8s.io/v1}}}]',
      /users\[0\]\.user\.exec\.command must be specified/,
    ],
    [
      'a plugin of a removed version',
      'users: [{name: a, user: {exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}}}]',
      /exec\.apiVersion is "client\.authentication\.k8s\.io\/v1alpha1"/,
    ],
    [
      'a plugin that does not say whether it asks',
      'users: [{name: a, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: x}}}]',
      /exec\.interactiveMode must be one of/,
    ],
  ]
  for (const [name, text, message] of broken) {
    it(`are refused for ${name}`, async () => {
      writeFileSync(join(folder, 'x'), text)

      await assert.rejects(readKubeconfig('x', around()), {kind: 'usage', message})
    })
  }

  it('must exist when they are named by the flag', async () => {
    await assert.rejects(loadConnection({kubeconfig: 'nope'}, around()), {
      kind: 'usage',
      message: `cannot read the kubeconfig file ${join(folder, 'nope')}: no such file`,
    })
  })

  it('take an authority of the command line from the folder one is in', async () => {
    const {cluster} = await loadConnection({certificateAuthority: 'ca.pem', context: 'c1'}, around())

    assert.equal(cluster.certificateAuthority, join(folder, 'ca.pem'))
  })

  itWithKubectl('join to what the real kubectl joins them to', async (kubectl) => {
    const shown = JSON.parse(
      await kubectl(['config', 'view', '--raw', '--flatten', '-o', 'json'], {
        KUBECONFIG: ['a/config', 'missing', 'b/config'].map((file) => join(folder, file)).join(':'),
      }),
    )
    const config = await readKubeconfig(undefined, around())

    const inlined = (path: string | undefined) => path && readFileSync(path).toString('base64')
    // Flattening inlines certificates alone; other paths are shown as the file has them.
    const asWritten = (file = '', path = '') => (isAbsolute(path) ? relative(dirname(file), path) : path || undefined)
    const clusters = [...config.clusters].map(([name, cluster]) => ({
      name,
      cluster: {
        server: cluster.server,
        'certificate-authority-data': inlined(cluster.certificateAuthority),
        'insecure-skip-tls-verify': cluster.insecureSkipTlsVerify,
        'tls-server-name': cluster.tlsServerName,
        'proxy-url': cluster.proxyUrl,
        'disable-compression': cluster.disableCompression,
      },
    }))
    const users = [...config.users].map(([name, user]) => ({
      name,
      user: {
        token: user.token,
        tokenFile: asWritten(user.file, user.tokenFile),
        'client-certificate-data': inlined(user.clientCertificate),
        'client-key-data': inlined(user.clientKey),
        as: user.as,
        'as-uid': user.asUid,
        'as-groups': user.asGroups,
        'as-user-extra': user.asUserExtra,
        exec: user.exec && {
          apiVersion: user.exec.apiVersion,
          command: asWritten(user.file, user.exec.command),
          args: user.exec.args.length > 0 ? user.exec.args : null,
          env:
            Object.keys(user.exec.env).length > 0
              ? Object.entries(user.exec.env).map(([key, value]) => ({name: key, value}))
              : null,
          interactiveMode: user.exec.interactiveMode,
          provideClusterInfo: user.exec.provideClusterInfo,
        },
      },
    }))
    const contexts = [...config.contexts].map(([name, {cluster, user, namespace}]) => ({
      name,
      context: {cluster, user, namespace},
    }))
    const sorted = (entries: readonly {name: string}[]) => entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    const ours = {
      clusters: sorted(clusters),
      contexts: sorted(contexts),
      'current-context': config.currentContext,
      users: sorted(users),
    }
    const {clusters: c, contexts: x, 'current-context': current, users: u} = shown
    assert.deepEqual(JSON.parse(JSON.stringify(ours)), {clusters: c, contexts: x, 'current-context': current, users: u})
  })
})
