import assert from 'node:assert/strict'
import {redactText, redactValue} from './redact-text.ts'

describe('what leaves the machine', () => {
  for (const [what, text, secret] of [
    ['a token of the hub', 'pull failed with hf_abcdefghijklmnopqrstuv for meta', 'hf_abcdefghijklmnopqrstuv'],
    ['a key of a hosted model', 'key sk-proj-abcdefghijklmnop1234', 'sk-proj-abcdefghijklmnop1234'],
    ['a variable of describe', '      HF_TOKEN:  abcdef-123', 'abcdef-123'],
    ['a variable of YAML', '- name: DB_PASSWORD\n  value: "hunter2hunter"', 'hunter2hunter'],
    ['a variable of JSON', '{"name":"API_KEY","value":"tiger-42"}', 'tiger-42'],
    ['a bearer token', 'Authorization: Bearer abc.def.ghi', 'abc.def.ghi'],
    ['credentials of an address', 'https://me:letmein@example.com/x', 'letmein'],
    ['a JWT', 'got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'eyJzdWIiOiIxIn0'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----', 'MIIabc'],
    ['data of a Secret', 'data:\n  x: QWxhZGRpbjpvcGVuIHNlc2FtZUFsYWRkaW46b3BlbiBzZXNhbWU=', 'QWxhZGRp'],
    ['an operand of a line', 'vllm serve x --api-key hunter2hunter2 --port 80', 'hunter2hunter2'],
    ['an operand of JSON', '{"args":["--api-key","hunter2hunter2","--port","80"]}', 'hunter2hunter2'],
    ['an operand of YAML', 'args:\n- --api-key\n- hunter2hunter2\n- --port', 'hunter2hunter2'],
    ['a second secret of a line in a document', '{"x":"api_key = aa\\ntoken: abcdef0123\\n"}', 'abcdef0123'],
    ['words behind the first', 'password: "correct horse battery"', 'horse battery'],
    ['a secret of a document in a document', String.raw`{"a":"{\"password\": \"hunter2 hunter3\"}"}`, 'hunter'],
    ['a variable of a document in a document', String.raw`"{\"name\":\"API_KEY\",\"value\":\"tiger-42\"}"`, 'tiger'],
    ['a block of YAML', 'data:\n  password: |\n    hunter2\n    hunter3\n  next: 1', 'hunter'],
    ['a key of an account', 'AccountKey=abc123==;EndpointSuffix=x', 'abc123'],
  ] as const)
    it(`has no ${what}`, () => {
      const told = redactText(text)
      assert.ok(!told.includes(secret), told)
    })

  for (const text of [
    'tokens-per-second 1234.5 tokens/s',
    'ome benchmark service x --max-tokens 128',
    'image vllm/vllm-openai@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    'vllm serve x --enable-prefix-caching --max-model-len 4096',
    'args:\n- --hf-token\n- --port\n- "80"',
    'data:\n  next: |\n    text\n',
    'price for 1 replica: $27.52/h (4 GPUs × $6.88; accelerator class nvidia-h100)',
  ])
    it(`keeps "${text.slice(0, 40)}"`, () => assert.equal(redactText(text), text))

  it('looks through a line of names without end', () => {
    const line = 'a.-'.repeat(90_000)
    assert.equal(redactText(`${line} token: abc`), `${line} token: [hidden]`)
  }).timeout(10_000)

  it('a document stays one', () => {
    assert.deepEqual(redactValue({a: ['hf_abcdefghijklmnopqrstuv', 1], b: {c: true}}), {
      a: ['[hidden]', 1],
      b: {c: true},
    })
    assert.deepEqual(JSON.parse(redactText('{"args":["--api-key","a b"],"token":"hf_abcdefghijklmnopqrstuv"}')), {
      args: ['--api-key', '[hidden]'],
      token: '[hidden]',
    })
    assert.deepEqual(JSON.parse(redactText('{"token": "abc", "next": 1}')), {token: '[hidden]', next: 1})
  })
})
