import assert from 'node:assert/strict'
import {isOmeError} from '@ome/sdk/errors'
import {parsePolicy} from './parse-policy.ts'
import {openPolicy} from './policy.ts'

const origin = '/etc/ome/policy.yaml'

function failureOf(value: unknown): string {
  try {
    parsePolicy(value, origin)
  } catch (error) {
    if (!isOmeError(error)) throw error
    assert.equal(error.kind, 'denied')
    assert.ok(error.message.startsWith(`policy ${origin} cannot be used, so nothing is permitted: `), error.message)
    assert.ok(!error.message.includes('\n'))
    return error.message.slice(error.message.indexOf('permitted: ') + 'permitted: '.length)
  }
  return 'none'
}

describe('parsePolicy', () => {
  it('reads every key', () => {
    const value = {
      registries: ['corp'],
      allow: [{publisher: 'acme'}],
      deny: [{command: 'scale service', message: 'ask first', contact: 'ml@example.com'}],
      pins: {'@ome/plugin-serving': '1.2.0'},
      channels: ['stable'],
      minReleaseAgeHours: 168,
      requireProvenance: true,
      link: false,
      remote: {images: ['a@sha256:0'], serviceAccounts: ['b'], namespaces: ['c']},
      timestampGraceHours: 24,
      tiers: {viewer: [{apiGroups: [''], resources: ['pods'], verbs: ['list']}]},
    }
    assert.deepEqual(parsePolicy(value, origin), {
      ...value,
      allow: [{rules: [{publisher: 'acme'}], origin}],
      deny: [{command: 'scale service', message: 'ask first', contact: 'ml@example.com', origin}],
      remote: [{...value.remote, origin}],
      origins: Object.fromEntries(Object.keys(value).map((key) => [key, origin])),
    })
  })

  it('of nothing is the open policy', () => assert.deepEqual(parsePolicy(null, origin), openPolicy))

  it('takes line breaks and terminal codes out of what people are shown', () => {
    const {deny} = parsePolicy({deny: [{risk: 'write', message: 'ask\n  \u001b[31mfirst\u001b[0m\u0007'}]}, origin)
    assert.equal(deny[0]?.message, 'ask first')
  })

  it('cuts a message that would fill the screen', () => {
    const {deny} = parsePolicy({deny: [{risk: 'write', message: 'x'.repeat(10_000)}]}, origin)
    assert.equal(deny[0]?.message?.length, 503)
  })

  for (const [value, reason] of [
    ['no', 'the policy is not an object'],
    [[], 'the policy is not an object'],
    [{denny: []}, /^the policy has the unknown key "denny" \(known: registries, allow, deny, /],
    [{deny: {}}, 'deny is not a list'],
    [{deny: [{}]}, 'deny[0] names none of plugin, publisher, command, risk'],
    [{deny: [{message: 'no'}]}, 'deny[0] names none of plugin, publisher, command, risk'],
    [{deny: [{comand: 'x'}]}, /^deny\[0\] has the unknown key "comand"/],
    [{deny: [{risk: 'high'}]}, 'deny[0].risk is not one of read, write, destructive, admin'],
    [{deny: [{command: ''}]}, /is empty/],
    [{deny: [{command: 'a\u0007'}]}, /holds a control character/],
    [{allow: [{message: 'x', plugin: 'y'}]}, /^allow\[0\] has the unknown key "message"/],
    [{pins: {a: 'latest'}}, 'pins.a has an unexpected form'],
    [{channels: 'stable'}, 'channels is not a list'],
    [{minReleaseAgeHours: -1}, 'minReleaseAgeHours is not a whole number'],
    [{minReleaseAgeHours: '72'}, 'minReleaseAgeHours is not a whole number'],
    [{link: 'no'}, 'link is not true or false'],
    [{requireProvenance: 1}, 'requireProvenance is not true or false'],
    [{remote: {image: []}}, /^remote has the unknown key "image"/],
    [{tiers: {boss: []}}, /^tiers has the unknown key "boss"/],
    [{tiers: {viewer: [{verbs: ['get']}]}}, 'tiers.viewer[0].apiGroups is not a list'],
    [{deny: Array(1001).fill({risk: 'write'})}, 'deny has more than 1000 entries'],
    [{['a\u001b[2J']: 1}, /^the policy has the unknown key "a" /],
  ] as const)
    it(`refuses ${JSON.stringify(value).slice(0, 60)}`, () => {
      if (typeof reason === 'string') assert.equal(failureOf(value), reason)
      else assert.match(failureOf(value), reason)
    })
})
