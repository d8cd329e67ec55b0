import assert from 'node:assert/strict'
import {chmodSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {refuses} from '../plugins/workshop.ts'
import {Scene} from './scene.ts'

describe('programs that are not what was signed', function () {
  this.timeout(60_000)
  let scene: Scene
  beforeEach(() => {
    scene = new Scene()
  })
  afterEach(() => scene.end())

  it('that were changed since they were installed do not run', async () => {
    await scene.script('echo good')
    const program = join(scene.row().root, 'bin/go')
    chmodSync(program, 0o755)
    writeFileSync(program, '#!/bin/sh\necho evil\n')
    const {code, out, err} = await scene.run('x:go', [])
    assert.deepEqual([code, out], [5, ''])
    assert.match(err, /plugin ome-x has been changed since it was installed/)
  })

  it('a file beside them that was changed stops them as well', async () => {
    const folder = scene.folder(
      {'bin/go': '#!/bin/sh\ncat "$(dirname "$0")/../README.md"\n', 'README.md': 'fine\n'},
      {exec: ['bin/go']},
    )
    await scene.install(folder, 'ome-x')
    assert.equal((await scene.run('x:go', [])).out, 'fine\n')
    const readme = join(scene.row().root, 'README.md')
    chmodSync(readme, 0o644)
    writeFileSync(readme, 'evil\n')
    assert.equal((await scene.run('x:go', [])).code, 5)
  })

  it('a binary for another platform is not even installed', async () => {
    const folder = scene.folder(
      {'bin/plan9-mips/go': '', 'bin/windows-arm64/go': ''},
      {exec: ['bin/{os}-{arch}/go']},
      {},
      'binary',
    )
    chmodSync(join(folder, 'bin/plan9-mips/go'), 0o644)
    await refuses(scene.install(folder, 'ome-x'), 'conflict', /does not run on \w+-\w+/)
  })

  it('a program whose interpreter is missing says so', async () => {
    const folder = scene.folder({'bin/go': '#!/nowhere/interpreter\n'}, {exec: ['bin/go']})
    await scene.install(folder, 'ome-x')
    const {code, err} = await scene.run('x:go', [])
    assert.deepEqual([code, err], [1, 'error: x go cannot be started: the interpreter in its first line is missing\n'])
  })

  for (const [name, run, reason] of [
    ['a program outside', {exec: ['../../bin/sh']}, /is not a file inside the artifact/],
    ['a secret of the environment', {exec: ['bin/go'], env: ['GITHUB_TOKEN']}, /names a secret/],
  ] as const)
    it(`${name} is refused at indexing, and at installing where the index let it through`, async () => {
      const folder = scene.folder({'bin/go': '#!/bin/sh\n'}, run)
      await assert.rejects(scene.shop.publish([folder]), reason)
      await scene.shop.publish([], {add: [folder], verify: false})
      await refuses(scene.installPublished('ome-x'), 'denied', reason)
      assert.equal(scene.shop.active('ome-x'), undefined)
    })

  it('an image by its tag is refused at indexing and at installing', async () => {
    const run = {image: 'host/a:v1', command: ['/go'], serviceAccount: 'robot'}
    const folder = scene.folder({}, run, {risk: 'write'}, 'container')
    await assert.rejects(scene.shop.publish([folder]), /not named by its digest alone/)
    await scene.shop.publish([], {add: [folder], verify: false})
    await refuses(scene.installPublished('ome-x'), 'denied', /not named by its digest alone/)
  })
})
