import assert from 'node:assert/strict'
import fc from 'fast-check'
import {ApiError} from '../../src/api.ts'
import {builtinTypes} from '../../src/server/builtin/builtins.ts'
import {decodeObject, decodePatch} from '../../src/server/codec/decode.ts'
import {decodeProtobuf} from '../../src/server/codec/protobuf.ts'
import {messageTypes} from '../../src/server/codec/protobuf-types.ts'
import {jsonPatch} from '../../src/server/patch/json-patch.ts'
import {fieldSelector} from '../../src/server/read/field-selector.ts'
import {labelSelector} from '../../src/server/read/label-selector.ts'
import {readPage} from '../../src/server/read/list.ts'
import {createStore} from '../../src/server/store.ts'
import {anyMessage, chunk, envelope, varint} from './any-message.ts'

const runs = Number(process.env['OME_TEST_RUNS'] ?? 100)
const seed = process.env['OME_TEST_SEED']
const parameters = {numRuns: runs, endOnFailure: true, ...(seed !== undefined && {seed: Number(seed)})}

/** Kinds that stand at the top of a body, with a version of theirs. */
const kinds = builtinTypes()
  .map(({kind, apiVersion}) => ({kind, apiVersion}))
  .filter(({kind}) => kind in messageTypes)
const pods = builtinTypes().find(({kind}) => kind === 'Pod')

/** Whatever the input, the answer is a value or a refusal of the right sort; anything else is a crash. */
async function refusalOf(work: () => unknown, codes: readonly number[] = [400]): Promise<ApiError | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof ApiError && codes.includes(error.status.code)) return error
    throw error
  }
}

/** Bytes with some of them changed, lost, doubled or inserted. */
const mutated = (bytes: Buffer): fc.Arbitrary<Buffer> =>
  fc
    .array(fc.tuple(fc.nat({max: Math.max(0, bytes.length - 1)}), fc.integer({min: 0, max: 255}), fc.nat({max: 3})), {
      minLength: 1,
      maxLength: 6,
    })
    .map((changes) => {
      let result = bytes
      for (const [at, value, how] of changes) {
        if (how === 0) result = Buffer.concat([result.subarray(0, at), Buffer.from([value]), result.subarray(at + 1)])
        else if (how === 1) result = result.subarray(0, at)
        else if (how === 2) result = Buffer.concat([result.subarray(0, at), result.subarray(at), result.subarray(at)])
        else result = Buffer.concat([result.subarray(0, at), Buffer.from([value, 255 - value]), result.subarray(at)])
      }
      return result.subarray(0, 200_000)
    })

/** @feature API: bodies in JSON, YAML 1.1 as Go reads it, and protobuf; hostile ones refused | works */
describe('decoders and hostile input', function () {
  this.timeout(Math.max(20_000, runs * 200))

  describe('protobuf', () => {
    const root = fc.constantFrom(...kinds)
    const typeOf = ({kind, apiVersion}: {kind: string; apiVersion: string}) =>
      `${kind}@${apiVersion}` in messageTypes ? `${kind}@${apiVersion}` : kind

    it('reads every message of its tables', () => {
      fc.assert(
        fc.property(
          root.chain((one) => fc.tuple(fc.constant(one), anyMessage(typeOf(one)))),
          ([{kind, apiVersion}, {bytes, json}]) => {
            const body = decodeProtobuf(envelope(apiVersion, kind, bytes))
            assert.deepEqual(JSON.parse(JSON.stringify(body)), {apiVersion, kind, ...json})
          },
        ),
        parameters,
      )
    })

    it('skips fields that it does not know', () => {
      fc.assert(
        fc.property(
          root.chain((one) => fc.tuple(fc.constant(one), anyMessage(typeOf(one)))),
          ([{kind, apiVersion}, {bytes, json}]) => {
            const unknown = Buffer.concat([chunk(900, Buffer.from('x')), varint(901n << 3n), varint(5n), bytes])
            assert.deepEqual(decodeProtobuf(envelope(apiVersion, kind, unknown)), {apiVersion, kind, ...json})
          },
        ),
        parameters,
      )
    })

    it('refuses spoilt bodies with 400 or 415, or reads them as something', async () => {
      await fc.assert(
        fc.asyncProperty(
          root.chain((one) =>
            anyMessage(typeOf(one)).chain(({bytes}) => mutated(envelope(one.apiVersion, one.kind, bytes))),
          ),
          async (bytes) => {
            await refusalOf(() => JSON.stringify(decodeProtobuf(bytes)), [400, 415])
          },
        ),
        parameters,
      )
    })

    const pod = (raw: Buffer) => () => decodeProtobuf(envelope('v1', 'Pod', raw))
    const long = (length: bigint) => Buffer.concat([Buffer.from([0x0a]), varint(length)])
    const broken: [string, Buffer][] = [
      ['a length beyond the end', long(1n << 40n)],
      ['a negative length', long(-1n)],
      ['a number without an end', Buffer.from([0x08, ...Array<number>(20).fill(0xff)])],
      ['a group', Buffer.from([0x0b, 0x0c])],
      ['a number for a message', Buffer.from([0x08, 0x01])],
      ['a message for a number', chunk(2, chunk(4, Buffer.from('x')))],
      ['a time beyond all years', chunk(1, chunk(8, Buffer.concat([Buffer.from([8]), varint(1n << 60n)])))],
    ]
    for (const [what, raw] of broken)
      it(`refuses ${what}`, async () => {
        assert.equal((await refusalOf(pod(raw)))?.status.code, 400)
      })

    it('many small entries and items take time by their number only', () => {
      const entry = chunk(2, Buffer.concat([chunk(1, Buffer.from('k')), chunk(2, Buffer.from('v'))]))
      const body = decodeProtobuf(envelope('v1', 'ConfigMap', Buffer.concat(Array<Buffer>(200_000).fill(entry))))
      assert.deepEqual(body['data'], {k: 'v'})
      const items = Buffer.concat(Array<Buffer>(200_000).fill(chunk(1, Buffer.alloc(0))))
      assert.ok(decodeProtobuf(envelope('v1', 'Namespace', chunk(2, items)))['spec'])
    })
  })

  describe('YAML', () => {
    const read = (text: string) => decodeObject(Buffer.from(text), 'application/yaml', 'Thing').then(({body}) => body)

    it('is read as Go reads it', async () => {
      const text =
        'a: yes\nb: on\nc: y\nd: 017\ne: 0o17\nf: 1_000\ng: 0x1F\nh: 12:30:45\ni: 2026-01-01\nj: ~\nk: 1e3\nl: .5\nm: "yes"\nn: No\n'
      assert.deepEqual(await read(text), {
        a: true,
        b: true,
        c: true,
        d: 15,
        e: 15,
        f: 1000,
        g: 31,
        h: '12:30:45',
        i: '2026-01-01',
        j: null,
        k: 1000,
        l: 0.5,
        m: 'yes',
        false: false,
      })
      assert.deepEqual(await read('a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n'), {a: {b: 1}, c: {b: 1, d: 2}})
    })

    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
    for (let i = 1; i < 12; i++)
      lines.push(
        `a${i}: &a${i} [${Array(9)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      )
    const hostile: [string, string][] = [
      ['aliases that multiply', lines.join('\n')],
      ['an anchor within itself', 'a: &x {b: *x}'],
      ['a deep flow sequence', `a: ${'['.repeat(100_000)}`],
      ['a deep flow mapping', '{a: '.repeat(20_000)],
      ['deep blocks', Array.from({length: 1000}, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
      ['an unknown alias', 'a: *nobody'],
      ['a program', 'a: !!js/function "function () {}"'],
      ['an infinity', 'a: .inf'],
      ['a NUL', 'a: x\u0000y'],
      ['two documents', 'a: 1\n---\nb: 2\n'],
      ['nothing', ''],
      ['a scalar', 'x'],
    ]
    for (const [what, text] of hostile)
      it(`refuses ${what}`, async () => {
        assert.equal((await refusalOf(() => read(text)))?.status.code, 400)
        await refusalOf(() => decodePatch(Buffer.from(text), true))
      })

    it('keys such as __proto__ are data', async () => {
      const body = await read('__proto__: {x: 1}\nconstructor: {prototype: {y: 1}}\n')
      assert.deepEqual(Object.keys(body), ['__proto__', 'constructor'])
      assert.equal(({} as Record<string, unknown>)['x'], undefined)
    })

    it('takes huge scalars', async () => {
      const {a} = (await read(`a: "${'x'.repeat(1_000_000)}"`)) as {a: string}
      assert.equal(a.length, 1_000_000)
    })

    it('any text is a value or a refusal', async () => {
      const piece = fc.constantFrom(
        'a',
        ': ',
        '- ',
        '\n',
        '  ',
        '&x ',
        '*x',
        '{',
        '}',
        '[',
        ']',
        '"',
        "'",
        '|',
        '>',
        '!!str ',
        '!',
        '%',
        '#',
        '<<',
        '? ',
        ',',
        '\t',
        '---',
        '...',
        '0x',
        '~',
        '\u0000',
        '\ud800',
        'é',
      )
      await fc.assert(
        fc.asyncProperty(fc.array(piece, {maxLength: 40}), async (pieces) => {
          await refusalOf(() => read(pieces.join('')))
          await refusalOf(() => decodePatch(Buffer.from(pieces.join('')), true))
        }),
        {...parameters, numRuns: runs * 3},
      )
    })
  })

  describe('JSON', () => {
    const read = (text: string | Buffer) => decodeObject(Buffer.from(text), 'application/json', 'Thing')
    const hostile: [string, string][] = [
      ['depth', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
      ['depth of objects', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
      ['a number beyond all', '{"a":1e400}'],
      ['a mark of byte order', '\ufeff{"a":1}'],
      ['nothing', ''],
      ['null', 'null'],
      ['a list', '[]'],
    ]
    for (const [what, text] of hostile)
      it(`refuses ${what}`, async () => {
        assert.equal((await refusalOf(() => read(text)))?.status.code, 400)
      })

    it('long runs of backslashes and quotes take time by their length only', async () => {
      for (const part of ['\\\\', '\\"', '\\u005c']) await read(`{"a":"${part.repeat(300_000)}"}`)
    })

    it('any bytes are a value or a refusal', async () => {
      const valid = fc.object({maxDepth: 4}).map((value) => Buffer.from(JSON.stringify(value)))
      await fc.assert(
        fc.asyncProperty(valid.chain(mutated), async (bytes) => {
          await refusalOf(() => read(bytes))
          await refusalOf(() => decodePatch(bytes, false))
        }),
        {...parameters, numRuns: runs * 3},
      )
    })

    it('any JSON patch is a value or a refusal', async () => {
      const path = fc
        .array(fc.constantFrom('a', 'b', '0', '1', '-', '~0', '~1', '', '__proto__', 'length', '01', '~'), {
          maxLength: 4,
        })
        .map((parts) => parts.map((part) => `/${part}`).join(''))
      const value = fc.jsonValue({maxDepth: 2})
      const operation = fc.record(
        {op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'frob'), path, from: path, value},
        {requiredKeys: ['op']},
      )
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.oneof({weight: 9, arbitrary: operation as fc.Arbitrary<unknown>}, value), {maxLength: 5}),
          async (patch) => {
            await refusalOf(() => jsonPatch({a: {b: [1, {c: 2}]}, b: [0]}, patch as never), [400, 422])
          },
        ),
        {...parameters, numRuns: runs * 3},
      )
    })
  })

  describe('selectors and tokens', () => {
    const piece = fc.constantFrom(
      'a',
      'b.c/d',
      '=',
      '==',
      '!=',
      '!',
      ' in ',
      ' notin ',
      '(',
      ')',
      ',',
      '<',
      '>',
      ' ',
      '\\',
      '1',
      '-',
      'é',
      '\u0000',
      'metadata.name',
      'spec.nodeName',
    )
    const text = fc.array(piece, {maxLength: 14}).map((pieces) => pieces.join(''))

    it('any label selector selects or is refused', async () => {
      await fc.assert(
        fc.asyncProperty(
          text,
          fc.dictionary(fc.constantFrom('a', 'b.c/d'), fc.constantFrom('', 'a', '1')),
          async (selector, labels) => {
            await refusalOf(() => labelSelector(selector)?.(labels))
          },
        ),
        {...parameters, numRuns: runs * 3},
      )
    })

    it('any field selector selects or is refused', async () => {
      assert.ok(pods)
      const object = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'a'}, spec: {nodeName: 'a'}}
      await fc.assert(
        fc.asyncProperty(text, async (selector) => {
          await refusalOf(() => fieldSelector(selector, pods)?.matches(object))
        }),
        {...parameters, numRuns: runs * 3},
      )
    })

    it('long ones take time by their length only', async () => {
      assert.ok(pods)
      labelSelector(`a in (${'b,'.repeat(50_000)}c)`)
      await refusalOf(() => labelSelector('('.repeat(50_000)))
      await refusalOf(() => fieldSelector(`metadata.name=${'\\\\'.repeat(50_000)}=`, pods))
      await refusalOf(() => fieldSelector(`${'\\'.repeat(50_001)}=b`, pods))
    })

    it('any continue token is a page or a refusal', async () => {
      assert.ok(pods)
      const store = createStore()
      const selection = {type: pods, namespace: '', labels: undefined, fields: undefined}
      const token = fc.oneof(
        fc.string(),
        fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
        fc
          .record(
            {
              v: fc.constantFrom('meta.k8s.io/v1', 'v2'),
              rv: fc.oneof(fc.integer(), fc.double(), fc.string()),
              start: fc.oneof(fc.string(), fc.constant('/x')),
            },
            {requiredKeys: []},
          )
          .map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
      )
      await fc.assert(
        fc.asyncProperty(token, async (value) => {
          await refusalOf(
            () => readPage(store, selection, new URLSearchParams({continue: value, limit: '2'})),
            [400, 410, 504],
          )
        }),
        {...parameters, numRuns: runs * 3},
      )
    })
  })
})
