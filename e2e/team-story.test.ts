import assert from 'node:assert/strict'
import {join} from 'node:path'
import {root} from './program.ts'
import {clusterPolicy, Desk, firstCommands, giveContext, ownJob, widerCommands} from './team.ts'
import {TeamRegistry} from './team-registry.ts'

const name = '@corp/plugin-fleet'

/** What a person is told whose release is not to run any more. */
const withdrawn = [
  `error: plugin ${name} 1.1.0 was withdrawn by its registry`,
  `hint: take 1.1.1: ome plugin upgrade ${name}`,
  '',
].join('\n')
const wayBack = `hint: go back to 1.0.0: ome plugin rollback ${name}\n`

/** Everything a team does with a registry of its own; each step builds on the one before. */
describe("a team's story", () => {
  const admin = new Desk()
  const alice = new Desk()
  const lab = new Desk()
  const corp = new TeamRegistry(admin)
  let keys: readonly string[] = []

  after(async () => {
    await corp.stop()
    await admin.ome('sandbox', 'down')
    for (const machine of [admin, alice, lab]) machine.remove()
  })

  const addCorp = `registry add corp URL --root ${corp.at('public/root/1.json')} --scope @corp --transport npm`
  const add = (): string => `${addCorp.replace('URL', `${corp.address}/ome`)} --npm ${corp.address}`

  it('the admin holds the key ceremony, and publishes a command on a server with logins', async () => {
    keys = await corp.ceremony()
    await corp.release({version: '1.0.0', daysAgo: 10, commands: firstCommands, approvedBy: ['ann']})
    assert.match(await corp.publish(), /^registry corp: serial 1, 1 releases verified/)
    for (const user of ['publisher', 'reader']) await corp.addUser(user)
    await corp.serve()
    await corp.login(admin, 'publisher')

    assert.equal(await corp.push(), `${name} 1.0.0 published\n`)
    assert.equal(keys.length, 5)
  })

  it('the admin publishes the policy and lets the cluster admit listed commands only', async () => {
    await admin.does('sandbox up --scenario tour-platform --speed 20')
    await admin.useSandbox()
    for (const machine of [alice, lab]) await giveContext(machine, admin, 'production-scientist', 'ml-models')

    await admin.kubectlDoes(`apply -f ${admin.write('policy.yaml', clusterPolicy)}`)
    await admin.kubectlDoes(`apply -f ${join(root, 'registry/policy/remote-commands.vap.yaml')}`)
    await admin.kubectlDoes('label namespace ml-models team-b ome.cli/remote-commands=listed')
    await admin.kubectlDoes('create serviceaccount gpu-probe -n team-b')
    await admin.kubectlDoes(
      'create rolebinding alice -n ml-models --clusterrole=ome-remote-commands --user=alice@example.com',
    )
  })

  it('alice adds the registry after seeing every key', async () => {
    assert.match(await alice.refused(add(), 2), /^error: this needs a yes: Trust these keys for registry corp\?\n/)
    const {out, err} = await alice.does(`${add()} --yes`)

    assert.equal(out, 'registry/corp added (serial 1)\n')
    assert.match(err, /version 1, production, until .*, 2 of 3 keys/)
    for (const key of keys) assert.ok(err.includes(key), key)
  })

  it('alice types the command and is told how to get it', async () => {
    assert.equal(
      await alice.refused('fleet probe', 2),
      `error: "fleet probe" is not installed: plugin ${name} 1.0.0 of registry corp has it\nhint: install it: ome plugin install ${name}\n`,
    )
  })

  it('alice installs the plugin with her login, and none that the policy leaves out', async () => {
    const install = `plugin install ${name}`
    assert.match(await alice.refused(`${install} --yes`, 5), /^error: .* answered 401\nhint: .*npm login/)
    await corp.login(alice, 'reader')
    assert.match(await alice.refused(install, 2), /^error: this needs a yes: Install @corp\/plugin-fleet 1\.0\.0\?\n/)
    const {out, err} = await alice.does(`${install} --yes`)

    assert.equal(out, `plugin/${name} 1.0.0 installed (2 commands)\n`)
    assert.match(err, /runs +images in the cluster[\s\S]*\+ patch nodes \(cluster\): takes a node out\n/)
    assert.match(
      await alice.refused('plugin install ome-cost-optimizer --yes', 5),
      /^error: registry "dev" may not be used: ConfigMap kube-public\/ome-cli-policy permits corp\n/,
    )
  })

  it('alice sees what she may do, and where', async () => {
    const {out: matrix} = await alice.does('auth matrix -n ml-models,team-a,team-b')
    assert.match(matrix, /^COMMAND +ml-models +team-a +team-b *\n/)
    assert.match(matrix, /^fleet cordon +no +no +no *$/m)
    assert.match(matrix, /^fleet probe +yes +yes +no *$/m)
    assert.match(matrix, /^scale +no +no +no *$/m)

    const {out: listed} = await alice.does('command list')
    assert.match(listed, /^fleet cordon +@corp\/plugin-fleet +write +no +active *$/m)
    assert.match(listed, /^fleet probe +@corp\/plugin-fleet +write +yes +active *$/m)
    const {out: help} = await alice.does('fleet --help')
    assert.match(help, /COMMANDS\n +fleet probe .*\n\nNEEDS MORE ACCESS\n +fleet cordon /)
    const [may = '', mayNot = ''] = (await alice.does('--help')).out.split('NEEDS MORE ACCESS')
    assert.match(may, /^ {2}fleet /m)
    assert.doesNotMatch(may, /^ {2}scale /m)
    assert.match(mayNot, /^ {2}scale /m)
  })

  it('alice is offered only what she may do when she wants it so', async () => {
    const offered = async (): Promise<string> => (await alice.ome('__complete', 'fleet', '')).out
    assert.match(await offered(), /^cordon\t.*\nprobe\t/)
    await alice.does('config set preferences.access hide')

    assert.equal(await offered(), 'probe\tLook at the GPUs of a node\n:4\n')
    assert.doesNotMatch((await alice.does('fleet --help')).out, /cordon/)
  })

  it('alice runs the command that was granted, reads its result, and leaves nothing behind', async () => {
    const {out, err} = await alice.does('fleet probe -o json')

    const result = JSON.parse(out)
    assert.deepEqual([Object.keys(result), result.ok], [['apiVersion', 'kind', 'node', 'gpus', 'ok'], true])
    assert.match(err, /^run fleet probe as job\/ome-run-\w+ in namespace ml-models\n +image +\S+@sha256:/)
    assert.match(err, /account +gpu-probe, without access to the API server\n[\s\S]*every GPU answers\n/)
    assert.equal((await alice.does('command runs -o name')).out, '')
  })

  it('the cluster refuses whatever else alice sends in the name of the account', async () => {
    const {code, err} = await alice.kubectl('create', '-f', alice.write('job.json', JSON.stringify(ownJob)))

    assert.equal(code, 1)
    assert.match(err, /denied request: no listed command has this image, account and program: docker/)
  })

  it('alice is refused the other commands, with the Role or the person to ask', async () => {
    assert.match(
      await alice.refused('fleet cordon', 5),
      /^error: "fleet cordon" needs rights you do not have in the whole cluster\n {2}missing {2}patch nodes\nhint: the Role to ask for: ome auth explain fleet cordon -n ml-models -o yaml\n/,
    )
    assert.match(
      await alice.refused('scale service llama --replicas 2 -n team-a', 5),
      /^error: "scale service" needs rights .* in namespace "team-a"\n[\s\S]*auth explain scale service -n team-a -o yaml\n/,
    )
    assert.match(
      await alice.refused('delete pod nb-alice-0 -n team-a --yes', 5),
      /^error: "delete pod" is not permitted by policy .*: nothing is deleted by hand\nhint: whom to ask: #ml-platform\n/,
    )
    assert.match(
      await alice.refused('fleet probe -n team-a', 5),
      /^error: "fleet probe" is not permitted by policy .*: it does not list the namespace team-a\nhint: if it was changed just now: ome auth refresh\n/,
    )
  })

  it('alice asks for a Role, the admin applies it, and the command works at once', async () => {
    assert.match(
      await alice.refused('fleet probe -n team-b', 5),
      /^error: "fleet probe" needs rights .* in namespace "team-b"\n {2}missing {2}create,delete,get jobs\.batch\n[\s\S]*hint: the Role to ask for: ome auth explain fleet probe -n team-b -o yaml\n/,
    )
    const {out: role} = await alice.does('auth explain fleet probe -n team-b -o yaml')
    assert.match(
      (await admin.kubectlDoes(`apply -f ${admin.write('role.yaml', role)}`)).out,
      /^role\S+ created\nrolebinding\S+ created\n$/,
    )

    assert.match((await alice.does('fleet probe -n team-b')).out, /every GPU answers\n$/)
    assert.match((await alice.does('auth matrix -n team-b')).out, /^fleet probe +yes *$/m)
  })

  it('an update that may do more waits until it is accepted', async () => {
    await corp.release({version: '1.1.0', daysAgo: 4, commands: widerCommands, approvedBy: ['ann']})
    assert.equal((await corp.check()).err, `error: ${name} 1.1.0: 1 of 2 approvals\n`)
    corp.approve('1.1.0', ['ann', 'bob'])
    assert.equal((await corp.check()).code, 0)
    await corp.publish()
    await corp.push()
    await alice.does('registry refresh corp')
    assert.match((await alice.does('plugin outdated')).out, /@corp\/plugin-fleet +1\.0\.0 +1\.1\.0/)

    const {code, err} = await alice.ome('plugin', 'upgrade', name, '--yes')
    assert.equal(code, 5, err)
    assert.match(
      err,
      /^upgrade @corp\/plugin-fleet 1\.0\.0 → 1\.1\.0 .*\n[\s\S]* \+ get configmaps \(optional\): reads limits\n/,
    )
    assert.match(
      err,
      /\nerror: @corp\/plugin-fleet 1\.1\.0 may do more than 1\.0\.0; nothing was changed\nhint: .*upgrade @corp\/plugin-fleet --accept-needs\n$/,
    )
    assert.equal(await alice.releaseOf(name), '1.0.0')
    await alice.does(`plugin upgrade ${name} --accept-needs`)

    assert.equal(await alice.releaseOf(name), '1.1.0')
    await alice.does('fleet probe')
  })

  it('a bad release is withdrawn: it does not run any more', async () => {
    await admin.does(`${add()} --yes`)
    await admin.does(`plugin install ${name} --yes`)
    corp.withdraw('1.1.0', 'sends what it reads abroad')
    await corp.release({version: '1.1.1', daysAgo: 0, commands: widerCommands, approvedBy: ['ann']})
    await corp.publish()
    await corp.push()
    const {err} = await alice.does('registry refresh corp')

    assert.match(err, /^warning: @corp\/plugin-fleet 1\.1\.0 was withdrawn by its registry: sends what it reads abroad/)
    assert.equal(await alice.refused('fleet probe', 5), withdrawn + wayBack)
  })

  it('alice goes back to the release before, and is told why nothing newer is taken yet', async () => {
    assert.equal((await alice.does(`plugin rollback ${name}`)).out, `plugin/${name} 1.1.0 → 1.0.0 rolled back\n`)
    assert.match((await alice.does('fleet probe')).out, /every GPU answers\n$/)
    const {out, err} = await alice.does(`plugin upgrade ${name} --accept-needs`)

    assert.equal(out, `plugin/${name} 1.0.0 unchanged\n`)
    assert.match(err, /^note: @corp\/plugin-fleet 1\.1\.1 was published on \S+; a release is taken after 72 hours\n$/)
    assert.match(
      await alice.refused(`plugin rollback ${name}`, 5),
      /^error: @corp\/plugin-fleet 1\.1\.0 was withdrawn by its registry\n/,
    )
  })

  it('who has the bad one gets the fix at once, however young', async () => {
    await admin.does('registry refresh corp')
    assert.equal(await admin.refused('fleet probe -n ml-models', 5), withdrawn)
    await admin.does(`plugin upgrade ${name} --yes`)

    assert.equal(await admin.releaseOf(name), '1.1.1')
    assert.match((await admin.does('fleet probe -n ml-models')).out, /every GPU answers\n$/)
  })

  it('a machine without a network installs from a bundle, and runs', async () => {
    const file = join(lab.home, 'corp.tar')
    await admin.does(`registry bundle export ${file} --registry corp --plugins ${name}`)
    await corp.stop()
    assert.equal((await lab.does(`${add()} --yes`)).out, 'registry/corp added (not reached yet)\n')
    assert.match(
      await lab.refused(`plugin install ${name} --yes`, 7),
      /^error: registry "corp": \S+ cannot be read: connect ECONNREFUSED/,
    )
    assert.equal(
      (await lab.does(`registry bundle import ${file}`)).out,
      'registry/corp imported (serial 3, 3 archives)\n',
    )
    const {out} = await lab.does(`plugin install ${name} --yes`)

    assert.equal(out, `plugin/${name} 1.0.0 installed (2 commands)\n`)
    assert.match((await lab.does('fleet probe')).out, /every GPU answers\n$/)
  })
})
