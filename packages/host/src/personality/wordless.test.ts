import assert from 'node:assert/strict'
import {mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {readPersonality} from '@ome/installer/artifact/personality'
import {inspectLinks, type LinkPlace, makeLinks, removeLinks, withCompleters} from './links.ts'
import {programsToUnlink} from './programs.ts'
import {wordlessLinks} from './wordless.ts'

const boat = readPersonality(
  {schema: 'personality/v1', name: 'boat', bins: ['kubectl-boat', 'boatctl'], summary: '', fallback: 'none'},
  'test',
)

describe('names whose words no plugin brings', () => {
  let place: LinkPlace & {readonly home: string}
  beforeEach(() => {
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'ome-links-')))
    mkdirSync(join(home, 'bin'))
    const launcher = join(home, 'bin', 'ome')
    writeFileSync(launcher, '')
    place = {home, dir: join(home, 'links'), launcher, path: join(home, 'absent')}
    makeLinks(inspectLinks(withCompleters(boat.bins), place), place, {force: false, dryRun: false})
  })
  afterEach(() => rmSync(place.home, {recursive: true, force: true}))

  const unlink = (name: string, personalities = [boat]): readonly string[] =>
    removeLinks(inspectLinks(programsToUnlink({personalities}, name, place), place), false)

  it('are found in the folder of links and beside the program, with the plugin that would bring them', () => {
    symlinkSync('ome', join(place.home, 'bin', 'ship'))
    writeFileSync(join(place.dir, 'other'), '')
    const offer = {plugin: '@ome/plugin-ship', version: '1', registry: 'dev', summary: '', commands: {}, risks: {}}
    const ship = {program: 'ship', files: [join(place.home, 'bin', 'ship')], plugin: 'ship'}

    assert.deepEqual(wordlessLinks({personalities: [boat], offers: [{...offer, programs: ['ship']}]}, place), [ship])
    assert.deepEqual(
      wordlessLinks({personalities: []}, place).map(({program, plugin}) => [program, plugin]),
      [
        ['boatctl', undefined],
        ['kubectl-boat', undefined],
        ['ship', undefined],
      ],
    )
  })

  it('are unlinked by the name they were linked for when the plugin has gone', () => {
    assert.deepEqual(unlink('boat', []), ['boatctl', 'kubectl-boat', 'kubectl_complete-boat'])
    assert.deepEqual(readdirSync(place.dir), [])
  })

  it('are unlinked one by one by the names of programs, and are told where the name is none', () => {
    assert.throws(() => unlink('sea', []), {
      kind: 'not-found',
      hints: [
        'one of: ome',
        'links without words are boatctl, kubectl-boat, kubectl_complete-boat; take one away: ome personality unlink boatctl',
      ],
    })
    assert.deepEqual(unlink('boatctl', []), ['boatctl'])
  })

  it('do not take links with words along', () => {
    assert.deepEqual(unlink('kubectl boat', []), ['kubectl-boat', 'kubectl_complete-boat'])
    assert.throws(() => unlink('sea'), {kind: 'not-found'})
    assert.deepEqual(unlink('boat'), ['boatctl'])
  })
})
