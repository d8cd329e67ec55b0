import assert from 'node:assert/strict'
import fc from 'fast-check'
import {openPolicy, type Policy, refusal, remoteRefusal, type Subject, tighten, tightenByCluster} from './policy.ts'

const risk = fc.constantFrom('read', 'write', 'destructive', 'admin')
const plugin = fc.constantFrom('@ome/plugin-a', '@ome/plugin-b', 'acme-c')
const publisher = fc.constantFrom('ome', 'acme')
const command = fc.constantFrom('get pods', 'scale service', 'deploy')
const match = fc.record(
  {
    plugin: fc.oneof(plugin, fc.constantFrom('*', '@ome/*')),
    publisher,
    command: fc.oneof(command, fc.constant('scale *')),
    risk,
  },
  {requiredKeys: []},
)
const origin = fc.constantFrom('first', 'second')
const lists = fc.subarray(['x', 'y', 'z'])
const policies: fc.Arbitrary<Policy> = fc
  .record(
    {
      registries: lists,
      allow: fc.array(fc.record({rules: fc.array(match, {maxLength: 3}), origin}), {maxLength: 2}),
      deny: fc.array(fc.record({origin, rule: match}), {maxLength: 3}),
      pins: fc.dictionary(fc.constantFrom('p', 'q'), fc.constantFrom('1.0.0', '2.0.0')),
      channels: lists,
      minReleaseAgeHours: fc.nat(100),
      requireProvenance: fc.boolean(),
      link: fc.boolean(),
      remote: fc.array(fc.record({images: lists, serviceAccounts: lists, namespaces: lists, origin}), {
        minLength: 1,
        maxLength: 2,
      }),
      timestampGraceHours: fc.nat(100),
    },
    {requiredKeys: ['allow', 'deny', 'pins', 'requireProvenance', 'link']},
  )
  .map(({deny, ...rest}) => ({...openPolicy, ...rest, deny: deny.map(({rule, origin}) => ({...rule, origin}))}))
const registry = fc.constantFrom('x', 'y', 'z')
const subjects: fc.Arbitrary<Subject> = fc.record(
  {plugin, publisher, registry, command, risk},
  {requiredKeys: ['plugin']},
)
const images = fc.record({
  image: fc.constantFrom('x', 'y', 'z'),
  serviceAccount: fc.constantFrom('x', 'y', 'z'),
  namespace: fc.constantFrom('x', 'y', 'z'),
})

const isWithin = (narrow: readonly string[] | undefined, wide: readonly string[] | undefined): boolean =>
  wide === undefined || narrow?.every((word) => wide.includes(word)) === true

describe('tighten', () => {
  it('never allows what one of the two policies refuses', () => {
    fc.assert(
      fc.property(policies, policies, subjects, images, (outer, inner, subject, wanted) => {
        const joined = tighten(outer, inner)
        for (const policy of [outer, inner]) {
          if (refusal(policy, subject)) assert.ok(refusal(joined, subject))
          if ((policy === outer || policy.remote) && remoteRefusal(policy, wanted))
            assert.ok(remoteRefusal(joined, wanted))
          assert.ok(isWithin(joined.registries, policy.registries))
          assert.ok(isWithin(joined.channels, policy.channels))
          assert.ok((joined.minReleaseAgeHours ?? 0) >= (policy.minReleaseAgeHours ?? 0))
          assert.ok(joined.requireProvenance || !policy.requireProvenance)
          assert.ok(!joined.link || policy.link)
        }
        assert.ok((joined.timestampGraceHours ?? 0) <= (outer.timestampGraceHours ?? 0))
        for (const [name, version] of Object.entries(outer.pins)) assert.equal(joined.pins[name], version)
      }),
    )
  })

  it('of a policy and an open one is the policy, and nothing is granted inside a cluster', () => {
    fc.assert(
      fc.property(policies, subjects, (policy, subject) => {
        assert.deepEqual(Boolean(refusal(tighten(policy, openPolicy), subject)), Boolean(refusal(policy, subject)))
        assert.equal(tighten(openPolicy, policy).remote, undefined)
      }),
    )
  })

  it('by a cluster grants what runs inside it only where the outer policy is silent', () => {
    fc.assert(
      fc.property(policies, policies, images, (outer, inner, wanted) => {
        const joined = tightenByCluster(outer, inner)
        if (outer.remote && remoteRefusal(outer, wanted)) assert.ok(remoteRefusal(joined, wanted))
        if (!inner.remote && !outer.remote) assert.equal(joined.remote, undefined)
        if (!outer.remote && inner.remote && !remoteRefusal(inner, wanted))
          assert.equal(remoteRefusal(joined, wanted), undefined)
      }),
    )
  })
})

describe('refusal', () => {
  const denying = (rule: object): Policy => ({...openPolicy, deny: [{...rule, origin: '/etc/ome/policy.yaml'}]})
  const allowing = (...rules: object[]): Policy => ({...openPolicy, allow: [{rules, origin: 'o'}]})
  const scale: Subject = {plugin: '@ome/plugin-serving', publisher: 'ome', command: 'scale:service', risk: 'write'}

  for (const [name, policy, subject, refused] of [
    ['what came from another registry', {...openPolicy, registries: ['corp']}, {...scale, registry: 'dev'}, true],
    ['what came from a listed registry', {...openPolicy, registries: ['corp']}, {...scale, registry: 'corp'}, false],
    ['what came from no registry', {...openPolicy, registries: ['corp']}, scale, false],
    ['a denied command by its words', denying({command: 'scale service'}), scale, true],
    ['a denied command by its id', denying({command: 'scale:service'}), scale, true],
    [
      'a command by other words for it',
      denying({command: 'scale service'}),
      {...scale, command: 'scale', forms: ['scale service']},
      true,
    ],
    ['a command behind a star', denying({command: 'scale *'}), scale, true],
    ['another command', denying({command: 'scale workspace'}), scale, false],
    ['a denied plugin', denying({plugin: '@ome/*'}), scale, true],
    ['a denied publisher', denying({publisher: 'ome'}), scale, true],
    ['a publisher nobody knows', denying({publisher: 'ome'}), {...scale, publisher: undefined}, false],
    ['only when all of a rule holds', denying({publisher: 'ome', risk: 'read'}), {...scale, publisher: 'acme'}, false],
    ['a risk', denying({risk: 'write'}), scale, true],
    ['what is riskier than a denied risk', denying({risk: 'write'}), {...scale, risk: 'destructive'}, true],
    ['what is less risky', denying({risk: 'destructive'}), scale, false],
    ['what is about the tool by its own word only', denying({risk: 'write'}), {...scale, risk: 'admin'}, false],
    ['a plugin as a whole for one of its commands', denying({command: 'scale service'}), {plugin: 'x'}, false],
    ['what no list allows', allowing({publisher: 'acme'}), scale, true],
    ['what one entry allows', allowing({publisher: 'acme'}, {publisher: 'ome'}), scale, false],
    ['what is riskier than allowed', allowing({risk: 'read'}), scale, true],
    ['what is less risky than allowed', allowing({risk: 'destructive'}), scale, false],
    ['an empty list', allowing(), scale, true],
    ['a plugin whose commands may be allowed', allowing({risk: 'read'}), {plugin: 'x'}, false],
    ['the tool itself for missing on a list', allowing(), {plugin: '@ome/host', command: 'config set'}, false],
    [
      'the tool itself when denied',
      denying({command: 'plugin *'}),
      {plugin: '@ome/host', command: 'plugin:install'},
      true,
    ],
  ] as const)
    it(`${refused ? 'refuses' : 'does not refuse'} ${name}`, () =>
      assert.equal(refusal(policy, subject) !== undefined, refused))

  it('has the words, the contact and the place of the rule', () => {
    const policy = denying({risk: 'write', message: 'ask first', contact: 'ml-platform@example.com'})
    assert.deepEqual(refusal(policy, scale), {
      message: 'ask first',
      contact: 'ml-platform@example.com',
      origin: '/etc/ome/policy.yaml',
    })
  })
})

describe('remoteRefusal', () => {
  const wanted = {image: 'ghcr.io/ome/probe@sha256:00', serviceAccount: 'probe', namespace: 'ml'}
  const grant = {images: ['ghcr.io/ome/*@sha256:*'], serviceAccounts: ['probe'], namespaces: ['ml'], origin: 'o'}

  it('is there unless a policy grants all three', () => {
    assert.match(remoteRefusal(openPolicy, wanted)?.message ?? '', /no policy/)
    assert.equal(remoteRefusal({...openPolicy, remote: [grant]}, wanted), undefined)
    for (const change of [{images: []}, {serviceAccounts: ['other']}, {namespaces: ['other']}])
      assert.ok(remoteRefusal({...openPolicy, remote: [grant, {...grant, ...change}]}, wanted))
  })
})
