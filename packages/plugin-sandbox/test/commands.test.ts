import assert from 'node:assert/strict'
import {listScenarios} from '@ome/sandbox/scenario'
import {run} from '@ome/testkit/run'
import SandboxDown from '../src/commands/sandbox/down.ts'
import SandboxEnv from '../src/commands/sandbox/env.ts'
import SandboxFiles from '../src/commands/sandbox/files.ts'
import SandboxScenarios from '../src/commands/sandbox/scenarios.ts'
import SandboxStatus from '../src/commands/sandbox/status.ts'
import SandboxUp from '../src/commands/sandbox/up.ts'
import {exportLines} from '../src/domain/export-lines.ts'
import {scenarioNames} from '../src/domain/scenario-names.ts'

describe('sandbox commands without a sandbox', () => {
  it('status says that nothing runs', async () => {
    assert.deepEqual(await run(SandboxStatus), {code: 0, out: 'State:  stopped\n', err: ''})
  })

  it('status as JSON has a version and a kind', async () => {
    const {out} = await run(SandboxStatus, ['-o', 'json'])

    assert.deepEqual(JSON.parse(out), {apiVersion: 'ome.cli/v1', kind: 'Sandbox', state: 'stopped'})
  })

  it('down has nothing to do', async () => {
    assert.deepEqual(await run(SandboxDown), {code: 0, out: '', err: 'no sandbox was running\n'})
  })

  for (const [command, argv] of [
    [SandboxEnv, []],
    [SandboxFiles, ['work']],
  ] as const) {
    it(`${command.name} needs a running one and says how to get it`, async () => {
      const {code, out, err} = await run(command, argv)

      assert.deepEqual([code, out], [4, ''])
      assert.equal(err, 'error: no sandbox is running\nhint: start one: ome sandbox up\n')
    })
  }

  it('scenarios lists names and what is in them', async () => {
    const {code, out} = await run(SandboxScenarios, [], {env: process.env as Record<string, string>})

    assert.equal(code, 0)
    assert.match(out, /^NAME +WHAT IS IN IT\ncrash-loop +The engine/)
    assert.doesNotMatch(out, /^_/m)
  }).timeout(30_000)

  it('completion offers the scenarios there are', () => {
    assert.deepEqual(
      scenarioNames,
      listScenarios().map(({name}) => name),
    )
  })

  for (const [what, argv] of [
    ['a port beyond the last', ['--port', '70000']],
    ['a speed of nothing', ['--speed', '0']],
    ['a word for a number', ['--seed', 'lucky']],
    ['an argument nobody asked for', ['now']],
  ] as const) {
    it(`up refuses ${what}`, async () => {
      const {code, out, err} = await run(SandboxUp, argv)

      assert.deepEqual([code, out], [2, ''])
      assert.match(err, /^error: /)
    })
  }

  it('values with quotes reach a POSIX shell unchanged', () => {
    assert.equal(exportLines({A: "it's", B: '$(x)'}), "export A='it'\\''s'\nexport B='$(x)'\n")
  })
})
