import {made, type Recorded, refusal, services} from './answer.ts'

const merge = {'content-type': 'application/merge-patch+json'}
const initial = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan'
const table = {accept: 'application/json;as=Table;v=v1;g=meta.k8s.io'}
const event = (type: string, name: string) => ({type, object: {kind: 'InferenceService', metadata: {name}}})
const end = {
  type: 'BOOKMARK',
  object: {
    kind: 'InferenceService',
    apiVersion: 'ome.io/v1beta1',
    metadata: {annotations: {'k8s.io/initial-events-end': 'true'}, resourceVersion: /^\d+$/},
    spec: undefined,
  },
}

/** Watches; `before` has happened when they begin. */
export const watchAnswers: readonly Recorded[] = [
  {
    what: 'without a version: what is there',
    before: [made('a'), made('b')],
    ask: ['GET', `${services}?watch=1`],
    code: 200,
    events: [event('ADDED', 'a'), event('ADDED', 'b')],
  },
  {
    what: 'from a version: what came later',
    before: [made('a', {}, {labels: {x: 'y'}}), ['GET', `${services}/a`], ['GET', services]],
    ask: ['GET', `${services}?watch=true&resourceVersion=0&timeoutSeconds=1`],
    code: 200,
    events: [event('ADDED', 'a')],
    ends: true,
  },
  {
    what: 'an object that no longer matches is gone for the watcher',
    before: [
      ['GET', services],
      made('a', {}, {labels: {x: 'y'}}),
      ['PATCH', `${services}/a`, {metadata: {labels: {x: 'z'}}}, merge],
      ['GET', '/api/v1/namespaces/$ns'],
    ],
    ask: ['GET', `${services}?watch=true&labelSelector=x%3Dy&resourceVersion=$rv`],
    code: 200,
    events: [event('ADDED', 'a'), event('DELETED', 'a')],
  },
  {
    what: 'a version that is too old',
    compacted: true,
    ask: ['GET', `${services}?watch=true&resourceVersion=1`],
    code: 200,
    events: [{type: 'ERROR', object: {...refusal('Expired', /^too old resource version: 1 \(\d+\)$/), code: 410}}],
    ends: true,
  },
  {
    what: 'initial events and their end',
    before: [made('a')],
    ask: ['GET', `${services}?${initial}&allowWatchBookmarks=true`],
    code: 200,
    events: [event('ADDED', 'a'), end],
  },
  {
    what: 'initial events without bookmarks have no end',
    before: [made('a')],
    ask: ['GET', `${services}?${initial}&timeoutSeconds=1`],
    code: 200,
    events: [event('ADDED', 'a')],
    ends: true,
  },
  {
    what: 'initial events need their match rule',
    ask: ['GET', `${services}?watch=true&sendInitialEvents=true`],
    code: 422,
    body: refusal('Invalid', /sendInitialEvents requires setting resourceVersionMatch to NotOlderThan$/),
  },
  {
    what: 'tables name their columns once, and the end is a row without a name',
    before: [made('a'), made('b')],
    ask: ['GET', `${services}?${initial}&allowWatchBookmarks=true`, undefined, table],
    code: 200,
    events: [
      {type: 'ADDED', object: {kind: 'Table', columnDefinitions: {0: {name: 'Name'}}, rows: [{cells: {0: 'a'}}]}},
      {type: 'ADDED', object: {kind: 'Table', columnDefinitions: null, rows: [{cells: {0: 'b'}}]}},
      {
        type: 'BOOKMARK',
        object: {
          kind: 'Table',
          rows: [{cells: {0: ''}, object: {metadata: {annotations: {'k8s.io/initial-events-end': 'true'}}}}],
        },
      },
    ],
  },
  {
    what: 'the old form of the path',
    before: [made('a')],
    ask: ['GET', services.replace('/namespaces', '/watch/namespaces')],
    code: 200,
    events: [event('ADDED', 'a')],
  },
  {
    what: 'a deletion has a version of its own',
    before: [['GET', services], made('a'), ['DELETE', `${services}/a`], ['GET', '/api/v1/namespaces/$ns']],
    ask: ['GET', `${services}?watch=true&resourceVersion=$rv`],
    code: 200,
    events: [event('ADDED', 'a'), event('DELETED', 'a')],
  },
]
