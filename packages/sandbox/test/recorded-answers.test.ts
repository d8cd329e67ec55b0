import assert from 'node:assert/strict'
import {allCrds} from '@ome/kinds/crd'
import type {ApiObject} from '../src/api.ts'
import {type Answer, lines, startWire, type Wire} from '../src/server/testing/wire.ts'
import {accessAnswers} from './recorded/access.ts'
import type {Recorded, Request} from './recorded/answer.ts'
import {contentAnswers} from './recorded/content.ts'
import {definitionAnswers} from './recorded/definitions.ts'
import {deleteAnswers} from './recorded/deletes.ts'
import {discoveryAnswers} from './recorded/discovery.ts'
import {listAnswers} from './recorded/lists.ts'
import {patchAnswers} from './recorded/patches.ts'
import {watchAnswers} from './recorded/watches.ts'
import {writeAnswers} from './recorded/writes.ts'

const sections: Readonly<Record<string, readonly Recorded[]>> = {
  'content negotiation': contentAnswers,
  'discovery and OpenAPI': discoveryAnswers,
  lists: listAnswers,
  watches: watchAnswers,
  writes: writeAnswers,
  'patches and apply': patchAnswers,
  deletes: deleteAnswers,
  'definitions and subresources': definitionAnswers,
  access: accessAnswers,
}

/** @feature API: answers in the words of a real 1.36 server: content types, discovery, lists, watches, writes, deletes, access | golden */
describe('answers recorded from a real API server', () => {
  let wire: Wire
  let rows = 0
  before(async () => {
    const crds = allCrds().map((crd) => ({...crd, metadata: {...crd.metadata}})) as ApiObject[]
    wire = await startWire({crds, tokens: {'bob-token': {name: 'bob', groups: ['devs']}}})
  })
  after(() => wire.close())

  for (const [section, answers] of Object.entries(sections))
    describe(section, () => {
      for (const row of answers) it(row.what, () => check(wire, row, `row-${++rows}`))
    })
})

async function check(wire: Wire, row: Recorded, namespace: string): Promise<void> {
  const known = new Map([['$ns', namespace]])
  await wire.call('POST', '/api/v1/namespaces', {
    body: {apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace}},
  })
  for (const request of row.before ?? []) {
    const answer = await send(wire, request, known)
    assert.ok(answer.code < 300, `${request[0]} ${request[1]}: ${answer.code} ${answer.text}`)
    learn(answer.body?.metadata, known)
  }
  if (row.compacted) wire.server.core.operations.store.compact()
  if (row.events) return checkEvents(wire, row, known)
  const answer = await send(wire, row.ask, known)
  assert.equal(answer.code, row.code, answer.text.slice(0, 2000))
  for (const [name, value] of Object.entries(row.headers ?? {})) matches(answer.headers[name], value, name)
  if (row.text !== undefined) matches(unnamed(answer.text, known), row.text, 'text')
  if (row.body !== undefined) matches(JSON.parse(unnamed(JSON.stringify(answer.body), known)), row.body, 'body')
}

async function checkEvents(wire: Wire, row: Recorded, known: ReadonlyMap<string, string>): Promise<void> {
  const response = await wire.open(named(row.ask[1], known), row.ask[3] ?? {})
  assert.equal(response.statusCode, row.code)
  const seen: unknown[] = []
  for await (const event of lines(response)) {
    seen.push(JSON.parse(unnamed(JSON.stringify(event), known)))
    if (seen.length === row.events?.length && !row.ends) break
  }
  response.destroy()
  matches(seen, row.events, 'events')
  if (row.ends) assert.equal(seen.length, row.events?.length)
}

function send(wire: Wire, [method, path, body, headers]: Request, known: ReadonlyMap<string, string>): Promise<Answer> {
  const given = typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
  return wire.call(method, named(path, known), {
    ...(given !== undefined && {body: named(given, known)}),
    ...(headers && {headers: {...headers}}),
  })
}

function learn(meta: Record<string, string> | undefined, known: Map<string, string>): void {
  for (const [mark, field] of [
    ['$rv', 'resourceVersion'],
    ['$uid', 'uid'],
    ['$continue', 'continue'],
  ] as const)
    if (meta?.[field]) known.set(mark, meta[field])
}

const named = (text: string, known: ReadonlyMap<string, string>): string =>
  [...known].reduce((all, [mark, value]) => all.replaceAll(mark, value), text)

/** Puts the marks back in place of uid and namespace, which differ from run to run. */
const unnamed = (text: string, known: ReadonlyMap<string, string>): string =>
  ['$uid', '$ns'].reduce((all, mark) => all.replaceAll(known.get(mark) ?? mark, mark), text)

/** Whether `expected` is a part of `actual`; the path of the first difference is named. */
function matches(actual: unknown, expected: unknown, path: string): void {
  if (expected instanceof RegExp) {
    assert.match(String(actual), expected, `${path}: ${JSON.stringify(actual)}`)
    return
  }
  if (typeof expected !== 'object' || expected === null) {
    assert.deepEqual(actual, expected, `${path}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`)
    return
  }
  assert.ok(typeof actual === 'object' && actual !== null, `${path} is ${JSON.stringify(actual)}`)
  if (Array.isArray(expected))
    assert.equal((actual as unknown[]).length, expected.length, `${path} has ${JSON.stringify(actual).slice(0, 500)}`)
  for (const [key, value] of Object.entries(expected))
    matches((actual as Record<string, unknown>)[key], value, `${path}.${key}`)
}
