import assert from 'node:assert/strict'
import {cpSync, existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {built, Machine} from './launcher.ts'
import {Workshop} from './plugins/workshop.ts'

/** Whole command lines of the built program over registries with keys of their own. */
describe('registry commands', function () {
  this.timeout(120_000)
  let shop: Workshop
  let machine: Machine
  before(async () => {
    await built()
    shop = new Workshop()
    await shop.publish([shop.plugin({name: '@team/z', version: '1.0.0'})], {id: 'team', now: new Date()})
  })
  beforeEach(() => {
    machine = new Machine()
    cpSync(join(shop.tree, 'root/1.json'), join(machine.home, 'root.json'))
    cpSync(join(shop.tree, 'root/1.json.sig'), join(machine.home, 'root.json.sig'))
  })
  afterEach(() => machine[Symbol.dispose]())
  after(() => shop.end())

  const add = ['registry', 'add', 'team', '--root', 'root.json', '--scope', '@team']
  const added = async (): Promise<void> => {
    const {code, err} = await machine.run([...add, shop.tree, '--yes'])
    assert.equal(code, 0, err)
  }
  const ids = async (): Promise<readonly string[]> =>
    JSON.parse((await machine.run('registry list -o json')).out).items.map(({id}: {id: string}) => id)

  it('nothing is trusted without a yes; a dry run shows what would be', async () => {
    const asked = await machine.run([...add, shop.tree])
    assert.deepEqual([asked.code, asked.out], [2, ''])
    assert.match(asked.err, /--yes/)
    const dry = await machine.run([...add, shop.tree, '--dry-run'])
    assert.deepEqual([dry.code, dry.err], [0, ''])
    for (const key of Object.keys(JSON.parse(readFileSync(join(shop.tree, 'root/1.json'), 'utf8')).keys))
      assert.ok(dry.out.includes(key))
    assert.equal((await ids()).includes('team'), false)
  })

  it('add, mirror, set-url, a bundle, remove', async () => {
    await added()
    assert.deepEqual(await machine.run('registry mirror mirror --registry team'), {
      code: 0,
      out: 'registry/team mirrored (serial 1, 1 archive)\n',
      err: '',
    })
    assert.equal((await machine.run('registry set-url team mirror')).out, 'team: serial 1\n')
    assert.match(machine.read('.ome/config.yaml'), /url: .*\/mirror$/m)
    const exported = await machine.run('registry bundle export all.tar --registry team')
    assert.match(exported.out, /^registry\/team exported \(serial 1, 1 archive, [\d.]+ KiB\)\n$/)
    const imported = await machine.run('registry bundle import all.tar')
    assert.deepEqual([imported.code, imported.out], [0, 'registry/team imported (serial 1, 1 archive)\n'])

    const removed = await machine.run('registry remove team --yes')
    assert.deepEqual([removed.code, removed.out], [0, 'registry/team removed\n'])
    assert.equal((await ids()).includes('team'), false)
    assert.equal(existsSync(join(machine.data, 'trust/team.json')), false)
  })

  const tree = () => shop.tree
  for (const [what, words, code, message] of [
    [
      'a scope that has an owner',
      () => ['two', tree(), '--root', 'root.json', '--scope', '@team'],
      6,
      /scope @team belongs to registry "team"/,
    ],
    ['an id that is there', () => ['team', tree(), '--root', 'root.json'], 6, /"team" is there already/],
    [
      'another id than the root says',
      () => ['two', tree(), '--root', 'root.json'],
      5,
      /the root belongs to registry "team"/,
    ],
    ['an unknown root file', () => ['two', tree(), '--root', 'none.json'], 2, /the root cannot be read/],
  ] as const) {
    it(`add refuses ${what} with ${code}`, async () => {
      await added()
      const result = await machine.run(['registry', 'add', ...words(), '--yes'])
      assert.deepEqual([result.code, result.out], [code, ''])
      assert.match(result.err, message)
    })
  }

  it('add refuses http beyond this machine with 2', async () => {
    const result = await machine.run([...add, 'http://192.0.2.1/', '--yes'])
    assert.deepEqual([result.code, result.out], [2, ''])
    assert.match(result.err, /^error: the URL is not https/)
  })

  it('unknown ids and files end with 4, 2 and 5', async () => {
    writeFileSync(join(machine.home, 'no.tar'), 'x')
    const codes = await Promise.all(
      [
        'registry remove none --yes',
        'registry set-url none /x',
        'registry bundle import none.tar',
        'registry bundle import no.tar',
      ].map(async (line) => (await machine.run(line)).code),
    )
    assert.deepEqual(codes, [4, 4, 2, 5])
  })
})
