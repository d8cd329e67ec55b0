import assert from 'node:assert/strict'
import {readPersonality} from '@ome/installer/artifact/personality'
import {calledAs, personalityOf, spelled} from './choose.ts'
import {programsOf} from './programs.ts'

const index = {
  personalities: [
    readPersonality(
      {schema: 'personality/v1', name: 'boat', bins: ['kubectl-boat', 'boatctl'], summary: '', fallback: 'none'},
      'test',
    ),
  ],
}

describe('the name a program is called by', () => {
  it('is that of its file, except for ome itself', () => {
    assert.equal(calledAs('ome', ['get'], index), undefined)
    assert.equal(calledAs('ome.exe', [], index), undefined)
    assert.equal(calledAs('ome-1.2', [], index), undefined)
    assert.deepEqual(calledAs('kubectl-boat.exe', ['x'], index), {
      name: 'kubectl-boat',
      bin: 'kubectl boat',
      words: ['x'],
    })
    assert.deepEqual(calledAs('kubectl_complete-boat', ['x'], index)?.name, 'kubectl-boat')
    assert.equal(calledAs('omega', [], index)?.name, 'omega')
  })

  it('is --as in front of all words when that is a personality, else the user to impersonate', () => {
    assert.deepEqual(calledAs('ome', ['--as', 'boat', 'x'], index), {name: 'boat', bin: 'ome --as boat', words: ['x']})
    assert.deepEqual(calledAs('ome', ['--as=boatctl'], index), {name: 'boatctl', bin: 'ome --as boatctl', words: []})
    assert.equal(calledAs('ome', ['--as', 'alice', 'get'], index), undefined)
    assert.equal(calledAs('ome', ['get', '--as', 'boat'], index), undefined)
  })

  it('without words is an error that says so, and what works', () => {
    assert.throws(() => personalityOf(index, {name: 'kubectl-ship', bin: 'kubectl ship', words: []}), {
      kind: 'usage',
      message: '"kubectl ship" has no words yet: no plugin that is installed or in a known registry brings them',
      hints: [
        'what works today are the commands of ome: ome --help',
        'see the names that have words: ome personality list',
      ],
    })
  })

  it('of a plugin that only a registry has is an error with the line that installs it', () => {
    const offer = {plugin: '@ome/plugin-ship', version: '1.0.0', registry: 'dev', summary: '', commands: {}, risks: {}}
    const offers = [{...offer, programs: ['kubectl-ship']}]
    assert.throws(() => personalityOf({...index, offers}, {name: 'kubectl-ship', bin: 'kubectl ship', words: []}), {
      message: '"kubectl ship" is not installed: plugin ship 1.0.0 of registry dev has it',
      hints: ['install it: ome plugin install ship'],
    })
  })

  it('is typed as kubectl has it', () => {
    assert.equal(spelled('kubectl-get_all'), 'kubectl get-all')
    assert.equal(spelled('boatctl'), 'boatctl')
  })

  it('stands for programs', () => {
    assert.deepEqual(programsOf(index, 'ome'), ['ome'])
    assert.deepEqual(programsOf(index, 'kubectl boat'), ['kubectl-boat'])
    assert.deepEqual(programsOf(index, 'ome --as boat'), ['kubectl-boat', 'boatctl'])
    assert.throws(() => programsOf(index, 'x; rm'), {kind: 'not-found'})
  })
})
