import assert from 'node:assert/strict'
import {isCredential} from './credential.ts'

describe('plain values that are credentials', () => {
  for (const [name, value, expected] of [
    ['OPENAI_API_KEY', 'anything', true],
    ['HF_TOKEN', 'anything', true],
    ['DB_PASSWORD', 'anything', true],
    ['ANYTHING', 'hf_abcdefghijkl', true],
    ['ANYTHING', 'AKIAABCDEFGHIJKLMNOP', true],
    ['HF_TOKEN', '', false],
    ['TOKEN', '/var/run/secrets/token', false],
    ['USE_TOKEN', 'false', false],
    ['MAX_TOKENS', '4096', false],
    ['TOKENIZER', 'bert', false],
    ['MODEL', 'sk-8b', false],
  ] as const)
    it(`${name}=${value}: ${expected}`, () => assert.equal(isCredential(name, value), expected))
})
