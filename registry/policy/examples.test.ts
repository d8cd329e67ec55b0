import assert from 'node:assert/strict'
import {globSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parsePolicy} from '@ome/installer/policy/parse-policy'
import {refusal} from '@ome/installer/policy/policy'
import {parse} from 'yaml'

describe('policy examples', () => {
  const read = (name: string) => parsePolicy(parse(readFileSync(join(import.meta.dirname, name), 'utf8')), name)

  // Of the other kind are objects for an API server.
  const policies = globSync('*.yaml', {cwd: import.meta.dirname}).filter((name) => !name.endsWith('.vap.yaml'))
  for (const name of policies)
    it(`${name} is a policy, and the page names it`, () => {
      assert.ok(Object.keys(read(name).origins).length > 0)
      assert.ok(readFileSync(join(import.meta.dirname, 'README.md'), 'utf8').includes(name))
    })

  it('they refuse what they say they refuse', () => {
    assert.match(refusal(read('team.yaml'), {plugin: '@ome/plugin-tuning'})?.message ?? '', /training team/)
    assert.match(refusal(read('regulated.yaml'), {plugin: 'ome-stranger'})?.message ?? '', /not on the list/)
    assert.equal(refusal(read('regulated.yaml'), {plugin: '@ome/plugin-serving', publisher: 'ome'}), undefined)
    assert.equal(read('air-gap.yaml').timestampGraceHours, 42 * 24)
  })
})
