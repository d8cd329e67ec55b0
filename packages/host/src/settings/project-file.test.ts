import assert from 'node:assert/strict'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {findProjectFile, readProjectFile} from './project-file.ts'

describe('project file', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ome-project-'))
    mkdirSync(join(root, 'repo/a/b'), {recursive: true})
    mkdirSync(join(root, 'repo/.git'))
  })
  afterEach(() => rmSync(root, {recursive: true}))

  it('is the nearest one up to the repository', () => {
    writeFileSync(join(root, 'repo/.omerc.yaml'), '')
    assert.equal(findProjectFile(join(root, 'repo/a/b'), '/nowhere'), join(root, 'repo/.omerc.yaml'))
    writeFileSync(join(root, 'repo/a/.omerc'), '')
    assert.equal(findProjectFile(join(root, 'repo/a/b'), '/nowhere'), join(root, 'repo/a/.omerc'))
  })

  it('outside the repository or above the home folder is not looked at', () => {
    writeFileSync(join(root, '.omerc'), '')
    assert.equal(findProjectFile(join(root, 'repo/a/b'), '/nowhere'), undefined)
    rmSync(join(root, 'repo/.git'), {recursive: true})
    assert.equal(findProjectFile(join(root, 'repo/a/b'), join(root, 'repo')), undefined)
  })

  it('gives namespace and preferences, and names what it ignores', async () => {
    const path = join(root, 'repo/.omerc')
    writeFileSync(
      path,
      'namespace: team\npreferences:\n  auto-scaling: true\n  unheard-of: 1\naliases:\n  get: delete\npolicy: x\n',
    )

    const {values, notice} = await readProjectFile(path)

    assert.deepEqual(values, {namespace: 'team', preferences: {'auto-scaling': true}})
    assert.equal(
      notice,
      `${path}: aliases, policy, preferences.unheard-of ignored: a project file may set namespace and preferences only`,
    )
  })

  for (const [name, text, message] of [
    ['.omerc', 'preferences:\n  auto-scaling: 3\n', /preferences\.auto-scaling: must be true or false, not 3$/],
    ['.omerc.json', '{"namespace": ', /cannot be read/],
    ['.omerc.yaml', '- a\n', /must hold keys and values/],
  ] as const) {
    it(`${name} with ${JSON.stringify(text)} is refused`, async () => {
      writeFileSync(join(root, name), text)

      await assert.rejects(readProjectFile(join(root, name)), (error: Error) => message.test(error.message))
    })
  }
})
