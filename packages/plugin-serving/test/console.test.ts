import assert from 'node:assert/strict'
import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import Console from '../src/commands/console.ts'
import {pageOpener} from '../src/reach/process/page-opener.ts'
import {type TestWorld, world} from './world.ts'

const settings = {'console.url': 'https://console.example/{kind}/{namespace}/{name}'}
const page = 'https://console.example/services/default/chat\n'

describe('ome console', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world()
    await cluster.serve('chat')
  })
  after(() => cluster.stop())

  it('prints the page of a service', async () => {
    assert.deepEqual(await cluster.run(Console, ['service', 'chat'], {settings}), {code: 0, out: page, err: ''})
  })

  it('says on a terminal without a screen that it cannot be opened', async () => {
    const {code, out, err} = await cluster.run(Console, ['chat'], {settings, tty: true, env: {}})
    assert.deepEqual([code, out], [0, page])
    assert.match(
      err,
      process.platform === 'linux' ? /^note: the page is not opened: this machine has no screen\n$/ : /^/,
    )
  })

  it('cannot be without the setting', async () => {
    const {code, out, err} = await cluster.run(Console, ['chat'])
    assert.deepEqual([code, out], [2, ''])
    assert.match(err, /^error: no web console is configured\nhint: ome config set console\.url /)
  })

  it('needs a service', async () => assert.equal((await cluster.run(Console, ['nope'], {settings})).code, 4))
})

describe('opening a page', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ome-page-'))
  })
  after(() => rm(folder, {recursive: true}))

  it('gives the address to the program of the system, as one word', async () => {
    const program = join(folder, 'xdg-open')
    await writeFile(program, `#!/bin/sh\nprintf '%s' "$1" > ${folder}/part && mv ${folder}/part ${folder}/opened\n`)
    await chmod(program, 0o755)
    const address = "https://console.example/a?b=$(id)&c='d'"
    const env = {PATH: `${folder}:/bin:/usr/bin`, DISPLAY: ':0'}
    assert.equal(await pageOpener(env, 'linux').open(address), undefined)
    let opened: string | undefined
    while (opened === undefined) opened = await readFile(join(folder, 'opened'), 'utf8').catch(() => undefined)
    assert.equal(opened, address)
  })

  it('says which program is missing, and opens nothing but web pages', async () => {
    const opener = pageOpener({PATH: '/nonexistent', DISPLAY: ':0'}, 'linux')
    assert.match((await opener.open('https://console.example')) ?? '', /^xdg-open cannot be started: /)
    assert.equal(await opener.open('file:///etc/passwd'), 'it is no http address')
  })
})
