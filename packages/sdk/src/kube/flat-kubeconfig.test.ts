import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {loadConnection} from './connection.ts'
import {flatKubeconfig} from './flat-kubeconfig.ts'

describe('flatKubeconfig', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ome-flat-'))
  })
  afterEach(() => rmSync(folder, {recursive: true, force: true}))

  const flat = async (user: object, cluster: object = {}) => {
    const path = join(folder, 'config')
    const config = {
      'current-context': 'one',
      contexts: [
        {name: 'one', context: {cluster: 'c', user: 'u', namespace: 'home'}},
        {name: 'other', context: {cluster: 'c', user: 'secret'}},
      ],
      clusters: [{name: 'c', cluster: {server: 'https://x.example', ...cluster}}],
      users: [
        {name: 'u', user},
        {name: 'secret', user: {token: 'of-another-context'}},
      ],
    }
    writeFileSync(path, JSON.stringify(config))
    const connection = await loadConnection({kubeconfig: path}, {env: {}, cwd: folder, home: folder})
    const around = {
      env: {PATH: process.env['PATH']},
      cwd: folder,
      signal: new AbortController().signal,
      now: () => new Date(0),
      canAsk: false,
    }
    const {contextName, text} = await flatKubeconfig(connection, around, 'ns')
    assert.equal(contextName, 'one')
    return {text, config: JSON.parse(text)}
  }

  it('holds one context, its namespace and nothing of the others', async () => {
    const {text, config} = await flat({token: 'mine'})
    assert.equal(config['current-context'], 'one')
    assert.deepEqual(config.contexts, [{name: 'one', context: {cluster: 'ome', user: 'ome', namespace: 'ns'}}])
    assert.deepEqual(config.users, [{name: 'ome', user: {token: 'mine'}}])
    assert.doesNotMatch(text, /of-another-context/)
  })

  it('what an exec plugin answers is there as a token, and the plugin is not', async () => {
    const status = {token: 'short-lived'}
    const answer = JSON.stringify({apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status})
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: ['-e', `process.stdout.write(${JSON.stringify(answer)})`],
      interactiveMode: 'Never',
    }
    const {config} = await flat({exec})
    assert.deepEqual(config.users[0].user, {token: 'short-lived'})
  })

  it('files become data', async () => {
    for (const name of ['ca.pem', 'cert.pem', 'key.pem']) writeFileSync(join(folder, name), name)
    const {config} = await flat(
      {'client-certificate': 'cert.pem', 'client-key': 'key.pem', as: 'bob', 'as-groups': ['g']},
      {'certificate-authority': 'ca.pem', 'tls-server-name': 'y.example'},
    )
    const base64 = (text: string): string => Buffer.from(text).toString('base64')
    assert.deepEqual(config.users[0].user, {
      'client-certificate-data': base64('cert.pem'),
      'client-key-data': base64('key.pem'),
      as: 'bob',
      'as-groups': ['g'],
    })
    assert.equal(config.clusters[0].cluster['certificate-authority-data'], base64('ca.pem'))
    assert.equal(config.clusters[0].cluster['tls-server-name'], 'y.example')
  })
})
