import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {resolve} from 'node:path'
import {refusal} from '@ome/installer/policy/policy'
import {policyOfText} from './policy-yaml.ts'

describe('the policy shown in the documentation', () => {
  it('can be used, and has every key', async () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../../../docs/policy.md'), 'utf8')
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? []
    const policy = await policyOfText(example, 'docs/policy.md')
    assert.equal(Object.keys(policy.origins).length, 11)
    assert.equal(refusal(policy, {plugin: 'x', command: 'scale service'})?.contact, '#ml-platform')
  })
})
