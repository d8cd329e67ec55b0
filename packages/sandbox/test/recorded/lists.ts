import {made, type Recorded, refusal, services} from './answer.ts'

const three = [made('a'), made('b'), made('c')]
const bad = (message: string | RegExp) => refusal('BadRequest', message)
const listOptions = (message: string | RegExp) =>
  refusal('Invalid', message, {group: 'meta.k8s.io', kind: 'ListOptions'})
const base64 = (text: string) => Buffer.from(text).toString('base64url')

/** Lists, their pages and their selectors. */
export const listAnswers: readonly Recorded[] = [
  {
    what: 'the kind of a list',
    ask: ['GET', services],
    code: 200,
    body: {kind: 'InferenceServiceList', apiVersion: 'ome.io/v1beta1', items: [], metadata: {continue: ''}},
  },
  {
    what: 'a page tells how many are left and where to go on',
    before: three,
    ask: ['GET', `${services}?limit=2`],
    code: 200,
    body: {metadata: {remainingItemCount: 1, continue: /^[A-Za-z0-9_-]+$/}, items: [{metadata: {name: 'a'}}, {}]},
  },
  {
    what: 'with a selector nobody knows how many are left',
    before: three,
    ask: ['GET', `${services}?limit=2&labelSelector=!x`],
    code: 200,
    body: {metadata: {remainingItemCount: undefined, continue: /^[A-Za-z0-9_-]+$/}},
  },
  {
    what: 'the last page has an empty token',
    before: [...three, ['GET', `${services}?limit=2`]],
    ask: ['GET', `${services}?limit=2&continue=$continue`],
    code: 200,
    body: {metadata: {continue: '', resourceVersion: /^\d+$/}, items: [{metadata: {name: 'c'}}]},
  },
  {
    what: 'a token and a version',
    before: [...three, ['GET', `${services}?limit=2`]],
    ask: ['GET', `${services}?limit=2&continue=$continue&resourceVersion=1`],
    code: 400,
    body: bad('specifying resource version is not allowed when using continue'),
  },
  {what: 'a bad token', ask: ['GET', `${services}?continue=nope`], code: 400, body: bad(/^invalid continue token: /)},
  {
    what: 'an exact version that is forgotten',
    compacted: true,
    ask: ['GET', `${services}?resourceVersionMatch=Exact&resourceVersion=2`],
    code: 410,
    body: {reason: 'Expired'},
  },
  {
    what: 'an expired token',
    ask: ['GET', `${services}?continue=${base64('{"v":"meta.k8s.io/v1","rv":0,"start":"/a\\u0000"}')}`],
    code: 410,
    body: {kind: 'Status', reason: 'Expired', metadata: {continue: /^[A-Za-z0-9_-]+$/}},
  },
  {
    what: 'a limit does not count for version 0',
    before: three,
    ask: ['GET', `${services}?limit=1&resourceVersion=0`],
    code: 200,
    body: {items: [{}, {}, {}]},
  },
  {
    what: 'a match rule without a version',
    ask: ['GET', `${services}?resourceVersionMatch=Exact`],
    code: 422,
    body: listOptions(/^ListOptions\.meta\.k8s\.io "" is invalid: resourceVersionMatch: Forbidden: /),
  },
  {
    what: 'the state at an exact version',
    before: [
      made('a'),
      ['GET', services],
      ['PATCH', `${services}/a`, {metadata: {labels: {x: 'y'}}}, {'content-type': 'application/merge-patch+json'}],
    ],
    ask: ['GET', `${services}?resourceVersionMatch=Exact&resourceVersion=$rv`],
    code: 200,
    body: {items: [{metadata: {name: 'a', labels: {x: 'y'}}}]},
  },
  {
    what: 'a list from the future',
    ask: ['GET', `${services}?resourceVersion=99999999`],
    code: 504,
    body: refusal('Timeout', /^Timeout: Too large resource version: 99999999, current: \d+$/, {
      causes: [{reason: 'ResourceVersionTooLarge', message: 'Too large resource version'}],
      retryAfterSeconds: 1,
    }),
  },
  {
    what: 'an object from the future',
    before: [made('a')],
    ask: ['GET', `${services}/a?resourceVersion=99999999`],
    code: 504,
    body: refusal('Timeout', /^Timeout: Too large resource version: 99999999, current: \d+$/),
  },
  {
    what: 'a version that is no number',
    ask: ['GET', `${services}?resourceVersion=abc`],
    code: 400,
    body: bad(/^invalid resource version: /),
  },
  {
    what: 'a limit that is no number',
    ask: ['GET', `${services}?limit=x`],
    code: 400,
    body: bad('strconv.ParseInt: parsing "x": invalid syntax'),
  },
  {what: 'an unknown parameter', ask: ['GET', `${services}?nope=1`], code: 200},
  {
    what: 'initial events of a list',
    ask: ['GET', `${services}?sendInitialEvents=true`],
    code: 422,
    body: listOptions(/sendInitialEvents: Forbidden: /),
  },
  {
    what: 'a selector that ends too early',
    ask: ['GET', `${services}?labelSelector=${encodeURIComponent('a in (')}`],
    code: 400,
    body: bad("unable to parse requirement: found '', expected: ',', ')' or identifier"),
  },
  {
    what: 'a field that nobody can select by',
    ask: ['GET', `${services}?fieldSelector=status.phase=x`],
    code: 400,
    body: bad('field label not supported: status.phase'),
  },
  {
    what: 'a field that everything can be selected by',
    before: three,
    ask: ['GET', `${services}?fieldSelector=metadata.name%3Db`],
    code: 200,
    body: {items: [{metadata: {name: 'b'}}]},
  },
]
