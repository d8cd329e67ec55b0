import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import type {Packed} from '@ome/installer/artifact/pack'
import {contractChecks, loadCheck, manifestCheck, sbomFile} from './contract-checks.ts'
import type {Loaded} from './load-probe.ts'

const bundle = 'exports.commands = {}'
const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
const command = {id: 'x:show', summary: 'Show it', args: {}, flags: {}, needs: [], risk: 'read'}

interface Change {
  readonly packageFile?: object
  readonly commands?: object
  readonly sbom?: object | undefined
  readonly bundle?: string
}

function packed(change: Change = {}): Packed {
  const sbom = {
    metadata: {component: {hashes: [{alg: 'SHA-256', content: digest(bundle)}]}},
    components: [{name: 'semver', licenses: [{license: {id: 'ISC'}}]}],
  }
  const texts: Record<string, string> = {
    'package.json': JSON.stringify({
      name: 'ome-x',
      version: '1.0.0',
      oclif: {commands: {strategy: 'explicit', target: './dist/plugin.cjs', identifier: 'commands'}},
      ome: {hostApi: '^1.0.0', topics: [{name: 'x'}, {name: 'get', shared: true}]},
      ...change.packageFile,
    }),
    'oclif.manifest.json': JSON.stringify({version: '1.0.0', commands: change.commands ?? {'x:show': command}}),
    'dist/plugin.cjs': change.bundle ?? bundle,
    ...('sbom' in change && change.sbom === undefined ? {} : {[sbomFile]: JSON.stringify(change.sbom ?? sbom)}),
  }
  const files = Object.entries(texts).map(([path, text]) => ({path, bytes: Buffer.from(text), executable: false}))
  return {archive: Buffer.alloc(0), files, tree: ''}
}

const faultsOf = (change: Change, hostApi = '1.2.0'): readonly string[] =>
  contractChecks(packed(change), hostApi).flatMap(({faults}) => faults)

describe('contract of a plugin', () => {
  it('is kept by one that keeps to it', () => {
    assert.deepEqual(
      contractChecks(packed(), '1.2.0').map(({check, faults, detail}) => [check, faults.length, detail]),
      [
        ['contract', 0, '1 command, no dependencies, no scripts'],
        ['topics', 0, 'x, get'],
        ['host', 0, '^1.0.0 takes 1.2.0'],
        ['sbom', 0, '1 package inlined'],
      ],
    )
  })

  for (const [what, change, fault] of [
    ['dependencies', {packageFile: {dependencies: {semver: '7'}}}, /^package.json has dependencies$/],
    ['an install script', {packageFile: {scripts: {postinstall: 'x'}}}, /script postinstall/],
    ['a hook', {packageFile: {oclif: {hooks: {init: './x'}}}}, /oclif\.hooks/],
    ['a command without risk', {commands: {'x:show': {...command, risk: undefined}}}, /x show: risk/],
    ['a command without needs', {commands: {'x:show': {...command, needs: undefined}}}, /x show: needs/],
    ['a foreign topic', {commands: {'y:show': {...command, id: 'y:show'}}}, /^"y show" is below no topic/],
    ['no bill of materials', {sbom: undefined}, /sbom\.cdx\.json is missing/],
    ['the bill of another bundle', {bundle: 'exports.commands = {other: 1}'}, /describes another bundle/],
  ] as const)
    it(`names ${what}`, () => assert.match(faultsOf(change)[0] ?? '', fault))

  it('takes ids below a topic of somebody else that it names as shared', () => {
    assert.deepEqual(faultsOf({commands: {'get:x': {...command, id: 'get:x'}}}), [])
  })

  it('names a host that its range leaves out', () => {
    assert.deepEqual(faultsOf({}, '2.0.0'), ['ome.hostApi ^1.0.0 does not take this host, which serves 2.0.0'])
  })

  it('names what is inlined and states no licence', () => {
    const sbom = {metadata: {component: {hashes: [{content: digest(bundle)}]}}, components: [{name: 'secret'}]}
    assert.deepEqual(faultsOf({sbom}), ['secret is inlined and states no licence'])
  })

  const loaded: Loaded = {ms: 3, printed: '', lacks: {'x:show': []}, hangs: false}
  for (const [what, change, fault] of [
    ['that throws', {error: 'no such thing'}, 'it cannot be loaded: no such thing'],
    ['that prints', {printed: 'hello\nyou'}, 'it prints by being loaded: hello'],
    ['that goes on', {hangs: true}, 'it keeps its process running by being loaded'],
    ['that is slow', {ms: 900}, 'it takes 900 ms to load; 400 ms at most'],
    ['whose class declares no risk', {lacks: {'x:show': ['risk']}}, 'x show lacks risk'],
  ] as const)
    it(`names a bundle ${what}`, () => assert.deepEqual(loadCheck({...loaded, ...change}).faults, [fault]))

  it('compares manifest and bundle both ways', () => {
    const {faults} = manifestCheck(packed(), {...loaded, lacks: {'x:other': []}})
    assert.deepEqual(faults, [
      'x:show is in the manifest and not in the bundle',
      'x:other is in the bundle and not in the manifest',
    ])
  })
})
