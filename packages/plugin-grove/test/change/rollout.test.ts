import assert from 'node:assert/strict'
import type {CommandClass} from '@ome/testkit/run'
import Abort from '../../src/commands/grove/rollout/abort.ts'
import Canary from '../../src/commands/grove/rollout/canary.ts'
import Diff from '../../src/commands/grove/rollout/diff.ts'
import History from '../../src/commands/grove/rollout/history.ts'
import Pause from '../../src/commands/grove/rollout/pause.ts'
import Promote from '../../src/commands/grove/rollout/promote.ts'
import Resume from '../../src/commands/grove/rollout/resume.ts'
import Start from '../../src/commands/grove/rollout/start.ts'
import Status from '../../src/commands/grove/rollout/status.ts'
import Undo from '../../src/commands/grove/rollout/undo.ts'
import Scale from '../../src/commands/grove/scale.ts'
import Update from '../../src/commands/grove/update.ts'
import {assertFree, type RolloutTestWorld, rolloutWorld, times} from './rollout-world.ts'

const sets = {group: 'grove.io', plural: 'podcliquesets'}

describe('grove rollout', () => {
  let made: RolloutTestWorld
  const line: RolloutTestWorld['line'] = (command, words, options) => made.line(command, words, options)
  const tags = () => [made.tags('prefill'), made.tags('decode')]
  beforeEach(async () => {
    made = await rolloutWorld()
  })
  afterEach(() => made.stop())

  it('canary: one worker is new, then it waits; promote takes the rest along', async () => {
    const {code, out, err} = await line(Canary, 'my-inference --image=vllm:v1.3.0 --pods=1')
    assert.equal(code, 0, err)
    assert.match(out, /canary Paused .*1 of 8 workers of decode/)
    assert.match(err, /traffic is not split: the canary takes its share, 1\/8/)
    assert.match(err, /note: decode: TPOT p99 new \d+ms, old 12ms \(since start\)\n/)
    assert.deepEqual(tags(), [times(4, 'v1.2.0'), [...times(7, 'v1.2.0'), 'v1.3.0']])

    const status = await line(Status, 'my-inference')
    assert.equal(status.code, 0)
    assert.match(
      status.out,
      /canary Paused, step 1 of 1[\s\S]*decode {3}\[###\.+\] 1\/8 new {2}TPOT p99 new \d+ms, old 12ms/,
    )
    assert.match(status.out, /prefill {2}\[\.+\] 0\/4 new {2}TTFT p99 246ms \(since start\)/)
    const refused = await line(Scale, 'my-inference --decode=9')
    assert.equal(refused.code, 6)
    assert.match(refused.err, /a rollout of my-inference is under way: canary Paused/)

    assert.equal((await line(Promote, 'my-inference')).code, 0)
    assert.deepEqual(tags(), [times(4, 'v1.3.0'), times(8, 'v1.3.0')])
    assertFree(made)
  })

  it('canary of another role, aborted: everything is as before', async () => {
    const before = made.set()['spec']
    assert.equal((await line(Canary, 'my-inference --image=vllm:v1.3.0 --role=prefill --pods=2')).code, 0)
    assert.deepEqual(tags(), [['v1.2.0', 'v1.2.0', 'v1.3.0', 'v1.3.0'], times(8, 'v1.2.0')])
    assert.equal((await line(Abort, 'my-inference')).code, 0)
    assert.deepEqual(tags(), [times(4, 'v1.2.0'), times(8, 'v1.2.0')])
    assert.deepEqual(made.set()['spec'], before)
    assertFree(made)
    assert.equal((await line(Abort, 'my-inference')).code, 4)
    assert.equal((await line(Promote, 'my-inference')).code, 4)
    assert.equal((await line(Resume, 'my-inference')).code, 4)
  })

  it('a dry run of what goes on, goes back or stops shows it and does nothing', async () => {
    await line(Canary, 'my-inference --image=vllm:v1.3.0')
    const before = [made.set(), made.rollout(), tags()]
    const shown = async (command: CommandClass, words = '') =>
      (await line(command, `my-inference --dry-run${words}`)).out
    assert.match(await shown(Promote), /goes on with step 1 of 1 \(100%\)\n.* old: 4 prefill, 7 decode\n/)
    assert.match(await shown(Resume), /old: 4 prefill, 7 decode\n/)
    assert.match(await shown(Resume, ' --adopt'), /goes on with step 1/)
    assert.match(await shown(Pause), /stops before its next worker/)
    assert.match(
      await shown(Abort),
      /is aborted[\s\S]*clique decode .*image: \S+v1\.3\.0 → \S+v1\.2\.0\n.*replace again: 1 decode\n/,
    )
    assert.deepEqual([made.set(), made.rollout(), tags()], before)
  })

  it('status counts what is not written yet as old', async () => {
    await line(Update, 'my-inference --image=vllm:v1.3.0 --wait-for-approval')
    const {out} = await line(Status, 'my-inference')
    assert.match(out, /prefill {2}\[\.+\] 0\/4 new/)
    assert.match(out, /decode-7 +ready +\S+ +old/)
  })

  it('left by Ctrl-C: the line that goes on is told', async () => {
    const stop = new AbortController()
    const {code, err} = await line(Update, 'my-inference --image=vllm:v1.3.0 --batch-size=1', {
      env: {OME_GROVE_POLL_INTERVAL: '5ms'},
      signal: stop.signal,
      onWrite: (stream, text) => stream === 'err' && text.includes('replacing') && stop.abort(),
    })
    assert.equal(code, 130)
    assert.match(err, /note: left as it is; go on: ome grove rollout resume my-inference -n prod\n/)
    assert.equal(made.rollout()?.['phase'], 'Progressing')
    assert.equal((await line(Resume, 'my-inference --take-over')).code, 0)
    assert.deepEqual(tags(), [times(4, 'v1.3.0'), times(8, 'v1.3.0')])
  })

  it('is one document for programs', async () => {
    for (const [command, words, phase] of [
      [Canary, ' --image=vllm:v1.3.0', 'Paused'],
      [Abort, '', 'Aborted'],
      [Pause, '', 'Paused'],
      [Resume, '', 'Done'],
    ] as const) {
      const {out} = await line(command, `my-inference${words} -o json`)
      assert.deepEqual([JSON.parse(out).kind, JSON.parse(out).phase], ['GroveRollout', phase])
    }
    const shown = await line(Canary, 'my-inference --image=vllm:v1.3.0 --dry-run -o json')
    assert.equal(JSON.parse(shown.out).kind, 'Plan')
  })

  it('canary of all workers is none', async () => {
    const {code, err} = await line(Canary, 'my-inference --image=vllm:v1.3.0 --pods=8')
    assert.equal(code, 2)
    assert.match(err, /a canary of 8 would be all of decode/)
  })

  it('start: gates that new workers keep', async () => {
    const gates = '--gate-ttft-p99=500ms --gate-tpot-p99=20ms'
    const {code, out, err} = await line(Start, `my-inference --image=vllm:v1.3.0 ${gates}`)
    assert.equal(code, 0, err)
    assert.match(out, /TTFT p99 +246ms +500ms +246ms +\d+ +pass/)
    assert.deepEqual(tags(), [times(4, 'v1.3.0'), times(8, 'v1.3.0')])
  })

  it('start: a gate that fails brings everything back', async () => {
    const {code, err} = await line(Start, 'my-inference --image=vllm:v1.3.1-slow --gate-ttft-p99=500ms')
    assert.equal(code, 3)
    assert.match(err, /the rollout was aborted and the set is as before: TTFT p99 is (89|90)\dms, the gate is 500ms/)
    assert.deepEqual(tags(), [times(4, 'v1.2.0'), times(8, 'v1.2.0')])
    assertFree(made)
  })

  it('start refuses limits that make no sense', async () => {
    const start = 'my-inference --image=vllm:v1.3.0'
    for (const words of [
      '--gate-ttft-p99=soon',
      '--gate-ttft-p99=0s',
      '--steps=1,50%',
      '--gate-error-rate=x',
      '--gate-error-rate=200%',
      '--steps=50%,25%,100%',
    ]) {
      assert.equal((await line(Start, `${start} ${words}`)).code, 2, words)
    }
  })

  it('an approval by anybody goes to the next step; nothing changes before the first', async () => {
    const before = made.set()
    const waits = await line(Update, 'my-inference --image=vllm:v1.3.0 --wait-for-approval')
    assert.equal(waits.code, 0)
    assert.deepEqual(made.set(), before)
    assert.match((await line(Resume, 'my-inference')).out, /AwaitingApproval \(step 2 of 4\)/)
    assert.deepEqual(tags(), [
      ['v1.2.0', 'v1.2.0', 'v1.2.0', 'v1.3.0'],
      [...times(7, 'v1.2.0'), 'v1.3.0'],
    ])
    assert.equal((await line(Promote, 'my-inference')).code, 0)
    assert.deepEqual(tags(), [times(4, 'v1.3.0'), times(8, 'v1.3.0')])
  })

  it('asks for each step on a terminal', async () => {
    const options = {tty: true, stdin: ['y', 'y', 'n'], env: {OME_GROVE_POLL_INTERVAL: '5ms'}}
    const {code, err} = await line(Update, 'my-inference --image=vllm:v1.3.0 --wait-for-approval', options)
    assert.equal(code, 0)
    assert.match(err, /step 2 of 4 waits for a yes/)
    assert.equal(made.rollout()?.['phase'], 'AwaitingApproval')
    assert.equal(made.tags('decode').filter((tag) => tag === 'v1.3.0').length, 1)
  })

  it('pause takes a roll of the operator over, and resume finishes it', async () => {
    await line(Update, 'my-inference --image=vllm:v1.3.0')
    await made.advance(20_000)
    const paused = await line(Pause, 'my-inference')
    assert.equal(paused.code, 0, paused.err)
    const halfway = tags()
    assert.ok(halfway.flat().includes('v1.2.0'))
    await made.advance(300_000)
    assert.deepEqual(tags(), halfway)
    assert.equal((await line(Resume, 'my-inference')).code, 0)
    assert.deepEqual(tags(), [times(4, 'v1.3.0'), times(8, 'v1.3.0')])
    assertFree(made)
  })

  it('pause holds an idle set: what is written to it rolls when it is resumed', async () => {
    assert.equal((await line(Pause, 'my-inference')).code, 0)
    const {cliques} = made.set()['spec'].template
    const next = structuredClone(cliques)
    next[0].spec.podSpec.containers[0].image = 'nvcr.io/nvidia/vllm:v1.3.0'
    made.api.patch(sets, 'my-inference', 'prod', {spec: {template: {cliques: next}}})
    await made.advance(120_000)
    assert.deepEqual(tags(), [times(4, 'v1.2.0'), times(8, 'v1.2.0')])
    const refused = await line(Abort, 'my-inference')
    assert.equal(refused.code, 6)
    assert.match(refused.out, /hold Paused .*the template was edited meanwhile/)
    assert.match(refused.err, /rollout abort my-inference -n prod --force/)
    assert.equal((await line(Resume, 'my-inference')).code, 0)
    assert.deepEqual(tags(), [times(4, 'v1.3.0'), times(8, 'v1.2.0')])
    assertFree(made)
  })

  it('an edit by somebody else stops it; --adopt rolls the edit', async () => {
    await line(Canary, 'my-inference --image=vllm:v1.3.0')
    const next = structuredClone(made.set()['spec'].template.cliques)
    next[1].spec.podSpec.containers[0].image = 'nvcr.io/nvidia/vllm:v1.4.0'
    made.api.patch(sets, 'my-inference', 'prod', {spec: {template: {cliques: next}}})
    const stopped = await line(Resume, 'my-inference')
    assert.equal(stopped.code, 6)
    assert.match(stopped.err, /was changed by somebody else[\s\S]*--adopt/)
    assert.equal((await line(Resume, 'my-inference --adopt')).code, 0)
    assert.deepEqual(tags(), [times(4, 'v1.2.0'), times(8, 'v1.4.0')])
    assertFree(made)
  })

  it('a record that was deleted is rebuilt from what is live', async () => {
    await line(Canary, 'my-inference --image=vllm:v1.3.0')
    made.api.delete({group: '', plural: 'configmaps'}, 'my-inference-ome-rollout', 'prod')
    const refused = await line(Update, 'my-inference --image=vllm:v1.4.0')
    assert.equal(refused.code, 6)
    assert.match(refused.err, /whose record is gone/)
    assert.equal((await line(Resume, 'my-inference --adopt')).code, 2)
    const {code, err} = await line(Resume, 'my-inference --adopt --restore-strategy RollingRecreate')
    assert.equal(code, 0, err)
    assert.deepEqual(tags(), [times(4, 'v1.2.0'), times(8, 'v1.3.0')])
    assertFree(made)
  })

  it('a record that was deleted does not keep anybody from going back to a revision', async () => {
    const before = made.set()['spec']
    await line(Canary, 'my-inference --image=vllm:v1.3.0')
    assert.equal((await line(Abort, 'my-inference --revision=5')).code, 2)
    made.api.delete({group: '', plural: 'configmaps'}, 'my-inference-ome-rollout', 'prod')
    assert.equal((await line(Abort, 'my-inference')).code, 4)
    assert.equal((await line(Abort, 'my-inference --revision=99')).code, 4)
    assert.match((await line(Abort, 'my-inference --revision=5 --dry-run')).out, /workers to replace again: 1 decode/)
    const {code, err} = await line(Abort, 'my-inference --revision=5')
    assert.equal(code, 0, err)
    assert.deepEqual(tags(), [times(4, 'v1.2.0'), times(8, 'v1.2.0')])
    assert.deepEqual(made.set()['spec'], before)
    assertFree(made)
  })

  it('history, diff and undo of revisions', async () => {
    const history = await line(History, 'my-inference')
    assert.match(history.out, /^REVISION[\s\S]*\n5 +2026[\s\S]* live\n4 [\s\S]*\n1 /)
    assert.equal(JSON.parse((await line(History, 'my-inference --revision=3 -o json')).out).items.length, 1)
    assert.equal((await line(History, 'my-inference --record')).code, 0)
    const diff = await line(Diff, 'my-inference --revision=2')
    assert.equal(diff.code, 0)
    assert.match(
      diff.out,
      /revision 2 → live[\s\S]*--- my-inference revision 2\n\+\+\+ my-inference live\n[\s\S]*\+ +- --enable-prefix-caching/,
    )
    assert.doesNotMatch(diff.out, /replicas|tourSecret/)
    assert.equal((await line(Diff, 'my-inference --revision=2 --exit-code')).code, 3)
    const unknown = await line(Diff, 'my-inference --revision=9')
    assert.equal(unknown.code, 4)
    assert.match(unknown.err, /there are: 1, 2, 3, 4, 5/)

    assert.equal((await line(Undo, 'my-inference --wait')).code, 0)
    assert.deepEqual(tags(), [times(4, 'v1.1.2'), times(8, 'v1.1.2')])
    assert.match((await line(History, 'my-inference')).out, /\n6 [\s\S]* live = 4\n/)
    assert.equal((await line(Undo, 'my-inference --revision=3 --wait')).code, 0)
    assert.deepEqual(tags(), [times(4, 'v1.1.1'), times(8, 'v1.1.1')])
    const same = await line(Undo, 'my-inference --revision=3')
    assert.match(same.err, /is at revision 3 already/)
  })

  it('undo takes the place of a roll that is under way', async () => {
    await line(Update, 'my-inference --image=vllm:v1.3.0')
    await made.advance(20_000)
    const {code, err} = await line(Undo, 'my-inference --revision=5 --wait')
    assert.equal(code, 0, err)
    assert.match(err, /this takes the place of the roll under way/)
    assert.deepEqual(tags(), [times(4, 'v1.2.0'), times(8, 'v1.2.0')])
  })

  it('status says who rolls, and ends when nothing moves any more', async () => {
    assert.match((await line(Status, 'my-inference')).out, /^my-inference: revision 5, complete\n/)
    await line(Update, 'my-inference --image=vllm:v1.3.0')
    await made.advance(5000)
    assert.match(
      (await line(Status, 'my-inference')).out,
      /rolled by the operator \(RollingRecreate\), \d of 12 workers new/,
    )
    const late = await line(Status, 'my-inference --watch --timeout=1ms')
    assert.equal(late.code, 3)
    assert.match(late.err, /timed out after 1ms/)
    const watched = await line(Status, 'my-inference --watch')
    assert.equal(watched.code, 0)
    assert.match(watched.out, /revision 6, complete prefill 4\/4, decode 8\/8\n$/)
    const chat = await line(Status, 'chat')
    assert.equal(chat.code, 3)
    assert.match(chat.out, /\n\S+ ago {2}Warning {2}decode-1-\w+ {2}Unschedulable: /)
    assert.equal((await line(Status, 'chatt')).code, 4)
  })
})
