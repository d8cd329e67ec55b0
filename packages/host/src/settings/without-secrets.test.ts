import assert from 'node:assert/strict'
import {listSettings} from './list-settings.ts'
import {withoutSecrets} from './without-secrets.ts'

describe('settings that are shown', () => {
  it('hold no credentials of URLs, no tokens of aliases, no values of secret keys', () => {
    const values: Readonly<Record<string, unknown>> = {
      'prometheus.url': 'https://me:geheim@prometheus.example/x',
      registries: [{id: 'acme', url: 'https://me:geheim@registry.example', token: 'geheim'}],
      aliases: {a: 'deploy --token geheim --wait', b: "ask --api-key='ge heim'", c: 'get --token-file x'},
    }
    const shown = listSettings({get: (key) => values[key], origin: () => undefined})
    const of = (key: string): unknown => shown.find((line) => line.key === key)?.value

    assert.equal(of('prometheus.url'), 'https://prometheus.example/x')
    assert.deepEqual(of('registries'), [{id: 'acme', url: 'https://registry.example', token: '[hidden]'}])
    assert.deepEqual(of('aliases'), {
      a: 'deploy --token [hidden] --wait',
      b: 'ask --api-key=[hidden]',
      c: 'get --token-file x',
    })
  })

  it('are otherwise what they are', () => {
    for (const value of [undefined, null, true, 'text', ['a'], {name: 'x', enabled: false}])
      assert.deepEqual(withoutSecrets(value), value)
  })
})
