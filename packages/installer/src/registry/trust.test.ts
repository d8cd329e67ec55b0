import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {isOmeError} from '@ome/sdk/errors'
import {canonicalText} from './canonical.ts'
import {makeKey, type Role, type SignedFile, type SigningKey, signFile} from './signature.ts'
import {type Root, readRoot} from './signed-files.ts'
import {acceptIndex, acceptTimestamp, demandFreshRoot, firstRoot, nextRoot} from './trust.ts'

const now = new Date('2026-09-01T00:00:00Z')
const later = '2026-12-01T00:00:00Z'
const before = '2026-08-31T23:59:59Z'

const makers = {root: [makeKey(), makeKey(), makeKey()], index: [makeKey()], timestamp: [makeKey()]}
const quorum = (keys: readonly SigningKey[], threshold: number) => ({keys: keys.map(({id}) => id), threshold})

const rootFile = (version: number, rootKeys: readonly SigningKey[], changes: object = {}): object => ({
  schema: 'ome-root/1',
  registry: 'dev',
  version,
  expires: later,
  purpose: 'development',
  keys: Object.fromEntries([...rootKeys, ...makers.index, ...makers.timestamp].map((key) => [key.id, key.public])),
  roles: {root: quorum(rootKeys, 2), index: quorum(makers.index, 1), timestamp: quorum(makers.timestamp, 1)},
  ...changes,
})

function signed(role: Role, content: object, keys: readonly SigningKey[], registry = 'dev'): SignedFile {
  const bytes = Buffer.from(canonicalText(content))
  return {bytes, signature: Buffer.from(signFile(role, registry, bytes, keys))}
}

const root: Root = readRoot(rootFile(1, makers.root))
const indexBytes = (changes: object = {}): object => ({
  schema: 'ome-index/1',
  registry: 'dev',
  serial: 42,
  expires: later,
  hostApi: '0.1.0',
  plugins: [],
  ...changes,
})

const timestampFor = (index: SignedFile, changes: object = {}): object => ({
  schema: 'ome-timestamp/1',
  registry: 'dev',
  serial: 42,
  expires: later,
  index: {size: index.bytes.length, sha512: createHash('sha512').update(index.bytes).digest('hex')},
  ...changes,
})

const refuses = (run: () => unknown, reason: RegExp): void => {
  assert.throws(run, (error: unknown) => isOmeError(error) && error.kind === 'denied' && reason.test(error.message))
}

describe('trust: timestamp', () => {
  const index = signed('index', indexBytes(), makers.index)
  const accept = (content: object, keys: readonly SigningKey[] = makers.timestamp, stored = 42) =>
    acceptTimestamp(root, signed('timestamp', content, keys), {now, stored})

  it('one that is signed, fresh and not older is accepted', () => {
    assert.equal(accept(timestampFor(index)).serial, 42)
    assert.equal(accept(timestampFor(index), makers.timestamp, 41).serial, 42)
  })

  it('a missing signature is a refusal', () => {
    const {bytes} = signed('timestamp', timestampFor(index), makers.timestamp)
    refuses(() => acceptTimestamp(root, {bytes, signature: undefined}, {now, stored: 0}), /has no signature/)
  })

  it('a signature file that cannot be read is a refusal', () => {
    const {bytes} = signed('timestamp', timestampFor(index), makers.timestamp)
    refuses(() => acceptTimestamp(root, {bytes, signature: Buffer.from('{}')}, {now, stored: 0}), /cannot be read/)
  })

  it('another key is a refusal, also one of another role', () => {
    refuses(() => accept(timestampFor(index), [makeKey()]), /not signed by a key of the role "timestamp"/)
    refuses(() => accept(timestampFor(index), makers.index), /not signed by a key of the role "timestamp"/)
  })

  it('a signature made for another role or registry does not count', () => {
    const content = timestampFor(index)
    refuses(() => acceptTimestamp(root, signed('index', content, makers.timestamp), {now, stored: 0}), /not signed/)
    refuses(
      () => acceptTimestamp(root, signed('timestamp', content, makers.timestamp, 'prod'), {now, stored: 0}),
      /not signed/,
    )
  })

  it('a changed byte is a refusal', () => {
    const file = signed('timestamp', timestampFor(index), makers.timestamp)
    const bytes = Buffer.from(file.bytes.toString().replace('"serial":42', '"serial":43'))
    refuses(() => acceptTimestamp(root, {...file, bytes}, {now, stored: 0}), /not signed/)
  })

  it('an expired one is a refusal (freeze)', () => {
    refuses(() => accept(timestampFor(index, {expires: before})), /expired on 2026-08-31T23:59:59Z/)
    refuses(() => accept(timestampFor(index, {expires: '2026-99-99T00:00:00Z'})), /expired/)
  })

  it('an expired one is taken for as long as the policy grants, and no longer', () => {
    const file = signed('timestamp', timestampFor(index, {expires: before}), makers.timestamp)
    const hour = 3_600_000
    assert.equal(acceptTimestamp(root, file, {now, stored: 0, graceMs: hour}).serial, 42)
    const later = new Date(now.getTime() + hour)
    refuses(() => acceptTimestamp(root, file, {now: later, stored: 0, graceMs: hour}), /expired/)
  })

  it('a lower serial than the stored one is a refusal (replay)', () => {
    refuses(
      () => accept(timestampFor(index), makers.timestamp, 43),
      /goes back to serial 42, serial 43 was seen before/,
    )
  })

  it('one of another registry is a refusal', () => {
    refuses(() => accept(timestampFor(index, {registry: 'prod'})), /belongs to registry "prod"/)
  })
})

describe('trust: index', () => {
  const accept = (file: SignedFile, named: SignedFile = file, changes: object = {}) => {
    const timestamp = acceptTimestamp(root, signed('timestamp', timestampFor(named, changes), makers.timestamp), {
      now,
      stored: 0,
    })
    return acceptIndex(root, timestamp, file, now)
  }

  it('the one that the timestamp names is accepted', () => {
    assert.equal(accept(signed('index', indexBytes(), makers.index)).serial, 42)
  })

  it('any other file is a refusal before it is parsed', () => {
    const named = signed('index', indexBytes(), makers.index)
    refuses(
      () => accept(signed('index', indexBytes({hostApi: '9.9.9'}), makers.index), named),
      /not the file that timestamp.json names/,
    )
    refuses(() => accept({...named, bytes: Buffer.from('not JSON')}, named), /not the file that timestamp.json names/)
  })

  it('the timestamp key cannot sign an index', () => {
    refuses(() => accept(signed('index', indexBytes(), makers.timestamp)), /not signed by a key of the role "index"/)
  })

  it('another serial inside, an expired index and another registry are refusals', () => {
    refuses(() => accept(signed('index', indexBytes({serial: 41}), makers.index)), /says it is serial 41/)
    refuses(() => accept(signed('index', indexBytes({expires: before}), makers.index)), /expired/)
    refuses(() => accept(signed('index', indexBytes({registry: 'prod'}), makers.index)), /belongs to registry "prod"/)
  })

  for (const [name, version] of [
    ['a path', '../../../evil'],
    ['a range', '^1.0.0'],
  ] as const) {
    it(`a version that is ${name} is a refusal`, () => {
      const plugin = {
        name: 'ome-x',
        kind: 'npm',
        publisher: 'p',
        summary: 's',
        topics: [],
        channels: {stable: version},
        maintainers: [],
        releases: [],
      }
      refuses(() => accept(signed('index', indexBytes({plugins: [plugin]}), makers.index)), /is not a semantic version/)
    })
  }
})

describe('trust: root', () => {
  const fresh = [makeKey(), makeKey(), makeKey()]
  const [first, second, third] = makers.root
  const [newFirst, newSecond] = fresh

  const next = (content: object, ...keys: readonly (SigningKey | undefined)[]) =>
    nextRoot(
      root,
      signed(
        'root',
        content,
        keys.filter((key) => key !== undefined),
      ),
    )

  it('the thresholds of old and new keys rotate it', () => {
    assert.equal(next(rootFile(2, fresh), first, third, newFirst, newSecond).version, 2)
  })

  it('new keys alone are a foreign root', () => {
    refuses(() => next(rootFile(2, fresh), newFirst, newSecond), /has 0 of the 2 signatures/)
  })

  it('old keys alone do not appoint new ones', () => {
    refuses(() => next(rootFile(2, fresh), first, second), /has 0 of the 2 signatures/)
  })

  it('one key that signs twice counts once', () => {
    const content = rootFile(2, makers.root)
    const file = signed('root', content, [makers.root[0] ?? makeKey()])
    const doubled = JSON.parse(String(file.signature)).signatures[0]
    const signature = Buffer.from(canonicalText({signatures: [doubled, doubled]}))
    refuses(() => nextRoot(root, {bytes: file.bytes, signature}), /has 1 of the 2 signatures/)
  })

  it('a skipped version and a changed purpose are refusals', () => {
    refuses(() => next(rootFile(3, makers.root), first, second), /says it is version 3/)
    refuses(() => next(rootFile(2, makers.root, {purpose: 'production'}), first, second), /changes the purpose/)
  })

  it('a threshold that its keys cannot reach is a refusal', () => {
    const roles = {
      ...rootFile(2, makers.root),
      roles: {root: quorum(makers.root, 4), index: quorum(makers.index, 1), timestamp: quorum(makers.timestamp, 1)},
    }
    refuses(() => next(roles, first, second), /threshold is not between 1 and 3/)
  })

  it('an expired root is a refusal', () => {
    refuses(() => demandFreshRoot(readRoot(rootFile(1, makers.root, {expires: before})), now), /expired/)
  })

  it('a root given by hand needs its own signatures and its own name', () => {
    const file = signed('root', rootFile(1, makers.root), makers.root)
    assert.equal(firstRoot('dev', file).version, 1)
    refuses(() => firstRoot('prod', file), /belongs to registry "dev"/)
    refuses(() => firstRoot('dev', {...file, signature: undefined}), /no signature/)
  })
})
