import assert from 'node:assert/strict'
import {once} from 'node:events'
import {existsSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {built, Machine} from '../launcher.ts'
import {install} from '../plugins/workshop.ts'
import {examples, Scene} from './scene.ts'

/** The built program with plugins of other languages, as a person has it. */
describe('programs as commands of the built ome', function () {
  this.timeout(120_000)
  let scene: Scene
  let machine: Machine
  before(built)
  beforeEach(() => {
    scene = new Scene()
    machine = new Machine()
  })
  afterEach(() => {
    scene.end()
    machine[Symbol.dispose]()
  })

  const put = async (folder: string, name: string): Promise<void> => {
    await scene.shop.publish([folder])
    await install(scene.shop.bench({data: machine.data}), name)
  }

  it('have help and completion like any other, and see only what they may', async () => {
    await put(join(examples, 'ome-node-report'), 'ome-node-report')
    machine.write('config', '{}')
    const env = {KUBECONFIG: join(machine.home, 'config'), OME_TOKEN: 'secret', SECRET: 'x', SSH_AUTH_SOCK: '/x'}

    const help = await machine.run('node-report show --help')
    assert.match(help.out, /USAGE\n {2}\$ ome node-report show \[flags\]/)
    assert.match(help.out, /--not-ready .*only nodes that are not ready/)
    assert.match(help.out, /--context=VALUE/)
    const completed = await machine.run(['__complete', '--', 'node-report', 'show', '--not'])
    assert.match(completed.out, /^--not-ready\tonly nodes that are not ready\n:4\n$/)
    const said = 'Example of a command written as a shell script'
    assert.match((await machine.run('--help')).out, new RegExp(`^ {2}node-report +${said}`, 'm'))
    assert.match((await machine.run('node-report --help')).out, new RegExp(`^${said}`))
    const topic = await machine.run(['__complete', '--', 'node-rep'])
    assert.match(topic.out, new RegExp(`^node-report\t${said}`))
    const {code, out, err} = await machine.run('node-report show --env -o json', {env})
    assert.equal(code, 0, err)
    const seen: string[] = JSON.parse(out).items
    assert.deepEqual(
      seen.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_', 'LANG', 'PATH'].includes(name)),
      ['KUBECONFIG', 'OME_API', 'OME_COMMAND', 'OME_CONTEXT', 'OME_INPUT', 'OME_NAMESPACE', 'OME_OUTPUT'],
    )
  })

  it('leave no kubeconfig behind when the client was killed', async () => {
    const text = '#!/bin/sh\necho up\nkill -9 "$PPID"\n'
    await put(scene.folder({'bin/go': text}, {exec: ['bin/go'], kubeconfig: 'context'}), 'ome-x')
    machine.write('config', '{}')
    const env = {KUBECONFIG: join(machine.home, 'config')}
    const run = join(machine.data, 'cache/run')

    const child = machine.start(['x', 'go'], {env})
    child.stdout.resume()
    const [, signal] = await once(child, 'exit')
    assert.equal(signal, 'SIGKILL')
    assert.equal(readdirSync(run).length, 1)

    assert.equal((await machine.run('version')).code, 0)
    assert.equal(existsSync(run), false)
  })
})
