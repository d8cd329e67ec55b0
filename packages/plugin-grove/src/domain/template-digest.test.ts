import assert from 'node:assert/strict'
import {sha256, templateOf} from '../../test/made-objects.ts'
import type {SetTemplate} from './grove-objects.ts'
import {canonical, normalTemplate, templateDigest} from './template-digest.ts'

const template = templateOf({name: 'x', cliques: [{name: 'decode', replicas: 2, gpus: 2}]})
const [clique] = template.cliques
assert.ok(clique)
const digest = (change: object): string => templateDigest({...template, cliques: [{...clique, ...change}]}, sha256)
const podSpec = (change: object): object => ({spec: {...clique.spec, podSpec: {...clique.spec.podSpec, ...change}}})

describe('the digest of a template', () => {
  for (const [what, change] of [
    ['numbers of replicas', {spec: {...clique.spec, replicas: 9, minAvailable: 1}}],
    ['the mark of a restart', {annotations: {'ome.cli/restarted-at': 'now'}}],
    ['what the webhook fills in', podSpec({restartPolicy: 'Always', terminationGracePeriodSeconds: 30})],
    ['empty labels', {labels: {}}],
    ['where it is placed', {topologyConstraint: {pack: {required: 'rack'}}}],
  ] as const)
    it(`does not change with ${what}`, () => assert.equal(digest(change), templateDigest(template, sha256)))

  for (const [what, change] of [
    ['labels', {labels: {a: 'b'}}],
    ['annotations', {annotations: {a: 'b'}}],
    ['the pod', podSpec({restartPolicy: 'Never'})],
    ['the name of a clique', {name: 'other'}],
  ] as const)
    it(`changes with ${what}`, () => assert.notEqual(digest(change), templateDigest(template, sha256)))

  it('changes with the priority', () => {
    assert.notEqual(templateDigest({...template, priorityClassName: 'high'}, sha256), templateDigest(template, sha256))
  })

  it('takes ports for TCP that say nothing', () => {
    const port = (protocol: object): object =>
      podSpec({containers: [{name: 'main', ports: [{containerPort: 1, ...protocol}]}]})
    assert.equal(digest(port({protocol: 'TCP'})), digest(port({})))
    assert.notEqual(digest(port({protocol: 'UDP'})), digest(port({})))
  })

  it('is that of the template as revisions keep it', () => {
    const live = JSON.parse(JSON.stringify(template)) as SetTemplate
    const [own] = live.cliques
    assert.ok(own)
    own.annotations = {'ome.cli/restarted-at': 'now'}
    own.spec.podSpec.restartPolicy = 'Always'
    const kept = normalTemplate(live)
    assert.deepEqual(kept, template)
    assert.equal(templateDigest(kept, sha256), templateDigest(live, sha256))
  })
})

describe('canonical JSON', () => {
  it('has sorted keys and no blanks, and leaves out what has no value', () => {
    assert.equal(canonical({b: [1, {d: null, c: undefined}], a: 'x'}), '{"a":"x","b":[1,{"d":null}]}')
  })
})
