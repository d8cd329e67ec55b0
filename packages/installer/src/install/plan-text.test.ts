import assert from 'node:assert/strict'
import type {Need} from '@ome/sdk/need'
import type {IndexCommand, IndexPlugin, IndexRelease} from '../registry/plugin-index.ts'
import type {OpenRegistry} from '../registry/refresh.ts'
import {planInstall} from './install-plan.ts'
import type {StoredRelease} from './lock.ts'
import {needTexts, planText} from './plan-text.ts'

const need = (resources: readonly string[], changes: Partial<Need> = {}): Need => ({
  apiGroups: [''],
  resources,
  verbs: ['list'],
  scope: 'namespace',
  why: 'counts them',
  ...changes,
})

const command = (id: string, risk: IndexCommand['risk'] = 'read'): IndexCommand => ({
  id,
  summary: id,
  args: [],
  flags: [],
  aliases: [],
  risk,
  needs: [],
  replaces: [],
})

const release = (changes: Partial<IndexRelease>): IndexRelease => ({
  version: '1.1.0',
  publishedAt: '2026-09-02T10:00:00Z',
  hostApi: '^0.1.0',
  artifact: {size: 1, sha512: '9f3cabcdef', tree: ''},
  manifest: '',
  needs: [],
  network: [],
  approvedBy: [],
  commands: [],
  ...changes,
})

const plugin: IndexPlugin = {
  name: '@ome/plugin-x',
  kind: 'npm',
  publisher: '',
  summary: '',
  topics: [],
  channels: {},
  maintainers: [],
  releases: [],
}
const registry = {source: {id: 'dev'}, index: {serial: 42}} as unknown as OpenRegistry
const plan = (next: IndexRelease, old?: IndexRelease, kind: IndexPlugin['kind'] = 'npm') =>
  planInstall(
    {registry, plugin: {...plugin, kind}},
    {release: next, channel: 'stable'},
    old && {release: {version: old.version} as StoredRelease, reach: old},
  )

describe('plan of an installation', () => {
  it('an upgrade shows what comes and what goes', () => {
    const old = release({
      version: '1.0.0',
      commands: [command('x show'), command('x old')],
      needs: [need(['pods'])],
      network: ['a.example'],
    })
    const next = release({
      commands: [command('x show'), command('x drop', 'destructive')],
      needs: [need(['secrets'], {verbs: ['get'], why: 'reads tokens'})],
    })

    assert.equal(
      planText(plan(next, old)),
      `upgrade x 1.0.0 → 1.1.0   registry dev, serial 42, published 2026-09-02, sha512 9f3cabcd…
  commands  + x drop (destructive)
            - x old (read)
  rights    + get secrets: reads tokens
            - list pods: counts them
  network   - a.example
`,
    )
  })

  it('a first installation shows everything it brings', () => {
    assert.match(
      planText(plan(release({commands: [command('x show')], network: ['a.example']}))),
      /^install x 1\.1\.0 .*\n {2}commands {2}x show \(read\)\n {2}rights {4}none\n {2}network {3}\+ a\.example\n$/,
    )
  })

  it('programs that are not ours say where they run', () => {
    assert.match(planText(plan(release({}), undefined, 'script')), /\n {2}runs {6}scripts on this machine, as you\n/)
    assert.match(planText(plan(release({}), undefined, 'container')), /\n {2}runs {6}images in the cluster, with acc/)
  })

  it('a right is one line with all its reasons', () => {
    assert.deepEqual(
      needTexts([
        need(['pods']),
        need(['pods'], {why: 'reads them'}),
        need(['nodes'], {scope: 'cluster', apiGroups: ['metrics.k8s.io'], optional: true}),
        need(['secrets'], {resourceNames: ['a']}),
      ]),
      [
        'list pods: counts them; reads them',
        'list nodes.metrics.k8s.io (cluster, optional): counts them',
        'list secrets a: counts them',
      ],
    )
  })

  it('a right that several needs hold stands once, the resource that is typed in words', () => {
    assert.deepEqual(
      needTexts([
        need(['pods', 'events'], {verbs: ['get', 'list'], why: 'shows'}),
        need(['pods'], {verbs: ['list'], why: 'shows', optional: true}),
        need(['{noun}'], {apiGroups: ['', '*'], verbs: ['get'], why: 'reads'}),
        need(['deployments', 'deployments/scale'], {apiGroups: ['apps'], verbs: ['patch'], why: 'scales'}),
      ]),
      [
        'get, list pods, events: shows',
        'get the resource you name: reads',
        'patch deployments.apps, deployments.apps/scale: scales',
      ],
    )
  })

  for (const [name, next, old, widens] of [
    ['the same', release({needs: [need(['pods'])]}), release({needs: [need(['pods'])]}), false],
    [
      'a right that becomes a must',
      release({needs: [need(['pods'])]}),
      release({needs: [need(['pods'], {optional: true})]}),
      false,
    ],
    [
      'all namespaces instead of one',
      release({needs: [need(['pods'], {scope: 'cluster'})]}),
      release({needs: [need(['pods'])]}),
      true,
    ],
    [
      'all objects instead of named ones',
      release({needs: [need(['pods'])]}),
      release({needs: [need(['pods'], {resourceNames: ['a']})]}),
      true,
    ],
    [
      'another command of the same risk',
      release({commands: [command('a'), command('b')]}),
      release({commands: [command('a')]}),
      false,
    ],
    [
      'a first command that writes',
      release({commands: [command('a', 'write')]}),
      release({commands: [command('a')]}),
      true,
    ],
  ] as const) {
    it(`${name}: ${widens ? 'grows' : 'does not grow'}`, () => assert.equal(plan(next, old).widens, widens))
  }

  it('without whole files of the old release everything counts as new', () => {
    const next = planInstall(
      {registry, plugin},
      {release: release({needs: [need(['pods'])]}), channel: 'stable'},
      {release: {version: '1.0.0'} as StoredRelease, reach: undefined},
    )
    assert.equal(next.widens, true)
  })
})
