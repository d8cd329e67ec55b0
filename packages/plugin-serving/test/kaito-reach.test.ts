import assert from 'node:assert/strict'
import Chat from '../src/commands/chat.ts'
import PortForward from '../src/commands/port-forward.ts'
import Url from '../src/commands/url.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'

describe('reaching what KAITO serves', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
  })
  after(() => world.stop())

  it('asks a Workspace', async () => {
    const {out, err, code} = await world.said(Chat, 'workspace my-workspace Name three colours --max-tokens 20')
    assert.match(out, /\S/)
    assert.match(err, /token/)
    assert.equal(code, 0)
  })

  it('asks its adapter by the name it is served under', async () => {
    const {out} = await world.said(Chat, 'my-workspace hi --model old-adapter --max-tokens 8 -o json')
    assert.equal(JSON.parse(out).model, 'old-adapter')
  })

  it('asks one Workspace of a set', async () => {
    const {out} = await world.said(Chat, 'inferenceset/chat hi -n kaito --max-tokens 8 -o json')
    assert.equal(JSON.parse(out).model, 'chat')
  })

  it('tells where it answers', async () => {
    assert.equal(
      (await world.said(Url, 'workspace my-workspace --endpoint')).out,
      'http://my-workspace.default.svc.cluster.local\n',
    )
    assert.match((await world.said(Url, 'my-rag')).out, /http:\/\/my-rag\.default\.svc\.cluster\.local/)
    const {out} = await world.said(Url, 'inferenceset chat -n kaito --endpoint')
    assert.equal(out.match(/http:\/\/chat-\w{5}\.kaito\.svc\.cluster\.local\n/g)?.length, 2)
  })

  it('opens a tunnel to its pod', async () => {
    const stop = new AbortController()
    const {out, code} = await world.said(PortForward, 'workspace my-workspace :5000', {
      signal: stop.signal,
      onWrite: (stream, text) => stream === 'out' && text.includes('->') && stop.abort(),
    })
    assert.match(out, /^http:\/\/127\.0\.0\.1:\d+ -> pod\/my-workspace-0:5000\n$/)
    assert.equal(code, 130)
    const set = new AbortController()
    const other = await world.said(PortForward, 'inferenceset chat -n kaito', {
      signal: set.signal,
      onWrite: (stream, text) => stream === 'out' && text.includes('->') && set.abort(),
    })
    assert.match(other.out, /-> pod\/chat-\w{5}-0:5000\n$/)
    const lone = new AbortController()
    const rag = await world.said(PortForward, 'my-rag', {
      signal: lone.signal,
      onWrite: (stream, text) => stream === 'out' && text.includes('->') && lone.abort(),
    })
    assert.match(rag.out, /-> pod\/my-rag-\S+:5000\n$/)
  })

  for (const [command, words, code, told] of [
    [Chat, 'workspace my-tuning hi', 2, /tunes a model and answers no questions/],
    [Chat, 'ragengine my-rag hi', 2, /"chat" does not work on a ragengine/],
    [Chat, 'workspace my-workspace hi --model none', 4, /workspace "my-workspace" serves no model "none"/],
    [
      Chat,
      'workspace chat-west hi --context us-west',
      1,
      /workspace "chat-west" is NotReady and does not answer: .*CrashLoop/,
    ],
    [Url, 'workspace my-tuning', 1, /workspace "my-tuning" has no URL/],
    [PortForward, 'workspace workspace-llama-3-tune', 4, /has no pods: .*KAITO cannot tune/],
    [PortForward, 'workspace chat-west --context us-west', 1, /no pod of workspace "chat-west" is ready/],
  ] as const)
    it(`${words}: ${code}`, async () => {
      const {err, code: given} = await world.said(command, words)
      assert.match(err, told)
      assert.equal(given, code)
    })
})
