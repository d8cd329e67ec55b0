import assert from 'node:assert/strict'
import {hideSecrets, shownFields, withoutSecrets, withSecretsOf} from './secret-values.ts'

const model = (token: string) => ({
  apiVersion: 'v1',
  kind: 'Model',
  metadata: {name: 'm'},
  spec: {storage: {key: 'named-secret', parameters: {token, region: 'eu'}}, maxTokens: '8'},
})

describe('secrets in what is shown', () => {
  it('are hidden in the fields of a Secret', () => {
    const fields = [
      {path: 'data.password', from: 'aHVudGVy', to: 'bmV3'},
      {path: 'data["tls.key"]', to: 'a2V5'},
      {path: 'stringData', to: {one: 'plain'}},
      {path: 'metadata.labels.a', from: '1', to: '2'},
    ]
    assert.deepEqual(shownFields({object: {kind: 'Secret', name: 's'}, fields}), [
      {path: 'data.password', from: '*** (before)', to: '*** (after)'},
      {path: 'data["tls.key"]', from: undefined, to: '*** (after)'},
      {path: 'stringData', from: undefined, to: {one: '*** (after)'}},
      {path: 'metadata.labels.a', from: '1', to: '2'},
    ])
  })

  it('are hidden in fields of all kinds that are named so', () => {
    const to = (path: string, value: unknown) =>
      shownFields({object: {kind: 'Model', name: 'm'}, fields: [{path, to: value}]})[0]?.to
    assert.equal(to('spec.storage.parameters.token', 'hf_x'), '*** (after)')
    assert.deepEqual(to('spec.storage', model('hf_x').spec.storage), {
      key: 'named-secret',
      parameters: {token: '*** (after)', region: 'eu'},
    })
    assert.equal(to('spec.env[HF_TOKEN].value', 'hf_x'), '*** (after)')
    assert.deepEqual(to('spec.env[API_KEY]', {name: 'API_KEY', value: 'x'}), {name: 'API_KEY', value: '*** (after)'})
    assert.equal(to('metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"]', '{}'), '*** (after)')
  })

  it('leave what is none as it is', () => {
    for (const [path, value] of [
      ['spec.maxTokens', '8'],
      ['spec.tokenizer', 'bpe'],
      ['spec.automountServiceAccountToken', false],
      ['spec.volumes[v].secret', {secretName: 'named'}],
      ['spec.env[HF_TOKEN].valueFrom', {secretKeyRef: {name: 'named', key: 'token-of-hub'}}],
    ] as const)
      assert.deepEqual(shownFields({object: {kind: 'Model', name: 'm'}, fields: [{path, to: value}]})[0]?.to, value)
  })

  it('say in objects whether they differ', () => {
    const tokens = hideSecrets(model('a'), model('b')).map((each) => each?.['spec'].storage.parameters.token)
    assert.deepEqual(tokens, ['*** (before)', '*** (after)'])
    assert.equal(hideSecrets(model('a'), model('a'))[1]?.['spec'].storage.parameters.token, '***')
  })
})

describe('secrets in what is written into files', () => {
  it('are left out, and told by their place', () => {
    const env = [
      {name: 'HF_TOKEN', value: 'hf_x'},
      {name: 'API_KEY', valueFrom: {secretKeyRef: {name: 's', key: 'k'}}},
      {name: 'MODE', value: 'fast'},
    ]
    const object = {...model('hf_x'), spec: {...model('hf_x').spec, engine: {runner: {env}}}}
    const {object: kept, left} = withoutSecrets(object)
    assert.deepEqual(left, ['spec.storage.parameters.token', 'spec.engine.runner.env[HF_TOKEN]'])
    assert.deepEqual(kept.spec, {
      storage: {key: 'named-secret', parameters: {region: 'eu'}},
      maxTokens: '8',
      engine: {runner: {env: env.slice(1)}},
    })
  })

  it('are not what names a Secret', () => {
    const spec = {preset: {modelAccessSecret: 'hf'}, imagePullSecrets: ['a'], parameters: {clientSecret: 'x'}}
    const {object, left} = withoutSecrets({apiVersion: 'v1', kind: 'Model', metadata: {name: 'm'}, spec})
    assert.deepEqual(left, ['spec.parameters.clientSecret'])
    assert.deepEqual(object.spec.preset, {modelAccessSecret: 'hf'})
  })
})

describe('secrets of a live object', () => {
  const env = (...list: readonly object[]) => ({
    ...model('hf_x'),
    spec: {...model('hf_x').spec, runners: [{name: 'main', env: list}]},
  })
  const token = {name: 'HF_TOKEN', value: 'hf_y'}
  const mode = {name: 'MODE', value: 'fast'}

  it('come back to what was written of it', () => {
    for (const live of [model('hf_x'), env(), env(token), env(token, mode), env(mode, token)])
      assert.deepEqual(withSecretsOf(withoutSecrets(live).object, live), live)
  })

  it('are not put where the file says something else, nor into what it does not have', () => {
    const named = {name: 'HF_TOKEN', valueFrom: {secretKeyRef: {name: 'hub', key: 'token'}}}
    assert.deepEqual(withSecretsOf(env(named), env(token)), env(named))
    assert.deepEqual(withSecretsOf(model('new'), env(token)), model('new'))
    const bare = {apiVersion: 'v1', kind: 'Model', metadata: {name: 'm', annotations: {}}}
    const applied = {'kubectl.kubernetes.io/last-applied-configuration': '{}'}
    assert.deepEqual(withSecretsOf(bare, {...bare, metadata: {name: 'm', annotations: applied}}), bare)
    const secret = {apiVersion: 'v1', kind: 'Secret', metadata: {name: 's'}, data: {}}
    assert.deepEqual(withSecretsOf(secret, {...secret, data: {token: 'eA=='}}), secret)
  })
})
