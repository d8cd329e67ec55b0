import assert from 'node:assert/strict'
import {chatUrl, serviceBehind} from './inference-url.ts'

describe('the address of the model', () => {
  for (const [typed, url] of [
    ['http://my-service/v1/completions', 'http://my-service/v1/chat/completions'],
    ['http://my-service/v1/chat/completions', 'http://my-service/v1/chat/completions'],
    ['http://my-service', 'http://my-service/v1/chat/completions'],
    [
      'https://api.example/models/org/zephyr/v1/completions',
      'https://api.example/models/org/zephyr/v1/chat/completions',
    ],
    ['http://10.0.0.1:8000/v1/', 'http://10.0.0.1:8000/v1/chat/completions'],
    ['https://api.example/chat', 'https://api.example/chat'],
  ] as const) {
    it(`of ${typed} is ${url}`, () => assert.equal(chatUrl(typed).url, url))
  }

  it('is refused when it is none', () => {
    for (const typed of ['my-service', 'ftp://x', '']) assert.throws(() => chatUrl(typed), {kind: 'usage'})
  })

  for (const [address, expected] of [
    ['http://phi/v1', {namespace: 'lab', name: 'phi', port: 80}],
    ['http://phi.default:8080/v1', {namespace: 'default', name: 'phi', port: 8080}],
    ['http://phi.default.svc.cluster.local/v1', {namespace: 'default', name: 'phi', port: 80}],
    ['https://api.example.com/v1', undefined],
    ['https://openai.com/v1', undefined],
    ['https://phi.default.svc/v1', {namespace: 'default', name: 'phi', port: 443}],
    ['http://10.0.0.1/v1', undefined],
  ] as const) {
    it(`leads from ${address} to ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(serviceBehind(address, 'lab'), expected))
  }
})
