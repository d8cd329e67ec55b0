import assert from 'node:assert/strict'
import {redactObject, redactText} from './redact.ts'

describe('texts of a bundle', () => {
  for (const [text, expected] of [
    ['--api-key=sk-tourSecret0002', '--api-key=***'],
    ['token hf_tourSecret0001 was used', 'token *** was used'],
    ['Authorization: Bearer abc.def-123', 'Authorization: Bearer ***'],
    ['jwt eyJhbGciOi.eyJzdWIiOi.abcdef', 'jwt ***'],
    ['password=hunter2 next', 'password=*** next'],
    ['{"password":"hunter2"}', '{"password":"***"}'],
    ['postgres://me:secret@db/x', 'postgres://***@db/x'],
    ['AWS AKIAABCDEFGHIJKLMNOP', 'AWS ***'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----', '***'],
    ['temporary ASIAABCDEFGHIJKLMNOP', 'temporary ***'],
    ['slack xoxb-1234567890-abc', 'slack ***'],
    ['vllm serve --password hunter2 --port 80', 'vllm serve --password *** --port 80'],
    ['--hf-token --port 80', '--hf-token --port 80'],
    ['password="correct horse battery"', 'password="***"'],
    [String.raw`{\"token\":\"abc def\"}`, String.raw`{\"token\":\"***\"}`],
    ['https://me:p@ss@host/x', 'https://***@host/x'],
    ['PRIVATE_KEY=abcdef', 'PRIVATE_KEY=***'],
    ['nothing of the kind: tokens=12 in 3s', 'nothing of the kind: tokens=12 in 3s'],
  ] as const)
    it(`turn ${JSON.stringify(text)} into ${JSON.stringify(expected)}`, () => {
      const {value, count} = redactText(text)
      assert.equal(value, expected)
      assert.equal(count > 0, text !== expected)
      assert.equal(redactText(value).value, value)
    })
})

describe('objects of a bundle', () => {
  const pod = {
    metadata: {
      name: 'p',
      managedFields: [{manager: 'x'}],
      annotations: {'kubectl.kubernetes.io/last-applied-configuration': '{"a":1}', note: 'password=hunter2'},
    },
    spec: {
      containers: [
        {
          args: ['--model=x', '--api-key=sk-tourSecret0002'],
          env: [
            {name: 'HF_TOKEN', value: 'hf_tourSecret0001'},
            {name: 'N', valueFrom: {fieldRef: {fieldPath: 'x'}}},
          ],
        },
      ],
    },
  }

  it('lose values of variables, copies of themselves and what looks like a secret', () => {
    const {value, count} = redactObject(pod)
    assert.deepEqual(value, {
      metadata: {name: 'p', annotations: {note: 'password=***'}},
      spec: {
        containers: [
          {
            args: ['--model=x', '--api-key=***'],
            env: [
              {name: 'HF_TOKEN', value: '***'},
              {name: 'N', valueFrom: {fieldRef: {fieldPath: 'x'}}},
            ],
          },
        ],
      },
    })
    assert.equal(count, 4)
  })

  it('lose texts whose key says what they are, also in JSON inside an annotation and in headers', () => {
    const inside = JSON.stringify({env: [{name: 'A', value: 'plain'}], password: 'hunter2'})
    const {value, count} = redactObject({
      metadata: {annotations: {'example.com/db-password': 'hunter2', 'rio.cattle.io/applied': inside}},
      httpHeaders: [
        {name: 'X-Api-Key', value: 'abc'},
        {name: 'Accept', value: 'text'},
      ],
      secretName: 'hf-secret',
    })
    assert.deepEqual(value, {
      metadata: {
        annotations: {
          'example.com/db-password': '***',
          'rio.cattle.io/applied': '{"env":[{"name":"A","value":"***"}],"password":"***"}',
        },
      },
      httpHeaders: [
        {name: 'X-Api-Key', value: '***'},
        {name: 'Accept', value: 'text'},
      ],
      secretName: 'hf-secret',
    })
    assert.equal(count, 4)
  })

  it('lose the word behind a flag that takes a secret', () => {
    assert.deepEqual(redactObject({args: ['--api-key', 'abc', '--port', '80']}).value, {
      args: ['--api-key', '***', '--port', '80'],
    })
  })
})
